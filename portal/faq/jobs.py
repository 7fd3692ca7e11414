"""Work by the clock: articles whose review date has passed."""

from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.faq import policy, upkeep
from portal.faq.models import ArticleVersion, UpdateReason, Upkeep
from portal.kit import clock
from portal.kit.db import db

_BATCH = 200


def note_due() -> int:
    """Note which published articles nobody has looked at by the day they should have.

    Gives: how many.
    """
    is_noted = (
        select(UpdateReason.version_id)
        .where(UpdateReason.version_id == Upkeep.version_id, UpdateReason.cause == "review_due")
        .exists()
    )
    due = (
        select(ArticleVersion.id, ArticleVersion.article_id)
        .join(Upkeep, Upkeep.version_id == ArticleVersion.id)
        .where(Upkeep.review_by <= clock.now(), policy.PUBLISHED, ~is_noted)
        .order_by(Upkeep.review_by, ArticleVersion.id)
        .limit(_BATCH)
    )
    rows = db.session.execute(due).all()
    for version_id, article_id in rows:
        upkeep.note_reason(NOBODY, version_id, article_id, cause="review_due")
    return len(rows)
