"""The page of numbers: figures, formulas, and the way to their rows."""

from datetime import timedelta

import pytest

from portal.duplicates import actions as duplicates
from portal.insights import asking, effects
from portal.insights.asking import Thing, Told
from portal.kit import clock
from portal.kit.db import transaction
from portal.kit.tables import FORMATS
from portal.search import log, report
from portal.web import paths
from tests.insights.test_coverage import grown_world
from tests.insights.test_reading import article_read_by
from tests.make import threads as make
from tests.make.faq import published
from tests.make.pages import said
from tests.make.tables import table_of


@pytest.fixture
def solved(cast) -> None:
    thread_id = make.question(cast.minji, cast.product_id)
    with clock.at(clock.now() - timedelta(days=2)), transaction():
        token = asking.shown(asking.begin("question", "ko"), [Thing("question", thread_id)])
        asking.record(Told(token=token, solved=1), place="")


def test_the_page_shows_what_is_found_solved_and_repeated(cast, client_as, solved):
    html = said(client_as(cast.miran).get("/staff/numbers?lang=ko"))
    for word in ("결과 없음", "직접 해결", "해결 추정", "같은 질문"):
        assert word in html, word
    assert '<strong>100 %</strong> <span class="soft small">1 / 1</span>' in html
    assert "/staff/numbers/asking?lang=ko&pile=solved" in html


def test_the_rows_behind_a_figure(cast, client_as, solved):
    html = said(client_as(cast.daniel).get("/staff/numbers/asking?lang=ko&pile=solved"))
    assert "와이파이가 저녁마다 끊겨요" in html
    empty = said(client_as(cast.daniel).get("/staff/numbers/asking?lang=ko&pile=left"))
    assert "와이파이" not in empty
    assert client_as(cast.daniel).get("/staff/numbers/asking?pile=other").status_code == 404
    assert client_as(cast.daniel).get("/staff/numbers/duplicates").status_code == 200


PATHS = (
    "/read",
    *("", "/asking", "/duplicates", "/searches"),
    *("/help", "/help/clusters", "/help/clusters/1", "/help/effects", "/help/articles"),
)


@pytest.mark.parametrize("path", PATHS)
def test_only_those_who_hold_the_right_find_the_page(cast, client, client_as, path):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert client_as(who).get(f"/staff/numbers{path}").status_code == 404
    for who in (cast.miran, cast.suhyun, cast.daniel, cast.hana):
        assert client_as(who).get(f"/staff/numbers{path}").status_code == 200


def test_the_numbers_of_the_help_are_shown_with_their_formulas(cast, client_as, solved):
    html = said(client_as(cast.suhyun).get("/staff/numbers/help?lang=ko"))
    for word in (
        "최근에 두 번 이상 올라온 질문이 없어요",
        "아직 질문에서 나온 도움말이 없어요",
        "예상 = 전 ×",
    ):
        assert word in html, word
    assert "/staff/numbers/help?lang=ko" in said(client_as(cast.miran).get("/staff/numbers"))


def test_what_is_asked_again_leads_to_its_questions_and_what_articles_changed_to_its_parts(
    cast, client_as
):
    version_id, root = grown_world(cast)
    browser = client_as(cast.miran)
    html = said(browser.get("/staff/numbers/help?lang=ko"))
    assert "-75 %" in html
    assert f"/staff/numbers/help/clusters/{root}?lang=ko" in html
    cluster = said(browser.get(f"/staff/numbers/help/clusters/{root}?lang=ko"))
    assert "와이파이가 저녁마다 끊겨요" in cluster
    for part in effects.PARTS:
        at = f"/staff/numbers/help/effects/{version_id}?lang=ko&part={part}"
        assert at in html
        rows = table_of(browser.get(f"{at}&as=csv")).rows
        shown = effects.questions_of(cast.miran, version_id, part).items
        assert [row[0] for row in rows] == [str(card.id) for card in shown]
        assert all(card.title in said(browser.get(at)) for card in shown)
    (row,) = table_of(browser.get("/staff/numbers/help/effects?lang=ko&as=csv")).rows
    assert row[2:] == ["28", "6", "3", "4", "8", "1.5", "0.75", "3.0", "-75", ""]
    (row,) = table_of(browser.get("/staff/numbers/help/clusters?lang=ko&as=csv")).rows
    assert row[:3] == [str(root), "와이파이가 저녁마다 끊겨요", "11"]
    figures = table_of(browser.get("/staff/numbers/help?lang=ko&as=csv")).rows
    assert [row[1:3] for row in figures[:3]] == [["1", "1"], ["1", "1"], ["11", "11"]]
    (row,) = table_of(browser.get("/staff/numbers/help/articles?lang=ko&pile=lead&as=csv")).rows
    assert row[3] == "1.0"
    assert "1.0" in said(browser.get("/staff/numbers/help/articles?lang=ko&pile=lead"))


def test_the_self_service_score_is_shown_with_its_bound_and_its_pages(cast, client_as):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    make.question(cast.minji, cast.product_id)
    article_read_by(version_id, 3)
    browser = client_as(cast.miran)
    html = said(browser.get("/staff/numbers?lang=ko"))
    assert '<a href="/staff/numbers/read?lang=ko">3 / 1</a>' in html
    assert "3.0" in html
    assert html.count("실제보다 많을 수") == 2
    assert "와이파이가 저녁에만 끊길 때" in said(browser.get("/staff/numbers/read?lang=ko"))
    table = table_of(browser.get("/staff/numbers/read?lang=ko&as=csv"))
    assert table.rows[0][:3] == ["와이파이가 저녁에만 끊길 때", "도움말", "3"]
    assert table.preamble["질문 하나에 읽은 사람"] == "3.0"


def test_what_there_is_not_is_not_found(cast, client_as):
    browser = client_as(cast.miran)
    for path in ("effects/1", "effects/1?part=all", "articles?pile=other"):
        assert browser.get(f"/staff/numbers/help/{path}").status_code == 404
    assert browser.get("/staff/numbers/help/clusters/999").status_code == 200


def test_the_page_of_the_help_costs_the_same_however_much_there_is(cast, client_as, statements):
    browser = client_as(cast.miran)
    browser.get("/staff/numbers/help?lang=ko")
    statements.clear()
    browser.get("/staff/numbers/help?lang=ko")
    empty = len(statements)
    grown_world(cast)
    statements.clear()
    browser.get("/staff/numbers/help?lang=ko")
    # what is read of rows is not read where there are none
    assert empty <= len(statements) <= 14


def search(words: str, **facts: object) -> None:
    with transaction():
        page = log.shown(words, lang="ko", filters="", result_count=0, after="")
        log.record(log.Told(page.token, **facts), place="192.0.2.7")


def test_single_searches_are_shown_with_what_became_of_them(cast, client_as):
    search("펌웨어", has_asked=True)
    search("포트포워딩", position=2)
    browser = client_as(cast.miran)
    asked = said(browser.get("/staff/numbers/searches?lang=ko&pile=asked"))
    assert "펌웨어" in asked
    assert "포트포워딩" not in asked
    assert "2번째" in said(browser.get("/staff/numbers/searches?lang=ko"))
    assert browser.get("/staff/numbers/searches?pile=other").status_code == 404


def test_a_section_is_a_file_of_the_same_numbers_with_their_formulas(cast, client_as, solved):
    answer = client_as(cast.miran).get("/staff/numbers?lang=ko&section=asking&as=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="numbers-asking')
    table = table_of(answer)
    assert table.header[1:4] == ["쓰기 시작", "직접 해결", "직접 해결 (%)"]
    assert table.rows[0][1:] == ["1", "1", "100", "0", "0", "0", "0"]
    assert len(table.rows) == 8
    assert table.rows[1][1:4] == ["0", "0", ""]
    assert table.preamble["지표"] == "묻기 전에 해결"
    assert "÷" in table.preamble["해결 추정"]
    for section in ("search", "repeated", "grown"):
        file = client_as(cast.miran).get(f"/staff/numbers?lang=ko&section={section}&as=csv")
        assert len(table_of(file).rows) == 8
    assert client_as(cast.miran).get("/staff/numbers?section=other&as=csv").status_code == 404


def test_single_searches_are_a_file_in_which_no_formula_runs(cast, client_as):
    search('=HYPERLINK("http://example.com")', has_asked=True)
    file = client_as(cast.daniel).get("/staff/numbers/searches?lang=ko&pile=asked&as=csv")
    (row,) = table_of(file).rows
    assert (row[0][0], row[2], row[5]) == ("'", "0", "true")


@pytest.mark.parametrize("name", ["xlsx", "json"])
def test_other_formats_are_asked_for_by_name(cast, client_as, name):
    search("펌웨어", has_asked=True)
    answer = client_as(cast.daniel).get(f"/staff/numbers/searches?lang=ko&pile=asked&as={name}")
    assert answer.headers["Content-Type"] == FORMATS[name].media_type
    assert answer.headers["Content-Disposition"].endswith(f'.{name}"')


def test_a_file_holds_the_rows_of_all_pages(cast, client_as, statements):
    for number in range(25):
        search(f"낱말 {number}", has_asked=True)
    browser = client_as(cast.suhyun)
    statements.clear()
    file = browser.get("/staff/numbers/searches?lang=ko&pile=asked&as=csv&cursor=x")
    assert len(statements) <= 6
    found = report.singles(cast.suhyun, "ko", "asked", size=100).items
    assert [row[0] for row in table_of(file).rows] == [one.words for one in found]


def test_askings_and_repeated_questions_are_files_too(cast, client_as, solved):
    one = make.question(cast.junho, cast.product_id, title="저녁이면 와이파이가 느려요")
    two = make.question(cast.minji, cast.product_id, title="밤마다 와이파이가 느려요")
    with transaction():
        duplicates.apply(cast.eunji, two, one)
    browser = client_as(cast.suhyun)
    (row,) = table_of(browser.get("/staff/numbers/asking?lang=ko&pile=solved&as=csv")).rows
    assert row[1:] == ["질문", "직접 해결", "1. 와이파이가 저녁마다 끊겨요 (해결됨)"]
    (row,) = table_of(browser.get("/staff/numbers/duplicates?lang=ko&as=csv")).rows
    assert row[:3] == [str(two), "밤마다 와이파이가 느려요", "인터넷"]
    address = paths.thread("question", two, "밤마다-와이파이가-느려요")
    assert row[5:] == [str(one), f"http://localhost{address}"]
