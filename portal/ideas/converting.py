"""A question that turns out to be a wish, and a wish that turns out to be a question."""

from sqlalchemy import insert, select

from portal.accounts.actor import Actor
from portal.duplicates import queries as duplicates
from portal.ideas import policy
from portal.ideas.models import Conversion, StatusChange
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import Conflict, NotAllowed
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads import statuses
from portal.threads.actions import Standing
from portal.threads.kinds import FIRST
from portal.threads.queries import ThreadView
from portal.votes import aside

OTHER = {"question": "idea", "idea": "question"}


def convert(actor: Actor, thread_id: int, *, seen_kind: str, title: str | None = None) -> None:
    """Make an idea of a question, or a question of an idea, and undo it the same way.

    Number, followers, answers and comments stay, and the address leads on. Votes for the one are
    none for the other: they wait, and come back with the kind; so does what had become of it.
    Takes: seen_kind, the kind that the decision was made on; title, where another is wanted.
    Raises: NotFound; NotAllowed("thread.convert"); RuleBroken("title.…"); Conflict(
        "convert.meanwhile" | "convert.linked" | "thread.not_visible" | "thread.locked").
    Announces: ThreadConverted, VotesRecounted, and ThreadEdited when the title changed.
    """
    thread = thread_queries.get(actor, thread_id, for_update=True)
    if not policy.can_convert(actor, thread.product_id):
        raise NotAllowed("thread.convert" if actor.is_known else "account.sign_in")
    _check(thread, seen_kind)
    after = _as_idea(thread) if thread.kind == "question" else _as_question(thread)
    _note(actor, thread, after)
    threads.convert(actor, thread, after, title=thread.title if title is None else title)
    aside.exchange(thread_id, before=thread.kind, after=after.kind)


def _check(thread: ThreadView, seen_kind: str) -> None:
    if thread.kind != seen_kind:
        raise Conflict("convert.meanwhile")
    if thread.visibility != "visible":
        raise Conflict("thread.not_visible")
    if thread.is_locked:
        raise Conflict("thread.locked")
    # what says the same is of the same kind
    if thread.canonical_id is not None or thread.has_duplicates or duplicates.is_linked(thread.id):
        raise Conflict("convert.linked")


def _as_idea(thread: ThreadView) -> Standing:
    """Give the status that was decided when it was an idea before, or that of every new one."""
    last = (
        select(StatusChange.after)
        .where(StatusChange.thread_id == thread.id)
        .order_by(StatusChange.id.desc())
        .limit(1)
    )
    status = db.session.execute(last).scalar() or FIRST
    return Standing(kind="idea", status=status, status_kind=statuses.kind_of(status))


def _as_question(thread: ThreadView) -> Standing:
    """Give the resolution that it had as a question, if what resolved it is still there."""
    last = (
        select(Conversion.resolution, Conversion.confirmed_by, Conversion.resolved_at)
        .where(Conversion.thread_id == thread.id, Conversion.after == "idea")
        .order_by(Conversion.id.desc())
        .limit(1)
    )
    row = db.session.execute(last).one_or_none()
    holds = {"accepted": thread.accepted_count, "official": thread.official_count}
    if row is None or not holds.get(row.resolution or ""):
        return Standing(kind="question")
    return Standing(kind="question", **row._asdict())


def _note(actor: Actor, thread: ThreadView, after: Standing) -> None:
    db.session.execute(
        insert(Conversion).values(
            thread_id=thread.id,
            after=after.kind,
            resolution=thread.resolution,
            confirmed_by=thread.confirmed_by,
            resolved_at=thread.resolved_at,
            converted_by_id=actor.id,
            converted_at=clock.now(),
        )
    )
