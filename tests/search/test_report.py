"""What people search for, as editors and leads see it."""

from datetime import timedelta

import pytest

from portal.kit import clock
from portal.kit.db import transaction
from portal.search import log, report
from portal.search.log import Told
from tests.make.pages import said

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
