"""How promises of an answer were kept, by product and month: true at any time, from the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.ideas.models import IdeaPlan
from portal.kit import clock
from portal.kit.db import db
from portal.products.models import Product
from portal.threads.models import Thread

PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: about which idea, until when, and when it was kept."""

    thread_id: int
    slug: str
    title: str
    product_id: int
    due_at: datetime
    answered_at: datetime | None

    @property
    def is_in_time(self) -> bool:
        """Tell whether the answer came by the day."""
        return self.answered_at is not None and self.answered_at <= self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The promises of a product that are settled in a month: answered, or overdue."""

    month: str
    product_id: int
    product_name_ko: str
    product_name_en: str
    promises: tuple[Promise, ...]

    @property
    def in_time(self) -> int:
        """Count those that were answered in time."""
        return sum(promise.is_in_time for promise in self.promises)

    @property
    def percent(self) -> int:
        """Give the share that was answered in time, in whole percent."""
        return round(100 * self.in_time / len(self.promises))

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


def by_month(time_zone: str) -> tuple[Month, ...]:
    """List how the promises of the last twelve months were kept, the newest month first.

    A promise belongs to the month of its day. It counts once it is answered or its day is over;
    until then nobody can tell. What is hidden is left out, and what was put together with another
    before it was answered.

    Takes: time_zone, in which a month begins and ends.
    Costs: 1 statement.
    """
    now, zone = clock.now(), ZoneInfo(time_zone)
    rows = db.session.execute(
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Thread.product_id,
            IdeaPlan.answer_due_at,
            IdeaPlan.answered_at,
            Product.name_ko,
            Product.name_en,
        )
        .join(IdeaPlan, IdeaPlan.thread_id == Thread.id)
        .join(Product, Product.id == Thread.product_id)
        .where(Thread.visibility == "visible", IdeaPlan.answer_due_at.is_not(None))
        .where(Thread.canonical_id.is_(None) | IdeaPlan.answered_at.is_not(None))
        .where(IdeaPlan.answer_due_at > now - PERIOD)
        .where((IdeaPlan.answer_due_at < now) | IdeaPlan.answered_at.is_not(None))
        .order_by(IdeaPlan.answer_due_at.desc(), Thread.id.desc())
    )
    found: defaultdict[tuple[str, int], list[Promise]] = defaultdict(list)
    names: dict[int, tuple[str, str]] = {}
    for row in rows:
        promise = Promise(row.id, row.slug, row.title, row.product_id, *_times(row))
        found[f"{promise.due_at.astimezone(zone):%Y-%m}", promise.product_id].append(promise)
        names[promise.product_id] = (row.name_ko, row.name_en)
    return tuple(
        Month(
            month=month,
            product_id=product_id,
            product_name_ko=names[product_id][0],
            product_name_en=names[product_id][1],
            promises=tuple(promises),
        )
        for (month, product_id), promises in sorted(
            found.items(), key=lambda one: (one[0][0], -one[0][1]), reverse=True
        )
    )


def _times(row: Any) -> tuple[datetime, datetime | None]:  # noqa: ANN401 - a row of by_month
    return row.answer_due_at, row.answered_at
