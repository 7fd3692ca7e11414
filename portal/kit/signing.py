"""Links that prove themselves: who made them and for what, with nothing kept in the database."""

import hmac
from hashlib import sha256

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def seal(purpose: str, *values: str | int) -> str:
    """Write values into a token that nobody else can make or change. It can be read by anybody.

    Takes: purpose, so that a token made for one thing opens nothing else.
    """
    return str(_serializer(purpose).dumps(values))


def unseal(purpose: str, token: str) -> list[str | int] | None:
    """Give the values of a token of ours, or None for any other text."""
    try:
        values: list[str | int] = _serializer(purpose).loads(token)
    except BadSignature:
        return None
    return values


def keyed_hash(purpose: str, value: str) -> str:
    """Give what may be kept of a value that can be guessed: without our key no guess can be tested.

    Gives: 32 letters; the same for the same purpose and value.
    """
    return hmac.new(_key(), f"{purpose} {value}".encode(), sha256).hexdigest()[:32]


def _key() -> bytes:
    if not current_app.secret_key:
        raise RuntimeError("nothing can be signed without a secret key")
    key = current_app.secret_key
    return key.encode() if isinstance(key, str) else key


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt=purpose)
