"""Keeping articles true: who answers for them, who looked at them, and why to look again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update

from portal.accounts import queries as people
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq import policy, upkeep_rules, workbench
from portal.faq.events import FaqConfirmed, FaqNeedsUpdate, FaqUpkeepChanged
from portal.faq.models import Confirmation, UpdateReason, Upkeep
from portal.faq.workbench import DraftView, Work
from portal.kit import clock
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text may need an update; with the thread, where a thread is the reason."""

    cause: str
    noted_at: datetime
    thread_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How a version is looked after. ``reasons`` are the gravest first."""

    owner: Byline
    review_by: datetime
    reviewed_at: datetime
    confirmations: int
    is_confirmed_by_me: bool
    reasons: tuple[Reason, ...]

    @property
    def is_validated(self) -> bool:
        """Tell whether enough others stand behind it."""
        return upkeep_rules.is_validated(self.confirmations)


def find(actor: Actor, version_id: int) -> Care | None:
    """Tell how a version is looked after; None for one that was never published.

    Takes: version_id, of a version that the caller may see.
    Costs: 2 statements.
    """
    row = db.session.execute(_CARE.where(Upkeep.version_id == version_id)).one_or_none()
    if row is None:
        return None
    confirmed = select(Confirmation.person_id).where(Confirmation.version_id == version_id)
    return Care(
        owner=byline([getattr(row, column.key) for column in BYLINE], None),
        review_by=row.review_by,
        reviewed_at=row.reviewed_at,
        confirmations=row.confirmations,
        is_confirmed_by_me=db.session.execute(
            select(confirmed.where(Confirmation.person_id == actor.id).exists())
        ).scalar_one(),
        reasons=reasons_of([version_id]).get(version_id, ()),
    )


def reasons_of(version_ids: list[int]) -> dict[int, tuple[Reason, ...]]:
    """Tell why these versions may need an update, as far as they may.

    Costs: 1 statement, none for an empty list.
    """
    if not version_ids:
        return {}
    rows = db.session.execute(
        select(
            UpdateReason.version_id,
            UpdateReason.cause,
            UpdateReason.noted_at,
            UpdateReason.thread_id,
        ).where(UpdateReason.version_id.in_(version_ids))
    )
    found: dict[int, list[Reason]] = {}
    for row in rows:
        reason = Reason(row.cause, row.noted_at, row.thread_id)
        found.setdefault(row.version_id, []).append(reason)
    order = upkeep_rules.CAUSES.index
    return {
        version_id: tuple(sorted(reasons, key=lambda reason: order(reason.cause)))
        for version_id, reasons in found.items()
    }


def confirm(actor: Actor, version_id: int, *, occasion: str = "review") -> None:
    """Say that a published text is still right. Saying it twice counts once.

    Who may publish has looked at it for everybody: what spoke against it is settled, and the
    review date moves on. Any of the staff but its writer counts towards its being validated.
    Takes: occasion, review or reuse.
    Raises: NotFound; NotAllowed("faq.confirm"); Conflict("faq.not_published").
    Announces: FaqConfirmed.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_confirm(actor, work.product_id):
        raise NotAllowed("faq.confirm")
    _check_published(work)
    if work.writer_id != actor.id:
        insert_once(
            Confirmation,
            version_id=version_id,
            person_id=actor.id,
            occasion=occasion,
            confirmed_at=clock.now(),
        )
    if policy.can_publish(actor, work.product_id):
        _settle(version_id)
    announce(
        FaqConfirmed(
            actor_id=actor.id,
            article_id=work.article_id,
            version_id=version_id,
            occasion=occasion,
        )
    )


def doubt(actor: Actor, version_id: int) -> None:
    """Say, as one of the staff, that a published text needs an update.

    What the same person confirmed before counts no more.
    Raises: NotFound; NotAllowed("faq.confirm"); Conflict("faq.not_published").
    Announces: FaqNeedsUpdate, when nobody had said so.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_confirm(actor, work.product_id):
        raise NotAllowed("faq.confirm")
    _check_published(work)
    mine = (Confirmation.version_id == version_id) & (Confirmation.person_id == actor.id)
    db.session.execute(delete(Confirmation).where(mine))
    note_reason(actor, version_id, work.article_id, cause="staff")


def note_reason(
    actor: Actor, version_id: int, article_id: int, *, cause: str, thread_id: int | None = None
) -> bool:
    """Note why a published text should be looked at again. Noting it twice changes nothing.

    Gives: whether it is new.
    Announces: FaqNeedsUpdate, when it is.
    Costs: 1 statement; 2 when it is new.
    """
    is_new = insert_once(
        UpdateReason,
        version_id=version_id,
        cause=cause,
        thread_id=thread_id,
        noted_at=clock.now(),
    )
    if is_new:
        announce(
            FaqNeedsUpdate(
                actor_id=actor.id, article_id=article_id, version_id=version_id, cause=cause
            )
        )
    return is_new


def hand_over(actor: Actor, version_id: int, *, handle: str) -> None:
    """Let another of the staff answer for an article.

    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("faq.owner"); Conflict(
        "faq.not_published").
    Announces: FaqUpkeepChanged.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_publish(actor, work.product_id) and owner_id(version_id) != actor.id:
        raise NotAllowed("faq.publish")
    _check_published(work)
    heir = _find(handle)
    if heir is None or not policy.can_own(heir, work.product_id):
        raise RuleBroken("faq.owner", field="owner")
    _set(version_id, owner_id=heir.id)
    _announce_change(actor, work, heir.id or 0)


def set_review_by(actor: Actor, version_id: int, review_by: datetime | None) -> None:
    """Choose by when somebody looks at an article again. A later day settles one that is past.

    Takes: review_by, None for what is no day.
    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("faq.review_date"); Conflict(
        "faq.not_published").
    Announces: FaqUpkeepChanged.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_publish(actor, work.product_id):
        raise NotAllowed("faq.publish")
    _check_published(work)
    _set(version_id, review_by=upkeep_rules.check_review_by(review_by, clock.now()))
    due = (UpdateReason.version_id == version_id) & (UpdateReason.cause == "review_due")
    db.session.execute(delete(UpdateReason).where(due))
    _announce_change(actor, work, owner_id(version_id) or 0)


def begin_anew(work: Work, draft: DraftView) -> None:
    """Look after a text that is being published: it was read just now, and nothing speaks
    against it.

    It keeps its owner; a first text is its writer's, or its approver's when a customer wrote it.
    Those who stood behind the text before still do unless it changed a lot.
    Costs: at most 4 statements.
    """  # noqa: D205 - the sentence needs its two lines
    now, owner = clock.now(), draft.writer_id if draft.writer.is_staff else draft.approver_id
    is_first = insert_once(
        Upkeep,
        version_id=work.version_id,
        owner_id=owner,
        review_by=upkeep_rules.review_by(now),
        reviewed_at=now,
    )
    if not is_first:
        _settle(work.version_id)
    gone = Confirmation.version_id == work.version_id
    if upkeep_rules.keeps_confirmations(draft.significance, is_first=is_first):
        # nobody counts as standing behind what they wrote
        gone &= Confirmation.person_id == draft.writer_id
    db.session.execute(delete(Confirmation).where(gone))


def forget_reasons(version_id: int) -> None:
    """Let nothing speak against a text that readers do not see any more.

    Costs: 1 statement.
    """
    db.session.execute(delete(UpdateReason).where(UpdateReason.version_id == version_id))


def owner_id(version_id: int) -> int | None:
    """Tell who answers for a version.

    Costs: 1 statement.
    """
    statement = select(Upkeep.owner_id).where(Upkeep.version_id == version_id)
    return db.session.execute(statement).scalar_one_or_none()


def _find(handle: str) -> Actor | None:
    try:
        return people.get_actor(people.get_id(handle.strip().removeprefix("@")))
    except NotFound:
        return None


def _settle(version_id: int) -> None:
    now = clock.now()
    forget_reasons(version_id)
    _set(version_id, review_by=upkeep_rules.review_by(now), reviewed_at=now)


def _set(version_id: int, **values: object) -> None:
    rows_changed(update(Upkeep).where(Upkeep.version_id == version_id).values(**values))


def _check_published(work: Work) -> None:
    if work.state != "published":
        raise Conflict("faq.not_published")


def _announce_change(actor: Actor, work: Work, new_owner_id: int) -> None:
    announce(
        FaqUpkeepChanged(
            actor_id=actor.id,
            article_id=work.article_id,
            version_id=work.version_id,
            owner_id=new_owner_id,
        )
    )


_CONFIRMATIONS = (
    select(func.count())
    .select_from(Confirmation)
    .where(Confirmation.version_id == Upkeep.version_id)
    .scalar_subquery()
)
_CARE: Select[Any] = select(
    Upkeep.review_by,
    Upkeep.reviewed_at,
    _CONFIRMATIONS.label("confirmations"),
    *BYLINE,
).join(User, User.id == Upkeep.owner_id)
