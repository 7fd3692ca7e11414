"""Is the process alive, and can it serve: two questions, two addresses, no details to strangers."""

import logging
import time
import uuid
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from portal.kit import logs
from portal.kit.db import db
from portal.web import readiness

_log = logging.getLogger("portal.web")


def set_up(app: Flask) -> None:
    """Answer the two questions, give each request an id, and log what was slow or went wrong."""
    app.add_url_rule("/healthz", "healthz", _alive)
    app.add_url_rule("/readyz", "readyz", _ready)
    app.before_request(_begin)
    app.after_request(_log_request)


def _alive() -> Response:
    return jsonify(status="ok")


def _ready() -> tuple[Response, int]:
    try:
        failing = readiness.failing()
    except SQLAlchemyError:
        db.session.rollback()
        failing = ["database"]
    if failing:
        _log.warning("not ready", extra={"facts": {"failing": failing}})
        return jsonify(status="unavailable", failing=failing), 503
    return jsonify(status="ok"), 200


def _begin() -> None:
    g.began = time.perf_counter()
    logs.request_id.set(uuid.uuid4().hex)


def _log_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = logs.request_id.get() or ""
    took_ms = (time.perf_counter() - g.get("began", time.perf_counter())) * 1_000
    facts = {
        "method": request.method,
        "path": _path(),
        "endpoint": request.endpoint,
        "status": response.status_code,
        "took_ms": round(took_ms, 1),
    }
    is_ours = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    level = logging.WARNING if is_ours else logging.DEBUG
    _log.log(level, "request", extra={"facts": facts})
    return response


def _path() -> str:
    # whoever reads the log shall not be able to open the links that were mailed
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path
