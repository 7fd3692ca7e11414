"""Updating instead of writing anew: the article that a candidate may belong into."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from portal.accounts.actor import Actor
from portal.faq import actions, claims, workbench
from portal.faq.models import ArticleVersion, Nomination, UpdateOffer
from portal.kit.db import db, insert_missing, read
from portal.kit.errors import Conflict
from portal.threads import policy as thread_policy
from portal.threads.models import Thread

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class OpenTitle:
    """What a candidate asks."""

    id: int
    product_id: int
    title: str


def open_titles(nomination_id: int | None = None) -> tuple[OpenTitle, ...]:
    """Give what open candidates ask, the newest first; or only one, as long as it is open.

    Costs: 1 statement.
    """
    titles = (
        select(Nomination.id, Thread.product_id, Thread.title)
        .join(Thread, Thread.id == Nomination.thread_id)
        .where(Nomination.state == "open", thread_policy.VISIBLE)
        .order_by(Nomination.id.desc())
        .limit(_LOOKED_AT)
    )
    if nomination_id is not None:
        titles = titles.where(Nomination.id == nomination_id)
    return tuple(OpenTitle(row.id, row.product_id, row.title) for row in read(titles))


def set_offers(offered: Mapping[int, int | None]) -> None:
    """Note into which published version each candidate may belong; None for none.

    A candidate or a version that is gone by now is passed over.
    Costs: 2 statements; 3 when there is any.
    """
    db.session.execute(delete(UpdateOffer).where(UpdateOffer.nomination_id.in_(offered)))
    wanted = {one: version for one, version in offered.items() if version is not None}
    there = select(Nomination.id).where(Nomination.id.in_(wanted), Nomination.state == "open")
    rows = [{"nomination_id": one, "version_id": wanted[one]} for one in read(there).scalars()]
    insert_missing(UpdateOffer, rows)


def update_article(actor: Actor, nomination_id: int, version_id: int) -> None:
    """Take a candidate into an article that is there, with a new text begun.

    Readers see that the article grew from it, and those of the thread the article, once that text
    is published. When it is thrown away, or the article retired, the candidate is open again.
    Raises: NotFound; NotAllowed("faq.draft"); Conflict("faq.claimed" | "faq.not_published" |
        "faq.nomination_closed").
    Announces: FaqDraftStarted, when no text was being written.
    """
    nomination = workbench.get_nomination(actor, nomination_id)
    work = workbench.get(actor, version_id, for_update=True)
    claims.check_free(actor, nomination_id)
    if work.state != "published":
        raise Conflict("faq.not_published")
    actions.revise(actor, version_id)
    actions.take_in(actor, version_id, nomination.thread_id)


PUBLISHED_OFFER = (UpdateOffer.version_id == ArticleVersion.id) & (
    ArticleVersion.state == "published"
)
"""An offer counts only while readers see the article."""
