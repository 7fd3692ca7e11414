"""Writing the changelog, and putting it before the readers."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.changelog import policy, queries, rules
from portal.changelog.events import (
    ChangelogDrafted,
    ChangelogEdited,
    ChangelogPublished,
    ChangelogScheduled,
    ChangelogWithdrawn,
)
from portal.changelog.models import Entry, EntryIdea
from portal.changelog.queries import EntryView
from portal.changelog.rules import EntryText, Words
from portal.kit import clock, site, text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.products import queries as products
from portal.threads import queries as threads
from portal.threads.models import Thread


def write(actor: Actor, written: EntryText) -> int:
    """Begin an entry, as a draft.

    Gives: its number.
    Raises: NotAllowed("changelog.write"); NotFound("product.not_found");
        RuleBroken("changelog.…").
    Announces: ChangelogDrafted.
    Costs: 3 statements.
    """
    products.get(written.product_id)
    if not policy.can_write(actor, written.product_id):
        raise NotAllowed("changelog.write")
    written = _clean(written)
    rules.check_text(written)
    values = _columns(written) | {
        "state": "draft",
        "version": 1,
        "writer_id": actor.id,
        "written_at": clock.now(),
    }
    made = insert(Entry).values(values).returning(Entry.id)
    entry_id: int = db.session.execute(made).scalar_one()
    announce(ChangelogDrafted(actor_id=actor.id, entry_id=entry_id))
    return entry_id


def edit(actor: Actor, entry_id: int, written: EntryText, *, seen_version: int) -> None:
    """Change the texts of an entry, in whatever state; nobody is told again.

    What is the same as before changes nothing.

    Raises: NotFound("changelog.not_found" | "product.not_found"); NotAllowed("changelog.write" |
        "changelog.publish"); RuleBroken("changelog.…"); Conflict("changelog.meanwhile").
    Announces: ChangelogEdited.
    Costs: 4 statements.
    """
    entry = _to_edit(actor, entry_id)
    products.get(written.product_id)
    if not policy.can_write(actor, written.product_id):
        raise NotAllowed("changelog.write")
    if entry.state != "draft" and not policy.can_publish(actor, written.product_id):
        raise NotAllowed("changelog.publish")
    written = _clean(written)
    if written == entry.text:
        return
    rules.check_text(written)
    if entry.state != "draft":
        rules.check_whole(written, site.current().default_locale)
    is_read = entry.state == "published"
    edited = {"edited_at": clock.now()} if is_read else {}
    _change(entry, seen_version, _columns(written) | edited)
    announce(ChangelogEdited(actor_id=actor.id, entry_id=entry_id))


def link(actor: Actor, entry_id: int, thread_id: int) -> None:
    """Say that an entry answers an idea; of ideas that are the same, the original.

    Doing it twice changes nothing. Raises: NotFound("changelog.not_found" | "thread.not_found");
    NotAllowed; Conflict("changelog.not_an_idea" | "changelog.many_ideas").
    Announces: ChangelogEdited, when it is new.
    Costs: 5 statements.
    """
    _to_edit(actor, entry_id)
    idea = threads.get(actor, thread_id)
    if idea.kind != "idea":
        raise Conflict("changelog.not_an_idea")
    counted = select(func.count()).where(EntryIdea.entry_id == entry_id)
    if db.session.execute(counted).scalar_one() >= rules.IDEAS_MAX:
        raise Conflict("changelog.many_ideas", most=rules.IDEAS_MAX)
    if insert_once(EntryIdea, entry_id=entry_id, thread_id=idea.canonical_id or idea.id):
        announce(ChangelogEdited(actor_id=actor.id, entry_id=entry_id))


def unlink(actor: Actor, entry_id: int, thread_id: int) -> None:
    """Take such a link back, and those to ideas that are the same. Twice changes nothing.

    Raises: NotFound("changelog.not_found"); NotAllowed.
    Announces: ChangelogEdited, when there was one.
    Costs: 3 statements.
    """
    _to_edit(actor, entry_id)
    family = select(Thread.id).where(or_(Thread.id == thread_id, Thread.canonical_id == thread_id))
    those = (EntryIdea.entry_id == entry_id) & EntryIdea.thread_id.in_(family)
    if rows_changed(delete(EntryIdea).where(those)):
        announce(ChangelogEdited(actor_id=actor.id, entry_id=entry_id))


def schedule(actor: Actor, entry_id: int, publish_at: datetime, *, seen_version: int) -> None:
    """Decide when an entry will be published.

    Raises: NotFound("changelog.not_found"); NotAllowed("changelog.publish");
        RuleBroken("changelog.past" | "changelog.half" | "changelog.missing_…");
        Conflict("changelog.move" | "changelog.meanwhile").
    Announces: ChangelogScheduled.
    Costs: 3 statements.
    """
    entry = _to_publish(actor, entry_id, "scheduled")
    rules.check_instant(publish_at, clock.now())
    planned = {"state": "scheduled", "publish_at": publish_at, "publisher_id": actor.id}
    _change(entry, seen_version, planned)
    announce(ChangelogScheduled(actor_id=actor.id, entry_id=entry_id, is_on=True))


def unschedule(actor: Actor, entry_id: int) -> None:
    """Let a planned entry be a draft again.

    Raises: NotFound("changelog.not_found"); NotAllowed("changelog.publish");
        Conflict("changelog.move").
    Announces: ChangelogScheduled.
    Costs: 3 statements.
    """
    entry = _held(actor, entry_id)
    rules.check_move(entry.state, "draft")
    _change(entry, entry.version, {"state": "draft", "publish_at": None, "publisher_id": None})
    announce(ChangelogScheduled(actor_id=actor.id, entry_id=entry_id, is_on=False))


def publish(actor: Actor, entry_id: int, *, seen_version: int) -> None:
    """Put an entry before the readers. The first time, the voters of its ideas are told.

    Raises: NotFound("changelog.not_found"); NotAllowed("changelog.publish");
        RuleBroken("changelog.half" | "changelog.missing_…"); Conflict("changelog.move" |
        "changelog.meanwhile").
    Announces: ChangelogPublished.
    Costs: 3 statements.
    """
    entry = _to_publish(actor, entry_id, "published")
    _change(entry, seen_version, _published(entry) | {"publisher_id": actor.id})
    _announce_published(entry, actor.id)


def publish_due(entry: EntryView, publisher_id: int | None) -> bool:
    """Put a planned entry before the readers, on the word of who planned it.

    Gives: whether it was still to be done; two workers publish it once.
    Announces: ChangelogPublished.
    Costs: 1 or 2 statements.
    """
    those = (Entry.id == entry.id, Entry.state == "scheduled", Entry.publish_at <= clock.now())
    grown = _published(entry) | {"version": Entry.version + 1}
    if not rows_changed(update(Entry).where(*those).values(grown)):
        return False
    _announce_published(entry, publisher_id)
    return True


def withdraw(actor: Actor, entry_id: int) -> None:
    """Take an entry away from the readers. Its text and its number stay.

    Raises: NotFound("changelog.not_found"); NotAllowed("changelog.publish");
        Conflict("changelog.move").
    Announces: ChangelogWithdrawn.
    Costs: 3 statements.
    """
    entry = _held(actor, entry_id)
    rules.check_move(entry.state, "withdrawn")
    _change(entry, entry.version, {"state": "withdrawn", "withdrawn_at": clock.now()})
    announce(ChangelogWithdrawn(actor_id=actor.id, entry_id=entry_id))


def discard(actor: Actor, entry_id: int) -> None:
    """Throw a draft away. What readers have seen cannot be.

    Raises: NotFound("changelog.not_found"); NotAllowed("changelog.write");
        Conflict("changelog.move").
    Announces: ChangelogEdited.
    Costs: 3 statements.
    """
    entry = _to_edit(actor, entry_id)
    if entry.state != "draft":
        raise Conflict("changelog.move")
    db.session.execute(delete(Entry).where(Entry.id == entry_id, Entry.state == "draft"))
    announce(ChangelogEdited(actor_id=actor.id, entry_id=entry_id))


def _to_edit(actor: Actor, entry_id: int) -> EntryView:
    entry = queries.get(actor, entry_id, for_update=True)
    if not policy.can_edit(actor, entry):
        may_write = policy.can_write(actor, entry.product_id)
        raise NotAllowed("changelog.publish" if may_write else "changelog.write")
    return entry


def _held(actor: Actor, entry_id: int) -> EntryView:
    entry = queries.get(actor, entry_id, for_update=True)
    if not policy.can_publish(actor, entry.product_id):
        raise NotAllowed("changelog.publish")
    return entry


def _to_publish(actor: Actor, entry_id: int, after: str) -> EntryView:
    entry = _held(actor, entry_id)
    rules.check_move(entry.state, after)
    rules.check_whole(entry.text, site.current().default_locale)
    return entry


def _change(entry: EntryView, seen_version: int, values: dict[str, Any]) -> None:
    """Change an entry as it was seen.

    Raises: Conflict("changelog.meanwhile").
    """
    those = (Entry.id == entry.id, Entry.version == entry.version)
    grown = values | {"version": entry.version + 1}
    if seen_version != entry.version or not rows_changed(update(Entry).where(*those).values(grown)):
        raise Conflict("changelog.meanwhile")


def _published(entry: EntryView) -> dict[str, Any]:
    return {
        "state": "published",
        "publish_at": None,
        "withdrawn_at": None,
        "published_at": entry.published_at or clock.now(),
    }


def _announce_published(entry: EntryView, publisher_id: int | None) -> None:
    is_first = entry.published_at is None
    announce(ChangelogPublished(actor_id=publisher_id, entry_id=entry.id, is_first=is_first))


def _clean(written: EntryText) -> EntryText:
    ko, en = (
        Words(text.one_line(words.title), text.normalise(words.body_md))
        for words in (written.ko, written.en)
    )
    return EntryText(product_id=written.product_id, label=written.label, ko=ko, en=en)


def _columns(written: EntryText) -> dict[str, Any]:
    """Give the columns of a text; its HTML is made here, once."""
    columns: dict[str, Any] = {"product_id": written.product_id, "label": written.label}
    for lang in rules.LANGS:
        words = written.of(lang)
        columns[f"title_{lang}"] = words.title
        columns[f"body_md_{lang}"] = words.body_md
        columns[f"body_html_{lang}"] = mentions.render(words.body_md) if words.body_md else ""
    return columns
