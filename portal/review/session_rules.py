"""The law of sittings: what is frozen, what may be decided, and what still hinders publishing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from portal.ideas import rules as ideas
from portal.ideas import transitions
from portal.ideas.rules import Verdict
from portal.kit.errors import Conflict, PortalError, RuleBroken
from portal.kit.text import is_blank
from portal.threads.kinds import Status

TITLE_MAX: Final = 120
MINUTES_MAX: Final = 20_000
INTRO_MAX: Final = 5_000
NOTE_MAX: Final = 1_000
IDEAS_MAX: Final = 200
DECISIONS: Final = ("keep", "status", "merge")

FROZEN: Final = (
    *("title", "slug", "lang", "product_slug", "status", "status_since", "posted_at"),
    *("votes", "voters_on_behalf", "voters_30", "voters_before_30", "momentum", "demand"),
    *("organisations", "top_organisation", "top_share", "critical", "important", "nice"),
    *("comments", "commenters", "followers", "rice", "fit", "priority", "place"),
)
"""What is kept of each idea as it was when the list was frozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is decided about one idea of a sitting, and all that is said with it."""

    decision: str
    status: str | None = None
    reason_code: str | None = None
    text_md: str = ""
    link: str = ""
    revisit_at: datetime | None = None
    revisit_votes: int | None = None
    target_id: int | None = None
    owner_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written about a whole sitting; the intro is read by everybody."""

    title: str
    minutes_md: str = ""
    intro_md: str = ""


class Idea(Protocol):
    """What these rules ask of an idea of a sitting: how it is now."""

    @property
    def thread_id(self) -> int: ...
    @property
    def status_now(self) -> str: ...
    @property
    def votes_now(self) -> int: ...
    @property
    def is_visible(self) -> bool: ...
    @property
    def is_merged(self) -> bool: ...
    @property
    def moved_at(self) -> datetime | None: ...
    @property
    def target(self) -> "Target | None": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an idea is to be merged into, as it is now."""

    id: int
    title: str
    slug: str
    lang: str
    kind: str
    product_id: int
    is_visible: bool
    canonical_id: int | None


def check_opening(title: str, ideas_chosen: int) -> None:
    """Demand a title, and a list that can be gone through in one sitting.

    Raises: RuleBroken("sitting.title_blank" | "sitting.title_too_long" | "sitting.empty" |
        "sitting.too_many").
    """
    check_title(title)
    if not ideas_chosen:
        raise RuleBroken("sitting.empty")
    if ideas_chosen > IDEAS_MAX:
        raise RuleBroken("sitting.too_many", most=IDEAS_MAX)


def check_title(title: str) -> None:
    """Demand a title that fits into one line.

    Raises: RuleBroken("sitting.title_blank" | "sitting.title_too_long").
    """
    if is_blank(title):
        raise RuleBroken("sitting.title_blank", field="title")
    if len(title) > TITLE_MAX:
        raise RuleBroken("sitting.title_too_long", field="title", most=TITLE_MAX)


def check_words(words: Words) -> None:
    """Hold what is written about a whole sitting to its lengths.

    Raises: as ``check_title``; RuleBroken("sitting.minutes_too_long" | "sitting.intro_too_long").
    """
    check_title(words.title)
    if len(words.minutes_md) > MINUTES_MAX:
        raise RuleBroken("sitting.minutes_too_long", field="minutes", most=MINUTES_MAX)
    if len(words.intro_md) > INTRO_MAX:
        raise RuleBroken("sitting.intro_too_long", field="intro", most=INTRO_MAX)


def check_ruling(ruling: Ruling) -> None:
    """Demand a decision, and what every decision of its kind names.

    Raises: RuleBroken("sitting.decision" | "sitting.note_too_long" | "idea.status" |
        "sitting.target").
    """
    if ruling.decision not in DECISIONS:
        raise RuleBroken("sitting.decision", field="decision")
    if len(ruling.note) > NOTE_MAX:
        raise RuleBroken("sitting.note_too_long", field="note", most=NOTE_MAX)
    if ruling.decision == "status" and not ruling.status:
        raise RuleBroken("idea.status", field="status")
    if ruling.decision == "merge" and not ruling.target_id:
        raise RuleBroken("sitting.target", field="target")


def fitted(ruling: Ruling, before: Status, catalogue: Mapping[str, Status]) -> Ruling:
    """Leave out of a ruling what its decision has no place for."""
    if ruling.decision == "keep":
        kept = Ruling(decision="keep", text_md=ruling.text_md)
    elif ruling.decision == "merge":
        kept = Ruling(decision="merge", text_md=ruling.text_md, target_id=ruling.target_id)
    else:
        after = catalogue.get(ruling.status or "")
        move = transitions.find(before, after) if after else None
        kept = replace(ruling, target_id=None)
        if move is None or move.needs != "refusal":
            kept = replace(kept, reason_code=None, revisit_at=None, revisit_votes=None)
    return replace(kept, owner_id=ruling.owner_id, note=ruling.note)


def verdict_of(ruling: Ruling, *, seen_status: str | None = None) -> Verdict:
    """Say a ruling about a status as the ideas room hears it."""
    return Verdict(
        status=ruling.status or "",
        note_md=ruling.text_md,
        reason_code=ruling.reason_code,
        link=ruling.link,
        revisit_at=ruling.revisit_at,
        revisit_votes=ruling.revisit_votes,
        private_note=ruling.note,
        seen_status=seen_status,
    )


def why_not(
    idea: Idea,
    ruling: Ruling | None,
    *,
    decided_at: datetime | None,
    catalogue: Mapping[str, Status],
    now: datetime,
) -> PortalError | None:
    """Tell what hinders publishing a ruling about an idea as it is now; None when nothing does.

    Takes: decided_at, when it was ruled; what happened to the idea since has not been looked at.
    """
    if ruling is None or decided_at is None:
        return Conflict("sitting.undecided")
    gone = None if ruling.decision == "keep" else _why_gone(idea)
    if gone is None and idea.moved_at is not None and idea.moved_at > decided_at:
        gone = Conflict("sitting.moved_on")
    if gone is not None:
        return gone
    if ruling.decision == "merge":
        return _why_no_merge(idea, ruling)
    if ruling.decision == "status":
        return _why_no_status(idea, ruling, catalogue, now)
    return _why_no_text(ruling)


def _why_gone(idea: Idea) -> PortalError | None:
    if not idea.is_visible:
        return Conflict("sitting.idea_gone")
    return Conflict("sitting.idea_merged") if idea.is_merged else None


def _why_no_text(ruling: Ruling) -> PortalError | None:
    if len(ruling.text_md) > ideas.NOTE_MAX:
        return RuleBroken("idea.note_too_long", field="text", most=ideas.NOTE_MAX)
    return None


def _why_no_status(
    idea: Idea, ruling: Ruling, catalogue: Mapping[str, Status], now: datetime
) -> PortalError | None:
    after = catalogue.get(ruling.status or "")
    if after is None:
        return RuleBroken("idea.status", field="status")
    try:
        move = transitions.get(catalogue[idea.status_now], after)
        ideas.check_verdict(move, verdict_of(ruling), votes=idea.votes_now, now=now)
    except PortalError as error:
        return error
    return None


def _why_no_merge(idea: Idea, ruling: Ruling) -> PortalError | None:
    target = idea.target
    if target is None or not target.is_visible:
        return Conflict("duplicate.not_public")
    if target.kind != "idea":
        return Conflict("duplicate.other_kind")
    if idea.thread_id in (target.id, target.canonical_id):
        return Conflict("duplicate.itself")
    return _why_no_text(ruling)


def in_circles(targets: Mapping[int, int]) -> frozenset[int]:
    """Find ideas that would be merged into themselves by way of others.

    >>> sorted(in_circles({1: 2, 2: 1, 3: 1, 4: 9}))
    [1, 2]
    """
    found = set()
    for begin in targets:
        at, seen = targets[begin], {begin}
        while at in targets and at not in seen:
            seen.add(at)
            at = targets[at]
        if at == begin:
            found.add(begin)
    return frozenset(found)
