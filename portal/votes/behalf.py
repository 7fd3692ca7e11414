"""Voting for somebody who asked for it elsewhere, and their one-click answer to it.

They get one mail with a link that needs no account: it is right, or take it back. What they vote
themselves later is their own, and as old as this.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update

from portal.accounts import contacts
from portal.accounts import queries as accounts
from portal.accounts import rules as account_rules
from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.models import User
from portal.kit import clock, signing, text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.models import Thread
from portal.threads.rules import why_no_votes
from portal.votes import actions, policy, queries, rules
from portal.votes.events import VoteCastForSomebody, VoteForSomebodyAnswered
from portal.votes.models import Vote
from portal.votes.queries import VoteState

_PURPOSE = "vote for somebody"


@dataclass(frozen=True, slots=True)
class VoteForMe:
    """A vote that was cast for whoever holds the link: for what, and whether they answered."""

    thread_id: int
    person_id: int
    title: str
    slug: str
    is_confirmed: bool


def cast(actor: Actor, thread_id: int, *, who: str, ref: str) -> VoteState:
    """Vote for an idea for somebody, whom a user name or a mail address names.

    An address that nobody has here becomes a contact, who cannot sign in and is sent nothing else.
    Takes: ref, where they asked for it: the address or number of a ticket.
    Raises: NotFound, also "person.not_found"; NotAllowed("vote.cast_for_others" |
        "account.suspended"); RuleBroken("vote.ref_blank" | "vote.ref_too_long" | "email.…");
        Conflict("idea.not_an_idea" | "vote.for_oneself" | "vote.voted_already"), and as
        ``actions.cast``.
    Announces: VoteCastForSomebody.
    Costs: at most 11 statements.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_cast_for_others(actor, thread.product_id):
        raise NotAllowed("vote.cast_for_others" if actor.is_known else "account.sign_in")
    ref = text.one_line(ref)
    rules.check_ref(ref)
    if thread.kind != "idea":
        raise Conflict("idea.not_an_idea")
    code = why_no_votes(thread)
    if code:
        raise Conflict(code, canonical_id=thread.canonical_id)
    person_id = _person(who, actor)
    if person_id == actor.id:
        raise Conflict("vote.for_oneself")
    _hold_active(person_id)
    cast_at, person = clock.now(), Actor(id=person_id)
    if queries.voted_in_family(person, thread_id) or not insert_once(
        Vote,
        thread_id=thread_id,
        person_id=person_id,
        cast_at=cast_at,
        source="behalf",
        behalf_by_id=actor.id,
        behalf_ref=ref,
    ):
        raise Conflict("vote.voted_already")
    announce(VoteCastForSomebody(actor_id=actor.id, thread_id=thread_id, person_id=person_id))
    count = actions.count_in(person, thread, cast_at)
    return VoteState(thread_id, is_mine=False, count=count)


def link_of(thread_id: int, person_id: int) -> str:
    """Make the token with which somebody answers to a vote that was cast for them."""
    return signing.seal(_PURPOSE, thread_id, person_id)


def look_at(token: str) -> VoteForMe:
    """Give the vote that a token is about, as long as it is still one that was cast for them.

    Raises: NotFound("proof.over").
    Costs: 1 statement.
    """
    values = signing.unseal(_PURPOSE, token)
    if values is None:
        raise NotFound("proof.over")
    found = find(*(int(value) for value in values))
    if found is None:
        raise NotFound("proof.over")
    return found


def find(thread_id: int, person_id: int) -> VoteForMe | None:
    """Give a vote that was cast for somebody, or None when there is none any more.

    Costs: 1 statement.
    """
    row = db.session.execute(
        select(Thread.title, Thread.slug, Vote.behalf_confirmed_at)
        .join(Vote, Vote.thread_id == Thread.id)
        .where(Vote.thread_id == thread_id, Vote.person_id == person_id, Vote.source == "behalf")
    ).one_or_none()
    if row is None:
        return None
    is_confirmed = row.behalf_confirmed_at is not None
    return VoteForMe(thread_id, person_id, row.title, row.slug, is_confirmed)


def answer(token: str, *, is_right: bool) -> VoteForMe:
    """Say of a vote that was cast for oneself that it is right, or take it back at any time.

    Raises: NotFound("proof.over").
    Announces: VoteForSomebodyAnswered; VotesRecounted when it is taken back.
    Costs: 3 statements, 8 to take it back.
    """
    vote = look_at(token)
    mine = (
        (Vote.thread_id == vote.thread_id)
        & (Vote.person_id == vote.person_id)
        & (Vote.source == "behalf")
    )
    if is_right:
        db.session.execute(update(Vote).where(mine).values(behalf_confirmed_at=clock.now()))
    else:
        _take_back(vote, mine)
    announce(
        VoteForSomebodyAnswered(
            actor_id=vote.person_id, thread_id=vote.thread_id, is_right=is_right
        )
    )
    return vote


def _take_back(vote: VoteForMe, mine: ColumnElement[bool]) -> None:
    root_id = thread_queries.get(SYSTEM, vote.thread_id).canonical_id or vote.thread_id
    held = threads.hold(SYSTEM, vote.thread_id, root_id)
    if rows_changed(delete(Vote).where(mine)):
        actions.recount_all(held)


def _person(who: str, actor: Actor) -> int:
    named = who.strip()
    if "@" not in named.removeprefix("@"):
        return accounts.get_id(named.removeprefix("@"))
    email = account_rules.normal_email(named)
    return contacts.with_email(email, locale=actor.locale, time_zone=actor.time_zone)


def _hold_active(person_id: int) -> None:
    held = select(User.suspended_at).where(User.id == person_id).with_for_update(key_share=True)
    if db.session.execute(held).scalar_one() is not None:
        raise NotAllowed("account.suspended")
