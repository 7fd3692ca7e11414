"""Sentences are found in code and templates, merged, written without noise, and held complete."""

import gettext
import json
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import words


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small portal of its own, with sentences in a view, a form and a template."""
    root = tmp_path / "project"
    (root / "portal" / "templates" / "parts").mkdir(parents=True)
    (root / "babel.cfg").write_bytes((words.ROOT / "babel.cfg").read_bytes())
    (root / "portal" / "views.py").write_text(
        'flash(_("Saved."))\n'
        'label = _l("Title")\n'
        "# Translators: above the list of ideas\n"
        'ngettext("%(num)d vote", "%(num)d votes", 3)\n',
        encoding="utf-8",
    )
    (root / "portal" / "templates" / "parts" / "card.html").write_text(
        "{% trans name=n %}\n  Asked by {{ name }}\n{% endtrans %}{{ _('Vote') }}", encoding="utf-8"
    )
    monkeypatch.setattr(words, "ROOT", root)
    monkeypatch.setattr(words, "PORTAL", root / "portal")
    return root


KOREAN = {
    "Saved.": "저장했어요.",
    "Title": "제목",
    "%(num)d vote": "추천 %(num)d개",
    "Asked by %(name)s": "%(name)s님의 질문",
    "Vote": "추천",
}


def merge(root: Path, translations: dict[str, str], capsys: pytest.CaptureFixture[str]) -> str:
    file = root / "own.json"
    file.write_text(json.dumps(translations), encoding="utf-8")
    words._update([file])
    return capsys.readouterr().out


def test_every_way_to_write_a_sentence_is_found(portal: Path) -> None:
    found = {words._singular(message) for message in words.extract() if message.id}
    assert found == set(KOREAN)


def test_a_complete_catalogue_passes_and_translates(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "5 sentences, 0 to mend" in merge(portal, KOREAN, capsys)
    assert words.check() == []
    with words.path_of("ko").with_suffix(".mo").open("rb") as file:
        korean = gettext.GNUTranslations(file)
    assert korean.gettext("Saved.") == "저장했어요."
    assert korean.ngettext("%(num)d vote", "%(num)d votes", 7) == "추천 %(num)d개"


def test_a_second_update_changes_no_byte_and_keeps_comments(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    merge(portal, KOREAN, capsys)
    before = words.path_of("ko").read_bytes()
    words._update([])
    assert words.path_of("ko").read_bytes() == before
    assert b"#. above the list of ideas" in before
    assert b"Date" not in before
    assert b"views.py" not in before


@pytest.mark.parametrize(
    ("sentence", "korean", "fault"),
    [
        ("Saved.", "", "not translated"),
        ("Asked by %(name)s", "누군가의 질문", "other placeholders"),
        ("Asked by %(name)s", "%(nmae)s님의 질문", "other placeholders"),
        ("%(num)d vote", "추천", "other placeholders"),
        ("Asked by %(name)s", "%(name)s이 물었어요", "a particle glued to a variable"),
        ("Asked by %(name)s", "“%(name)s”을(를) 물었어요", "a particle glued to a variable"),
    ],
)
def test_a_fault_is_named_with_its_sentence(
    portal: Path, capsys: pytest.CaptureFixture[str], sentence: str, korean: str, fault: str
) -> None:
    merge(portal, KOREAN | {sentence: korean}, capsys)
    assert words.check() == [f"ko: {fault}: {sentence}"]


def test_a_new_and_a_vanished_sentence_are_noticed(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    merge(portal, KOREAN, capsys)
    view = portal / "portal" / "views.py"
    view.write_text(view.read_text(encoding="utf-8").replace("Saved.", "Kept."), encoding="utf-8")
    problems = words.check()
    assert "ko: not translated: Kept." in problems
    assert any("differs from the source" in problem for problem in problems)


def test_a_translation_of_nothing_is_reported(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not in the source: Gone" in merge(portal, KOREAN | {"Gone": "사라짐"}, capsys)


def test_a_catalogue_is_compiled_only_when_it_is_newer(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    merge(portal, KOREAN, capsys)
    compiled = words.path_of("ko").with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    words.compile_stale()
    assert compiled.stat().st_mtime_ns == first
    compiled.unlink()
    words.compile_stale()
    assert compiled.exists()


def test_honorifics_and_counters_after_a_variable_are_fine() -> None:
    catalog = Catalog(locale="ko")
    catalog.add("%(name)s, %(count)s new", "%(name)s님이 새로 남긴 %(count)s개")
    assert list(words.faults(catalog)) == []


def test_the_portal_itself_is_complete() -> None:
    command = [sys.executable, "-m", "tools.words", "--check"]
    done = subprocess.run(command, cwd=words.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
