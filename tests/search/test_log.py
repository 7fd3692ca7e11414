"""What people search for is counted; who they are is not known."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kit import clock, signing
from portal.kit.db import db, transaction
from portal.search import log
from portal.search.log import Told
from portal.search.models import Search


def shown(query: str = "와이파이 끊김", *, count: int = 3, after: str = ""):
    return log.shown(query, lang="ko", filters="faq", result_count=count, after=after)


def tell(page, **facts) -> bool:
    with transaction():
        return log.record(Told(page.token, **facts), place="192.0.2.7")


def rows() -> list[Search]:
    db.session.rollback()
    return list(db.session.execute(select(Search).order_by(Search.searched_at)).scalars())


def test_a_search_is_written_once_with_what_became_of_it(app):
    page = shown("  ＷＩＦＩ   끊김 ")
    for _ in range(2):
        assert tell(page)
    assert tell(page, position=2)
    tell(page, position=5)
    tell(page, has_asked=True)
    (row,) = rows()
    assert (row.words, row.lang, row.filters, row.result_count) == ("wifi 끊김", "ko", "faq", 3)
    assert (row.position, row.has_asked, row.is_refined) == (2, True, False)


def test_a_search_that_found_nothing_is_counted_like_any_other(app):
    tell(shown(count=0))
    assert [row.result_count for row in rows()] == [0]


def test_a_search_from_the_page_of_another_refines_it(app):
    first = shown("인터넷")
    tell(first)
    with clock.at(clock.now() + timedelta(seconds=20)):
        tell(shown("인터넷 느림", after=first.id))
    assert [row.is_refined for row in rows()] == [True, False]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  ",
        "minji@example.com",
        "minji @ example.com",
        "010-1234-5678",
        "01012345678",
        "０１０ １２３４ ５６７８",
        "4111 1111 1111 1111",
        "900101-1234567",
        "+82 (10) 1234.5678",
    ],
)
def test_what_may_be_somebodys_own_data_is_not_kept(app, query):
    assert shown(query) is None


@pytest.mark.parametrize("query", ["iphone 15 pro 256gb", "2026년 11월 요금", "5G", "환불", "c++"])
def test_what_names_a_thing_is_kept(app, query):
    assert shown(query) is not None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "가"])
def test_what_was_not_searched_here_is_not_written(app, token):
    with transaction():
        assert not log.record(Told(token), place="")
        assert not log.record(Told(signing.seal("other", "x")), place="")
    assert rows() == []


def test_a_page_tells_for_a_day(app):
    page = shown()
    with clock.at(clock.now() + timedelta(days=1, seconds=5)):
        assert not tell(page)


@pytest.mark.parametrize("position", [0, -1, 10**9])
def test_a_position_that_no_page_has_is_not_written(app, position):
    tell(shown(), position=position)
    assert [row.position for row in rows()] == [None]


def test_rows_are_dropped_after_ninety_days(app):
    tell(shown())
    with clock.at(clock.now() + timedelta(days=89)), transaction():
        assert log.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=91)), transaction():
        assert log.forget_old() == 1
    assert rows() == []


def test_nothing_in_a_row_tells_who():
    assert {column.name for column in Search.__table__.columns} == {
        *("id", "words", "lang", "filters", "result_count", "position"),
        *("is_refined", "has_asked", "searched_at"),
    }
