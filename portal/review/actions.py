"""Weighing ideas: what somebody estimates, how they like to see the list, what they often say."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from portal.accounts.actor import Actor
from portal.kit import clock, text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotFound, RuleBroken
from portal.kit.events import announce
from portal.review import figures, policy, rules
from portal.review.events import IdeaScored
from portal.review.models import IdeaScore, ResponseTemplate, SavedView
from portal.review.rules import Estimate, Template
from portal.threads import queries as threads
from portal.threads import statuses


def score(actor: Actor, thread_id: int, estimate: Estimate, *, seen_version: int) -> None:
    """Estimate an idea. Its figures follow within seconds.

    Takes: seen_version, of the estimate that the form showed; 0 for none.
    Raises: NotFound; NotAllowed("idea.review"); RuleBroken("score.…"); Conflict for a question,
        and "score.meanwhile" when somebody else estimated it since.
    Announces: IdeaScored.
    Costs: at most 8 statements.
    """
    thread = threads.get(actor, thread_id)
    policy.check(actor, thread.product_id)
    if thread.kind != "idea":
        raise Conflict("idea.not_an_idea")
    rules.check_estimate(estimate)
    said = {
        **{name: getattr(estimate, name) for name in ("reach", "impact", "confidence")},
        **{name: getattr(estimate, name) for name in ("effort", "fit")},
        "note": text.normalise(estimate.note),
        "updated_by_id": actor.id,
        "updated_at": clock.now(),
    }
    if not _write_score(thread_id, said, seen_version):
        raise Conflict("score.meanwhile")
    figures.mark_stale([thread_id])
    announce(IdeaScored(actor_id=actor.id, thread_id=thread_id))


def save_view(actor: Actor, *, name: str, query: str, is_shared: bool) -> int:
    """Keep the choices of the list under a name; a name that is known is given these instead.

    Gives: the id of the view.
    Raises: NotAllowed("idea.review"); RuleBroken("view.name_blank" | "view.name_too_long" |
        "view.query_too_long"); Conflict("view.too_many").
    Costs: 3 statements.
    """
    policy.check(actor)
    name = text.one_line(name)
    rules.check_name(name)
    if len(query) > rules.QUERY_MAX:
        raise RuleBroken("view.query_too_long", most=rules.QUERY_MAX)
    values: dict[str, Any] = {"query": query, "is_shared": is_shared, "saved_at": clock.now()}
    mine = (SavedView.owner_id == actor.id) & (SavedView.name == name)
    if not rows_changed(update(SavedView).where(mine).values(**values)):
        counted = select(func.count()).where(SavedView.owner_id == actor.id)
        if db.session.execute(counted).scalar_one() >= rules.VIEWS_MAX:
            raise Conflict("view.too_many", most=rules.VIEWS_MAX)
        insert_once(SavedView, owner_id=actor.id, name=name, **values)
    return db.session.execute(select(SavedView.id).where(mine)).scalar_one()


def forget_view(actor: Actor, view_id: int) -> None:
    """Forget a view of one's own.

    Raises: NotFound("view.not_found").
    Costs: 1 statement.
    """
    mine = (SavedView.id == view_id) & (SavedView.owner_id == actor.id)
    if not rows_changed(delete(SavedView).where(mine)):
        raise NotFound("view.not_found")


def add_template(actor: Actor, template: Template) -> int:
    """Keep a text to begin from, in both languages.

    Gives: its id.
    Raises: NotAllowed("idea.review"); RuleBroken("template.…" | "view.name_…" | "idea.status");
        Conflict("template.name_taken").
    Costs: at most 3 statements.
    """
    values = _checked(actor, template)
    _check_free(values["name"], but=0)
    made = insert(ResponseTemplate).values(**values)
    return db.session.execute(made.returning(ResponseTemplate.id)).scalar_one()


def change_template(
    actor: Actor, template_id: int, template: Template, *, is_active: bool, seen_version: int
) -> None:
    """Change a text to begin from, or lay it aside.

    Raises: as ``add_template``; NotFound("template.not_found"); Conflict("template.meanwhile").
    Costs: at most 4 statements.
    """
    values = _checked(actor, template)
    known = select(ResponseTemplate.version).where(ResponseTemplate.id == template_id)
    if db.session.execute(known).scalar() is None:
        raise NotFound("template.not_found")
    _check_free(values["name"], but=template_id)
    seen = (ResponseTemplate.id == template_id) & (ResponseTemplate.version == seen_version)
    change = update(ResponseTemplate).where(seen)
    if not rows_changed(change.values(**values, is_active=is_active, version=seen_version + 1)):
        raise Conflict("template.meanwhile")


def _write_score(thread_id: int, said: dict[str, Any], seen_version: int) -> bool:
    if seen_version == 0:
        return insert_once(IdeaScore, thread_id=thread_id, **said)
    seen = (IdeaScore.thread_id == thread_id) & (IdeaScore.version == seen_version)
    change = update(IdeaScore).where(seen).values(**said, version=seen_version + 1)
    return bool(rows_changed(change))


def _checked(actor: Actor, template: Template) -> dict[str, Any]:
    policy.check(actor)
    template = Template(
        name=text.one_line(template.name),
        status=template.status,
        body_ko=text.normalise(template.body_ko),
        body_en=text.normalise(template.body_en),
    )
    rules.check_template(template)
    if template.status is not None and template.status not in statuses.catalogue():
        raise RuleBroken("idea.status", field="status")
    return {**asdict(template), "updated_at": clock.now(), "updated_by_id": actor.id}


def _check_free(name: str, *, but: int) -> None:
    taken = select(ResponseTemplate.id).where(
        ResponseTemplate.name == name, ResponseTemplate.id != but
    )
    if db.session.execute(taken).first() is not None:
        raise Conflict("template.name_taken")
