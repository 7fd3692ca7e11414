"""What machines that walk the web ask for: robots.txt and the sitemap."""

from flask import Response, abort

from portal.accounts.actor import NOBODY
from portal.changelog import queries as changelog
from portal.faq import queries as faq
from portal.kit import site
from portal.threads import lists
from portal.web import paths
from portal.web.community import blueprint

PER_FILE = 2_000
"""How many numbers a file covers: far from the 50,000 addresses that the protocol allows, so that
no file is slow to make. The index may name 50,000 files."""

_CLOSED = (
    *("/admin/", "/staff/", "/settings/", "/me/"),
    *("/search", "/similar", "/sign-in", "/register"),
)
_PAGES = ("/", "/questions", "/ideas", "/roadmap", "/changelog", "/faq", "/about/ranking")
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
    """List the files of the sitemap: one for each so many numbers of each kind."""
    base = site.current().base_url
    names = [f"help/{number}" for number in _files(faq.newest_id())]
    names += [f"changelog/{number}" for number in _files(changelog.newest_id())]
    names.append("pages")
    names += map(str, _files(lists.newest_id()))
    entries = "".join(f"<sitemap><loc>{base}/sitemap/{name}.xml</loc></sitemap>" for name in names)
    return Response(f'<sitemapindex xmlns="{_SCHEMA}">{entries}</sitemapindex>', content_type=_XML)


@blueprint.get("/sitemap/pages.xml")
def sitemap_pages() -> Response:
    """List the pages that lead to all others."""
    return _urls(list(_PAGES))


@blueprint.get("/sitemap/<int:number>.xml")
def sitemap_threads(number: int) -> Response:
    """List the threads of one range of numbers that everybody may see."""
    first, last = _range(number, lists.newest_id())
    listed = lists.addresses(NOBODY, first=first, last=last)
    return _urls([paths.thread(*each) for each in listed])


@blueprint.get("/sitemap/help/<int:number>.xml")
def sitemap_help(number: int) -> Response:
    """List the published help articles of one range of numbers."""
    first, last = _range(number, faq.newest_id())
    return _urls([paths.article(*each) for each in faq.addresses(first=first, last=last)])


@blueprint.get("/sitemap/changelog/<int:number>.xml")
def sitemap_changelog(number: int) -> Response:
    """List the published entries of the changelog of one range of numbers."""
    first, last = _range(number, changelog.newest_id())
    listed = changelog.addresses(site.current().default_locale, first=first, last=last)
    return _urls([paths.entry(*each) for each in listed])


def _files(newest: int) -> range:
    return range(newest // PER_FILE + 1)


def _range(number: int, newest: int) -> tuple[int, int]:
    """Give the first and last number of a file; 404 behind the last file."""
    first = number * PER_FILE
    if first > newest:
        abort(404)
    return first, first + PER_FILE - 1


def _urls(found: list[str]) -> Response:
    base = site.current().base_url
    entries = "".join(f"<url><loc>{base}{path}</loc></url>" for path in found)
    return Response(f'<urlset xmlns="{_SCHEMA}">{entries}</urlset>', content_type=_XML)
