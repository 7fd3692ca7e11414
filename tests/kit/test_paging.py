"""Pages by key: every row once, stable while others write, and no cursor that breaks anything."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Float, case, insert, select

from portal.kit import paging
from portal.kit.db import db
from portal.kit.errors import RuleBroken
from portal.kit.events import EventRow
from portal.kit.paging import Keyset
from tests.make.refusals import do

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVEN = case((EventRow.id % 2 == 0, 1), else_=0)
SHARE = case((EventRow.id % 3 == 0, 0.1), else_=0.30000000000000004)
SHARE.type = Float()
KEYS = {
    "a number": (EventRow.id,),
    "an instant": (EventRow.occurred_at, EventRow.id),
    "a computed number": (EVEN, EventRow.id),
    "a share": (SHARE, EventRow.id),
    "several": (EVEN, EventRow.occurred_at, EventRow.id),
}


@pytest.fixture
def rows(app) -> None:
    """Put 25 facts into the log, three at each instant, with fractions of a second."""
    values = [
        {
            "kind": "ThreadLocked",
            "payload": {},
            "occurred_at": NOON + timedelta(microseconds=333_333 * (number // 3)),
            "is_replayed": False,
            "is_dispatched": False,
        }
        for number in range(25)
    ]
    do(db.session.execute, insert(EventRow), values)


def walk(*keys, size: int = 4) -> list[int]:
    seen, cursor = [], None
    while True:
        piece = paging.fetch(select(EventRow.id), *keys, cursor=cursor, size=size)
        seen += [row.id for row in piece.rows]
        cursor = piece.next_cursor
        if cursor is None:
            return seen


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize("name", KEYS)
def test_all_pages_together_are_the_list(rows, name):
    keys = KEYS[name]
    whole = select(EventRow.id).order_by(*(key.desc() for key in keys))
    expected = list(db.session.execute(whole).scalars())
    assert len(expected) == 25
    for size in (1, 3, 4, 24, 25, 26):
        assert walk(*keys, size=size) == expected


def test_the_last_page_says_that_it_is_the_last(rows):
    assert paging.fetch(select(EventRow.id), EventRow.id, cursor=None, size=25).next_cursor is None
    assert paging.fetch(select(EventRow.id), EventRow.id, cursor=None, size=24).next_cursor


def test_a_page_does_not_move_when_rows_come_before_it(rows):
    keys = KEYS["an instant"]
    first = paging.fetch(select(EventRow.id), *keys, cursor=None, size=5)
    second = paging.fetch(select(EventRow.id), *keys, cursor=first.next_cursor, size=5)
    newer = {"kind": "ThreadLocked", "payload": {}, "is_replayed": False, "is_dispatched": False}
    do(db.session.execute, insert(EventRow).values(occurred_at=NOON + timedelta(days=1), **newer))
    again = paging.fetch(select(EventRow.id), *keys, cursor=first.next_cursor, size=5)
    assert [row.id for row in again.rows] == [row.id for row in second.rows]


def test_page_500_costs_what_page_1_costs(rows, statements):
    first = paging.fetch(select(EventRow.id), EventRow.id, cursor=None, size=5)
    paging.fetch(select(EventRow.id), EventRow.id, cursor=first.next_cursor, size=5)
    assert len(statements) == 2


def test_a_list_that_reads_more_about_one_page_keeps_its_order(rows):
    def around(page):
        chosen = page.subquery()
        keys = [chosen.c.key_0, chosen.c.key_1]
        more = select(EventRow.id, EventRow.kind).join(chosen, chosen.c.id == EventRow.id)
        return more.add_columns(*keys).order_by(*(key.desc() for key in keys))

    keyset = Keyset(select(EventRow.id), EVEN, EventRow.id, size=4, around=around)
    seen, cursor = [], None
    while True:
        piece = keyset.fetch(cursor)
        seen += [row.id for row in piece.rows]
        cursor = piece.next_cursor
        if cursor is None:
            break
    assert seen == walk(EVEN, EventRow.id)


MALFORMED = [
    "garbage",
    "%%%",
    "한글",
    "\x00",
    "=" * 9,
    "A" * 5_000,
    cursor_of(),
    cursor_of(1),
    cursor_of(1, 2, 3),
    cursor_of("2026-11-22T12:00:00+00:00", "1"),
    cursor_of("2026-11-22T12:00:00", 1),
    cursor_of("yesterday", 1),
    cursor_of(None, None),
    cursor_of("0001-01-01T00:00:00+23:59", 1),
    cursor_of("9999-12-31T23:59:59-23:59", 1),
    cursor_of("2026-11-22T12:00:00+00:00", 2**63),
    cursor_of("2026-11-22T12:00:00+00:00", -(2**70)),
    cursor_of("2026-11-22T12:00:00+00:00", 1.5),
    cursor_of("\ud800", 1),
    base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    base64.urlsafe_b64encode(b'"ab"').decode(),
    base64.urlsafe_b64encode(b"5").decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("cursor", MALFORMED, ids=range(len(MALFORMED)))
def test_a_cursor_that_no_list_gave_is_refused_in_words(rows, cursor):
    with pytest.raises(RuleBroken) as refused:
        paging.fetch(select(EventRow.id), *KEYS["an instant"], cursor=cursor)
    assert refused.value.code == "page.cursor"


@pytest.mark.parametrize("value", [2**31, -(2**31), 2**40, 1.5, "1", None, []])
def test_a_number_beyond_its_column_is_refused_and_not_an_accident(rows, value):
    """A count is kept in 32 bits on PostgreSQL; what does not fit there was never in a cursor."""
    with pytest.raises(RuleBroken) as refused:
        paging.fetch(select(EventRow.id), EVEN, EventRow.id, cursor=cursor_of(value, 1))
    assert refused.value.code == "page.cursor"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e308", "1e400", "-0.0"])
def test_odd_shares_break_nothing(rows, value):
    cursor = base64.urlsafe_b64encode(f"[{value}, 5]".encode()).decode()
    piece = paging.fetch(select(EventRow.id), *KEYS["a share"], cursor=cursor)
    assert len(piece.rows) <= 25


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(max_size=80)
    | st.binary(max_size=80).map(lambda b: base64.urlsafe_b64encode(b).decode())
)
@example("W10")
def test_any_text_as_a_cursor_is_a_page_or_a_refusal(rows, cursor):
    for keys in KEYS.values():
        assert outcome(cursor, *keys) in {"page.cursor", *range(26)}


def outcome(cursor: str, *keys) -> str | int:
    """Give the code of the refusal, or the number of rows."""
    try:
        return len(paging.fetch(select(EventRow.id), *keys, cursor=cursor).rows)
    except RuleBroken as refused:
        return refused.code


def test_a_list_may_begin_with_what_is_lowest(rows):
    seen, cursor = [], None
    while cursor or not seen:
        piece = paging.fetch(
            select(EventRow.id),
            EventRow.occurred_at,
            EventRow.id,
            cursor=cursor,
            size=4,
            is_rising=True,
        )
        seen += [row.id for row in piece.rows]
        if (cursor := piece.next_cursor) is None:
            break
    assert len(seen) == 25
    assert seen == sorted(seen)
