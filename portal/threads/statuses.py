"""What can become of an idea: the statuses, each of one kind. Code asks the kind, never the slug.

The status stands on the thread with its kind beside it, because voting (a lower room than ideas)
has to ask it. The catalogue is a table: the people who run the site give the words, the colours
and the order, and add statuses of their own; the kinds are fixed.
"""

from collections.abc import Mapping
from dataclasses import asdict
from threading import Lock
from types import MappingProxyType

from sqlalchemy import Connection, event, insert, select

from portal.kit.db import read
from portal.threads.kinds import BUILT_IN, Status
from portal.threads.models import IdeaStatus, IdeaStatusEdition

Catalogue = Mapping[str, Status]
"""The statuses by their slug, in their order."""

_FIRST_EDITION = "built-in"
EDITION = select(IdeaStatusEdition.name)
"""For a statement that is run in any case, so that asking costs none of its own."""

_COLUMNS = tuple(getattr(IdeaStatus, name) for name in Status.__dataclass_fields__)
_STATUSES = select(*_COLUMNS).order_by(IdeaStatus.position, IdeaStatus.slug)
_lock = Lock()
_kept: dict[str, Catalogue] = {}


def catalogue() -> Catalogue:
    """Give the statuses as they are now. Kept in the process until one of them is changed.

    Costs: 1 statement; 2 after a change.
    """
    return of_edition(str(read(EDITION).scalar_one()))


def of_edition(edition: str) -> Catalogue:
    """Give the statuses where the name of their edition is known; see ``EDITION``.

    Costs: none; 1 statement after a change.
    """
    known = _kept.get(edition)
    if known is None:
        known = MappingProxyType({row.slug: Status(**row._asdict()) for row in read(_STATUSES)})
        with _lock:
            _kept.clear()
            _kept[edition] = known
    return known


def last_known() -> Catalogue:
    """Give the statuses as they were when this process last read a thread or a card.

    Who shows an idea has read it just before, and what is kept of it is kept as long as nothing
    happens: a change of the catalogue is a fact.
    Costs: none; 2 statements before anything was read.
    """
    known = next(iter(_kept.values()), None)
    return known if known is not None else catalogue()


def kind_of(slug: str) -> str | None:
    """Give the kind of a status that may be new to this process; None when there is none such.

    Costs: 1 statement.
    """
    kind: str | None = read(select(IdeaStatus.kind).where(IdeaStatus.slug == slug)).scalar()
    return kind


def begin(connection: Connection) -> None:
    """Fill empty tables with the statuses that every site begins with.

    Costs: 2 statements.
    """
    connection.execute(insert(IdeaStatus), [asdict(status) for status in BUILT_IN.values()])
    connection.execute(insert(IdeaStatusEdition).values(id=1, name=_FIRST_EDITION))


def _on_created(_target: object, connection: Connection, **_options: object) -> None:
    begin(connection)


# the last of the two to be made: the migrations fill their tables themselves
event.listen(IdeaStatusEdition.__table__, "after_create", _on_created)
