"""The pages: five audiences, each with its own door, and what they share.

A view reads input, runs a query or an action inside one transaction, and answers with a page,
a fragment or a redirect. It holds no rule; a rule that is missing here is missing below.
"""

from flask import Flask

from portal.web import assets, current, errors, filters, headers, health, inputs, kept, locales
from portal.web.account import blueprint as account
from portal.web.admin import blueprint as admin
from portal.web.community import blueprint as community
from portal.web.product import blueprint as product
from portal.web.workspace import blueprint as workspace
from portal.web.workspace.changelog_desk import blueprint as changelog_desk
from portal.web.workspace.duplicates_desk import blueprint as duplicates_desk
from portal.web.workspace.faq_candidates import blueprint as faq_candidates
from portal.web.workspace.faq_care import blueprint as faq_care
from portal.web.workspace.faq_review import blueprint as faq_desk
from portal.web.workspace.faq_topics import blueprint as faq_topics
from portal.web.workspace.integrity_desk import blueprint as integrity_desk
from portal.web.workspace.numbers_rows import blueprint as numbers
from portal.web.workspace.search_desk import blueprint as search_desk


def register(app: Flask) -> None:
    """Open the web doors of an application."""
    # first in, last out: each refusal below is dressed, has a request id and a line in the log
    headers.set_up(app)
    health.set_up(app)
    inputs.set_up(app)
    current.set_up(app)
    locales.set_up(app)
    assets.set_up(app)
    filters.set_up(app)
    errors.set_up(app)
    faq = (faq_desk, faq_care, faq_topics, faq_candidates)
    desks = (*faq, search_desk, numbers, duplicates_desk, changelog_desk, integrity_desk)
    for blueprint in (account, community, workspace, product, *desks, admin):
        app.register_blueprint(blueprint)
    kept.set_up(app)
