"""The law of answers as tables."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.answers import rules
from portal.kit.errors import RuleBroken


def code_of(check, text: str) -> str | None:
    try:
        check(text)
    except RuleBroken as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("check", "field", "most"),
    [
        (rules.check_answer, "body", 20_000),
        (rules.check_comment, "body", 2_000),
        (rules.check_summary, "summary", 140),
        (rules.check_correction, "correction", 500),
    ],
)
def test_texts_are_held_to_their_length_in_code_points(check, field, most):
    """R41: a summary has at most 140 characters, whatever the letters."""
    for letter in ("a", "가", "🙂"):
        assert code_of(check, letter) is None
        assert code_of(check, letter * most) is None
        assert code_of(check, letter * (most + 1)) == f"{field}.too_long"
    for blank in ("", " \n\t", "\u3164\u200b", "\u2800"):
        assert code_of(check, blank) == f"{field}.blank"


@pytest.mark.parametrize(
    ("helpful", "unhelpful", "bound"),
    [
        (0, 0, 0.0),
        (0, 1, 0.0),
        (1, 0, 0.206549),
        (2, 0, 0.342380),
        (1, 1, 0.094531),
        (5, 0, 0.565518),
        (10, 0, 0.722467),
        (10, 1, 0.622642),
        (50, 50, 0.403832),
        (90, 10, 0.825634),
        (600, 400, 0.569309),
        (5_500, 4_500, 0.540232),
    ],
)
def test_the_wilson_bound_equals_worked_values(helpful, unhelpful, bound):
    assert rules.wilson_lower_bound(helpful, unhelpful) == pytest.approx(bound, abs=1e-6)


@given(st.integers(1, 100_000), st.integers(0, 100_000))
def test_the_bound_is_where_the_observed_share_is_just_believable(helpful, unhelpful):
    """Wilson's own condition: the share lies z standard errors of the bound above the bound."""
    n = helpful + unhelpful
    bound = rules.wilson_lower_bound(helpful, unhelpful)
    errors = rules.Z_95 * math.sqrt(bound * (1 - bound) / n)
    assert helpful / n - bound == pytest.approx(errors, abs=1e-9)


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_the_bound_is_a_share_that_grows_with_every_helpful_vote(helpful, unhelpful):
    bound = rules.wilson_lower_bound(helpful, unhelpful)
    assert 0.0 <= bound <= 1.0
    assert rules.wilson_lower_bound(helpful + 1, unhelpful) > bound
    assert rules.wilson_lower_bound(helpful, unhelpful + 1) <= bound


NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asker_hours_ago", "answer_hours_ago", "may"),
    [
        pytest.param(200, 72, True, id="72 hours after the answer"),
        pytest.param(200, 71.99, False, id="not a moment before"),
        pytest.param(71, 200, False, id="the asker spoke since"),
        pytest.param(72, 200, True, id="the asker was silent for 72 hours since"),
    ],
)
def test_staff_accept_for_an_asker_who_was_silent_for_72_hours(
    asker_hours_ago, answer_hours_ago, may
):
    assert (
        rules.staff_may_accept_by_now(
            last_asker_post_at=NOW - timedelta(hours=asker_hours_ago),
            answered_at=NOW - timedelta(hours=answer_hours_ago),
            now=NOW,
        )
        is may
    )
