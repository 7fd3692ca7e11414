"""The FAQ's desk: nominating, writing, reviewing and publishing in a browser without JavaScript."""

import pytest

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.faq import actions, queries, workbench
from portal.kit.db import transaction
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import TEXT, grown, proposed, published, seen, started, written
from tests.make.pages import said, send

TYPED = {
    "title": "와이파이가 밤마다 끊길 때",
    "summary": "채널을 바꾸면 대부분 나아져요.",
    "body": "공유기 설정에서 **채널**을 바꿉니다.",
}


@pytest.fixture
def thread_id(cast) -> int:
    number = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, number, "채널을 11번으로 바꾸세요.")
    with transaction():
        answers.accept(cast.minji, answer_id)
    return number


def number_in(location: str) -> int:
    return int(location.rstrip("/").rsplit("/", 1)[1])


def test_a_thread_becomes_help_by_the_hands_of_two_people(client, client_as, cast, thread_id):
    editor, writer = client_as(cast.suhyun), client_as(cast.seoyeon)
    question = f"/questions/{thread_id}"
    at = editor.get(question).headers["Location"]
    assert send(editor, f"/staff/faq/nominate/{thread_id}", at=at).status_code == 303

    listed = said(writer.get("/staff/faq", follow_redirects=True))
    assert "와이파이가 저녁마다 끊겨요" in listed
    (nomination,) = proposed(cast.seoyeon)
    started = send(
        writer,
        f"/staff/faq/nominations/{nomination.id}/draft",
        at="/staff/faq/candidates",
        lang="ko",
    )
    desk = started.headers["Location"]
    version_id = number_in(desk)
    assert "채널을 11번으로 바꾸세요." in said(writer.get(desk))

    sent = send(writer, f"{desk}/save", at=desk, **TYPED, seen=1, then="submit")
    assert sent.status_code == 303
    assert f"{desk}/approve" not in said(writer.get(desk))
    assert TYPED["title"] in said(editor.get("/staff/faq?pile=in_review"))

    page = said(editor.get(desk))
    assert TYPED["body"].replace("**채널**", "<strong>채널</strong>") in page
    assert "채널을 11번으로 바꾸세요." in page
    done = send(editor, f"{desk}/approve", at=desk, seen=2, then="publish")
    assert done.status_code == 303
    assert TYPED["title"] in said(client.get(f"/faq/{version_id}", follow_redirects=True))
    assert f"/faq/{version_id}/" in said(client.get(question, follow_redirects=True))


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_pile_and_state_is_drawn_in_both_languages(client_as, cast, thread_id, locale):
    writing = grown(cast.seoyeon, cast.suhyun, thread_id)
    reviewed = started(cast.seoyeon, cast.product_id)
    with transaction():
        actions.submit(cast.seoyeon, reviewed)
    approved = started(cast.seoyeon, cast.product_id)
    with transaction():
        actions.submit(cast.seoyeon, approved)
        actions.approve(cast.yejin, approved, seen_version=2)
    public = published(cast.seoyeon, cast.suhyun, cast.product_id)
    retired = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.retire(cast.suhyun, retired, reason="낡은 내용이에요.")
        actions.nominate(cast.suhyun, make_another(cast))
    browser = client_as(cast.suhyun)
    browser.set_cookie("maru_locale", locale)
    paths = [f"/staff/faq/{n}" for n in (writing, reviewed, approved, public, retired)]
    piles = [pile for pile in workbench.counts(cast.suhyun) if pile != "nominated"]
    paths += [f"/staff/faq?pile={pile}" for pile in piles]
    paths += [
        f"/staff/faq/candidates?pile={pile}" for pile in ("open", "early", "words", "declined")
    ]
    for path in [*paths, "/staff/faq/new", "/staff"]:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{locale}"' in said(page)


def make_another(cast) -> int:
    from portal.threads.actions import ThreadDraft
    from portal.votes import actions as votes

    draft = ThreadDraft(
        kind="question",
        product_id=cast.product_id,
        lang="ko",
        title="공유기 불빛이 빨개요 왜죠",
        body_md="계속 깜빡여요.",
    )
    return votes.post_thread(cast.junho, draft)


def test_a_stale_save_keeps_what_was_typed_and_shows_the_present_text(client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    browser = client_as(cast.yejin)
    stale = seen(cast.yejin, version_id)
    with transaction():
        actions.save_draft(
            cast.suhyun,
            version_id,
            type(TEXT)(TEXT.title, "그 사이의 요약", "그 사이의 글"),
            seen_version=stale,
        )
    answer = send(browser, f"{desk}/save", at=desk, **TYPED, seen=stale)
    assert answer.status_code == 409
    html = said(answer)
    assert TYPED["body"] in html
    assert "그 사이의 글" in html
    again = send(browser, f"{desk}/save", at=desk, **TYPED, seen=seen(cast.yejin, version_id))
    assert again.status_code == 303
    assert workbench.get(cast.yejin, version_id).draft.summary == TYPED["summary"]


@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"title": "가" * 201}, {"summary": "나" * 141}, {"body": "다" * 20_001}],
    ids=["no title", "long title", "long summary", "long text"],
)
def test_a_text_that_does_not_fit_is_shown_again_and_nothing_is_kept(client_as, cast, change):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    typed = TYPED | change
    answer = send(client_as(cast.suhyun), f"{desk}/save", at=desk, **typed, seen=2)
    assert answer.status_code == 422
    html = said(answer)
    for text in typed.values():
        assert text in html
    assert workbench.get(cast.suhyun, version_id).draft.text == TEXT


def test_submitting_an_incomplete_text_keeps_neither_state_nor_text(client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    typed = TYPED | {"summary": ""}
    answer = send(client_as(cast.suhyun), f"{desk}/save", at=desk, **typed, seen=2, then="submit")
    assert answer.status_code == 422
    assert TYPED["body"] in said(answer)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert (draft.state, draft.text) == ("writing", TEXT)


def test_a_text_that_comes_too_late_is_shown_to_be_copied(client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    with transaction():
        actions.submit(cast.suhyun, version_id)
    answer = send(client_as(cast.yejin), f"{desk}/save", at=desk, **TYPED, seen=2)
    assert answer.status_code == 409
    html = said(answer)
    assert TYPED["title"] in html
    assert TYPED["body"] in html


def test_the_writer_is_offered_no_approval_and_cannot_force_one(client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    with transaction():
        actions.submit(cast.suhyun, version_id)
    browser = client_as(cast.suhyun)
    assert f"{desk}/approve" not in said(browser.get(desk))
    answer = send(browser, f"{desk}/approve", at=desk, seen=2, then="publish")
    assert answer.status_code == 403
    assert workbench.get(cast.suhyun, version_id).draft.state == "in_review"


def test_returning_without_a_note_is_asked_for_again(client_as, cast):
    version_id = started(cast.seoyeon, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    with transaction():
        actions.submit(cast.seoyeon, version_id)
    browser = client_as(cast.suhyun)
    assert send(browser, f"{desk}/return", at=desk, note=" ").status_code == 422
    assert send(browser, f"{desk}/return", at=desk, note="요약을 줄여 주세요.").status_code == 303
    assert "요약을 줄여 주세요." in said(client_as(cast.seoyeon).get(desk))


def test_a_declined_proposal_keeps_a_reason_that_is_too_long(client_as, cast, thread_id):
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    browser = client_as(cast.suhyun)
    path = f"/staff/faq/nominations/{nomination_id}/decline"
    answer = send(browser, path, at="/staff/faq/candidates", reason="가" * 301)
    assert answer.status_code == 422
    assert "가" * 301 in said(answer)
    assert send(browser, path, at="/staff/faq/candidates", reason="이미 있어요").status_code == 303
    assert send(browser, path, at="/staff/faq/new", reason="이미 있어요").status_code == 404


def test_other_posts_are_linked_by_number_or_address(client_as, cast, thread_id):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    article_id = workbench.get(cast.suhyun, version_id).article_id
    desk = f"/staff/faq/{version_id}"
    browser = client_as(cast.suhyun)
    other = make.idea(cast.junho, cast.product_id)
    for typed in (f"#{thread_id}", f"http://localhost/ideas/{other}/dark-mode"):
        assert send(browser, f"{desk}/sources", at=desk, thread=typed).status_code == 303
    assert queries.source_ids(article_id) == [thread_id, other]
    assert send(browser, f"{desk}/sources", at=desk, thread="없는 글").status_code == 404
    send(browser, f"{desk}/sources/{other}/unlink", at=desk)
    assert queries.source_ids(article_id) == [thread_id]


@pytest.mark.parametrize("to", ["sources", "topic"])
def test_what_is_typed_into_the_draft_goes_with_the_buttons_beside_it(
    client_as, cast, thread_id, to
):
    version_id = started(cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    browser = client_as(cast.suhyun)
    page = said(browser.get(desk))
    assert f'form="draft-form" formnovalidate formaction="{desk}/sources"' in page
    typed = {"title": "새로 쓴 제목이에요", "summary": "한 줄", "body": "쓰던 글", "aliases": ""}
    seen = workbench.get(cast.suhyun, version_id).draft.edit_version
    fields = typed | {"thread": f"#{thread_id}", "topic": "", "seen": seen}
    assert send(browser, f"{desk}/{to}", at=desk, **fields).status_code == 303
    assert workbench.get(cast.suhyun, version_id).draft.text.body_md == "쓰던 글"
    # refused for either reason, both are shown again
    refused = send(browser, f"{desk}/sources", at=desk, **fields | {"thread": "없는 글", "seen": 1})
    assert refused.status_code in (404, 409)
    assert "쓰던 글" in said(refused)


def test_a_new_article_a_translation_and_a_new_text_are_started_by_button(client_as, cast):
    browser = client_as(cast.suhyun)
    wrong = send(browser, "/staff/faq/new", product=cast.product_id, lang="ko", title="")
    assert wrong.status_code == 422
    none = send(browser, "/staff/faq/new", product="", lang="ko", title="새 글이에요")
    assert none.status_code == 404
    assert "새 글이에요" in said(none)
    made = send(browser, "/staff/faq/new", product=cast.product_id, lang="ko", title="새 글이에요")
    assert made.status_code == 303
    public = published(cast.seoyeon, cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{public}"
    other = send(browser, f"{desk}/translate", at=desk, lang="en").headers["Location"]
    assert workbench.get(cast.suhyun, number_in(other)).lang == "en"
    assert send(browser, f"{desk}/translate", at=desk, lang="en").status_code == 409
    assert send(browser, f"{desk}/revise", at=desk).status_code == 303
    assert workbench.get(cast.suhyun, public).draft.state == "writing"
    assert send(browser, f"{desk}/discard", at=desk).status_code == 303
    assert workbench.get(cast.suhyun, public).draft is None


def test_an_article_is_retired_with_words_for_its_readers(client, client_as, cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    desk = f"/staff/faq/{version_id}"
    assert f"{desk}/retire" not in said(client_as(cast.seoyeon).get(desk))
    browser = client_as(cast.suhyun)
    assert send(browser, f"{desk}/retire", at=desk, reason="").status_code == 422
    assert send(browser, f"{desk}/retire", at=desk, reason="바뀌었어요.").status_code == 303
    assert client.get(f"/faq/{version_id}/x").status_code == 410


def test_the_desk_does_not_exist_for_customers_but_experts_write_there(client, client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    paths = ["/staff/faq/candidates", "/staff/faq/new", f"/staff/faq/{version_id}"]
    expert = client_as(person("gaeul", "가을", Role.EXPERT))
    member = client_as(cast.minji)
    for path in paths:
        assert client.get(path).status_code == 303
        assert member.get(path).status_code == 404
        assert expert.get(path).status_code == 200
    assert expert.get("/staff").status_code == 404


def test_an_unknown_pile_is_not_found(client_as, cast):
    assert client_as(cast.suhyun).get("/staff/faq?pile=nonsense").status_code == 404


@pytest.mark.parametrize(
    "act", ["save", "return", "approve", "publish", "revise", "translate", "retire", "discard"]
)
def test_what_is_not_there_is_not_found(client_as, cast, act):
    browser = client_as(cast.suhyun)
    assert send(browser, f"/staff/faq/999/{act}", at="/staff/faq/new").status_code == 404


def test_pages_of_the_desk_cost_few_statements(client_as, cast, thread_id, statements):
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    written(cast.seoyeon, version_id)
    for _ in range(5):
        started(cast.seoyeon, cast.product_id)
    browser = client_as(cast.suhyun)
    for path, limit in (
        ("/staff/faq/candidates", 9),
        ("/staff/faq?pile=writing", 6),
        (f"/staff/faq/{version_id}", 12),
    ):
        statements.clear()
        assert browser.get(path).status_code == 200
        assert len(statements) <= limit, statements
