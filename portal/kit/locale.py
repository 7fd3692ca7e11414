"""The two languages, and instants written as people of each read them.

How long ago something was is worked out in the browser; what is written here is right for ever, so
a page may be kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel.support import Translations
from flask import Flask
from flask_babel import Babel, force_locale

from portal.kit import site

LOCALES: Final = ("ko", "en")
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_CACHED: Final = 4_096
_NOON: Final = 12
_TRANSLATIONS: Final = Path(__file__).parent.parent / "translations"


def set_up(app: Flask) -> None:
    """Give an application its languages; without a request it speaks its site's own."""
    with app.app_context():
        here = site.current()
    # settings, because whoever chooses by the request sets Flask-Babel up once more
    app.config["BABEL_DEFAULT_LOCALE"] = here.default_locale
    app.config["BABEL_DEFAULT_TIMEZONE"] = here.time_zone
    Babel(app)


@contextmanager
def using(locale: str) -> Iterator[None]:
    """Let a block speak one language, whoever asked for the page and wherever it runs.

    Raises: ValueError for a language that the portal does not speak.
    """
    if locale not in LOCALES:
        raise ValueError(f"no such locale: {locale}")
    with force_locale(locale):
        yield


@lru_cache(_CACHED)
def day(instant: datetime, locale: str, time_zone: str) -> str:
    """Write the day of an instant.

    Takes: instant, aware. time_zone, of the IANA list.

    >>> from datetime import UTC
    >>> instant = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    >>> day(instant, "ko", "Asia/Seoul"), day(instant, "en", "Asia/Seoul")
    ('2026. 11. 22.', 'Nov 22, 2026')
    """
    return _date(instant.astimezone(ZoneInfo(time_zone)), locale)


@lru_cache(_CACHED)
def moment(instant: datetime, locale: str, time_zone: str) -> str:
    """Write the day and the time of an instant.

    Takes: as ``day``.

    >>> from datetime import UTC
    >>> instant = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    >>> moment(instant, "ko", "Asia/Seoul"), moment(instant, "en", "Asia/Seoul")
    ('2026. 11. 22. 오후 3:05', 'Nov 22, 2026, 3:05 PM')
    """
    local = instant.astimezone(ZoneInfo(time_zone))
    hour, is_morning = local.hour % _NOON or _NOON, local.hour < _NOON
    date = _date(local, locale)
    if locale == "ko":
        return f"{date} {'오전' if is_morning else '오후'} {hour}:{local.minute:02}"
    return f"{date}, {hour}:{local.minute:02} {'AM' if is_morning else 'PM'}"


@lru_cache(_CACHED)
def iso(instant: datetime) -> str:
    """Write an instant for machines, in UTC.

    Takes: instant, aware.
    """
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache
def catalogue(locale: str) -> NullTranslations:
    """Give the sentences of a language; English is what the source says."""
    return Translations.load(str(_TRANSLATIONS), [locale])


def _date(local: datetime, locale: str) -> str:
    if locale == "ko":
        return f"{local.year}. {local.month}. {local.day}."
    month = _MONTHS[3 * local.month - 3 : 3 * local.month]
    return f"{month} {local.day}, {local.year}"
