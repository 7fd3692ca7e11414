"""Write the pages that are made from the code, so that they cannot be wrong for long.

python -m tools.pages            write them
python -m tools.pages --check    change nothing; fail when one is out of date
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import config

if TYPE_CHECKING:
    from portal.ideas.transitions import Move

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_HEAD = """\
# Settings

Made from `config.py` by `make docs`. Every setting is read from the environment, once, when a
process starts; an empty value counts as not set. Values that cannot be used stop the start, and are
all named at once. Where the last column holds something, production (`MARU_ENV=production`) must be
told the value and gets no default.

| variable | meaning | default | in production, for example |
|---|---|---|---|
"""
SETTINGS_FOOT = """
`{var}` stands for `VAR_DIR`. A relative folder or SQLite file is taken from the project's folder.

`make run` reads two more, which concern the starter alone: `PORT` (8000) and `HOST` (127.0.0.1).
`make test` reads `DATABASE_URL_TEST_POSTGRES`, a PostgreSQL address whose user may create
databases, and `CI`: with `true`, nothing may be skipped.
"""


def settings_page() -> str:
    """Give the page about every setting."""
    rows = []
    for spec in fields(config.Settings):
        told = spec.metadata
        cells = (_code(told["variable"]), told["meaning"], _code(told["default"]))
        rows.append(f"| {' | '.join((*cells, _code(told['production'])))} |\n")
    return f"{SETTINGS_HEAD}{''.join(rows)}{SETTINGS_FOOT}"


EVENTS_HEAD = """\
# Facts

Made from the code by `make docs`. A fact is written in the transaction of the change it tells of;
each reaction to it runs in the worker, in a transaction of its own, at least once. Every fact also
carries who did it (`actor_id`) and when. What follows what is written in `portal/wiring.py`.

| fact | says | carries | reactions |
|---|---|---|---|
"""


def events_page() -> str:
    """Give the page about every fact and what follows from it."""
    from portal.kit.events import Event
    from portal.wiring import REACTIONS
    from portal.worker.loop import name_of

    rows = []
    for name, kind in sorted(Event.by_kind.items()):
        carries = [field.name for field in fields(kind) if field.name != "actor_id"]
        reactions = [name_of(reaction) for reaction in REACTIONS.get(kind, ())]
        says = (kind.__doc__ or "").splitlines()[0]
        cells = (_code(name), says, *(", ".join(map(_code, c)) for c in (carries, reactions)))
        rows.append(f"| {' | '.join(cells)} |\n")
    return EVENTS_HEAD + "".join(rows)


IDEAS_HEAD = """\
# What becomes of an idea

Made from `portal/ideas/transitions.py` by `make docs`. Every move of an idea's status stands here;
any other is refused with its reason (409), and one without the words it needs is asked for them
(422). Nobody overwrites history: the status is that of the last decision.

Administrators rename, recolour and reorder statuses, take them out of use, and add others, each of
one of the fixed kinds: open, active, done, rejected, archived. Code asks the kind. An idea takes
votes while its status is open or active. That an idea was put together with another is no status
but a link, and its status stays as it was.

*Text* is what the voters are told. *Refusal* is a reason of the list and a text of at least 30
characters; it may name a day or a number of votes that brings the idea back to the product
manager's queue by itself.

| from | to | who | said with it |
|---|---|---|---|
"""
IDEAS_MIDDLE = """
Where one of the two statuses was added by the site, the kinds decide:

| from kind | to kind | who | said with it |
|---|---|---|---|
"""
IDEAS_FOOT = """
What the portal does by itself:

| cause | when |
|---|---|
| `author_replied` | the author of an idea about which something was asked comments, or edits it |
| `not_solved` | at least 5 voters of a delivered idea have answered, and 40 of 100 say no |
| `untouched` | nobody touched an open idea for as many days as its product says, it is below the \
threshold, and the team has said nothing of it; its author and followers are warned 14 days \
before, and any vote or comment calls it off |
| `still_needed` | 5 members say within 30 days that they still need it |
"""
_NEEDS = {
    "nothing": "–",
    "text": "text",
    "text_or_link": "text or link",
    "text_and_link": "text and link",
    "refusal": "refusal",
}


def ideas_page() -> str:
    """Give the page about every move of an idea's status."""
    from portal.ideas.transitions import KIND_MOVES, MOVES, Move

    def row(move: Move) -> str:
        sources = ", ".join(_code(source) for source in move.sources)
        return f"| {sources} | {_code(move.target)} | {_who(move)} | {_NEEDS[move.needs]} |\n"

    rows = "".join(map(row, MOVES))
    return f"{IDEAS_HEAD}{rows}{IDEAS_MIDDLE}{''.join(map(row, KIND_MOVES))}{IDEAS_FOOT}"


def _who(move: "Move") -> str:
    from portal.accounts.roles import BUNDLES

    roles = [role.value for role in BUNDLES if move.capability in BUNDLES[role]]
    portal = [f"the portal (`{move.cause}`)"] if move.cause else []
    return ", ".join(portal + roles)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


PAGES: dict[str, Callable[[], str]] = {
    "docs/ideas.md": ideas_page,
    "docs/settings.md": settings_page,
    "docs/events.md": events_page,
}


def outdated() -> list[str]:
    """Name the pages that differ from what the code says."""
    paths = [(name, ROOT / name) for name in PAGES]
    return [
        name
        for name, path in paths
        if not path.exists() or path.read_text(encoding="utf-8") != PAGES[name]()
    ]


def main() -> int:
    """Give the exit code: with --check, 1 when a page is out of date."""
    changed = outdated()
    for name in changed:
        print(f"{name} {'is out of date: run `make docs`' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
