"""Keeping the catalogue of statuses: words, colours and order, and statuses of one's own."""

import re
from dataclasses import asdict, dataclass
from uuid import uuid4

from sqlalchemy import update

from portal.accounts.actor import Actor
from portal.ideas import policy
from portal.ideas.events import IdeaStatusesChanged
from portal.kit import text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce
from portal.kit.text import is_blank
from portal.threads import statuses
from portal.threads.kinds import COLOURS, KINDS, USED_BY_PORTAL
from portal.threads.models import IdeaStatus, IdeaStatusEdition
from portal.threads.statuses import Catalogue

LABEL_MAX = 30
POSITION_MAX = 999
_SLUG = re.compile(r"[a-z][a-z0-9_]{1,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What administrators say of a status."""

    label_ko: str
    label_en: str
    colour: str
    position: int | None
    on_roadmap: bool = False
    is_active: bool = True


def browse(actor: Actor) -> tuple[Catalogue, str]:
    """Give the catalogue, and the name of its edition for those who change it.

    Raises: NotAllowed("status.tend").
    Costs: 2 statements; 3 after a change.
    """
    if not policy.can_tend_statuses(actor):
        raise NotAllowed("status.tend")
    edition = str(db.session.execute(statuses.EDITION).scalar_one())
    return statuses.of_edition(edition), edition


def add(actor: Actor, slug: str, kind: str, looks: Looks, *, seen_edition: str) -> None:
    """Add a status of one of the kinds. Its slug and its kind never change.

    Raises: NotAllowed("status.tend"); RuleBroken("status.…"); Conflict("status.taken" |
        "status.meanwhile").
    Announces: IdeaStatusesChanged.
    Costs: 3 statements.
    """
    _check(actor, seen_edition)
    if not _SLUG.fullmatch(slug):
        raise RuleBroken("status.slug", field="slug")
    if kind not in KINDS:
        raise RuleBroken("status.kind", field="kind")
    values = asdict(_checked(looks))
    if not insert_once(IdeaStatus, slug=slug, kind=kind, is_system=False, **values):
        raise Conflict("status.taken")
    announce(IdeaStatusesChanged(actor_id=actor.id, status=slug))


def change(actor: Actor, slug: str, looks: Looks, *, seen_edition: str) -> None:
    """Change the words, the looks and the place of a status, or take it out of use.

    A status that is out of use keeps its ideas: no other gets it. None is ever deleted.
    Raises: NotAllowed("status.tend"); NotFound("status.not_found"); RuleBroken("status.…");
        Conflict("status.used_by_portal" | "status.meanwhile").
    Announces: IdeaStatusesChanged.
    Costs: 3 statements.
    """
    _check(actor, seen_edition)
    looks = _checked(looks)
    if slug in USED_BY_PORTAL and not looks.is_active:
        raise Conflict("status.used_by_portal")
    row = update(IdeaStatus).where(IdeaStatus.slug == slug)
    if not rows_changed(row.values(**asdict(looks))):
        raise NotFound("status.not_found")
    announce(IdeaStatusesChanged(actor_id=actor.id, status=slug))


def _check(actor: Actor, seen_edition: str) -> None:
    """Rename the edition, if it is still the one that was seen: so no two change it at once."""
    if not policy.can_tend_statuses(actor):
        raise NotAllowed("status.tend")
    renamed = (
        update(IdeaStatusEdition)
        .where(IdeaStatusEdition.name == seen_edition)
        .values(name=str(uuid4()))
    )
    if not rows_changed(renamed):
        raise Conflict("status.meanwhile")


def _checked(looks: Looks) -> Looks:
    labels = [text.one_line(label) for label in (looks.label_ko, looks.label_en)]
    if any(is_blank(label) or len(label) > LABEL_MAX for label in labels):
        raise RuleBroken("status.label", field="label_ko")
    if looks.colour not in COLOURS:
        raise RuleBroken("status.colour", field="colour")
    if looks.position is None or not 0 <= looks.position <= POSITION_MAX:
        raise RuleBroken("status.position", field="position")
    return Looks(
        label_ko=labels[0],
        label_en=labels[1],
        colour=looks.colour,
        position=looks.position,
        on_roadmap=looks.on_roadmap,
        is_active=looks.is_active,
    )
