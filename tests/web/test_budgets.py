"""What a request costs the database: so many statements, whatever the number of rows."""

import re

import pytest

from portal.answers import actions as answers
from portal.faq.rules import ArticleText
from portal.ideas import actions as ideas
from portal.kit.db import transaction
from portal.threads import actions as threads
from portal.votes import actions as votes
from tests.make import changelog
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.pages import csrf_of

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@pytest.fixture
def dressed(cast) -> dict[str, str]:
    """Give the addresses of a question and an idea that have all that a page can show."""
    return {kind: _dressed(cast, kind) for kind in ("question", "idea")}


def _dressed(cast, kind: str) -> str:
    made = getattr(make, kind)(cast.minji, cast.product_id, tags=("공유기", "와이파이"))
    for number in range(12 if kind == "question" else 0):
        body = f"{number}번째로 해 볼 것은 재시작이에요."
        answer_id = make.answer(cast.junho, made, body)
        with transaction():
            answers.comment(cast.minji, made, body_md=f"{number}번 해 봤어요.", answer_id=answer_id)
            votes.say_helpful(cast.minji, answer_id, value=1)
    first, second = (make.answer(cast.seoyeon, made, f"공식 답변 {n}") for n in (1, 2))
    with transaction():
        answers.make_official(cast.seoyeon, first, summary="첫째 요약")
        answers.make_official(cast.seoyeon, second, summary="둘째 요약")
        answers.comment(cast.junho, made, body_md="저도 기다리고 있어요.")
    with transaction():
        if kind == "idea":
            ideas.set_status(cast.daniel, made, status="planned", note_md="가을에 시작해요.")
        else:
            answers.accept(cast.minji, first)
    text = ArticleText(f"{kind} 도움말입니다", "요약이에요.", "본문이에요.")
    version_id = articles.grown(cast.suhyun, cast.yejin, made)
    articles.written(cast.suhyun, version_id, text)
    articles.decided(cast.yejin, version_id)
    if kind == "idea":
        changelog.published(cast.daniel, cast.product_id, made)
    return f"/{kind}s/{made}/"


def cost(statements, browser, path: str) -> int:
    """Count what a page costs when nothing that it reads was read before."""
    answer = browser.get(path)
    if answer.status_code == 301:
        path = answer.location
    for shelf in ("kept_pages", "kept_readings"):
        browser.application.extensions[shelf].clear()
    statements.clear()
    answer = browser.get(path)
    assert answer.status_code == 200
    return len(statements)


@pytest.mark.parametrize("kind", ["question", "idea"])
def test_a_thread_page_with_everything_on_it_takes_at_most_ten(
    cast, client_as, statements, dressed, kind
):
    for who in (cast.junho, cast.minji, cast.hana):
        assert cost(statements, client_as(who), dressed[kind]) <= 10, who.handle


LISTS = (
    "/questions",
    "/ideas",
    "/questions?sort=new",
    "/questions?sort=unanswered",
    "/ideas?sort=top",
    "/ideas?sort=top&days=30",
    "/questions?sort=mine",
    "/questions?sort=followed",
    "/ideas?product=internet&status=new",
    "/ideas?sort=discussed&tag=공유기&lang=ko",
    "/ideas?sort=waiting&product=internet",
    "/ideas?sort=spoken&status=new",
    "/roadmap",
    "/me/ideas?show=voted",
    "/me/ideas?show=spoken",
    "/roadmap?view=quarter&product=internet&tag=공유기",
    "/tags/공유기",
)


def test_a_list_takes_at_most_six(cast, client, client_as, statements):
    make.question(cast.minji, cast.product_id, tags=("공유기",))
    make.idea(cast.junho, cast.product_id, tags=("공유기",))
    signed_in = client_as(cast.junho)
    for path in LISTS:
        assert cost(statements, signed_in, path) <= 6, path
        if not path.startswith("/me/"):
            assert cost(statements, client, path) <= 6, path


def test_searching_takes_at_most_six(cast, client, client_as, statements, drain):
    make.question(cast.minji, cast.product_id)
    make.idea(cast.minji, cast.product_id, title="와이파이 세기를 보여 주세요")
    drain()
    assert cost(statements, client_as(cast.junho), "/search?q=와이파이") <= 6
    assert cost(statements, client, "/search?q=와이파이") <= 6


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}], ids=["htmx", "plain form"])
def test_a_vote_takes_at_most_six(cast, client_as, statements, headers):
    thread_id = make.idea(cast.minji, cast.product_id)
    browser = client_as(cast.junho)
    token = csrf_of(browser.get("/ideas"))
    for path in (f"/threads/{thread_id}/vote", f"/threads/{thread_id}/vote"):
        statements.clear()
        form = {"csrf_token": token, "kind": "idea"}
        answer = browser.post(path, data=form, headers=headers)
        assert answer.status_code in (200, 303)
        assert len(statements) <= 6


def test_a_vote_in_a_list_of_a_period_counts_that_period_with_one_more(cast, client_as, statements):
    thread_id = make.idea(cast.minji, cast.product_id)
    browser = client_as(cast.junho)
    form = {"csrf_token": csrf_of(browser.get("/ideas")), "kind": "idea"}
    statements.clear()
    browser.post(f"/threads/{thread_id}/vote?days=7", data=form, headers={"HX-Request": "true"})
    assert len(statements) <= 7


def test_costs_do_not_grow_with_the_number_of_rows(cast, client_as, statements, dressed):
    browser = client_as(cast.junho)
    paths = ("/questions", "/ideas", "/", dressed["question"], "/people/minji")
    few = [cost(statements, browser, path) for path in paths]
    thread_id = int(dressed["question"].split("/")[2])
    for number in range(25):
        title = f"다른 질문 번호 {number}번 입니다"
        other = make.question(cast.hana, cast.product_id, title=title, tags=("와이파이",))
        make.idea(cast.hana, cast.product_id, title=title, tags=("와이파이",))
        answer_id = make.answer(cast.hana, thread_id, f"다른 답변 {number}")
        with transaction():
            answers.comment(cast.hana, thread_id, body_md=f"댓글 {number}", answer_id=answer_id)
            votes.cast(cast.junho, other)
    assert [cost(statements, browser, path) for path in paths] == few


def test_a_strangers_thread_page_takes_at_most_eight(client, statements, dressed):
    assert cost(statements, client, dressed["question"]) <= 8
    assert cost(statements, client, dressed["idea"]) <= 8


def test_duplicates_cost_one_more_however_many_there_are(cast, client_as, statements, dressed):
    browser = client_as(cast.junho)
    before = cost(statements, browser, dressed["question"])
    thread_id = int(dressed["question"].split("/")[2])
    for number in range(5):
        title = f"같은 질문 번호 {number}번 입니다"
        other = make.question(cast.hana, cast.product_id, title=title, tags=("와이파이",))
        with transaction():
            threads.link_duplicate(cast.eunji, other, thread_id)
    assert cost(statements, browser, dressed["question"]) == before + 1


def test_reading_without_an_account_writes_nothing(cast, client, statements, dressed, drain):
    drain()
    paths = (
        "/",
        "/questions",
        "/ideas?sort=top&days=7",
        "/search?q=와이파이",
        "/similar?title=와이파이가 끊겨요",
        "/questions/ask",
        "/tags/공유기",
        "/people/minji",
        "/faq",
        "/questions/999",
        dressed["question"],
        dressed["idea"],
    )
    for path in paths:
        statements.clear()
        client.get(path, follow_redirects=True)
        assert [s for s in statements if _WRITES.match(s)] == [], path
