"""Promises, refusals, outcomes and the archive: what happens to ideas by votes, words and time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.answers import actions as answers
from portal.ideas import actions as ideas
from portal.ideas import outcomes, queries, response_clock, responses, upkeep
from portal.ideas.models import IdeaPlan
from portal.ideas.rules import Verdict
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.notify.models import Notice
from portal.products.models import Product
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.ideas import WHY, lead
from tests.make.refusals import do, refusal


@pytest.fixture
def idea(cast) -> int:
    with transaction():
        product = db.session.get_one(Product, cast.product_id)
        product.review_threshold_votes, product.response_days = 4, 30
        product.archive_after_days = 180
    return make.idea(cast.minji, cast.product_id)


def in_days(days: float):
    return clock.at(clock.now() + timedelta(days=days))


def crowd(count: int) -> list:
    return [person(f"voter{number}", f"투표 {number}") for number in range(count)]


def row_of(thread_id: int) -> Thread:
    db.session.rollback()
    return db.session.get_one(Thread, thread_id)


def told(thread_id: int) -> list[str]:
    """Give the history, oldest first: statuses, and what else happened."""
    history = reversed(queries.life(thread_id).history)
    return [one.after if isinstance(one, queries.Decision) else one.kind for one in history]


def notices(kind: str) -> set[int]:
    return set(db.session.execute(select(Notice.person_id).where(Notice.kind == kind)).scalars())


# the clock of the answer


def promised(idea: int, drain) -> None:
    for who in crowd(3):
        do(votes.cast, who, idea)
    drain()


def test_the_clock_starts_when_the_threshold_is_reached_for_the_first_time(idea, drain):
    """K1."""
    voters = crowd(3)
    for who in voters[:2]:
        do(votes.cast, who, idea)
    drain()
    assert queries.life(idea).clock is None
    do(votes.cast, voters[2], idea)
    drain()
    due = queries.life(idea).clock.due_at
    assert abs(due - clock.now() - timedelta(days=30)) < timedelta(minutes=1)
    do(votes.withdraw, voters[2], idea)
    with in_days(3):
        do(votes.cast, voters[2], idea)
        drain()
    assert queries.life(idea).clock.due_at == due
    assert told(idea) == ["clock_started"]


@pytest.mark.parametrize("way", ["decision", "answer", "official", "comment"])
def test_the_clock_stops_at_the_first_thing_the_team_says_in_public(cast, idea, drain, way):
    """K1."""
    promised(idea, drain)
    do(answers.comment, cast.junho, idea, body_md="저도 바라요.")
    do(ideas.set_status, cast.daniel, idea, status="under_review", note_md="")
    drain()
    assert queries.life(idea).clock.answered_at is None
    with in_days(29):
        speak(cast, idea, way)
        drain()
    assert queries.life(idea).clock.answered_at is not None
    assert told(idea).count("answered_in_time") == 1
    drain()
    (month,) = responses.by_month("Asia/Seoul")
    assert (month.in_time, len(month.promises), month.percent) == (1, 1, 100)


def speak(cast, idea: int, way: str) -> None:
    if way == "decision":
        do(ideas.set_status, cast.daniel, idea, status="planned", note_md="봄에 나와요.")
    elif way == "comment":
        do(answers.comment, cast.seoyeon, idea, body_md="팀에 전했어요.")
    else:
        answer_id = make.answer(cast.seoyeon, idea, "팀에서 살펴보고 있어요.")
        if way == "official":
            do(answers.make_official, cast.seoyeon, answer_id, summary="살펴보고 있어요")


def test_a_product_manager_promises_an_answer_once(cast, idea):
    """K1."""
    assert refusal(response_clock.start, cast.seoyeon, idea) == "idea.set_status"
    assert refusal(response_clock.start, cast.daniel, idea) is None
    assert refusal(response_clock.start, cast.daniel, idea) == "idea.clock_started"
    assert told(idea) == ["clock_started"]
    other = make.idea(cast.junho, cast.product_id, title="다른 아이디어예요")
    lead(cast.daniel, other, "declined")
    assert refusal(response_clock.start, cast.daniel, other) == "idea.clock_closed"
    question = make.question(cast.junho, cast.product_id)
    assert refusal(response_clock.start, cast.daniel, question) == "idea.not_an_idea"


def test_what_the_team_has_answered_before_needs_no_promise(cast, idea, drain):
    do(answers.comment, cast.seoyeon, idea, body_md="팀에 전했어요.")
    promised(idea, drain)
    assert queries.life(idea).clock is None


def test_an_overdue_promise_is_told_once_and_counted(cast, idea, drain):
    """K1: overdue is shown, not hidden."""
    promised(idea, drain)
    with in_days(31):
        assert (do(upkeep.note_overdue), do(upkeep.note_overdue)) == (1, 0)
        drain()
        assert notices("overdue") == {cast.daniel.id}
        assert queries.life(idea).clock.is_overdue(clock.now())
        assert queries.around(None, [idea]).clocks[idea].is_overdue(clock.now())
        (month,) = responses.by_month("Asia/Seoul")
        assert (month.in_time, month.percent) == (0, 0)
        do(answers.comment, cast.seoyeon, idea, body_md="늦어서 죄송해요.")
        drain()
        assert responses.by_month("Asia/Seoul")[0].percent == 0
    assert told(idea) == ["clock_started", "overdue", "answered_late"]


def test_a_promise_that_is_neither_kept_nor_over_is_not_counted_yet(idea, drain):
    promised(idea, drain)
    assert responses.by_month("Asia/Seoul") == ()


# what would change our mind


def test_a_refusal_comes_back_to_the_queue_on_its_day(cast, idea):
    at = clock.now() + timedelta(days=90)
    refuse(cast, idea, revisit_at=at)
    with in_days(89):
        assert do(upkeep.note_revisits) == 0
    with in_days(91):
        assert (do(upkeep.note_revisits), do(upkeep.note_revisits)) == (1, 0)
    assert told(idea) == ["declined", "revisit_date"]
    assert queries.life(idea).revisit_due_at is not None
    do(ideas.set_status, cast.daniel, idea, status="under_review", note_md="다시 볼게요.")
    plan = db.session.get_one(IdeaPlan, idea)
    assert (plan.revisit_at, plan.revisit_due_at) == (None, None)


def test_a_refusal_comes_back_when_enough_people_ask_for_the_same(cast, idea, drain):
    """Votes of a closed idea are frozen; those of ideas that are merged into it count."""
    from portal.threads import actions as threads

    refuse(cast, idea, revisit_votes=3)
    other = make.idea(cast.junho, cast.product_id, title="어두운 화면도 있었으면 해요")
    do(votes.cast, cast.yejin, other)
    do(votes.cast, cast.suhyun, other)
    do(threads.link_duplicate, cast.eunji, other, idea)
    with transaction():
        votes.recount(idea)
    drain()
    assert told(idea) == ["declined", "revisit_votes"]


def refuse(cast, idea: int, **more) -> None:
    said = Verdict(status="declined", note_md=WHY, reason_code="insufficient_demand", **more)
    do(ideas.decide, cast.daniel, idea, said)


# did it solve it


def delivered(cast, idea: int) -> list:
    voters = crowd(6)
    for who in voters:
        do(votes.cast, who, idea)
    lead(cast.daniel, idea, "delivered")
    return voters


def test_voters_are_asked_once_and_too_many_who_say_no_bring_it_back(cast, idea, drain):
    voters = delivered(cast, idea)
    drain()
    assert notices("outcome") == {cast.minji.id, *(who.id for who in voters)}
    for who, solved in zip(voters[:4], (True, True, True, False), strict=True):
        assert do(outcomes.tell, who, idea, solved=solved) is False
    assert do(outcomes.tell, voters[4], idea, solved=False) is True
    assert row_of(idea).status == "under_review"
    last = queries.decisions(idea)[0]
    assert (last.is_system, last.cause) == (True, "not_solved")
    assert refusal(outcomes.tell, voters[5], idea, solved=True) == "idea.not_delivered"


def test_an_answer_can_be_changed_and_counts_once(cast, idea):
    voters = delivered(cast, idea)
    for solved in (False, False, True):
        do(outcomes.tell, voters[0], idea, solved=solved)
    outcome = queries.life(idea).outcome
    assert (outcome.solved, outcome.unsolved) == (1, 0)


def test_only_voters_say_whether_it_solved_it(cast, idea):
    delivered(cast, idea)
    assert refusal(outcomes.tell, cast.junho, idea, solved=False) == "idea.outcome"
    lead(cast.daniel, idea, "partly_delivered")
    assert refusal(outcomes.tell, cast.minji, idea, solved=False) == "idea.not_delivered"


def test_a_new_delivery_is_asked_about_anew(cast, idea):
    voters = delivered(cast, idea)
    do(outcomes.tell, voters[0], idea, solved=False)
    lead(cast.daniel, idea, "in_progress")
    lead(cast.daniel, idea, "delivered")
    assert queries.life(idea).outcome.answers == 0


def test_nobody_is_asked_whether_what_was_there_already_solved_it(cast, idea, drain):
    lead(cast.seoyeon, idea, "already_available")
    drain()
    assert notices("outcome") == set()
    assert refusal(outcomes.tell, cast.minji, idea, solved=True) == "idea.not_delivered"


# the archive


def warned(idea: int) -> None:
    assert (do(upkeep.warn_untouched), do(upkeep.warn_untouched)) == (1, 0)


def test_an_idea_that_nobody_touches_is_archived_after_a_warning(cast, idea, drain):
    with in_days(179):
        assert do(upkeep.warn_untouched) == 0
    with in_days(181):
        warned(idea)
        drain()
        assert notices("archive") == {cast.minji.id}
        assert do(upkeep.archive_untouched) == 0
    with in_days(196):
        assert do(upkeep.archive_untouched) == 1
    row = row_of(idea)
    assert (row.status, row.status_kind) == ("archived", "archived")
    assert told(idea) == ["archive_warned", "archived"]
    assert queries.decisions(idea)[0].cause == "untouched"


@pytest.mark.parametrize("way", ["vote", "comment", "both late"])
def test_any_vote_or_comment_calls_it_off(cast, idea, drain, way):
    with in_days(181):
        warned(idea)
    with in_days(190):
        if way == "comment":
            do(answers.comment, cast.junho, idea, body_md="저도 바라요.")
        else:
            do(votes.cast, cast.junho, idea)
        if way != "both late":
            drain()
            assert queries.life(idea).archive_at is None
    with in_days(196):
        assert do(upkeep.archive_untouched) == 0
        assert do(upkeep.warn_untouched) == 0
    assert row_of(idea).status == "new"
    assert told(idea) == ["archive_warned", "archive_cancelled"]


def test_what_many_want_or_the_team_spoke_about_is_not_put_away(cast, idea, drain):
    other = make.idea(cast.junho, cast.product_id, title="다른 아이디어예요")
    do(answers.comment, cast.seoyeon, other, body_md="팀에 전했어요.")
    promised(idea, drain)
    with in_days(400):
        assert do(upkeep.warn_untouched) == 0


def test_five_people_who_still_need_it_bring_it_back(cast, idea):
    lead(cast.eunji, idea, "archived")
    people = crowd(5)
    assert refusal(outcomes.say_needed, cast.minji, idea) is None
    with in_days(31):
        for who in [*people[:4], people[0]]:
            assert do(outcomes.say_needed, who, idea) is False
        assert queries.life(idea).still_needed == 4
        assert do(outcomes.say_needed, people[4], idea) is True
    assert row_of(idea).status == "new"
    assert queries.decisions(idea)[0].cause == "still_needed"
    assert refusal(outcomes.say_needed, people[4], idea) == "idea.not_archived"


def test_nothing_of_this_drifts(cast, idea, drain):
    delivered(cast, idea)
    for who in (cast.minji,):
        do(outcomes.tell, who, idea, solved=False)
    drain()
    assert not [found for found in integrity.findings() if found.drift]
