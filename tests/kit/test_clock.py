"""The one reader of time."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.kit import clock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_block_runs_at_its_instant_and_gives_the_time_back():
    with clock.at(NOON):
        assert clock.now() == NOON
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_an_error_in_the_block_gives_the_time_back_too():
    def fail() -> None:
        with clock.at(NOON):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert clock.now() != NOON


def test_an_instant_of_another_zone_becomes_utc_and_a_naive_one_is_refused():
    seoul = timezone(timedelta(hours=9))
    with clock.at(datetime(2026, 11, 22, 21, tzinfo=seoul)):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 11, 22)):  # noqa: DTZ001 - meant
        pass


def test_one_threads_replay_never_leaks_into_anothers():
    seen: list[datetime] = []
    with clock.at(NOON):
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] != NOON
