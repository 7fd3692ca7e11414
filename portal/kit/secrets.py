"""Tokens for links and sessions: made once, kept only as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """Make a token that nobody can guess: 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what may be kept of a token. A fast hash is enough: the token is random."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
