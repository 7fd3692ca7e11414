"""The law of telling people."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.notify.rules import is_overtaken, mail_due_at, next_attempt_at

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def test_a_decision_waits_ten_minutes_and_other_news_does_not() -> None:
    assert mail_due_at("status", NOON) == minutes(10)
    assert mail_due_at("answer", NOON) == NOON


def test_a_mail_that_fails_is_tried_after_1_5_25_and_125_minutes_and_then_given_up() -> None:
    attempts = [next_attempt_at(failures, NOON) for failures in range(1, 6)]
    assert attempts == [minutes(1), minutes(5), minutes(25), minutes(125), None]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # told at noon that it is planned
        ([("new", -0.1)], False),
        ([("new", -600), ("under_review", -0.1)], False),
        # changed again since: the newer decision has its own mail
        ([("new", -0.1), ("planned", 3)], True),
        # only came back within the ten minutes: nobody heard of the other
        ([("new", -300), ("planned", -5), ("declined", -0.1)], True),
        # came back after the other had been told
        ([("new", -300), ("planned", -30), ("declined", -0.1)], False),
    ],
)
def test_a_decision_is_mailed_only_if_it_still_says_something(
    changes: list[tuple[str, float]], expected: bool
) -> None:
    known = [(before, minutes(at)) for before, at in changes]
    assert is_overtaken("planned", NOON, known) is expected
