"""What the figures say of single things, by the clock: help that people had to ask after."""

from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.faq import policy, upkeep, upkeep_rules
from portal.faq.models import ArticleVersion, UpdateReason, Upkeep
from portal.insights.models import AskSession, AskSuggestion
from portal.kit.db import db

_BATCH = 200


def note_asked_after() -> int:
    """Note which articles were read by several of those who went on to ask all the same.

    Only what was read since somebody looked at an article counts, and only what the page for
    asking tells by itself, which does not know who asks.
    Gives: how many.
    """
    is_noted = (
        select(UpdateReason.version_id)
        .where(UpdateReason.version_id == ArticleVersion.id, UpdateReason.cause == "asked_after")
        .exists()
    )
    asked = (
        select(ArticleVersion.id, ArticleVersion.article_id)
        .join(Upkeep, Upkeep.version_id == ArticleVersion.id)
        .join(AskSuggestion, AskSuggestion.thing_id == ArticleVersion.id)
        .join(AskSession, AskSession.id == AskSuggestion.session_id)
        .where(AskSuggestion.kind == "faq", AskSuggestion.is_viewed)
        .where(AskSession.outcome == "asked", AskSession.began_at > Upkeep.reviewed_at)
        .where(policy.PUBLISHED, ~is_noted)
        .group_by(ArticleVersion.id, ArticleVersion.article_id)
        .having(func.count() >= upkeep_rules.ASKED_MIN)
        .order_by(ArticleVersion.id)
        .limit(_BATCH)
    )
    rows = db.session.execute(asked).all()
    for version_id, article_id in rows:
        upkeep.note_reason(NOBODY, version_id, article_id, cause="asked_after")
    return len(rows)
