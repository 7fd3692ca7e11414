"""The desk's list of candidates in a browser without JavaScript (R39, R46)."""

import re
from datetime import timedelta

import pytest

from portal.faq import claims, growing, offers, wanted, workbench
from portal.faq.wanted import Wanted
from portal.kit import clock
from portal.kit.db import transaction
from tests.faq.test_candidates import crowd, let_vote, read_by, solved
from tests.make.faq import proposed, published
from tests.make.pages import said, send

DESK = "/staff/faq/candidates"


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def candidate(cast) -> int:
    """Give a candidate that evidence proposed, with the number of its question."""
    thread_id = solved(cast)
    let_vote(crowd(4), thread_id)
    read_by(thread_id, 100)
    with clock.at(clock.now() + timedelta(hours=73)):
        growing.weigh_and_propose({thread_id: 4})
    return proposed(cast.suhyun)[0].id


def test_each_part_of_the_score_is_shown_with_its_number(cast, client_as, candidate):
    browser = client_as(cast.suhyun)
    browser.set_cookie("maru_locale", "ko")
    shown = words_of(said(browser.get(DESK)))
    for words in ("나도 궁금해요 4 +4.8", "읽음 100 +6.9", "못 찾은 검색 4 +1.6"):
        assert words in shown
    assert "14.4" in shown
    assert "ln(1 + 읽음)" in shown


def test_a_candidate_is_claimed_given_back_and_written(cast, client_as, candidate):
    writer, other = client_as(cast.seoyeon), client_as(cast.yejin)
    assert send(writer, f"{DESK}/{candidate}/claim", at=DESK).status_code == 303
    assert f"/staff/faq/nominations/{candidate}/draft" not in said(other.get(DESK))
    assert "김서연" in said(other.get(DESK))
    refused = send(other, f"/staff/faq/nominations/{candidate}/draft", at=DESK, lang="ko")
    assert refused.status_code == 409
    assert send(other, f"{DESK}/{candidate}/claim", at=DESK).status_code == 409
    assert send(writer, f"{DESK}/{candidate}/give-back", at=DESK).status_code == 303
    assert send(other, f"{DESK}/{candidate}/claim", at=DESK).status_code == 303
    begun = send(other, f"/staff/faq/nominations/{candidate}/draft", at=DESK, lang="ko")
    assert begun.status_code == 303
    assert said(other.get(begun.location)).count("와이파이가 저녁마다 끊겨요")


def test_the_article_it_may_belong_into_is_offered_and_the_human_chooses(
    cast, client_as, candidate
):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        offers.set_offers({candidate: version_id})
    browser = client_as(cast.yejin)
    assert f'name="article" value="{version_id}"' in said(browser.get(DESK))
    path = f"{DESK}/{candidate}/update"
    assert send(browser, path, at=DESK, article=999).status_code == 404
    done = send(browser, path, at=DESK, article=version_id)
    assert (done.status_code, done.location) == (303, f"/staff/faq/{version_id}")
    assert workbench.get(cast.yejin, version_id).draft is not None


def test_declining_keeps_a_reason_that_is_too_long_and_the_filter(cast, client_as, candidate):
    browser = client_as(cast.suhyun)
    path = f"/staff/faq/nominations/{candidate}/decline"
    refused = send(browser, path, at=DESK, reason="가" * 301, product="internet", pile="open")
    assert refused.status_code == 422
    assert "가" * 301 in said(refused)
    assert 'product=internet" aria-current="true"' in said(refused)
    assert send(browser, path, at=DESK, reason="이미 안내가 있어요").status_code == 303
    assert "이미 안내가 있어요" in said(browser.get(f"{DESK}?pile=declined"))
    assert path not in said(client_as(cast.seoyeon).get(DESK))


def test_a_small_community_sees_what_has_not_enough_evidence_and_proposes_it(cast, client_as):
    thread_id = solved(cast)
    growing.weigh_and_propose({})
    browser = client_as(cast.seoyeon)
    assert f"{DESK}?pile=early" in said(browser.get(DESK))
    early = said(browser.get(f"{DESK}?pile=early"))
    assert "와이파이가 저녁마다 끊겨요" in early
    path = f"{DESK}/threads/{thread_id}"
    assert send(browser, path, at=f"{DESK}?pile=early").status_code == 303
    assert [one.thread_id for one in proposed(cast.seoyeon)] == [thread_id]


def test_words_searched_for_in_vain_become_an_article(cast, client_as):
    with transaction():
        wanted.note([Wanted("ko", "위약금 계산", 7, clock.now())])
    browser = client_as(cast.suhyun)
    browser.set_cookie("maru_locale", "ko")
    listed = said(browser.get(f"{DESK}?pile=words"))
    way = re.search(r'href="(/staff/faq/new\?[^"]+wanted=\d+)"', listed)[1]
    form = said(browser.get(way))
    assert 'value="위약금 계산"' in form
    number = re.search(r'name="wanted" value="(\d+)"', form)[1]
    fields = {"product": cast.product_id, "lang": "ko", "wanted": number}
    again = send(browser, "/staff/faq/new", at=way, **fields, title="")
    assert f'name="wanted" value="{number}"' in said(again)
    begun = send(browser, "/staff/faq/new", at=way, **fields, title="위약금은 얼마인가요?")
    assert begun.status_code == 303
    assert "위약금 계산" not in said(browser.get(f"{DESK}?pile=words"))
    version_id = int(begun.location.rsplit("/", 1)[1])
    assert workbench.get(cast.suhyun, version_id).draft.text.aliases == ("위약금 계산",)


def test_words_are_declined_by_editors_with_a_reason(cast, client_as):
    with transaction():
        wanted.note([Wanted("ko", "위약금 계산", 7, clock.now())])
    (one,) = wanted.browse(cast.suhyun, "ko").items
    path = f"{DESK}/words/{one.id}/decline"
    browser = client_as(cast.suhyun)
    browser.set_cookie("maru_locale", "ko")
    fields = {"pile": "words"}
    refused = send(browser, path, at=DESK, reason="나" * 301, **fields)
    assert (refused.status_code, "나" * 301 in said(refused)) == (422, True)
    assert send(browser, path, at=DESK, reason="앱에서 보여요", **fields).status_code == 303
    assert send(browser, path, at=DESK, reason="앱에서 보여요", **fields).status_code == 404


@pytest.mark.parametrize("query", ["?pile=nonsense", "?cursor=nonsense", "?product=nonsense"])
def test_addresses_made_up_are_answered(cast, client_as, query):
    expected = {"?pile=nonsense": 404, "?cursor=nonsense": 422, "?product=nonsense": 200}
    assert client_as(cast.suhyun).get(DESK + query).status_code == expected[query]


def test_a_free_candidate_can_be_freed_by_an_editor_alone(cast, client_as, candidate):
    with transaction():
        claims.claim(cast.miran, candidate)
    path = f"{DESK}/{candidate}/give-back"
    assert send(client_as(cast.seoyeon), path, at=DESK).status_code == 403
    assert send(client_as(cast.suhyun), path, at=DESK).status_code == 303
