"""Asking and proposing: similar ones first, drafts that survive, and the post."""

from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import TooMany
from portal.search import jobs
from portal.threads import drafts as kept
from portal.threads import queries
from portal.threads.models import Draft, Thread
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.news import unconfirm
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do

TITLE = "와이파이가 저녁마다 끊겨요"
FROM_HERE = {"Origin": "http://localhost"}


def form_of(cast, **fields: object) -> dict[str, object]:
    return {
        "product": cast.product_id,
        "lang": "ko",
        "title": TITLE,
        "body": "공유기를 **껐다** 켜도 같아요.",
        "tags": "와이파이, #공유기 저녁",
    } | fields


@pytest.fixture
def index(drain):
    """Give what the worker would do to the search index now."""

    def run() -> None:
        drain()
        while jobs.index_stale():
            pass

    return run


def threads() -> int:
    return db.session.execute(select(func.count()).select_from(Thread)).scalar_one()


def drafts() -> int:
    return db.session.execute(select(func.count()).select_from(Draft)).scalar_one()


@pytest.mark.parametrize(
    ("kind", "path"), [("question", "/questions/ask"), ("idea", "/ideas/propose")]
)
def test_a_thread_is_posted_by_a_plain_form(cast, client, client_as, kind, path):
    answer = send(client_as(cast.minji), path, **form_of(cast))
    assert answer.status_code == 303
    assert answer.location == f"/{kind}s/1/{quote('와이파이가-저녁마다-끊겨요')}"
    thread = queries.get(NOBODY, 1)
    assert (thread.kind, thread.tags) == (kind, ("공유기", "와이파이", "저녁"))
    html = said(client.get(answer.location))
    assert "<strong>껐다</strong>" in html
    assert '<span class="vote-count">1</span>' in html


def test_similar_threads_are_met_as_a_step_before_posting_and_never_block(cast, client_as, index):
    """Without JavaScript: the step shows them once, and the same form posts."""
    earlier = make.question(cast.junho, cast.product_id, title="와이파이가 저녁에 자꾸 끊겨요")
    index()
    browser = client_as(cast.minji)
    step = send(browser, "/questions/ask", **form_of(cast))
    html = said(step)
    assert step.status_code == 200
    assert "와이파이가 저녁에 자꾸 끊겨요" in html.replace("<mark>", "").replace("</mark>", "")
    assert TITLE in html
    assert threads() == 1
    assert 'name="similar_seen" value="1"' in html
    posted = send(browser, "/questions/ask", **form_of(cast, similar_seen="1"))
    assert posted.status_code == 303
    assert threads() == 2
    assert earlier == 1


def test_similar_threads_appear_while_the_title_is_typed(cast, client, index):
    make.question(cast.junho, cast.product_id)
    index()
    found = said(client.get(f"/similar?title={quote('와이파이 끊김')}&kind=question"))
    assert "/questions/1/" in found
    assert "/questions/1/" not in said(client.get("/similar?title=와"))
    assert client.get("/similar?title=" + quote("가" * 800)).status_code == 200
    # longer than any address that is read: said so, and nothing is looked for
    assert client.get("/similar?title=" + quote("가" * 5_000)).status_code == 414


def test_the_preview_is_the_truth(cast, client_as):
    browser = client_as(cast.minji)
    body = "**굵게** <script>alert(1)</script> [링크](javascript:alert(1))"
    html = send(browser, "/preview", at="/questions/ask", body=body).get_data(as_text=True)
    assert "<strong>굵게</strong>" in html
    assert "<script>" not in html
    assert 'href="javascript' not in html


def test_a_stranger_sees_the_form_and_keeps_what_they_typed_through_signing_in(cast, client):
    """The browser's draft becomes the person's when they are in."""
    answer = send(client, "/questions/ask", **form_of(cast))
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/questions/ask")
    assert threads() == 0
    with client.session_transaction() as session:
        session["_user_id"] = Cast.session_token(cast.minji)
    html = said(client.get("/questions/ask"))
    assert f'value="{TITLE}"' in html
    assert "공유기를 **껐다** 켜도 같아요." in html
    assert send(client, "/questions/ask", **form_of(cast, similar_seen="1")).status_code == 303
    assert drafts() == 0
    assert TITLE not in said(client.get("/questions/ask"))


def test_a_closed_tab_loses_nothing(cast, client_as):
    """What was typed is kept a moment after the last key, and found in another browser."""
    one, other = client_as(cast.minji), client_as(cast.minji)
    saved = send(one, "/drafts/question", at="/questions/ask", **form_of(cast))
    assert saved.status_code == 204
    html = said(other.get("/questions/ask"))
    assert f'value="{TITLE}"' in html
    assert 'value="와이파이, #공유기 저녁"' in html
    assert TITLE not in said(client_as(cast.junho).get("/questions/ask"))
    assert TITLE not in said(other.get("/ideas/propose"))


def test_a_draft_can_be_thrown_away_and_leads_only_to_our_own_pages(cast, client_as):
    browser = client_as(cast.minji)
    send(browser, "/drafts/question", at="/questions/ask", **form_of(cast))
    drop = ("/drafts/question/drop",)
    answer = send(browser, *drop, at="/questions/ask", next="//evil.example/")
    assert (answer.status_code, answer.location) == (303, "/")
    assert drafts() == 0


def test_the_browser_is_named_only_when_something_is_kept_for_it(client, cast):
    client.get("/questions/ask")
    assert client.get_cookie("maru_browser") is None
    send(client, "/drafts/question", at="/questions/ask", **form_of(cast))
    cookie = client.get_cookie("maru_browser")
    assert cookie is not None
    assert cookie.http_only


def test_whoever_has_not_confirmed_their_address_is_told_and_keeps_the_text(cast, client_as):
    unconfirm(cast.minji)
    answer = send(client_as(cast.minji), "/questions/ask", **form_of(cast, similar_seen="1"))
    assert answer.status_code == 403
    assert "공유기를 **껐다** 켜도 같아요." in said(answer)
    assert threads() == 0


def test_an_empty_search_brings_its_words_into_the_title(client, cast):
    html = said(client.get(f"/questions/ask?title={quote('와이파이 느림')}&product=1"))
    assert 'value="와이파이 느림"' in html
    assert '<option value="1" selected>' in html
    odd = client.get("/questions/ask?product=" + "9" * 5_000 + "&title=" + "가" * 999)
    assert odd.status_code == 200


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_form_speaks_both_languages(cast, client, locale):
    client.set_cookie("maru_locale", locale)
    page = client.get("/questions/ask")
    html = said(page)
    assert f'<html lang="{locale}"' in html
    assert ("Ask a question" in html) == (locale == "en")
    assert csrf_of(page)


def test_strangers_of_one_place_keep_so_many_drafts_an_hour_and_are_told_so(app, cast, client):
    token = csrf_of(client.get("/questions/ask"))
    form = {**form_of(cast), "csrf_token": token}
    # the hour on the clock must not end in between
    with clock.at(clock.now().replace(minute=10)):
        for _ in range(300):
            assert client.post("/drafts/question", data=form).status_code == 204
            client.delete_cookie("maru_browser")
        refused = client.post("/drafts/question", data=form, headers=FROM_HERE)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"]
        assert "임시 저장한 글이 많아요" in said(refused)
        assert drafts() == 300
        sent = client.post("/questions/ask", data=form, headers=FROM_HERE)
        assert sent.status_code == 429
        assert TITLE in said(sent)


def test_a_person_keeps_drafts_wherever_many_strangers_did(cast, client_as):
    place = "127.0.0.1"
    for number in range(300):
        do(kept.save, f"browser:{number}", "question", {"title": TITLE}, place=place)
    with pytest.raises(TooMany):
        do(kept.save, "browser:more", "question", {"title": TITLE}, place=place)
    saved = send(client_as(cast.minji), "/drafts/question", at="/questions/ask", **form_of(cast))
    assert saved.status_code == 204
