"""What was asked or written before in nearly these words: the panel beside a title being typed."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from portal.answers import queries as answers
from portal.insights import asking
from portal.insights.asking import Thing
from portal.kit import text
from portal.search import queries as search
from portal.search.queries import Found, Line
from portal.votes import queries as votes
from portal.web import labels
from portal.web.community import blueprint, often
from portal.web.current import actor
from portal.web.fragments import part

FROM_CHARACTERS = 4
SHOWN = 5
_ORDER = {
    "question": ("faq", "official", "question", "idea"),
    "idea": ("idea", "faq", "official", "question"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be it already: where it stands, and what it says in short."""

    line: Line
    position: int
    summary: str
    is_mine: bool

    @property
    def takes_votes(self) -> bool:
        """Tell whether somebody can say here that they want it, or have it too."""
        status = labels.statuses().get(self.line.label) if self.line.kind == "idea" else None
        return self.line.kind != "faq" and (status is None or status.takes_votes)


@dataclass(frozen=True, slots=True)
class Panel:
    """The suggestions in groups, what helps at once first; its token tells what it showed."""

    groups: tuple[tuple[str, tuple[Suggestion, ...]], ...] = ()
    token: str = ""


@blueprint.get("/similar")
@often.not_too_often
def similar() -> Response:
    """Show what was asked, answered or proposed before in nearly these words."""
    kind = "idea" if request.args.get("kind") == "idea" else "question"
    shown = panel(kind, request.args.get("title", ""), request.args.get("ask", ""))
    return part("community/_similar.html", panel=shown, kind=kind)


def panel(kind: str, title: str, token: str) -> Panel:
    """Compose the panel for a title.

    Takes: token, of the page for asking; a title that is too short gives nothing.
    Costs: 6 statements, 1 when nothing is like it.
    """
    title = text.one_line(title)
    if len(title) < FROM_CHARACTERS:
        return Panel()
    found = search.similar(actor(), title, lang=None, limit=SHOWN)
    groups = _grouped(kind, found)
    things = [Thing(each.line.kind, each.line.id) for _, group in groups for each in group]
    return Panel(groups, asking.shown(token, things))


def _grouped(kind: str, found: Found) -> tuple[tuple[str, tuple[Suggestion, ...]], ...]:
    threads = [line.id for line in found.hits if line.kind != "faq"]
    mine = votes.mine(actor(), threads)
    official = answers.official_summaries([line.id for line in found.hits if line.is_official])
    position = 0
    groups = []
    for name in _ORDER[kind]:
        group = []
        for line in found.groups.get(name, ()):
            position += 1
            is_mine = line.kind != "faq" and line.id in mine
            summary = line.plain_text if line.kind == "faq" else official.get(line.id, "")
            group.append(Suggestion(line, position, summary, is_mine))
        if group:
            groups.append((name, tuple(group)))
    return tuple(groups)
