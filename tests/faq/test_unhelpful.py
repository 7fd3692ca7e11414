"""Readers whom an article did not help may say why, and editors hear it (R39)."""

import pytest

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.faq import helpfulness, reuse, unhelpful, upkeep, wanted
from portal.faq.helpfulness import Voter
from portal.faq.wanted import Wanted
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import transaction
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import published
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do, refusal

READER = Voter("browser:reader")


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.suhyun, cast.yejin, cast.product_id)


def rated(version_id, value=-1, *, voter=READER, who=NOBODY):
    do(helpfulness.vote_helpful, who, version_id, value=value, voter=voter)


def why(version_id, reason, note="", *, voter=READER, who=NOBODY):
    return refusal(helpfulness.say_why, who, version_id, reason=reason, note=note, voter=voter)


def test_one_reader_has_one_reason_and_the_last_one_counts(version_id):
    rated(version_id)
    assert why(version_id, "unclear") is None
    assert why(version_id, "wrong", " 3번이\n달라요. ") is None
    assert unhelpful.counts(version_id) == {"wrong": 1}
    (only,) = unhelpful.browse(version_id).items
    assert (only.reason, only.note) == ("wrong", "3번이 달라요.")


def test_the_reason_goes_with_the_word_it_explains(version_id):
    rated(version_id)
    why(version_id, "unclear")
    rated(version_id, 1)
    assert unhelpful.counts(version_id) == {}
    assert why(version_id, "unclear") == "unhelpful.not_said"


def test_whoever_signs_in_takes_their_reason_along(cast, version_id):
    rated(version_id)
    why(version_id, "outdated", "작년 화면이에요.")
    do(helpfulness.take_along, cast.minji, READER.key)
    mine = unhelpful.of_voter(version_id, f"person:{cast.minji.id}")
    assert mine is not None
    assert mine.note == "작년 화면이에요."
    assert unhelpful.of_voter(version_id, READER.key) is None
    assert [found for found in integrity.findings() if found.drift] == []


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        ("bad", "", "unhelpful.reason"),
        ("other", " ", "unhelpful.note_blank"),
        ("other", "가" * 201, "unhelpful.note_too_long"),
        ("other", "가" * 200, None),
        ("wrong", "010-1234-5678로 전화 주세요", "unhelpful.note_personal"),
        ("wrong", "a@b.kr", "unhelpful.note_personal"),
    ],
)
def test_a_reason_is_one_of_ours_and_holds_no_personal_data(version_id, reason, note, code):
    rated(version_id)
    assert why(version_id, reason, note) == code


def test_three_readers_who_call_it_out_of_date_put_it_on_the_list(cast, version_id, drain):
    for number in range(3):
        care = upkeep.find(cast.yejin, version_id)
        assert care is not None
        assert care.reasons == ()
        voter = Voter(f"browser:{number}")
        rated(version_id, voter=voter)
        why(version_id, "outdated", voter=voter)
        drain()
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    assert [reason.cause for reason in care.reasons] == ["reported"]


def test_without_scripts_a_stranger_is_asked_why_on_a_page_of_its_own(
    client, client_as, cast, version_id
):
    at = f"/faq/{version_id}/helpful"
    voted = send(client, at, at=at, value=-1)
    assert voted.headers["Location"] == at
    assert "오래된 정보예요" in said(client.get(at))
    wrong = send(client, f"{at}/why", at=at, reason="other", note="010-1234-5678")
    assert wrong.status_code == 422
    assert 'value="010-1234-5678"' in wrong.text
    assert (
        send(client, f"{at}/why", at=at, reason="outdated", note="화면이 달라요").status_code == 303
    )
    desk = said(client_as(cast.suhyun).get(f"/staff/faq/{version_id}"))
    assert "오래된 정보예요" in desk
    assert "화면이 달라요" in said(client_as(cast.suhyun).get(f"/staff/faq/{version_id}/unhelpful"))


def test_with_scripts_the_question_stands_in_the_page(client, version_id):
    at = f"/faq/{version_id}/helpful"
    part = {"HX-Request": "true"}
    form = {"csrf_token": csrf_of(client.get(at)), "value": "-1"}
    asked = said(client.post(at, data=form, headers=part))
    assert "어떤 점이 아쉬웠나요?" in asked
    form = {"csrf_token": csrf_of(client.get(at)), "reason": "unclear", "note": ""}
    thanked = said(client.post(f"{at}/why", data=form, headers=part))
    assert "이유를 알려 주셔서 고마워요" in thanked


def test_an_expert_who_is_a_customer_reads_neither_notes_nor_searched_words(
    cast, client_as, version_id
):
    rated(version_id)
    why(version_id, "other", "설명이 어려워요")
    expert = person("gaeul", "가을", Role.EXPERT)
    with transaction():
        wanted.note([Wanted("ko", "비밀 암호", 9, clock.now())])
    browser, notes = client_as(expert), f"/staff/faq/{version_id}/unhelpful"
    assert browser.get(notes).status_code == 403
    assert notes not in browser.get(f"/staff/faq/{version_id}").text
    assert notes not in browser.get("/staff/faq/health?pile=unhelpful").text
    assert browser.get("/staff/faq/candidates?pile=words").status_code == 403
    assert "pile=words" not in browser.get("/staff/faq/candidates").text
    assert refusal(wanted.browse, expert, "ko") == "staff.enter"
    team = client_as(cast.seoyeon)
    assert "설명이 어려워요" in said(team.get(notes))
    assert team.get("/staff/faq/candidates?pile=words").status_code == 200


def test_links_to_articles_are_found_in_an_answer_and_those_of_others_are_not():
    body = "먼저 [도움말](/faq/3/wifi)과 http://localhost/faq/4, https://x.example/faq/5 를 보세요."
    assert reuse.linked_in(body, "http://localhost") == [3, 4]
    assert reuse.linked_in("/faq/1 /faq/2 /faq/3 /faq/4", "http://localhost") == [1, 2, 3]


def test_staff_who_lead_somebody_to_an_article_are_asked_whether_it_is_still_right(
    client_as, cast, version_id
):
    thread_id = make.question(cast.minji, cast.product_id)
    question = f"/questions/{thread_id}"
    staff, customer = client_as(cast.seoyeon), client_as(cast.junho)
    at = staff.get(question).headers["Location"]
    body = f"여기에 있어요: /faq/{version_id}"
    posted = send(staff, f"/threads/{thread_id}/answers", at=at, body=body)
    asked = posted.headers["Location"]
    assert f"used={version_id}" in asked
    assert "내용이 여전히 맞나요?" in said(staff.get(asked))
    assert "내용이 여전히 맞나요?" not in said(customer.get(asked))
    confirmed = send(staff, f"/staff/faq/{version_id}/still-right", at=asked, back=at)
    assert confirmed.headers["Location"] == at
    assert "내용이 여전히 맞나요?" not in said(staff.get(asked))
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    assert care.confirmations == 1
    answered = send(
        customer, f"/threads/{thread_id}/answers", at=at, body=f"저도요 /faq/{version_id}"
    )
    assert "used=" not in answered.headers["Location"]
