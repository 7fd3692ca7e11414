"""What became of what people said: the public pages of published review sessions."""

from flask import redirect, request
from werkzeug.wrappers import Response

from portal.review import sessions
from portal.web import kept, paths
from portal.web.community import blueprint
from portal.web.fragments import page


@blueprint.get("/you-said")
def you_said_list() -> Response:
    """List what became of reviews, the newest first."""
    kept.keepable()
    return page(
        "community/you_said_list.html", listed=sessions.told_list(request.args.get("cursor"))
    )


@blueprint.get("/you-said/<int:session_id>/", defaults={"slug": ""}, strict_slashes=False)
@blueprint.get("/you-said/<int:session_id>/<slug>")
def you_said(session_id: int, slug: str) -> Response:  # noqa: ARG001 - the path is compared whole
    """Show what became of each idea of a session. An old slug leads to the right address."""
    told = sessions.told(session_id)
    if told.slug and request.path != f"/you-said/{session_id}/{told.slug}":
        return redirect(paths.told(session_id, told.slug), 301)
    kept.keepable()
    return page("community/you_said.html", told=told)
