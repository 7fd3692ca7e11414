"""The FAQ as readers meet it."""

import json
import re
from urllib.parse import quote

import pytest

from portal.duplicates import actions as duplicates
from portal.faq import actions, topics, unhelpful
from portal.faq.rules import ArticleText
from portal.kit.db import transaction
from portal.products import actions as products
from tests.make import threads as make
from tests.make.accounts import PASSWORD, member
from tests.make.faq import TEXT, decided, grown, published, started, written
from tests.make.pages import csrf_of, said, send

ENGLISH = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the **settings**.")
SLUG = quote("와이파이가-저녁에만-끊길-때")


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.seoyeon, cast.suhyun, cast.product_id)


def in_english(cast, version_id: int) -> int:
    with transaction():
        english = actions.translate(cast.yejin, version_id, lang="en")
    written(cast.yejin, english, ENGLISH)
    decided(cast.suhyun, english)
    return english


def test_the_front_of_the_faq_shows_what_helps_and_where_to_look(client, cast, version_id):
    page = client.get("/faq")
    assert page.status_code == 200
    html = said(page)
    assert TEXT.title in html
    assert TEXT.summary in html
    assert '/faq?product=internet"' in html
    assert 'action="/search"' in html


def test_every_page_leads_to_the_faq(client, cast):
    assert 'href="/faq"' in said(client.get("/questions"))


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_pages_of_the_faq_are_drawn_in_both_languages(client, cast, version_id, locale):
    client.set_cookie("maru_locale", locale)
    for path in ("/faq", "/faq?sort=new", "/faq?product=internet", f"/faq/{version_id}/{SLUG}"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{locale}"' in said(page)


def test_a_shelf_can_be_narrowed_to_a_product_and_read_page_by_page(client, cast):
    with transaction():
        tv = products.add(slug="tv", name_ko="티비", name_en="TV")
    for number in range(22):
        published(cast.seoyeon, cast.suhyun, cast.product_id, text=_numbered(number))
    published(cast.seoyeon, cast.suhyun, tv, text=_numbered(99))
    first = said(client.get("/faq?product=internet&sort=new"))
    assert _numbered(21).title in first
    assert _numbered(99).title not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = said(client.get(following[1]))
    assert _numbered(0).title in second
    assert _numbered(21).title not in second


def _numbered(number: int) -> ArticleText:
    return ArticleText(f"안내 번호 {number}번 글입니다", "요약이에요.", "본문이에요.")


def test_an_article_shows_its_text_writer_and_sources(client, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    html = said(client.get(f"/faq/{version_id}/{SLUG}"))
    assert "<strong>채널</strong>" in html
    assert "김서연" in html
    assert f"/questions/{thread_id}/" in html
    question = said(client.get(f"/questions/{thread_id}", follow_redirects=True))
    assert f"/faq/{version_id}/{SLUG}" in question


def test_a_hidden_source_is_not_linked_for_readers(client, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    with transaction():
        duplicates.hide(cast.eunji, thread_id, reason="개인 정보가 있어요")
    html = said(client.get(f"/faq/{version_id}/{SLUG}"))
    assert f"/questions/{thread_id}/" not in html
    assert "와이파이가 저녁마다 끊겨요" not in html


@pytest.mark.parametrize("tail", ["", "/", "/old-slug"], ids=["none", "empty", "another"])
def test_another_slug_leads_to_the_right_address_for_good(client, version_id, tail):
    answer = client.get(f"/faq/{version_id}{tail}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/faq/{version_id}/{SLUG}"


def test_an_article_tells_search_engines_the_truth(client, cast):
    text = ArticleText("끝</script><b>제목", 'A "요약" & 더', "본문이에요.")
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id, text=text)
    html = client.get(f"/faq/{version_id}", follow_redirects=True).get_data(as_text=True)
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(script)
    assert (data["@type"], data["headline"], data["description"]) == (
        "Article",
        text.title,
        text.summary,
    )
    assert data["inLanguage"] == "ko"
    assert data["author"]["name"] == "김서연"
    assert data["url"] in html
    assert "<b>제목" not in html


def test_both_languages_of_an_article_know_each_other(client, cast, version_id):
    english = in_english(cast, version_id)
    korean_page = said(client.get(f"/faq/{version_id}/{SLUG}"))
    assert f'hreflang="en" href="http://localhost/faq/{english}/' in korean_page
    client.set_cookie("maru_locale", "en")
    english_front = said(client.get("/faq"))
    assert ENGLISH.title in english_front
    assert TEXT.title not in english_front
    assert "This article is not written in your language." in said(
        client.get(f"/faq/{version_id}/{SLUG}")
    )


def test_a_retired_article_says_so_with_410(client, cast, version_id):
    english = in_english(cast, version_id)
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="새 공유기에는 이 단추가 없어요.")
    page = client.get(f"/faq/{version_id}/{SLUG}")
    assert page.status_code == 410
    html = said(page)
    assert "새 공유기에는 이 단추가 없어요." in html
    assert f"/faq/{english}/" in html
    assert "채널 바꾸기" not in html


def test_drafts_do_not_exist_for_readers(client, client_as, cast):
    draft_id = started(cast.suhyun, cast.product_id)
    for browser in (client, client_as(cast.minji), client_as(cast.suhyun)):
        assert browser.get(f"/faq/{draft_id}/x").status_code == 404
    assert client.get("/faq/9999/x").status_code == 404


# ── did it help? ──


def test_a_strangers_page_has_no_form_and_sets_no_cookie(client, version_id):
    page = client.get(f"/faq/{version_id}/{SLUG}")
    assert "csrf_token" not in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers


def test_a_stranger_says_without_javascript_that_it_helped(client, version_id):
    form = f"/faq/{version_id}/helpful"
    answer = send(client, form, at=f"{form}?value=1", value=1)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/faq/{version_id}/{SLUG}#helpful"
    assert client.get_cookie("maru_browser") is not None
    again = send(client, form, value=1)
    assert again.status_code == 303
    assert _helped(client, version_id) == 1


def test_a_stranger_needs_one_click_with_javascript(client, version_id):
    form = f"/faq/{version_id}/helpful"
    asked = client.get(f"{form}?value=-1", headers={"HX-Request": "true"})
    html = asked.get_data(as_text=True)
    assert 'hx-trigger="load"' in html
    assert 'name="value" value="-1"' in html
    assert "<html" not in html
    data = {"csrf_token": csrf_of(asked), "value": "-1"}
    answer = client.post(form, data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'aria-pressed="true"' in answer.get_data(as_text=True)
    assert 'hx-trigger="load"' not in answer.get_data(as_text=True)


def test_reading_the_question_changes_nothing(client, version_id):
    client.get(f"/faq/{version_id}/helpful?value=1", headers={"HX-Request": "true"})
    client.get(f"/faq/{version_id}/helpful?value=1")
    assert _helped(client, version_id) == 0


def test_somebody_signed_in_sees_and_takes_back_what_they_said(client_as, cast, version_id):
    browser = client_as(cast.minji)
    article, form = f"/faq/{version_id}/{SLUG}", f"/faq/{version_id}/helpful"
    assert 'aria-pressed="true"' not in said(browser.get(article))
    send(browser, form, at=article, value=1)
    assert 'aria-pressed="true"' in said(browser.get(article))
    send(browser, form, at=article, value=0)
    assert 'aria-pressed="true"' not in said(browser.get(article))


def test_a_kept_page_shows_the_new_count_at_once(client, version_id):
    before = said(client.get(f"/faq/{version_id}/{SLUG}"))
    other = client.application.test_client()
    send(other, f"/faq/{version_id}/helpful", value=1)
    assert said(client.get(f"/faq/{version_id}/{SLUG}")) != before


@pytest.mark.parametrize("value", ["", "5", "abc"], ids=["nothing", "too much", "no number"])
def test_another_word_than_yes_or_no_is_refused(client, version_id, value):
    answer = send(client, f"/faq/{version_id}/helpful", value=value)
    assert answer.status_code == 422
    assert _helped(client, version_id) == 0


def test_saying_it_from_another_site_is_refused(client, version_id):
    answer = client.post(f"/faq/{version_id}/helpful", data={"value": "1"})
    assert answer.status_code in (400, 403)
    assert _helped(client, version_id) == 0


def test_who_rates_an_article_and_signs_in_is_one_voice(client, cast, version_id):
    member("sora")
    form = f"/faq/{version_id}/helpful"
    send(client, form, value="1")
    answer = send(client, "/sign-in", email="sora@example.com", password=PASSWORD)
    assert answer.status_code == 303
    assert _helped(client, version_id) == 1
    article = f"/faq/{version_id}/{SLUG}"
    send(client, form, at=article, value="1")
    assert _helped(client, version_id) == 1
    send(client, form, at=article, value="0")
    assert _helped(client, version_id) == 0


def _helped(client, version_id: int) -> int:
    from portal.accounts.actor import NOBODY
    from portal.faq import queries

    return queries.get(NOBODY, version_id).helpful_count


# ── cost ──


def test_pages_cost_few_statements_however_much_there_is(client, client_as, cast, statements):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    for _ in range(8):
        published(cast.seoyeon, cast.suhyun, cast.product_id)
    for path, limit in (
        ("/faq", 6),
        ("/faq?product=internet", 6),
        (f"/faq/{version_id}/{SLUG}", 7),
    ):
        statements.clear()
        assert client.get(path).status_code == 200
        assert len(statements) <= limit, path
        statements.clear()
        assert client_as(cast.minji).get(path).status_code == 200
        assert len([s for s in statements if "sign_in" not in s or "SELECT" in s]) <= limit + 3, (
            path
        )


def test_a_shelf_that_is_not_there_is_said_and_not_taken_for_the_whole_one(client, cast):
    with transaction():
        tv = products.add(slug="tv", name_ko="티비", name_en="TV")
        topics.add(cast.suhyun, cast.product_id, name_ko="와이파이", name_en="Wi-Fi")
        topics.add(cast.suhyun, tv, name_ko="리모컨", name_en="Remote")
    assert client.get("/faq?product=internet&topic=wi-fi").status_code == 200
    assert client.get("/faq?product=&topic=&sort=new").status_code == 200
    for query in ("product=abc", "product=abc&topic=wi-fi", "topic=wi-fi"):
        assert client.get(f"/faq?{query}").status_code == 404, query
    for topic in ("abc", "remote"):
        answer = client.get(f"/faq?product=internet&topic={topic}")
        assert answer.status_code == 404
        assert "더 이상 없는 주제예요" in said(answer)


WHY = {"reason": "other", "note": "사진이 옛날 화면이에요"}


def test_a_reason_that_comes_after_another_word_is_asked_again_with_what_was_typed(
    cast, client_as, version_id
):
    browser = client_as(cast.minji)
    form = f"/faq/{version_id}/helpful"
    send(browser, form, value=-1)
    token = csrf_of(browser.get(form))
    send(browser, form, value=1)
    late = browser.post(f"{form}/why", data={**WHY, "csrf_token": token})
    assert late.status_code == 409
    assert f'value="{WHY["note"]}"' in said(late)
    assert 'name="value" value="-1"' in said(late)
    again = browser.post(f"{form}/why", data={**WHY, "value": "-1", "csrf_token": token})
    assert again.status_code == 303
    (why,) = unhelpful.browse(version_id).items
    assert (why.reason, why.note) == ("other", WHY["note"])


def test_a_second_reason_that_is_refused_keeps_what_was_typed(cast, client_as, version_id):
    browser = client_as(cast.minji)
    form = f"/faq/{version_id}/helpful"
    token = csrf_of(browser.get(form))
    browser.post(form, data={"value": "-1", "csrf_token": token})
    browser.post(f"{form}/why", data={**WHY, "csrf_token": token})
    second = {"reason": "other", "note": "성산동 123-4 302호로 와서 봐 주세요"}
    refused = browser.post(f"{form}/why", data={**second, "csrf_token": token})
    assert refused.status_code == 422
    assert f'value="{second["note"]}"' in said(refused)
    assert "집 주소처럼" in said(refused)


def test_what_is_typed_about_an_article_that_is_taken_away_meanwhile_is_kept(
    cast, client_as, version_id
):
    browser = client_as(cast.minji)
    form = f"/faq/{version_id}/helpful"
    send(browser, form, value=-1)
    token = csrf_of(browser.get(form))
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="이제 없어요.")
    late = browser.post(f"{form}/why", data={**WHY, "csrf_token": token})
    assert late.status_code == 409
    assert WHY["note"] in said(late)
