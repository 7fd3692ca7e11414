"""Who may see, write and publish articles."""

from typing import Protocol

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, true

from portal.accounts.actor import EVERYWHERE, Actor, Scope
from portal.faq.models import Article, ArticleDraft, ArticleVersion, DraftWriter

# a literal, not a parameter: only so can a database see that a partial index applies
PUBLISHED = ArticleVersion.state == literal_column("'published'")


class Facts(Protocol):
    """What these policies ask of a version."""

    @property
    def product_id(self) -> int: ...
    @property
    def state(self) -> str: ...


def can_see(actor: Actor, version: Facts) -> bool:
    """Everybody reads what is published; writers see the rest, in their products."""
    return version.state == "published" or can_draft(actor, version.product_id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say ``can_see`` in SQL, for a statement that joins the article."""
    return visible_in(actor.scope("faq.draft"))


def visible_in(scope: Scope) -> ColumnElement[bool]:
    """Say in SQL what somebody sees who may write in these products."""
    if scope is EVERYWHERE:
        return true()
    return or_(PUBLISHED, Article.product_id.in_(scope)) if scope else PUBLISHED


def can_nominate(actor: Actor, product_id: int) -> bool:
    """Staff and experts, who write articles, say what should become one."""
    return actor.may("faq.draft", product_id)


def can_decline(actor: Actor, product_id: int) -> bool:
    """Editors decide what does not become one."""
    return actor.may("faq.nominate", product_id)


def can_draft(actor: Actor, product_id: int) -> bool:
    """Staff and experts write."""
    return actor.may("faq.draft", product_id)


def can_read_readers(actor: Actor, product_id: int | None = None) -> bool:
    """What readers write and search for is read by the team alone: experts are customers."""
    return actor.may("staff.enter") and (product_id is None or can_draft(actor, product_id))


def can_publish(actor: Actor, product_id: int) -> bool:
    """Editors and leads approve, publish and retire."""
    return actor.may("faq.publish", product_id)


def can_confirm(actor: Actor, product_id: int) -> bool:
    """Staff who know a product say whether what is published about it is still right."""
    return actor.is_staff and can_draft(actor, product_id)


def can_own(actor: Actor, product_id: int) -> bool:
    """Staff answer for articles, as long as they are staff."""
    return can_confirm(actor, product_id)


def can_decide(actor: Actor, product_id: int, writer_ids: frozenset[int]) -> bool:
    """Approving and publishing are for those who may publish, but not what they wrote part of."""
    return can_publish(actor, product_id) and actor.id not in writer_ids


def is_others_text(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL that somebody wrote no part of a draft, for a statement that joins it."""
    part = (DraftWriter.version_id == ArticleDraft.version_id) & (DraftWriter.person_id == actor.id)
    return and_(ArticleDraft.writer_id != actor.id, ~exists().where(part))


def can_discard(actor: Actor, product_id: int, writer_id: int) -> bool:
    """Writers throw away their own drafts; who may publish, any."""
    return actor.id == writer_id or can_publish(actor, product_id)
