"""How strongly a question asks to become an article: the worked examples of the rule (R39)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.faq import evidence
from portal.faq.evidence import Signals

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=5)


def missing(signals: Signals, resolved_at: datetime = LONG_AGO) -> tuple[str, ...]:
    return evidence.why_not_yet(
        score=evidence.score(signals),
        has_signal=evidence.has_signal(signals),
        resolved_at=resolved_at,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("signals", "score", "is_proposed"),
    [
        (Signals(readers=10, is_accepted=True), 4.6, False),
        (Signals(readers=30, is_accepted=True), 6.2, False),
        (Signals(duplicates=3, readers=5, is_accepted=True), 6.5, True),
        (Signals(me_too=2, readers=20, is_accepted=True), 8.9, True),
        (
            # the rule counts uses of answer templates as well, which the portal does not have
            Signals(
                me_too=5, duplicates=1, readers=100, searches=4, is_official=True, is_accepted=True
            ),
            18.3,
            True,
        ),
    ],
    ids=["read a little", "read a lot and nothing else", "duplicates", "me too", "everything"],
)
def test_the_worked_examples_of_the_rule(signals, score, is_proposed):
    assert round(evidence.score(signals), 1) == score
    assert (missing(signals) == ()) is is_proposed


def test_the_parts_add_up_to_the_score():
    signals = Signals(me_too=5, duplicates=1, readers=100, searches=4, is_official=True)
    parts = {part.name: (part.count, round(part.points, 2)) for part in evidence.parts(signals)}
    assert parts == {
        "me_too": (5, 5.38),
        "duplicates": (1, 1.39),
        "readers": (100, 6.92),
        "is_official": (1, 2.0),
        "searches": (4, 1.61),
    }
    assert sum(part.points for part in evidence.parts(signals)) == pytest.approx(
        evidence.score(signals), abs=0.0001
    )


@pytest.mark.parametrize(
    ("signals", "has_signal"),
    [
        (Signals(me_too=1), False),
        (Signals(me_too=2), True),
        (Signals(duplicates=1), True),
        (Signals(searches=2), False),
        (Signals(searches=3), True),
        (Signals(is_official=True), True),
        (Signals(readers=10_000, is_accepted=True), False),
    ],
)
def test_somebody_has_to_ask_for_it_or_the_company_to_speak(signals, has_signal):
    assert evidence.has_signal(signals) is has_signal


def test_a_resolution_has_to_stand_for_72_hours():
    enough = Signals(me_too=9, is_official=True)
    assert missing(enough, NOW - timedelta(hours=72)) == ()
    assert missing(enough, NOW - timedelta(hours=71, minutes=59)) == ("settling",)
    assert missing(Signals(), NOW) == ("score", "signal", "settling")
