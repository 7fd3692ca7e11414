"""Answering, accepting and making official by plain forms."""

from urllib.parse import quote

import pytest

from portal.accounts.actor import NOBODY
from portal.threads import queries
from tests.make import threads as make
from tests.make.pages import csrf_of, said, send

SLUG = quote("와이파이가-저녁마다-끊겨요")


@pytest.fixture
def question(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def here(question) -> str:
    return f"/questions/{question}/{SLUG}"


def label(question: int) -> str:
    return queries.get(NOBODY, question).label


def test_the_story_of_a_question_without_javascript(cast, client, client_as, question, here):
    """Ask, answer, make official, accept, change one's mind: each a form and a redirect."""
    minji, junho, seoyeon = (client_as(who) for who in (cast.minji, cast.junho, cast.seoyeon))
    answered = send(junho, f"/threads/{question}/answers", at=here, body="채널을 **바꾸세요**.")
    assert (answered.status_code, answered.location) == (303, f"{here}#answer-1")
    assert "<strong>바꾸세요</strong>" in said(client.get(here))
    commented = send(
        minji, f"/threads/{question}/comments", at=here, body="해 볼게요.", answer_id=1
    )
    assert commented.location == f"{here}#comment-1"
    official = send(seoyeon, "/answers/1/official", at=here, summary="채널을 바꾸면 돼요.")
    assert official.status_code == 303
    assert label(question) == "official"
    assert "채널을 바꾸면 돼요." in said(client.get(here))
    assert send(minji, "/answers/1/accept", at=here).status_code == 303
    assert label(question) == "resolved_by_asker"
    assert send(minji, "/answers/1/unaccept", at=here).status_code == 303
    assert label(question) == "official"
    corrected = send(seoyeon, "/answers/1/correct", at=here, correction="11번이 아니라 6번이에요.")
    assert corrected.status_code == 303
    withdrawn = send(
        client_as(cast.miran), "/answers/1/unofficial", at=here, reason="틀린 내용이에요."
    )
    assert withdrawn.status_code == 303
    html = said(client.get(here))
    assert label(question) == "answered"
    assert "틀린 내용이에요." in html


def test_only_those_who_may_are_shown_a_button(cast, client, client_as, question, here):
    answer_id = make.answer(cast.junho, question)
    buttons = {
        "accept": f'action="/answers/{answer_id}/accept"',
        "official": f'action="/answers/{answer_id}/official"',
        "hide": f'action="/answers/{answer_id}/hide"',
        "withdraw": f'action="/answers/{answer_id}/withdraw"',
        "helpful": f'action="/answers/{answer_id}/helpful"',
    }
    shown = {
        name: {button for button, mark in buttons.items() if mark in said(browser.get(here))}
        for name, browser in {
            "nobody": client,
            "minji": client_as(cast.minji),
            "junho": client_as(cast.junho),
            "seoyeon": client_as(cast.seoyeon),
            "eunji": client_as(cast.eunji),
        }.items()
    }
    assert shown == {
        "nobody": set(),
        "minji": {"accept", "helpful"},
        "junho": {"withdraw"},
        "seoyeon": {"accept", "official", "helpful"},
        "eunji": {"hide", "helpful"},
    }


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/answers/1/accept", {}),
        ("/answers/1/unaccept", {}),
        ("/answers/1/official", {"summary": "요약"}),
        ("/answers/1/correct", {"correction": "정정"}),
        ("/answers/1/unofficial", {"reason": "이유"}),
        ("/answers/1/hide", {"reason": "이유"}),
        ("/answers/1/edit", {"body": "남의 글", "version": 1}),
        ("/answers/1/withdraw", {}),
    ],
)
def test_a_stranger_who_guesses_an_address_changes_nothing(cast, client_as, question, path, fields):
    """S11: the button that is not shown is refused all the same."""
    make.answer(cast.junho, question)
    before = said(client_as(cast.hana).get(f"/questions/{question}/{SLUG}"))
    intruder = client_as(
        cast.daniel if "official" not in path and "correct" not in path else cast.eunji
    )
    answer = send(intruder, path, at="/questions/ask", **fields)
    assert answer.status_code in (403, 409)
    assert said(client_as(cast.hana).get(f"/questions/{question}/{SLUG}")) == before


def test_accepting_twice_shows_the_same_page_and_too_soon_says_so(cast, client_as, question, here):
    answer_id = make.answer(cast.junho, question)
    early = send(client_as(cast.seoyeon), f"/answers/{answer_id}/accept", at=here)
    assert early.status_code == 409
    assert "72" in said(early)
    minji = client_as(cast.minji)
    for _ in range(2):
        assert send(minji, f"/answers/{answer_id}/accept", at=here).status_code == 303
    assert queries.get(NOBODY, question).accepted_count == 1


def test_an_answer_is_edited_and_its_earlier_words_are_readable(cast, client, client_as, question):
    answer_id = make.answer(cast.junho, question)
    path = f"/answers/{answer_id}/edit"
    answer = send(client_as(cast.junho), path, body="고친 답변이에요.", version=1)
    assert answer.status_code == 303
    html = said(client.get(f"/answers/{answer_id}/history"))
    assert "채널을 바꿔 보세요." in html
    assert client_as(cast.minji).get(path).status_code == 403
    assert client.get(path).status_code == 303


def test_an_answer_begun_and_not_sent_is_found_again_and_forgotten_when_sent(
    cast, client_as, question, here
):
    browser = client_as(cast.junho)
    send(browser, f"/drafts/answer-{question}", at=here, body="쓰다 만 답변")
    assert "쓰다 만 답변" in said(client_as(cast.junho).get(here))
    send(browser, f"/threads/{question}/answers", at=here, body="다 쓴 답변이에요.")
    assert "쓰다 만 답변" not in said(browser.get(here))


def test_ones_own_comment_can_be_taken_back(cast, client, client_as, question, here):
    junho = client_as(cast.junho)
    send(junho, f"/threads/{question}/comments", at=here, body="잘못 쓴 댓글")
    assert send(junho, "/comments/1/withdraw", at=here).status_code == 303
    assert "잘못 쓴 댓글" not in said(client.get(here))
    assert csrf_of(junho.get(here))
