"""The FAQ grows from evidence: weighing, proposing, claiming, updating (R39, R46)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from portal.accounts.actor import Actor
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions, candidates, claims, evidence, growing, offers, queries, workbench
from portal.faq.models import Evidence, Nomination, Reading
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import decided, proposed, published, written
from tests.make.pages import said

LATER = timedelta(hours=73)


def solved(cast, author: Actor | None = None, **fields: object) -> int:
    """Let somebody ask, and accept the answer of the team."""
    asker = author or cast.minji
    thread_id = make.question(asker, cast.product_id, **fields)
    answer_id = make.answer(cast.seoyeon, thread_id)
    with transaction():
        answers.accept(asker, answer_id)
    return thread_id


def read_by(thread_id: int, count: int, *, days_ago: float = 1) -> None:
    at = clock.now() - timedelta(days=days_ago)
    with transaction():
        rows = [
            {"thread_id": thread_id, "reader": f"{days_ago}-{number}", "read_at": at}
            for number in range(count)
        ]
        db.session.execute(insert(Reading), rows)


def crowd(count: int) -> list[Actor]:
    return [person(f"neighbour-{number}", f"이웃{number}") for number in range(count)]


def let_vote(people: list[Actor], thread_id: int) -> None:
    for who in people:
        with transaction():
            votes.cast(who, thread_id)


def weigh(searches: dict[int, int] | None = None, *, after: timedelta = LATER) -> int:
    with clock.at(clock.now() + after):
        return growing.weigh_and_propose(searches or {})


def weighed(thread_id: int) -> Evidence:
    db.session.expire_all()
    return db.session.execute(select(Evidence).where(Evidence.thread_id == thread_id)).scalar_one()


def facts(kind: str) -> int:
    statement = select(func.count()).select_from(EventRow).where(EventRow.kind == kind)
    return db.session.execute(statement).scalar_one()


# ── weighing ──


def test_a_question_is_weighed_together_with_its_duplicates(cast):
    people = crowd(3)
    root = solved(cast)
    again = make.question(cast.junho, cast.product_id, title="와이파이가 밤에 끊겨요")
    let_vote(people[:2], root)
    let_vote([people[1], people[2], cast.minji], again)
    with transaction():
        threads.link_duplicate(cast.eunji, again, root)
    read_by(root, 4)
    read_by(again, 2)
    read_by(root, 3, days_ago=31)
    weigh({root: 4}, after=timedelta(0))
    found = weighed(root)
    # each person once, and not those who asked
    assert (found.me_too, found.duplicates, found.readers, found.searches) == (3, 1, 6, 4)
    assert (found.is_official, found.is_accepted) == (False, True)
    assert found.score == evidence.score(found)


def test_the_teams_word_and_acceptance_by_staff_are_told_apart(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, thread_id)
    with transaction():
        answers.make_official(cast.seoyeon, answer_id, summary="채널을 바꾸세요.")
    with clock.at(clock.now() + timedelta(hours=80)), transaction():
        answers.accept(cast.seoyeon, answer_id)
    weigh(after=timedelta(0))
    assert (weighed(thread_id).is_official, weighed(thread_id).is_accepted) == (True, False)


def test_weighing_many_questions_costs_no_more_for_each(cast, statements):
    for number in range(3):
        solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
    statements.clear()
    weigh(after=timedelta(0))
    few = len(statements)
    for number in range(6):
        solved(cast, cast.suhyun, title=f"인터넷 문제 {number}번이에요")
    statements.clear()
    weigh(after=timedelta(0))
    assert len(statements) == few


def test_what_is_open_hidden_or_a_duplicate_is_not_weighed(cast):
    kept, hidden, linked = (solved(cast, title=f"와이파이 질문 {n}이에요") for n in range(3))
    make.question(cast.junho, cast.product_id, title="아직 답이 없는 질문이에요")
    with transaction():
        duplicates.hide(cast.eunji, hidden, reason="광고입니다")
        threads.link_duplicate(cast.eunji, linked, kept)
    weigh(after=timedelta(0))
    assert db.session.execute(select(Evidence.thread_id)).scalars().all() == [kept]


# ── proposing ──


def test_enough_evidence_proposes_once_and_says_what_speaks_for_it(cast):
    thread_id = solved(cast)
    let_vote(crowd(4), thread_id)
    read_by(thread_id, 20)
    assert weigh() == 1
    assert weigh() == 0
    (one,) = proposed(cast.suhyun)
    assert (one.thread_id, one.cause, one.nominated_by) == (thread_id, "accepted", None)
    assert [(part.name, part.count) for part in one.parts] == [
        ("me_too", 4),
        ("readers", 20),
        ("is_accepted", 1),
    ]
    assert facts("FaqNominated") == 1


def test_too_fresh_or_only_read_it_waits_on_the_early_pile_and_says_why(cast):
    fresh = solved(cast)
    let_vote(crowd(6), fresh)
    only_read = solved(cast, title="공유기 불빛이 빨개요")
    read_by(only_read, 60)
    assert weigh(after=timedelta(hours=71)) == 0
    page = candidates.browse_early(cast.suhyun, product_id=None)
    assert {one.thread_id: one.missing for one in page.items} == {
        fresh: ("settling",),
        only_read: ("signal", "settling"),
    }
    # a small community decides by itself
    with transaction():
        actions.nominate(cast.seoyeon, only_read)
    assert [one.thread_id for one in proposed(cast.suhyun)] == [only_read]


def test_a_product_gets_twenty_a_week_the_heaviest_first(cast):
    people = crowd(7)
    numbers = [solved(cast, cast.suhyun, title=f"와이파이 문제 {n}번이에요") for n in range(23)]
    for place, number in enumerate(numbers):
        let_vote(people[: 7 if place >= 21 else 6], number)
    assert weigh() == 20
    first = [one.thread_id for one in proposed(cast.suhyun)]
    assert set(first[:2]) == set(numbers[21:])
    assert weigh() == 0
    assert weigh(after=LATER + timedelta(days=7, hours=1)) == 3


def test_what_was_declined_comes_back_only_when_it_weighs_twice_as_much(cast):
    people = crowd(7)
    thread_id = solved(cast)
    let_vote(people, thread_id)
    weigh()
    (one,) = proposed(cast.suhyun)
    with transaction():
        actions.decline(cast.suhyun, one.id, reason="이미 안내가 있어요")
    read_by(thread_id, 50)
    assert weigh() == 0
    assert proposed(cast.suhyun) == ()
    read_by(thread_id, 900, days_ago=2)
    assert weigh() == 1
    assert [card.thread_id for card in proposed(cast.suhyun)] == [thread_id]


def test_what_was_declined_unweighed_is_measured_by_what_it_weighed_first(cast):
    thread_id = solved(cast)
    let_vote(crowd(7), thread_id)
    with transaction():
        number = actions.nominate(cast.suhyun, thread_id)
        actions.decline(cast.suhyun, number, reason="아직 일러요")
        db.session.execute(update(Nomination).values(declined_score=None))
    assert weigh() == 0
    remembered = select(Nomination.declined_score)
    assert db.session.execute(remembered).scalar_one() == weighed(thread_id).score


def test_a_candidate_by_evidence_goes_when_its_question_is_hidden_or_a_duplicate(cast):
    people = crowd(7)
    hidden, linked = (solved(cast, title=f"와이파이 질문 {n}이에요") for n in range(2))
    let_vote(people, hidden)
    let_vote(people, linked)
    weigh()
    assert len(proposed(cast.suhyun)) == 2
    root = make.question(cast.junho, cast.product_id, title="와이파이가 왜 끊기나요")
    with transaction():
        duplicates.hide(cast.eunji, hidden, reason="광고입니다")
        threads.link_duplicate(cast.eunji, linked, root)
    weigh()
    assert proposed(cast.suhyun) == ()
    assert facts("FaqNominationDropped") == 2


def test_what_somebody_proposed_moves_on_to_the_question_it_repeats(cast):
    linked = solved(cast)
    root = solved(cast, cast.junho, title="와이파이가 왜 끊기나요")
    with transaction():
        actions.nominate(cast.suhyun, linked)
        threads.link_duplicate(cast.eunji, linked, root)
    weigh(after=timedelta(0))
    assert [one.thread_id for one in proposed(cast.suhyun)] == [root]


def test_nothing_is_proposed_while_it_is_contested_what_is_the_same(cast):
    root = solved(cast)
    again = make.question(cast.junho, cast.product_id, title="와이파이가 밤에 끊겨요")
    let_vote(crowd(7), root)
    with transaction():
        duplicates.apply(cast.eunji, again, root)
    with transaction():
        duplicates.contest(cast.junho, again, reason="저는 공유기가 아니라 노트북이 문제예요.")
    assert weigh() == 0
    with clock.at(clock.now() + LATER):
        (one,) = candidates.browse_early(cast.suhyun, product_id=None).items
    assert (one.thread_id, one.missing) == (root, ("contest",))


def test_a_question_with_an_article_is_not_proposed(cast):
    thread_id = solved(cast)
    let_vote(crowd(7), thread_id)
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.link_source(cast.suhyun, version_id, thread_id)
    assert weigh() == 0
    assert candidates.browse_early(cast.suhyun, product_id=None).items == ()


# ── claiming ──


def candidate(cast) -> int:
    thread_id = solved(cast)
    with transaction():
        return actions.nominate(cast.suhyun, thread_id)


def test_a_claim_is_seen_by_all_and_keeps_others_from_beginning(cast):
    number = candidate(cast)
    for _ in range(2):
        with transaction():
            claims.claim(cast.seoyeon, number)
    assert facts("FaqCandidateClaimed") == 1
    (one,) = proposed(cast.yejin)
    assert one.claimed_by.handle == "seoyeon"
    for act in (
        lambda: claims.claim(cast.yejin, number),
        lambda: actions.start_draft(cast.yejin, number, lang="ko"),
    ):
        with pytest.raises(Conflict) as refusal, transaction():
            act()
        assert refusal.value.code == "faq.claimed"
    with transaction():
        actions.start_draft(cast.seoyeon, number, lang="ko")
    assert proposed(cast.yejin) == ()


def test_a_claim_is_given_back_by_its_holder_or_freed_by_an_editor(cast):
    number = candidate(cast)
    with transaction():
        claims.claim(cast.suhyun, number)
    with pytest.raises(NotAllowed), transaction():
        claims.give_back(cast.seoyeon, number)
    with transaction():
        claims.give_back(cast.yejin, number)
    with transaction():
        claims.claim(cast.seoyeon, number)
        claims.give_back(cast.seoyeon, number)
    assert proposed(cast.yejin)[0].claimed_by is None
    assert facts("FaqCandidateFreed") == 2


def test_a_claim_that_lies_is_free_after_three_days(cast):
    number = candidate(cast)
    with transaction():
        claims.claim(cast.seoyeon, number)
    weigh(after=timedelta(days=2, hours=23))
    assert proposed(cast.yejin)[0].claimed_by is not None
    weigh(after=timedelta(days=3, hours=1))
    assert proposed(cast.yejin)[0].claimed_by is None


def test_members_claim_nothing(cast):
    number = candidate(cast)
    with pytest.raises(NotFound), transaction():
        claims.claim(cast.minji, number)


# ── updating ──


def test_a_candidate_goes_into_an_article_that_is_there(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    thread_id = solved(cast)
    with transaction():
        number = actions.nominate(cast.suhyun, thread_id)
        offers.update_article(cast.yejin, number, version_id)
    work = workbench.get(cast.yejin, version_id)
    assert (work.state, work.draft.state, work.draft.writer.handle) == (
        "published",
        "writing",
        "yejin",
    )
    row = db.session.execute(select(Nomination.state, Nomination.is_update)).one()
    assert tuple(row) == ("drafted", True)
    with pytest.raises(NotFound), transaction():
        offers.update_article(cast.yejin, number, version_id)


def taken_in(cast) -> tuple[int, int, int]:
    """Give a published article, a solved question that its next text takes in, its nomination."""
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    thread_id = solved(cast)
    with transaction():
        number = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        offers.update_article(cast.yejin, number, version_id)
    return version_id, thread_id, number


def shown(cast, version_id, thread_id) -> tuple[bool, bool]:
    """Tell whether readers are led from the thread to the article, and from the article back."""
    db.session.rollback()
    article = queries.get(cast.minji, version_id)
    from_thread = queries.articles_of_thread(thread_id, "ko")
    back = queries.sources_of(cast.minji, article.article_id)
    return bool(from_thread), bool(back)


def test_readers_see_what_an_article_takes_in_with_its_new_text_and_not_before(cast, client_as):
    version_id, thread_id, _number = taken_in(cast)
    assert shown(cast, version_id, thread_id) == (False, False)
    assert "새 내용을 게시하면 독자에게 이 연결이 보여요" in said(
        client_as(cast.yejin).get(f"/staff/faq/{version_id}")
    )
    written(cast.yejin, version_id)
    assert shown(cast, version_id, thread_id) == (False, False)
    decided(cast.suhyun, version_id)
    assert shown(cast, version_id, thread_id) == (True, True)
    assert [found for found in integrity.findings() if found.drift] == []


@pytest.mark.parametrize("how", ["discarded", "retired", "unlinked"])
def test_a_candidate_is_open_again_when_the_text_that_takes_it_in_comes_to_nothing(cast, how):
    version_id, thread_id, number = taken_in(cast)
    assert proposed(cast.suhyun) == ()
    with transaction():
        if how == "discarded":
            actions.discard_draft(cast.yejin, version_id)
        elif how == "retired":
            actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
        else:
            actions.unlink_source(cast.yejin, version_id, thread_id)
    (again,) = proposed(cast.suhyun)
    assert (again.id, again.thread_id) == (number, thread_id)
    # and another article can take it in
    other = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        offers.update_article(cast.yejin, number, other)
    assert proposed(cast.suhyun) == ()


def test_what_another_text_takes_in_too_is_not_proposed_again(cast):
    version_id, thread_id, _number = taken_in(cast)
    other = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.revise(cast.yejin, other)
        actions.take_in(cast.yejin, other, thread_id)
        actions.discard_draft(cast.yejin, version_id)
    assert proposed(cast.suhyun) == ()


def test_a_retired_article_is_not_updated(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    number = candidate(cast)
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
    with pytest.raises(Conflict) as refusal, transaction():
        offers.update_article(cast.suhyun, number, version_id)
    assert refusal.value.code == "faq.not_published"


# ── lists ──


def test_the_list_goes_on_by_score_and_is_read_in_one_statement(cast, statements):
    people = crowd(3)
    for number in range(candidates.PAGE_SIZE + 3):
        thread_id = solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
        if number < 2:
            let_vote(people[: number + 1], thread_id)
        with transaction():
            actions.nominate(cast.suhyun, thread_id)
    weigh(after=timedelta(0))
    statements.clear()
    first = candidates.browse(cast.suhyun, state="open", product_id=None)
    assert len(statements) == 1
    rest = candidates.browse(
        cast.suhyun, state="open", product_id=cast.product_id, cursor=first.next_cursor
    )
    assert (len(first.items), len(rest.items), rest.next_cursor) == (candidates.PAGE_SIZE, 3, None)
    scores = [one.score for one in (*first.items, *rest.items)]
    assert scores == sorted(scores, reverse=True)
    assert len({one.id for one in (*first.items, *rest.items)}) == len(scores)
    assert candidates.counts(cast.suhyun, None)["open"] == len(scores)


def test_a_role_scoped_to_a_product_sees_its_candidates_alone(cast):
    from portal.accounts.roles import Role
    from portal.products import actions as products

    with transaction():
        other = products.add(slug="mobile", name_ko="모바일", name_en="Mobile")
    candidate(cast)
    elsewhere = person("elsewhere", "다른담당", Role.EDITOR, product_id=other)
    assert proposed(elsewhere) == ()
    assert candidates.products_with(elsewhere) == {}
    assert candidates.products_with(cast.suhyun) == {cast.product_id: 1}


def test_resolved_at_is_kept_by_thread(cast):
    thread_id = solved(cast)
    weigh(after=timedelta(0))
    (one,) = candidates.browse_early(cast.suhyun, product_id=None).items
    resolved_at = select(Thread.resolved_at).where(Thread.id == thread_id)
    assert one.settled_at == evidence.settled_at(db.session.execute(resolved_at).scalar_one())
