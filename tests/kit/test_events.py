"""The log of facts."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal import wiring
from portal.kit import clock, events
from portal.kit.db import db
from portal.kit.events import Event, EventRow, announce
from portal.threads.events import QuestionResolved, ThreadPosted
from tests.make.refusals import do

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
POSTED = ThreadPosted(actor_id=7, thread_id=3, thread_kind="idea")


def only_row() -> EventRow:
    return db.session.execute(select(EventRow)).scalar_one()


def test_a_fact_is_read_as_it_was_announced(app):
    with clock.at(NOON):
        do(announce, POSTED)
    fact = events.read(only_row())
    assert (fact.event, fact.occurred_at, fact.is_replayed) == (POSTED, NOON, False)


def test_a_fact_stands_in_the_log_under_its_kind_actor_and_thread(app):
    do(announce, POSTED)
    row = only_row()
    assert (row.kind, row.actor_id, row.thread_id) == ("ThreadPosted", 7, 3)
    assert row.payload == {"thread_id": 3, "thread_kind": "idea"}
    assert row.is_dispatched is False


def test_history_told_again_is_marked_and_only_inside_its_block(app):
    with events.replaying():
        do(announce, POSTED)
    assert only_row().is_replayed is True
    do(db.session.delete, only_row())
    do(announce, POSTED)
    assert only_row().is_replayed is False


def test_a_fact_that_was_given_more_fields_since_is_read_with_their_defaults(app):
    @dataclass(frozen=True, slots=True, kw_only=True)
    class TeapotBoiled(Event):
        thread_id: int
        minutes: int = 4

    try:
        do(announce, TeapotBoiled(actor_id=None, thread_id=1))
        row = only_row()
        db.session.expunge(row)
        row.payload = {"thread_id": 1}
        assert events.read(row).event == TeapotBoiled(actor_id=None, thread_id=1, minutes=4)
    finally:
        Event.by_kind.pop("TeapotBoiled")


def test_facts_cannot_be_changed():
    with pytest.raises(AttributeError):
        POSTED.thread_id = 4  # type: ignore[misc]


PERSONAL = "address|body|email|handle|ip|name|note|password|reason|summary|text|title|token"


def test_facts_carry_ids_and_codes_only():
    """R28: no text and no address of anybody, so that nothing needs to be erased from the log."""
    fields = {
        f"{kind.__name__}.{name}" for kind in Event.by_kind.values() for name in kind.__slots__
    }
    assert len(fields) > 40
    assert {field for field in fields if re.search(rf"[._]({PERSONAL})(_|$)", field)} == set()


def test_every_wired_fact_is_of_a_registered_kind():
    assert set(wiring.REACTIONS) <= set(Event.by_kind.values())
    assert QuestionResolved in wiring.REACTIONS
