"""How far a version may be trusted, as columns for statements that read versions."""

from sqlalchemy import func, select

from portal.faq.models import ArticleVersion, Confirmation, UpdateReason

CONFIRMATIONS = (
    select(func.count())
    .select_from(Confirmation)
    .where(Confirmation.version_id == ArticleVersion.id)
    .correlate(ArticleVersion)
    .scalar_subquery()
)
"""How many of the staff stand behind it."""

NEEDS_UPDATE = (
    select(UpdateReason.version_id)
    .where(UpdateReason.version_id == ArticleVersion.id)
    .correlate(ArticleVersion)
    .exists()
)
"""Whether something speaks against it."""
