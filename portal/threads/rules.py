"""The law of threads, as pure functions."""

from datetime import datetime, timedelta
from typing import Protocol

from portal.kit.errors import Conflict, RuleBroken
from portal.kit.text import is_blank
from portal.threads.kinds import VOTABLE

KINDS = ("question", "idea")
LANGS = ("ko", "en")
TITLE_MIN = {"question": 10, "idea": 5}
TITLE_MAX = {"question": 200, "idea": 120}
BODY_MAX = 20_000
REASON_MAX = 300
TAGS_MAX = 5
TAG_MAX = 30
# what fits our tables, whatever the rules were where it was posted first
RETOLD_TITLE_MAX = 200
RETOLD_TAG_MAX = 40
EDIT_HOURS_OF_IDEA = 24
EDIT_VOTES_OF_IDEA = 3


_TAKEN_SLUGS = frozenset({"voters"})
"""What stands behind a thread's number in the address of another page of its."""


class Facts(Protocol):
    """What these rules ask of a thread."""

    @property
    def kind(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def visibility(self) -> str: ...
    @property
    def is_locked(self) -> bool: ...
    @property
    def canonical_id(self) -> int | None: ...
    @property
    def status_kind(self) -> str | None: ...


def check_title(kind: str, title: str, *, is_retold: bool = False) -> None:
    """Hold a title to the length of its kind, in code points.

    Takes: is_retold, for a title that was posted elsewhere, under other rules.
    Raises: RuleBroken("title.blank" | "title.too_short" | "title.too_long").
    """
    least, most = TITLE_MIN[kind], TITLE_MAX[kind]
    if is_retold:
        least, most = 1, RETOLD_TITLE_MAX
    if is_blank(title):
        raise RuleBroken("title.blank", field="title")
    if len(title) < least:
        raise RuleBroken("title.too_short", field="title", least=least)
    if len(title) > most:
        raise RuleBroken("title.too_long", field="title", most=most)


def free_slug(slug: str) -> str:
    """Give the end of a thread's address, which must not be that of another page of its.

    >>> free_slug("voters"), free_slug("dark-mode")
    ('voters-', 'dark-mode')
    """
    return f"{slug}-" if slug in _TAKEN_SLUGS else slug


def check_body(body_md: str) -> None:
    """Hold a text to its length, in code points.

    Raises: RuleBroken("body.blank" | "body.too_long").
    """
    if is_blank(body_md):
        raise RuleBroken("body.blank", field="body")
    if len(body_md) > BODY_MAX:
        raise RuleBroken("body.too_long", field="body", most=BODY_MAX)


def check_tags(tags: tuple[str, ...], *, is_retold: bool = False) -> None:
    """Hold tags to their number and length.

    Takes: is_retold, for tags that were given elsewhere, under other rules.
    Raises: RuleBroken("tags.too_many" | "tags.too_long").
    """
    longest = RETOLD_TAG_MAX if is_retold else TAG_MAX
    if len(tags) > TAGS_MAX:
        raise RuleBroken("tags.too_many", field="tags", most=TAGS_MAX)
    if any(len(tag) > longest for tag in tags):
        raise RuleBroken("tags.too_long", field="tags", most=longest)


def check_reason(reason: str) -> None:
    """Demand a reason for what others will see was done.

    Raises: RuleBroken("reason.blank" | "reason.too_long").
    """
    if is_blank(reason):
        raise RuleBroken("reason.blank", field="reason")
    if len(reason) > REASON_MAX:
        raise RuleBroken("reason.too_long", field="reason", most=REASON_MAX)


def why_no_writing(thread: Facts) -> str | None:
    """Tell why nobody may answer or comment here, as a code; None when they may."""
    if thread.visibility != "visible":
        return "thread.not_visible"
    if thread.is_locked:
        return "thread.locked"
    if thread.kind == "idea" and thread.canonical_id is not None:
        return "idea.merged"
    return None


def check_writable(thread: Facts) -> None:
    """Refuse answers and comments where the thread takes none.

    Raises: Conflict("thread.not_visible" | "thread.locked" | "idea.merged").
    """
    code = why_no_writing(thread)
    if code:
        raise Conflict(code)


def why_no_votes(thread: Facts) -> str | None:
    """Tell why a thread takes no votes now, as a code; None when it does."""
    if thread.visibility != "visible":
        return "thread.not_visible"
    if thread.canonical_id is not None:
        return "vote.duplicate"
    if thread.is_locked:
        return "thread.locked"
    if thread.status_kind is not None and thread.status_kind not in VOTABLE:
        return "vote.closed"
    return None


def check_new_link(thread: Facts, original: Facts, *, allowing: frozenset[str]) -> None:
    """Keep a thread from being linked twice, or to another language without anybody saying so.

    Takes: allowing, of "other_lang" and "again" what may be.
    Raises: Conflict("duplicate.linked_already" | "duplicate.other_lang").
    """
    if thread.canonical_id is not None and "again" not in allowing:
        raise Conflict("duplicate.linked_already")
    if thread.lang != original.lang and "other_lang" not in allowing:
        raise Conflict("duplicate.other_lang")


def author_may_edit(thread: Facts, *, posted_at: datetime, other_votes: int, now: datetime) -> bool:
    """Tell whether an author may still change their own thread.

    A question: as long as it is open to writing. An idea: for a day, or until three others
    voted for it, because people voted for what it said.
    """
    if why_no_writing(thread):
        return False
    if thread.kind == "question":
        return True
    is_young = now - posted_at < timedelta(hours=EDIT_HOURS_OF_IDEA)
    return is_young or other_votes < EDIT_VOTES_OF_IDEA
