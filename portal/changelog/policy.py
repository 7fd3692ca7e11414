"""Who writes the changelog, who puts it before the readers, and who sees what."""

from typing import Protocol

from sqlalchemy import ColumnElement, false, literal_column, or_, true

from portal.accounts.actor import EVERYWHERE, Actor
from portal.changelog.models import Entry

# a literal, not a parameter: only so can a database see that a partial index applies
PUBLISHED = Entry.state == literal_column("'published'")


class Facts(Protocol):
    """What these policies ask of an entry."""

    @property
    def product_id(self) -> int: ...
    @property
    def state(self) -> str: ...


def can_write(actor: Actor, product_id: int | None = None) -> bool:
    """Editors and product managers write, in their products."""
    return actor.may("changelog.write", product_id)


def can_publish(actor: Actor, product_id: int) -> bool:
    """Product managers say what is delivered, in their products."""
    return actor.may("changelog.publish", product_id)


def can_edit(actor: Actor, entry: Facts) -> bool:
    """Change a text: what readers see, only those who may publish it."""
    if not can_write(actor, entry.product_id):
        return False
    return entry.state == "draft" or can_publish(actor, entry.product_id)


def can_see(actor: Actor, entry: Facts) -> bool:
    """Everybody sees what is published; writers, all of their products."""
    return entry.state == "published" or can_write(actor, entry.product_id)


def of_desk(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL which entries this person writes."""
    scope = actor.scope("changelog.write")
    if scope is EVERYWHERE:
        return true()
    return Entry.product_id.in_(scope) if scope else false()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say ``can_see`` in SQL."""
    return or_(PUBLISHED, of_desk(actor))
