"""V15: how many ideas one person may vote for, where a product limits it."""

import pytest
from sqlalchemy import update

from portal.ideas import actions as ideas
from portal.kit.db import db
from portal.products.models import Product
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from portal.votes import budgets
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.refusals import do, refusal

NOTE = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."


@pytest.fixture
def made(cast) -> list[int]:
    titles = (f"아이디어 번호 {number}번" for number in range(4))
    return [make.idea(cast.minji, cast.product_id, title=title) for title in titles]


@pytest.fixture
def two_votes(cast):
    db.session.execute(update(Product).values(vote_budget=2))
    db.session.commit()


def left(who, thread_id: int) -> int | None:
    found = budgets.find(who, thread_queries.get(who, thread_id))
    return found.remaining if found else None


def test_there_is_no_limit_unless_somebody_sets_one(cast, made):
    for thread_id in made:
        assert refusal(votes.cast, cast.junho, thread_id) is None
    assert left(cast.junho, made[0]) is None


@pytest.mark.usefixtures("two_votes")
def test_votes_end_with_the_budget_and_one_taken_back_is_there_again(cast, made):
    assert left(cast.junho, made[0]) == 2
    do(votes.cast, cast.junho, made[0])
    do(votes.cast, cast.junho, made[1])
    assert left(cast.junho, made[2]) == 0
    assert refusal(votes.cast, cast.junho, made[2]) == "vote.budget"
    assert do(votes.cast, cast.junho, made[0]).is_mine
    do(votes.withdraw, cast.junho, made[0])
    assert refusal(votes.cast, cast.junho, made[2]) is None


@pytest.mark.usefixtures("two_votes")
def test_a_decision_gives_votes_back_and_opening_again_may_exceed_the_budget(cast, made):
    for thread_id in made[:2]:
        do(votes.cast, cast.junho, thread_id)
    lead(cast.daniel, made[0], "declined")
    assert left(cast.junho, made[2]) == 1
    do(votes.cast, cast.junho, made[2])
    do(ideas.set_status, cast.daniel, made[0], status="under_review", note_md=NOTE)
    assert left(cast.junho, made[3]) == 0
    assert refusal(votes.cast, cast.junho, made[3]) == "vote.budget"
    do(votes.withdraw, cast.junho, made[0])
    assert refusal(votes.cast, cast.junho, made[3]) == "vote.budget"
    do(votes.withdraw, cast.junho, made[1])
    assert refusal(votes.cast, cast.junho, made[3]) is None


@pytest.mark.usefixtures("two_votes")
def test_questions_cost_nothing_and_a_posted_idea_always_has_its_authors_vote(cast, made):
    for thread_id in made[:2]:
        do(votes.cast, cast.junho, thread_id)
    question = make.question(cast.minji, cast.product_id)
    assert refusal(votes.cast, cast.junho, question) is None
    own = make.idea(cast.junho, cast.product_id, title="그래도 바라는 것이 있어요")
    assert thread_queries.get(cast.junho, own).vote_count == 1
