"""The numbers of the help: is the most asked covered, how does it grow, what does it change."""

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.faq import health
from portal.insights import coverage, effects
from portal.insights import help as growth
from portal.kit.errors import NotFound
from portal.web import downloads
from portal.web.current import actor
from portal.web.fragments import page
from portal.web.workspace import numbers_tables as tables
from portal.web.workspace.numbers import Share, blueprint, language

__all__ = ["blueprint"]

_AT = "/staff/numbers/help"
_LIMITS = {"days": coverage.DAYS, "top": coverage.TOP}
"""The numbers that the words on the pages name."""

# each of them is a part of one statement
_ARTICLES_AT_ONCE = 50


@blueprint.get("/help")
def help_numbers() -> Response:
    """Show coverage, lead time and freshness of the help, and the effect of each article."""
    who, lang = actor(), language()
    covered, lead = coverage.coverage(who, lang), growth.lead_time(who)
    total, fresh = health.published(who)
    freshness = Share(fresh, total)
    if downloads.is_wanted():
        return downloads.send(tables.help_figures(lang, covered, lead, freshness))
    return page(
        "workspace/numbers_help.html",
        lang=lang,
        covered=covered,
        coverage=Share(covered.covered, covered.clusters),
        lead=lead,
        freshness=freshness,
        clusters=coverage.list_clusters(who, lang),
        effects=effects.effects(who, lang),
        made=tables.help_definitions(),
        why=tables.untold_reasons(),
        how=tables.effect_definition(),
        limits=_LIMITS,
    )


@blueprint.get("/help/clusters")
def clusters() -> Response:
    """Show what is asked again and again, and the article of each."""
    who, lang = actor(), language()
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: coverage.list_clusters(who, lang, cursor=cursor, size=size)
        )
        return downloads.send(tables.clusters(lang, rows))
    found = coverage.list_clusters(who, lang, cursor=request.args.get("cursor"))
    return page("workspace/clusters.html", lang=lang, clusters=found, limits=_LIMITS)


@blueprint.get("/help/clusters/<int:thread_id>")
def cluster(thread_id: int) -> Response:
    """Show the questions that a cluster is counted by."""
    who, lang, title = actor(), language(), _("Asked about the same")
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: coverage.questions_of(
                who, lang, thread_id, cursor=cursor, size=size
            )
        )
        return downloads.send(tables.questions(f"cluster-{thread_id}", title, lang, rows))
    found = coverage.questions_of(who, lang, thread_id, cursor=request.args.get("cursor"))
    return page(
        "workspace/questions_behind.html",
        lang=lang,
        title=title,
        note=ngettext(
            "Public questions of the last %(num)s day that share what they are about, and those"
            " closed as the same as one of them, newest first.",
            "Public questions of the last %(num)s days that share what they are about, and those"
            " closed as the same as one of them, newest first.",
            coverage.DAYS,
        ),
        tabs=(),
        address=f"{_AT}/clusters/{thread_id}?lang={lang}",
        found=found,
    )


@blueprint.get("/help/effects")
def effects_list() -> Response:
    """Show what each article changed."""
    who, lang = actor(), language()
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: effects.effects(who, lang, cursor=cursor, size=size),
            piece=_ARTICLES_AT_ONCE,
        )
        return downloads.send(tables.effects(lang, rows))
    found = effects.effects(who, lang, cursor=request.args.get("cursor"))
    return page(
        "workspace/effects.html",
        lang=lang,
        effects=found,
        why=tables.untold_reasons(),
        how=tables.effect_definition(),
    )


@blueprint.get("/help/effects/<int:version_id>")
def effect(version_id: int) -> Response:
    """Show the questions that a part of an article's effect counts."""
    who, lang, part = actor(), language(), request.args.get("part", effects.PARTS[0])
    if part not in effects.PARTS:
        raise NotFound
    title, names = effects.effect(who, version_id).title, tables.part_names()
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: effects.questions_of(
                who, version_id, part, cursor=cursor, size=size
            )
        )
        made = tables.questions(f"effect-{version_id}-{part}", title, lang, rows)
        return downloads.send(made)
    at = f"{_AT}/effects/{version_id}?lang={lang}&part="
    return page(
        "workspace/questions_behind.html",
        lang=lang,
        title=title,
        note=tables.effect_definition(),
        tabs=[(f"{at}{name}", word, name == part) for name, word in names.items()],
        address=f"{at}{part}",
        found=effects.questions_of(who, version_id, part, cursor=request.args.get("cursor")),
    )


@blueprint.get("/help/articles")
def new_articles() -> Response:
    """Show the articles that the figures about growth count."""
    who, lang, pile = actor(), language(), request.args.get("pile", growth.PILES[0])
    if pile not in growth.PILES:
        raise NotFound
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: growth.new_articles(who, lang, pile, cursor=cursor, size=size)
        )
        return downloads.send(tables.new_articles(lang, pile, rows))
    found = growth.new_articles(who, lang, pile, cursor=request.args.get("cursor"))
    piles = tables.growth_piles()
    return page("workspace/new_articles.html", lang=lang, pile=pile, piles=piles, found=found)
