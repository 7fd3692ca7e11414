"""Accepting: the asker's word that an answer helped (rule A of the specification)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.answers import queries
from portal.answers.models import Answer
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.queries import ThreadView
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal


@pytest.fixture
def thread_id(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def answer_id(cast, thread_id) -> int:
    return make.answer(cast.junho, thread_id)


def thread_of(thread_id: int) -> ThreadView:
    return thread_queries.get(NOBODY, thread_id)


def facts(*kinds: str) -> list[str]:
    rows = select(EventRow.kind).where(EventRow.kind.in_(kinds)).order_by(EventRow.id)
    return list(db.session.execute(rows).scalars())


def accepted_ids(thread_id: int) -> list[int]:
    rows = select(Answer.id).where(Answer.thread_id == thread_id, Answer.accepted_at.is_not(None))
    return list(db.session.execute(rows).scalars())


def hours_later(hours: float):
    return clock.at(clock.now() + timedelta(hours=hours))


def test_the_asker_accepts_and_the_question_is_resolved_on_their_word(cast, thread_id, answer_id):
    do(answers.accept, cast.minji, answer_id)
    thread = thread_of(thread_id)
    assert (thread.resolution, thread.confirmed_by) == ("accepted", "asker")
    assert (thread.accepted_count, thread.label) == (1, "resolved_by_asker")
    assert thread.resolved_at is not None
    assert facts("AnswerAccepted", "QuestionResolved") == ["AnswerAccepted", "QuestionResolved"]


def test_accepting_again_changes_nothing(cast, thread_id, answer_id):
    """B15: however often it is toggled, one acceptance is one."""
    do(answers.accept, cast.minji, answer_id)
    before = thread_of(thread_id)
    do(answers.accept, cast.minji, answer_id)
    assert thread_of(thread_id) == before
    assert facts("AnswerAccepted") == ["AnswerAccepted"]


def test_taking_back_opens_the_question_and_twice_changes_nothing(cast, thread_id, answer_id):
    do(answers.accept, cast.minji, answer_id)
    do(answers.unaccept, cast.minji, answer_id)
    do(answers.unaccept, cast.minji, answer_id)
    thread = thread_of(thread_id)
    assert (thread.resolution, thread.resolved_at, thread.confirmed_by) == (None, None, None)
    assert (thread.accepted_count, thread.label) == (0, "answered")
    assert facts("AnswerUnaccepted", "QuestionReopened") == ["AnswerUnaccepted", "QuestionReopened"]


def test_another_answer_replaces_the_one_before_in_one_step(cast, thread_id, answer_id):
    """A5, B4: undo and accept are one transaction, with both facts."""
    other = make.answer(cast.seoyeon, thread_id, "재시작해 보세요.")
    do(answers.accept, cast.minji, answer_id)
    do(answers.accept, cast.minji, other)
    assert accepted_ids(thread_id) == [other]
    assert thread_of(thread_id).accepted_count == 1
    assert facts("AnswerAccepted", "AnswerUnaccepted") == [
        "AnswerAccepted",
        "AnswerUnaccepted",
        "AnswerAccepted",
    ]
    assert facts("QuestionReopened") == []


def test_a_replacement_that_fails_leaves_the_old_acceptance(cast, thread_id, answer_id):
    """B4: killed between undo and accept, the old state is intact."""
    other = make.answer(cast.seoyeon, thread_id, "재시작해 보세요.")
    do(answers.accept, cast.minji, answer_id)

    def replace_and_fail() -> None:
        answers.accept(cast.minji, other)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        do(replace_and_fail)
    db.session.rollback()
    assert accepted_ids(thread_id) == [answer_id]
    assert thread_of(thread_id).accepted_count == 1


def test_only_ones_own_question_is_resolved_by_accepting(cast, thread_id, answer_id):
    """B1, B10: another asker is nobody here, whatever they hold elsewhere."""
    assert refusal(answers.accept, cast.junho, answer_id) == "answer.accept"
    assert refusal(answers.accept, NOBODY, answer_id) == "account.sign_in"
    assert refusal(answers.accept, cast.daniel, answer_id) == "answer.accept"
    other = make.question(cast.junho, cast.product_id, title="다른 사람이 물은 질문")
    other_answer = make.answer(cast.seoyeon, other)
    assert refusal(answers.accept, cast.minji, other_answer) == "answer.accept"
    assert accepted_ids(thread_id) == accepted_ids(other) == []


def test_what_cannot_be_accepted(cast):
    """A3: answers under an idea, in a duplicate, hidden ones, ones that are not there."""
    idea = make.idea(cast.minji, cast.product_id)
    of_idea = make.answer(cast.seoyeon, idea)
    assert refusal(answers.accept, cast.minji, of_idea) == "answer.not_acceptable"
    root = make.question(cast.junho, cast.product_id, title="먼저 나온 같은 질문")
    same = make.question(cast.minji, cast.product_id, title="나중에 나온 같은 질문")
    of_same = make.answer(cast.junho, same)
    do(threads.link_duplicate, cast.eunji, same, root)
    assert refusal(answers.accept, cast.minji, of_same) == "answer.not_acceptable"
    hidden = make.answer(cast.seoyeon, root)
    do(answers.hide, cast.eunji, hidden, reason="광고예요.")
    assert refusal(answers.accept, cast.junho, hidden) == "answer.not_found"
    assert refusal(answers.accept, cast.junho, 999) == "answer.not_found"


def test_an_author_who_is_asker_cannot_accept_their_own_answer_taken_back(cast, thread_id):
    own = make.answer(cast.minji, thread_id, "제가 찾았어요.")
    do(answers.withdraw, cast.minji, own)
    assert refusal(answers.accept, cast.minji, own) == "answer.not_acceptable"


# ── Staff for a silent asker ──


def test_staff_accept_for_an_asker_who_was_silent_for_72_hours(cast, thread_id, answer_id):
    """A2: not before; and the label says whose word it is."""
    assert refusal(answers.accept, cast.seoyeon, answer_id) == "answer.accept_too_soon"
    with hours_later(71.9):
        assert refusal(answers.accept, cast.seoyeon, answer_id) == "answer.accept_too_soon"
    with hours_later(72.1):
        do(answers.accept, cast.seoyeon, answer_id)
    thread = thread_of(thread_id)
    assert (thread.confirmed_by, thread.label) == ("staff", "resolved")


@pytest.mark.parametrize("way", ["comment", "answer"])
def test_whatever_the_asker_says_ends_their_silence(cast, thread_id, answer_id, way):
    with hours_later(50):
        if way == "comment":
            do(answers.comment, cast.minji, thread_id, body_md="아직 안 돼요.")
        else:
            make.answer(cast.minji, thread_id, "이것도 해 봤는데 안 돼요.")
    with hours_later(100):
        assert refusal(answers.accept, cast.seoyeon, answer_id) == "answer.accept_too_soon"
    with hours_later(123):
        assert refusal(answers.accept, cast.seoyeon, answer_id) is None


def test_staff_of_another_product_accept_nothing(cast, thread_id, answer_id):
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    agent = person("haneul", "정하늘", Role.AGENT, product_id=other)
    with hours_later(100):
        assert refusal(answers.accept, agent, answer_id) == "answer.accept"


def test_after_the_asker_took_it_back_staff_are_barred_for_thirty_days(cast, thread_id, answer_id):
    """A2, section 12 test 13."""
    now = clock.now()
    with clock.at(now + timedelta(days=4)):
        do(answers.accept, cast.seoyeon, answer_id)
    with clock.at(now + timedelta(days=5)):
        do(answers.unaccept, cast.minji, answer_id)
    for days, code in ((9, "answer.accept_undone"), (34.9, "answer.accept_undone"), (35.1, None)):
        with clock.at(now + timedelta(days=days)):
            assert refusal(answers.accept, cast.seoyeon, answer_id) == code


def test_the_asker_may_accept_again_at_once_after_taking_it_back(cast, thread_id, answer_id):
    do(answers.accept, cast.minji, answer_id)
    do(answers.unaccept, cast.minji, answer_id)
    do(answers.accept, cast.minji, answer_id)
    assert accepted_ids(thread_id) == [answer_id]


def test_staff_neither_replace_nor_take_back_what_the_asker_accepted(cast, thread_id, answer_id):
    other = make.answer(cast.seoyeon, thread_id, "재시작해 보세요.")
    do(answers.accept, cast.minji, answer_id)
    with hours_later(500):
        for who in (cast.seoyeon, cast.miran, cast.hana):
            assert refusal(answers.accept, who, other) == "answer.accepted_by_asker"
            assert refusal(answers.unaccept, who, answer_id) == "answer.accepted_by_asker"
    assert accepted_ids(thread_id) == [answer_id]


def test_staff_take_back_what_staff_accepted(cast, thread_id, answer_id):
    with hours_later(80):
        do(answers.accept, cast.seoyeon, answer_id)
        do(answers.unaccept, cast.miran, answer_id)
    assert thread_of(thread_id).label == "answered"


# ── What happens to an accepted answer ──


def test_a_hidden_accepted_answer_opens_the_question_again(cast, thread_id, answer_id):
    """A6, B5: by a moderator or by its author; the counts are right."""
    for take_away in (
        lambda: answers.hide(cast.eunji, answer_id, reason="광고예요."),
        lambda: answers.withdraw(cast.junho, answer_id),
    ):
        do(answers.accept, cast.minji, answer_id)
        do(take_away)
        thread = thread_of(thread_id)
        assert (thread.resolution, thread.accepted_count, thread.answer_count) == (None, 0, 0)
        assert thread.label == "waiting"
        do(answers.restore, cast.eunji, answer_id)
        thread = thread_of(thread_id)
        assert (thread.resolution, thread.accepted_count, thread.answer_count) == (None, 0, 1)
    assert facts("QuestionReopened") == ["QuestionReopened"] * 2


def test_an_answer_edited_after_it_was_accepted_says_so(cast, thread_id, answer_id):
    """A7"""
    now = clock.now()
    do(answers.accept, cast.minji, answer_id)
    assert not queries.get(NOBODY, answer_id)[1].is_edited_since_accepted
    with clock.at(now + timedelta(minutes=5)):
        do(answers.edit, cast.junho, answer_id, body_md="다르게 적었어요.", seen_version=1)
    answer = queries.get(NOBODY, answer_id)[1]
    assert answer.is_accepted
    assert answer.is_edited_since_accepted


def test_no_more_than_twenty_changes_of_mind_an_hour(cast, thread_id, answer_id):
    """A9"""
    other = make.answer(cast.seoyeon, thread_id, "재시작해 보세요.")
    with clock.at(clock.now()):
        for number in range(20):
            do(answers.accept, cast.minji, (answer_id, other)[number % 2])
        assert refusal(answers.accept, cast.minji, answer_id) == "limit.accepts"


def test_the_table_itself_refuses_a_second_accepted_answer(cast, thread_id, answer_id):
    from sqlalchemy import update
    from sqlalchemy.exc import IntegrityError

    other = make.answer(cast.seoyeon, thread_id, "재시작해 보세요.")
    values = {"accepted_at": clock.now(), "accepted_by_id": cast.minji.id}
    both = update(Answer).where(Answer.id.in_([answer_id, other])).values(values)
    with pytest.raises(IntegrityError):
        do(db.session.execute, both)
    db.session.rollback()
    assert db.session.execute(select(func.count(Answer.accepted_at))).scalar() == 0
