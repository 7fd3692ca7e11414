"""How often is too often."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.kit import clock, limits
from portal.kit.db import db
from portal.kit.errors import TooMany
from portal.kit.limits import Limit, LimitCounter
from tests.make.refusals import do, refusal
from tests.make.together import together

THRICE = Limit("tries", times=3, window_seconds=600)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def counters() -> int:
    return db.session.execute(select(func.count()).select_from(LimitCounter)).scalar_one()


def test_so_many_times_and_not_once_more(app):
    with clock.at(NOON):
        assert [refusal(limits.hit, THRICE, "민지") for _ in range(5)] == [
            None,
            None,
            None,
            "limit.tries",
            "limit.tries",
        ]


def test_a_refusal_says_when_to_come_back_and_then_it_is_open(app):
    with clock.at(NOON + timedelta(seconds=123)):
        for _ in range(3):
            do(limits.hit, THRICE, "민지")
        with pytest.raises(TooMany) as refused:
            do(limits.hit, THRICE, "민지")
    seconds = refused.value.retry_after_seconds
    assert seconds == pytest.approx(600 - 123, abs=1)
    with clock.at(NOON + timedelta(seconds=123 + seconds)):
        assert refusal(limits.hit, THRICE, "민지") is None


def test_everybody_and_everything_is_counted_apart(app):
    other = Limit("other", times=3, window_seconds=600)
    with clock.at(NOON):
        for _ in range(3):
            do(limits.hit, THRICE, "민지")
        assert refusal(limits.hit, THRICE, "준호") is None
        assert refusal(limits.hit, other, "민지") is None


def test_whose_act_it_was_is_kept_only_as_a_hash(app):
    do(limits.hit, THRICE, "203.0.113.9")
    key = db.session.execute(select(LimitCounter.key)).scalar_one()
    assert key.startswith("tries:")
    assert "203" not in key


def test_a_subject_may_be_any_text(app):
    for subject in ("", "\ud800", "가" * 10_000, "\x00"):
        assert refusal(limits.hit, THRICE, subject) is None
    assert counters() == 4


@pytest.mark.slow
def test_parallel_acts_never_exceed_the_limit(app):
    """B18: the counter is one upsert, not a read and a write."""
    with clock.at(NOON):
        ends = NOON + timedelta(seconds=600)

    def hit_at_noon() -> None:
        with clock.at(NOON):
            do(limits.hit, THRICE, "민지")

    outcomes = together(app, [hit_at_noon] * 40)
    assert [outcome.code for outcome in outcomes].count(None) == 3
    db.session.rollback()
    row = db.session.execute(select(LimitCounter)).scalar_one()
    assert (row.hits, row.window_ends_at) == (3, ends)


def test_an_act_can_be_given_back(app):
    with clock.at(NOON):
        for _ in range(3):
            do(limits.hit, THRICE, "민지")
        do(limits.give_back, THRICE, "민지")
        assert refusal(limits.hit, THRICE, "민지") is None
        assert refusal(limits.hit, THRICE, "민지") == "limit.tries"
        for _ in range(9):
            do(limits.give_back, THRICE, "준호")


def test_counters_of_windows_that_are_over_are_forgotten(app):
    with clock.at(NOON):
        do(limits.hit, THRICE, "민지")
        assert do(limits.forget_old) == 0
    with clock.at(NOON + timedelta(seconds=601)):
        assert do(limits.forget_old) == 1
    assert counters() == 0
