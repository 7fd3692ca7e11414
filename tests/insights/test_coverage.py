"""Whether help has what is asked again and again, and what articles changed, counted by hand (R39).

Questions here belong together because they are put together, whatever their words.
"""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import update

from portal.duplicates import actions as duplicates
from portal.faq import actions
from portal.insights import coverage, effects
from portal.insights.coverage import Coverage
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.search import grouping
from portal.threads import clusters
from portal.threads.models import Thread
from tests.faq.test_candidates import crowd, let_vote, solved
from tests.insights.test_help import article_from
from tests.make import threads as make
from tests.make.refusals import do, refusal

_NUMBERS = count(1)


def moved(number: int, days_ago: float) -> int:
    """Let a question have been asked so many days ago."""
    posted = clock.now() - timedelta(days=days_ago)
    with transaction():
        db.session.execute(update(Thread).where(Thread.id == number).values(posted_at=posted))
    return number


def asked(cast, days_ago: float = 1, *, like: int | None = None, **fields) -> int:
    """Let somebody ask, so many days ago; with another, about the same."""
    values = {"title": f"다시 여쭤봅니다 {next(_NUMBERS)}번째 글이에요"} | fields
    number = moved(make.question(cast.suhyun, cast.product_id, **values), days_ago)
    if like is not None:
        do(clusters.join, number, like)
    return number


def closed_as(cast, root: int, days_ago: float = 1, **fields) -> int:
    """Let somebody ask what is closed as the same as another."""
    number = asked(cast, days_ago, **fields)
    do(duplicates.apply, cast.eunji, number, root)
    return number


@pytest.fixture
def world(cast):
    """Give four clusters: the bill of 4 questions, the wifi of 3, the fine of 2, the move of 1."""
    wifi = moved(solved(cast), 5)
    do(clusters.join, wifi, None)
    asked(cast, 3, like=wifi)
    closed_as(cast, wifi, 2)
    bill = asked(cast, 80)
    do(clusters.join, bill, None)
    like = asked(cast, 60, like=bill)
    closed_as(cast, like, 4)  # the same as one that only resembles the first
    asked(cast, 1, like=bill)
    fine = asked(cast, 89)
    do(clusters.join, fine, None)
    asked(cast, 88, like=fine)
    asked(cast, 91, like=fine)  # too long ago
    do(duplicates.hide, cast.eunji, asked(cast, 1, like=fine), reason="광고예요.")
    move = asked(cast, 1)  # asked once
    do(clusters.join, move, None)
    make.idea(cast.minji, cast.product_id)
    english = asked(cast, 1, lang="en")
    do(clusters.join, english, None)
    asked(cast, 1, like=english, lang="en")
    return {"wifi": wifi, "bill": bill, "fine": fine, "move": move, "english": english}


def test_coverage_is_the_share_of_clusters_with_a_published_article(cast, world):
    """R39: 3 clusters of 4, 3 and 2 questions; an article has that of 3."""
    assert coverage.coverage(cast.suhyun, "ko") == Coverage(3, 0, 3, 0, 9, 0)
    version_id = article_from(cast, world["wifi"], proposed=2, published=1)
    assert coverage.coverage(cast.suhyun, "ko") == Coverage(3, 1, 3, 1, 9, 3)
    found = coverage.list_clusters(cast.miran, "ko").items
    assert [(one.root_id, one.questions) for one in found] == [
        (world["bill"], 4),
        (world["wifi"], 3),
        (world["fine"], 2),
    ]
    assert [one.article_id for one in found] == [None, version_id, None]
    do(actions.retire, cast.suhyun, version_id, reason="낡은 내용이에요.")
    assert coverage.coverage(cast.suhyun, "ko").covered == 0
    assert coverage.coverage(cast.suhyun, "en") == Coverage(1, 0, 1, 0, 2, 0)


def test_an_article_from_any_question_of_a_cluster_covers_all_of_it(cast, world):
    again = closed_as(cast, world["bill"], 1)
    version_id = article_from(cast, world["wifi"], proposed=2, published=1)
    do(actions.link_source, cast.suhyun, version_id, again)
    found = {one.root_id: one.article_id for one in coverage.list_clusters(cast.miran, "ko").items}
    assert found == {world["bill"]: version_id, world["wifi"]: version_id, world["fine"]: None}
    assert coverage.coverage(cast.suhyun, "ko").questions_covered == 5 + 3


def test_the_largest_are_told_apart(cast, monkeypatch, world):
    monkeypatch.setattr(coverage, "TOP", 2)
    article_from(cast, world["wifi"], proposed=2, published=1)
    found = coverage.coverage(cast.suhyun, "ko")
    assert (found.clusters, found.covered, found.top, found.top_covered) == (3, 1, 2, 1)


def test_people_of_a_cluster_are_counted_once(cast, world):
    people = crowd(3)
    let_vote(people[:2], world["wifi"])
    like = next(one for one in clusters.members(world["wifi"]) if one != world["wifi"])
    let_vote(people[1:], like)
    wifi = next(
        one
        for one in coverage.list_clusters(cast.suhyun, "ko").items
        if one.root_id == world["wifi"]
    )
    # 민지 asked the first, 수현 the others, and three neighbours have it too
    assert wifi.people == 5


def test_a_cluster_has_the_questions_that_it_is_counted_by(cast, world):
    for one in coverage.list_clusters(cast.suhyun, "ko").items:
        rows = coverage.questions_of(cast.suhyun, "ko", one.root_id).items
        assert len(rows) == one.questions
        assert len({card.id for card in rows}) == one.questions


def test_a_cluster_whose_first_question_is_hidden_is_shown_by_another(cast, world):
    do(duplicates.hide, cast.eunji, world["bill"], reason="광고예요.")
    bill = next(
        one
        for one in coverage.list_clusters(cast.suhyun, "ko").items
        if one.root_id == world["bill"]
    )
    assert bill.questions == 3
    assert bill.thread_id in clusters.members(world["bill"])


def test_clusters_are_found_by_the_words_that_questions_share(cast):
    one = make.question(cast.minji, cast.product_id, title="와이파이가 저녁마다 끊겨요")
    make.question(cast.junho, cast.product_id, title="저녁에 와이파이 연결이 끊겨요")
    make.question(cast.junho, cast.product_id, title="청구서를 다시 받고 싶어요")
    while do(grouping.group_waiting):
        pass
    (cluster,) = coverage.list_clusters(cast.suhyun, "ko").items
    assert (cluster.root_id, cluster.questions, cluster.people) == (one, 2, 2)


def test_clusters_come_in_pages_that_cost_the_same(cast, statements):
    for _ in range(22):
        root = asked(cast)
        do(clusters.join, root, None)
        asked(cast, like=root)
    statements.clear()
    first = coverage.list_clusters(cast.suhyun, "ko")
    second = coverage.list_clusters(cast.suhyun, "ko", cursor=first.next_cursor)
    assert len(statements) == 8
    assert (len(first.items), len(second.items), second.next_cursor) == (20, 2, None)
    assert len({one.root_id for one in (*first.items, *second.items)}) == 22


# ── what an article changed ──


def grown_world(cast) -> tuple[int, int]:
    """Give an article of 40 days ago, and the question it grew from.

    About the same: 6 in the 28 days before (67, 65, 60, 55, 45, 41), 3 after (39, 30, 13); one
    sooner and one later. Others about the product: 4 before, 8 after.
    """
    root = moved(solved(cast), 67)
    do(clusters.join, root, None)
    for days_ago in (65, 60, 55, 39, 30):
        asked(cast, days_ago, like=root)
    for days_ago in (69, 45, 41, 13, 11):
        closed_as(cast, root, days_ago)
    for days_ago in (66, 64, 49, 42, 38, 36, 35, 34, 33, 20, 15, 14, 5):
        asked(cast, days_ago)
    asked(cast, 50, lang="en")
    make.idea(cast.junho, cast.product_id)
    do(duplicates.hide, cast.eunji, asked(cast, 50, like=root), reason="광고예요.")
    other = do(products.add, slug="tv", name_ko="TV", name_en="TV")
    moved(make.question(cast.junho, other), 50)
    return article_from(cast, root, proposed=41, published=40), root


def test_an_effect_is_read_in_the_light_of_what_else_was_asked(cast):
    """R39: 6 before, 3 after; others doubled, so 12 were to be expected: 75 % fewer."""
    version_id, _ = grown_world(cast)
    (one,) = effects.effects(cast.suhyun, "ko").items
    assert (one.version_id, one.days, one.before, one.after) == (version_id, 28, 6, 3)
    assert (one.others_before, one.others_after) == (4, 8)
    assert (one.before_a_week, one.after_a_week, one.expected_a_week) == (1.5, 0.75, 3.0)
    assert (one.expected, one.change, one.untold) == (12.0, -75, None)
    assert effects.effect(cast.suhyun, version_id) == one
    assert effects.effects(cast.suhyun, "en").items == ()


def test_each_part_of_an_effect_has_its_rows(cast):
    version_id, _ = grown_world(cast)
    (one,) = effects.effects(cast.suhyun, "ko").items
    for part in effects.PARTS:
        rows = effects.questions_of(cast.miran, version_id, part).items
        assert len(rows) == getattr(one, part), part
    assert refusal(effects.questions_of, cast.miran, version_id, "all") == "numbers.pile"
    assert refusal(effects.questions_of, cast.miran, 999, "after") == "faq.not_found"


def test_both_sides_are_as_long_while_an_article_is_young(cast):
    grown_world(cast)
    now = clock.now()
    with clock.at(now - timedelta(days=29.5)):
        (ten,) = effects.effects(cast.suhyun, "ko").items
    # ten days on each side: 45, 41 before, 39 and 30 after; of the others 49, 42 and 38 to 33
    assert (ten.days, ten.before, ten.after) == (10, 2, 2)
    assert (ten.others_before, ten.others_after) == (2, 5)
    assert (ten.change, ten.untold) == (None, "few")
    with clock.at(now - timedelta(days=34.5)):
        (five,) = effects.effects(cast.suhyun, "ko").items
    assert (five.days, five.change, five.untold) == (5, None, "early")
    with clock.at(now - timedelta(days=39.9)):
        (none,) = effects.effects(cast.suhyun, "ko").items
    assert (none.days, none.before_a_week, none.untold) == (0, 0.0, "early")


def test_nothing_is_told_where_there_is_nothing_to_compare_with(cast):
    root = moved(solved(cast), 50)
    do(clusters.join, root, None)
    for days_ago in (49, 48, 47, 46, 30):
        asked(cast, days_ago, like=root)
    article_from(cast, root, proposed=41, published=40)
    (one,) = effects.effects(cast.suhyun, "ko").items
    assert (one.before, one.after, one.others_before) == (5, 1, 0)
    assert (one.expected, one.change, one.untold) == (None, None, "others")
    asked(cast, 45)
    asked(cast, 44)
    asked(cast, 30)
    (one,) = effects.effects(cast.suhyun, "ko").items
    # two and a half are too few to be expected, too
    assert (one.expected, one.change, one.untold) == (2.5, None, "few")


def test_effects_cost_the_same_for_many_articles(cast, statements):
    for number in range(3):
        source = solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
        article_from(cast, source, proposed=9, published=number + 1)
    statements.clear()
    assert len(effects.effects(cast.suhyun, "ko").items) == 3
    assert len(statements) == 4


def test_coverage_and_effects_are_for_those_who_read_numbers(cast, world):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert refusal(coverage.coverage, who, "ko") == "numbers.read"
        assert refusal(coverage.list_clusters, who, "ko") == "numbers.read"
        assert refusal(coverage.questions_of, who, "ko", world["wifi"]) == "numbers.read"
        assert refusal(effects.effects, who, "ko") == "numbers.read"
        assert refusal(effects.effect, who, 1) == "numbers.read"
        assert refusal(effects.questions_of, who, 1, "after") == "numbers.read"
