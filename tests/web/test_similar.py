"""While somebody types a title: what is there already helps at once and is never in the way."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.answers import queries as conversation
from portal.faq.rules import ArticleText
from portal.insights.models import AskSession, AskSuggestion
from portal.kit.db import db
from portal.search import jobs
from portal.threads import actions as threads
from portal.threads import drafts, queries
from portal.votes import queries as votes
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do

TYPED = "환불 안되나여"
BODY = "결제를 취소했는데 아직이에요."


@pytest.fixture
def community(cast, drain) -> dict[str, int]:
    """Lay an article, a question with an official answer, an open question and an idea."""
    official = make.question(
        cast.minji, cast.product_id, title="환불이 안 되나요? 결제를 취소했어요"
    )
    answer = make.answer(cast.seoyeon, official, "영업일로 3일 안에 환불돼요.")
    do(answers.make_official, cast.seoyeon, answer, summary="취소하면 영업일 3일 안에 환불돼요.")
    waiting = make.question(cast.minji, cast.product_id, title="환불이 안되나 봐요 어떻게 하나요")
    idea = make.idea(cast.minji, cast.product_id, title="환불이 안되나 바로 보여 주세요")
    grown = articles.grown(cast.suhyun, cast.yejin, official)
    text = ArticleText("환불이 안되나 궁금할 때", "취소한 날부터 3일 걸려요.", "본문이에요.")
    articles.written(cast.suhyun, grown, text)
    articles.decided(cast.yejin, grown)
    drain()
    while jobs.index_stale():
        pass
    return {"official": official, "waiting": waiting, "idea": idea, "article": grown}


def plain(html: str) -> str:
    return html.replace("<mark>", "").replace("</mark>", "")


def panel_token(html: str) -> str:
    return re.search(r'name="panel" value="([^"]+)"', html)[1]


def ask_token(html: str) -> str:
    return re.search(r'name="ask" value="([^"]+)"', html)[1]


def outcomes() -> list[str | None]:
    db.session.rollback()
    return list(db.session.execute(select(AskSession.outcome)).scalars())


def form_of(cast, **fields: object) -> dict[str, object]:
    typed = {"product": cast.product_id, "lang": "ko", "title": f"{TYPED} 궁금해요", "body": BODY}
    return {"kind": "question", **typed, **fields}


def test_what_helps_at_once_comes_first_and_says_its_answer_in_short(cast, client, community):
    html = plain(said(client.get(f"/similar?title={quote(TYPED)}&kind=question")))
    places = [html.index(word) for word in ("도움말", "공식 답변", "다른 사람의 질문", "아이디어")]
    assert places == sorted(places)
    assert "취소한 날부터 3일 걸려요." in html
    assert "취소하면 영업일 3일 안에 환불돼요." in html
    assert "나도 궁금해요" in html
    assert "이걸로 해결됐어요" in html


def test_an_idea_being_typed_meets_ideas_first(cast, client, community):
    html = plain(said(client.get(f"/similar?title={quote(TYPED)}&kind=idea")))
    assert html.index("환불이 안되나 바로 보여 주세요") < html.index("취소한 날부터 3일 걸려요.")
    assert "이 아이디어 추천" in html


def test_nothing_is_suggested_for_fewer_than_four_characters(client, community):
    assert "similar-line" not in said(client.get("/similar?title=환불이&kind=question"))


def test_a_vote_in_the_panel_counts_and_leaves_the_page_alone(cast, client_as, community):
    browser = client_as(cast.junho)
    token = csrf_of(browser.get("/questions/ask"))
    path = f"/similar/{community['waiting']}/vote?thing=question"
    for wish, count, pressed in (("cast", 2, "true"), ("withdraw", 1, "false")):
        form = {"csrf_token": token, "wish": wish}
        answer = browser.post(path, data=form, headers={"HX-Request": "true"})
        html = said(answer)
        assert f'<span class="vote-count">{count}</span>' in html
        assert f'aria-pressed="{pressed}"' in html
    assert votes.mine(cast.junho, [community["waiting"]]) == frozenset()


def test_a_vote_without_scripts_comes_back_to_what_was_typed(cast, client_as, community):
    browser = client_as(cast.junho)
    path = f"/similar/{community['waiting']}/vote?thing=question"
    answer = send(browser, path, at="/questions/ask", **form_of(cast, wish="cast"))
    assert answer.status_code == 303
    html = said(browser.get(answer.location))
    assert f'value="{TYPED} 궁금해요"' in html
    assert BODY in html
    assert 'aria-pressed="true"' in html
    assert votes.mine(cast.junho, [community["waiting"]])


def test_a_stranger_signs_in_to_vote_and_comes_back_to_what_was_typed(cast, client, community):
    html = said(client.get("/questions/ask"))
    path = f"/similar/{community['waiting']}/vote?thing=question"
    fields = form_of(cast, wish="cast", ask=ask_token(html))
    answer = send(client, path, at="/questions/ask", **fields)
    assert answer.location.startswith("/sign-in?next=/questions/ask?ask%3D")
    with client.session_transaction() as session:
        session["_user_id"] = Cast.session_token(cast.junho)
    back = said(client.get(f"/questions/ask?ask={ask_token(html)}"))
    assert ask_token(back) == ask_token(html)
    assert BODY in back
    assert "나도 궁금해요" in back
    assert not votes.mine(cast.junho, [community["waiting"]])


def test_a_vote_that_is_refused_keeps_what_was_typed(cast, client_as, community):
    do(threads.lock, cast.eunji, community["waiting"], reason="정리했어요.")
    path = f"/similar/{community['waiting']}/vote?thing=question"
    answer = send(client_as(cast.junho), path, at="/questions/ask", **form_of(cast, wish="cast"))
    assert answer.status_code == 409
    assert BODY in said(answer)


def test_what_was_typed_becomes_a_comment_on_the_idea_that_is_there(cast, client_as, community):
    browser = client_as(cast.junho)
    fields = form_of(cast, kind="idea", title="환불 화면을 보여 주세요")
    fields["ask"] = ask_token(said(browser.get("/ideas/propose")))
    html = said(send(browser, "/ideas/propose", **fields))
    path = f"/similar/{community['idea']}/comment"
    sent = fields | {"panel": panel_token(html)}
    answer = send(browser, path, at="/ideas/propose", **sent)
    assert answer.status_code == 303
    assert f"/ideas/{community['idea']}/" in answer.location
    idea = queries.get(NOBODY, community["idea"])
    (comment,) = conversation.comments(NOBODY, idea, [])[None]
    assert "환불 화면을 보여 주세요" in comment.body_html
    assert BODY in comment.body_html
    assert drafts.find([f"person:{cast.junho.id}"], "idea") == {}
    assert outcomes() == ["solved"]


def test_solved_by_a_suggestion_thanks_and_drops_the_draft_only_on_wish(cast, client_as, community):
    """R39: nobody has to ask what is answered; what they typed is theirs until they say so."""
    browser = client_as(cast.junho)
    token = ask_token(said(browser.get("/questions/ask")))
    step = said(send(browser, "/questions/ask", **form_of(cast, ask=token)))
    fields = form_of(cast, panel=panel_token(step), solved=1)
    answer = send(browser, "/similar/solved", at="/questions/ask", **fields)
    assert (answer.status_code, answer.location) == (303, "/questions/ask/solved")
    thanks = said(browser.get(answer.location))
    assert "해결되었다니" in thanks
    assert TYPED in thanks
    assert outcomes() == ["solved"]
    solving = select(AskSuggestion.kind, AskSuggestion.thing_id).where(AskSuggestion.is_solving)
    assert db.session.execute(solving).all() == [("faq", community["article"])]
    assert drafts.find([f"person:{cast.junho.id}"], "question")["body"] == BODY
    send(browser, "/drafts/question/drop", at=answer.location, next="/questions")
    assert drafts.find([f"person:{cast.junho.id}"], "question") == {}
    assert TYPED not in said(browser.get("/questions/ask/solved"))


def test_a_stranger_may_say_that_it_is_solved(cast, client, community):
    step = said(client.get(f"/questions/ask?title={quote(TYPED)}"))
    fields = form_of(cast, panel=panel_token(step), solved=1)
    answer = send(client, "/similar/solved", at="/questions/ask", **fields)
    assert "해결되었다니" in said(client.get(answer.location))
    assert outcomes() == ["solved"]


def test_the_page_tells_what_it_showed_and_reading_it_writes_nothing(cast, client, community):
    html = said(client.get(f"/questions/ask?title={quote(TYPED)}"))
    shown = said(client.get(f"/similar?title={quote(TYPED)}&kind=question&ask={ask_token(html)}"))
    assert outcomes() == []
    for facts in ({}, {"opened": "1"}, {"opened": "가"}, {"viewed": "99"}):
        told = client.post("/asks", data={"panel": panel_token(shown), **facts})
        assert (told.status_code, told.headers.get("Set-Cookie")) == (204, None)
    assert outcomes() == [None]
    opened = select(AskSuggestion.position).where(AskSuggestion.opened_at.is_not(None))
    assert db.session.execute(opened).scalars().all() == [1]


def test_asking_after_the_step_is_counted_as_asked(cast, client_as, community):
    browser = client_as(cast.junho)
    token = ask_token(said(browser.get("/questions/ask")))
    send(browser, "/questions/ask", **form_of(cast, ask=token))
    assert outcomes() == [None]
    assert db.session.execute(select(AskSuggestion)).first() is not None
    posted = send(browser, "/questions/ask", **form_of(cast, ask=token, similar_seen="1"))
    assert posted.status_code == 303
    assert outcomes() == ["asked"]


@pytest.mark.parametrize("data", [{}, {"panel": "x"}, {"panel": "x", "opened": "1"}])
def test_what_no_page_of_ours_tells_changes_nothing(client, data):
    assert client.post("/asks", data=data).status_code == 204
    assert outcomes() == []


def test_what_staff_ask_is_not_counted(cast, client_as):
    assert 'name="ask"' not in said(client_as(cast.seoyeon).get("/questions/ask"))


def test_enter_in_the_title_posts_and_does_not_vote(client, community):
    """The first button of a form is the one that Enter presses."""
    html = said(client.get(f"/questions/ask?title={quote(TYPED)}"))
    form = html[html.index('data-draft="question"') :]
    first = re.search(r"<button[^>]*type=.submit.[^>]*>", form)[0]
    assert "formaction" not in first
