"""Sitting over a list of ideas: freezing it, deciding each, and publishing all of it at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from portal.accounts import mentions
from portal.accounts.actor import SYSTEM, Actor
from portal.duplicates import actions as duplicates
from portal.duplicates.rules import SOURCES_MAX
from portal.ideas import actions as ideas
from portal.ideas import planning
from portal.kit import clock, text
from portal.kit.db import db, rows_changed
from portal.kit.errors import Conflict, NotFound, PortalError, RuleBroken
from portal.kit.events import announce
from portal.review import formulas, policy, rules, session_rules, sessions, worklist
from portal.review.events import ReviewDropped, ReviewOpened, ReviewPublished
from portal.review.models import ReviewItem, ReviewSession
from portal.review.session_rules import FROZEN, Ruling, Words
from portal.review.sessions import Item, SessionView
from portal.review.worklist import Choice, WorkRow
from portal.threads import actions as threads
from portal.threads import statuses


def open_session(actor: Actor, *, title: str, query: str, thread_ids: Sequence[int]) -> int:
    """Freeze ideas with their numbers, in this order, to decide each of them.

    What is hidden or merged by now is left out.
    Takes: query, of the list that they were chosen from.
    Gives: the number of the sitting.
    Raises: NotAllowed("idea.review"); RuleBroken("sitting.…" | "view.query_too_long").
    Announces: ReviewOpened.
    Costs: 5 statements.
    """
    policy.check(actor)
    title = text.one_line(title)
    wanted = tuple(dict.fromkeys(thread_ids))
    session_rules.check_opening(title, len(wanted))
    if len(query) > rules.QUERY_MAX:
        raise RuleBroken("view.query_too_long", most=rules.QUERY_MAX)
    page = worklist.page(actor, Choice(ids=wanted), order="votes", size=session_rules.IDEAS_MAX)
    rows = {row.id: row for row in page.items}
    chosen = [rows[number] for number in wanted if number in rows]
    session_rules.check_opening(title, len(chosen))
    products = {row.product_id for row in chosen}
    product_id = products.pop() if len(products) == 1 else None
    sessions.check_sits(actor, product_id)
    now = clock.now()
    made = insert(ReviewSession).values(
        product_id=product_id,
        title=title,
        state="open",
        query=query,
        formula_version=formulas.VERSION,
        frozen_at=now,
        opened_by_id=actor.id,
    )
    session_id: int = db.session.execute(made.returning(ReviewSession.id)).scalar_one()
    items = [
        {
            "session_id": session_id,
            "thread_id": row.id,
            "position": position,
            "frozen": _frozen(row),
        }
        for position, row in enumerate(chosen, 1)
    ]
    db.session.execute(insert(ReviewItem), items)
    announce(ReviewOpened(actor_id=actor.id, session_id=session_id))
    return session_id


def decide(
    actor: Actor, session_id: int, thread_id: int, ruling: Ruling, *, seen_version: int
) -> None:
    """Decide one idea of a sitting. Nothing is published before the sitting is.

    Takes: seen_version, of the row as its form showed it.
    Raises: NotFound("sitting.not_found"); NotAllowed("idea.review"); RuleBroken("sitting.…" |
        "idea.…"); Conflict("sitting.over" | "sitting.item_meanwhile" | "sitting.idea_gone" |
        "sitting.idea_merged" | "duplicate.…" | "idea.…") for what cannot be published.
    Costs: at most 8 statements.
    """
    view = _held(actor, session_id)
    item = view.item(thread_id)
    session_rules.check_ruling(ruling)
    ruling = replace(
        ruling,
        text_md=text.normalise(ruling.text_md),
        note=text.normalise(ruling.note),
        link=ruling.link.strip(),
    )
    catalogue, now = statuses.catalogue(), clock.now()
    ruling = session_rules.fitted(ruling, catalogue[item.status_now], catalogue)
    target = sessions.target_of(ruling.target_id) if ruling.target_id else None
    if ruling.decision == "merge" and target is None:
        raise RuleBroken("sitting.target", field="target")
    _check_owner(actor, view, ruling.owner_id)
    why = session_rules.why_not(
        replace(item, target=target), ruling, decided_at=now, catalogue=catalogue, now=now
    )
    if why is not None:
        raise why
    if item.version != seen_version or not _write(actor, session_id, item, ruling, now):
        raise Conflict("sitting.item_meanwhile")


def keep_words(actor: Actor, session_id: int, words: Words, *, seen_version: int) -> None:
    """Keep the title and the minutes of a sitting, and what everybody will read above its list.

    Raises: NotFound("sitting.not_found"); NotAllowed("idea.review"); RuleBroken("sitting.…");
        Conflict("sitting.over" | "sitting.meanwhile").
    Costs: 4 statements.
    """
    _held(actor, session_id)
    words = Words(
        text.one_line(words.title), text.normalise(words.minutes_md), text.normalise(words.intro_md)
    )
    session_rules.check_words(words)
    seen = (ReviewSession.id == session_id) & (ReviewSession.version == seen_version)
    values = {
        "title": words.title,
        "minutes_md": words.minutes_md,
        "minutes_html": mentions.render(words.minutes_md) if words.minutes_md else "",
        "intro_md": words.intro_md,
        "intro_html": mentions.render(words.intro_md) if words.intro_md else "",
        "version": seen_version + 1,
    }
    if not rows_changed(update(ReviewSession).where(seen).values(**values)):
        raise Conflict("sitting.meanwhile")


def drop(actor: Actor, session_id: int) -> None:
    """End a sitting without publishing anything. What was decided stays readable for the team.

    Raises: NotFound("sitting.not_found"); NotAllowed("idea.review"); Conflict("sitting.over").
    Announces: ReviewDropped.
    Costs: 5 statements.
    """
    _held(actor, session_id)
    change = update(ReviewSession).where(ReviewSession.id == session_id)
    db.session.execute(change.values(state="dropped"))
    announce(ReviewDropped(actor_id=actor.id, session_id=session_id))


def publish(actor: Actor, session_id: int, *, seen_stamp: int) -> None:
    """Publish all that a sitting decided: all of it, or nothing.

    Takes: seen_stamp, of the sitting as the preview showed it.
    Raises: NotFound("sitting.not_found"); NotAllowed("idea.review"); Conflict("sitting.over" |
        "sitting.meanwhile" | "sitting.not_ready"); as ``ideas.decide`` and
        ``duplicates.apply_all``, with the number of the idea as ``number``.
    Announces: ReviewPublished; for each idea what deciding and merging announce.
    Costs: about 10 statements for each idea.
    """
    view = _held(actor, session_id)
    if view.stamp != seen_stamp:
        raise Conflict("sitting.meanwhile")
    if sessions.obstacles(actor, view):
        raise Conflict("sitting.not_ready")
    # in one order, before anything is written: two who publish at once do not wait in a circle
    changed = [item for item in view.items if item.decision != "keep"]
    targets = [item.target_id for item in changed if item.target_id is not None]
    threads.hold(SYSTEM, *(item.thread_id for item in changed), *targets)
    for item in view.items:
        _publish_item(actor, view.id, item)
    _merge_all(actor, view)
    change = update(ReviewSession).where(ReviewSession.id == session_id)
    now = clock.now()
    db.session.execute(change.values(state="published", published_at=now, published_by_id=actor.id))
    announce(ReviewPublished(actor_id=actor.id, session_id=session_id))


def _frozen(row: WorkRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FROZEN}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


_STATE: Final = select(ReviewSession.state)


def _held(actor: Actor, session_id: int) -> SessionView:
    """Give an open sitting, and let nobody else change it until the transaction ends."""
    held = _STATE.where(ReviewSession.id == session_id).with_for_update()
    state = db.session.execute(held).scalar()
    if state is None:
        raise NotFound("sitting.not_found")
    view = sessions.get(actor, session_id)
    if state != "open":
        raise Conflict("sitting.over")
    return view


def _check_owner(actor: Actor, view: SessionView, owner_id: int | None) -> None:
    if owner_id is None:
        return
    if owner_id not in {each.id for each in sessions.reviewers(actor, view.product_id)}:
        raise RuleBroken("sitting.owner", field="owner")


def _write(actor: Actor, session_id: int, item: Item, ruling: Ruling, now: datetime) -> bool:
    of_item = (ReviewItem.session_id == session_id) & (ReviewItem.thread_id == item.thread_id)
    change = update(ReviewItem).where(of_item, ReviewItem.version == item.version)
    values = {
        "decision": ruling.decision,
        "status": ruling.status,
        "reason_code": ruling.reason_code,
        "text_md": ruling.text_md,
        "text_html": mentions.render(ruling.text_md) if ruling.text_md else "",
        "link": ruling.link or None,
        "revisit_at": ruling.revisit_at,
        "revisit_votes": ruling.revisit_votes,
        "target_id": ruling.target_id,
        "owner_id": ruling.owner_id,
        "note": ruling.note,
        "decided_by_id": actor.id,
        "decided_at": now,
        "version": item.version + 1,
    }
    return bool(rows_changed(change.values(**values)))


def _publish_item(actor: Actor, session_id: int, item: Item) -> None:
    ruling = item.ruling
    if ruling is None:
        raise Conflict("sitting.not_ready")
    verdict = None
    if ruling.decision == "status":
        verdict = session_rules.verdict_of(ruling, seen_status=item.status_now)
        if verdict.note_md and not verdict.link:
            # the idea leads to the page that tells of all that was decided with it
            verdict = replace(verdict, link=f"/you-said/{session_id}")
    try:
        if ruling.owner_id is not None:
            planning.hand_over(actor, item.thread_id, ruling.owner_id)
        if verdict is not None:
            ideas.decide(actor, item.thread_id, verdict)
    except PortalError as refused:
        raise Conflict(refused.code, **(refused.facts | {"number": item.thread_id})) from refused


def _merge_all(actor: Actor, view: SessionView) -> None:
    """Merge what was decided to be merged, by what it goes into, as many at once as may be."""
    sources: dict[int, list[int]] = {}
    for item in view.items:
        if item.decision == "merge" and item.target_id is not None:
            sources.setdefault(item.target_id, []).append(item.thread_id)
    for target_id, numbers in sorted(sources.items()):
        for begin in range(0, len(numbers), SOURCES_MAX):
            some = numbers[begin : begin + SOURCES_MAX]
            # whoever decided saw both titles side by side: another language was meant
            duplicates.apply_all(actor, some, target_id, across_languages=True)
