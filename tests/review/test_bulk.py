"""The same with many ideas at once: tried on each, then done with all or with none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.ideas import actions as ideas
from portal.ideas import planning, queries
from portal.ideas.models import IdeaPlan
from portal.ideas.rules import Verdict
from portal.kit import clock
from portal.kit.db import db
from portal.review import bulk, rules
from portal.review.bulk import Decide, Expect, HandOver, MergeInto, TakeBack
from portal.threads import queries as threads
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do, refusal
from tests.review.test_figures import settle

PLANNED = Decide(
    status="planned",
    body_ko="“{title}” 아이디어를 반영하기로 했어요. {votes}명이 함께했어요.",
    body_en="We plan “{title}”.",
)
HERE = "/pm/together"


@pytest.fixture
def pair(cast) -> list[int]:
    made = [
        make.idea(cast.minji, cast.product_id),
        make.idea(cast.junho, cast.product_id, title="Let me export my bills", lang="en"),
    ]
    settle()
    return made


def status(cast, thread_id: int) -> str | None:
    return threads.get(cast.daniel, thread_id).status


def test_each_idea_is_told_in_its_own_language(cast, pair):
    outcomes = do(bulk.run, cast.daniel, pair, PLANNED)
    assert bulk.is_whole(outcomes)
    assert [each.text for each in outcomes] == [
        "“다크 모드를 지원해 주세요” 아이디어를 반영하기로 했어요. 1명이 함께했어요.",
        "We plan “Let me export my bills”.",
    ]
    assert {status(cast, each) for each in pair} == {"planned"}
    assert "다크 모드" in queries.decisions(pair[0])[0].note_html


def test_a_refusal_names_its_idea_and_leaves_the_others_possible(cast, pair):
    do(ideas.decide, cast.daniel, pair[0], Verdict(status="planned"))
    outcomes = do(bulk.run, cast.daniel, pair, PLANNED)
    assert [each.refusal.code if each.refusal else None for each in outcomes] == [
        "idea.status_same",
        None,
    ]
    assert not bulk.is_whole(outcomes)


def test_what_is_not_known_of_an_idea_keeps_its_text_back(cast, pair):
    act = Decide(status="planned", body_ko="{eta}에 만나요.", body_en="See you in {eta}.")
    do(planning.expect, cast.daniel, pair[1], "2027-Q1")
    settle()
    outcomes = do(bulk.run, cast.daniel, pair, act)
    assert outcomes[0].refusal.code == "template.unresolved"
    assert outcomes[1].text == "See you in 2027-Q1."


def test_owner_and_time_are_said_for_all(cast, pair):
    assert bulk.is_whole(do(bulk.run, cast.daniel, pair, HandOver(cast.daniel.id)))
    assert bulk.is_whole(do(bulk.run, cast.daniel, pair, Expect("2027-Q1")))
    plans = db.session.execute(select(IdeaPlan.owner_id, IdeaPlan.eta)).all()
    assert {tuple(row) for row in plans} == {(cast.daniel.id, "2027-Q1")}
    outcomes = do(bulk.run, cast.daniel, pair, HandOver(cast.seoyeon.id))
    assert {each.refusal.code for each in outcomes} == {"idea.owner"}
    too_long = do(bulk.run, cast.daniel, pair, Expect("가" * 41))
    assert {each.refusal.code for each in too_long} == {"idea.eta_too_long"}


def test_ideas_are_merged_into_one(cast, pair):
    into = make.idea(cast.suhyun, cast.product_id, title="어두운 화면이 있으면 좋겠어요")
    settle()
    assert bulk.is_whole(do(bulk.run, cast.daniel, pair, MergeInto(into)))
    assert {threads.get(cast.daniel, each).canonical_id for each in pair} == {into}


def test_nobody_chooses_none_too_many_or_what_is_not_theirs(cast, pair):
    assert refusal(bulk.run, cast.daniel, [], Expect("")) == "bulk.none"
    many = list(range(1, rules.AT_ONCE_MAX + 2))
    assert refusal(bulk.run, cast.daniel, many, Expect("")) == "bulk.too_many"
    assert refusal(bulk.run, cast.daniel, many[:21], MergeInto(pair[0])) == "merge.too_many"
    assert refusal(bulk.run, cast.daniel, [*pair, 999], Expect("")) == "page.not_found"
    assert refusal(bulk.run, cast.seoyeon, pair, Expect("")) == "idea.review"


def test_ones_own_decision_is_taken_back_within_ten_minutes(cast, pair):
    do(bulk.run, cast.daniel, pair, PLANNED)
    others = do(bulk.run, cast.hana, pair, TakeBack())
    assert {each.refusal.code for each in others} == {"idea.nothing_to_take_back"}
    assert bulk.is_whole(do(bulk.run, cast.daniel, pair, TakeBack()))
    assert {status(cast, each) for each in pair} == {"new"}
    # nothing was erased
    assert [each.after for each in queries.decisions(pair[0])] == ["new", "planned"]
    with clock.at(clock.now() - timedelta(minutes=11)):
        do(bulk.run, cast.daniel, pair, PLANNED)
    late = do(bulk.run, cast.daniel, pair, TakeBack())
    assert {each.refusal.code for each in late} == {"idea.nothing_to_take_back"}


def test_a_preview_shows_what_would_come_of_it_and_does_nothing(cast, client_as, pair):
    browser = client_as(cast.daniel)
    fields = {"idea": pair, "act": "status", "status": "planned", "step": "preview"}
    texts = {"body_ko": "{title}: 곧 만나요.", "body_en": "{title}: soon."}
    answer = send(browser, HERE, at=f"{HERE}?idea={pair[0]}", **fields, **texts)
    assert answer.status_code == 200
    html = said(answer)
    assert "다크 모드를 지원해 주세요: 곧 만나요." in html
    assert "Nothing is done yet" in html
    assert {status(cast, each) for each in pair} == {"new"}
    done = send(browser, HERE, at=f"{HERE}?idea={pair[0]}", **(fields | {"step": "do"}), **texts)
    assert done.status_code == 303
    assert {status(cast, each) for each in pair} == {"planned"}
    page = browser.get(done.headers["Location"])
    assert "taken back" in said(page)
    undone = send(browser, f"{HERE}/undo", at=done.headers["Location"], idea=pair)
    assert undone.status_code == 303
    assert {status(cast, each) for each in pair} == {"new"}


def test_when_one_is_not_possible_none_is_done_and_nothing_typed_is_lost(cast, client_as, pair):
    do(ideas.decide, cast.daniel, pair[0], Verdict(status="planned"))
    fields = {"idea": pair, "act": "status", "status": "planned", "step": "do"}
    at = f"{HERE}?idea={pair[0]}"
    answer = send(client_as(cast.daniel), HERE, at=at, body_ko="한참 적은 글", **fields)
    assert answer.status_code == 409
    html = said(answer)
    assert "한참 적은 글" in html
    assert "nothing was done" in html
    assert status(cast, pair[1]) == "new"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "luck"}, "what is to be done"),
        ({"act": "status"}, "status"),
        ({"act": "owner", "owner": "nobody-at-all"}, "user name"),
        ({"act": "merge", "target": "x"}, "number of an idea"),
    ],
)
def test_what_does_not_fit_is_told(cast, client_as, pair, fields, words):
    at = f"{HERE}?idea={pair[0]}"
    answer = send(client_as(cast.daniel), HERE, at=at, idea=pair, step="do", **fields)
    assert answer.status_code == 422
    assert words in said(answer)
