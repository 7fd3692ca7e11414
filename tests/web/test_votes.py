"""The vote button, by htmx and as a plain form."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from portal.accounts.actor import NOBODY
from portal.kit import clock
from portal.threads import actions as threads
from portal.threads import queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do
from tests.make.together import crowd

HTMX = {"HX-Request": "true"}
DECLINED = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def count(thread_id: int) -> int:
    return queries.get(NOBODY, thread_id).vote_count


@pytest.fixture
def press(client_as):
    """Give what presses a button by htmx: the answer is the button as it now is."""

    def pressing(who, path: str, **fields: object):
        browser = client_as(who)
        token = csrf_of(browser.get("/questions/ask"))
        form = {"csrf_token": token, "kind": "idea", **fields}
        return browser.post(path, data=form, headers=HTMX)

    return pressing


def test_a_vote_and_its_withdrawal_by_plain_forms(cast, client_as, idea):
    """56: all writes work without JavaScript, and lead back to where one was."""
    browser = client_as(cast.junho)
    answer = send(browser, f"/threads/{idea}/vote", at="/ideas", kind="idea")
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea}")
    assert count(idea) == 2
    html = said(browser.get(f"/ideas/{idea}", follow_redirects=True))
    assert f'action="/threads/{idea}/unvote"' in html
    answer = send(browser, f"/threads/{idea}/unvote", at="/ideas", kind="idea")
    assert answer.status_code == 303
    assert count(idea) == 1


def test_the_form_leads_back_to_the_list_it_was_on_and_never_elsewhere(cast, client_as, idea):
    browser = client_as(cast.junho)
    token = csrf_of(browser.get("/ideas"))
    form = {"csrf_token": token, "kind": "idea"}
    for referrer, location in (
        ("http://localhost/ideas?sort=top&days=30", "/ideas?sort=top&days=30"),
        ("https://evil.example/ideas", f"/ideas/{idea}"),
        ("http://localhost//evil.example", f"/ideas/{idea}"),
    ):
        answer = browser.post(f"/threads/{idea}/vote", data=form, headers={"Referer": referrer})
        assert answer.location == location


def test_htmx_gets_the_button_with_the_databases_count(cast, press, idea):
    """V5: the client shows what it is told, never its own arithmetic."""
    answer = press(cast.junho, f"/threads/{idea}/vote")
    html = said(answer)
    assert answer.status_code == 200
    assert 'aria-pressed="true"' in html
    assert ">2<" in html
    assert f"/threads/{idea}/unvote" in html
    again = said(press(cast.junho, f"/threads/{idea}/vote"))
    assert ">2<" in again
    back = said(press(cast.junho, f"/threads/{idea}/unvote"))
    assert 'aria-pressed="false"' in back
    assert ">1<" in back


def test_ones_own_votes_are_marked_in_lists(cast, client_as, idea):
    send(client_as(cast.junho), f"/threads/{idea}/vote", at="/ideas", kind="idea")
    for who, pressed in ((cast.junho, "true"), (cast.seoyeon, "false")):
        html = said(client_as(who).get("/ideas"))
        assert f'aria-pressed="{pressed}"' in html


@pytest.mark.parametrize("by_htmx", [True, False])
def test_a_refusal_is_409_with_its_reason_in_words(cast, client_as, press, idea, by_htmx):
    """V4: never a silent yes."""
    lead(cast.daniel, idea, "declined")
    for path in (f"/threads/{idea}/vote", f"/threads/{idea}/unvote"):
        if by_htmx:
            answer = press(cast.junho, path)
            assert "data-message" in said(answer)
        else:
            answer = send(client_as(cast.junho), path, at="/questions/ask")
        assert answer.status_code == 409
        assert "추천" in said(answer)
    assert count(idea) == 1


def test_locked_and_duplicate_refuse_with_their_own_words(cast, press):
    question = make.question(cast.minji, cast.product_id)
    other = make.question(cast.junho, cast.product_id, title="저녁이면 와이파이가 느려요")
    do(threads.link_duplicate, cast.eunji, other, question)
    do(threads.lock, cast.eunji, question, reason="다툼이 있어요.")
    one, two = (press(cast.seoyeon, f"/threads/{n}/vote") for n in (question, other))
    assert one.status_code == 409
    assert (two.status_code, two.headers["HX-Redirect"].split("/")[2]) == (204, str(question))
    assert said(one) != said(two)


def test_a_vote_for_a_merged_idea_is_shown_with_the_count_of_where_it_went(cast, press, idea):
    other = make.idea(cast.junho, cast.product_id, title="똑같은 것을 바라요")
    do(threads.link_duplicate, cast.eunji, other, idea)
    answer = press(cast.seoyeon, f"/threads/{other}/vote")
    assert answer.status_code == 200
    assert f'id="vote-{idea}"' in said(answer)
    assert count(idea) == 2


def test_a_stranger_is_led_to_sign_in_and_back(cast, client, idea):
    html = said(client.get("/ideas"))
    assert f'action="/threads/{idea}/vote"' not in html
    assert f'href="/sign-in?next=/ideas/{idea}' in html
    token = csrf_of(client.get("/questions/ask"))
    answer = client.post(
        f"/threads/{idea}/vote",
        data={"csrf_token": token},
        headers={"Referer": "http://localhost/ideas"},
    )
    assert answer.status_code == 303
    assert answer.location.replace("%2F", "/") == "/sign-in?next=/ideas"
    by_htmx = client.post(f"/threads/{idea}/vote", data={"csrf_token": token}, headers=HTMX)
    assert by_htmx.status_code == 204
    assert by_htmx.headers["HX-Redirect"].startswith("/sign-in?next=")
    assert count(idea) == 1


def test_voting_by_get_is_not_possible(cast, client_as, idea):
    """B3: links change nothing."""
    browser = client_as(cast.junho)
    for path in (f"/threads/{idea}/vote", f"/threads/{idea}/unvote"):
        assert browser.get(path).status_code == 405
    assert count(idea) == 1


def test_helpful_by_plain_form_and_by_htmx(cast, client_as, press):
    question = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, question)
    here = f"/questions/{question}/{quote('와이파이가-저녁마다-끊겨요')}"
    browser = client_as(cast.junho)
    answer = send(browser, f"/answers/{answer_id}/helpful", at=here, value=1, next=here)
    assert (answer.status_code, answer.location) == (303, here)
    assert "1" in said(press(cast.junho, f"/answers/{answer_id}/helpful", value=1))
    assert press(cast.seoyeon, f"/answers/{answer_id}/helpful", value=1).status_code == 403
    assert press(cast.junho, f"/answers/{answer_id}/helpful", value=7).status_code == 422
    assert press(cast.junho, f"/answers/{answer_id}/helpful").status_code == 422
    elsewhere = send(browser, f"/answers/{answer_id}/helpful", at=here, value=0, next="//evil")
    assert elsewhere.location == "/"


def numbers_of(html: str) -> tuple[str, str]:
    """Read the vote button of a list of a period: the period's number, and that of all time."""
    shown = re.search(r'class="vote-count"[^>]*>(\d+)<', html)
    whole = re.search(r'class="vote-whole">([^<]+)<', html)
    return (shown[1], whole[1]) if shown and whole else ("", "")


@pytest.fixture
def old_idea(cast, idea) -> int:
    """Give an idea with votes of 100 days ago; its author's is the only one of today."""
    with clock.at(clock.now() - timedelta(days=100)):
        for voter in crowd(3):
            do(votes.cast, voter, idea)
    return idea


def test_a_list_of_a_period_shows_what_it_is_ordered_by_and_all_votes_below(
    cast, client, client_as, old_idea
):
    for browser in (client, client_as(cast.junho)):
        html = said(browser.get("/ideas?sort=top&days=30"))
        assert numbers_of(html) == ("1", "모두 4표")
        assert '<span class="vote-word vote-period">최근 30일</span>' in html
        assert numbers_of(said(browser.get("/ideas?sort=top&days=365"))) == ("4", "모두 4표")
        assert "vote-whole" not in said(browser.get("/ideas?sort=top"))


def test_a_vote_in_a_list_of_a_period_is_counted_in_both_numbers(cast, client_as, press, old_idea):
    """The button knows which list it stands in, and gets both numbers from the database."""
    html = said(client_as(cast.junho).get("/ideas?sort=top&days=30"))
    path = re.search(r'hx-post="([^"]+)"', html)[1]
    assert numbers_of(said(press(cast.junho, path))) == ("2", "모두 5표")
    again = said(client_as(cast.junho).get("/ideas?sort=top&days=30"))
    assert numbers_of(again) == ("2", "모두 5표")
    back = re.search(r'hx-post="([^"]+)"', again)[1]
    answer = send(client_as(cast.junho), back, at="/ideas", kind="idea")
    assert answer.status_code == 303
    assert numbers_of(said(client_as(cast.junho).get("/ideas?sort=top&days=30")))[0] == "1"


@pytest.mark.parametrize("days", ["8", "-1", "many", "9" * 40])
def test_a_period_that_no_list_has_gets_the_plain_button(cast, press, idea, days):
    html = said(press(cast.junho, f"/threads/{idea}/vote?days={days}"))
    assert ">2<" in html
    assert "vote-whole" not in html
