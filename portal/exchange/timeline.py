"""A dump laid out as what happened, in the order in which it happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.exchange.dump import (
    ACCEPTANCE,
    ANSWER,
    DOWN,
    DUPLICATE,
    QUESTION,
    UP,
    Comment,
    Dump,
    Link,
    Post,
    Vote,
)
from portal.exchange.report import Report

WISH = "feature-request"
STATUS_TAGS = {
    "status-completed": "delivered",
    "status-declined": "declined",
    "status-bydesign": "declined",
    "status-norepro": "declined",
    "status-planned": "planned",
    "status-review": "under_review",
    "status-deferred": "archived",
}
"""What a tag says of an idea, in our words; of several tags the first in this table counts."""

# of what happened at one instant: what is written, before what is done to it
_ORDER = ("question", "idea", "answer", "comment", "accepted", "status", "closed", "duplicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened."""

    kind: str
    source_id: str
    at: datetime
    item: Post | Comment | Link


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be brought in: first the people and tags, then the steps, then the votes."""

    steps: tuple[Step, ...]
    votes: tuple[Vote, ...]


def lay_out(dump: Dump, report: Report) -> Plan:
    """Put a dump into the order of time, and note what cannot be brought in.

    A step never stands before the one it needs, even where the dump's clocks say so, and nothing
    is said in a thread after it is closed here.
    """
    report.read["person"] += len(dump.people)
    report.read["tag"] += len(dump.tags)
    layer = _Layer(dump, report)
    layer.add_posts()
    layer.add_comments()
    layer.add_marks()
    layer.add_links()
    return Plan(layer.in_order(), tuple(_counted(dump, report)))


def thread_of(dump: Dump, post: Post) -> Post | None:
    """Give the question or idea that a post belongs to; None when the dump lacks it."""
    if post.type == QUESTION:
        return post
    parent = dump.posts.get(post.parent_id or "")
    return parent if post.type == ANSWER and parent and parent.type == QUESTION else None


def status_of(post: Post) -> tuple[str, str] | None:
    """Read from its tags what became of an idea.

    Gives: our status and their tag; None when no tag says anything.
    """
    return next(((ours, tag) for tag, ours in STATUS_TAGS.items() if tag in post.tags), None)


class _Layer:
    """Collects the steps, each with the instant before which it cannot stand."""

    def __init__(self, dump: Dump, report: Report) -> None:
        self._dump, self._report = dump, report
        self._steps: list[tuple[datetime, Step]] = []
        self._written_at: dict[str, datetime] = {}
        self._quiet_from: dict[str, datetime] = {}

    def in_order(self) -> tuple[Step, ...]:
        self._steps.sort(key=lambda timed: (timed[0], *_rank(timed[1])))
        return tuple(step for _, step in self._steps)

    def add_posts(self) -> None:
        """Add questions and ideas first: an answer needs to know when its question stands."""
        for post in sorted(self._dump.posts.values(), key=lambda post: post.type):
            thread = thread_of(self._dump, post)
            kind = _kind_of(post)
            if kind is None:
                self._report.leave_out("post", "of_other_type")
            elif thread is None:
                self._report.leave_out(kind, "question_missing")
            else:
                step = Step(kind=kind, source_id=post.id, at=post.posted_at, item=post)
                self._written_at[post.id] = self._add(step, thread, after=thread.id)

    def add_comments(self) -> None:
        for comment in self._dump.comments:
            post = self._dump.posts.get(comment.post_id)
            thread = thread_of(self._dump, post) if post else None
            if thread is None:
                reason = "post_of_other_type" if post else "post_missing"
                self._report.leave_out("comment", reason)
                continue
            at = comment.posted_at
            step = Step(kind="comment", source_id=comment.id, at=at, item=comment)
            self._add(step, thread, after=comment.post_id)

    def add_marks(self) -> None:
        accepted_at = {v.post_id: v.cast_at for v in self._dump.votes if v.type == ACCEPTANCE}
        for post in self._dump.posts.values():
            if post.type != QUESTION:
                continue
            if post.accepted_id:
                self._add_acceptance(post, accepted_at)
            if _kind_of(post) == "idea" and status_of(post):
                at = post.edited_at or post.posted_at
                self._add(Step(kind="status", source_id=post.id, at=at, item=post), post)
            if post.closed_at:
                at = post.closed_at
                self._add_last(Step(kind="closed", source_id=post.id, at=at, item=post), post)

    def add_links(self) -> None:
        linked: set[str] = set()
        for link in sorted(self._dump.links, key=lambda link: link.made_at):
            thread, original = (self._thread(i) for i in (link.post_id, link.related_id))
            if link.type != DUPLICATE:
                self._report.leave_out("link", "no_duplicate")
            elif thread is None or original is None:
                self._report.leave_out("duplicate", "thread_missing")
            elif thread.id in linked:
                self._report.leave_out("duplicate", "linked_already")
            else:
                linked.add(thread.id)
                at = max(link.made_at, self._written_at[original.id])
                step = Step(kind="duplicate", source_id=thread.id, at=at, item=link)
                self._add_last(step, thread)

    def _thread(self, post_id: str) -> Post | None:
        post = self._dump.posts.get(post_id)
        return post if post and post.type == QUESTION else None

    def _add_acceptance(self, post: Post, accepted_at: dict[str, datetime]) -> None:
        answer = self._dump.posts.get(post.accepted_id or "")
        if answer is None or answer.type != ANSWER or answer.parent_id != post.id:
            self._report.leave_out("accepted", "answer_missing")
            return
        # the dump knows the day of an acceptance, not the hour
        at = max(accepted_at.get(answer.id, answer.posted_at), answer.posted_at)
        step = Step(kind="accepted", source_id=post.id, at=at, item=post)
        self._add(step, post, after=answer.id)

    def _add(self, step: Step, thread: Post, *, after: str | None = None) -> datetime:
        place = max(step.at, self._written_at.get(after or thread.id, step.at))
        self._quiet_from[thread.id] = max(place, self._quiet_from.get(thread.id, place))
        self._enter(place, step)
        return place

    def _add_last(self, step: Step, thread: Post) -> None:
        self._enter(max(step.at, self._quiet_from[thread.id]), step)

    def _enter(self, place: datetime, step: Step) -> None:
        self._report.read[step.kind] += 1
        self._steps.append((place, step))


def _kind_of(post: Post) -> str | None:
    if post.type == ANSWER:
        return "answer"
    if post.type != QUESTION:
        return None
    return "idea" if WISH in post.tags else "question"


def _rank(step: Step) -> tuple[int, int]:
    return _ORDER.index(step.kind), int(step.source_id)


def _counted(dump: Dump, report: Report) -> Iterator[Vote]:
    """Choose the votes that count, those of one post together."""
    for vote in sorted(dump.votes, key=lambda vote: (int(vote.post_id), int(vote.id))):
        reason = _why_not(dump, vote)
        if reason is None:
            report.read["vote"] += 1
            yield vote
        else:
            report.leave_out("vote", reason)


def _why_not(dump: Dump, vote: Vote) -> str | None:
    post = dump.posts.get(vote.post_id)
    if post is None:
        return "post_missing"
    if vote.type == ACCEPTANCE:
        return "kept_as_acceptance"
    if vote.type not in (UP, DOWN):
        return "of_other_kind"
    if thread_of(dump, post) is None:
        return "post_of_other_type"
    return "against_thread" if vote.type == DOWN and post.type == QUESTION else None
