"""Every refusal has its sentence, and every sentence is in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.accounts.roles import BUNDLES, Role
from portal.cli.data import REFUSALS as IMPORT_REFUSALS
from portal.ideas.rules import REASONS
from portal.ideas.transitions import KIND_MOVES, MOVES
from portal.kit import locale
from portal.threads.kinds import BUILT_IN, COLOURS, KINDS
from portal.threads.states import LABELS
from portal.web import labels
from portal.web.sentences import SENTENCES

PORTAL = Path(__file__).parent.parent.parent / "portal"
REFUSALS = frozenset({"NotFound", "NotAllowed", "RuleBroken", "Conflict"})


def _codes() -> Iterator[str]:
    """Give every code that is written out where something is refused."""
    for path in PORTAL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.func.id in REFUSALS and node.args else None
                yield from _written_out(first)


def _written_out(code: ast.expr | None) -> Iterator[str]:
    choices = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
    for choice in choices:
        if isinstance(choice, ast.Constant):
            yield str(choice.value)


@pytest.mark.parametrize("code", sorted(set(_codes())))
def test_every_refusal_has_a_sentence(code: str) -> None:
    assert code in SENTENCES or code in IMPORT_REFUSALS


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_is_said_in_korean(code: str) -> None:
    english = SENTENCES[code]._args[0]
    korean = locale.catalogue("ko").gettext(english)
    assert re.search("[가-힣]", korean), english


def test_every_label_status_and_role_has_a_word() -> None:
    assert set(labels.THREAD) >= set(LABELS)
    assert set(labels.STATUS_ICONS) == set(BUILT_IN)
    assert set(labels.KINDS) == set(KINDS)
    assert set(labels.COLOURS) == set(COLOURS)
    assert set(labels.REASONS) == set(REASONS)
    assert set(labels.CAUSES) == {move.cause for move in (*MOVES, *KIND_MOVES) if move.cause}
    assert set(labels.ROLES) == {role.value for role in Role}


def test_every_capability_is_asked_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in [*PORTAL.rglob("*.py"), *PORTAL.rglob("*.html")]
        if path.name != "roles.py"
    )
    unused = {name for name in frozenset().union(*BUNDLES.values()) if f'"{name}"' not in source}
    unused = {name for name in unused if f"'{name}'" not in source}
    assert unused == set()
