"""What a review session gives to take away: its table, and its minutes as Markdown."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from portal.kit.tables import Cell
from portal.review.sessions import Item, SessionView
from portal.web import labels, locales
from portal.web.downloads import Table

_NUMBERS = (
    *("votes", "voters_on_behalf", "voters_30", "momentum", "demand", "organisations"),
    *("top_share", "comments", "followers", "rice", "fit", "priority", "place"),
)


def outcome(item: Item) -> str:
    """Say in a word or two what was decided about an idea."""
    if item.decision is None:
        return _("Not decided")
    if item.decision == "merge":
        return _("Merged into another")
    if item.decision == "keep":
        return _("Stays as it is")
    return labels.word(item.status or "")


def table(view: SessionView) -> Table:
    """Give all of a session as a table, with the numbers as they were frozen."""
    words = {
        "votes": _("Votes"),
        "voters_on_behalf": _("On behalf"),
        "voters_30": _("30 days"),
        "momentum": _("Momentum"),
        "demand": _("Demand"),
        "organisations": _("Organisations"),
        "top_share": _("Concentration"),
        "comments": _("Comments"),
        "followers": _("Followers"),
        "rice": _("RICE"),
        "fit": _("Fit"),
        "priority": _("Priority"),
        "place": _("Place"),
    }
    header = [
        *(_("No."), _("Title"), _("Address"), _("Product"), _("Status at the freeze")),
        *(words[name] for name in _NUMBERS),
        *(_("Decision"), _("Reason"), _("What the voters are told"), _("Link")),
        *(_("Merged into"), _("Owner"), _("Note for the team"), _("Decided by"), _("Decided at")),
    ]
    return Table(
        name=f"review-{view.id}",
        header=header,
        rows=[_cells(item) for item in view.items],
        preamble=[
            (_("Review session"), view.title),
            (_("Frozen at"), view.frozen_at),
            (_("Choices"), view.query or _("chosen one by one")),
            (_("Edition of the formulas"), view.formula_version),
        ],
    )


def _cells(item: Item) -> list[Cell]:
    frozen = item.frozen
    return [
        item.position,
        frozen["title"],
        f"/ideas/{item.thread_id}",
        frozen["product_slug"],
        labels.word(frozen["status"]),
        *(frozen[name] for name in _NUMBERS),
        outcome(item),
        labels.reason(item.reason_code) if item.reason_code else None,
        item.text_md,
        item.link,
        f"/ideas/{item.target_id}" if item.target_id else None,
        item.owner,
        item.note,
        item.decided_by,
        item.decided_at,
    ]


def minutes(view: SessionView) -> str:
    """Write the minutes of a session in Markdown: what stands above, then each idea."""
    return "\n".join(_lines(view)).rstrip() + "\n"


def _lines(view: SessionView) -> Iterator[str]:
    yield f"# {view.title}"
    yield ""
    product = view.product(locales.locale())
    if product:
        yield f"- {_('Product')}: {product}"
    yield f"- {_('Frozen at')}: {_day(view.frozen_at)}"
    if view.published_at:
        yield f"- {_('Published')}: {_day(view.published_at)}"
    yield f"- {_('Decided')}: {view.decided} / {len(view.items)}"
    if view.minutes_md:
        yield from ("", view.minutes_md)
    for item in view.items:
        yield from ("", f"## {item.position}. {item.frozen['title']}", "")
        yield f"- {_('Address')}: /ideas/{item.thread_id}"
        yield f"- {_('Votes')}: {item.frozen['votes']}"
        yield f"- {_('Decision')}: {outcome(item)}"
        yield from _said(item)


def _said(item: Item) -> Iterator[str]:
    if item.reason_code:
        yield f"- {_('Reason')}: {labels.reason(item.reason_code)}"
    if item.target_id:
        yield f"- {_('Merged into')}: /ideas/{item.target_id}"
    if item.link:
        yield f"- {_('Link')}: {item.link}"
    if item.owner:
        yield f"- {_('Owner')}: {item.owner}"
    if item.text_md:
        yield from ("", *(f"> {line}" for line in item.text_md.split("\n")))
    if item.note:
        yield from ("", f"{_('Note for the team')}: {item.note}")


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
