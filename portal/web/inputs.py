"""What strangers write into addresses and forms, held to what a database can be asked.

A number beyond the largest id and a name with a NUL in it name nothing; without this they would
be an accident of the database instead of a page that is not there.
"""

import re
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from portal.kit.errors import RuleBroken

_ID_MAX = 2**63 - 1
_COUNT_MAX = 2**31 - 1
_ID_DIGITS = len(str(_ID_MAX))
_WHOLE = re.compile(rf"-?[0-9]{{1,{_ID_DIGITS}}}")
_ADDRESS_MAX = 8_190
_TYPED = "application/x-www-form-urlencoded"
_READABLE = frozenset({_TYPED, "multipart/form-data"})


class _Number(IntegerConverter):
    """A number in an address, if it could be an id."""

    def to_python(self, value: str) -> int:
        """Read the number."""
        if len(value) > _ID_DIGITS:
            raise ValidationError
        number = int(super().to_python(value))
        if number > _ID_MAX:
            raise ValidationError
        return number


class _Name(UnicodeConverter):
    """A name in an address; PostgreSQL knows no NUL."""

    def to_python(self, value: str) -> str:
        """Read the name."""
        if "\0" in value:
            raise ValidationError
        return value


def set_up(app: Flask) -> None:
    """Narrow the addresses, before any is entered, and look at each form before it is read."""
    app.url_map.converters.update(default=_Name, string=_Name, int=_Number)
    app.before_request(_check_length)
    app.before_request(_check_kind)
    app.before_request(_check_encoding)


def number(name: str) -> int | None:
    """Give a number from the form; None where there is none that could be an id."""
    return as_id(request.form.get(name, ""))


def as_id(typed: str) -> int | None:
    """Read a number that somebody wrote; None where it could not be an id."""
    if not _WHOLE.fullmatch(typed):
        return None
    value = int(typed)
    return value if is_id(value) else None


def is_id(value: int) -> bool:
    """Tell whether a number could be an id."""
    return abs(value) <= _ID_MAX


def _check_length() -> None:
    """Refuse an address that no page of ours has, before anything reads it."""
    if len(request.environ["PATH_INFO"]) + len(request.query_string) > _ADDRESS_MAX:
        abort(414)


def _check_kind() -> None:
    """Refuse what is sent as anything but a form, before anybody takes it for one.

    No form of ours has a place for a file; a field that held one would be no text.
    """
    if request.method == "GET" or not (request.content_length or request.mimetype):
        return
    if request.mimetype not in _READABLE or request.content_encoding:
        abort(415)
    # looked at only here: it reads the form, whose bytes the next check wants
    if request.mimetype != _TYPED and request.files:
        request.close()
        abort(415)


def _check_encoding() -> None:
    """Refuse a form in another encoding than ours, whose letters would be kept as other ones.

    Raises: RuleBroken("page.encoding").
    """
    if request.mimetype != _TYPED:
        return
    # cached, so that the form is read from the same bytes afterwards
    try:
        unquote_to_bytes(request.get_data(cache=True)).decode()
    except UnicodeDecodeError as error:
        raise RuleBroken("page.encoding") from error


def day(typed: str, time_zone: str, field: str) -> datetime | None:
    """Read a day that somebody chose, as the instant at which it begins there.

    Raises: RuleBroken("form.day") for what is no day.
    """
    if not typed.strip():
        return None
    try:
        begun = datetime.strptime(typed.strip(), "%Y-%m-%d")  # noqa: DTZ007 - the zone follows
        return begun.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RuleBroken("form.day", field=field) from error


def count(typed: str, field: str) -> int | None:
    """Read a whole number from one on that somebody typed.

    Raises: RuleBroken("form.count") for what is none.
    """
    if not typed.strip():
        return None
    number = as_id(typed.strip())
    if number is None or not 1 <= number <= _COUNT_MAX:
        raise RuleBroken("form.count", field=field)
    return number
