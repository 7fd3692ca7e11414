"""What works and what does not: reactions that failed, the worker, the index, kept numbers."""

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.integrity import queries as integrity
from portal.kit import deliveries
from portal.kit.db import transaction
from portal.notify import queries as notices
from portal.web import readiness
from portal.web.admin import blueprint
from portal.web.fragments import page, see


@blueprint.get("/health")
def health() -> Response:
    """Show the state of the machinery."""
    return page(
        "admin/health.html",
        failing=readiness.failing(),
        backlog=deliveries.backlog(),
        troubled=deliveries.troubled(),
        duties=deliveries.duties(),
        mail=notices.mail_health(),
        recounted=integrity.recounted(),
    )


@blueprint.post("/health/retry")
def health_retry() -> Response:
    """Try again what was given up."""
    with transaction():
        count = deliveries.revive()
    flash(_("%(count)s will be tried again.", count=count), "success")
    return see("/admin/health")
