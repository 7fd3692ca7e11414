"""Review sessions by page, without JavaScript: freeze, decide, preview, publish."""

import csv
import io
import json

import pytest

from portal.duplicates import actions as duplicates
from portal.review import actions, deciding, sessions
from portal.review.rules import Template
from portal.threads import queries as threads
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import WHY
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do
from tests.review.test_actions import TEXTS
from tests.review.test_figures import settle
from tests.review.test_sessions import TITLES

FORM = {"title": "2월 검토", "query": "order=votes"}


@pytest.fixture
def listed(cast) -> list[int]:
    made = [make.idea(cast.minji, cast.product_id, title=title) for title in TITLES]
    for number, each in enumerate(made):
        for who in (cast.junho, cast.suhyun, cast.yejin)[number:]:
            do(votes.cast, who, each)
    settle()
    return made


@pytest.fixture
def browser(cast, client_as):
    return client_as(cast.daniel)


def opened(browser, **fields: object) -> int:
    answer = send(
        browser, "/pm/sessions", **{"title": "2월 검토", "query": "order=votes", **fields}
    )
    assert answer.status_code == 303, said(answer)
    return int(answer.location.removesuffix("#decide").rsplit("/", 1)[1])


def decide(browser, session_id: int, thread_id: int, **fields: object):
    seen = {"seen": 1, **fields}
    return send(
        browser,
        f"/pm/session/{session_id}/ideas/{thread_id}",
        at=f"/pm/session/{session_id}",
        **seen,
    )


def publish(browser, session_id: int):
    preview = browser.get(f"/pm/session/{session_id}/preview")
    stamp = said(preview).split('name="seen" value="')[1].split('"')[0]
    form = {"csrf_token": csrf_of(preview), "seen": stamp}
    return browser.post(f"/pm/session/{session_id}/publish", data=form)


def decided(browser, listed: list[int]) -> int:
    session_id = opened(browser)
    first, second, third, fourth = listed
    rulings = {
        first: {"decision": "status:planned", "note": "가을에 시작할게요."},
        second: {"decision": "status:declined", "note": WHY, "reason_code": "not_feasible"},
        third: {"decision": "keep", "note": "의견을 더 들을게요."},
        fourth: {"decision": "merge", "target": first},
    }
    for thread_id, fields in rulings.items():
        answer = decide(browser, session_id, thread_id, **fields)
        assert answer.status_code == 303, said(answer)
    assert answer.location == f"/pm/session/{session_id}/preview"
    return session_id


def test_the_pages_are_not_there_for_anybody_else(cast, client, client_as, browser, listed):
    session_id = opened(browser)
    paths = ("/pm/sessions", *(f"/pm/session/{session_id}{s}" for s in ("", "/preview", "/print")))
    for path in paths:
        assert client.get(path).status_code == 303
        assert client_as(cast.junho).get(path).status_code == 404
        assert browser.get(path).status_code == 200


def test_a_list_is_frozen_as_it_stands_and_gone_through_row_by_row(browser, listed):
    session_id = opened(browser)
    page = said(browser.get(f"/pm/session/{session_id}"))
    assert '<progress id="progress" class="session-progress" max="4" value="0">' in page
    assert page.index(TITLES[0]) < page.index(TITLES[1]) < page.index(TITLES[2])
    answer = decide(browser, session_id, listed[0], decision="keep")
    assert answer.location == f"/pm/session/{session_id}?row=2#decide"
    # over the end it goes on at the first that was left out
    answer = decide(browser, session_id, listed[3], decision="keep")
    assert answer.location == f"/pm/session/{session_id}?row=2#decide"
    assert 'value="2"' in said(browser.get(answer.location))


def test_chosen_ideas_are_frozen_in_the_order_in_which_they_were_named(browser, listed):
    session_id = opened(browser, ideas=f"{listed[2]}, {listed[0]}")
    html = said(browser.get(f"/pm/session/{session_id}"))
    assert html.index(TITLES[2]) < html.index(TITLES[0])
    assert TITLES[1] not in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"title": " "}, "title"), ({"ideas": "abc"}, "no idea"), ({"ideas": "999999"}, "no idea")],
)
def test_nothing_typed_is_lost_when_a_session_is_not_opened(browser, listed, fields, words):
    answer = send(browser, "/pm/sessions", **{"title": "2월 검토", "query": "", **fields})
    assert answer.status_code == 422
    html = said(answer)
    assert words in html
    assert f'value="{fields.get("title", "2월 검토")}"' in html


def test_what_is_refused_is_shown_again_with_all_that_was_typed(browser, listed):
    session_id = opened(browser)
    answer = decide(
        browser,
        session_id,
        listed[1],
        decision="status:declined",
        note="짧아요.",
        link="/faq/1",
        private_note="법무팀 확인",
    )
    assert answer.status_code == 422
    html = said(answer)
    for kept in ("짧아요.", 'value="/faq/1"', 'value="법무팀 확인"', 'value="status:declined" '):
        assert kept in html
    assert "selected>Not planned" in html


def test_what_somebody_else_decided_meanwhile_is_told_and_both_are_shown(browser, listed):
    session_id = opened(browser)
    decide(browser, session_id, listed[0], decision="status:planned", note="가을에 시작할게요.")
    answer = decide(browser, session_id, listed[0], decision="keep", note="겨울에 다시 봐요.")
    assert answer.status_code == 409
    html = said(answer)
    assert "겨울에 다시 봐요." in html
    assert "가을에 시작할게요." in html


def test_minutes_that_somebody_else_wrote_meanwhile_are_not_overwritten(browser, listed):
    session_id = opened(browser)
    path, at = f"/pm/session/{session_id}/words", f"/pm/session/{session_id}"
    words = {"title": "2월 검토", "minutes": "하나", "intro": "", "seen": 1}
    assert send(browser, path, at=at, **words).status_code == 303
    answer = send(browser, path, at=at, **(words | {"minutes": "둘"}))
    assert answer.status_code == 409
    assert "둘" in said(answer)


def test_the_preview_tells_what_stands_in_the_way_and_what_will_be_said(browser, listed):
    session_id = opened(browser)
    decide(browser, session_id, listed[0], decision="status:planned", note="가을에 시작할게요.")
    html = said(browser.get(f"/pm/session/{session_id}/preview"))
    assert html.count("Nothing is decided about this idea yet.") == 3
    assert "가을에 시작할게요." in html
    assert "Publish all of it" not in html
    assert publish(browser, session_id).status_code == 409


def test_all_is_published_and_everybody_reads_what_became_of_it(
    cast, client, browser, drain, listed
):
    session_id = decided(browser, listed)
    assert client.get(f"/you-said/{session_id}").status_code == 404
    answer = publish(browser, session_id)
    assert answer.location == f"/you-said/{session_id}"
    drain()
    answer = client.get(f"/you-said/{session_id}")
    assert answer.status_code == 301
    html = said(client.get(answer.location))
    for words in (*TITLES, "가을에 시작할게요.", WHY, "의견을 더 들을게요.", "2월 검토"):
        assert words in html
    assert answer.location in said(client.get("/you-said"))
    for thread_id in listed[:2]:
        slug = threads.get(cast.hana, thread_id).slug
        assert f'href="/you-said/{session_id}"' in said(client.get(f"/ideas/{thread_id}/{slug}"))
    over = said(browser.get(f"/pm/session/{session_id}"))
    assert "Save and go to the next" not in over
    assert "가을에 시작할게요." in over


def test_hidden_ideas_are_on_no_public_page(cast, client, browser, drain, listed):
    session_id = decided(browser, listed)
    publish(browser, session_id)
    do(duplicates.hide, cast.eunji, listed[1], reason="광고예요.")
    drain()
    html = said(client.get(f"/you-said/{session_id}", follow_redirects=True))
    assert TITLES[1] not in html
    assert WHY not in html
    assert TITLES[0] in html


def test_a_session_is_taken_away_whole(browser, listed):
    session_id = decided(browser, listed)
    path = f"/pm/session/{session_id}"
    rows = list(
        csv.reader(io.StringIO(browser.get(f"{path}?as=csv").get_data().decode("utf-8-sig")))
    )
    assert len(rows[rows.index([]) + 2 :]) == len(listed)
    told = json.loads(browser.get(f"{path}?as=json").get_data())
    assert [row["Title"] for row in told["rows"]] == list(TITLES)
    assert told["rows"][0]["Votes"] == 4
    assert told["about"]["Edition of the formulas"] == 1
    assert browser.get(f"{path}?as=xlsx").get_data()[:2] == b"PK"
    minutes = browser.get(f"{path}/minutes.md")
    assert minutes.mimetype == "text/markdown"
    text = minutes.get_data(as_text=True)
    assert text.startswith("# 2월 검토\n")
    assert f"> {WHY}" in text
    assert text.count("\n## ") == len(listed)
    paper = said(browser.get(f"{path}/print"))
    for title in TITLES:
        assert title in paper


def test_a_dropped_session_publishes_nothing(cast, client, browser, listed):
    session_id = decided(browser, listed)
    answer = send(browser, f"/pm/session/{session_id}/drop", at=f"/pm/session/{session_id}")
    assert answer.status_code == 303
    assert sessions.get(cast.daniel, session_id).state == "dropped"
    assert client.get(f"/you-said/{session_id}").status_code == 404
    assert threads.get(cast.daniel, listed[0]).status == "new"


def test_a_template_begins_the_text_in_the_language_of_the_idea(cast, browser, listed):

    number = do(actions.add_template, cast.daniel, Template(**TEXTS))
    session_id = opened(browser)
    html = said(browser.get(f"/pm/session/{session_id}?row=1&template={number}"))
    assert f"“{TITLES[0]}” 아이디어를 반영하기로 했어요. 4명이" in html


def test_a_session_of_many_ideas_costs_as_much_as_one_of_few(cast, browser, listed, statements):
    small = do(deciding.open_session, cast.daniel, title="하나", query="", thread_ids=listed[:1])
    large = do(deciding.open_session, cast.daniel, title="넷", query="", thread_ids=listed)
    costs = []
    for session_id in (small, large):
        browser.get(f"/pm/session/{session_id}")
        statements.clear()
        browser.get(f"/pm/session/{session_id}")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 10
