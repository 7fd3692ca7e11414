"""Figures of ideas say what the rows say, for an idea and all that is merged into it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.review import figures, placing
from portal.review.models import IdeaFigures, IdeaScore
from portal.threads import actions as threads
from portal.votes import actions as votes
from portal.votes.events import VoteCast
from portal.votes.models import Vote
from portal.wiring import REACTIONS
from portal.worker import loop
from portal.worker import main as worker
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def settle() -> None:
    worker.drain()
    while do(figures.refresh_stale):
        pass
    do(placing.place_live)


def of(thread_id: int) -> IdeaFigures:
    db.session.rollback()
    return db.session.execute(
        select(IdeaFigures).where(IdeaFigures.thread_id == thread_id)
    ).scalar_one()


def works_at(actor, organisation: str | None) -> None:
    with transaction():
        db.session.execute(
            update(User).where(User.id == actor.id).values(organisation_key=organisation)
        )


def says(actor, thread_id: int, importance: int) -> None:
    with transaction():
        mine = (Vote.thread_id == thread_id) & (Vote.person_id == actor.id)
        db.session.execute(update(Vote).where(mine).values(importance=importance))


def test_an_organisation_counts_once_with_the_most_that_anybody_in_it_said(cast, idea):
    colleagues = [person(f"haesol{n}", f"해솔 {n}") for n in range(3)]
    for each in (cast.minji, *colleagues):
        works_at(each, "haesol.example")
    works_at(cast.junho, None)
    for each in (*colleagues, cast.junho):
        do(votes.cast, each, idea)
    says(colleagues[0], idea, 2)
    says(colleagues[1], idea, 3)
    says(cast.junho, idea, 2)
    do(figures.mark_stale, [idea])
    settle()
    row = of(idea)
    assert (row.voters, row.voters_by_organisation, row.organisations) == (5, 2, 1)
    assert row.demand == 3 + 2
    assert (row.top_organisation, row.top_share) == ("haesol.example", 0.8)
    assert (row.critical, row.important, row.nice) == (1, 2, 0)


def test_votes_move_out_of_the_last_30_days_by_themselves(cast, idea):
    with clock.at(clock.now() - timedelta(days=40)):
        do(votes.cast, cast.junho, idea)
    settle()
    row = of(idea)
    assert (row.voters_30, row.voters_before_30, row.voters_90) == (1, 1, 2)
    assert row.momentum == 0
    with clock.at(clock.now() + timedelta(days=25)):
        assert do(figures.let_age) == 1
        settle()
    assert (of(idea).voters_30, of(idea).voters_before_30) == (1, 0)
    with clock.at(clock.now() + timedelta(days=31)):
        do(figures.let_age)
        settle()
    assert (of(idea).voters_30, of(idea).voters_before_30) == (0, 1)
    assert of(idea).momentum < 0


def test_what_is_merged_counts_each_person_once_and_lives_no_more_by_itself(cast, idea):
    other = make.idea(cast.junho, cast.product_id, title="어두운 화면도 있으면 좋겠어요")
    do(votes.cast, cast.minji, other)
    do(votes.cast, cast.suhyun, other)
    do(duplicates.apply, cast.hana, other, idea)
    settle()
    assert of(idea).voters == 3
    assert of(idea).is_live
    assert not of(other).is_live
    assert of(other).place is None


def test_commenters_are_people_other_than_the_author_and_the_team(cast, idea):
    for number, who in enumerate((cast.minji, cast.junho, cast.junho, cast.daniel)):
        do(answers.comment, who, idea, body_md=f"저도 {number + 1}번은 필요했어요.")
    settle()
    assert of(idea).commenters == 1
    assert of(idea).last_staff_at is not None


def test_an_estimate_is_none_until_every_part_is_there(cast, idea):
    with transaction():
        db.session.add(
            IdeaScore(thread_id=idea, impact=2.0, confidence=0.8, updated_at=clock.now())
        )
    do(figures.mark_stale, [idea])
    settle()
    assert of(idea).rice is None
    with transaction():
        db.session.execute(update(IdeaScore).values(effort=0.5, reach=100))
    do(figures.mark_stale, [idea])
    settle()
    assert of(idea).rice == pytest.approx(100 * 2 * 0.8 / 0.5)


def test_ideas_are_placed_among_each_other_by_three_countings(cast, idea):
    loud = make.idea(cast.junho, cast.product_id, title="요금제 알림을 켜고 끄게 해 주세요")
    for number in range(3):
        colleague = person(f"haesol{number}", f"해솔 {number}")
        works_at(colleague, "haesol.example")
        do(votes.cast, colleague, loud)
    for who in (cast.suhyun, cast.yejin):
        do(votes.cast, who, idea)
        works_at(who, None)
    for who in (cast.minji, cast.junho):
        works_at(who, None)
    do(figures.mark_stale, [idea, loud])
    settle()
    assert (of(loud).place, of(idea).place) == (1, 2)
    assert (of(loud).place_by_organisation, of(idea).place_by_organisation) == (2, 1)
    assert of(idea).place_in_product == 2
    # demand: 3 of 3 and 2 of 3; momentum: all votes are of this month
    assert of(idea).priority == pytest.approx(100 * (4 * 1.0 + 1 * 0.5) / 5)
    assert of(loud).priority == pytest.approx(100 * (4 * 0.5 + 1 * 1.0) / 5)


def test_what_is_decided_or_hidden_has_no_place(cast, idea):
    settle()
    assert of(idea).place == 1
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    settle()
    assert (of(idea).is_live, of(idea).place, of(idea).priority) == (False, None, None)


def test_nothing_is_placed_anew_when_nothing_has_changed(cast, idea):
    settle()
    assert do(placing.place_live) == 0


def test_who_chooses_to_follow_or_to_mute_is_among_the_followers_or_not(cast, idea):
    do(threads.choose_follow, cast.junho, idea, level="status")
    settle()
    assert of(idea).followers == 2
    do(threads.choose_follow, cast.junho, idea, level="muted")
    settle()
    assert of(idea).followers == 1
    do(threads.choose_follow, cast.minji, idea, level="none")
    settle()
    assert of(idea).followers == 0


def test_figures_that_are_counted_after_a_vote_was_noted_count_the_follow_that_it_made(cast, idea):
    do(votes.cast, cast.junho, idea)
    # the worker may count between any two reactions: whoever notes the vote has let them follow
    names = [loop.name_of(each) for each in REACTIONS[VoteCast]]
    assert names.count("review.figures.on_vote_followed") == 1
    assert "votes.reactions.on_vote_changed" not in names
    settle()
    assert of(idea).followers == 2
    do(votes.withdraw, cast.junho, idea)
    settle()
    assert of(idea).followers == 1
