"""The search page: operators, filters, and what stays out of sight."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest

from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq.rules import ArticleText
from portal.kit import clock
from portal.kit.db import transaction
from portal.search import jobs
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.pages import said


@pytest.fixture
def index(drain: Callable[[], None]) -> Callable[[], None]:
    """Give what the worker would do to the search index now."""

    def run() -> None:
        drain()
        while jobs.index_stale():
            pass
        # what earlier tests left there would take places away
        jobs.rebuild()

    return run


@pytest.fixture
def library(cast, index):
    """Lay two questions and an idea about the same word."""
    asked = make.question(
        cast.minji, cast.product_id, title="와이파이가 저녁마다 끊겨요", tags=("공유기", "와이파이")
    )
    official = make.question(cast.junho, cast.product_id, title="와이파이 암호를 바꾸고 싶어요")
    idea = make.idea(cast.minji, cast.product_id, title="와이파이 세기를 보여 주세요")
    answer_id = make.answer(cast.seoyeon, official, "공유기 화면에서 바꿔요.")
    with transaction():
        answers.make_official(cast.seoyeon, answer_id, summary="공유기 화면에서 바꿔요.")
    index()
    return {"asked": asked, "official": official, "idea": idea}


def test_other_forms_of_a_verb_are_found_and_marked(client, library) -> None:
    html = said(client.get("/search?q=" + quote("끊기다")))
    assert found(client, "끊기다") == ["asked"]
    assert "<mark>끊겨요</mark>" in html


def test_letters_typed_apart_are_what_they_spell(client, library) -> None:
    assert found(client, "ㅇㅗㅏㅇㅣㅍㅏㅇㅣ") == found(client, "와이파이")


def test_letters_that_spell_nothing_keep_nothing_away(client, library) -> None:
    assert found(client, "와이파이 ㅠㅠㅠ ㅎㄴㅏㅗ") == found(client, "와이파이")


def test_a_word_that_only_texts_have_is_suggested_for_one_with_two_letters_exchanged(
    client, cast, index
) -> None:
    make.question(
        cast.minji,
        cast.product_id,
        title="I cannot sign in",
        body="My password is lost.",
        lang="en",
    )
    index()
    html = said(client.get("/search?q=passwrod"))
    assert "<strong>password</strong>" in html


def found(client, query: str, more: str = "") -> list[str]:
    """Give what a search shows, as titles, in its order."""
    html = said(client.get(f"/search?q={quote(query)}{more}"))
    names = {
        "끊겨요": "asked",
        "암호": "official",
        "세기": "idea",
    }
    lines = html.split('class="found-line"')[1:]
    return [
        name for line in lines for word, name in names.items() if word in line.split("</h3>")[0]
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("와이파이", {"asked", "official", "idea"}),
        ("와이파이 tag:공유기", {"asked"}),
        ("와이파이 tag:공유기 tag:없는것", set()),
        ("와이파이 author:minji", {"asked", "idea"}),
        ("와이파이 작성자:민지", {"asked", "idea"}),
        ("와이파이 author:minji kind:idea", {"idea"}),
        ("와이파이 is:official", {"official"}),
        ("와이파이 is:unanswered", {"asked"}),
        ("와이파이 종류:질문", {"asked", "official"}),
        ("kind:question", {"asked", "official"}),
        ("is:unanswered", {"asked"}),
        ("태그:와이파이", {"asked"}),
        ("-와이파이", set()),
        ("-암호", {"asked", "idea"}),
        ("-암호 -세기", {"asked"}),
        ('-"저녁마다 끊겨요" kind:question', {"official"}),
        ("와이파이 -암호", {"asked", "idea"}),
    ],
)
def test_operators_narrow_what_is_found(cast, client, library, query, names):
    assert set(found(client, query)) == names


def test_operators_work_with_the_chosen_filters(cast, client, library):
    assert found(client, "와이파이 author:minji", "&kind=idea") == ["idea"]
    assert found(client, "와이파이 kind:question author:minji", "&kind=idea") == ["asked"]
    assert found(client, "", "&kind=idea") == ["idea"]
    assert found(client, "author:minji", "&lang=en") == []
    html = said(client.get("/search?q=" + quote("와이파이 kind:idea tag:공유기")))
    assert 'aria-current="true">아이디어' in html
    without_tag = quote("와이파이")
    assert f'href="/search?q={without_tag}%20kind%3Aidea&kind=idea"' in html


def test_an_unknown_operator_is_searched_as_words_and_told_kindly(cast, client, library):
    html = said(client.get("/search?q=" + quote("와이파이 색깔:빨강")))
    assert "<code>색깔:빨강</code>" in html
    assert "보통 낱말로 찾았어요" in html
    assert "보통 낱말로 찾았어요" not in said(client.get("/search?q=" + quote("와이파이")))


def test_what_the_index_still_has_and_nobody_may_see_is_not_listed(cast, client, library):
    with transaction():
        duplicates.withdraw(cast.minji, library["asked"])
    assert found(client, "is:unanswered") == []
    assert found(client, "tag:공유기") == []
    assert set(found(client, "author:minji")) == {"idea"}


def test_what_the_index_does_not_know_yet_passes_no_filter_wrongly(cast, client, library):
    make.answer(cast.junho, library["asked"], "껐다 켜 보세요.")
    assert found(client, "is:unanswered") == []


def test_the_words_without_the_operators_become_the_title_of_a_question(cast, client, library):
    html = said(client.get("/search?q=" + quote("tag:없는것 양자 얽힘")))
    assert re.search(rf'/questions/ask\?title={quote("양자 얽힘")}["&]', html)


@pytest.mark.parametrize("typed", ["와이퍼이", "dhkdlvkdl", "와이퍼이 kind:question"])
def test_another_spelling_is_offered_when_it_finds_more(cast, client, library, typed):
    html = said(client.get("/search?q=" + quote(typed)))
    assert "혹시 이것을 찾으셨나요?" in html
    assert "<strong>와이파이</strong>" in html
    operators = quote(" kind:question".replace(":", "%3A"), safe="%") if "kind" in typed else ""
    assert f'href="/search?q={quote("와이파이")}{operators}' in html


def test_no_spelling_is_offered_that_nobody_could_see_the_answers_of(cast, client, library):
    with transaction():
        for author, name in ((cast.minji, "asked"), (cast.minji, "idea"), (cast.junho, "official")):
            duplicates.withdraw(author, library[name])
    assert "혹시 이것을" not in said(client.get("/search?q=" + quote("와이퍼이")))
    assert "혹시 이것을" not in said(client.get("/search?q=" + quote("와이파이")))


def test_looking_for_another_spelling_costs_no_more(cast, client_as, statements, library):
    browser = client_as(cast.junho)
    browser.get("/search?q=" + quote("와이퍼이"))
    statements.clear()
    browser.get("/search?q=" + quote("와이퍼이"))
    assert len(statements) <= 6


def test_an_empty_page_counts_what_each_filter_keeps_away(cast, client, library):
    html = said(client.get("/search?lang=ko&q=" + quote("와이파이 kind:idea tag:공유기")))
    assert "찾은 글이 없어요" in html
    assert lifts(html) == [("아이디어", 1), ("태그: 공유기", 1)]
    assert '조건 모두 빼고<span class="count">3개' in html
    wifi, kind, tag = quote("와이파이"), quote("kind:idea", safe=""), quote("tag:공유기", safe="")
    assert f'href="/search?q={wifi}%20{tag}&lang=ko"' in html
    assert f'href="/search?q={wifi}%20{kind}&kind=idea&lang=ko"' in html


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("와이파이 author:hana", [("작성자: hana", 3)]),
        ("is:official author:minji", [("작성자: minji", 1), ("공식 답변", 2)]),
        ("와이파이 is:unanswered is:official", [("공식 답변", 1), ("답변 대기", 1)]),
        ("양자얽힘 kind:idea", []),
    ],
)
def test_an_empty_page_offers_only_what_finds_something(cast, client, library, query, counted):
    assert lifts(said(client.get(f"/search?q={quote(query)}"))) == counted


def test_an_empty_page_counts_only_what_the_reader_may_see(cast, client, library):
    with transaction():
        duplicates.withdraw(cast.minji, library["asked"])
    html = said(client.get("/search?q=" + quote("와이파이 author:hana")))
    assert lifts(html) == [("작성자: hana", 2)]


def test_an_empty_page_costs_no_more(cast, client_as, statements, library):
    browser = client_as(cast.junho)
    path = "/search?q=" + quote("와이파이 kind:idea tag:공유기 author:hana")
    browser.get(path)
    statements.clear()
    browser.get(path)
    assert len(statements) <= 6


def test_an_empty_page_offers_help_that_has_one_of_the_words(cast, client, library, index):
    text = ArticleText("로밍 요금 안내", "나라마다 달라요.", "표를 보세요.")
    articles.published(cast.suhyun, cast.yejin, cast.product_id, text=text)
    index()
    html = said(client.get("/search?q=" + quote('"로밍 냉장고"')))
    assert "찾은 글이 없어요" in html
    assert "이 낱말이 들어 있는 도움말" in html
    assert "<mark>로밍</mark>" in html


def lifts(html: str) -> list[tuple[str, int]]:
    """Give the filters that can be taken away, each with what is found then."""
    found = re.findall(r"‘([^’]+)’ 빼고<span class=\"count\">(\d+)개", html)
    return [(name, int(count)) for name, count in found]


def suggested(client, typed: str) -> list[str]:
    html = said(client.get("/search/suggest?q=" + quote(typed), headers={"HX-Request": "true"}))
    return re.findall(r'role="option"[^>]*href="/(\w+)/(?:\d+)', html)


@pytest.mark.parametrize("typed", ["와이", "와이ㅍ", "와잎", "와이파이", "저녁마다 와이", "공유"])
def test_what_is_being_typed_finds_things_in_the_order_of_trust(
    cast, client, library, index, typed
):
    text = ArticleText("와이파이 공유기를 저녁마다 껐다 켜는 방법", "쉬워요.", "단추를 누르세요.")
    articles.published(cast.suhyun, cast.yejin, cast.product_id, text=text)
    index()
    found = suggested(client, typed)
    all_of_them = ["faq", "questions", "questions", "ideas"]
    of_two_words = ["faq", "questions"]
    assert found == (all_of_them if typed.startswith("와") else of_two_words)


@pytest.mark.parametrize("typed", ["", "와", "없는말", "12", '"', "와이 ㅏ"])
def test_nothing_is_suggested_for_what_begins_no_title(cast, client, library, typed):
    assert suggested(client, typed) == []


def test_what_is_hidden_is_not_suggested_before_the_index_knows(cast, client, library):
    with transaction():
        duplicates.withdraw(cast.minji, library["idea"])
    assert suggested(client, "와이파") == ["questions", "questions"]


def test_counts_are_those_of_what_is_found(cast, client, library):
    """R40. As many as there are, by kind and by group."""
    html = said(client.get("/search?q=와이파이"))
    chips = re.findall(r'<a class="chip"[^>]*>(\S+) <span class="faq-count">(\S+)</span>', html)
    assert dict(chips) == {"전체": "3", "도움말": "0", "질문": "2", "아이디어": "1"}
    assert re.findall(r'<h2[^>]*id="group-(\w+)">[^<]*<span class="faq-count">(\S+?)<', html) == [
        ("official", "1"),
        ("question", "1"),
        ("idea", "1"),
    ]


def test_of_one_kind_everything_is_shown_page_by_page(cast, client, index):
    for number in range(64):
        with clock.at(clock.now() - timedelta(days=number)):
            make.idea(cast.minji, cast.product_id, title=f"와이파이 아이디어 {number}번")
    index()
    address, titles, pages = "/search?q=와이파이&kind=idea", [], 0
    while address:
        html = said(client.get(address))
        assert "faq-count" not in html or ">60+<" in html
        titles += re.findall(r"(\d+)번", re.sub(r"<[^>]+>", "", html.split("search-how")[-1]))
        more = re.search(r'rel="next" href="([^"]+)"', html)
        address, pages = more and unescape(more[1]), pages + 1
    assert sorted(map(int, titles)) == list(range(64))
    assert pages == 3


def test_at_most_eight_are_suggested_in_few_statements(cast, client_as, statements, index):
    for number in range(9):
        author = (cast.minji, cast.junho, cast.hana)[number % 3]
        make.question(author, cast.product_id, title=f"와이파이가 끊긴 지 {number + 1}일째예요")
    index()
    browser = client_as(cast.junho)
    browser.get("/search/suggest?q=" + quote("와이"))
    statements.clear()
    assert len(suggested(browser, "와이")) == 8
    assert len(statements) <= 5
