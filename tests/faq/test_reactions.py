"""A resolved question proposes itself; one that is open again, no more."""

from datetime import timedelta

from sqlalchemy import select

from portal.answers import actions as answers
from portal.faq import actions, reactions, workbench
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.kit.events import EventRow, Fact
from tests.make import threads as make


def fact_of(kind: str) -> Fact:
    statement = select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id.desc())
    return events.read(db.session.execute(statement.limit(1)).scalar_one())


def react(kind: str) -> None:
    react_to = {
        "QuestionResolved": reactions.on_question_resolved,
        "QuestionReopened": reactions.on_question_reopened,
    }
    with transaction():
        react_to[kind](fact_of(kind))


def resolved(cast) -> tuple[int, int]:
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, thread_id)
    with transaction():
        answers.accept(cast.minji, answer_id)
    return thread_id, answer_id


def test_a_resolved_question_nominates_itself_once_though_the_fact_comes_twice(cast):
    thread_id, _ = resolved(cast)
    react("QuestionResolved")
    react("QuestionResolved")
    (card,) = workbench.nominations(cast.suhyun).items
    assert (card.thread_id, card.cause, card.nominated_by) == (thread_id, "accepted", None)
    statement = select(EventRow.id).where(EventRow.kind == "FaqNominated")
    assert len(db.session.execute(statement).all()) == 1


def test_a_question_that_is_open_again_takes_its_proposal_back(cast):
    _, answer_id = resolved(cast)
    react("QuestionResolved")
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    react("QuestionReopened")
    assert workbench.nominations(cast.suhyun).items == ()


def test_facts_in_the_wrong_order_end_as_the_thread_stands(cast):
    _, answer_id = resolved(cast)
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    react("QuestionResolved")
    assert workbench.nominations(cast.suhyun).items == ()


def test_what_an_editor_nominated_stays_when_the_question_is_open_again(cast):
    thread_id, answer_id = resolved(cast)
    with transaction():
        actions.nominate(cast.suhyun, thread_id)
    react("QuestionResolved")
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    assert [card.thread_id for card in workbench.nominations(cast.suhyun).items] == [thread_id]


def test_history_told_again_does_not_flood_the_editors(cast):
    with clock.at(clock.now() - timedelta(days=31)):
        resolved(cast)
    react("QuestionResolved")
    assert workbench.nominations(cast.suhyun).items == ()


def test_the_worker_nominates_what_was_resolved(cast, drain):
    thread_id, _ = resolved(cast)
    drain()
    assert [card.thread_id for card in workbench.nominations(cast.suhyun).items] == [thread_id]
