"""What people search for, as editors and leads see it."""

from datetime import timedelta

import pytest

from portal.kit import clock
from portal.kit.db import transaction
from portal.search import log, report
from portal.search.log import Told
from tests.make.pages import said
from tests.make.refusals import refusal

PAGE = "/staff/search"


def search(
    words: str, *, days_ago: float = 0.1, count: int = 3, lang: str = "ko", after="", **facts
):
    with clock.at(clock.now() - timedelta(days=days_ago)), transaction():
        page = log.shown(words, lang=lang, filters="", result_count=count, after=after)
        log.record(Told(page.token, **facts), place="192.0.2.7")
    return page


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "eunji", None])
def test_door_does_not_exist_for_others(client, client_as, cast, who):
    browser = client_as(getattr(cast, who)) if who else client
    assert browser.get(PAGE).status_code == (404 if who else 303)


def test_what_found_nothing_is_listed_by_how_often(client_as, cast, statements):
    for words in ("펌웨어", "포트포워딩", "펌웨어"):
        search(words, count=0)
    search("와이파이", count=2)
    search("firmware", count=0, lang="en")
    statements.clear()
    found = report.searched(cast.suhyun, "ko", without_results=True, cursor=None)
    assert len(statements) == 1
    assert [(line.words, line.times) for line in found.items] == [("펌웨어", 2), ("포트포워딩", 1)]
    page = said(client_as(cast.suhyun).get(f"{PAGE}?lang=ko"))
    assert "/staff/faq/new?title=%ED%8E%8C" in page
    assert "words=%ED%8E%8C" in page
    assert "와이파이" not in page
    assert "와이파이" in said(client_as(cast.miran).get(f"{PAGE}?lang=ko&pile=most"))
    assert "firmware" in said(client_as(cast.miran).get(f"{PAGE}?lang=en"))


def test_every_page_of_the_list_costs_the_same_and_repeats_nothing(cast):
    for number in range(25):
        search(f"낱말 {number}", count=0)
    first = report.searched(cast.suhyun, "ko", without_results=True, cursor=None)
    second = report.searched(cast.suhyun, "ko", without_results=True, cursor=first.next_cursor)
    assert len({line.words for line in (*first.items, *second.items)}) == 25
    assert second.next_cursor is None


def test_the_figures_are_shares_of_a_weeks_searches(client_as, cast):
    first = search("인터넷", count=0)
    search("인터넷 느림", after=first.id, position=2)
    search("요금", position=9)
    search("해지", has_asked=True)
    search("지난주", days_ago=8, position=5)
    this, last, *others = report.weeks(cast.suhyun, "ko")
    assert (this.searches, this.without_results, this.opened_early) == (4, 1, 1)
    assert (this.refined, this.asked) == (1, 1)
    assert this.share(this.without_results) == 25
    assert (last.searches, last.opened_early) == (1, 1)
    assert all(week.share(week.asked) is None for week in others)
    page = said(client_as(cast.suhyun).get(f"{PAGE}?lang=ko&pile=numbers"))
    assert "<strong>25 %</strong>" in page
    assert "1 / 4" in page


def test_a_word_for_an_article_or_a_synonym_is_filled_in(client_as, cast):
    editor = client_as(cast.suhyun)
    assert 'value="펌웨어"' in said(editor.get("/staff/faq/new?title=펌웨어"))
    assert 'value="펌웨어"' in said(editor.get(f"{PAGE}/synonyms?words=펌웨어"))


def test_each_figure_of_the_searches_equals_the_number_of_its_rows(cast):
    """R46: counted by hand, one search after the other; the last ten are outside of all weeks."""
    first = search("인터넷", count=0)  # nothing found, searched again
    second = search("인터넷 느림", after=first.id, position=2)  # opened early, searched again
    search("인터넷 저녁 느림", after=second.id, count=0, has_asked=True)  # nothing found, asked
    search("요금", position=5)  # the fifth is still among the first five
    search("해지", position=6)  # and the sixth is not
    search("위약금", days_ago=8, position=1, has_asked=True)  # last week: opened early, asked
    search("이전 설치", days_ago=55, count=0)  # the first of the eight weeks: nothing found
    search("속도 측정", days_ago=57, position=1, has_asked=True)  # too long ago
    search("speed", lang="en", position=1)
    expected = {"all": 7, "nothing": 3, "early": 3, "again": 2, "asked": 2}
    weeks = report.weeks(cast.suhyun, "ko")
    names = ("searches", "without_results", "opened_early", "refined", "asked")
    by_week = {name: [getattr(week, name) for week in weeks] for name in names}
    assert by_week == {
        "searches": [5, 1, 0, 0, 0, 0, 0, 1],
        "without_results": [2, 0, 0, 0, 0, 0, 0, 1],
        "opened_early": [2, 1, 0, 0, 0, 0, 0, 0],
        "refined": [2, 0, 0, 0, 0, 0, 0, 0],
        "asked": [1, 1, 0, 0, 0, 0, 0, 0],
    }
    assert [weeks[0].share(getattr(weeks[0], name)) for name in names] == [100, 40, 40, 40, 20]
    rows = {pile: report.singles(cast.miran, "ko", pile).items for pile in report.PILES}
    assert {pile: len(found) for pile, found in rows.items()} == expected
    assert {one.words for one in rows["again"]} == {"인터넷", "인터넷 느림"}
    assert {one.words for one in rows["asked"]} == {"인터넷 저녁 느림", "위약금"}
    assert {one.words for one in rows["early"]} == {"인터넷 느림", "요금", "위약금"}
    assert {one.words for one in rows["nothing"]} == {"인터넷", "인터넷 저녁 느림", "이전 설치"}


def test_what_a_choice_emptied_is_a_search_but_not_one_that_found_nothing(cast):
    with transaction():
        page = log.shown("와이파이", lang="ko", filters="faq", result_count=0, after="")
        log.record(Told(page.token), place="192.0.2.7")
    (this, *_) = report.weeks(cast.suhyun, "ko")
    assert (this.searches, this.without_results) == (1, 0)
    assert report.singles(cast.suhyun, "ko", "nothing").items == ()


def test_single_searches_come_in_pages_that_cost_the_same(cast, statements):
    for number in range(23):
        search(f"낱말 {number}", has_asked=True)
    statements.clear()
    first = report.singles(cast.daniel, "ko", "asked")
    second = report.singles(cast.daniel, "ko", "asked", cursor=first.next_cursor)
    assert len(statements) == 2
    assert (len(first.items), len(second.items), second.next_cursor) == (20, 3, None)
    assert len({one.words for one in (*first.items, *second.items)}) == 23


def test_single_searches_are_read_by_those_who_read_the_figures(cast):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert refusal(report.singles, who, "ko", "all") == "search.tend"
    assert refusal(report.singles, cast.daniel, "ko", "other") == "numbers.pile"


def test_the_desk_leads_to_the_rows_of_each_figure(client_as, cast):
    search("인터넷", count=0, has_asked=True)
    page = said(client_as(cast.suhyun).get(f"{PAGE}?lang=ko&pile=numbers"))
    for pile in report.PILES[1:]:
        assert f"/staff/numbers/searches?lang=ko&pile={pile}" in page
