"""What searches say about missing help articles (R39, R46)."""

import secrets
from dataclasses import replace

import pytest
from sqlalchemy import insert

from portal.faq import actions, growing, wanted
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import NotAllowed
from portal.search import candidates, jobs
from portal.search.models import Search
from portal.threads import actions as threads
from tests.faq.test_candidates import solved, weighed
from tests.make.faq import TEXT, proposed, published


@pytest.fixture
def index(app, drain):
    def bring_up_to_date() -> None:
        drain()
        jobs.index_stale()

    jobs.rebuild()
    return bring_up_to_date


def searched(
    words: str, times: int, *, results: int = 5, opened: int | None = None, filters=""
) -> None:
    with transaction():
        rows = [
            {
                "id": secrets.token_hex(16),
                "words": words,
                "lang": "ko",
                "filters": filters,
                "result_count": results,
                "position": opened,
                "is_refined": False,
                "has_asked": False,
                "searched_at": clock.now(),
            }
            for _ in range(times)
        ]
        db.session.execute(insert(Search), rows)


def missed(cast) -> list[tuple[str, int]]:
    return [(one.words, one.times) for one in wanted.browse(cast.suhyun, "ko").items]


def test_searches_that_opened_nothing_speak_for_the_questions_they_could_have_led_to(cast, index):
    root = solved(cast)
    again = solved(cast, cast.junho, title="와이파이 연결이 밤마다 끊겨요")
    other = solved(cast, cast.suhyun, title="요금 청구서가 오지 않아요")
    with transaction():
        threads.link_duplicate(cast.eunji, again, root)
    index()
    searched("와이파이", 3)
    searched("와이파이 끊겨요", 2)
    searched("청구서", 4, opened=1)
    candidates.weigh_candidates()
    # both wordings are found by it, and it counts once
    assert (weighed(root).searches, weighed(other).searches) == (5, 0)


def test_words_searched_for_three_times_in_vain_want_an_article(cast, index):
    searched("위약금 계산", 3, results=0)
    searched("법인 명의", 2, results=0)
    candidates.weigh_candidates()
    assert missed(cast) == [("위약금 계산", 3)]


def test_searches_that_something_narrowed_say_nothing(cast, index):
    root = solved(cast)
    index()
    searched("위약금 계산", 3, results=0, filters="tag:")
    searched("와이파이", 3, filters="idea")
    candidates.weigh_candidates()
    assert missed(cast) == []
    assert weighed(root).searches == 0


def test_words_are_off_the_list_once_an_article_has_them(cast, index):
    searched("와이파이 끊길", 3, results=0)
    candidates.weigh_candidates()
    assert missed(cast) == [("와이파이 끊길", 3)]
    published(cast.seoyeon, cast.suhyun, cast.product_id)
    index()
    candidates.weigh_candidates()
    assert missed(cast) == []


def test_words_somebody_writes_about_are_off_the_list_until_the_draft_is_thrown_away(cast, index):
    searched("위약금 계산", 3, results=0)
    candidates.weigh_candidates()
    (one,) = wanted.browse(cast.suhyun, "ko").items
    with transaction():
        version_id = actions.start_article(
            cast.seoyeon, product_id=cast.product_id, lang="ko", title="위약금은 얼마인가요?"
        )
        wanted.answer(cast.seoyeon, one.id, version_id)
    candidates.weigh_candidates()
    assert missed(cast) == []
    with transaction():
        actions.discard_draft(cast.seoyeon, version_id)
    assert missed(cast) == [("위약금 계산", 3)]


def test_declined_words_come_back_when_they_are_searched_for_twice_as_often(cast, index):
    searched("위약금 계산", 3, results=0)
    candidates.weigh_candidates()
    (one,) = wanted.browse(cast.suhyun, "ko").items
    with pytest.raises(NotAllowed), transaction():
        wanted.decline(cast.seoyeon, one.id, reason="다른 곳에 있어요")
    with transaction():
        wanted.decline(cast.suhyun, one.id, reason="다른 곳에 있어요")
    searched("위약금 계산", 2, results=0, opened=None)
    candidates.weigh_candidates()
    assert missed(cast) == []
    searched("위약금 계산", 6, results=0, opened=1)
    candidates.weigh_candidates()
    assert missed(cast)[0][1] >= 6


def test_an_article_is_offered_by_what_else_it_is_called(cast, index, drain):
    text = replace(TEXT, aliases=("요금 청구서를 못 받았을 때",))
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id, text=text)
    index()
    thread_id = solved(cast, title="요금 청구서가 오지 않아요")
    with transaction():
        actions.nominate(cast.suhyun, thread_id)
    drain()
    assert [one.offer.version_id for one in proposed(cast.suhyun)] == [version_id]


def test_an_article_that_shares_two_words_is_offered_to_be_updated(cast, index, drain):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    index()
    like, unlike = solved(cast), solved(cast, cast.junho, title="요금 청구서가 오지 않아요")
    with transaction():
        actions.nominate(cast.suhyun, like)
        actions.nominate(cast.suhyun, unlike)
    drain()
    offers = {one.thread_id: one.offer and one.offer.version_id for one in proposed(cast.suhyun)}
    assert offers == {like: version_id, unlike: None}
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
    assert all(one.offer is None for one in proposed(cast.suhyun))
    index()
    candidates.weigh_candidates()
    growing.weigh_and_propose({})
    assert all(one.offer is None for one in proposed(cast.suhyun))
