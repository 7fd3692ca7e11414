"""The words and colours of statuses, labels and roles."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

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
    "new": (_l("Received"), "plain", "inbox"),
    "under_review": (_l("Under review"), "wait", "search"),
    "needs_info": (_l("More information needed"), "wait", "question-circle"),
    "planned": (_l("Planned"), "brand", "calendar-check"),
    "in_progress": (_l("In progress"), "brand", "tools"),
    "partly_delivered": (_l("Partly delivered"), "good", "circle-half"),
    "delivered": (_l("Delivered"), "good", "check-circle-fill"),
    "already_available": (_l("Already available"), "good", "check2-all"),
    "declined": (_l("Not planned"), "muted", "x-circle"),
    "archived": (_l("Archived"), "muted", "archive"),
}
"""Label of a thread or status of an idea: its word, its tone, its icon."""

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


def word(label: str) -> str:
    """Give the word of a label."""
    return str(THREAD[label][0])


def tone(label: str) -> str:
    """Give the tone of a label, which the style sheet turns into colours."""
    return THREAD[label][1]


def icon(label: str) -> str:
    """Give the icon of a label."""
    return THREAD[label][2]


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


def lang(code: str) -> str:
    """Give a language its own name, which is the same in every language."""
    return "한국어" if code == "ko" else "English"
