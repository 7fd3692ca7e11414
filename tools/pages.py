"""Write the pages that are made from the code, so that they cannot be wrong for long.

python -m tools.pages            write them
python -m tools.pages --check    change nothing; fail when one is out of date
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import config

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


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


PAGES: dict[str, Callable[[], str]] = {
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
