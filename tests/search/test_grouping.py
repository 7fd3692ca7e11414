"""Questions about the same are brought together, and at most suggested as the same."""

from datetime import timedelta

import pytest

from portal.accounts.actor import NOBODY
from portal.duplicates import actions as duplicates
from portal.duplicates import queries
from portal.kit import clock
from portal.products import actions as products
from portal.search import grouping
from portal.threads import actions as threads
from portal.threads import clusters
from portal.threads import queries as thread_queries
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do, refusal

ONE, OTHER = "와이파이가 저녁마다 끊겨요", "저녁에 와이파이 연결이 끊겨요"


@pytest.fixture
def pair(cast) -> tuple[int, int]:
    one = make.question(cast.minji, cast.product_id, title=ONE)
    return one, make.question(cast.junho, cast.product_id, title=OTHER)


def group() -> None:
    while do(grouping.group_waiting):
        pass


def test_questions_that_share_two_words_are_a_cluster_and_a_suggestion(cast, pair):
    group()
    one, other = pair
    assert clusters.root_of(other) == clusters.root_of(one) == one
    assert clusters.members(one) == pair
    assert clusters.asked(one) == 2
    (waiting,) = queries.suggested(cast.seoyeon).items
    assert (waiting.thread.id, waiting.target.id) == (other, one)
    assert waiting.what.suggested_by is None
    assert "와이파이" in waiting.what.shared_words
    # a person decides: nothing is linked
    assert thread_queries.get(NOBODY, other).canonical_id is None


def test_only_what_was_asked_in_the_last_28_days_is_counted(cast):
    with clock.at(clock.now() - timedelta(days=30)):
        one = make.question(cast.minji, cast.product_id, title=ONE)
    make.question(cast.junho, cast.product_id, title=OTHER)
    group()
    assert len(clusters.members(one)) == 2
    assert clusters.asked(one) == 1
    assert clusters.asked(one, until=clock.now() - timedelta(days=20)) == 1


def test_other_products_languages_and_problems_stay_apart(cast):
    other_product = do(products.add, slug="tv", name_ko="TV", name_en="TV")
    ids = [
        make.question(cast.minji, cast.product_id, title=ONE),
        make.question(cast.junho, other_product, title=OTHER),
        make.question(cast.junho, cast.product_id, title="통화가 저녁마다 끊겨요 왜죠"),
        make.question(cast.junho, cast.product_id, title="와이파이 저녁 drops", lang="en"),
    ]
    group()
    assert [clusters.root_of(number) for number in ids[:2]] == ids[:2]
    assert clusters.root_of(ids[3]) == ids[3]


def test_one_shared_word_is_enough_when_hardly_anybody_uses_it(cast):
    with clock.at(clock.now() - timedelta(days=40)):
        one = make.question(cast.minji, cast.product_id, title="펨토셀이 무엇인지 알고 싶어요")
    others = [
        make.question(cast.hana, cast.product_id, title=f"서로 아무 상관없는 글 {chr(0xAC00 + n)}")
        for n in range(120)
    ]
    other = make.question(cast.junho, cast.product_id, title="펨토셀이 궁금합니다 여러분")
    group()
    assert clusters.root_of(other) == one
    assert clusters.root_of(others[0]) != one


def test_hidden_questions_are_in_no_cluster(cast, pair):
    do(duplicates.hide, cast.eunji, pair[0], reason="광고예요.")
    group()
    assert clusters.root_of(pair[1]) == pair[1]
    assert queries.suggested(cast.seoyeon).items == ()


def test_what_people_linked_belongs_to_the_cluster_of_the_original(cast, pair):
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 느려지는 까닭")
    group()
    do(duplicates.apply, cast.seoyeon, third, pair[0])
    assert clusters.root_of(third) == pair[0]
    assert set(clusters.members(pair[0])) == {*pair, third}


def test_an_edited_question_is_looked_at_again(cast, pair, drain):
    group()
    one, other = pair
    draft = make.draft(cast.product_id, title="청구서를 이메일로 받고 싶어요")
    do(threads.edit, cast.minji, one, draft, seen_version=1)
    drain()
    group()
    assert clusters.root_of(one) == one
    assert clusters.root_of(other) == other
    assert clusters.members(other) == (other,)


def test_old_questions_are_grouped_and_not_suggested(cast):
    with clock.at(clock.now() - timedelta(days=8)):
        ids = [make.question(cast.minji, cast.product_id, title=title) for title in (ONE, OTHER)]
    group()
    assert clusters.root_of(ids[1]) == ids[0]
    assert queries.suggested(cast.seoyeon).items == ()


def test_staff_say_which_words_say_nothing(cast, client_as):
    desk = client_as(cast.suhyun)
    path = "/staff/search/generic"
    assert send(desk, path, words="저녁\n끊겨, 와이파이").status_code == 303
    assert "저녁" in said(desk.get(path))
    assert set(grouping.generic_words()) == {"끊겨", "와이파이", "저녁"}
    make.question(cast.minji, cast.product_id, title=ONE)
    other = make.question(cast.junho, cast.product_id, title=OTHER)
    group()
    assert clusters.root_of(other) == other
    assert send(desk, path, words="가" * 41).status_code == 422
    assert refusal(grouping.set_generic_words, cast.seoyeon, "낱말") == "search.tend"
    assert client_as(cast.seoyeon).get(path).status_code == 404
