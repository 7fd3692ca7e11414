"""Rule H: suggested by anybody, linked by some, contested by the asker, decided by another."""

import inspect
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions, queries
from portal.duplicates.models import DuplicateSuggestion
from portal.integrity import queries as integrity
from portal.integrity.counters import COUNTERS
from portal.kit import clock
from portal.kit.db import db
from portal.notify import queries as notices
from portal.notify import wording
from portal.products import actions as products
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal


@pytest.fixture
def pair(cast) -> tuple[int, int]:
    """Give a question of 준호 and an earlier one of 민지 that says the same."""
    earlier = make.question(cast.minji, cast.product_id)
    return make.question(cast.junho, cast.product_id, title="저녁이면 와이파이가 느려요"), earlier


def canonical(thread_id: int) -> int | None:
    db.session.rollback()
    return thread_queries.get(NOBODY, thread_id).canonical_id


def count(thread_id: int) -> int:
    db.session.rollback()
    return thread_queries.get(NOBODY, thread_id).vote_count


def no_drift() -> bool:
    return all(not db.session.execute(counter.drifted()).all() for counter in COUNTERS)


def told(who) -> list[str]:
    return [line.kind for line in notices.inbox(who).items]


# ── Suggesting ──


def test_a_member_suggests_and_somebody_who_may_decides(cast, pair):
    one, other = pair
    do(actions.suggest, cast.minji, one, other)
    assert canonical(one) is None
    (waiting,) = queries.suggested(cast.seoyeon).items
    assert (waiting.thread.id, waiting.target.id) == (one, other)
    assert waiting.what.suggested_by == "민지"
    do(actions.apply, cast.seoyeon, one, other)
    assert canonical(one) == other
    assert queries.suggested(cast.seoyeon).items == ()
    assert db.session.execute(select(DuplicateSuggestion.state)).scalars().all() == ["accepted"]


def test_one_open_suggestion_a_person_and_thread(cast, pair):
    do(actions.suggest, cast.minji, *pair)
    assert refusal(actions.suggest, cast.minji, *pair) == "duplicate.suggested_already"
    assert refusal(actions.suggest, cast.hana, *pair) is None
    assert queries.own_suggestion(cast.minji, pair[0]) == pair[1]


def test_what_is_dismissed_is_gone(cast, pair):
    do(actions.suggest, cast.minji, *pair)
    (waiting,) = queries.suggested(cast.seoyeon).items
    assert refusal(actions.dismiss, cast.suhyun, waiting.what.id) == "duplicate.apply"
    do(actions.dismiss, cast.seoyeon, waiting.what.id)
    assert refusal(actions.dismiss, cast.seoyeon, waiting.what.id) == "duplicate.decided"
    assert queries.suggested(cast.seoyeon).items == ()


def dismissed(cast, pair) -> None:
    do(actions.suggest, cast.minji, *pair)
    (waiting,) = queries.suggested(cast.seoyeon).items
    do(actions.dismiss, cast.seoyeon, waiting.what.id)


def test_a_dismissed_pair_is_not_suggested_again_by_anybody_or_the_portal(cast, pair):
    one, other = pair
    dismissed(cast, pair)
    for who in (cast.minji, cast.hana):
        assert refusal(actions.suggest, who, one, other) == "duplicate.dismissed"
        assert refusal(actions.suggest, who, other, one) == "duplicate.dismissed"
    assert not do(actions.propose, other, one, shared_words="와이파이, 저녁")
    assert queries.suggested(cast.seoyeon).items == ()
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 안 돼요 왜죠")
    assert refusal(actions.suggest, cast.minji, one, third) is None
    # who may decide is not bound by it
    assert refusal(actions.apply, cast.seoyeon, one, other) is None


def test_dismissing_one_suggestion_settles_all_of_the_pair(cast, pair):
    one, other = pair
    do(actions.suggest, cast.hana, one, other)
    do(actions.suggest, cast.daniel, other, one)
    dismissed_with_them = [waiting.what.id for waiting in queries.suggested(cast.seoyeon).items]
    do(actions.dismiss, cast.seoyeon, dismissed_with_them[0])
    assert queries.suggested(cast.seoyeon).items == ()


@pytest.mark.parametrize("edited", [0, 1])
def test_a_dismissed_pair_can_be_suggested_again_once_either_is_edited(cast, pair, edited):
    dismissed(cast, pair)
    view = thread_queries.get(cast.eunji, pair[edited])
    changed = make.draft(cast.product_id, title="와이파이가 밤마다 아주 느려요")
    do(threads.edit, cast.eunji, view.id, changed, seen_version=view.version)
    assert refusal(actions.suggest, cast.minji, *pair) is None


def test_a_dismissed_pair_can_be_suggested_again_after_ninety_days(cast, pair):
    dismissed(cast, pair)
    with clock.at(clock.now() + timedelta(days=89)):
        assert refusal(actions.suggest, cast.minji, *pair) == "duplicate.dismissed"
    with clock.at(clock.now() + timedelta(days=91)):
        assert refusal(actions.suggest, cast.minji, *pair) is None


def test_what_only_lost_to_another_link_can_be_suggested_once_that_is_undone(cast, pair):
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 안 돼요 왜죠")
    do(actions.suggest, cast.minji, *pair)
    do(actions.apply, cast.seoyeon, pair[0], third)
    do(actions.reverse, cast.seoyeon, pair[0])
    assert refusal(actions.suggest, cast.minji, *pair) is None


def test_what_cannot_be_the_same_is_not_suggested(cast, pair):
    one, other = pair
    idea = make.idea(cast.minji, cast.product_id)
    hidden = make.question(cast.minji, cast.product_id, title="광고 글입니다 보세요")
    do(actions.hide, cast.eunji, hidden, reason="광고예요.")
    assert refusal(actions.suggest, cast.minji, one, one) == "duplicate.itself"
    assert refusal(actions.suggest, cast.minji, one, idea) == "duplicate.other_kind"
    assert refusal(actions.suggest, cast.minji, one, hidden) == "duplicate.not_public"
    assert refusal(actions.suggest, cast.junho, one, hidden) == "thread.not_found"
    assert refusal(actions.suggest, NOBODY, one, other) == "account.sign_in"
    do(actions.apply, cast.seoyeon, one, other)
    assert refusal(actions.suggest, cast.minji, one, other) == "duplicate.linked_already"
    assert refusal(actions.suggest, cast.minji, other, one) == "duplicate.itself"


def test_twenty_suggestions_a_day(cast, pair):
    for number in range(20):
        title = f"와이파이가 {number}번째로 끊겼어요"
        one = make.question(cast.hana, cast.product_id, title=title)
        do(actions.suggest, cast.minji, one, pair[1])
    assert refusal(actions.suggest, cast.minji, *pair) == "limit.duplicates"


def test_the_portal_suggests_a_pair_once(cast, pair):
    assert do(actions.propose, *pair, shared_words="와이파이, 저녁")
    assert not do(actions.propose, *pair, shared_words="와이파이, 저녁")
    (waiting,) = queries.suggested(cast.seoyeon).items
    assert (waiting.what.suggested_by, waiting.what.shared_words) == (None, "와이파이, 저녁")
    do(actions.dismiss, cast.seoyeon, waiting.what.id)
    assert not do(actions.propose, *pair, shared_words="와이파이, 저녁")


# ── Linking ──


def test_who_may_link(cast, pair):
    for who in (cast.junho, cast.minji, cast.suhyun, cast.daniel):
        assert refusal(actions.apply, who, *pair) == "duplicate.apply", who.handle
    expert = person("gaeul", "가을", Role.EXPERT)
    for who in (expert, cast.seoyeon, cast.miran, cast.eunji, cast.hana):
        do(actions.apply, who, *pair)
        assert refusal(actions.apply, who, *pair) == "duplicate.linked_already"
        do(actions.reverse, who, pair[0])


def test_an_expert_of_one_product_decides_there_only(cast, pair):
    other_product = do(products.add, slug="tv", name_ko="TV", name_en="TV")
    expert = person("gaeul", "가을", Role.EXPERT, product_id=other_product)
    assert refusal(actions.apply, expert, *pair) == "duplicate.apply"
    do(actions.suggest, cast.minji, *pair)
    assert queries.suggested(expert).items == ()


def test_another_language_has_to_be_meant(cast, pair):
    english = make.question(
        cast.junho, cast.product_id, title="Wi-Fi drops in the evening", lang="en"
    )
    refused = refusal(actions.apply, cast.seoyeon, english, pair[1])
    assert refused == "duplicate.other_lang"
    do(actions.apply, cast.seoyeon, english, pair[1], across_languages=True)
    assert canonical(english) == pair[1]


def test_the_asker_is_told_and_hears_of_the_answers_there(cast, pair, drain):
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    drain()
    assert told(cast.junho) == ["linked"]
    answer = make.answer(cast.seoyeon, other)
    do(answers.make_official, cast.seoyeon, answer, summary="채널을 바꾸세요.")
    drain()
    assert "official" in told(cast.junho)
    assert told(cast.minji).count("linked") == 0


# ── Counting ──


def test_everybody_is_counted_once_for_all_that_say_the_same(cast, pair):
    """Rule H: one me-too per distinct person, whatever they voted for."""
    one, other = pair
    do(votes.cast, cast.hana, one)
    do(votes.cast, cast.hana, other)
    do(votes.cast, cast.suhyun, one)
    assert (count(one), count(other)) == (3, 2)
    do(actions.apply, cast.seoyeon, one, other)
    # 준호, 하나, 수현 there, 민지 and 하나 here
    assert (count(one), count(other)) == (3, 4)
    assert no_drift()
    assert do(votes.cast, cast.suhyun, other).count == 4
    assert do(votes.cast, cast.daniel, other).count == 5
    # who takes it back takes it back for all that say the same
    assert do(votes.withdraw, cast.suhyun, other).count == 4
    assert do(votes.withdraw, cast.daniel, other).count == 3
    assert no_drift()
    do(actions.reverse, cast.seoyeon, one)
    assert (count(one), count(other)) == (2, 2)
    assert no_drift()


def test_parting_gives_back_what_was_linked_below(cast, pair):
    """Section 12 test 26: a chain collapses, and comes apart as it was put together."""
    one, other = pair
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 안 돼요 왜죠")
    do(actions.apply, cast.seoyeon, one, other)
    do(actions.apply, cast.eunji, other, third)
    assert (canonical(one), canonical(other)) == (third, third)
    assert count(third) == 3
    do(actions.reverse, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (other, None)
    assert (count(other), count(third)) == (2, 1)
    assert no_drift()


# ── Contesting ──


def test_the_asker_contests_once_and_it_is_open_until_another_decides(cast, pair, drain):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    assert refusal(actions.contest, cast.minji, one, reason="달라요") == "duplicate.contest"
    assert refusal(actions.contest, cast.junho, one, reason=" ") == "contest.blank"
    do(actions.contest, cast.junho, one, reason="저는 유선이에요.")
    assert canonical(one) is None
    assert (count(one), count(other)) == (1, 1)
    assert refusal(actions.apply, cast.seoyeon, one, other) == "duplicate.contested"
    assert refusal(actions.suggest, cast.minji, one, other) == "duplicate.contested"
    (waiting,) = queries.contested(cast.miran).items
    link_id = waiting.what.id
    assert waiting.what.contest_reason == "저는 유선이에요."
    assert refusal(actions.decide, cast.eunji, link_id, upholds=True) == "duplicate.own_decision"
    assert refusal(actions.decide, cast.seoyeon, link_id, upholds=True) == "thread.moderate"
    do(actions.decide, cast.miran, link_id, upholds=False)
    drain()
    assert canonical(one) is None
    assert told(cast.junho) == ["contest", "linked"]
    # who had linked it, and whose question it was linked to
    assert (told(cast.eunji), told(cast.minji), told(cast.miran)) == (["parted"], ["lost"], [])
    refused = refusal(actions.decide, cast.miran, link_id, upholds=True)
    assert refused == "duplicate.not_contested"
    assert no_drift()


def test_what_is_upheld_is_the_last_word(cast, pair, drain):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    do(actions.contest, cast.junho, one, reason="달라요.")
    (waiting,) = queries.contested(cast.miran).items
    do(actions.decide, cast.miran, waiting.what.id, upholds=True)
    drain()
    assert canonical(one) == other
    assert count(other) == 2
    assert told(cast.junho) == ["upheld", "linked"]
    assert (told(cast.eunji), told(cast.minji)) == ([], [])
    refused = refusal(actions.contest, cast.junho, one, reason="달라요.")
    assert refused == "duplicate.contested_already"


@pytest.mark.parametrize(
    "reason", ["010-1234-5678로 전화 주세요", "０１０ 1234 5678", "me@maru.kr"]
)
def test_what_the_asker_says_holds_no_personal_data(cast, pair, reason):
    do(actions.apply, cast.eunji, *pair)
    assert refusal(actions.contest, cast.junho, pair[0], reason=reason) == "contest.personal"
    assert queries.contested(cast.miran).items == ()


def test_only_staff_read_what_askers_say(cast, pair):
    expert = person("gaeul", "가을", Role.EXPERT)
    assert refusal(queries.contested, expert) == "duplicate.staff"
    assert refusal(queries.contested, cast.minji) == "duplicate.apply"
    assert queries.contested(cast.seoyeon).items == ()


def test_a_link_can_be_contested_for_fourteen_days(cast, pair):
    do(actions.apply, cast.eunji, *pair)
    with clock.at(clock.now() + timedelta(days=14, minutes=1)):
        refused = refusal(actions.contest, cast.junho, pair[0], reason="달라요.")
    assert refused == "duplicate.contest_too_late"
    with clock.at(clock.now() + timedelta(days=13, hours=23)):
        assert refusal(actions.contest, cast.junho, pair[0], reason="달라요.") is None


def test_everybody_concerned_hears_once_that_a_link_is_undone(cast, pair, drain):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    do(actions.reverse, cast.seoyeon, one)
    drain()
    assert told(cast.junho) == ["parted", "linked"]
    assert (told(cast.eunji), told(cast.minji), told(cast.seoyeon)) == (["parted"], ["lost"], [])
    (own, _linked) = notices.inbox(cast.junho).items
    (linker,) = notices.inbox(cast.eunji).items
    (lost,) = notices.inbox(cast.minji).items
    assert (own.thread_id, linker.thread_id, lost.thread_id) == (one, one, other)
    assert "답변을 받아요" in wording.sentence(own, "ko")
    assert "같은 글이 아니" in wording.sentence(linker, "ko")
    assert "따로" in wording.sentence(lost, "ko")
    assert wording.sentence(own, "en").startswith("Your post is not linked")
    assert wording.sentence(linker, "en").startswith("A link that you made was undone")


def test_one_person_hears_once_whatever_they_had_to_do_with_a_link(cast, drain):
    """The asker linked their own two posts."""
    earlier = make.question(cast.hana, cast.product_id)
    one = make.question(cast.hana, cast.product_id, title="저녁이면 와이파이가 느려요")
    do(actions.apply, cast.hana, one, earlier)
    do(actions.reverse, cast.seoyeon, one)
    drain()
    assert told(cast.hana) == ["parted"]


def test_every_notice_about_a_link_has_a_subject(cast, pair, drain):
    do(actions.apply, cast.eunji, *pair)
    do(actions.contest, cast.junho, pair[0], reason="달라요.")
    (waiting,) = queries.contested(cast.miran).items
    do(actions.decide, cast.miran, waiting.what.id, upholds=True)
    do(actions.reverse, cast.seoyeon, pair[0])
    drain()
    lines = [*notices.inbox(cast.junho).items, *notices.inbox(cast.minji).items]
    assert [line.kind for line in lines] == ["parted", "upheld", "linked", "lost"]
    for line in lines:
        assert line.title in wording.subject(line, "ko")


def test_no_thread_is_hidden_without_its_duplicates(cast, pair):
    """The step below asks for what is done for those that repeat it."""
    for step in (threads.hide, threads.withdraw, threads.restore):
        assert inspect.signature(step).parameters["settle"].default is inspect.Parameter.empty


def test_what_is_not_linked_is_not_parted(cast, pair):
    assert refusal(actions.reverse, cast.eunji, pair[0]) == "duplicate.not_linked"
    assert refusal(actions.contest, cast.junho, pair[0], reason="달라요.") == "duplicate.not_linked"
    do(actions.apply, cast.eunji, *pair)
    assert refusal(actions.reverse, cast.suhyun, pair[0]) == "duplicate.apply"
    do(actions.reverse, cast.eunji, pair[0])
    assert refusal(actions.reverse, cast.eunji, pair[0]) == "duplicate.not_linked"
    assert queries.live_link(pair[0]) is None


# ── An original that cannot be seen ──


@pytest.fixture
def chain(cast, pair) -> tuple[int, int, int]:
    """Give a question that was linked to another, which was linked to a third."""
    one, other = pair
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 안 돼요 왜죠")
    do(actions.apply, cast.eunji, one, other)
    do(actions.apply, cast.eunji, other, third)
    return one, other, third


def sound() -> bool:
    db.session.rollback()
    return no_drift() and not any(found.drift for found in integrity.findings())


def test_a_duplicate_stands_for_itself_while_its_original_is_hidden(cast, pair):
    """Nobody is sent where nothing is to be seen, and each vote counts where it can be read."""
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    do(actions.hide, cast.eunji, other, reason="전화번호가 있어요.")
    assert canonical(one) is None
    assert do(votes.cast, cast.hana, one).count == 2
    assert make.answer(cast.hana, one)
    assert sound()
    do(actions.restore, cast.eunji, other)
    assert canonical(one) == other
    # 민지, 준호 and 하나
    assert count(other) == 3
    assert sound()


def test_what_its_author_takes_back_is_no_original(cast, pair):
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    do(actions.withdraw, cast.minji, other)
    assert canonical(one) is None
    assert sound()


def test_of_a_chain_the_farthest_that_can_be_seen_is_the_original(cast, chain):
    one, other, third = chain
    do(actions.hide, cast.eunji, third, reason="광고예요.")
    assert (canonical(one), canonical(other)) == (other, None)
    assert sound()
    do(actions.hide, cast.eunji, other, reason="광고예요.")
    assert canonical(one) is None
    do(actions.restore, cast.eunji, third)
    assert canonical(one) == third
    do(actions.restore, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (third, third)
    assert sound()


def test_a_link_that_rests_gives_way_to_another(cast, pair):
    one, other = pair
    third = make.question(cast.hana, cast.product_id, title="밤에 인터넷이 안 돼요 왜죠")
    do(actions.apply, cast.seoyeon, one, other)
    do(actions.hide, cast.eunji, other, reason="광고예요.")
    assert refusal(actions.suggest, cast.minji, one, third) is None
    do(actions.apply, cast.seoyeon, one, third)
    do(actions.restore, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (third, None)
    do(actions.apply, cast.seoyeon, other, one)
    assert canonical(other) == third
    assert sound()


def test_links_never_run_in_a_circle(cast, pair):
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    do(actions.hide, cast.eunji, other, reason="광고예요.")
    do(actions.apply, cast.eunji, other, one)
    do(actions.restore, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (None, one)
    assert sound()


def test_what_is_parted_while_hidden_takes_nobody_with_it(cast, chain):
    one, other, third = chain
    do(actions.hide, cast.eunji, other, reason="광고예요.")
    assert canonical(one) == third
    do(actions.reverse, cast.eunji, other)
    assert canonical(one) is None
    do(actions.restore, cast.eunji, other)
    assert canonical(one) == other
    assert sound()


def test_what_is_upheld_goes_with_what_it_was_linked_to(cast, chain):
    """A contest does not change what a thread was once found to be the same as."""
    one, other, third = chain
    do(actions.contest, cast.junho, one, reason="달라요.")
    (waiting,) = queries.contested(cast.miran).items
    assert waiting.target.id == third
    do(actions.decide, cast.miran, waiting.what.id, upholds=True)
    assert canonical(one) == third
    do(actions.reverse, cast.eunji, other)
    assert (canonical(one), canonical(other)) == (other, None)
    assert sound()
