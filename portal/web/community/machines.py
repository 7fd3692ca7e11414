"""What machines that walk the web ask for: robots.txt and the sitemap."""

from flask import Response, abort

from portal.accounts.actor import NOBODY
from portal.faq import queries as faq
from portal.kit import site
from portal.threads import lists
from portal.web import paths
from portal.web.community import blueprint

PER_FILE = 2_000
_CLOSED = ("/admin/", "/staff/", "/settings/", "/search", "/similar", "/sign-in", "/register")
_XML = "application/xml; charset=utf-8"
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers where they need not go, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED)]
    lines.append(f"Sitemap: {site.current().base_url}/sitemap.xml")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the files of the sitemap: one for help, and one for each so many numbers of threads."""
    base = site.current().base_url
    files = range(lists.newest_id() // PER_FILE + 1)
    names = ["help", *map(str, files)]
    entries = "".join(f"<sitemap><loc>{base}/sitemap/{name}.xml</loc></sitemap>" for name in names)
    return Response(f'<sitemapindex xmlns="{_SCHEMA}">{entries}</sitemapindex>', content_type=_XML)


@blueprint.get("/sitemap/<int:number>.xml")
def sitemap_threads(number: int) -> Response:
    """List the threads of one range of numbers that everybody may see."""
    first = number * PER_FILE
    if first > lists.newest_id():
        abort(404)
    listed = lists.addresses(NOBODY, first=first, last=first + PER_FILE - 1)
    return _urls([paths.thread(*each) for each in listed])


@blueprint.get("/sitemap/help.xml")
def sitemap_help() -> Response:
    """List the published help articles."""
    ids = faq.published_ids(size=PER_FILE)
    cards = faq.get_many(NOBODY, ids)
    return _urls([paths.article(card.version_id, card.slug) for card in cards.values()])


def _urls(found: list[str]) -> Response:
    base = site.current().base_url
    entries = "".join(f"<url><loc>{base}{path}</loc></url>" for path in found)
    return Response(f'<urlset xmlns="{_SCHEMA}">{entries}</urlset>', content_type=_XML)
