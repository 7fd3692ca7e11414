"""Helpful or not: the crowd's word on an answer."""

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.answers import queries as answer_queries
from portal.answers.models import Answer
from portal.answers.rules import wilson_lower_bound
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.votes import actions as votes
from portal.votes import queries
from tests.make import threads as make
from tests.make.refusals import do, refusal


@pytest.fixture
def thread_id(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def answer_id(cast, thread_id) -> int:
    return make.answer(cast.seoyeon, thread_id)


def values_told() -> list[int]:
    rows = select(EventRow.payload).where(EventRow.kind == "HelpfulnessChanged")
    return [
        payload["value"] for payload in db.session.execute(rows.order_by(EventRow.id)).scalars()
    ]


def test_a_word_can_be_given_changed_and_taken_back(cast, answer_id):
    say = votes.say_helpful
    assert do(say, cast.junho, answer_id, value=1) == (1, 0)
    assert do(say, cast.junho, answer_id, value=-1) == (0, 1)
    assert do(say, cast.junho, answer_id, value=0) == (0, 0)
    assert do(say, cast.junho, answer_id, value=0) == (0, 0)
    assert values_told() == [1, -1, 0]


def test_the_same_word_again_changes_nothing(cast, answer_id):
    assert do(votes.say_helpful, cast.junho, answer_id, value=1) == (1, 0)
    assert do(votes.say_helpful, cast.junho, answer_id, value=1) == (1, 0)
    assert values_told() == [1]


def test_everybodys_words_add_up_to_the_rank(cast, answer_id):
    for who, value in ((cast.minji, 1), (cast.junho, 1), (cast.daniel, -1)):
        do(votes.say_helpful, who, answer_id, value=value)
    row = db.session.get_one(Answer, answer_id, populate_existing=True)
    assert (row.helpful_count, row.unhelpful_count) == (2, 1) == queries.helpfulness(answer_id)
    assert row.helpful_rank == pytest.approx(wilson_lower_bound(2, 1))


def test_whose_word_is_not_taken(cast, thread_id, answer_id):
    """J: not one's own, not where nothing can be said."""
    say = votes.say_helpful
    assert refusal(say, cast.seoyeon, answer_id, value=1) == "helpful.own"
    assert refusal(say, NOBODY, answer_id, value=1) == "account.sign_in"
    assert refusal(say, cast.junho, answer_id, value=2) == "helpful.value"
    assert refusal(say, cast.junho, 999, value=1) == "answer.not_found"
    do(threads.lock, cast.eunji, thread_id, reason="다툼이 있어요.")
    assert refusal(say, cast.junho, answer_id, value=1) == "thread.locked"
    do(threads.unlock, cast.eunji, thread_id)
    do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
    assert refusal(say, cast.junho, answer_id, value=1) == "answer.not_found"
    assert refusal(say, cast.hana, answer_id, value=1) == "answer.not_visible"
    assert queries.helpfulness(answer_id) == (0, 0)


def test_words_of_nobody_count_and_a_recount_equals_the_rows(cast, answer_id):
    do(votes.say_helpful, cast.junho, answer_id, value=1)
    rows = [
        {
            "source": "elsewhere",
            "source_id": str(number),
            "answer_id": answer_id,
            "value": -1 if number == 0 else 1,
            "cast_at": clock.now(),
        }
        for number in range(4)
    ]
    assert do(votes.add_unattributed, rows) == 4
    do(votes.recount_helpfulness, answer_id)
    do(votes.recount_helpfulness, answer_id)
    assert answer_queries.helpfulness(answer_id) == (4, 1) == queries.helpfulness(answer_id)
    assert do(votes.say_helpful, cast.junho, answer_id, value=0) == (3, 1)
