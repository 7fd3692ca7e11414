"""D2: a question becomes an idea and back; asking is not wanting."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas import actions as ideas
from portal.ideas import converting, kinship
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.search import jobs
from portal.search import queries as search
from portal.search.engine import Filters
from portal.threads import queries as thread_queries
from portal.threads.models import Thread
from portal.votes import actions as votes
from portal.votes import queries as vote_queries
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.news import heard, suspend
from tests.make.pages import said, send
from tests.make.refusals import do, refusal


@pytest.fixture
def question(cast) -> int:
    number = make.question(cast.minji, cast.product_id, title="다크 모드는 언제 나오나요 궁금해요")
    do(votes.cast, cast.junho, number)
    return number


def convert(who, number: int, **wanted: object) -> None:
    kind = thread_queries.get(NOBODY, number).kind
    converting.convert(who, number, **({"seen_kind": kind} | wanted))


def count(number: int) -> int:
    db.session.rollback()
    return thread_queries.get(NOBODY, number).vote_count


def sound() -> bool:
    db.session.rollback()
    return not [found for found in integrity.findings() if found.drift]


def test_having_a_question_is_not_wanting_an_idea(cast, question):
    do(convert, cast.seoyeon, question)
    view = thread_queries.get(NOBODY, question)
    assert (view.id, view.kind, view.status, view.status_kind) == (question, "idea", "new", "open")
    assert view.vote_count == 0
    assert not vote_queries.own(cast.junho, question, []).for_thread
    assert vote_queries.own(cast.junho, question, []).is_set_aside
    assert not vote_queries.own(cast.hana, question, []).is_set_aside
    assert do(votes.cast, cast.junho, question).count == 1
    assert sound()


def test_who_voted_follows_it_however_late_the_worker_is(cast, question, drain):
    """The reaction to the vote runs after the conversion here, and must not undo the following."""
    do(convert, cast.seoyeon, question)
    drain()
    assert thread_queries.follow_level(cast.junho, question) == "status"
    assert heard(cast.junho) == ["converted"]
    assert heard(cast.minji) == ["converted"]


def test_it_comes_back_with_all_it_had(cast, question):
    answer = make.answer(cast.hana, question)
    do(answers.accept, cast.minji, answer)
    kept = db.session.get_one(Thread, question, populate_existing=True)
    before = (kept.resolution, kept.confirmed_by, kept.resolved_at, kept.vote_count, kept.hot_key)
    do(convert, cast.daniel, question)
    assert sound()
    do(ideas.set_status, cast.daniel, question, status="planned", note_md="")
    with clock.at(clock.now() + timedelta(days=1)):
        do(votes.cast, cast.suhyun, question)
    do(convert, cast.daniel, question)
    kept = db.session.get_one(Thread, question, populate_existing=True)
    after = (kept.resolution, kept.confirmed_by, kept.resolved_at, kept.vote_count)
    assert after == before[:4]
    assert kept.hot_key == pytest.approx(before[4], abs=1e-9)
    assert vote_queries.voter_ids(question) == {cast.minji.id, cast.junho.id}
    assert sound()
    do(convert, cast.daniel, question)
    view = thread_queries.get(NOBODY, question)
    assert (view.status, view.status_kind, view.vote_count) == ("planned", "active", 1)
    assert vote_queries.voter_ids(question) == {cast.suhyun.id}
    assert sound()


def test_a_vote_comes_back_as_it_was_given_and_judged(cast, question):
    do(convert, cast.daniel, question)
    do(votes.cast, cast.suhyun, question)
    given = {
        "importance": 3,
        "use_case": "밤에 일해요.",
        "use_case_shared": True,
        "state": "quarantined",
        "signals": 3,
        "judged_at": clock.now(),
        "behalf_confirmed_at": clock.now(),
    }
    these = (Vote.thread_id == question) & (Vote.person_id == cast.suhyun.id)
    do(db.session.execute, update(Vote).where(these).values(**given))
    for _ in range(2):
        do(convert, cast.daniel, question)
    vote = db.session.get_one(Vote, (question, cast.suhyun.id), populate_existing=True)
    assert {name: getattr(vote, name) for name in given} == given
    assert count(question) == 0


def test_a_resolution_whose_answer_is_gone_does_not_come_back(cast, question):
    answer = make.answer(cast.hana, question)
    do(answers.accept, cast.minji, answer)
    do(convert, cast.daniel, question)
    do(answers.hide, cast.eunji, answer, reason="광고예요.")
    do(convert, cast.daniel, question)
    assert thread_queries.get(NOBODY, question).resolution is None
    assert sound()


def test_an_official_answer_stays_to_be_seen(cast, question, client):
    answer = make.answer(cast.seoyeon, question, "봄에 나와요.")
    do(answers.make_official, cast.seoyeon, answer, summary="봄에 나와요.")
    do(convert, cast.seoyeon, question)
    moved = client.get(f"/questions/{question}/{thread_queries.get(NOBODY, question).slug}")
    assert (moved.status_code, moved.location.split("/")[-3]) == (301, "ideas")
    html = said(client.get(moved.location))
    assert "공식 답변" in html
    assert "봄에 나와요." in html
    assert sound()


def test_the_index_follows_the_kind(cast, question, drain):
    drain()
    jobs.rebuild()
    do(convert, cast.seoyeon, question)
    drain()
    jobs.index_stale()

    def found(kind: str) -> list[int]:
        hits = search.find(NOBODY, "다크 모드", Filters(kinds=frozenset({kind}))).hits
        return [line.id for line in hits]

    assert (found("idea"), found("question")) == ([question], [])


def test_every_conversion_is_a_fact_and_told_in_the_history(cast, question):
    do(convert, cast.seoyeon, question, title="다크 모드를 넣어 주세요")
    do(convert, cast.daniel, question)
    facts = select(EventRow.kind).where(EventRow.kind.in_(("ThreadConverted", "ThreadEdited")))
    kinds = sorted(db.session.execute(facts).scalars())
    assert kinds == ["ThreadConverted", "ThreadConverted", "ThreadEdited"]
    told = [(each.what, each.by) for each in kinship.history(NOBODY, question)]
    assert told == [("became_question", "다니엘"), ("became_idea", "김서연")]
    (revision,) = thread_queries.revisions(NOBODY, question)
    assert revision.title.startswith("다크 모드는 언제")


def test_what_cannot_be_converted(cast, question):
    for who in (cast.minji, cast.suhyun):
        assert refusal(convert, who, question) == "thread.convert"
    assert refusal(convert, NOBODY, question) == "account.sign_in"
    assert refusal(convert, cast.seoyeon, question, seen_kind="idea") == "convert.meanwhile"
    assert refusal(convert, cast.seoyeon, question, title="가" * 121) == "title.too_long"
    other = make.question(cast.hana, cast.product_id)
    do(duplicates.apply, cast.eunji, other, question)
    for number in (other, question):
        assert refusal(convert, cast.seoyeon, number) == "convert.linked"


def test_the_vote_of_somebody_suspended_comes_back_without_counting(cast, question):
    do(convert, cast.seoyeon, question)
    suspend(cast.junho)
    do(convert, cast.seoyeon, question)
    vote = db.session.get_one(Vote, (question, cast.junho.id), populate_existing=True)
    assert (vote.state, vote.held_state) == ("excluded", "counted")


def test_it_is_done_and_confirmed_by_page(cast, question, client_as):
    staff, path = client_as(cast.seoyeon), f"/threads/{question}/convert"
    long_title = send(staff, path, title="가" * 121, seen_kind="question")
    assert long_title.status_code == 422
    assert (
        send(staff, path, title="다크 모드를 넣어 주세요", seen_kind="question").status_code == 303
    )
    voter = client_as(cast.junho)
    place = f"/ideas/{question}/{thread_queries.get(NOBODY, question).slug}"
    assert "추천하신" not in said(voter.get(place))
    assert "‘나도 궁금해요’라고 하신 질문" in said(voter.get(place))
    send(voter, f"/threads/{question}/vote", at=place, kind="idea")
    assert count(question) == 1
    assert "‘나도 궁금해요’라고 하신 질문" not in said(voter.get(place))
    assert client_as(cast.hana).get(path).status_code == 200
    assert client_as(cast.minji).get(path).status_code == 403
