"""The roadmap: by status, by quarter, and as a page that other sites may show in theirs."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from portal.ideas import roadmap
from portal.ideas.roadmap import Column, Narrowed
from portal.kit import site
from portal.kit.errors import NotFound
from portal.kit.text import slugify
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.threads import statuses
from portal.threads.kinds import Status
from portal.votes import queries as votes
from portal.web import current, headers, kept, paths
from portal.web.community import blueprint
from portal.web.fragments import page

_VIEWS = ("status", "quarter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """A roadmap with its choices, the same for everybody who makes them."""

    view: str
    product: ProductView | None
    tag: str | None
    products: tuple[ProductView, ...]
    columns: tuple[tuple[Status | None, Column], ...]

    def to(self, **changes: str | None) -> str:
        """Give the address of the roadmap with other choices."""
        chosen = {
            "view": self.view if self.view != _VIEWS[0] else None,
            "product": self.product.slug if self.product else None,
            "tag": self.tag,
        }
        return paths.with_choices("/roadmap", **(chosen | changes))

    def more(self, status: Status) -> str:
        """Give the address of the list of all that have a status."""
        return paths.thread_list(
            "idea",
            sort="spoken" if status.kind == "done" else "top",
            status=status.slug,
            product=self.product.slug if self.product else None,
            tag=self.tag,
        )

    @property
    def ids(self) -> list[int]:
        """List the numbers of the ideas on it."""
        return [idea.card.id for _, column in self.columns for idea in column.ideas]


@blueprint.get("/roadmap")
def roadmap_page() -> Response:
    """Show what is planned, being made and delivered lately."""
    kept.keepable()
    shown = _shown()
    return page("community/roadmap.html", shown=shown, voted=votes.mine(current.actor(), shown.ids))


@blueprint.get("/roadmap/embed")
def roadmap_embed() -> Response:
    """Show the same to be read within another site's page: nothing of the reader's, no form.

    Which sites may do so is a setting; none may unless it names them.
    """
    # the reader's own cookies are of no concern here, whoever frames it
    current.answer_as_to_nobody()
    kept.keepable()
    response = page("community/roadmap_embed.html", shown=_shown())
    response.headers["Content-Security-Policy"] = headers.framed_by(site.current().embed_origins)
    return response


def _shown() -> Roadmap:
    view = request.args.get("view")
    tag = slugify(request.args.get("tag", "").strip().lstrip("#")) or None
    product = request.args.get("product") or None
    view = view if view in _VIEWS else _VIEWS[0]
    return kept.reading(("roadmap", view, product, tag), lambda: _read(view, product, tag))


def _read(view: str, slug: str | None, tag: str | None) -> Roadmap:
    offered = products.list_all()
    product = next((each for each in offered if each.slug == slug), None)
    if slug and product is None:
        raise NotFound
    narrowed = Narrowed(product.id if product else None, tag)
    on_it = [status for status in statuses.catalogue().values() if _is_shown(status)]
    by_slug = {status.slug: status for status in on_it}
    columns = (roadmap.by_quarter if view == "quarter" else roadmap.by_status)(on_it, narrowed)
    return Roadmap(
        view=view,
        product=product,
        tag=tag,
        products=offered,
        columns=tuple((by_slug.get(column.name), column) for column in columns),
    )


def _is_shown(status: Status) -> bool:
    return status.on_roadmap and status.is_active and status.kind in ("active", "done")
