"""Reading what was estimated, the saved views and the templates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit.db import read
from portal.kit.errors import NotFound
from portal.review import policy
from portal.review.models import IdeaScore, ResponseTemplate, SavedView
from portal.review.rules import Estimate
from portal.threads import queries as threads

_ESTIMATE = ("reach", "impact", "confidence", "effort", "fit", "note")


@dataclass(frozen=True, slots=True)
class ScoreView:
    """What was estimated of an idea, by whom last; version 0: nothing yet."""

    estimate: Estimate
    version: int = 0
    updated_at: datetime | None = None
    updated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTab:
    """A saved view of the list."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A text to begin from."""

    id: int
    name: str
    status: str | None
    body_ko: str
    body_en: str
    is_active: bool
    version: int

    def body(self, lang: str) -> str:
        """Give it in a language."""
        return self.body_ko if lang == "ko" else self.body_en


def score(actor: Actor, thread_id: int) -> ScoreView:
    """Give what was estimated of an idea.

    Raises: NotFound; NotAllowed("idea.review").
    Costs: 2 statements.
    """
    policy.check(actor, threads.get(actor, thread_id).product_id)
    columns = (getattr(IdeaScore, name) for name in _ESTIMATE)
    row = read(
        select(*columns, IdeaScore.version, IdeaScore.updated_at, User.display_name)
        .outerjoin(User, User.id == IdeaScore.updated_by_id)
        .where(IdeaScore.thread_id == thread_id)
    ).one_or_none()
    if row is None:
        return ScoreView(Estimate())
    estimate = Estimate(**{name: getattr(row, name) for name in _ESTIMATE})
    return ScoreView(estimate, row.version, row.updated_at, row.display_name)


def views(actor: Actor) -> tuple[ViewTab, ...]:
    """List one's own views, then those that others share, each by name; at most 100.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    policy.check(actor)
    rows = read(
        select(
            SavedView.id,
            SavedView.name,
            SavedView.query,
            SavedView.is_shared,
            SavedView.owner_id,
            User.display_name.label("owner"),
        )
        .join(User, User.id == SavedView.owner_id)
        .where(or_(SavedView.owner_id == actor.id, SavedView.is_shared.is_(True)))
        .order_by(SavedView.owner_id != actor.id, SavedView.name, SavedView.id)
        .limit(100)
    )
    return tuple(
        ViewTab(
            id=row.id,
            name=row.name,
            query=row.query,
            is_shared=row.is_shared,
            is_mine=row.owner_id == actor.id,
            owner=row.owner,
        )
        for row in rows
    )


def templates(actor: Actor, *, with_inactive: bool = False) -> tuple[TemplateView, ...]:
    """List the texts to begin from, by name.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    policy.check(actor)
    statement = select(*_TEMPLATE).order_by(ResponseTemplate.name)
    if not with_inactive:
        statement = statement.where(ResponseTemplate.is_active.is_(True))
    return tuple(TemplateView(**row._asdict()) for row in read(statement))


def template(actor: Actor, template_id: int) -> TemplateView:
    """Give one text to begin from.

    Raises: NotAllowed("idea.review"); NotFound("template.not_found").
    Costs: 1 statement.
    """
    policy.check(actor)
    row = read(select(*_TEMPLATE).where(ResponseTemplate.id == template_id)).one_or_none()
    if row is None:
        raise NotFound("template.not_found")
    return TemplateView(**row._asdict())


_TEMPLATE = tuple(getattr(ResponseTemplate, name) for name in TemplateView.__dataclass_fields__)
