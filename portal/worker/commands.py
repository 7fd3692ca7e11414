"""The worker on the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.worker import main

group = AppGroup("worker", help="Hand facts to their reactions, and do what is due.")


@group.command()
def run() -> None:
    """Work until told to stop (Ctrl-C or SIGTERM)."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 # Flask's documented way
    main.run(app, poll_ms=current_app.config["WORKER_POLL_MS"])


@group.command()
def drain() -> None:
    """Work until nothing is left to do now, then stop."""
    main.drain()
    click.echo("Nothing left to do.")
