"""Each list of ideas goes through an index in its order, whatever it is narrowed to."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text

from portal.accounts.actor import NOBODY
from portal.kit import clock
from portal.kit.db import db, is_sqlite, transaction
from portal.products import actions as products
from portal.review import orders
from portal.review.models import NEVER, IdeaFigures
from portal.threads import lists
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.votes import queries as votes

MANY = 4_000


@pytest.fixture
def product(cast) -> int:
    """Fill the tables with ideas of two products, many of them decided; give the smaller one."""
    with transaction():
        other = products.add(slug="tv", name_ko="티비", name_en="TV")
    now = clock.now()
    kinds = [("new", "open")] * 20 + [("declined", "rejected")] * 20 + [("planned", "active")] * 3
    threads, figures = [], []
    for number in range(1, MANY + 1):
        status, kind = kinds[number % len(kinds)]
        product_id = other if number % 9 == 0 else cast.product_id
        posted_at = now - timedelta(hours=number)
        threads.append(
            {
                "id": number,
                "kind": "idea",
                "product_id": product_id,
                "lang": "ko",
                "author_id": cast.minji.id,
                "title": f"바라는 것 {number}",
                "slug": "바라는-것",
                "body_md": "글",
                "body_html": "<p>글</p>",
                "excerpt": "글",
                "status": status,
                "status_kind": kind,
                "hot_key": number * 7 % 1_009 / 3,
                "posted_at": posted_at,
                "last_activity_at": posted_at,
                "vote_count": number * 11 % 701,
            }
        )
        figures.append(
            {
                "thread_id": number,
                "product_id": product_id,
                "is_live": status != "declined",
                "commenters_90": number % 90,
                "waiting_key": float(number * 13 % 811),
                "staff_key": float(number) if number % 5 else NEVER,
                "last_staff_at": posted_at if number % 5 else None,
            }
        )
    with transaction():
        db.session.execute(insert(Thread), threads)
        db.session.execute(insert(IdeaFigures), figures)
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    yield other
    if is_sqlite():
        # what is known of these rows is of no use to other tests, nor to connections that know it
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM sqlite_stat1"))
        db.engine.dispose()


@pytest.fixture
def plan_of(app):
    """Give the plan of what a list asks the database."""
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    def plan(ask) -> str:
        asked.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        ask()
        event.remove(db.engine, "before_cursor_execute", note)
        (statement, parameters), *_others = asked
        explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
        rows = db.session.connection().exec_driver_sql(f"{explain} {statement}", parameters)
        return "\n".join(str(row[-1]) for row in rows)

    return plan


def uses(index: str, plan: str) -> bool:
    return re.search(rf"\b{index}\b", plan) is not None


NARROWED = {
    "all": ({}, "ix_threads_{}"),
    "product": ({"product_id": 0}, "ix_threads_product_{}"),
    "status": ({"status": "planned"}, "ix_threads_status_{}"),
}


@pytest.mark.parametrize("way", NARROWED)
@pytest.mark.parametrize("order", ["hot", "new", "top"])
def test_orders_of_threads(product, plan_of, way, order):
    fields, index = NARROWED[way]
    if "product_id" in fields:
        fields = {"product_id": product}
    chosen = Filters(kind="idea", **fields)
    first = getattr(lists, order)(NOBODY, chosen)
    assert len(first.items) == 20
    for cursor in (None, first.next_cursor):
        plan = plan_of(lambda cursor=cursor: getattr(lists, order)(NOBODY, chosen, cursor=cursor))
        assert uses(index.format(order), plan), plan


def test_own_votes_are_looked_for_from_the_threads_of_the_page(product, cast, plan_of):
    shown = [card.id for card in lists.hot(NOBODY, Filters(kind="idea")).items]
    plan = plan_of(lambda: votes.mine(cast.minji, shown))
    assert uses("ix_threads_canonical_id", plan), plan
    # of those who voted for nearly everything, everything would be gone through; PostgreSQL knows
    # how much somebody voted for, and may begin with that where it is next to nothing
    if is_sqlite():
        assert not uses("ix_votes_person_id", plan), plan


@pytest.mark.parametrize("way", ["all", "product", "status"])
@pytest.mark.parametrize("order", ["discussed", "waiting", "spoken"])
def test_orders_of_figures(product, plan_of, way, order):
    fields = {"all": {}, "product": {"product_id": product}, "status": {"status": "planned"}}[way]
    chosen = Filters(kind="idea", **fields)
    index = f"ix_idea_figures_{'product_' if way == 'product' else ''}{order}"
    first = getattr(orders, order)(chosen)
    assert len(first.items) == 20
    for cursor in (None, first.next_cursor):
        plan = plan_of(lambda cursor=cursor: getattr(orders, order)(chosen, cursor=cursor))
        assert uses(index, plan), plan
