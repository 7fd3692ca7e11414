"""A resolved question is weighed at once; one that is open again takes its proposal back."""

from datetime import timedelta

from sqlalchemy import select

from portal.answers import actions as answers
from portal.faq import actions, candidates, growing, reactions
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.kit.events import EventRow, Fact
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import proposed


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


def early(cast) -> list[int]:
    found = candidates.browse_early(cast.suhyun, product_id=None)
    return [one.thread_id for one in found.items]


def test_a_resolved_question_is_weighed_at_once_and_once_though_the_fact_comes_twice(cast):
    thread_id, _ = resolved(cast)
    react("QuestionResolved")
    react("QuestionResolved")
    assert early(cast) == [thread_id]
    assert proposed(cast.suhyun) == ()


def test_a_question_that_is_open_again_takes_its_proposal_back(cast):
    thread_id, answer_id = resolved(cast)
    react("QuestionResolved")
    propose(cast, thread_id)
    assert [one.thread_id for one in proposed(cast.suhyun)] == [thread_id]
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    react("QuestionReopened")
    assert proposed(cast.suhyun) == ()
    assert early(cast) == []


def propose(cast, thread_id: int) -> None:
    """Let five people have the problem too, and three days pass."""
    for who in [person(f"also-{number}", f"이웃{number}") for number in range(5)]:
        with transaction():
            votes.cast(who, thread_id)
    with clock.at(clock.now() + timedelta(hours=73)):
        growing.weigh_and_propose({})


def test_facts_in_the_wrong_order_end_as_the_thread_stands(cast):
    _, answer_id = resolved(cast)
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    react("QuestionResolved")
    assert early(cast) == []


def test_what_somebody_nominated_stays_when_the_question_is_open_again(cast):
    thread_id, answer_id = resolved(cast)
    with transaction():
        actions.nominate(cast.suhyun, thread_id)
    react("QuestionResolved")
    with transaction():
        answers.unaccept(cast.minji, answer_id)
    react("QuestionReopened")
    growing.weigh_and_propose({})
    assert [one.thread_id for one in proposed(cast.suhyun)] == [thread_id]


def test_the_worker_weighs_what_was_resolved(cast, drain):
    thread_id, _ = resolved(cast)
    drain()
    assert early(cast) == [thread_id]
