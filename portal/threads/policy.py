"""Who may see and change a thread."""

from typing import Protocol

from sqlalchemy import ColumnElement, bindparam, literal_column, or_, true

from portal.accounts.actor import EVERYWHERE, Actor, Scope
from portal.kit.db import BigId
from portal.threads.models import Thread

# a literal, not a parameter: only so can a database see that a partial index applies
VISIBLE = Thread.visibility == literal_column("'visible'")


LINKING = {"question": "duplicate.apply", "idea": "idea.merge"}
"""By kind, the capability to decide that a thread is the same as another."""


class Facts(Protocol):
    """What these policies ask of a thread."""

    @property
    def kind(self) -> str: ...
    @property
    def product_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...
    @property
    def visibility(self) -> str: ...


def can_see(actor: Actor, thread: Facts) -> bool:
    """Everybody sees what is visible; authors their own; moderators all of their products."""
    if thread.visibility == "visible":
        return True
    if actor.is_known and thread.author_id == actor.id:
        return True
    return actor.may("thread.moderate", thread.product_id)


Sight = str | frozenset[int]
"""How far somebody sees: "public", "own" (that and their own), "all", or all of some products."""

VIEWER = "viewer_id"
"""The parameter that stands for the viewer in statements that are built once."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say ``can_see`` in SQL, for every list, count, search hit, feed and mail."""
    return _visible(sight_of(actor), actor.id)


def visible_in(sight: Sight) -> ColumnElement[bool]:
    """Say the same for a statement that is built once for everybody who sees as far.

    The statement is run with the viewer's id as ``viewer_id``; without it, it does not run.
    """
    return _visible(sight, bindparam(VIEWER, type_=BigId))


def sight_of(actor: Actor) -> Sight:
    """Tell how far somebody sees."""
    moderates = actor.scope("thread.moderate")
    if moderates is EVERYWHERE:
        return "all"
    if not actor.is_known:
        return "public"
    return moderates or "own"


def _visible(sight: Sight, viewer: object) -> ColumnElement[bool]:
    if sight == "all":
        return true()
    if sight == "public":
        return VISIBLE
    own = or_(VISIBLE, Thread.author_id == viewer)
    return own if isinstance(sight, str) else or_(own, Thread.product_id.in_(sight))


def can_post(actor: Actor) -> bool:
    """Members ask and propose."""
    return actor.may("thread.post")


def can_edit(actor: Actor, thread: Facts, *, author_still_may: bool) -> bool:
    """Authors edit while the rules let them; moderators any time."""
    if actor.may("post.edit_any", thread.product_id):
        return True
    return is_author(actor, thread) and author_still_may and actor.may("thread.post")


def can_withdraw(actor: Actor, thread: Facts) -> bool:
    """Only authors take back what they said."""
    return is_author(actor, thread) and thread.visibility == "visible"


def can_moderate(actor: Actor, thread: Facts) -> bool:
    """Hide and restore."""
    return actor.may("thread.moderate", thread.product_id)


def can_lock(actor: Actor, thread: Facts) -> bool:
    """Lock and unlock."""
    return actor.may("thread.lock", thread.product_id)


def can_suggest_duplicate(actor: Actor) -> bool:
    """Whoever may post may say that a thread is the same as another."""
    return actor.may("duplicate.suggest")


def can_link_duplicate(actor: Actor, thread: Facts) -> bool:
    """Decide that a thread is the same as another, or that it is not."""
    return actor.may(LINKING[thread.kind], thread.product_id)


def can_link_somewhere(actor: Actor) -> bool:
    """Decide so of some threads at all."""
    return any(actor.may(capability) for capability in LINKING.values())


def may_be_linked_by(actor: Actor) -> ColumnElement[bool]:
    """Say ``can_link_duplicate`` in SQL."""
    return or_(
        *(
            (Thread.kind == kind) & _in(actor.scope(capability))
            for kind, capability in LINKING.items()
        )
    )


def _in(scope: Scope) -> ColumnElement[bool]:
    return true() if scope is EVERYWHERE else Thread.product_id.in_(scope)


def can_merge_across(actor: Actor, thread: Facts, other: Facts) -> bool:
    """Merge ideas of two products: only who decides about the ideas of both."""
    return all(actor.may("idea.set_status", each.product_id) for each in (thread, other))


def is_author(actor: Actor, thread: Facts) -> bool:
    """Tell whether this is the author's own thread."""
    return actor.is_known and thread.author_id == actor.id
