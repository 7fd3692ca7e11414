"""Handing facts to their reactions. Claims are rows with a lease: no broker, nothing lost.

A reaction runs in one transaction with the note that it is done, a few of a kind together. The note
is only taken by whoever holds the claim, so what it writes to the database happens exactly once;
what it does elsewhere must bear being done twice.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, and_, false, or_, select, true, tuple_, update

from portal.kit import clock, events
from portal.kit.db import db, insert_missing, rows_changed, transaction
from portal.kit.events import Delivery, EventRow
from portal.kit.tasks import Reaction, Reactions

_log = logging.getLogger("portal.worker")
_BATCH = 100
# so many are held in one transaction; on SQLite everybody else who writes waits for it
_TOGETHER = 20
_HISTORY_BATCH = 30
"""History is handed out by the spoonful: whatever is new waits for no more than these."""

LEASE_SECONDS = 120
BACK_OFF_MINUTES = (1, 5, 25, 125)


class _Claim(NamedTuple):
    """A delivery that is ours until its lease runs out, and the how many-th attempt it is."""

    event_id: int
    reaction: str
    attempts: int


def dispatch(reactions: Reactions) -> int:
    """Write a delivery for each reaction to each new fact.

    What happens now comes before history being told again: nobody waits for the mail that
    confirms an address until half a year of a community is gone through.
    Gives: how many facts were handed out.
    Costs: 3 statements a batch, 4 of history.
    """
    wanted = {kind.__name__: [name_of(r) for r in after] for kind, after in reactions.items()}
    with transaction():
        rows = _undispatched(false(), _BATCH) or _undispatched(true(), _HISTORY_BATCH)
        if not rows:
            return 0
        now = clock.now()
        insert_missing(
            Delivery,
            [
                {"event_id": row.id, "reaction": name, "due_at": now, "state": "waiting"}
                for row in rows
                for name in wanted.get(row.kind, ())
            ],
        )
        ids = [row.id for row in rows]
        db.session.execute(update(EventRow).where(EventRow.id.in_(ids)).values(is_dispatched=True))
    return len(rows)


def _undispatched(is_history: ColumnElement[bool], most: int) -> Sequence[Row[int, str]]:
    waiting = (
        select(EventRow.id, EventRow.kind)
        .where(EventRow.is_dispatched == false(), EventRow.is_replayed == is_history)
        .order_by(EventRow.id)
        .limit(most)
    )
    return db.session.execute(waiting.with_for_update(skip_locked=True)).all()


def deliver(reactions: Reactions) -> int:
    """Claim deliveries that are due, and run them.

    Gives: how many were claimed.
    """
    by_name = {name_of(reaction): reaction for after in reactions.values() for reaction in after}
    claims = _claim()
    for some in _together(claims):
        _run_all(by_name.get(some[0].reaction), some)
    return len(claims)


def name_of(reaction: Reaction) -> str:
    """Give the name under which a reaction's deliveries are kept."""
    return f"{reaction.__module__.removeprefix('portal.')}.{reaction.__qualname__}"


def _claim() -> list[_Claim]:
    with transaction():
        due = select(Delivery.event_id, Delivery.reaction, Delivery.attempts).where(_is_due())
        due = due.order_by(Delivery.due_at).limit(_BATCH).with_for_update(skip_locked=True)
        rows = db.session.execute(due).all()
        until = clock.now() + timedelta(seconds=LEASE_SECONDS)
        keys = [(row.event_id, row.reaction) for row in rows]
        if keys:
            db.session.execute(
                update(Delivery)
                .where(tuple_(Delivery.event_id, Delivery.reaction).in_(keys))
                .values(state="claimed", due_at=until, attempts=Delivery.attempts + 1)
            )
    return [_Claim(row.event_id, row.reaction, row.attempts + 1) for row in rows]


def _together(claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """Put claims of one reaction together; what was tried before is run by itself."""
    groups: dict[object, list[_Claim]] = {}
    for claim in claims:
        is_first = claim.attempts == 1
        groups.setdefault(claim.reaction if is_first else claim, []).append(claim)
    return [
        group[at : at + _TOGETHER]
        for group in groups.values()
        for at in range(0, len(group), _TOGETHER)
    ]


def _is_due() -> ColumnElement[bool]:
    # a claim whose lease ran out belongs to a worker that died with it
    open_states = or_(Delivery.state == "waiting", Delivery.state == "claimed")
    return and_(open_states, Delivery.due_at <= clock.now())


def _run_all(reaction: Reaction | None, claims: Sequence[_Claim]) -> None:
    """Run a reaction for several facts in one transaction; if that fails, for each by itself.

    A commit costs more than most reactions, and those who search wait for them.
    """
    if len(claims) > 1:
        try:
            with transaction():
                for claim in claims:
                    _react(reaction, claim)
        except Exception:  # whichever it was: alone, it keeps nobody else from being done
            _log.info("reactions are run one by one", extra={"facts": {"reaction": claims[0][1]}})
        else:
            return
    for claim in claims:
        _run(reaction, claim)


def _run(reaction: Reaction | None, claim: _Claim) -> None:
    try:
        with transaction():
            _react(reaction, claim)
    except Exception as error:  # a reaction may fail in any way; it is kept and tried again
        facts = {
            "event_id": claim.event_id,
            "reaction": claim.reaction,
            "attempt": claim.attempts,
        }
        _log.exception("reaction failed", extra={"facts": facts})
        _postpone(claim, error)


def _react(reaction: Reaction | None, claim: _Claim) -> None:
    # first, because it tells whether the claim is still ours, and keeps others waiting
    done = update(Delivery).where(_is_ours(claim))
    if not rows_changed(done.values(state="done", last_error=None)):
        return
    if reaction is not None:
        row = db.session.get_one(EventRow, claim.event_id)
        reaction(events.read(row))


def _postpone(claim: _Claim, error: Exception) -> None:
    is_dead = claim.attempts > len(BACK_OFF_MINUTES)
    minutes = 0 if is_dead else BACK_OFF_MINUTES[claim.attempts - 1]
    with transaction():
        db.session.execute(
            update(Delivery)
            .where(_is_ours(claim))
            .values(
                state="dead" if is_dead else "waiting",
                due_at=clock.now() + timedelta(minutes=minutes),
                last_error=f"{type(error).__name__}: {error}"[:500],
            )
        )


def _is_ours(claim: _Claim) -> ColumnElement[bool]:
    # a claim that outlived its lease may have been taken by another, who counted one more attempt
    return and_(
        Delivery.event_id == claim.event_id,
        Delivery.reaction == claim.reaction,
        Delivery.state == "claimed",
        Delivery.attempts == claim.attempts,
    )
