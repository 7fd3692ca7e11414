"""The rows behind the numbers as files: the same rows as on the pages, and what they are of."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.insights import coverage as covering
from portal.insights import effects as effecting
from portal.insights import help as growth
from portal.insights.coverage import Cluster, Coverage
from portal.insights.effects import Effect
from portal.insights.help import LeadTime, NewArticle
from portal.insights.queries import Asking, Suggested
from portal.insights.reading import Read, SelfService
from portal.kit import site
from portal.search.report import Single
from portal.threads.lists import ThreadCard
from portal.web import labels, locales, paths
from portal.web.downloads import Line, Rows, Table
from portal.web.workspace.numbers import Share, search_piles, self_service_definition


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


def help_definitions() -> dict[str, str]:
    """Give how each figure of the help is made."""
    return {
        "coverage": _(
            "Questions that were asked at least %(asked)s times in %(days)s days, those about the"
            " same together: those with a published article ÷ all of them.",
            asked=covering.ASKED_MIN,
            days=covering.DAYS,
        ),
        "lead": ngettext(
            "Median of the time from the first proposal to the first publication, of the last"
            " %(num)s day; updates are left out.",
            "Median of the time from the first proposal to the first publication, of the last"
            " %(num)s days; updates are left out.",
            growth.LEAD_DAYS,
        ),
        "freshness": _(
            "Articles that need no update and are not past their review date ÷ all published"
            " articles."
        ),
    }


def effect_definition() -> str:
    """Give how the effect of an article is made."""
    return _(
        "Questions about the same, asked in the %(days)s days before an article was published and"
        " in as many after; of a younger article, as many days on both sides as it has been there."
        " Expected after = before × the product’s other questions after ÷ before. Difference ="
        " after ÷ expected − 1. It is not told in the first %(least)s days, nor where fewer than"
        " %(asked)s questions were asked before or are expected.",
        days=effecting.DAYS,
        least=effecting.DAYS_MIN,
        asked=effecting.ASKED_MIN,
    )


def part_names() -> dict[str, str]:
    """Give the names of the parts of an effect."""
    return {
        "before": _("Before"),
        "after": _("After"),
        "others_before": _("The product’s others before"),
        "others_after": _("The product’s others after"),
    }


def growth_piles() -> dict[str, tuple[str, str]]:
    """Give what new articles are listed by: its name, and what it counts."""
    return {
        "new": (
            _("New articles"),
            _("Articles by the week in which they were published for the first time."),
        ),
        "grown": (
            _("From candidates"),
            _("New articles from a question that was proposed before ÷ all new articles."),
        ),
        "lead": (_("From candidate to article"), help_definitions()["lead"]),
    }


def untold_reasons() -> dict[str, str]:
    """Give why the difference that an article made is not told."""
    return {
        "early": _("too early to tell"),
        "few": _("too few questions to tell"),
        "others": _("nothing to compare with"),
    }


def help_figures(lang: str, covered: Coverage, lead: LeadTime, freshness: Share) -> Table:
    """Write the figures of the help down."""
    names, made = (_("Figure"), _("Value"), _("Of"), _("How it is made")), help_definitions()
    top = _("Coverage of the %(top)s largest", top=covering.TOP)
    rows = (
        (_("Coverage"), covered.covered, covered.clusters, made["coverage"]),
        (top, covered.top_covered, covered.top, made["coverage"]),
        (_("Questions covered"), covered.questions_covered, covered.questions, made["coverage"]),
        (_("From candidate to article (days)"), lead.days_median, lead.finished, made["lead"]),
        (_("Nine in ten within (days)"), lead.days_p90, lead.finished, made["lead"]),
        (_("Candidates that wait"), lead.open, None, ""),
        (_("Freshness"), freshness.part, freshness.whole, made["freshness"]),
    )
    return Table(f"help-{lang}", names, rows, of_what(_("How the help grows"), lang))


def clusters(lang: str, rows: Rows[Cluster]) -> Table:
    """Write clusters of questions down."""
    header = (_("Number"), _("Question"), _("Questions"), _("People"), _("Help"), _("Address"))
    base = site.current().base_url
    cells = (
        (
            one.root_id,
            one.title,
            one.questions,
            one.people,
            one.article_title,
            f"{base}{paths.thread('question', one.thread_id, one.slug)}",
        )
        for one in rows.items
    )
    about = of_what(_("What is asked most, and whether help has it"), lang)
    about.append((_("Coverage"), help_definitions()["coverage"]))
    return Table(f"clusters-{lang}", header, cells, [*about, *rows.cut])


def effects(lang: str, rows: Rows[Effect]) -> Table:
    """Write down what articles changed."""
    header = (
        _("Article"),
        _("Published (UTC)"),
        _("Days on each side"),
        *part_names().values(),
        _("Before, a week"),
        _("After, a week"),
        _("Expected after, a week"),
        _("Difference from expected (percent)"),
        _("Why no difference is told"),
    )
    why = untold_reasons()
    cells = (
        (
            one.title,
            one.published_at,
            one.days,
            one.before,
            one.after,
            one.others_before,
            one.others_after,
            round(one.before_a_week, 2),
            round(one.after_a_week, 2),
            None if one.expected_a_week is None else round(one.expected_a_week, 2),
            one.change,
            why[one.untold] if one.untold else None,
        )
        for one in rows.items
    )
    about = of_what(_("What each article changed"), lang)
    about.append((_("How it is made"), effect_definition()))
    return Table(f"effects-{lang}", header, cells, [*about, *rows.cut])


def new_articles(lang: str, pile: str, rows: Rows[NewArticle]) -> Table:
    """Write new articles down."""
    header = (_("Article"), _("Proposed (UTC)"), _("Published (UTC)"), _("Days"), _("Address"))
    base = site.current().base_url
    cells = (
        (
            one.title,
            one.proposed_at,
            one.published_at,
            None if one.days is None else round(one.days, 2),
            f"{base}{paths.article(one.version_id, one.slug)}",
        )
        for one in rows.items
    )
    about = [*of_what(_("How the help grows"), lang), growth_piles()[pile], *rows.cut]
    return Table(f"articles-{pile}-{lang}", header, cells, about)


def most_read(lang: str, counted: SelfService, rows: Rows[Read]) -> Table:
    """Write down what was read, and the score that it is a part of."""
    header = (_("Page"), _("Kind"), _("Readers"), _("Address"))
    base = site.current().base_url
    cells = (
        (
            one.title,
            _("Help") if one.kind == "faq" else labels.kind(one.kind),
            one.readers,
            f"{base}{address_of(one)}",
        )
        for one in rows.items
    )
    score = None if counted.score is None else round(counted.score, 2)
    about: list[Line] = [
        *of_what(_("Self-service"), lang),
        (_("How it is made"), self_service_definition()),
        (_("Readers"), counted.readers),
        (_("Questions"), counted.asked),
        (_("Readers for each question"), score),
        *rows.cut,
    ]
    return Table(f"read-{lang}", header, cells, about)


def address_of(one: Read) -> str:
    """Give the address of a page that was read."""
    if one.kind == "faq":
        return paths.article(one.id, one.slug)
    return paths.thread(one.kind, one.id, one.slug)


def _suggested(each: Suggested) -> str:
    facts = (
        (each.is_opened, _("opened")),
        (each.is_viewed, _("viewed")),
        (each.is_solving, _("solved it")),
    )
    said = ", ".join(word for is_so, word in facts if is_so)
    title = each.title or _("Not public any more")
    return f"{each.position}. {title} ({said})" if said else f"{each.position}. {title}"
