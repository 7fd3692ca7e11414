"""What the pages of this door are composed of: several rooms, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from portal.accounts.actor import NOBODY, SYSTEM, Actor
from portal.answers import policy as answer_policy
from portal.answers import queries as answers
from portal.answers.queries import AnswerView, CommentView, EndedOfficial, Said
from portal.changelog import policy as changelog_policy
from portal.changelog import queries as changelog
from portal.changelog.queries import EntryLink, Outcome
from portal.exchange import queries as exchange
from portal.exchange.queries import Origin
from portal.faq import policy as faq_policy
from portal.faq import queries as faq
from portal.faq.queries import ArticleLink
from portal.ideas import kinship, transitions
from portal.ideas import policy as idea_policy
from portal.ideas import queries as ideas
from portal.ideas.kinship import Kin
from portal.ideas.queries import Life, Own
from portal.ideas.rules import is_delivery
from portal.ideas.transitions import Move
from portal.kit.errors import NotFound
from portal.kit.paging import Page
from portal.threads import actions as thread_actions
from portal.threads import lists, rules
from portal.threads import policy as thread_policy
from portal.threads import queries as threads
from portal.threads.kinds import VOTABLE, Status
from portal.threads.lists import ThreadCard
from portal.threads.queries import Following, ThreadView
from portal.votes import budgets
from portal.votes import policy as vote_policy
from portal.votes import queries as votes
from portal.votes.budgets import Budget
from portal.votes.queries import OwnVote, VoteState
from portal.web import kept, labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What this reader may do on a thread's page."""

    edit: bool
    withdraw: bool
    moderate: bool
    lock: bool
    answer: bool
    comment: bool
    accept: bool
    make_official: bool
    withdraw_official: bool
    decide: bool
    start_clock: bool
    nominate: bool
    say_same: bool
    merge: bool
    merge_here: bool
    write_changelog: bool
    split: bool
    convert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """An idea that was merged into the one of the page, with what was said there."""

    card: ThreadCard
    body_html: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a thread tells whoever may see all of it."""

    thread: ThreadView
    answers: Page[AnswerView]
    comments: dict[int | None, tuple[CommentView, ...]]
    life: Life
    duplicates: tuple[ThreadCard, ...]
    merged: tuple[Merged, ...]
    kin: tuple[Kin, ...]
    ended_officials: tuple[EndedOfficial, ...]
    articles: tuple[ArticleLink, ...]
    changes: tuple[EntryLink, ...]
    origin: Origin | None


_TOLD = tuple(field.name for field in fields(Told))


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage(Told):
    """A thread with everything its page shows: what it tells, and what is the reader's own."""

    tags: tuple[str, ...]
    vote: VoteState
    # the reader voted for it when it was of the other kind
    is_vote_set_aside: bool
    own_vote: OwnVote | None
    budget: Budget | None
    sees_voters: bool
    why_no_votes: str | None
    why_no_writing: str | None
    helpfulness: dict[int, int]
    following: Following
    typed: dict[str, str]
    allowed: Allowed
    moves: tuple[tuple[Status, Move], ...]
    said: Own
    may_tell_outcome: bool
    private_notes: Mapping[int, str]

    @property
    def official(self) -> AnswerView | None:
        """Give the company's answer, when it is on this page."""
        return next((answer for answer in self.answers.items if answer.official), None)

    @property
    def accepted(self) -> AnswerView | None:
        """Give the answer that helped, when it is on this page."""
        return next((answer for answer in self.answers.items if answer.is_accepted), None)


def thread_page(
    actor: Actor,
    thread_id: int,
    *,
    locale: str,
    cursor: str | None = None,
    owners: list[str] | None = None,
) -> ThreadPage:
    """Compose a thread's page.

    Takes: owners, whose drafts are the reader's.
    Raises: NotFound.
    Costs: 3 statements when nothing has happened since the thread was read for somebody: for that,
        and for what is the reader's own (2). 5 to 9 more to read it, whatever the number of
        answers: one each for comments, for duplicates, for decisions and for a further page of
        answers, where there are any; 2 more for what was said in ideas
        that were merged into it; as many again when there is something in it that only some may
        see.
    """
    open_to_all = kept.reading(
        ("thread", thread_id, locale, cursor),
        lambda: _read_if_all_may(thread_id, locale=locale, cursor=cursor),
    )
    told = open_to_all or _read(actor, thread_id, locale=locale, cursor=cursor)
    thread = told.thread
    own = votes.own(actor, thread_id, [answer.id for answer in told.answers.items])
    state = threads.own_state(
        actor,
        thread_id,
        owners=owners or [],
        form=f"answer-{thread_id}",
        more=ideas.own_columns(actor, thread),
    )
    return ThreadPage(
        **{name: getattr(told, name) for name in _TOLD},
        tags=thread.tags,
        vote=VoteState(thread_id, own.for_thread, thread.vote_count),
        is_vote_set_aside=own.is_set_aside,
        own_vote=own.vote,
        budget=budgets.find(actor, thread),
        sees_voters=vote_policy.can_see_voters(actor, thread.voter_visibility),
        why_no_votes=rules.why_no_votes(thread),
        why_no_writing=rules.why_no_writing(thread),
        helpfulness=own.of_answers,
        following=state.following,
        typed=state.typed,
        allowed=allowed(actor, thread),
        moves=_moves(actor, thread),
        said=ideas.own(state.more),
        may_tell_outcome=thread.status_kind == "done"
        and own.for_thread
        and is_delivery(labels.statuses()[thread.status or ""]),
        private_notes=told.life.private_notes if _may_decide(actor, thread) else {},
    )


def _moves(actor: Actor, thread: ThreadView) -> tuple[tuple[Status, Move], ...]:
    """List what this reader may decide about an idea as it stands."""
    if thread.status is None or thread.canonical_id is not None:
        return ()
    if not idea_policy.can_decide(actor, thread.product_id):
        return ()
    known = labels.statuses()
    return tuple(
        (status, move)
        for status, move in transitions.after(known[thread.status], known)
        if idea_policy.can_move(actor, thread.product_id, move)
    )


def _may_decide(actor: Actor, thread: ThreadView) -> bool:
    return thread.kind == "idea" and idea_policy.can_decide(actor, thread.product_id)


def _read_if_all_may(thread_id: int, *, locale: str, cursor: str | None) -> Told | None:
    """Read what a thread tells, unless there is anything in it that only some may see."""
    try:
        told = _read(SYSTEM, thread_id, locale=locale, cursor=cursor)
    except NotFound:
        return None
    seen = {told.thread.visibility, *(answer.visibility for answer in told.answers.items)}
    seen |= {comment.visibility for group in told.comments.values() for comment in group}
    seen |= {duplicate.visibility for duplicate in told.duplicates}
    seen |= {each.card.visibility for each in told.merged}
    if seen != {"visible"}:
        return None
    # whether there is a next page must not tell of what is hidden on it either
    is_whole = told.answers.next_cursor is None or answers.are_all_visible(thread_id)
    return told if is_whole else None


def _read(actor: Actor, thread_id: int, *, locale: str, cursor: str | None) -> Told:
    thread = threads.get(actor, thread_id)
    page = answers.page(actor, thread, cursor=cursor)
    is_idea = thread.kind == "idea"
    outcome = (
        changelog.came_of(thread_id, locale)
        if is_idea
        else Outcome(faq.articles_of_thread(thread_id, locale), ())
    )
    life = ideas.life(thread_id) if is_idea else Life()
    return Told(
        thread=thread,
        answers=page,
        comments=_comments(actor, thread, [answer.id for answer in page.items]),
        life=life,
        duplicates=()
        if is_idea or not thread.has_duplicates
        else lists.duplicates_of(actor, thread_id),
        kin=kinship.kin(thread_id) if thread.is_split else (),
        merged=_merged(actor, thread_id) if is_idea and thread.has_duplicates else (),
        ended_officials=answers.ended_officials(thread_id),
        articles=outcome.articles,
        changes=outcome.entries,
        origin=exchange.source_of(thread_id) if thread.is_by_contact else None,
    )


def _merged(actor: Actor, thread_id: int) -> tuple[Merged, ...]:
    found = lists.merged_into(actor, thread_id)
    said = answers.said_in([each.card for each in found])
    return tuple(
        Merged(card=each.card, body_html=each.body_html, said=said.get(each.card.id, Said()))
        for each in found
    )


def _comments(
    actor: Actor, thread: ThreadView, answer_ids: list[int]
) -> dict[int | None, tuple[CommentView, ...]]:
    # the count tells of those that everybody sees; a hidden one is there for who may see it
    if not thread.comment_count and actor is NOBODY:
        return {}
    return answers.comments(actor, thread, answer_ids)


def _may_promise(actor: Actor, thread: ThreadView) -> bool:
    """Tell whether this reader may promise an answer about an idea as it stands."""
    return (
        thread.status_kind in VOTABLE
        and thread.canonical_id is None
        and idea_policy.can_plan(actor, thread.product_id)
    )


def allowed(actor: Actor, thread: ThreadView) -> Allowed:
    """Tell what this reader may do here: the same policies that the actions ask."""
    is_open = rules.why_no_writing(thread) is None
    return Allowed(
        edit=thread_actions.may_edit(actor, thread),
        withdraw=thread_policy.can_withdraw(actor, thread),
        moderate=thread_policy.can_moderate(actor, thread),
        lock=thread_policy.can_lock(actor, thread),
        answer=is_open and answer_policy.can_answer(actor, thread, kind=thread.kind),
        comment=is_open and answer_policy.can_comment(actor),
        accept=is_open and thread.kind == "question" and answer_policy.can_accept(actor, thread),
        make_official=is_open and answer_policy.can_make_official(actor, thread),
        withdraw_official=answer_policy.can_withdraw_official(actor, thread),
        decide=bool(_moves(actor, thread)),
        start_clock=_may_promise(actor, thread),
        nominate=faq_policy.can_nominate(actor, thread.product_id),
        say_same=thread.canonical_id is None
        and thread.visibility == "visible"
        and thread_policy.can_suggest_duplicate(actor),
        split=is_open and thread.kind == "idea" and idea_policy.can_split(actor, thread.product_id),
        convert=is_open
        and thread.canonical_id is None
        and not thread.has_duplicates
        and idea_policy.can_convert(actor, thread.product_id),
        merge=thread.kind == "idea" and thread_policy.can_link_duplicate(actor, thread),
        merge_here=thread.kind == "idea"
        and thread.canonical_id is None
        and thread.visibility == "visible"
        and thread_policy.can_link_duplicate(actor, thread),
        write_changelog=thread.status_kind == "done"
        and changelog_policy.can_write(actor, thread.product_id),
    )
