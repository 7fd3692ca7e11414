"""Everybody's lists by figures: in their order, page by page, and nothing that may not be seen."""

import math
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.review import figures, orders
from portal.review.models import IdeaFigures
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.refusals import do
from tests.make.together import crowd
from tests.review.test_figures import settle

IDEAS = Filters(kind="idea")


@pytest.fixture
def many(cast) -> list[int]:
    """Give ideas of many ages, some with voters, with people who speak of them, with news."""
    people = crowd(6)
    now = clock.now()
    made = []
    for number in range(45):
        with clock.at(now - timedelta(days=number % 17, hours=number)):
            title = f"{number}번째로 바라는 것이에요"
            made.append(make.idea(cast.minji, cast.product_id, title=title, tags=("바람",)))
            for voter in people[: number % 5]:
                do(votes.cast, voter, made[-1])
            for who in people[: number % 4]:
                do(answers.comment, who, made[-1], body_md="저도 필요해요.")
        if number % 3 == 0:
            with clock.at(now - timedelta(hours=number)):
                do(answers.comment, cast.daniel, made[-1], body_md="보고 있어요.")
    settle()
    return made


def walk(listing, filters: Filters = IDEAS) -> list[int]:
    seen, cursor = [], None
    while True:
        page = listing(filters, cursor=cursor)
        assert len(page.items) <= 20
        seen += [card.id for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_each_order_is_the_one_that_the_rows_say(cast, many):
    rows = {row.id: row for row in db.session.query(Thread).all()}
    now = clock.now()

    def days(number: int) -> float:
        return (now - rows[number].posted_at).total_seconds() / 86_400

    by_place = dict(enumerate(many))
    spoken = sorted(((-n, by_place[n]) for n in by_place if n % 3 == 0), reverse=True)
    assert walk(orders.spoken) == [thread_id for _, thread_id in spoken]
    talked = [(n % 4, by_place[n]) for n in by_place if n % 4]
    assert walk(orders.discussed) == [thread_id for _, thread_id in sorted(talked, reverse=True)]
    waits = [i for n, i in by_place.items() if n % 3]
    weighed = sorted(waits, key=lambda i: rows[i].vote_count * math.log(2 + days(i)), reverse=True)
    assert walk(orders.waiting) == weighed


def test_who_spoke_long_ago_discusses_it_no_more(cast):
    idea = make.idea(cast.minji, cast.product_id)
    with clock.at(clock.now() - timedelta(days=91)):
        do(answers.comment, cast.junho, idea, body_md="저도 필요해요.")
    settle()
    assert walk(orders.discussed) == []


def test_what_is_hidden_or_merged_is_gone_before_its_figures_are_counted_anew(cast, many):
    hidden, merged = walk(orders.discussed)[:2]
    other = next(each for each in many if each not in (hidden, merged))
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    do(duplicates.apply, cast.hana, merged, other)
    for listing in (orders.discussed, orders.waiting, orders.spoken):
        assert not {hidden, merged} & set(walk(listing))


def test_decided_ideas_are_news_and_wait_for_nothing(cast, many):
    waited = walk(orders.waiting)[0]
    spoken_of = walk(orders.discussed)[0]
    for each in (waited, spoken_of):
        lead(cast.daniel, each, "already_available")
    settle()
    assert walk(orders.spoken)[:2] == [spoken_of, waited]
    assert waited not in walk(orders.waiting)
    assert spoken_of not in walk(orders.discussed)
    done = Filters(kind="idea", status="already_available")
    assert spoken_of in walk(orders.discussed, done)


def test_they_are_narrowed_by_product_status_tag_and_language(cast, many):
    with transaction():
        other = products.add(slug="tv", name_ko="티비", name_en="TV")
    english = make.idea(cast.minji, other, title="Record two programmes", lang="en", tags=("tv",))
    do(answers.comment, cast.junho, english, body_md="Yes, please.")
    settle()
    for fields in ({"product_id": other}, {"tag": "tv"}, {"lang": "en"}):
        narrowed = Filters(kind="idea", **fields)
        assert walk(orders.discussed, narrowed) == walk(orders.waiting, narrowed) == [english]
        assert walk(orders.spoken, narrowed) == []
    assert english in walk(orders.waiting, Filters(kind="idea", status="new"))
    assert walk(orders.waiting, Filters(kind="idea", status="planned")) == []
    assert walk(orders.waiting, Filters(kind="idea", tag="바람", product_id=other)) == []


def test_a_day_of_waiting_moves_an_idea_by_itself(cast):
    idea = make.idea(cast.minji, cast.product_id)
    settle()
    before = db.session.get(IdeaFigures, idea).waiting_key
    db.session.rollback()
    with transaction():
        db.session.execute(update(IdeaFigures).values(computed_at=clock.now() - timedelta(days=2)))
    with clock.at(clock.now() + timedelta(days=2)):
        assert do(figures.let_age) == 1
        settle()
    db.session.expire_all()
    assert db.session.get(IdeaFigures, idea).waiting_key > before
