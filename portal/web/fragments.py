"""A whole page, or only the part that htmx asked for."""

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response


def wants_part() -> bool:
    """Tell whether htmx asks, to put the answer into a page that is already there."""
    return request.headers.get("HX-Request") == "true"


def part(template: str, *, status: int = 200, **values: object) -> Response:
    """Answer with a fragment."""
    response = make_response(render_template(template, **values), status)
    response.headers["Vary"] = "HX-Request"
    return response


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """Answer with a whole page."""
    return make_response(render_template(template, **values), status)


def see(path: str) -> Response:
    """Answer a write with where its result can be seen."""
    if wants_part():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = path
        return response
    return redirect(path, 303)
