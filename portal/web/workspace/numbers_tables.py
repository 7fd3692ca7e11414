"""The rows behind the numbers as files: the same rows as on the pages, and what they are of."""

from flask_babel import gettext as _

from portal.insights.queries import Asking, Suggested
from portal.kit import site
from portal.search.report import Single
from portal.threads.lists import ThreadCard
from portal.web import labels, locales, paths
from portal.web.downloads import Line, Rows, Table
from portal.web.workspace.numbers import search_piles


def of_what(title: str, lang: str) -> list[Line]:
    """Say what a file is about, above its rows."""
    return [(_("Numbers"), title), (_("Language"), labels.lang(lang))]


def asking_names() -> dict[str, str]:
    """Give the names of what became of those who began to ask."""
    return {
        "all": _("All"),
        "solved": _("Explicitly solved"),
        "possible": _("Possibly solved"),
        "asked": _("Asked"),
        "left": _("Left"),
    }


def singles(lang: str, pile: str, rows: Rows[Single]) -> Table:
    """Write single searches down."""
    name, formula = search_piles()[pile]
    header = (
        _("Searched for"),
        _("Narrowed by"),
        _("Found"),
        _("Opened first"),
        _("Searched again"),
        _("Asked after it"),
        _("When (UTC)"),
    )
    cells = (
        (
            one.words,
            one.filters,
            one.results,
            one.position,
            one.is_refined,
            one.has_asked,
            one.searched_at,
        )
        for one in rows.items
    )
    preamble = [*of_what(_("Single searches"), lang), (name, formula), *rows.cut]
    return Table(f"searches-{pile}-{lang}", header, cells, preamble)


def askings(lang: str, pile: str, rows: Rows[Asking]) -> Table:
    """Write those who began to ask down, with what they were shown."""
    names = asking_names()
    header = (_("Began (UTC)"), _("Post"), _("Outcome"), _("Suggested"))
    cells = (
        (
            one.began_at,
            labels.kind(one.kind),
            names[one.outcome],
            "\n".join(_suggested(each) for each in one.suggested),
        )
        for one in rows.items
    )
    preamble = [*of_what(_("Those who began to ask"), lang), (_("Pile"), names[pile]), *rows.cut]
    return Table(f"asking-{pile}-{lang}", header, cells, preamble)


def questions(
    name: str, title: str, lang: str, rows: Rows[ThreadCard], preamble: tuple[Line, ...] = ()
) -> Table:
    """Write questions down."""
    header = (
        _("Number"),
        _("Question"),
        _("Product"),
        _("Posted (UTC)"),
        _("People"),
        _("Same as"),
        _("Address"),
    )
    base = site.current().base_url
    cells = (
        (
            card.id,
            card.title,
            card.product_name(locales.locale()),
            card.posted_at,
            card.vote_count,
            card.canonical_id,
            f"{base}{paths.thread(card.kind, card.id, card.slug)}",
        )
        for card in rows.items
    )
    return Table(f"{name}-{lang}", header, cells, [*of_what(title, lang), *preamble, *rows.cut])


def _suggested(each: Suggested) -> str:
    facts = (
        (each.is_opened, _("opened")),
        (each.is_viewed, _("viewed")),
        (each.is_solving, _("solved it")),
    )
    said = ", ".join(word for is_so, word in facts if is_so)
    title = each.title or _("Not public any more")
    return f"{each.position}. {title} ({said})" if said else f"{each.position}. {title}"
