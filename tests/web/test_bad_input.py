"""Bad input: each has its answer, keeps what was typed, and changes nothing."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from markupsafe import escape
from sqlalchemy import func, select

from portal.accounts.models import SignIn
from portal.answers import actions as answers
from portal.answers.models import Answer, Comment
from portal.duplicates import actions as duplicates
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.threads import queries
from portal.threads.models import Draft, Thread
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.pages import csrf_of
from tests.make.refusals import do

HUGE = 10**30
TYPED = '공유기를 세 번이나 <b>껐다</b> 켰는데도 "똑같아요" & 그래요.'


@pytest.fixture
def question(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def answer_id(cast, question) -> int:
    return make.answer(cast.junho, question)


@dataclass
class Sender:
    """A signed-in browser that sends forms as a real one does: from a page of ours."""

    browser: Any
    token: str

    def __call__(self, path: str, *, origin: str = "http://localhost", **fields: object):
        headers = {"Origin": origin, "Referer": f"{origin}/questions"}
        return self.browser.post(path, data={"csrf_token": self.token, **fields}, headers=headers)


@pytest.fixture
def send(client_as):
    def sender(who) -> Sender:
        browser = client_as(who)
        return Sender(browser, csrf_of(browser.get("/questions/ask")))

    return sender


def rows() -> tuple[int, ...]:
    counted = (Thread, Answer, Comment, Vote, EventRow)
    return tuple(
        db.session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in counted
    )


def html_of(answer) -> str:
    return answer.get_data(as_text=True)


def ask(send: Sender, cast, **fields: object):
    form = {
        "product": cast.product_id,
        "lang": "ko",
        "title": "와이파이가 저녁마다 끊겨요",
        "body": TYPED,
        "tags": "와이파이",
        "similar_seen": "1",
    }
    return send("/questions/ask", **(form | fields))


# ── What does not fit ──


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"title": "짧다"}, "title", id="a title too short"),
        pytest.param({"title": "가" * 201}, "title", id="a title too long"),
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"title": "   \t "}, "title", id="a title of spaces"),
        pytest.param({"title": "\u3164" * 20}, "title", id="a title that draws nothing"),
        pytest.param({"body": ""}, "body", id="no text"),
        pytest.param({"body": " \r\n "}, "body", id="a text of spaces"),
        pytest.param({"body": "\x00\x01"}, "body", id="a text of NUL"),
        pytest.param({"body": "가" * 20_001}, "body", id="a text too long"),
        pytest.param({"tags": "하나 둘 셋 넷 다섯 여섯"}, "tags", id="six tags"),
        pytest.param({"tags": "가" * 31}, "tags", id="a tag too long"),
        pytest.param({"product": ""}, "product", id="no product"),
        pytest.param({"product": "999"}, "product", id="a product that is not there"),
        pytest.param({"product": "abc"}, "product", id="a product that is no number"),
        pytest.param({"product": str(HUGE)}, "product", id="a product beyond any number"),
        pytest.param({"product": "-1"}, "product", id="a negative product"),
    ],
)
def test_a_question_that_does_not_fit_is_422_with_everything_that_was_typed(
    cast, send, fields, field
):
    before = rows()
    answer = ask(send(cast.minji), cast, **fields)
    html = html_of(answer)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in html
    assert 'role="alert"' in html
    typed = {"title": "와이파이가 저녁마다 끊겨요", "body": TYPED, "tags": "와이파이"} | fields
    for name in ("title", "body", "tags"):
        kept = str(typed[name]).replace("\r\n", "\n").replace("\x00", "").strip()
        assert str(escape(kept)) in html or "\x01" in kept, name
    assert rows() == before


def test_a_language_that_is_none_of_ours_is_422(cast, send):
    answer = ask(send(cast.minji), cast, lang="tlh")
    assert answer.status_code == 422
    assert str(escape(TYPED)) in html_of(answer)


@pytest.mark.parametrize("body", ["", "  ", "\u200b", "가" * 20_001])
def test_an_answer_that_does_not_fit_is_422_and_shown_again(cast, send, question, body):
    before = rows()
    answer = send(cast.junho)(f"/threads/{question}/answers", body=body)
    assert answer.status_code == 422
    assert body.strip() in html_of(answer)
    assert rows() == before


def test_a_comment_that_does_not_fit_is_422_and_shown_where_it_was_typed(
    cast, send, question, answer_id
):
    before = rows()
    long = "가" * 2_001
    for where in ({}, {"answer_id": answer_id}):
        answer = send(cast.minji)(f"/threads/{question}/comments", body=long, **where)
        assert answer.status_code == 422
        assert html_of(answer).count(long) == 1
    assert rows() == before


def test_text_within_its_limits_of_any_letters_is_posted(cast, send):
    """The odd but honest: nesting, emoji, right-to-left, NUL among letters."""
    odd = [
        "> " * 9_999 + "깊이",
        "- " * 5_000 + "목록",
        "[" * 10_000,
        "👨‍👩‍👧" * 3_000,
        "مرحبا שלום " * 500,
        "본문\x00중간",
        "<script>alert(1)</script>" * 100,
        "|" + "a|" * 5_000,
    ]
    for number, body in enumerate(odd):
        make_title = f"{number}번째로 묻는 이상한 글입니다"
        answer = ask(send(cast.hana), cast, body=body, title=make_title)
        assert answer.status_code == 303, body[:20]
        page = send(cast.hana).browser.get(answer.location)
        assert page.status_code == 200
        assert "<script>alert" not in html_of(page)
        assert "\x00" not in html_of(page)


# ── Wrong encoding, wrong kind, too much ──


def test_a_form_in_another_encoding_is_422_and_posts_nothing(cast, send, question):
    before = rows()
    sender = send(cast.minji)
    body = "저녁마다 끊겨요".encode("euc-kr")
    raw = f"csrf_token={sender.token}&body={quote(body)}"
    for data in (raw.encode(), f"csrf_token={sender.token}&body=".encode() + body):
        answer = sender.browser.post(
            f"/threads/{question}/answers",
            data=data,
            content_type="application/x-www-form-urlencoded",
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code == 422
        assert "읽을 수 없" in html_of(answer)
    assert rows() == before


def test_json_where_a_form_belongs_is_refused(cast, send, question):
    before = rows()
    sender = send(cast.minji)
    answer = sender.browser.post(f"/threads/{question}/answers", json={"body": "답"})
    assert answer.status_code in (400, 403, 415)
    assert rows() == before


def test_a_body_of_megabytes_is_413_in_words(cast, send, question):
    before = rows()
    answer = send(cast.minji)(f"/threads/{question}/answers", body="a" * 3_000_000)
    assert answer.status_code == 413
    assert "너무" in html_of(answer)
    assert rows() == before


# ── What is not there ──


@pytest.mark.parametrize("number", [999, 0, HUGE, -1, "abc", "1.5", "%00"])
def test_an_address_of_nothing_is_404(client, question, number):
    for path in (f"/questions/{number}", f"/ideas/{number}/x", f"/threads/{number}/history"):
        assert client.get(path).status_code == 404


def test_names_with_a_nul_are_404(client, cast):
    for path in ("/tags/%00", "/people/%00", "/tags/a%00b", "/questions/1/%00"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "path",
    [
        "/threads/{n}/answers",
        "/threads/{n}/comments",
        "/threads/{n}/vote",
        "/threads/{n}/unvote",
        "/threads/{n}/edit",
        "/threads/{n}/withdraw",
        "/threads/{n}/follow",
        "/threads/{n}/status",
        "/threads/{n}/hide",
        "/threads/{n}/lock",
        "/threads/{n}/duplicate",
        "/answers/{n}/accept",
        "/answers/{n}/unaccept",
        "/answers/{n}/official",
        "/answers/{n}/correct",
        "/answers/{n}/unofficial",
        "/answers/{n}/edit",
        "/answers/{n}/withdraw",
        "/answers/{n}/helpful",
        "/answers/{n}/hide",
        "/answers/{n}/restore",
        "/comments/{n}/withdraw",
        "/comments/{n}/hide",
    ],
)
def test_writing_to_what_is_not_there_is_404_and_gives_the_words_back(cast, send, question, path):
    before = rows()
    words = {"body": TYPED, "reason": TYPED, "note": TYPED, "level": "all", "value": "1"}
    for who in (cast.minji, cast.hana):
        for number in (999, HUGE):
            answer = send(who)(path.format(n=number), **words)
            # where a page can be read but that number cannot be one, it "does not do that"
            assert answer.status_code in ((404,) if number == 999 else (404, 405))
            assert str(escape(TYPED)) in html_of(answer)
    assert rows() == before


def test_a_foreign_answer_under_a_comment_is_404_with_the_words(cast, send, question):
    other = make.question(cast.junho, cast.product_id, title="전혀 다른 질문이에요")
    foreign = make.answer(cast.minji, other)
    before = rows()
    for answer_id in (foreign, 999, HUGE, "abc"):
        answer = send(cast.junho)(f"/threads/{question}/comments", body=TYPED, answer_id=answer_id)
        if answer_id in (foreign, 999):
            assert answer.status_code == 404
            assert str(escape(TYPED)) in html_of(answer)
            assert rows() == before


def test_a_number_that_is_none_does_no_harm(cast, send, question, answer_id):
    before = rows()
    moderator = send(cast.eunji)
    for number in ("", "abc", HUGE, -5, "1e3"):
        answer = moderator(f"/threads/{question}/duplicate", canonical_id=number)
        assert answer.status_code == 404
        answer = send(cast.minji)(f"/answers/{answer_id}/helpful", value=number)
        assert answer.status_code == 422
    assert rows() == before


@pytest.mark.parametrize(
    "path",
    [
        "/questions?{}",
        "/ideas?{}",
        "/questions?sort=new&{}",
        "/ideas?sort=top&days=30&{}",
        "/tags/와이파이?{}",
        "/people/minji?{}",
        "/questions/1/와이파이가-저녁마다-끊겨요?{}",
    ],
)
def test_a_page_of_a_list_that_never_was_is_422_and_not_an_accident(cast, client, path):
    make.question(cast.minji, cast.product_id, tags=("와이파이",))
    for cursor in ("garbage", "한글", "\x00", "W10", "A" * 3_000, "WyJcdWQ4MDAiLDFd"):
        answer = client.get(path.format(urlencode({"cursor": cursor})))
        assert answer.status_code == 422, (path, cursor)


def test_choices_that_are_none_of_ours_show_the_plain_list(cast, client, question):
    odd = ("x", "\x00", "%", "1" * 5_000, "한글")
    for name in ("sort", "days", "product", "status", "lang"):
        for value in odd:
            answer = client.get(f"/questions?{urlencode({name: value})}")
            assert answer.status_code == 200, (name, value)


# ── Too late ──


def test_an_answer_to_a_question_that_vanished_meanwhile_is_404_with_the_words(
    cast, send, question
):
    junho = send(cast.junho)
    do(duplicates.hide, cast.eunji, question, reason="광고예요.")
    before = rows()
    answer = junho(f"/threads/{question}/answers", body=TYPED)
    assert answer.status_code == 404
    assert str(escape(TYPED)) in html_of(answer)
    assert rows() == before


def test_an_answer_to_a_question_that_was_locked_meanwhile_is_409_with_the_words(
    cast, send, question, answer_id
):
    junho = send(cast.junho)
    do(threads.lock, cast.eunji, question, reason="다툼이 있어요.")
    before = rows()
    for path, fields in (
        (f"/threads/{question}/answers", {}),
        (f"/threads/{question}/comments", {}),
        (f"/threads/{question}/comments", {"answer_id": answer_id}),
        (f"/answers/{answer_id}/edit", {"version": 1}),
    ):
        answer = junho(path, body=TYPED, **fields)
        assert answer.status_code == 409, path
        assert str(escape(TYPED)) in html_of(answer), path
    assert rows() == before


def test_a_comment_on_an_answer_of_another_page_is_shown_again_too(cast, send, question):
    """The refusal draws the first page; the words must not be lost with the second."""
    ids = [make.answer(cast.hana, question, f"답변 번호 {number}") for number in range(12)]
    long = "가" * 2_001
    answer = send(cast.junho)(f"/threads/{question}/comments", body=long, answer_id=ids[-1])
    assert answer.status_code == 422
    assert long in html_of(answer)


def test_a_stale_edit_is_409_with_both_texts_and_can_then_be_saved(cast, send, question):
    """R5: two tabs. Nothing is overwritten that the second had not seen."""
    sender = send(cast.minji)
    form = {"product": cast.product_id, "lang": "ko", "title": "와이파이가 저녁마다 끊겨요"}
    path = f"/threads/{question}/edit"
    assert sender(path, **form, body="첫째 창의 글", version=1).status_code == 303
    second = sender(path, **form, body=TYPED, version=1)
    html = html_of(second)
    assert second.status_code == 409
    assert "첫째 창의 글" in html
    assert str(escape(TYPED)) in html
    assert queries.get(cast.minji, question).body_md == "첫째 창의 글"
    assert 'name="version" value="2"' in html
    assert sender(path, **form, body=TYPED, version=2).status_code == 303
    assert queries.get(cast.minji, question).body_md == TYPED


def test_a_stale_edit_of_an_answer_is_409_with_both_texts(cast, send, question, answer_id):
    sender = send(cast.junho)
    path = f"/answers/{answer_id}/edit"
    assert sender(path, body="첫째 창의 답변", version=1).status_code == 303
    second = sender(path, body=TYPED, version=1)
    assert second.status_code == 409
    assert "첫째 창의 답변" in html_of(second)
    assert str(escape(TYPED)) in html_of(second)


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", str(HUGE)])
def test_an_edit_that_saw_no_version_is_refused_with_the_words(cast, send, question, version):
    form = {"product": cast.product_id, "lang": "ko", "title": "와이파이가 저녁마다 끊겨요"}
    answer = send(cast.minji)(f"/threads/{question}/edit", **form, body=TYPED, version=version)
    assert answer.status_code == 409
    assert str(escape(TYPED)) in html_of(answer)


def test_a_second_submit_is_409_and_posts_nothing_twice(cast, send, question):
    """R5: Back and send again, for questions, answers and comments."""
    minji, junho = send(cast.minji), send(cast.junho)
    sent = [
        lambda: ask(minji, cast, title="두 번 보내는 질문이에요"),
        lambda: junho(f"/threads/{question}/answers", body=TYPED),
        lambda: junho(f"/threads/{question}/comments", body=TYPED),
    ]
    for act in sent:
        assert act().status_code == 303
        before = rows()
        again = act()
        assert again.status_code == 409
        assert str(escape(TYPED)) in html_of(again)
        assert rows() == before


def test_too_often_is_429_with_when_to_come_back_and_the_words(cast, send):
    sender = send(cast.minji)
    for number in range(5):
        make.question(cast.minji, cast.product_id, title=f"{number}번째로 묻는 질문입니다")
    answer = ask(sender, cast, title="여섯 번째로 묻는 질문입니다")
    assert answer.status_code == 429
    assert str(escape(TYPED)) in html_of(answer)


# ── Forms that expired, and forms from elsewhere ──


def test_an_expired_form_gives_the_words_back_ready_to_be_sent(cast, client_as, question):
    browser = client_as(cast.junho)
    path = f"/threads/{question}/answers"
    headers = {"Origin": "http://localhost"}
    late = browser.post(path, data={"csrf_token": "stale", "body": TYPED}, headers=headers)
    html = html_of(late)
    assert late.status_code == 403
    assert f'action="{path}"' in html
    assert str(escape(TYPED)) in html
    assert "stale" not in html
    again = browser.post(path, data={"csrf_token": csrf_of(late), "body": TYPED}, headers=headers)
    assert again.status_code == 303
    assert rows()[1] == 1


def test_a_part_of_a_page_is_told_in_one_sentence_that_it_is_out_of_date(client_as, cast):
    headers = {"Origin": "http://localhost", "HX-Request": "true"}
    answer = client_as(cast.junho).post("/preview", data={"body": TYPED}, headers=headers)
    assert answer.status_code == 403
    assert "data-message" in html_of(answer)
    assert "<form" not in html_of(answer)


def test_a_password_is_never_given_back(client, cast):
    headers = {"Origin": "http://localhost"}
    for name in ("password", "new_password", "old_password"):
        form = {"csrf_token": "stale", "email": "minji@example.com", name: "비밀번호 열두 글자"}
        answer = client.post("/sign-in", data=form, headers=headers)
        assert answer.status_code == 403
        assert "비밀번호 열두 글자" not in html_of(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/questions"},
        {},
        {"Origin": "http://localhost.evil.example"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_refused_and_not_shown_again(
    cast, client_as, question, headers
):
    before = rows()
    browser = client_as(cast.junho)
    evil = "사세요 사세요 사세요"
    for path in (f"/threads/{question}/answers", f"/threads/{question}/vote", "/questions/ask"):
        for form in ({"body": evil}, {"body": evil, "csrf_token": "guess"}):
            answer = browser.post(path, data=form, headers=headers)
            assert answer.status_code == 403
            assert evil not in html_of(answer)
    wrong = f"body={quote(evil.encode('euc-kr'))}"
    answer = browser.post(
        f"/threads/{question}/answers",
        data=wrong,
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
    assert answer.status_code in (403, 422)
    assert "%BB%E7" not in html_of(answer)
    assert rows() == before


# ── Lost sessions ──


def lost(sender: Sender) -> Sender:
    """End the session behind a browser; its cookie and its forms stay."""
    do(db.session.execute, SignIn.__table__.delete())
    return sender


def back_in(client_as, who, browser):
    """Sign the same browser in again."""
    with browser.session_transaction() as session:
        session["_user_id"] = Cast.session_token(who)
    return browser


@pytest.mark.parametrize(
    ("path", "fields", "page"),
    [
        ("/questions/ask", {"title": "쓰다가 끊긴 질문이에요"}, "/questions/ask"),
        ("/ideas/propose", {"title": "쓰다가 끊긴 아이디어"}, "/ideas/propose"),
        ("/threads/{n}/answers", {}, "/questions/{n}/와이파이가-저녁마다-끊겨요"),
        ("/threads/{n}/comments", {}, "/questions/{n}/와이파이가-저녁마다-끊겨요"),
        ("/threads/{n}/edit", {"version": "1", "title": "다시 쓴 제목입니다"}, "/threads/{n}/edit"),
    ],
)
def test_a_lost_session_keeps_what_was_typed_for_after_signing_in(  # noqa: PLR0917 - a table
    cast, client_as, send, question, path, fields, page
):
    sender = lost(send(cast.minji))
    form = {"product": cast.product_id, "lang": "ko", "body": TYPED} | fields
    answer = sender(path.format(n=question), **form)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    browser = back_in(client_as, cast.minji, sender.browser)
    html = html_of(browser.get(page.format(n=question)))
    for words in (TYPED, *(text for name, text in fields.items() if name == "title")):
        assert str(escape(words)) in html


def test_a_lost_session_keeps_an_edited_answer(cast, client_as, send, answer_id):
    sender = lost(send(cast.junho))
    path = f"/answers/{answer_id}/edit"
    answer = sender(path, body=TYPED, version=1)
    assert answer.status_code == 303
    browser = back_in(client_as, cast.junho, sender.browser)
    page = browser.get(path)
    assert str(escape(TYPED)) in html_of(page)
    sent = {"csrf_token": csrf_of(page), "body": TYPED, "version": 1}
    assert browser.post(path, data=sent).status_code == 303
    assert db.session.execute(select(func.count()).select_from(Draft)).scalar() == 0


def test_a_comment_that_was_kept_is_forgotten_once_it_is_posted(cast, client_as, send, question):
    sender = lost(send(cast.junho))
    sender(f"/threads/{question}/answers", body="답변도 쓰던 중")
    sender(f"/threads/{question}/comments", body=TYPED)
    browser = back_in(client_as, cast.junho, sender.browser)
    page = browser.get(f"/questions/{question}", follow_redirects=True)
    assert str(escape(TYPED)) in html_of(page)
    assert "답변도 쓰던 중" in html_of(page)
    form = {"csrf_token": csrf_of(page), "body": TYPED}
    assert browser.post(f"/threads/{question}/comments", data=form).status_code == 303
    html = html_of(browser.get(f"/questions/{question}", follow_redirects=True))
    assert html.count("답변도 쓰던 중") == 1
    kept = db.session.execute(select(Draft.fields)).scalars().all()
    assert all(TYPED not in fields.values() for fields in kept)


def test_what_refuses_an_official_answer_gives_its_summary_back(cast, send, question, answer_id):
    long = "요약" * 71
    answer = send(cast.seoyeon)(f"/answers/{answer_id}/official", summary=long)
    assert answer.status_code == 422
    assert long in html_of(answer)
    answer = send(cast.minji)(f"/answers/{answer_id}/official", summary="회사의 말인 척")
    assert answer.status_code == 403
    assert "회사의 말인 척" in html_of(answer)
    do(answers.make_official, cast.miran, answer_id, summary="요약")
    reason = "가" * 301
    answer = send(cast.hana)(f"/answers/{answer_id}/unofficial", reason=reason)
    assert answer.status_code == 422
    assert reason in html_of(answer)


def test_a_decision_that_is_refused_gives_its_words_back(cast, send):
    idea = make.idea(cast.minji, cast.product_id)
    short = "지금은 어려워요."
    answer = send(cast.daniel)(f"/threads/{idea}/status", status="declined", note=short)
    assert answer.status_code == 422
    assert short in html_of(answer)
    answer = send(cast.minji)(f"/threads/{idea}/status", status="planned", note=short)
    assert answer.status_code == 403
    assert short in html_of(answer)
