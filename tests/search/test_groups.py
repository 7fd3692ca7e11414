"""Results come in groups: help, official answers, questions, ideas."""

from collections.abc import Callable

from flask import Flask

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.faq.rules import ArticleText
from portal.search import jobs, queries
from portal.search.engine import Filters
from tests.conftest import Browser
from tests.make import faq as articles
from tests.make.cast import Cast
from tests.make.pages import said
from tests.make.refusals import do
from tests.make.threads import answer, question

OTHER = "와이파이 비밀번호는 어디에 적혀 있나요"


def test_an_official_answer_is_one_also_after_the_asker_accepted_it(
    app: Flask, cast: Cast, client: Browser
) -> None:
    """The label tells of the acceptance; the group and the filter tell whose word it is."""
    accepted = question(cast.minji, cast.product_id, title="와이파이가 저녁마다 끊겨요")
    company_word = answer(cast.seoyeon, accepted)
    do(answers.make_official, cast.seoyeon, company_word, summary="채널을 바꾸세요.")
    do(answers.accept, cast.minji, company_word)
    waiting = question(cast.minji, cast.product_id, title=OTHER)
    jobs.rebuild()
    found = queries.find(NOBODY, "와이파이", Filters()).groups
    assert {name: [line.id for line in lines] for name, lines in found.items()} == {
        "official": [accepted],
        "question": [waiting],
    }
    assert [line.label for line in found["official"]] == ["resolved_by_asker"]
    narrowed = said(client.get("/search?q=와이파이&kind=question&state=official"))
    assert "저녁마다" in narrowed
    assert "비밀번호" not in narrowed
    resolved = said(client.get("/search?q=와이파이&kind=question&state=resolved_by_asker"))
    assert "저녁마다" in resolved


def test_help_is_met_while_asking_also_behind_many_threads(
    app: Flask, cast: Cast, drain: Callable[[], None]
) -> None:
    """R39. Some of each group come before the rest of what is most alike."""
    for number in range(6):
        asker = (cast.minji, cast.junho)[number % 2]
        question(asker, cast.product_id, title=f"밤마다 와이파이가 자꾸 끊겨요 {number}")
    text = ArticleText("와이파이가 자꾸 끊길 때", "채널부터 바꿔 보세요.", "공유기를 옮겨요.")
    article = articles.published(cast.suhyun, cast.yejin, cast.product_id, text=text)
    drain()
    while jobs.index_stale():
        pass
    found = queries.similar(NOBODY, "와이파이가 자꾸 끊겨요 밤마다", lang=None, limit=5)
    assert [line.id for line in found.groups["faq"]] == [article]
    assert len(found.hits) == 5
