"""What every answer says beside its page: what may run in it, who may keep it, who may frame it."""

from flask import Flask, Response, current_app, request, session

_FRAMED_BY_NOBODY = "frame-ancestors 'none'"
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    f"base-uri 'none'; {_FRAMED_BY_NOBODY}"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # a page shows its reader's language; whoever may keep it longer says so itself
    "Cache-Control": "private, no-cache",
}


def set_up(app: Flask) -> None:
    """Put the headers on every answer, refusals and accidents included.

    Entered first, so that it is done last and nobody after it adds what it does not see.
    """
    app.after_request(_dress)


def framed_by(origins: tuple[str, ...]) -> str:
    """Give the content policy of a page that only these sites may show within theirs.

    It has neither scripts nor forms: whoever frames it can let nobody do anything in it.
    """
    ancestors = f"frame-ancestors {' '.join(origins)}" if origins else _FRAMED_BY_NOBODY
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"form-action 'none'; base-uri 'none'; {ancestors}"
    )


def _dress(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "_user_id" in session and request.endpoint != "asset":
        # on a shared computer the next person presses "back"
        response.headers["Cache-Control"] = "no-store"
    return response
