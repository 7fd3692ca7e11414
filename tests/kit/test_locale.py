"""Instants as people of each language read them."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import get_locale

from portal.kit import locale

EVENING = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("ko", "Asia/Seoul", "2026. 11. 23. 오전 12:30"),
        ("en", "Asia/Seoul", "Nov 23, 2026, 12:30 AM"),
        ("ko", "UTC", "2026. 11. 22. 오후 3:30"),
        ("en", "America/Los_Angeles", "Nov 22, 2026, 7:30 AM"),
    ],
)
def test_a_moment_is_written_in_the_readers_language_and_zone(
    language: str, zone: str, expected: str
) -> None:
    assert locale.moment(EVENING, language, zone) == expected


def test_a_day_is_the_day_where_the_reader_is() -> None:
    assert locale.day(EVENING, "ko", "Asia/Seoul") == "2026. 11. 23."
    assert locale.day(EVENING, "en", "UTC") == "Nov 22, 2026"


def test_noon_is_in_the_afternoon() -> None:
    noon = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert locale.moment(noon, "en", "UTC") == "Jan 1, 2026, 12:00 PM"
    assert locale.moment(noon, "ko", "UTC") == "2026. 1. 1. 오후 12:00"


def test_a_block_speaks_one_language_and_then_the_one_before(app: Flask) -> None:
    with locale.using("ko"):
        with locale.using("en"):
            assert str(get_locale()) == "en"
        assert str(get_locale()) == "ko"


def test_a_language_that_the_portal_does_not_speak_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="fr"), locale.using("fr"):
        pass
