"""The numbers of the help: is the most asked covered, how does it grow, what does it change."""

from flask import request
from werkzeug.wrappers import Response

from portal.faq import health
from portal.insights import help as insights
from portal.web.current import actor
from portal.web.fragments import page
from portal.web.workspace.numbers import Share, blueprint, language

__all__ = ["blueprint"]


@blueprint.get("/help")
def help_numbers() -> Response:
    """Show coverage, lead time and freshness of the help, and the effect of each article."""
    who = actor()
    lang = language()
    clusters = insights.coverage(who, lang)
    total, fresh = health.published(who)
    return page(
        "workspace/numbers_help.html",
        lang=lang,
        clusters=clusters,
        coverage=Share(sum(one.article_id is not None for one in clusters), len(clusters)),
        lead=insights.lead_time(who),
        freshness=Share(fresh, total),
        effects=insights.effects(who, lang, cursor=request.args.get("cursor")),
        top=insights.TOP,
        effect_days=insights.EFFECT_DAYS,
        lead_days=insights.LEAD_DAYS,
    )
