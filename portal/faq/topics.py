"""Topics: what the articles about a product are sorted by, a short list that editors keep."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from portal.accounts.actor import Actor
from portal.faq import policy, upkeep_rules, workbench
from portal.faq.events import FaqSubjectChanged, FaqTopicChosen, FaqTopicsChanged
from portal.faq.models import Article, ArticleTopic, ArticleVersion, Topic
from portal.kit import text
from portal.kit.db import db, insert_once, read, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce

NAME_MAX = 40
MOST = 30
_SLUG_MAX = 60


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic, with how many articles readers find under it."""

    id: int
    product_id: int
    slug: str
    name_ko: str
    name_en: str
    count: int

    def name(self, locale: str) -> str:
        """Give its name in a language."""
        return self.name_ko if locale == "ko" else self.name_en


def of_product(product_id: int) -> tuple[TopicView, ...]:
    """List the topics of a product in the order in which they were added; there are few.

    Costs: 1 statement.
    """
    return tuple(TopicView(*row) for row in read(_OF_PRODUCT, {"product_id": product_id}))


def get(topic_id: int) -> TopicView:
    """Give one topic.

    Raises: NotFound("topic.not_found").
    Costs: 1 statement.
    """
    row = db.session.execute(_TOPIC.where(Topic.id == topic_id)).one_or_none()
    if row is None:
        raise NotFound("topic.not_found")
    return TopicView(*row)


def of_article(article_id: int) -> int | None:
    """Tell under which topic an article stands.

    Costs: 1 statement.
    """
    statement = select(ArticleTopic.topic_id).where(ArticleTopic.article_id == article_id)
    return db.session.execute(statement).scalar_one_or_none()


def add(actor: Actor, product_id: int, *, name_ko: str, name_en: str) -> int:
    """Add a topic to a product.

    Gives: its id.
    Raises: NotAllowed("faq.publish"); RuleBroken("topic.name"); Conflict("topic.taken" |
        "topic.too_many").
    Announces: FaqTopicsChanged.
    """
    _check_may(actor, product_id)
    names = _names(name_ko, name_en)
    there = select(func.count()).select_from(Topic).where(Topic.product_id == product_id)
    if db.session.execute(there).scalar_one() >= MOST:
        raise Conflict("topic.too_many", most=MOST)
    slug = _slug(names)
    if not insert_once(Topic, product_id=product_id, slug=slug, **names):
        raise Conflict("topic.taken")
    announce(FaqTopicsChanged(actor_id=actor.id, product_id=product_id))
    found = select(Topic.id).where(Topic.product_id == product_id, Topic.slug == slug)
    return db.session.execute(found).scalar_one()


def rename(actor: Actor, topic_id: int, *, name_ko: str, name_en: str) -> None:
    """Call a topic otherwise. Its address stays.

    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("topic.name").
    Announces: FaqTopicsChanged.
    """
    topic = get(topic_id)
    _check_may(actor, topic.product_id)
    db.session.execute(update(Topic).where(Topic.id == topic_id).values(**_names(name_ko, name_en)))
    announce(FaqTopicsChanged(actor_id=actor.id, product_id=topic.product_id))


def remove(actor: Actor, topic_id: int) -> None:
    """Take a topic away. Its articles stay, under none.

    Raises: NotFound; NotAllowed("faq.publish").
    Announces: FaqTopicsChanged.
    """
    topic = get(topic_id)
    _check_may(actor, topic.product_id)
    db.session.execute(delete(Topic).where(Topic.id == topic_id))
    announce(FaqTopicsChanged(actor_id=actor.id, product_id=topic.product_id))


def choose(actor: Actor, version_id: int, topic_id: int | None) -> None:
    """Put an article under a topic of its product, or under none.

    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken("topic.other_product").
    Announces: FaqTopicChosen.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_draft(actor, work.product_id):
        raise NotAllowed("faq.draft")
    if topic_id is not None and get(topic_id).product_id != work.product_id:
        raise RuleBroken("topic.other_product", field="topic")
    here = ArticleTopic.article_id == work.article_id
    rows_changed(delete(ArticleTopic).where(here))
    if topic_id is not None:
        values = {"article_id": work.article_id, "topic_id": topic_id}
        db.session.execute(insert(ArticleTopic).values(**values))
    announce(FaqTopicChosen(actor_id=actor.id, article_id=work.article_id, topic_id=topic_id or 0))


def note_change(actor: Actor, product_id: int, topic_id: int | None, *, cause: str) -> None:
    """Say that what articles speak of has changed: all about a product, or under one of its topics.

    What speaks against each of them is noted afterwards, and its owner told.
    Takes: cause, one of upkeep_rules.SUBJECT_CAUSES; topic_id, None for the whole product.
    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("faq.subject_cause" |
        "topic.other_product").
    Announces: FaqSubjectChanged.
    """
    _check_may(actor, product_id)
    upkeep_rules.check_subject_cause(cause)
    if topic_id is not None and get(topic_id).product_id != product_id:
        raise RuleBroken("topic.other_product", field="topic")
    announce(
        FaqSubjectChanged(
            actor_id=actor.id, product_id=product_id, topic_id=topic_id or 0, cause=cause
        )
    )


def _check_may(actor: Actor, product_id: int) -> None:
    if not policy.can_publish(actor, product_id):
        raise NotAllowed("faq.publish")


def _names(name_ko: str, name_en: str) -> dict[str, str]:
    names = {"name_ko": text.one_line(name_ko), "name_en": text.one_line(name_en)}
    for field, name in names.items():
        if text.is_blank(name) or text.codepoints(name) > NAME_MAX:
            raise RuleBroken("topic.name", field=field, most=NAME_MAX)
    return names


def _slug(names: dict[str, str]) -> str:
    slug = text.slugify(names["name_en"]) or text.slugify(names["name_ko"]) or "topic"
    return slug[:_SLUG_MAX]


_COUNT = (
    select(func.count(func.distinct(Article.id)))
    .select_from(ArticleTopic)
    .join(Article, Article.id == ArticleTopic.article_id)
    .join(ArticleVersion, ArticleVersion.article_id == Article.id)
    .where(ArticleTopic.topic_id == Topic.id, policy.PUBLISHED)
    .correlate(Topic)
    .scalar_subquery()
)
_TOPIC = select(
    Topic.id, Topic.product_id, Topic.slug, Topic.name_ko, Topic.name_en, _COUNT.label("count")
)
_OF_PRODUCT = _TOPIC.where(Topic.product_id == bindparam("product_id")).order_by(Topic.id)
