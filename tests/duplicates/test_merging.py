"""Merging ideas, M1 to M9: who may, what follows, what is undone."""

from datetime import timedelta

import pytest

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions, queries
from portal.duplicates.rules import SOURCES_MAX
from portal.ideas import actions as ideas
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict
from portal.notify import jobs
from portal.products import actions as products
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from portal.votes import queries as vote_queries
from tests.make import threads as make
from tests.make.cast import person
from tests.make.news import heard, mail_states
from tests.make.refusals import do, refusal
from tests.make.together import crowd

TITLES = (
    "어두운 화면이 있으면 좋겠어요",
    "밤에 눈이 편한 화면을 주세요",
    "검은 바탕을 고르고 싶어요",
)


@pytest.fixture
def pair(cast) -> tuple[int, int]:
    """Give an idea of 준호 and an earlier one of 민지 that wants the same."""
    earlier = make.idea(cast.minji, cast.product_id)
    return make.idea(cast.junho, cast.product_id, title=TITLES[0]), earlier


@pytest.fixture
def chain(cast, pair) -> tuple[int, int, int]:
    """Give an idea that was merged into another, which was merged into a third."""
    one, other = pair
    third = make.idea(cast.hana, cast.product_id, title=TITLES[1])
    do(actions.apply, cast.eunji, one, other)
    do(actions.apply, cast.daniel, other, third)
    return one, other, third


def canonical(thread_id: int) -> int | None:
    db.session.rollback()
    return thread_queries.get(NOBODY, thread_id).canonical_id


def count(thread_id: int) -> int:
    db.session.rollback()
    return thread_queries.get(NOBODY, thread_id).vote_count


def sound() -> bool:
    db.session.rollback()
    return not [found for found in integrity.findings() if found.drift]


def is_waiting(who, thread_id: int) -> bool:
    return thread_id in [waiting.thread.id for waiting in queries.suggested(who).items]


# ── Who, and what ──


def test_moderators_and_product_managers_merge_ideas(cast, pair):
    expert = person("gaeul", "가을", Role.EXPERT)
    for who in (cast.junho, cast.minji, cast.seoyeon, cast.suhyun, expert):
        assert refusal(actions.apply, who, *pair) == "idea.merge", who.handle
    for who in (cast.daniel, cast.miran, cast.eunji, cast.hana):
        do(actions.apply, who, *pair)
        assert refusal(actions.reverse, cast.seoyeon, pair[0]) == "idea.merge"
        do(actions.reverse, who, pair[0])


def test_m1_ideas_of_two_products_are_merged_by_who_decides_for_both(cast, pair):
    tv = do(products.add, slug="tv", name_ko="TV", name_en="TV")
    other = make.idea(cast.minji, tv, title=TITLES[1])
    manager = person("gaeul", "가을", Role.PRODUCT_MANAGER, product_id=cast.product_id)
    assert refusal(actions.apply, manager, pair[0], other) == "duplicate.other_product"
    assert refusal(actions.apply, cast.eunji, pair[0], other) == "duplicate.other_product"
    assert refusal(actions.suggest, cast.junho, pair[0], other) is None
    do(actions.apply, cast.daniel, pair[0], other)
    assert canonical(pair[0]) == other


def test_m1_what_is_merged_already_and_circles_are_refused(cast, chain):
    one, _other, third = chain
    assert refusal(actions.apply, cast.eunji, one, third) == "duplicate.linked_already"
    assert refusal(actions.apply, cast.eunji, third, one) == "duplicate.itself"
    assert refusal(actions.apply, cast.eunji, third, third) == "duplicate.itself"


def test_bug_13_a_merge_of_what_was_merged_into_keeps_who_its_parent_was(cast, chain):
    """M1 and M7: the whole family follows the root, and a middle one gets its own back."""
    one, other, third = chain
    assert (canonical(one), canonical(other)) == (third, third)
    assert queries.live_link(one).target_id == other
    assert count(third) == 3
    do(actions.reverse, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (other, None)
    assert (count(other), count(third)) == (2, 1)
    assert sound()


def test_m7_unmerging_restores_the_status_and_may_be_repeated(cast, pair):
    one, other = pair
    do(ideas.set_status, cast.daniel, one, status="planned", note_md="")
    do(actions.apply, cast.eunji, one, other)
    view = thread_queries.get(NOBODY, one)
    assert (view.label, view.status) == ("merged", "planned")
    for _ in range(2):
        do(actions.reverse, cast.eunji, one)
        view = thread_queries.get(NOBODY, one)
        assert (view.label, view.canonical_id) == ("planned", None)
    assert sound()


def test_what_was_merged_into_a_hidden_idea_and_parted_does_not_come_back(cast, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    do(actions.hide, cast.eunji, other, reason="광고예요.")
    do(actions.reverse, cast.eunji, one)
    do(actions.restore, cast.eunji, other)
    assert canonical(one) is None
    assert sound()


def test_m4_nobody_writes_in_a_merged_idea(cast, pair):
    one, other = pair
    comment = {"answer_id": None, "body_md": "저도 바라요."}
    do(answers.comment, cast.hana, one, **comment)
    do(actions.apply, cast.eunji, one, other)
    assert refusal(answers.comment, cast.seoyeon, one, **comment) == "idea.merged"
    view = thread_queries.get(cast.junho, one)
    assert not threads.may_edit(cast.junho, view)
    do(actions.reverse, cast.eunji, one)
    assert refusal(answers.comment, cast.seoyeon, one, **comment) is None


def test_the_author_of_a_merged_idea_contests_nothing(cast, pair):
    do(actions.apply, cast.eunji, *pair)
    refused = refusal(actions.contest, cast.junho, pair[0], reason="달라요.")
    assert refused == "duplicate.contest_idea"


def test_bug_14_everybody_voted_for_both_and_one_is_closed(cast, pair):
    """A merge never stops halfway on votes that are in both."""
    one, other = pair
    for who in crowd(3):
        do(votes.cast, who, one)
        do(votes.cast, who, other)
    do(ideas.set_status, cast.daniel, one, status="archived", note_md="오래되어 정리해요.")
    do(actions.apply, cast.eunji, one, other)
    assert (count(one), count(other)) == (4, 5)
    assert sound()


def test_bug_17_votes_of_an_open_source_are_not_stranded(cast, pair):
    """Nobody is left voting where nothing is decided: the button and the count are the root's."""
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    state = do(votes.cast, cast.hana, one)
    assert (state.thread_id, state.count) == (other, 3)
    assert vote_queries.voter_ids(other) == {cast.minji.id, cast.hana.id}
    assert count(one) == 1


def test_bug_19_a_vote_after_the_merge_stays_visible(cast, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    do(votes.cast, cast.hana, one)
    assert vote_queries.state(cast.hana, other) == vote_queries.VoteState(
        other, is_mine=True, count=3
    )
    assert vote_queries.own(cast.hana, other, []).for_thread


# ── Many at once ──


def test_m8_many_are_merged_all_or_none(cast, pair):
    one, other = pair
    more = [make.idea(cast.hana, cast.product_id, title=title) for title in TITLES[1:]]
    question = make.question(cast.minji, cast.product_id)
    assert refusal(actions.apply_all, cast.eunji, [], other) == "merge.none"
    many = list(range(1, SOURCES_MAX + 2))
    assert refusal(actions.apply_all, cast.eunji, many, other) == "merge.too_many"
    with pytest.raises(Conflict) as refused, transaction():
        actions.apply_all(cast.eunji, [one, *more, question], other)
    assert (refused.value.code, refused.value.facts["number"]) == ("duplicate.other_kind", question)
    assert canonical(one) is None
    do(actions.apply_all, cast.eunji, [one, *more, one], other)
    assert {canonical(number) for number in (one, *more)} == {other}
    assert count(other) == 3
    assert sound()


# ── Following, and being told ──


def test_m5_the_strongest_of_what_a_person_follows_counts(cast, pair):
    one, other = pair
    do(threads.follow, cast.hana, one, level="all")
    do(threads.follow, cast.hana, other, level="status")
    do(threads.follow, cast.seoyeon, one, level="all")
    do(threads.follow, cast.seoyeon, other, level="muted")
    do(threads.follow, cast.miran, one, level="muted")
    do(threads.follow, cast.miran, other, level="status")
    do(threads.follow, cast.suhyun, one, level="muted")
    do(actions.apply, cast.eunji, one, other)

    def at(level: str) -> set[int]:
        followers = thread_queries.family_follower_ids(other, (level,))
        return followers & {w.id for w in (cast.hana, cast.seoyeon, cast.miran, cast.suhyun)}

    assert at("all") == {cast.hana.id}
    assert at("status") == {cast.miran.id}
    assert at("muted") == {cast.seoyeon.id, cast.suhyun.id}
    own = thread_queries.own_state(cast.hana, other, owners=["x"], form="f")
    assert own.following.level == "all"
    nobody = thread_queries.own_state(cast.yejin, other, owners=["x"], form="f")
    assert nobody.following.level is None


def test_m6_author_and_followers_of_the_source_hear_once(cast, pair, drain):
    one, other = pair
    do(threads.follow, cast.hana, one, level="status")
    do(threads.follow, cast.hana, other, level="all")
    do(threads.follow, cast.seoyeon, other, level="all")
    do(threads.follow, cast.suhyun, one, level="all")
    do(threads.follow, cast.suhyun, other, level="muted")
    do(actions.apply, cast.eunji, one, other)
    drain()
    assert [heard(who) for who in (cast.junho, cast.hana)] == [["merged"], ["merged"]]
    assert [heard(who) for who in (cast.minji, cast.seoyeon, cast.suhyun)] == [[], [], []]


def test_followers_of_what_was_merged_before_hear_of_the_next_merge(cast, chain, drain):
    drain()
    assert heard(cast.junho) == ["merged", "merged"]
    assert heard(cast.minji) == ["merged"]


def test_a_merge_that_is_undone_at_once_is_mailed_to_nobody(cast, pair, drain):
    do(actions.apply, cast.eunji, *pair)
    drain()
    assert mail_states("merged") == ["waiting"]
    do(actions.reverse, cast.eunji, pair[0])
    with clock.at(clock.now() + timedelta(minutes=11)):
        jobs.send_due_mail()
    assert mail_states("merged")[0] == "dropped"


def test_m8_the_preview_counts_who_would_hear_of_it_anew(cast, pair):
    one, other = pair
    do(threads.follow, cast.hana, one, level="status")
    do(threads.follow, cast.seoyeon, one, level="muted")
    do(threads.follow, cast.miran, one, level="all")
    do(threads.follow, cast.miran, other, level="muted")
    # 준호, who proposed it, and 하나
    assert thread_queries.new_followers([one], other) == 2


# ── Suggesting ──


def test_m9_two_members_whose_accounts_are_not_new_are_enough(cast, pair):
    first, second, third = crowd(3)
    do(actions.suggest, first, *pair)
    assert not is_waiting(cast.eunji, pair[0])
    do(actions.suggest, second, *pair)
    # both are here since today
    assert not is_waiting(cast.eunji, pair[0])
    with clock.at(clock.now() + timedelta(days=8)):
        assert is_waiting(cast.eunji, pair[0])
        do(actions.suggest, third, *pair)
        assert len(queries.suggested(cast.eunji).items) == 1
        (waiting,) = queries.suggested(cast.daniel).items
        # who decides about questions alone does not see it
        assert queries.suggested(cast.seoyeon).items == ()
        do(actions.dismiss, cast.daniel, waiting.what.id)
        assert queries.suggested(cast.eunji).items == ()
        assert refusal(actions.suggest, crowd_of_one(), *pair) == "duplicate.dismissed"


def crowd_of_one():
    return person("gaeul", "가을")


def test_m9_one_of_the_staff_is_enough(cast, pair):
    do(actions.suggest, cast.seoyeon, *pair)
    assert is_waiting(cast.eunji, pair[0])
    do(actions.apply, cast.eunji, *pair)
    assert not is_waiting(cast.eunji, pair[0])


def test_m9_a_suggestion_of_a_question_waits_for_who_decides_there(cast):
    one = make.question(cast.junho, cast.product_id)
    other = make.question(cast.minji, cast.product_id, title="저녁이면 와이파이가 느려요")
    do(actions.suggest, cast.junho, one, other)
    assert is_waiting(cast.seoyeon, one)
    assert not is_waiting(cast.daniel, one)
