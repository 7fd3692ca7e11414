"""The search index on the command line: build it anew, or compare it with the rows."""

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from portal.search import documents, jobs
from portal.search.engine import Document, EngineUnavailable

group = AppGroup("search", help="Build the search index anew, or verify it.")

_KEYS_SHOWN = 10


@group.command("rebuild")
def rebuild() -> None:
    """Build the index anew from the rows. The old one answers until the new one is whole."""
    count = rebuild_index()
    click.echo(f"{count} documents in the index.")


@group.command("verify")
def verify() -> None:
    """Compare the index with the rows, document by document.

    Ends with 0 when they say the same, else with 1. What the worker has not indexed yet counts as
    a difference: verify when it has caught up.
    """
    try:
        found = jobs.verify()
    except EngineUnavailable as error:
        raise click.ClickException(f"The index cannot be read: {error}.") from error
    _tell("missing in the index", found.missing)
    _tell("outdated in the index", found.outdated)
    _tell("in the index only", found.ghosts)
    click.echo(f"{found.count} difference{'' if found.count == 1 else 's'}")
    if found.count:
        raise SystemExit(1)


def rebuild_index() -> int:
    """Build the index anew, with a progress bar.

    Gives: how many documents it has.
    """
    try:
        return jobs.rebuild(_shown)
    except EngineUnavailable as error:
        raise click.ClickException(f"The index cannot be written: {error}.") from error


def _shown(found: Iterator[Document]) -> Iterator[Document]:
    with click.progressbar(found, length=documents.count(), label="Search index") as bar:
        yield from bar


def _tell(where: str, keys: tuple[str, ...]) -> None:
    shown = ", ".join(keys[:_KEYS_SHOWN]) + (", …" if len(keys) > _KEYS_SHOWN else "")
    click.echo(f"{len(keys):8}  {where}{f': {shown}' if keys else ''}")
