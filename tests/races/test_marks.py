"""Marks at the same moment: one accepted, one official, one decision."""

import pytest
from sqlalchemy import func, select

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.answers.models import Answer, OfficialMark
from portal.ideas import actions as ideas
from portal.ideas.models import StatusChange
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.threads.models import Thread
from tests.make import threads as make
from tests.make.cast import person
from tests.make.together import crowd, together

pytestmark = pytest.mark.slow


def count(model, *conditions) -> int:
    db.session.rollback()
    counted = select(func.count()).select_from(model).where(*conditions)
    return db.session.execute(counted).scalar_one()


def facts(kind: str) -> int:
    return count(EventRow, EventRow.kind == kind)


def thread_row(thread_id: int) -> Thread:
    db.session.rollback()
    row = db.session.get(Thread, thread_id, populate_existing=True)
    assert row is not None
    return row


def in_one(act, *args, **named):
    def run():
        with transaction():
            return act(*args, **named)

    return run


def test_fifty_parallel_accepts_of_different_answers_leave_exactly_one(app, cast):
    """R4: the flag, the count and the facts agree on one accepted answer."""
    # staff who ask may change their mind more often in an hour than customers
    asker = person("asker", "오하람", Role.AGENT)
    thread_id = make.question(asker, cast.product_id)
    answer_ids = [make.answer(who, thread_id, f"답변 {who.id}") for who in crowd(50)]
    outcomes = together(app, [in_one(answers.accept, asker, a) for a in answer_ids])
    assert {outcome.code for outcome in outcomes} == {None}
    accepted = Answer.accepted_at.is_not(None)
    assert count(Answer, Answer.thread_id == thread_id, accepted) == 1
    row = thread_row(thread_id)
    assert (row.accepted_count, row.resolution, row.confirmed_by) == (1, "accepted", "asker")
    assert facts("AnswerAccepted") - facts("AnswerUnaccepted") == 1


def test_parallel_clicks_on_one_acceptance_accept_once(app, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, thread_id)
    outcomes = together(app, [in_one(answers.accept, cast.minji, answer_id)] * 30)
    assert {outcome.code for outcome in outcomes} == {None}
    assert thread_row(thread_id).accepted_count == 1
    assert (facts("AnswerAccepted"), facts("QuestionResolved")) == (1, 1)


def test_accepting_while_the_answer_is_hidden_never_leaves_a_hidden_accepted_answer(app, cast):
    for number in range(5):
        thread_id = make.question(cast.minji, cast.product_id, title=f"질문 번호 {number}번 입니다")
        answer_id = make.answer(cast.junho, thread_id)
        acts = [
            in_one(answers.accept, cast.minji, answer_id),
            in_one(answers.hide, cast.eunji, answer_id, reason="광고예요."),
        ]
        outcomes = together(app, acts)
        assert {outcome.code for outcome in outcomes} <= {None, "answer.not_found"}
        row = thread_row(thread_id)
        assert (row.accepted_count, row.resolution) == (0, None)


def test_parallel_official_marks_leave_one_current(app, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_ids = [make.answer(who, thread_id, f"답변 {who.id}") for who in crowd(20)]
    acts = [in_one(answers.make_official, cast.seoyeon, a, summary=f"요약 {a}") for a in answer_ids]
    assert {outcome.code for outcome in together(app, acts)} == {None}
    assert count(OfficialMark, OfficialMark.state == "official") == 1
    assert count(OfficialMark, OfficialMark.state == "superseded") == 19
    assert thread_row(thread_id).official_count == 1


def test_parallel_decisions_on_one_idea_leave_one_and_tell_the_others(app, cast):
    """R4: whoever decided on a status that is gone is told so."""
    thread_id = make.idea(cast.minji, cast.product_id)
    outcomes = together(
        app,
        [
            in_one(
                ideas.set_status,
                cast.daniel,
                thread_id,
                status=status,
                note_md="설명이에요.",
                seen_status="new",
            )
            for status in ("planned", "under_review", "needs_info") * 4
        ],
    )
    codes = [outcome.code for outcome in outcomes]
    assert codes.count(None) == 1
    assert set(codes) == {None, "idea.status_meanwhile"}
    assert count(StatusChange) == facts("IdeaStatusChanged") == 1


def test_linking_two_posts_to_each_other_at_once_never_makes_a_circle(app, cast):
    """R4: one becomes the duplicate, the other stays the root."""
    for number in range(10):
        one = make.question(cast.hana, cast.product_id, title=f"첫째 질문 {number} 입니다 여기")
        two = make.question(cast.hana, cast.product_id, title=f"둘째 질문 {number} 입니다 여기")
        outcomes = together(
            app,
            [
                in_one(threads.link_duplicate, cast.eunji, one, two),
                in_one(threads.link_duplicate, cast.eunji, two, one),
            ],
        )
        assert sorted(str(o.code) for o in outcomes) == ["None", "duplicate.itself"]
        links = {thread_row(one).canonical_id, thread_row(two).canonical_id}
        assert None in links
        assert len(links) == 2
