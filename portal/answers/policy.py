"""Who may answer, accept, make official, and see what was said."""

from typing import Protocol

from sqlalchemy import ColumnElement, bindparam, or_, true

from portal.accounts.actor import Actor
from portal.answers.models import Answer, Comment
from portal.kit.db import BigId
from portal.threads.policy import VIEWER
from portal.threads.policy import Facts as ThreadFacts
from portal.threads.policy import is_author as is_asker


class Facts(Protocol):
    """What these policies ask of an answer or a comment."""

    @property
    def author_id(self) -> int: ...
    @property
    def visibility(self) -> str: ...


class AcceptanceFacts(Protocol):
    """What decides whether a thread takes an acceptance."""

    @property
    def kind(self) -> str: ...
    @property
    def canonical_id(self) -> int | None: ...


def can_see(actor: Actor, post: Facts, product_id: int) -> bool:
    """Everybody sees what is visible; authors their own; moderators all of their products."""
    if post.visibility == "visible" or is_author(actor, post):
        return True
    return actor.may("thread.moderate", product_id)


def visible_to(
    actor: Actor, posts: type[Answer] | type[Comment], product_id: int
) -> ColumnElement[bool]:
    """Say ``can_see`` in SQL, for the posts of one thread."""
    return _visible(sight_of(actor, product_id), posts, actor.id)


def visible_in(sight: str, posts: type[Answer] | type[Comment]) -> ColumnElement[bool]:
    """Say the same for a statement that is built once and run with the viewer's ``viewer_id``."""
    return _visible(sight, posts, bindparam(VIEWER, type_=BigId))


def sight_of(actor: Actor, product_id: int) -> str:
    """Tell how far somebody sees in a thread of a product: "all", "own" or "public"."""
    if actor.may("thread.moderate", product_id):
        return "all"
    return "own" if actor.is_known else "public"


def _visible(
    sight: str, posts: type[Answer] | type[Comment], viewer: object
) -> ColumnElement[bool]:
    if sight == "all":
        return true()
    visible = posts.visibility == "visible"
    return visible if sight == "public" else or_(visible, posts.author_id == viewer)


def is_author(actor: Actor, post: Facts) -> bool:
    """Tell whether this is the author's own post."""
    return actor.is_known and post.author_id == actor.id


def can_answer(actor: Actor, thread: ThreadFacts, *, kind: str) -> bool:
    """Members answer questions. Under an idea only the team answers; members comment there.

    Where an idea comes from, others may have answered it: what they said is kept as an answer.
    """
    if kind == "idea" and not actor.is_retelling:
        return actor.may("answer.make_official", thread.product_id)
    return actor.may("answer.post")


def can_comment(actor: Actor) -> bool:
    """Members comment."""
    return actor.may("comment.post")


def can_edit(actor: Actor, post: Facts, product_id: int) -> bool:
    """Authors edit what they said; moderators any."""
    if actor.may("post.edit_any", product_id):
        return True
    return is_author(actor, post) and actor.may("answer.post")


def can_accept(actor: Actor, thread: ThreadFacts) -> bool:
    """The asker accepts; staff in scope may, under conditions, do it for them."""
    if is_asker(actor, thread):
        return actor.may("answer.post")
    return actor.may("answer.accept_any", thread.product_id)


def takes_acceptance(actor: Actor, thread: AcceptanceFacts) -> bool:
    """Answers to a question are accepted, unless it is another's duplicate.

    Where an idea comes from, its author may have accepted an answer: that is kept too.
    """
    is_of_a_kind = thread.kind == "question" or actor.is_retelling
    return is_of_a_kind and thread.canonical_id is None


def can_make_official(actor: Actor, thread: ThreadFacts) -> bool:
    """Staff in scope speak for the company."""
    return actor.may("answer.make_official", thread.product_id)


def can_withdraw_official(actor: Actor, thread: ThreadFacts) -> bool:
    """Taking the company's word back is a lead's decision."""
    return actor.may("answer.withdraw_official", thread.product_id)


def can_moderate(actor: Actor, thread: ThreadFacts) -> bool:
    """Hide and restore."""
    return actor.may("thread.moderate", thread.product_id)
