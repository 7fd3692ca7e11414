"""The addresses of things, in one place. Fast, because a list draws many."""

from urllib.parse import quote, urlencode, urlsplit

from flask import request

_PATH_MAX = 2_000
_FOLDERS = {"question": "questions", "idea": "ideas"}


def thread(kind: str, thread_id: int, slug: str) -> str:
    """Give the address of a thread."""
    return f"/{_FOLDERS[kind]}/{thread_id}/{quote(slug)}"


def thread_list(kind: str, **choices: str | int | None) -> str:
    """Give the address of the list of a kind, narrowed to choices; None is no choice."""
    return with_choices(f"/{_FOLDERS[kind]}", **choices)


def with_choices(path: str, **choices: str | int | None) -> str:
    """Give the address of a page with what was chosen on it; None is no choice."""
    made = urlencode({name: value for name, value in choices.items() if value is not None})
    return f"{path}?{made}" if made else path


def article(version_id: int, slug: str) -> str:
    """Give the address of an FAQ article."""
    return f"/faq/{version_id}/{quote(slug)}"


def entry(entry_id: int, slug: str) -> str:
    """Give the address of an entry of the changelog."""
    return f"/changelog/{entry_id}/{quote(slug)}" if slug else f"/changelog/{entry_id}"


def person(handle: str) -> str:
    """Give the address of a person's page."""
    return f"/people/{handle}"


def came_from(default: str) -> str:
    """Give the page of ours that the form was on, with its choices."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return default
    return own(f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path, default)


def own(candidate: str | None, default: str = "/") -> str:
    """Give the path to go on to after signing in, only ever one of ours.

    Takes: what a stranger may have written into a link.
    """
    if not candidate or len(candidate) > _PATH_MAX or not candidate.startswith("/"):
        return default
    # browsers read a backslash as a slash and skip control characters: //host hides in many forms
    if candidate.startswith(("//", "/\\")) or any(c <= " " or c == "\\" for c in candidate):
        return default
    return candidate


def told(session_id: int, slug: str) -> str:
    """Give the public address of what became of a review session."""
    return f"/you-said/{session_id}/{quote(slug)}"
