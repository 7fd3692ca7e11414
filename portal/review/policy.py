"""Who weighs ideas, and which."""

from sqlalchemy import ColumnElement, false, true

from portal.accounts.actor import EVERYWHERE, Actor, Scope
from portal.kit.errors import NotAllowed
from portal.review.models import IdeaFigures, ReviewSession

REVIEW = "idea.review"


def can_review(actor: Actor, product_id: int | None = None) -> bool:
    """Product managers weigh ideas, in their products."""
    return actor.may(REVIEW, product_id)


def check(actor: Actor, product_id: int | None = None) -> None:
    """Refuse whoever may not weigh ideas, of a product when one is named.

    Raises: NotAllowed("idea.review").
    """
    if not can_review(actor, product_id):
        raise NotAllowed(REVIEW)


def reviewed_in(scope: Scope) -> ColumnElement[bool]:
    """Say in SQL which figures somebody sees who weighs the ideas of these products."""
    if scope is EVERYWHERE:
        return true()
    return IdeaFigures.product_id.in_(sorted(scope)) if scope else false()


def sat_in(scope: Scope) -> ColumnElement[bool]:
    """Say in SQL which sittings somebody sees who weighs the ideas of these products."""
    if scope is EVERYWHERE:
        return true()
    return ReviewSession.product_id.in_(sorted(scope)) if scope else false()
