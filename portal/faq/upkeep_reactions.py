"""What happens elsewhere may speak against a published article.

Each cause counts from the last time that somebody looked at the text: what they have seen, or what
was said of an earlier text, does not speak against this one.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from portal.accounts.actor import NOBODY
from portal.answers.events import OfficialCorrected, OfficialPublished, OfficialWithdrawn
from portal.answers.models import OfficialMark
from portal.faq import policy, unhelpful, upkeep, upkeep_rules
from portal.faq.events import FaqHelpfulnessChanged, FaqSubjectChanged, FaqUnhelpfulBecause
from portal.faq.models import (
    Article,
    ArticleSource,
    ArticleTopic,
    ArticleVersion,
    ArticleVote,
    Upkeep,
)
from portal.kit.db import db
from portal.kit.events import Fact
from portal.products.events import ProductRetired


def on_official_changed(fact: Fact) -> None:
    """Note that what an article grew from is not the company's word any more as it was.

    A first official answer changes nothing; another one in its place does.
    """
    event = fact.event
    if not isinstance(event, OfficialPublished | OfficialCorrected | OfficialWithdrawn):
        return
    if isinstance(event, OfficialPublished) and not _had_another(event.thread_id):
        return
    grown = (
        select(ArticleVersion.id, ArticleVersion.article_id)
        .join(Upkeep, Upkeep.version_id == ArticleVersion.id)
        .join(ArticleSource, ArticleSource.article_id == ArticleVersion.article_id)
        .where(ArticleSource.thread_id == event.thread_id)
        .where(policy.PUBLISHED, Upkeep.reviewed_at < fact.occurred_at)
        .order_by(ArticleVersion.id)
    )
    for version_id, article_id in db.session.execute(grown).all():
        upkeep.note_reason(
            NOBODY, version_id, article_id, cause="official_changed", thread_id=event.thread_id
        )


def on_product_retired(fact: Fact) -> None:
    """Note that articles speak of something that is not offered any more."""
    if isinstance(fact.event, ProductRetired):
        _note_all(Article.product_id == fact.event.product_id, fact, cause="product_retired")


def on_subject_changed(fact: Fact) -> None:
    """Note that what articles speak of has a new version, or another law holds of it."""
    event = fact.event
    if not isinstance(event, FaqSubjectChanged):
        return
    about = Article.product_id == event.product_id
    if event.topic_id:
        under = select(ArticleTopic.article_id).where(ArticleTopic.topic_id == event.topic_id)
        about &= Article.id.in_(under)
    _note_all(about, fact, cause=event.cause)


def on_article_rated(fact: Fact) -> None:
    """Note that an article fails its readers, once enough of them have said so.

    Those who are not signed in count once a place: nobody speaks for many by forgetting cookies.
    """
    if not isinstance(fact.event, FaqHelpfulnessChanged):
        return
    version_id = fact.event.version_id
    reviewed_at = _reviewed_at(version_id)
    if reviewed_at is None:
        return
    helped = case((ArticleVote.value == 1, 1), else_=0)
    said = select(func.coalesce(func.sum(helped), 0), func.count()).where(
        ArticleVote.version_id == version_id,
        ArticleVote.cast_at > reviewed_at,
        ArticleVote.speaks,
    )
    helpful, voices = db.session.execute(said).one()
    if upkeep_rules.is_unhelpful(helpful, voices - helpful):
        upkeep.note_reason(NOBODY, version_id, fact.event.article_id, cause="unhelpful")


def on_article_reported(fact: Fact) -> None:
    """Note that several readers call an article out of date."""
    event = fact.event
    if not isinstance(event, FaqUnhelpfulBecause) or event.code != "outdated":
        return
    reviewed_at = _reviewed_at(event.version_id)
    if reviewed_at is None:
        return
    if unhelpful.reports_since(event.version_id, reviewed_at) >= upkeep_rules.REPORTS_MIN:
        upkeep.note_reason(NOBODY, event.version_id, event.article_id, cause="reported")


def _note_all(which: ColumnElement[bool], fact: Fact, *, cause: str) -> None:
    """Note the same of every published article that nobody has looked at since."""
    about = (
        select(ArticleVersion.id, ArticleVersion.article_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .join(Upkeep, Upkeep.version_id == ArticleVersion.id)
        .where(which, policy.PUBLISHED, Upkeep.reviewed_at < fact.occurred_at)
        .order_by(ArticleVersion.id)
    )
    for version_id, article_id in db.session.execute(about).all():
        upkeep.note_reason(NOBODY, version_id, article_id, cause=cause)


def _had_another(thread_id: int) -> bool:
    earlier = select(OfficialMark.id).where(
        OfficialMark.thread_id == thread_id, OfficialMark.state != "official"
    )
    return db.session.execute(earlier.limit(1)).scalar() is not None


def _reviewed_at(version_id: int) -> datetime | None:
    """Tell when somebody last looked at a published text."""
    statement = (
        select(Upkeep.reviewed_at)
        .join(ArticleVersion, ArticleVersion.id == Upkeep.version_id)
        .where(Upkeep.version_id == version_id, policy.PUBLISHED)
    )
    return db.session.execute(statement).scalar_one_or_none()
