"""Official: the company's word, its summary, its correction, its end (rule B)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.answers import jobs, queries
from portal.answers.models import OfficialMark
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.threads import queries as thread_queries
from portal.threads.queries import ThreadView
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal


@pytest.fixture
def thread_id(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def customers(cast, thread_id) -> int:
    """Give the id of a customer's answer."""
    return make.answer(cast.junho, thread_id, "채널을 11번으로 바꾸세요.")


@pytest.fixture
def staffs(cast, thread_id) -> int:
    """Give the id of an agent's answer."""
    return make.answer(cast.seoyeon, thread_id, "공유기를 재시작하세요.")


def thread_of(thread_id: int) -> ThreadView:
    return thread_queries.get(NOBODY, thread_id)


def official(answer_id: int) -> queries.OfficialView:
    found = queries.get(NOBODY, answer_id)[1].official
    assert found is not None
    return found


def text_of(html: str) -> str:
    return re.sub("<[^>]+>", "", html).strip()


def states() -> list[str]:
    rows = select(OfficialMark.state).order_by(OfficialMark.id)
    return list(db.session.execute(rows).scalars())


def test_staff_make_their_own_answer_official(cast, thread_id, staffs):
    do(answers.make_official, cast.seoyeon, staffs, summary="  재시작하면\n나아져요. ")
    mark = official(staffs)
    assert (mark.mode, mark.summary) == ("authored", "재시작하면 나아져요.")
    assert mark.marked_by.name == "김서연"
    thread = thread_of(thread_id)
    assert (thread.official_count, thread.label) == (1, "official")
    assert thread.resolution is None, "official is not accepted: the asker keeps the last word"


def test_a_customers_answer_is_endorsed_and_keeps_its_author(cast, thread_id, customers):
    do(answers.make_official, cast.seoyeon, customers, summary="채널을 바꾸면 돼요.")
    answer = queries.get(NOBODY, customers)[1]
    assert official(customers).mode == "endorsed"
    assert answer.author.name == "준호"
    assert not answer.author.is_staff
    assert official(customers).marked_by.name == "김서연"


def test_an_answer_given_before_its_author_joined_the_team_is_endorsed(cast, thread_id, customers):
    """Section 2: the role is a snapshot; a promotion does not turn old posts into staff posts."""
    do(answers.make_official, cast.seoyeon, customers, summary="채널을 바꾸면 돼요.")
    assert queries.get(NOBODY, customers)[1].author.role is None


def test_the_asker_still_has_the_last_word_on_an_official_answer(
    cast, thread_id, customers, staffs
):
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작")
    do(answers.accept, cast.minji, customers)
    assert thread_of(thread_id).label == "resolved_by_asker"
    assert [a.id for a in queries.page(NOBODY, thread_of(thread_id)).items] == [staffs, customers]


def test_a_new_official_answer_supersedes_the_one_before_which_stays_readable(
    cast, thread_id, customers, staffs
):
    """Section 12 test 15."""
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    do(answers.make_official, cast.seoyeon, customers, summary="채널을 바꾸세요.")
    assert states() == ["superseded", "official"]
    assert thread_of(thread_id).official_count == 1
    [ended] = queries.ended_officials(thread_id)
    assert (ended.answer_id, ended.state, ended.summary) == (staffs, "superseded", "재시작하세요.")
    assert text_of(ended.body_html) == "공유기를 재시작하세요."


def test_an_endorsed_answer_its_author_edits_keeps_showing_what_was_endorsed(
    cast, thread_id, customers
):
    """Section 12 test 14."""
    do(answers.make_official, cast.seoyeon, customers, summary="채널을 바꾸세요.")
    do(answers.edit, cast.junho, customers, body_md="제 가게에서 사세요.", seen_version=1)
    answer = queries.get(NOBODY, customers)[1]
    assert answer.is_edited_since_endorsed
    assert text_of(official(customers).body_html) == "채널을 11번으로 바꾸세요."
    assert text_of(answer.body_html) == "제 가게에서 사세요."
    do(answers.make_official, cast.seoyeon, customers, summary="다시 확인했어요.")
    assert text_of(official(customers).body_html) == "제 가게에서 사세요."
    assert not queries.get(NOBODY, customers)[1].is_edited_since_endorsed


def test_an_authored_official_answer_is_official_in_its_new_wording(cast, thread_id, staffs):
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    do(answers.edit, cast.seoyeon, staffs, body_md="전원을 뽑았다 꽂으세요.", seen_version=1)
    assert text_of(official(staffs).body_html) == "전원을 뽑았다 꽂으세요."
    assert not queries.get(NOBODY, staffs)[1].is_edited_since_endorsed


def test_a_correction_stands_on_the_answer_for_everybody(cast, thread_id, staffs):
    """R34, R35: what was wrong is said where it was said."""
    assert refusal(answers.correct_official, cast.seoyeon, staffs, correction="음") == (
        "answer.not_official"
    )
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    assert refusal(answers.correct_official, cast.junho, staffs, correction="음") == (
        "answer.make_official"
    )
    assert refusal(answers.correct_official, cast.seoyeon, staffs, correction="\u3164") == (
        "correction.blank"
    )
    do(answers.correct_official, cast.miran, staffs, correction="전원을 10초 빼야 해요.")
    mark = official(staffs)
    assert mark.correction == "전원을 10초 빼야 해요."
    assert mark.corrected_at is not None


def test_the_company_takes_its_word_back_by_a_second_person_and_leaves_a_trace(
    cast, thread_id, staffs
):
    """B, R35: never by the one who made it official; the reason stays readable."""
    do(answers.make_official, cast.miran, staffs, summary="재시작하세요.")
    withdraw = answers.withdraw_official
    assert refusal(withdraw, cast.seoyeon, staffs, reason="틀렸어요.") == "answer.withdraw_official"
    assert refusal(withdraw, cast.miran, staffs, reason="틀렸어요.") == "answer.withdraw_own"
    assert refusal(withdraw, cast.hana, staffs, reason=" ") == "reason.blank"
    do(withdraw, cast.hana, staffs, reason="내용이 틀렸어요.")
    assert refusal(withdraw, cast.hana, staffs, reason="또") == "answer.not_official"
    thread = thread_of(thread_id)
    assert (thread.official_count, thread.label) == (0, "answered")
    [ended] = queries.ended_officials(thread_id)
    assert (ended.state, ended.end_reason) == ("withdrawn", "내용이 틀렸어요.")


def test_nobody_takes_their_own_official_mark_back_by_another_way(cast, thread_id, staffs):
    """Hiding the answer or taking it back would be the same with one person."""
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    assert refusal(answers.withdraw, cast.seoyeon, staffs) == "answer.withdraw_own"
    do(answers.make_official, cast.miran, staffs, summary="다시 확인했어요.")
    assert refusal(answers.hide, cast.miran, staffs, reason="틀렸어요.") == "answer.withdraw_own"
    assert official(staffs).summary == "다시 확인했어요."


def test_a_hidden_answer_is_not_official_and_its_text_shows_nowhere(cast, thread_id, customers):
    do(answers.make_official, cast.seoyeon, customers, summary="전화번호 010-1234-5678")
    do(answers.hide, cast.eunji, customers, reason="전화번호가 있어요.")
    thread = thread_of(thread_id)
    assert (thread.official_count, thread.label) == (0, "waiting")
    assert states() == ["withdrawn"]
    assert queries.ended_officials(thread_id) == ()
    assert queries.page(NOBODY, thread).items == ()


def test_who_may_make_official(cast, thread_id, customers):
    """R07: the capability decides, in its product, and never a name."""
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("haneul", "정하늘", Role.AGENT, product_id=other)
    mark = answers.make_official
    for who in (NOBODY, cast.junho, cast.suhyun, cast.eunji, elsewhere):
        assert refusal(mark, who, customers, summary="요약") == "answer.make_official"
    assert refusal(mark, cast.seoyeon, customers, summary="가" * 141) == "summary.too_long"
    assert refusal(mark, cast.daniel, customers, summary="가" * 140) is None


def test_the_table_itself_refuses_a_second_current_mark(cast, thread_id, customers, staffs):
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    row = db.session.execute(select(OfficialMark)).scalar_one()
    copied = {
        column.key: getattr(row, column.key)
        for column in OfficialMark.__table__.columns
        if column.key not in ("id", "answer_id")
    }
    with pytest.raises(IntegrityError):
        do(db.session.execute, insert(OfficialMark).values(answer_id=customers, **copied))


# ── Silence ──


def test_seven_days_of_silence_after_an_official_answer_resolve_the_question(
    cast, thread_id, staffs
):
    now = clock.now()
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    with clock.at(now + timedelta(days=6, hours=23)):
        assert do(jobs.resolve_silent) == 0
    with clock.at(now + timedelta(days=7, hours=1)):
        assert do(jobs.resolve_silent) == 1
        assert do(jobs.resolve_silent) == 0
    thread = thread_of(thread_id)
    assert (thread.resolution, thread.confirmed_by) == ("official", "timer")


def test_a_word_in_between_starts_the_silence_anew(cast, thread_id, staffs):
    now = clock.now()
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    with clock.at(now + timedelta(days=5)):
        do(answers.comment, cast.minji, thread_id, body_md="아직 안 돼요.")
    with clock.at(now + timedelta(days=8)):
        assert do(jobs.resolve_silent) == 0
    with clock.at(now + timedelta(days=12, hours=1)):
        assert do(jobs.resolve_silent) == 1


def test_withdrawing_the_answer_that_resolved_by_silence_opens_the_question(
    cast, thread_id, staffs
):
    """B8: and the clock does not resolve it again."""
    now = clock.now()
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    with clock.at(now + timedelta(days=8)):
        do(jobs.resolve_silent)
        do(answers.withdraw_official, cast.miran, staffs, reason="내용이 틀렸어요.")
        assert thread_of(thread_id).resolution is None
    with clock.at(now + timedelta(days=30)):
        assert do(jobs.resolve_silent) == 0


def test_silence_resolves_neither_ideas_nor_hidden_questions(cast, thread_id, staffs):
    idea = make.idea(cast.minji, cast.product_id)
    of_idea = make.answer(cast.daniel, idea)
    do(answers.make_official, cast.daniel, of_idea, summary="검토할게요.")
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    do(duplicates.hide, cast.eunji, thread_id, reason="광고예요.")
    with clock.at(clock.now() + timedelta(days=30)):
        assert do(jobs.resolve_silent) == 0


def test_each_step_leaves_its_fact(cast, thread_id, staffs):
    do(answers.make_official, cast.seoyeon, staffs, summary="재시작하세요.")
    do(answers.correct_official, cast.seoyeon, staffs, correction="10초 빼세요.")
    do(answers.withdraw_official, cast.miran, staffs, reason="틀렸어요.")
    rows = select(EventRow.kind).where(EventRow.kind.like("Official%")).order_by(EventRow.id)
    assert list(db.session.execute(rows).scalars()) == [
        "OfficialPublished",
        "OfficialCorrected",
        "OfficialWithdrawn",
    ]
