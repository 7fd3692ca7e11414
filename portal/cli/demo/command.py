"""`flask demo`: fill an empty portal with the demo community, and tell how to sign in."""

import unicodedata
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.accounts import credentials, sessions
from portal.accounts.models import User
from portal.accounts.sessions import Attempt
from portal.cli import search
from portal.cli.demo import pace
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.products import queries as products
from portal.search import candidates

if TYPE_CHECKING:
    from portal.cli.demo.acts import Act
    from portal.cli.demo.stage import Stage
    from portal.cli.demo.story import Person

PASSWORD = "haesol-demo"  # noqa: S105 - printed at every start, for everybody to use
"""The one password of all people of the demo."""

SHOWN = (
    ("minji", "customer"),
    ("gaeul", "expert"),
    ("seoyeon", "agent"),
    ("miran", "lead"),
    ("suhyun", "editor"),
    ("yejin", "editor, approves"),
    ("daniel", "product manager"),
    ("eunji", "moderator"),
    ("hana", "administrator"),
)
"""Whose sign-ins are printed, and what each of them shows."""


@click.command("demo")
@click.option("--sign-ins", is_flag=True, help="Only tell how to sign in, if this is the demo.")
@with_appcontext
def demo(*, sign_ins: bool) -> None:
    """Fill an empty portal with the demo community.

    Everybody in it signs in with a password that is no secret, so production refuses it. All of
    it is kept or nothing: interrupted at any moment, it is simply run again.
    """
    if sign_ins:
        _tell_sign_ins()
        return
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException(
            "Everybody knows the password of the demo's people, administrator included: there is"
            " no demo in production."
        )
    # a whole community's words, for this command alone
    from portal.cli.demo import script, story, visits
    from portal.cli.demo.stage import Stage

    told = story.load()
    acts = script.write(told)
    # slow on purpose, so once for all, and before the database is held
    stage = Stage(credentials.seal(PASSWORD))
    with transaction():
        if not _is_empty():
            click.echo("There are people or products already, so nothing was changed.")
            return
        _perform(acts, stage)
    search.rebuild_index()
    # by what the index finds; interrupted before this, only the figures of the desk are empty
    with transaction():
        visits.perform(told)
    with events.replaying():
        candidates.weigh_candidates()


def _is_empty() -> bool:
    has_people = db.session.execute(select(User.id).limit(1)).scalar() is not None
    return not has_people and not products.list_all()


def _perform(acts: "list[Act]", stage: "Stage") -> None:
    """Let half a year pass. One transaction holds it all, as nobody wants half a community."""
    now = clock.now()
    bar = click.progressbar(acts, label="Demo community", update_min_steps=50)
    with events.replaying(), bar as remaining:
        for act in remaining:
            with clock.at(pace.instant(act.days_ago, now)):
                act.perform(stage)


def _tell_sign_ins() -> None:
    """Print a table of sign-ins, each tried before; nothing where none of them works."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    from portal.cli.demo import story

    told = story.load()
    lines = [
        (_padded(title, 18), _padded(f"{person.name} (@{person.handle})", 24), person.email)
        for key, title in SHOWN
        if _can_sign_in(person := told.person(key))
    ]
    if not lines:
        return
    click.echo(f"Sign in as one of these, with the password {PASSWORD}")
    for title, name, email in lines:
        click.echo(f"  {title}{name}{email}")


def _can_sign_in(person: "Person") -> bool:
    attempt = Attempt(email=person.email, password=PASSWORD, network="")
    return sessions.recognise(attempt) is not None


def _padded(words: str, width: int) -> str:
    """Fill up to a width in columns of a terminal; a Hangul syllable takes two."""
    columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
    return words + " " * max(width - columns, 1)
