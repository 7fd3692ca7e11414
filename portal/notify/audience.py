"""Who hears of what, and how unless they wish otherwise: the one table.

A person hears of an event once, for the first reason in its row that applies to them.
"""

from dataclasses import dataclass
from typing import Final, Literal

from portal.answers.events import (
    AnswerAccepted,
    AnswerPosted,
    AnswerUnaccepted,
    CommentPosted,
    OfficialPublished,
)
from portal.changelog.events import ChangelogPublished
from portal.duplicates.events import DuplicateContestDecided, DuplicateReversed
from portal.faq.events import FaqDraftTakenOver, FaqNeedsUpdate, FaqPublished
from portal.ideas.events import (
    IdeaAnswerOverdue,
    IdeaArchiveWarned,
    IdeaClockStarted,
    IdeaMilestoneReached,
    IdeaSplit,
    IdeaStatusChanged,
)
from portal.kit.events import Event
from portal.threads.events import (
    QuestionResolved,
    ThreadConverted,
    ThreadLinkedAsDuplicate,
    ThreadPosted,
)

Group = Literal[
    "answerer",  # who wrote the answer it is about
    "answerers",  # who answered in the thread
    "asked",  # who posted an idea about which something has to be known first
    "asker",  # who posted the thread
    "beneficiaries",  # who voted for an idea that is delivered
    "commented",  # whose thread or answer was commented on
    "followers",  # who follows all of the thread
    "merged",  # who posted or follows an idea that was merged into another
    "split",  # who voted for the idea that a new one was split off
    "linker",  # who had linked the thread to another
    "original",  # who posted what the thread repeated
    "managers",  # who decides about ideas of the product
    "idea_managers",  # the same, when it is an idea that was posted
    "ousted",  # who was writing what another goes on with
    "overruled",  # whose contest was decided against them
    "owner",  # who answers for the article
    "mentioned",  # who is named in the text with @handle
    "subscribers",  # who asked to hear of every entry of what is new
    "voters",  # who voted for the thread
    "watchers",  # who follows all of the thread, or its status
]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice, and how it comes to whoever chose nothing."""

    slug: str
    in_inbox: bool = True
    # at once
    by_mail: bool = True
    # gathered with other news into one mail, every morning or once a week
    in_digest: bool = False
    is_weekly: bool = False
    # only staff are asked about it
    for_staff: bool = False


KINDS: Final = {
    kind.slug: kind
    for kind in (
        Kind("answer"),
        Kind("official"),
        Kind("accepted"),
        Kind("endorsed"),
        Kind("status"),
        Kind("changelog"),
        Kind("needs_info"),
        Kind("outcome"),
        Kind("archive"),
        Kind("faq_published"),
        Kind("mention"),
        Kind("comment"),
        Kind("resolved"),
        Kind("linked"),
        Kind("merged"),
        Kind("split"),
        Kind("converted"),
        Kind("contest"),
        Kind("upheld"),
        Kind("parted"),
        Kind("lost", by_mail=False),
        Kind("followed", by_mail=False, in_digest=True),
        Kind("unaccepted", by_mail=False),
        Kind("milestone", by_mail=False),
        Kind("news", in_inbox=False, by_mail=False, is_weekly=True),
        Kind("new_idea", in_inbox=False, by_mail=False, in_digest=True, for_staff=True),
        Kind("threshold", by_mail=False, in_digest=True, for_staff=True),
        Kind("overdue", by_mail=False, in_digest=True, for_staff=True),
        Kind("faq_update", for_staff=True),
        Kind("faq_lock", by_mail=False, for_staff=True),
    )
}
"""The kinds, in the order in which people are asked about them."""

DIGEST: Final = "digest"
"""Stands where a kind does, for the mail that gathers news of several kinds."""

HEARERS: Final[dict[type[Event], tuple[tuple[str, Group], ...]]] = {
    ThreadPosted: (("mention", "mentioned"), ("new_idea", "idea_managers")),
    AnswerPosted: (("answer", "asker"), ("mention", "mentioned"), ("followed", "followers")),
    CommentPosted: (("comment", "commented"), ("mention", "mentioned"), ("followed", "followers")),
    AnswerAccepted: (("accepted", "answerer"),),
    AnswerUnaccepted: (("unaccepted", "answerer"), ("unaccepted", "asker")),
    OfficialPublished: (
        ("endorsed", "answerer"),
        ("official", "asker"),
        ("official", "watchers"),
        ("official", "voters"),
    ),
    QuestionResolved: (("resolved", "asker"),),
    ThreadLinkedAsDuplicate: (("merged", "merged"), ("linked", "asker")),
    IdeaSplit: (("split", "split"),),
    ThreadConverted: (("converted", "asker"), ("converted", "watchers")),
    DuplicateContestDecided: (
        ("contest", "asker"),
        ("upheld", "overruled"),
        ("parted", "linker"),
        ("lost", "original"),
    ),
    DuplicateReversed: (("parted", "asker"), ("parted", "linker"), ("lost", "original")),
    IdeaStatusChanged: (
        ("needs_info", "asked"),
        ("outcome", "beneficiaries"),
        ("status", "asker"),
        ("status", "watchers"),
        ("status", "voters"),
    ),
    IdeaArchiveWarned: (("archive", "asker"), ("archive", "watchers")),
    IdeaMilestoneReached: (("milestone", "asker"),),
    IdeaClockStarted: (("threshold", "managers"),),
    IdeaAnswerOverdue: (("overdue", "managers"),),
    ChangelogPublished: (
        ("changelog", "asker"),
        ("changelog", "watchers"),
        ("changelog", "voters"),
        ("news", "subscribers"),
    ),
    FaqPublished: (
        ("faq_published", "asker"),
        ("faq_published", "answerers"),
        ("faq_published", "voters"),
    ),
    FaqNeedsUpdate: (("faq_update", "owner"),),
    FaqDraftTakenOver: (("faq_lock", "ousted"),),
}
"""Per event, for which reason which group hears of it. The actor never does."""
