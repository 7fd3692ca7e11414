"""Where a retired article leads: to the one that replaces it, in one step and never in a circle."""

from sqlalchemy import delete, insert, select, update

from portal.faq.models import ArticleRedirect, ArticleVersion
from portal.faq.queries import ArticleLink
from portal.kit.db import db


def of(version_id: int) -> ArticleLink | None:
    """Give the published article that readers of a retired one are led to, if there is one.

    Costs: 1 statement.
    """
    target = (
        select(
            ArticleVersion.id,
            ArticleVersion.article_id,
            ArticleVersion.lang,
            ArticleVersion.slug,
            ArticleVersion.title,
        )
        .join(ArticleRedirect, ArticleRedirect.target_id == ArticleVersion.id)
        .where(ArticleRedirect.version_id == version_id, ArticleVersion.state == "published")
    )
    row = db.session.execute(target).one_or_none()
    return ArticleLink(*row) if row else None


def lead(version_id: int, target_id: int) -> None:
    """Let a version that is being retired lead to another, and all that led to it, too.

    Takes: version_id and target_id, whose rows are locked.
    Costs: 2 statements.
    """
    led_here = ArticleRedirect.target_id == version_id
    db.session.execute(update(ArticleRedirect).where(led_here).values(target_id=target_id))
    db.session.execute(insert(ArticleRedirect).values(version_id=version_id, target_id=target_id))


def end(version_id: int, *, reason: str) -> None:
    """Let nothing lead to a version any more that is not valid; what did says so itself now.

    Takes: reason, for those that were retired without a word of their own.
    Costs: 2 statements.
    """
    led_here = select(ArticleRedirect.version_id).where(ArticleRedirect.target_id == version_id)
    db.session.execute(
        update(ArticleVersion)
        .where(ArticleVersion.id.in_(led_here), ArticleVersion.retire_reason == "")
        .values(retire_reason=reason)
    )
    db.session.execute(delete(ArticleRedirect).where(ArticleRedirect.target_id == version_id))


def stay(version_id: int) -> None:
    """Let a version that is published again lead nowhere else.

    Costs: 1 statement.
    """
    db.session.execute(delete(ArticleRedirect).where(ArticleRedirect.version_id == version_id))
