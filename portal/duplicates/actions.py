"""Suggesting, linking, contesting and parting. Each counts the votes of both threads anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from portal.accounts.actor import SYSTEM, Actor
from portal.duplicates import queries, rules
from portal.duplicates.events import (
    DuplicateContestDecided,
    DuplicateContested,
    DuplicateDismissed,
    DuplicateReversed,
    DuplicateSuggested,
)
from portal.duplicates.models import DuplicateLink, DuplicateSuggestion
from portal.kit import clock, limits, text
from portal.kit.db import db, insert_missing, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.kit.limits import Limit
from portal.threads import actions as threads
from portal.threads import policy
from portal.threads import queries as thread_queries
from portal.threads.queries import ThreadView
from portal.votes import actions as votes

_SUGGESTIONS = Limit("duplicates", times=20, window_seconds=86_400)


def suggest(actor: Actor, thread_id: int, target_id: int) -> None:
    """Say that a thread is the same as another; somebody who may decides.

    Raises: NotFound; NotAllowed; Conflict("duplicate.itself" | "duplicate.other_kind" |
        "duplicate.not_public" | "duplicate.linked_already" | "duplicate.contested" |
        "duplicate.dismissed" | "duplicate.suggested_already"); TooMany.
    Announces: DuplicateSuggested.
    """
    if not policy.can_suggest_duplicate(actor):
        raise NotAllowed("account.unconfirmed" if actor.is_known else "account.sign_in")
    if not actor.may("limit.exceed"):
        limits.hit(_SUGGESTIONS, str(actor.id))
    thread, target = _pair(actor, thread_id, target_id)
    if queries.is_dismissed(thread.id, target.id):
        raise Conflict("duplicate.dismissed", days=rules.DISMISSED_DAYS)
    is_new = insert_once(
        DuplicateSuggestion, **_suggestion(thread.id, target.id, suggested_by_id=actor.id)
    )
    if not is_new:
        raise Conflict("duplicate.suggested_already")
    announce(DuplicateSuggested(actor_id=actor.id, thread_id=thread.id, target_id=target.id))


def propose(thread_id: int, target_id: int, *, shared_words: str) -> bool:
    """Let the portal suggest a pair that shares words. A pair is suggested once for ever, and not
    while somebody's word stands that it is not the same.

    Gives: whether it is new.
    """  # noqa: D205 - the sentence needs its two lines
    if queries.is_dismissed(thread_id, target_id):
        return False
    row = _suggestion(thread_id, target_id, suggested_by_id=None, shared_words=shared_words[:200])
    return bool(insert_missing(DuplicateSuggestion, [row]))


def dismiss(actor: Actor, suggestion_id: int) -> None:
    """Decide that a suggestion is wrong, whoever made it and whichever way round.

    The pair is not suggested again before either was edited or ``rules.DISMISSED_DAYS`` are over.
    Raises: NotFound("duplicate.not_found"); NotAllowed("duplicate.apply");
        Conflict("duplicate.decided").
    Announces: DuplicateDismissed.
    """
    suggestion = queries.suggestion(actor, suggestion_id)
    thread = thread_queries.get(actor, suggestion.thread_id)
    _check_may_link(actor, thread)
    change = update(DuplicateSuggestion).where(
        DuplicateSuggestion.id == suggestion_id, DuplicateSuggestion.state == "open"
    )
    if not rows_changed(change.values(**_decided(actor, "dismissed"))):
        raise Conflict("duplicate.decided")
    pair = (suggestion.thread_id, suggestion.target_id)
    alike = update(DuplicateSuggestion).where(
        DuplicateSuggestion.thread_id.in_(pair),
        DuplicateSuggestion.target_id.in_(pair),
        DuplicateSuggestion.state == "open",
    )
    db.session.execute(alike.values(**_decided(actor, "dismissed")))
    announce(
        DuplicateDismissed(actor_id=actor.id, thread_id=thread.id, target_id=suggestion.target_id)
    )


def apply(actor: Actor, thread_id: int, target_id: int, *, across_languages: bool = False) -> None:
    """Close a thread as the same as another. Its followers and voters belong to the other's, too.

    Takes: across_languages, when the actor says that another language does not matter.
    Raises: NotFound; NotAllowed("duplicate.apply" | "idea.merge"); Conflict as
        ``threads.link_duplicate``, and "duplicate.contested" while the asker's word waits to be
        decided.
    Announces: ThreadLinkedAsDuplicate, VotesRecounted.
    """
    _hold_all(actor, [thread_id], target_id)
    root_id = _link(actor, thread_id, target_id, across_languages=across_languages)
    _recount(thread_id, root_id)


def apply_all(
    actor: Actor, thread_ids: Sequence[int], target_id: int, *, across_languages: bool = False
) -> None:
    """Close several threads as the same as one other: all of them, or none.

    Raises: RuleBroken("merge.none" | "merge.too_many"); as ``apply`` for the first that cannot be,
        with its number as ``number``.
    Announces: as ``apply``, for each.
    """
    sources = sorted(set(thread_ids))
    rules.check_sources(sources)
    _hold_all(actor, sources, target_id)
    for number in sources:
        try:
            root_id = _link(actor, number, target_id, across_languages=across_languages)
        except Conflict as refused:
            raise Conflict(refused.code, **(refused.facts | {"number": number})) from refused
    # the votes of the original are many by now: they are counted once
    _recount(*sources, root_id)


def _hold_all(actor: Actor, thread_ids: Sequence[int], target_id: int) -> None:
    """Hold all that a link changes, in the order in which everybody holds them."""
    target = thread_queries.get(actor, target_id)
    below: set[int] = set()
    for number in thread_ids:
        thread_queries.get(actor, number)
        below |= queries.linked_below(number)
    threads.hold(SYSTEM, *thread_ids, target.canonical_id or target.id, *below)


def _link(actor: Actor, thread_id: int, target_id: int, *, across_languages: bool) -> int:
    """Link two threads that are held. The votes of both stand uncounted then."""
    allowing = frozenset({"other_lang"} if across_languages else ())
    root_id = threads.link_duplicate(actor, thread_id, target_id, allowing=allowing)
    # asked once both are held: nobody contests or decides meanwhile
    link = queries.live_link(thread_id)
    if link is not None and link.state == "contested":
        raise Conflict("duplicate.contested")
    # a link that rests, because its original cannot be seen, gives way to this one
    _end(actor, thread_id)
    if root_id in queries.linked_below(thread_id):
        _end(actor, root_id)
    _note_link(actor, thread_id, root_id, clock.now())
    _close_suggestions(actor, thread_id, root_id)
    return root_id


def bring_in(actor: Actor, thread_id: int, target_id: int) -> None:
    """Link threads as they were linked elsewhere, whatever their languages and links before.

    Raises: as ``threads.link_duplicate``.
    """
    root_id = threads.link_duplicate(actor, thread_id, target_id)
    _end(actor, thread_id)
    _note_link(actor, thread_id, root_id, clock.now())
    _recount(thread_id, root_id)


def contest(actor: Actor, thread_id: int, *, reason: str) -> None:
    """Say as the asker that it is another question: it is open again until somebody else decides.

    Raises: NotFound; NotAllowed("duplicate.contest"); RuleBroken("contest.…");
        Conflict("duplicate.not_linked" | "duplicate.contest_idea" | "duplicate.contested_already" |
        "duplicate.contest_too_late").
    Announces: ThreadPartedFromOriginal, DuplicateContested, VotesRecounted.
    """
    thread = _held_with_original(actor, thread_id)
    if thread.kind != "question":
        raise Conflict("duplicate.contest_idea")
    if not policy.is_author(actor, thread):
        raise NotAllowed("duplicate.contest" if actor.is_known else "account.sign_in")
    reason = text.one_line(reason)
    rules.check_contest_reason(reason)
    link = queries.live_link(thread_id)
    if link is None:
        raise Conflict("duplicate.not_linked")
    now = clock.now()
    rules.check_contest(link, now)
    root_id = _part(actor, thread_id)
    _change(link.id, state="contested", contested_at=now, contest_reason=reason)
    _settle(thread_id)
    announce(DuplicateContested(actor_id=actor.id, thread_id=thread_id, target_id=root_id))
    _recount(thread_id, root_id)


def decide(actor: Actor, link_id: int, *, upholds: bool) -> None:
    """Decide what an asker contested, as somebody else than who linked it; this is the last word.

    Raises: NotFound("duplicate.not_found"); NotAllowed("thread.moderate" |
        "duplicate.own_decision"); Conflict("duplicate.not_contested"), and when it is upheld as
        ``threads.link_duplicate``.
    Announces: DuplicateContestDecided; ThreadLinkedAsDuplicate and VotesRecounted when upheld.
    """
    link = queries.link(link_id)
    thread = threads.hold(SYSTEM, link.thread_id, link.target_id)[link.thread_id]
    if not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    # it may have been decided while we waited
    link = queries.link(link_id)
    rules.check_decision(link, actor.id)
    decided = {"decided_by_id": actor.id, "decided_at": clock.now()}
    if upholds:
        allowing = frozenset({"other_lang"})
        root_id = threads.link_duplicate(
            actor, thread.id, link.target_id, allowing=allowing, is_upheld=True
        )
        # what it was linked to stays noted: it goes with that when that is parted from its own
        _change(link_id, state="active", **decided)
        _recount(thread.id, root_id)
    else:
        _change(link_id, state="ended", **decided)
    announce(
        DuplicateContestDecided(
            actor_id=actor.id,
            thread_id=thread.id,
            target_id=link.target_id,
            is_upheld=upholds,
            linked_by_id=link.applied_by_id,
        )
    )


def reverse(actor: Actor, thread_id: int) -> None:
    """Take a thread for itself again, with all that was linked to it before.

    For an idea that is merged into none it changes nothing, as often as it is said.
    Raises: NotFound; NotAllowed("duplicate.apply" | "idea.merge");
        Conflict("duplicate.not_linked") for a question.
    Announces: ThreadPartedFromOriginal, DuplicateReversed, VotesRecounted.
    """
    _check_may_link(actor, thread_queries.get(actor, thread_id))
    _hold_family(actor, thread_id)
    thread = thread_queries.get(actor, thread_id)
    if thread.kind == "idea" and thread.canonical_id is None:
        # what it was merged into may be out of sight: it does not come back to that either
        _end(actor, thread_id)
        return
    _held_with_original(actor, thread_id)
    link = queries.live_link(thread_id)
    root_id = _part(actor, thread_id)
    _end(actor, thread_id)
    _settle(thread_id)
    announce(
        DuplicateReversed(
            actor_id=actor.id,
            thread_id=thread_id,
            target_id=root_id,
            linked_by_id=link.applied_by_id if link else None,
        )
    )
    _recount(thread_id, root_id)


def hide(actor: Actor, thread_id: int, *, reason: str) -> None:
    """Take a thread out of sight; what repeats it stands for itself until it is seen again.

    Raises: as ``threads.hide``.
    Announces: ThreadVisibilityChanged, VotesRecounted.
    """
    _hold_family(actor, thread_id)
    threads.hide(actor, thread_id, reason=reason, settle=_settle)


def withdraw(actor: Actor, thread_id: int) -> None:
    """Take one's own thread back; what repeats it stands for itself until it is seen again.

    Raises: as ``threads.withdraw``.
    Announces: ThreadVisibilityChanged, VotesRecounted.
    """
    _hold_family(actor, thread_id)
    threads.withdraw(actor, thread_id, settle=_settle)


def restore(actor: Actor, thread_id: int) -> None:
    """Bring a thread back; what was linked to it repeats it again.

    Raises: as ``threads.restore``.
    Announces: ThreadVisibilityChanged, VotesRecounted.
    """
    _hold_family(actor, thread_id)
    threads.restore(actor, thread_id, settle=_settle)


def _hold_family(actor: Actor, thread_id: int) -> None:
    """Hold a thread, what it repeats and what was linked to it, in the order of everybody."""
    root_id = thread_queries.get(actor, thread_id).canonical_id
    above = () if root_id is None else (root_id,)
    threads.hold(SYSTEM, thread_id, *above, *queries.linked_below(thread_id))


def _settle(thread_id: int) -> None:
    """Let all that was linked to a thread repeat the farthest original that can be seen.

    A link rests while what it leads to is hidden or taken back: the row stays, the thread stands
    for itself.
    """
    moved: set[int] = set()
    for number in sorted(queries.linked_below(thread_id)):
        before = thread_queries.get(SYSTEM, number).canonical_id
        after = queries.visible_original(number)
        if before != after:
            threads.place_in_family(number, before=before, after=after)
            moved |= {each for each in (number, before, after) if each is not None}
    _recount(*moved)


def _pair(actor: Actor, thread_id: int, target_id: int) -> tuple[ThreadView, ThreadView]:
    """Give a thread and the original that it would repeat, if that may be said at all."""
    thread, target = (thread_queries.get(actor, number) for number in (thread_id, target_id))
    if target.canonical_id is not None:
        target = thread_queries.get(actor, target.canonical_id)
    if target.id == thread.id:
        raise Conflict("duplicate.itself")
    if target.kind != thread.kind:
        raise Conflict("duplicate.other_kind")
    if {thread.visibility, target.visibility} != {"visible"}:
        raise Conflict("duplicate.not_public")
    if thread.canonical_id is not None:
        raise Conflict("duplicate.linked_already")
    link = queries.live_link(thread.id)
    if link is not None and link.state == "contested":
        raise Conflict("duplicate.contested")
    return thread, target


def _check_may_link(actor: Actor, thread: ThreadView) -> None:
    if not policy.can_link_duplicate(actor, thread):
        raise NotAllowed(policy.LINKING[thread.kind] if actor.is_known else "account.sign_in")


def _held_with_original(actor: Actor, thread_id: int) -> ThreadView:
    """Hold a thread and what it repeats now.

    Raises: NotFound; Conflict("duplicate.not_linked").
    """
    root_id = thread_queries.get(actor, thread_id).canonical_id
    if root_id is None:
        raise Conflict("duplicate.not_linked")
    # the original may have been hidden since, from the asker too
    thread = threads.hold(SYSTEM, thread_id, root_id)[thread_id]
    if thread.canonical_id != root_id:
        # linked or parted by somebody else while we waited
        raise Conflict("duplicate.not_linked")
    return thread


def _part(actor: Actor, thread_id: int) -> int:
    return threads.part_duplicate(actor, thread_id, own=queries.linked_below(thread_id))


def _note_link(actor: Actor, thread_id: int, root_id: int, at: datetime) -> None:
    values = {"thread_id": thread_id, "target_id": root_id, "applied_by_id": actor.id}
    db.session.execute(insert(DuplicateLink).values(state="active", applied_at=at, **values))


def _end(actor: Actor, thread_id: int) -> None:
    live = (DuplicateLink.thread_id == thread_id) & (DuplicateLink.state != "ended")
    values = {"state": "ended", "decided_by_id": actor.id, "decided_at": clock.now()}
    db.session.execute(update(DuplicateLink).where(live).values(**values))


def _change(link_id: int, **values: object) -> None:
    db.session.execute(update(DuplicateLink).where(DuplicateLink.id == link_id).values(**values))


def _close_suggestions(actor: Actor, thread_id: int, root_id: int) -> None:
    """Settle what was suggested: right if it named the original, or what repeats it."""
    open_ones = (DuplicateSuggestion.thread_id == thread_id) & (DuplicateSuggestion.state == "open")
    same = select(thread_queries.family_ids(root_id).subquery().c.id)
    right = update(DuplicateSuggestion).where(open_ones, DuplicateSuggestion.target_id.in_(same))
    db.session.execute(right.values(**_decided(actor, "accepted")))
    wrong = update(DuplicateSuggestion).where(open_ones)
    db.session.execute(wrong.values(**_decided(actor, "dismissed")))
    # the other way round it would say the same
    turned = delete(DuplicateSuggestion).where(
        DuplicateSuggestion.thread_id == root_id,
        DuplicateSuggestion.target_id == thread_id,
        DuplicateSuggestion.state == "open",
    )
    db.session.execute(turned)


def _recount(*thread_ids: int) -> None:
    for thread_id in sorted(thread_ids):
        votes.recount(thread_id)


def _suggestion(
    thread_id: int, target_id: int, *, suggested_by_id: int | None, shared_words: str = ""
) -> dict[str, Any]:
    return {
        "thread_id": thread_id,
        "target_id": target_id,
        "suggested_by_id": suggested_by_id,
        "shared_words": shared_words,
        "suggested_at": clock.now(),
        "state": "open",
    }


def _decided(actor: Actor, state: str) -> dict[str, Any]:
    return {"state": state, "decided_by_id": actor.id, "decided_at": clock.now()}
