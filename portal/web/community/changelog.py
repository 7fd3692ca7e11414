"""What is new: the list, one entry, and the feed."""

from flask import request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.accounts.actor import NOBODY
from portal.changelog import policy, queries, rules
from portal.changelog.queries import EntryView
from portal.kit import clock, locale, site
from portal.kit.errors import NotFound
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.web import kept, locales, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page

_ATOM = "application/atom+xml; charset=utf-8"


@blueprint.get("/changelog")
def changelog() -> Response:
    """Show what is new, narrowed to a product or a label."""
    kept.keepable()
    offered = products.list_all()
    product = _chosen(offered)
    label = request.args.get("label") or None
    if label and label not in rules.LABELS:
        raise NotFound
    entries = queries.published(
        product_id=product.id if product else None,
        label=label,
        cursor=request.args.get("cursor"),
    )
    return page(
        "community/changelog.html",
        products=offered,
        product=product,
        label=label,
        entries=entries,
        ideas=queries.ideas_of(NOBODY, [entry.id for entry in entries.items]),
        known_labels=rules.LABELS,
    )


@blueprint.get("/changelog/<int:entry_id>/", defaults={"slug": ""}, strict_slashes=False)
@blueprint.get("/changelog/<int:entry_id>/<slug>")
def changelog_entry(entry_id: int, slug: str) -> Response:
    """Show one entry. Its number alone, or an old name, leads to its address."""
    who = actor()
    entry = queries.get(who, entry_id)
    if slug not in {entry.slug(lang) for lang in rules.LANGS}:
        # not for good: which name is the right one depends on the reader's language
        return redirect(paths.entry(entry_id, entry.slug(locales.locale())), 302)
    if entry.state == "published":
        kept.keepable()
    return page(
        "community/changelog_entry.html",
        entry=entry,
        ideas=queries.ideas_of(who, [entry_id]).get(entry_id, ()),
        may_write=policy.can_write(who, entry.product_id),
    )


@blueprint.get("/changelog.atom")
def changelog_feed() -> Response:
    """Tell feed readers the newest entries, in the language that they name."""
    kept.keepable()
    lang = request.args.get("lang")
    lang = lang if lang in rules.LANGS else site.current().default_locale
    entries = queries.newest()
    with locale.using(lang):
        name = _("What is new")
    response = page(
        "community/changelog.xml",
        entries=entries,
        lang=lang,
        name=name,
        updated_at=max((entry.changed_at for entry in entries), default=clock.now()),
        absolute=_absolute,
    )
    response.content_type = _ATOM
    return response


def _chosen(offered: tuple[ProductView, ...]) -> ProductView | None:
    slug = request.args.get("product")
    if not slug:
        return None
    found = next((product for product in offered if product.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _absolute(entry: EntryView, lang: str) -> str:
    """Give the text of an entry with addresses that are right wherever it is read."""
    base = site.current().base_url
    return entry.body_html(lang).replace('="/', f'="{base}/')
