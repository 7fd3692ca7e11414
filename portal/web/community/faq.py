"""The FAQ: the shelf, one article, and whether it helped."""

from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.faq import (
    crediting,
    editions,
    helpfulness,
    policy,
    replacements,
    shelf,
    topics,
    unhelpful,
)
from portal.faq import queries as faq
from portal.faq.helpfulness import Voter
from portal.faq.queries import ArticleCard, ArticleView
from portal.faq.topics import TopicView
from portal.faq.unhelpful import Why
from portal.kit import site
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError, RuleBroken
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.threads.lists import ThreadCard
from portal.web import errors, inputs, kept, locales, paths
from portal.web.community import blueprint, readings
from portal.web.current import actor, draft_owner, draft_owners, draft_place, known_browser
from portal.web.fragments import page, part, see, wants_part
from portal.web.sentences import sentence

_Named = TypeVar("_Named", ProductView, TopicView)
_BEST = 6
_CHOICES = frozenset({"product", "topic", "sort", "cursor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article with everything its page shows."""

    article: ArticleView
    sources: tuple[ThreadCard, ...]
    # who of their authors would rather not be named
    unnamed: frozenset[int]
    related: tuple[ArticleCard, ...]
    my_word: int
    my_why: Why | None
    may_edit: bool


@blueprint.get("/faq")
def faq_home() -> Response:
    """Show what there is to read: the most helpful articles, and some of every product."""
    kept.keepable()
    if _CHOICES & request.args.keys():
        return _shelf()
    locale = locales.locale()
    return page(
        "community/faq.html",
        products=products.list_all(),
        counts=shelf.count_by_product(),
        best=faq.most_helpful(locale, limit=_BEST),
        shelves=shelf.first_of_each_product(locale),
    )


@blueprint.get("/faq/<int:version_id>/", defaults={"slug": ""}, strict_slashes=False)
@blueprint.get("/faq/<int:version_id>/<slug>")
def article(version_id: int, slug: str) -> Response:  # noqa: ARG001 - the path is compared whole
    """Show an article. An old slug leads to the right address for good."""
    who = actor()
    try:
        shown = faq.get(who, version_id)
    except NotFound:
        return _retired(version_id)
    if shown.state != "published":
        return _retired(version_id)
    if request.path != f"/faq/{version_id}/{shown.slug}":
        return redirect(paths.article(version_id, shown.slug), 301)
    kept.keepable()
    composed = _compose(who, shown)
    return page(
        "community/faq_article.html",
        composed=composed,
        json_ld=_json_ld(shown),
        reading=readings.token_for_article(version_id),
    )


@blueprint.get("/faq/<int:version_id>/<slug>/history")
def article_history(version_id: int, slug: str) -> Response:  # noqa: ARG001 - compared whole
    """Show what every edition of an article changed, one at a time."""
    shown = _published(actor(), version_id)
    if request.path != f"/faq/{version_id}/{shown.slug}/history":
        return redirect(f"{paths.article(version_id, shown.slug)}/history", 301)
    kept.keepable()
    cards = editions.latest(version_id, before=request.args.get("before", type=int))
    if not cards:
        raise NotFound("faq.edition_not_found")
    number = request.args.get("edition", type=int)
    return page(
        "community/faq_history.html",
        article=shown,
        cards=cards,
        edition=editions.get(version_id, cards[0].number if number is None else number),
        older=cards[-1].number if len(cards) == editions.SIZE else None,
    )


@blueprint.get("/faq/<int:version_id>/helpful")
def article_helpful(version_id: int) -> Response:
    """Show the form that asks whether an article helped.

    A stranger's page carries no form, because it is kept for all strangers. The links in its
    place lead here: with JavaScript the answer stands in the page and sends itself, which costs
    the reader one click; without it, it is a page of its own.
    """
    shown = _published(actor(), version_id)
    wish = request.args.get("value", type=int)
    template = "community/_faq_helpful.html" if wants_part() else "community/faq_helpful.html"
    return part(
        template,
        wish=wish if wish in (1, -1) else None,
        sends_itself=wants_part() and wish in (1, -1),
        **_said(shown),
    )


@blueprint.post("/faq/<int:version_id>/helpful")
def article_say_helpful(version_id: int) -> Response:
    """Say whether an article helped."""
    value = inputs.number("value")
    if value is None:
        raise RuleBroken("helpful.value")
    who = actor()
    with transaction():
        helpfulness.vote_helpful(who, version_id, value=value, voter=_voter())
    shown = _published(who, version_id)
    if wants_part():
        return _helpful_part(shown, word=value)
    if value == -1 and not who.is_known:
        # a stranger's page has no form, so the question why is asked on one of its own
        return see(f"/faq/{version_id}/helpful")
    flash(_("Thank you for telling us."), "success")
    return see(f"{paths.article(version_id, shown.slug)}#helpful")


@blueprint.post("/faq/<int:version_id>/helpful/why")
def article_say_why(version_id: int) -> Response:
    """Say why an article did not help."""
    who, typed = actor(), {name: request.form.get(name, "") for name in ("reason", "note")}
    try:
        with transaction():
            # asked again after another word: the reason comes with the word that it explains
            if request.form.get("value") == "-1":
                helpfulness.vote_helpful(who, version_id, value=-1, voter=_voter())
            helpfulness.say_why(who, version_id, **typed, voter=_voter())
    except PortalError as error:
        if wants_part():
            raise
        if error.code in {"faq.not_found", "faq.not_published"}:
            return _retired_while_typing(version_id, typed)
        shown = _published(who, version_id)
        return page(
            "community/faq_helpful.html",
            status=errors.status_of(error),
            wish=None,
            sends_itself=False,
            **_said(shown, typed=typed, error=sentence(error)),
        )
    shown = _published(who, version_id)
    if wants_part():
        return _helpful_part(shown, word=-1)
    flash(_("Thank you for telling us."), "success")
    return see(f"{paths.article(version_id, shown.slug)}#helpful")


@blueprint.get("/faq/<int:version_id>/credit")
def article_credited(version_id: int) -> Response:
    """Lead to where one says whether one is named: on the article itself."""
    shown = _published(actor(), version_id)
    return see(f"{paths.article(version_id, shown.slug)}#faq-sources")


@blueprint.post("/faq/<int:version_id>/credit")
def article_credit(version_id: int) -> Response:
    """Choose whether one is named beside an article that grew from one's own post."""
    who, is_named = actor(), request.form.get("named") == "1"
    with transaction():
        crediting.choose(who, version_id, is_named=is_named)
    shown = _published(who, version_id)
    flash(
        _("You are named here.") if is_named else _("You are not named here any more."), "success"
    )
    return see(f"{paths.article(version_id, shown.slug)}#faq-sources")


def _helpful_part(shown: ArticleView, *, word: int) -> Response:
    # a browser that has just spoken for the first time learns its name with this answer
    said = {**_said(shown), "my_word": word}
    return part("community/_faq_helpful.html", wish=None, sends_itself=False, **said)


def _said(
    shown: ArticleView, *, typed: dict[str, str] | None = None, error: str | None = None
) -> dict[str, Any]:
    """Give what the reader has said of an article, for the fragment that asks."""
    word = _my_word(shown.version_id)
    return {
        "article": shown,
        "my_word": word,
        "my_why": _my_why(shown.version_id) if word == -1 else None,
        "typed": typed or {},
        "error": error,
    }


def _shelf() -> Response:
    offered = products.list_all()
    product = _wanted("product", offered, missing="product.not_found")
    sorted_by = topics.of_product(product.id) if product else ()
    topic = _wanted("topic", sorted_by, missing="topic.not_found")
    sort = "new" if request.args.get("sort") == "new" else "helpful"
    cards = shelf.browse(
        locales.locale(),
        product_id=product.id if product else None,
        topic_id=topic.id if topic else None,
        sort=sort,
        cursor=request.args.get("cursor"),
    )
    return page(
        "community/faq_shelf.html",
        products=offered,
        product=product,
        topics=sorted_by,
        topic=topic,
        counts=shelf.count_by_product(),
        sort=sort,
        cards=cards,
    )


def _wanted(name: str, known: tuple[_Named, ...], *, missing: str) -> _Named | None:
    """Give what the address names; nothing where it names nothing.

    Raises: NotFound(missing), so that nobody takes the whole shelf for what they looked for.
    """
    slug = request.args.get(name)
    if not slug:
        return None
    found = next((one for one in known if one.slug == slug), None)
    if found is None:
        raise NotFound(missing)
    return found


def _published(who: Actor, version_id: int) -> ArticleView:
    shown = faq.get(who, version_id)
    if shown.state != "published":
        raise NotFound("faq.not_found")
    return shown


def _retired(version_id: int) -> Response:
    replacement = replacements.of(version_id)
    if replacement is not None:
        return redirect(paths.article(replacement.version_id, replacement.slug), 301)
    gone = faq.find_retired(version_id)
    if gone is None:
        raise NotFound("faq.not_found")
    return page("community/faq_retired.html", status=410, article=gone, typed={})


def _retired_while_typing(version_id: int, typed: dict[str, str]) -> Response:
    """Say that nobody reads reasons any more, with what was typed: nothing is lost."""
    gone = faq.find_retired(version_id)
    if gone is None:
        raise NotFound("faq.not_found")
    return page("community/faq_retired.html", status=409, article=gone, typed=typed)


def _compose(who: Actor, shown: ArticleView) -> ArticlePage:
    word = _my_word(shown.version_id) if who.is_known else 0
    sources = faq.sources_of(who, shown.article_id)
    return ArticlePage(
        article=shown,
        sources=sources,
        unnamed=crediting.declined(shown.article_id) if sources else frozenset(),
        related=shelf.related(shown),
        my_word=word,
        my_why=_my_why(shown.version_id) if word == -1 else None,
        may_edit=policy.can_draft(who, shown.product_id),
    )


def _my_word(version_id: int) -> int:
    owners = draft_owners()
    return faq.my_word(owners[0], version_id) if owners else 0


def _my_why(version_id: int) -> Why | None:
    owners = draft_owners()
    return unhelpful.of_voter(version_id, owners[0]) if owners else None


def _voter() -> Voter:
    return Voter(draft_owner(), draft_place(), known_browser() if actor().is_known else "")


def _json_ld(shown: ArticleView) -> dict[str, Any]:
    """Describe an article to search engines (schema.org, Article)."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": shown.title,
        "description": shown.summary,
        "inLanguage": shown.lang,
        "url": site.current().base_url + paths.article(shown.version_id, shown.slug),
        "publisher": {"@type": "Organization", "name": site.current().name},
    }
    if shown.published_at and shown.updated_at:
        data["datePublished"] = shown.published_at.isoformat()
        data["dateModified"] = shown.updated_at.isoformat()
    if shown.writer:
        data["author"] = {"@type": "Person", "name": shown.writer.name}
    return data
