"""The product manager's list: who sees it, what it is narrowed to, how it is ordered and paged."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas.models import IdeaPlan
from portal.kit import clock
from portal.kit.db import db, is_sqlite, transaction
from portal.products import actions as products
from portal.review import worklist
from portal.review.models import IdeaFigures, IdeaScore
from portal.review.views import BUILT_IN
from portal.review.worklist import ORDERS, Choice
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal
from tests.review.test_figures import settle, works_at

TITLES = (
    "다크 모드를 지원해 주세요",
    "요금제 알림을 켜고 끄게 해 주세요",
    "해외 로밍을 미리 신청하고 싶어요",
)


@pytest.fixture
def ideas(cast) -> list[int]:
    made = [make.idea(cast.minji, cast.product_id, title=title) for title in TITLES]
    for number, voters in enumerate(((), (cast.junho,), (cast.junho, cast.suhyun))):
        for who in voters:
            do(votes.cast, who, made[number])
    settle()
    return made


def found(cast, order: str = "votes", **choice) -> list[int]:
    return [row.id for row in worklist.page(cast.daniel, Choice(**choice), order=order).items]


def test_only_product_managers_see_it_and_only_of_their_products(cast, ideas):
    with transaction():
        other = products.add(slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("teo", "태오", Role.PRODUCT_MANAGER, product_id=other)
    theirs = make.idea(cast.junho, other, title="채널을 묶어서 보고 싶어요")
    settle()
    for who in (NOBODY, cast.minji, cast.seoyeon, cast.suhyun):
        assert refusal(worklist.page, who, Choice(), order="votes") == "idea.review"
    assert [row.id for row in worklist.page(elsewhere, Choice(), order="votes").items] == [theirs]
    assert set(worklist.by_ids(elsewhere, [*ideas, theirs])) == {theirs}
    assert worklist.count(elsewhere, Choice()) == 1
    asked = Choice(product_id=cast.product_id)
    assert refusal(worklist.page, elsewhere, asked, order="votes") == "idea.review"
    assert set(found(cast)) == {*ideas, theirs}


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_every_order_pages_through_all_without_a_gap_or_a_repeat(cast, ideas, order):
    seen: list[int] = []
    cursor = None
    while True:
        page = worklist.page(cast.daniel, Choice(), order=order, cursor=cursor, size=2)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(ideas)
    assert len(seen) == len(set(seen))


def test_an_order_that_nobody_knows_is_refused(cast):
    assert refusal(worklist.page, cast.daniel, Choice(), order="luck") == "review.order"


def test_what_has_no_estimate_comes_last_and_never_counts_as_nothing(cast, ideas):
    with transaction():
        db.session.add(
            IdeaScore(
                thread_id=ideas[0],
                reach=0,
                impact=1.0,
                confidence=0.5,
                effort=1.0,
                updated_at=clock.now(),
            )
        )
        db.session.execute(update(IdeaFigures).values(stale_at=clock.now()))
    settle()
    page = worklist.page(cast.daniel, Choice(), order="rice").items
    assert page[0].id == ideas[0]
    assert [row.rice for row in page] == [0.0, None, None]


def test_what_is_due_first_comes_first(cast, ideas):
    now = clock.now()
    with transaction():
        for thread_id, days in ((ideas[0], 5), (ideas[2], -2)):
            values = {"needs_answer_since": now, "answer_due_at": now + timedelta(days=days)}
            db.session.execute(insert(IdeaPlan).values(thread_id=thread_id, **values))
        db.session.execute(update(IdeaFigures).values(stale_at=now))
    settle()
    assert found(cast, "due") == [ideas[2], ideas[0], ideas[1]]
    assert found(cast, overdue=True) == [ideas[2]]
    assert worklist.by_ids(cast.daniel, [ideas[2]])[ideas[2]].is_overdue(now)


@pytest.fixture
def mixed(cast, ideas) -> tuple[int, int, int, int]:
    """Give a declined idea, one with an owner, one that an organisation wants, one in English."""
    plain, liked, loved = ideas
    works_at(cast.suhyun, "haesol.example")
    tagged = make.idea(
        cast.junho, cast.product_id, title="Let me export my bills", lang="en", tags=("bills",)
    )
    with transaction():
        db.session.execute(
            insert(IdeaPlan).values(thread_id=liked, owner_id=cast.daniel.id, eta="2027-Q1")
        )
        declined = {"status": "declined", "status_kind": "rejected"}
        db.session.execute(update(Thread).where(Thread.id == plain).values(**declined))
    do(answers.comment, cast.seoyeon, loved, body_md="살펴보고 있어요.")
    do(duplicates.suggest, cast.seoyeon, liked, loved)
    with transaction():
        db.session.execute(update(IdeaFigures).values(stale_at=clock.now()))
    settle()
    return plain, liked, loved, tagged


def test_each_filter_keeps_what_it_names_and_nothing_else(cast, mixed):
    plain, liked, loved, tagged = mixed
    kept: list[tuple[dict[str, object], set[int]]] = [
        ({}, {liked, loved, tagged}),
        ({"status": "declined"}, {plain}),
        ({"status_kind": "rejected", "growing": True}, {plain}),
        ({"lang": "en"}, {tagged}),
        ({"tag": "bills"}, {tagged}),
        ({"owner_id": cast.daniel.id}, {liked}),
        ({"without_owner": True}, {loved, tagged}),
        ({"votes_from": 2}, {liked, loved}),
        ({"recent_votes_from": 3}, {loved}),
        ({"organisation": "haesol.example"}, {loved}),
        ({"never_answered": True}, {liked, tagged}),
        ({"has_candidates": True}, {liked, loved}),
        ({"without_score": True}, {liked, loved, tagged}),
        ({"ids": (plain, tagged)}, {plain, tagged}),
        ({"posted_from": datetime(2020, 1, 1, tzinfo=UTC)}, {liked, loved, tagged}),
        ({"posted_before": datetime(2020, 1, 1, tzinfo=UTC)}, set()),
        ({"threshold_from": datetime(2020, 1, 1, tzinfo=UTC)}, set()),
        ({"revisit_due": True}, set()),
        ({"concentrated": True}, set()),
        ({"importance_from": 1}, set()),
        ({"not_solved": True}, set()),
        ({"needs_info_replied": True}, set()),
    ]
    for choice, expected in kept:
        assert set(found(cast, **choice)) == expected, choice
        assert worklist.count(cast.daniel, Choice(**choice)) == len(expected), choice


def test_a_row_tells_who_answers_for_it_until_when_and_what_it_may_repeat(cast, mixed):
    liked = mixed[1]
    row = worklist.by_ids(cast.daniel, [liked])[liked]
    assert (row.owner, row.eta, row.candidates) == ("다니엘", "2027-Q1", 1)


def test_a_file_holds_all_that_the_list_counts_in_its_order(cast, mixed, monkeypatch):
    monkeypatch.setattr(worklist, "_AT_ONCE", 2)
    rows = list(worklist.everything(cast.daniel, Choice(), order="votes"))
    assert [row.id for row in rows] == found(cast)
    assert len(rows) == worklist.count(cast.daniel, Choice()) == 3
    top = worklist.everything(cast.daniel, Choice(), order="votes", most=2)
    assert [row.id for row in top] == found(cast)[:2]


def test_the_built_in_views_name_what_they_show(cast, mixed):
    plain, liked, loved, tagged = mixed
    now = clock.now()
    with transaction():
        started = {"needs_answer_since": now - timedelta(days=9), "answer_due_at": now}
        change = update(IdeaPlan).where(IdeaPlan.thread_id == liked)
        db.session.execute(change.values(**started))
        put = insert(IdeaPlan).values(thread_id=plain, revisit_due_at=now)
        db.session.execute(put)
        lately = {"needs_answer_since": now, "answer_due_at": now + timedelta(days=30)}
        db.session.execute(insert(IdeaPlan).values(thread_id=loved, **lately))
    shown = {
        view.slug: {
            row.id
            for row in worklist.page(cast.daniel, view.at(clock.now()), order=view.order).items
        }
        for view in BUILT_IN.values()
    }
    assert shown == {
        "top": {liked, loved, tagged},
        "rising": {liked, loved, tagged},
        "overdue": {liked},
        "threshold": {loved},
        "declined": {plain},
        "unsolved": set(),
        "unscored": {liked, loved, tagged},
        "revisit": {plain},
    }


def test_every_filter_has_its_condition():
    assert {field.name for field in fields(Choice)} == set(worklist._CONDITIONS)


def test_hidden_and_merged_ideas_are_not_listed(cast, ideas):
    do(duplicates.hide, cast.eunji, ideas[0], reason="광고예요.")
    do(duplicates.apply, cast.hana, ideas[1], ideas[2])
    settle()
    assert found(cast) == [ideas[2]]
    assert found(cast, ids=tuple(ideas)) == [ideas[2]]


def test_the_list_reads_in_the_order_of_an_index(cast, ideas):
    connection = db.session.connection()
    explain = "EXPLAIN QUERY PLAN"
    if not is_sqlite():
        explain = "EXPLAIN"
        # so few rows are sorted in no time; whether there is a way without is the question
        for way in ("seqscan", "bitmapscan", "sort", "hashjoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    for order in (
        "priority",
        "demand",
        "momentum",
        "rice",
        "due",
        "staff",
        "active",
        "organisations",
    ):
        key = ORDERS[order]
        chosen = worklist._chosen(worklist._shape(Choice()), None).order_by(
            key.desc(), IdeaFigures.thread_id.desc()
        )
        asked = str(chosen.limit(50).compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"{explain} {asked}").all()
        told = " / ".join(str(step[-1]) for step in plan)
        assert f"ix_idea_figures_{order}" in told, (order, told)
        assert "B-TREE" not in told, (order, told)
