"""Style sheets, scripts and fonts: our own and those of the installed packages, each under an
address that carries a print of its content, so that browsers may keep it for a year.

Our style sheets are one small file per component and our scripts one per behaviour; a page
loads them as one file each, joined when the process starts.
"""  # noqa: D205 - the sentence needs its two lines

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

_STATIC = Path(__file__).parent.parent / "static"
_YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    media_type: str
    print: str


def set_up(app: Flask) -> None:
    """Serve the assets."""
    assets = _load()
    by_name = {name: f"/assets/{asset.print}/{name}" for name, asset in assets.items()}

    def asset_url(name: str) -> str:
        return by_name[name]

    def serve(fingerprint: str, name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            abort(404)
        response = Response(asset.body, content_type=asset.media_type)
        current = fingerprint == asset.print
        # an old page may ask for an old print: it gets the file, but must not keep it
        seconds = _YEAR_SECONDS if current else 0
        response.headers["Cache-Control"] = f"public, max-age={seconds}, immutable"
        return response

    app.session_interface = _SessionOfPages()
    app.add_url_rule("/assets/<fingerprint>/<path:name>", "asset", serve)
    app.add_url_rule("/favicon.ico", "favicon", lambda: serve("", "img/maru.svg"))
    app.jinja_env.globals["asset"] = asset_url


class _SessionOfPages(SecureCookieSessionInterface):
    """Keeps the session out of what is the same for everybody.

    Whatever looked at it on the way would let a style sheet vary by cookie, and browsers fetch it
    again whenever the cookie changes.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session's cookie, but not with an asset."""
        if request.endpoint != "asset" or response.status_code != HTTPStatus.OK:
            super().save_session(app, session, response)


def _load() -> dict[str, Asset]:
    bootstrap = _package("flask_bootstrap") / "static" / "bootstrap5"
    htmx = _package("django_htmx") / "static" / "django_htmx"
    assets = {
        "bootstrap.css": _asset(bootstrap / "css" / "bootstrap.min.css"),
        "icons.css": _asset(bootstrap / "css" / "font" / "bootstrap-icons.min.css"),
        "htmx.js": _asset(htmx / "htmx-2.min.js"),
        "theme.js": _asset(_STATIC / "js" / "theme.js"),
        "maru.css": _joined("css", "text/css; charset=utf-8"),
        "maru.js": _joined("js", "text/javascript; charset=utf-8", leave_out="theme.js"),
    }
    # the icons' style sheet names its fonts relative to itself
    for font in (bootstrap / "css" / "font" / "fonts").iterdir():
        assets[f"fonts/{font.name}"] = _asset(font)
    for image in (_STATIC / "img").iterdir():
        assets[f"img/{image.name}"] = _asset(image)
    return assets


def _package(name: str) -> Path:
    # found without importing it: django_htmx would want Django
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"the package {name} is not installed; run `make env`")
    return Path(spec.submodule_search_locations[0])


def _asset(path: Path) -> Asset:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
    return _made(path.read_bytes(), media_type)


def _joined(folder: str, media_type: str, leave_out: str = "") -> Asset:
    files = sorted((_STATIC / folder).glob(f"*.{folder}"))
    parts = [file.read_bytes() for file in files if file.name != leave_out]
    return _made(b"\n".join(parts), media_type)


def _made(body: bytes, media_type: str) -> Asset:
    return Asset(body, media_type, sha256(body).hexdigest()[:12])
