"""The words and colours of statuses, labels and roles."""

from typing import NamedTuple

from flask import has_request_context
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ideas import roadmap
from portal.threads import statuses as catalogue
from portal.threads.statuses import Catalogue

THREAD = {
    "hidden": (_l("Hidden"), "muted", "eye-slash"),
    "withdrawn": (_l("Withdrawn"), "muted", "arrow-counterclockwise"),
    "duplicate": (_l("Same question"), "muted", "signpost-split"),
    "merged": (_l("Merged"), "muted", "intersect"),
    "resolved_by_asker": (_l("Resolved"), "good", "check-circle-fill"),
    "official": (_l("Official answer"), "brand", "patch-check-fill"),
    "resolved": (_l("Resolved"), "good", "check-circle"),
    "answered": (_l("Answered"), "plain", "chat-left-text"),
    "waiting": (_l("Waiting for an answer"), "wait", "hourglass-split"),
}
"""Label of a question, or of what nobody else sees: its word, its tone, its icon."""

STATUS_ICONS = {
    "new": "inbox",
    "under_review": "search",
    "needs_info": "question-circle",
    "planned": "calendar-check",
    "in_progress": "tools",
    "partly_delivered": "circle-half",
    "delivered": "check-circle-fill",
    "already_available": "check2-all",
    "declined": "x-circle",
    "archived": "archive",
}
_KIND_ICONS = {
    "open": "inbox",
    "active": "calendar-check",
    "done": "check-circle-fill",
    "rejected": "x-circle",
    "archived": "archive",
}
KINDS = {
    "open": _l("Open: nothing is decided"),
    "active": _l("Active: it is planned or being made"),
    "done": _l("Done: it is there"),
    "rejected": _l("Rejected: it will not be made"),
    "archived": _l("Archived: put away"),
}
"""The kinds of statuses, which are fixed."""

COLOURS = {
    "plain": _l("Sand"),
    "muted": _l("Pale"),
    "wait": _l("Amber"),
    "brand": _l("Colour of the site"),
    "good": _l("Green"),
    "bad": _l("Red"),
    "violet": _l("Violet"),
    "teal": _l("Teal"),
}
"""The palette of statuses."""

REASONS = {
    "out_of_scope": _l("It lies outside of what this product is for"),
    "not_feasible": _l("It cannot be done technically"),
    "cost_vs_value": _l("It costs more than it brings"),
    "conflicts_with_direction": _l("It goes against where the product is heading"),
    "security_or_legal": _l("Security or the law speaks against it"),
    "insufficient_demand": _l("Too few people need it"),
    "other": _l("Another reason"),
}
"""Why an idea is refused."""

NEEDS = {
    "text": _l("with words"),
    "text_or_link": _l("with words or a link"),
    "text_and_link": _l("with words and a link"),
    "refusal": _l("with a reason and 30 characters or more"),
}
"""What has to be said with a change of status."""

HAPPENED = {
    "answered_in_time": _l("The promised answer was given in time."),
    "answered_late": _l("The promised answer was given late."),
    "overdue": _l("The day of the promised answer passed without one."),
    "revisit_date": _l("The day has come to look at it again."),
    "revisit_votes": _l("So many people want it now that we look at it again."),
    "archive_warned": _l(
        "Nobody has touched it for long: it goes into the archive after 14 days unless somebody"
        " votes or comments."
    ),
    "archive_cancelled": _l("Somebody touched it, so it stays out of the archive."),
}
"""What happened to an idea beside decisions."""

CAUSES = {
    "author_replied": _l("The person who proposed it has replied."),
    "not_solved": _l("Too many voters said that it does not solve it, so we look at it again."),
    "untouched": _l("Nobody had touched it for a long time."),
    "still_needed": _l("Enough people said that they still need it."),
}
"""Why the portal gave an idea another status by itself."""

ROLES = {
    "member": _l("Member"),
    "expert": _l("Expert customer"),
    "specialist": _l("Specialist"),
    "agent": _l("Care team"),
    "lead": _l("Care lead"),
    "editor": _l("FAQ editor"),
    "product_manager": _l("Product manager"),
    "moderator": _l("Moderator"),
    "privacy_officer": _l("Privacy officer"),
    "admin": _l("Administrator"),
}


CHANGES = {
    "new": (_l("New feature"), "good", "stars"),
    "improved": (_l("Improved"), "brand", "graph-up-arrow"),
    "fixed": (_l("Fixed"), "plain", "wrench"),
}
"""Label of an entry of the changelog: its word, its tone, its icon."""

ENTRY_STATES = {
    "draft": _l("Draft"),
    "scheduled": _l("Scheduled"),
    "published": _l("Published"),
    "withdrawn": _l("Withdrawn from readers"),
}
"""What an entry of the changelog is."""

WHYS = {
    "outdated": _l("It is out of date"),
    "not_solved": _l("It does not solve my problem"),
    "unclear": _l("It is hard to understand"),
    "wrong": _l("It is wrong"),
    "other": _l("Something else"),
}
"""Why an article did not help."""


def whys() -> list[tuple[str, str]]:
    """Give the reasons why an article may not have helped, with their words."""
    return [(value, str(words)) for value, words in WHYS.items()]


def why(reason: str) -> str:
    """Give the words of such a reason."""
    return str(WHYS[reason])


class Look(NamedTuple):
    """How a label is drawn: its word, its tone, its icon."""

    word: str
    tone: str
    icon: str


def look(label: str) -> Look:
    """Give how a label is drawn: the one of a question, or a status of an idea.

    Costs: none for a question; see ``statuses``.
    """
    if label in THREAD:
        word, tone, icon = THREAD[label]
        return Look(str(word), tone, icon)
    status = statuses().get(label)
    if status is None:
        # what an idea says of itself before this process has heard of its status
        return Look(label, "plain", _KIND_ICONS["open"])
    icon = STATUS_ICONS.get(label, _KIND_ICONS[status.kind])
    return Look(status.label(str(get_locale())), status.colour, icon)


def statuses() -> Catalogue:
    """Give the statuses of ideas, as they were when the page read what it shows.

    Costs: none on a page; outside of one at most 2 statements.
    """
    return catalogue.last_known() if has_request_context() else catalogue.catalogue()


def word(label: str) -> str:
    """Give the word of a label."""
    return look(label).word


def tone(label: str) -> str:
    """Give the tone of a label, which the style sheet turns into colours."""
    return look(label).tone


def icon(label: str) -> str:
    """Give the icon of a label."""
    return look(label).icon


def happened(kind: str) -> str:
    """Give the words of something that happened to an idea."""
    return str(HAPPENED[kind])


def reason(code: str) -> str:
    """Give the words of a reason to refuse an idea."""
    return str(REASONS[code])


def needs(code: str) -> str:
    """Give the words of what has to be said with a change of status."""
    return str(NEEDS[code])


def cause(code: str) -> str:
    """Give the words of why the portal gave an idea another status."""
    return str(CAUSES[code])


def change(label: str) -> str:
    """Give the word of a label of the changelog."""
    return str(CHANGES[label][0])


def change_tone(label: str) -> str:
    """Give the tone of such a label."""
    return CHANGES[label][1]


def change_icon(label: str) -> str:
    """Give the icon of such a label."""
    return CHANGES[label][2]


def entry_state(state: str) -> str:
    """Give the word of a state of an entry."""
    return str(ENTRY_STATES[state])


def role(name: str) -> str:
    """Give the word of a role."""
    return str(ROLES[name])


def kind(name: str) -> str:
    """Give the word of a thread's kind."""
    return _("Question") if name == "question" else _("Idea")


def expected(eta: str) -> str:
    """Say when something is expected: a quarter in words, or the words that were written."""
    quarter = roadmap.quarter_of(eta)
    if quarter is None:
        return eta
    return _("Q%(number)s %(year)s", year=quarter[0], number=quarter[1])


def lang(code: str) -> str:
    """Give a language its own name, which is the same in every language."""
    return "한국어" if code == "ko" else "English"
