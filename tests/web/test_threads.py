"""A thread's page: its addresses, its facts, and who sees it."""

import json
import re
from urllib.parse import quote

import pytest

from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.search import jobs
from portal.threads import actions as threads
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do

SLUG = "와이파이가-저녁마다-끊겨요"


@pytest.fixture
def question(cast) -> int:
    return make.question(cast.minji, cast.product_id, tags=("와이파이",))


def read(browser, path: str) -> str:
    answer = browser.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return said(answer)


# ── Addresses ──


def test_a_thread_stands_at_its_number_and_its_korean_slug(client, question):
    answer = client.get(f"/questions/{question}/{SLUG}")
    assert answer.status_code == 200
    assert (
        f'<link rel="canonical" href="http://localhost/questions/{question}/{quote(SLUG)}">'
        in said(answer)
    )


@pytest.mark.parametrize(
    "path",
    [
        "/questions/{n}",
        "/questions/{n}/",
        "/questions/{n}/old-words",
        "/ideas/{n}",
        "/ideas/{n}/",
        "/ideas/{n}/" + SLUG,
        "/ideas/{n}/old-words",
    ],
)
def test_the_wrong_kind_and_an_old_slug_lead_to_the_right_address_for_good(client, question, path):
    """R42"""
    answer = client.get(path.format(n=question))
    assert (answer.status_code, answer.location) == (301, f"/questions/{question}/{quote(SLUG)}")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_was_asked_beside_the_address_goes_along(client, question):
    answer = client.get(f"/ideas/{question}?x=1&y=2")
    assert answer.location == f"/questions/{question}/{quote(SLUG)}?x=1&y=2"


def test_a_renamed_thread_leads_from_its_old_address_to_the_new_and_back_again(
    cast, client, question
):
    for seen, title in ((1, "공유기가 저녁마다 꺼져요"), (2, "와이파이가 저녁마다 끊겨요")):
        draft = make.draft(cast.product_id, title=title, tags=("와이파이",))
        do(threads.edit, cast.minji, question, draft, seen_version=seen)
    assert client.get(f"/questions/{question}/공유기가-저녁마다-꺼져요").status_code == 301
    assert client.get(f"/questions/{question}/{SLUG}").status_code == 200


def test_a_title_without_letters_has_an_address_too(cast, client):
    thread_id = make.question(cast.minji, cast.product_id, title="?!?!?!?!?!?!")
    assert client.get(f"/questions/{thread_id}/").status_code == 200
    assert client.get(f"/questions/{thread_id}/anything").location == f"/questions/{thread_id}/"


# ── Who sees it ──


@pytest.fixture(params=["hidden", "withdrawn"])
def gone(cast, question, request, drain) -> int:
    """Give a question with a secret in every part, out of sight by its author or a moderator.

    It was found and told of while it was public, so the index and the inboxes know it.
    """
    secret = make.question(
        cast.minji,
        cast.product_id,
        title="비밀스러운 제목입니다",
        body="비밀본문",
        tags=("비밀태그",),
    )
    answer_id = make.answer(cast.junho, secret, "비밀답변")
    do(answers.comment, cast.seoyeon, secret, body_md="비밀댓글")
    do(answers.make_official, cast.seoyeon, answer_id, summary="비밀요약")
    do(votes.cast, cast.hana, secret)
    drain()
    jobs.index_stale()
    if request.param == "hidden":
        do(duplicates.hide, cast.eunji, secret, reason="광고예요.")
    else:
        do(duplicates.withdraw, cast.minji, secret)
    return secret


def test_what_is_out_of_sight_is_404_as_if_it_had_never_been(cast, client, client_as, gone):
    """B12: the same page as for a number that was never given."""
    for browser in (client, client_as(cast.junho), client_as(cast.seoyeon)):
        for path in (
            "/questions/{}",
            "/questions/{}/비밀스러운-제목입니다",
            "/ideas/{}",
            "/threads/{}/history",
            "/threads/{}/edit",
            "/threads/{}/related",
        ):
            hidden, missing = browser.get(path.format(gone)), browser.get(path.format(999))
            assert hidden.status_code == missing.status_code == 404
            assert said(hidden).replace(path.format(gone), path.format(999)) == said(missing)


def test_none_of_its_words_are_on_any_page_mail_or_search(cast, client, client_as, gone, drain):
    """B12, B14: lists, tags, people, search, similar, related, inbox, duplicates."""
    question = make.question(cast.minji, cast.product_id, title="그 글과 똑같은 질문이에요")
    do(threads.link_duplicate, cast.hana, gone, question)
    _read_everything(client, client_as(cast.junho), client_as(cast.seoyeon), question)
    drain()
    jobs.index_stale()
    _read_everything(client, client_as(cast.junho), client_as(cast.seoyeon), question)


def _read_everything(client, *others) -> None:
    *browsers, question = (client, *others)
    pages = (
        "/",
        "/questions",
        "/questions?sort=new",
        "/questions?sort=top",
        "/questions?sort=top&days=7",
        "/questions?sort=unanswered",
        "/questions?sort=followed",
        "/ideas",
        "/people/minji",
        "/people/junho",
        f"/questions/{question}",
        f"/threads/{question}/related",
        "/search?q=비밀스러운",
        "/search?q=비밀답변",
        "/similar?title=비밀스러운 제목입니다",
        "/tags/비밀태그",
        "/inbox",
        "/staff",
    )
    for browser in browsers:
        for path in pages:
            html = said(browser.get(path, follow_redirects=True))
            html = html.replace('value="비밀', "").replace("q=비밀", "")
            found = re.findall(r"비밀(?:스러운 제목|본문|답변|댓글|요약)", html)
            # a search page repeats what was looked for, and only that
            assert not [word for word in found if word not in path], path


def test_its_author_and_moderators_see_it_with_the_reason(cast, client_as, gone):
    for who in (cast.minji, cast.eunji, cast.hana):
        html = read(client_as(who), f"/questions/{gone}")
        assert "비밀본문" in html
        assert 'content="noindex"' in html
        assert "application/ld+json" not in html


# ── What it shows ──


def test_an_endorsed_answer_edited_since_still_shows_what_was_endorsed(cast, client, question):
    """Section 12 test 14, on the page and in what search engines are told."""
    answer_id = make.answer(cast.junho, question, "채널을 11번으로 바꾸세요.")
    do(answers.make_official, cast.seoyeon, answer_id, summary="채널을 바꾸면 돼요.")
    do(answers.edit, cast.junho, answer_id, body_md="제 가게에서 사세요.", seen_version=1)
    html = read(client, f"/questions/{question}")
    body = html.index("채널을 11번으로 바꾸세요.")
    assert "제 가게에서 사세요." in html[body:]
    assert "<details" in html[body : html.index("제 가게에서 사세요.")]
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.S)[1])
    assert data["mainEntity"]["acceptedAnswer"]["text"] == "채널을 11번으로 바꾸세요."


def test_a_withdrawn_official_answer_leaves_its_trace(cast, client, question):
    """R35: superseded and withdrawn ones stay readable, with the reason."""
    answer_id = make.answer(cast.seoyeon, question, "공유기를 재시작하세요.")
    do(answers.make_official, cast.seoyeon, answer_id, summary="재시작하면 나아져요.")
    do(answers.withdraw_official, cast.miran, answer_id, reason="내용이 틀렸어요.")
    html = read(client, f"/questions/{question}")
    assert "재시작하면 나아져요." in html
    assert "내용이 틀렸어요." in html


def test_a_correction_is_on_the_page_before_the_answer(cast, client, question):
    """R34"""
    answer_id = make.answer(cast.seoyeon, question, "공유기를 재시작하세요.")
    do(answers.make_official, cast.seoyeon, answer_id, summary="재시작")
    do(answers.correct_official, cast.seoyeon, answer_id, correction="10초 빼 두세요.")
    html = read(client, f"/questions/{question}")
    assert html.index("10초 빼 두세요.") < html.index("<p>공유기를 재시작하세요.</p>")


def test_search_engines_are_told_the_truth(cast, client, question):
    """B13: counts, dates, the accepted answer, and nothing that could end the script."""
    evil = make.answer(cast.junho, question, "</script><script>alert(1)</script>")
    good = make.answer(cast.hana, question, "채널을 바꾸세요.")
    do(answers.accept, cast.minji, good)
    html = read(client, f"/questions/{question}")
    raw = re.search(r'ld\+json">(.*?)</script>', html, re.S)[1]
    entity = json.loads(raw)["mainEntity"]
    assert entity["answerCount"] == 2
    assert entity["upvoteCount"] == 1
    assert entity["acceptedAnswer"]["url"].endswith(f"#answer-{good}")
    assert [a["url"][-1] for a in entity["suggestedAnswer"]] == [str(evil)[-1]]
    page = client.get(f"/questions/{question}", follow_redirects=True).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "@example.com" not in page


def test_a_question_without_answers_and_an_idea_are_not_described(cast, client, question):
    assert "ld+json" not in read(client, f"/questions/{question}")
    idea = make.idea(cast.minji, cast.product_id)
    make.answer(cast.daniel, idea, "검토할게요.")
    assert "ld+json" not in read(client, f"/ideas/{idea}")


def test_answers_go_on_to_a_second_page(cast, client, question):
    for number in range(12):
        make.answer(cast.hana, question, f"답변 번호 {number:02}")
    first = read(client, f"/questions/{question}")
    assert "답변 번호 09" in first
    assert "답변 번호 10" not in first
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = read(client, onward)
    assert "답변 번호 11" in second
    assert "답변 번호 09" not in second
    assert "ld+json" not in second


# ── What can be done with it ──


def test_editing_by_the_form_keeps_the_wording_before_readable(cast, client, client_as, question):
    fields = {
        "product": cast.product_id,
        "lang": "ko",
        "title": "공유기가 저녁마다 꺼져요",
        "body": "불빛도 꺼져요.",
        "tags": "공유기, 저녁",
        "version": 1,
    }
    answer = send(client_as(cast.minji), f"/threads/{question}/edit", **fields)
    assert answer.location == f"/questions/{question}/{quote('공유기가-저녁마다-꺼져요')}"
    assert "#저녁" in read(client, answer.location)
    assert "와이파이가 저녁마다 끊겨요" in read(client, f"/threads/{question}/history")


def test_who_is_shown_the_form_to_edit(cast, client, client_as, question):
    assert client.get(f"/threads/{question}/edit").status_code == 303
    assert client_as(cast.junho).get(f"/threads/{question}/edit").status_code == 403
    assert client_as(cast.minji).get(f"/threads/{question}/edit").status_code == 200


def test_taking_back_following_and_deciding_work_by_plain_forms(cast, client_as, question):
    minji, junho = client_as(cast.minji), client_as(cast.junho)
    here = f"/questions/{question}/{SLUG}"
    answer = send(junho, f"/threads/{question}/follow", at=here, level="muted")
    assert answer.status_code == 303
    assert 'value="muted" aria-pressed="true"' in read(junho, here)
    idea = make.idea(cast.minji, cast.product_id)
    there = f"/ideas/{idea}/다크-모드를-지원해-주세요"
    decision = {"status": "planned", "note": "가을에 시작해요.", "seen_status": "new"}
    daniel = client_as(cast.daniel)
    assert send(daniel, f"/threads/{idea}/status", at=there, **decision).status_code == 303
    assert "가을에 시작해요." in read(junho, there)
    assert send(daniel, f"/threads/{idea}/status", at=there, **decision).status_code == 409
    assert send(minji, f"/threads/{question}/withdraw", at=here).status_code == 303
    assert junho.get(here).status_code == 404


def test_a_locked_thread_says_why_and_shows_no_forms(cast, client_as, question):
    do(threads.lock, cast.eunji, question, reason="다툼이 있어요.")
    html = read(client_as(cast.junho), f"/questions/{question}")
    assert "다툼이 있어요." in html
    assert f'action="/threads/{question}/answers"' not in html
    assert f'action="/threads/{question}/comments"' not in html
    assert f'action="/threads/{question}/vote"' not in html


def test_a_duplicate_leads_to_its_original_and_back(cast, client, question):
    other = make.question(cast.junho, cast.product_id, title="저녁에 와이파이가 느려져요")
    do(threads.link_duplicate, cast.eunji, other, question)
    assert f'href="/questions/{question}"' in read(client, f"/questions/{other}")
    assert "저녁에 와이파이가 느려져요" in read(client, f"/questions/{question}")


def test_a_decided_idea_shows_its_history_and_takes_no_votes(cast, client_as, question):
    idea = make.idea(cast.minji, cast.product_id)
    note = "설정 화면에 이미 있어요. 디스플레이 메뉴를 봐 주세요."
    lead(cast.daniel, idea, "already_available", note)
    html = read(client_as(cast.junho), f"/ideas/{idea}")
    assert note in html
    assert f'action="/threads/{idea}/vote"' not in html


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_page_speaks_the_readers_language(cast, client_as, question, locale):
    browser = client_as(cast.junho)
    browser.set_cookie("maru_locale", locale)
    make.answer(cast.seoyeon, question)
    html = read(browser, f"/questions/{question}")
    assert f'<html lang="{locale}"' in html
    assert ("Your answer" in html) == (locale == "en")
    assert csrf_of(browser.get(f"/questions/{question}/{SLUG}"))
