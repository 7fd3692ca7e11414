"""Posting and editing at the same moment: nothing twice, nothing lost."""

import pytest
from sqlalchemy import func, select

from portal.answers import actions as answers
from portal.answers.models import Answer, AnswerRevision
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.threads.models import Tag, Thread, ThreadRevision
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.together import crowd, together

pytestmark = pytest.mark.slow


def count(model, *conditions) -> int:
    db.session.rollback()
    counted = select(func.count()).select_from(model).where(*conditions)
    return db.session.execute(counted).scalar_one()


def in_one(act, *args, **named):
    def run():
        with transaction():
            return act(*args, **named)

    return run


def test_twenty_identical_posts_at_once_are_one_thread(app, cast):
    """R5: the others are told that it is posted already."""
    draft = make.draft(cast.product_id, tags=("와이파이",))
    outcomes = together(app, [in_one(votes.post_thread, cast.minji, draft)] * 20)
    codes = sorted(str(outcome.code) for outcome in outcomes)
    assert codes == ["None"] + ["thread.posted_already"] * 19
    assert count(Thread) == count(EventRow, EventRow.kind == "ThreadPosted") == 1


def test_twenty_identical_answers_at_once_are_one_answer(app, cast):
    """R5: the same for answers."""
    thread_id = make.question(cast.minji, cast.product_id)
    act = in_one(answers.post, cast.junho, thread_id, body_md="전원을 껐다 켜 보세요.")
    outcomes = together(app, [act] * 20)
    codes = sorted(str(outcome.code) for outcome in outcomes)
    assert codes == ["None"] + ["answer.posted_already"] * 19
    assert count(Answer) == 1


def test_fifty_answers_by_fifty_people_at_once_are_all_counted(app, cast):
    """R3: the count on the thread is the number of rows."""
    thread_id = make.question(cast.minji, cast.product_id)
    acts = [in_one(answers.post, who, thread_id, body_md=f"{who.name}의 답변") for who in crowd(50)]
    assert {outcome.code for outcome in together(app, acts)} == {None}
    assert count(Answer) == 50
    db.session.rollback()
    assert db.session.get_one(Thread, thread_id).answer_count == 50


def test_parallel_edits_of_one_wording_let_one_win_and_tell_the_others(app, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    acts = [
        in_one(
            threads.edit,
            cast.minji,
            thread_id,
            make.draft(cast.product_id, title=f"고친 제목 번호 {number}번 입니다"),
            seen_version=1,
        )
        for number in range(10)
    ]
    codes = sorted(str(outcome.code) for outcome in together(app, acts))
    assert codes == ["None"] + ["thread.edited_meanwhile"] * 9
    assert count(ThreadRevision) == 1


def test_parallel_edits_of_one_answer_let_one_win_and_tell_the_others(app, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, thread_id)
    acts = [
        in_one(answers.edit, cast.junho, answer_id, body_md=f"고친 답변 {n}", seen_version=1)
        for n in range(10)
    ]
    codes = sorted(str(outcome.code) for outcome in together(app, acts))
    assert codes == ["None"] + ["answer.edited_meanwhile"] * 9
    assert count(AnswerRevision) == 1


def test_parallel_questions_of_one_person_never_exceed_the_days_limit(app, cast):
    """B18: five questions a day are five, however parallel the sixth comes."""
    acts = [
        in_one(
            votes.post_thread,
            cast.minji,
            make.draft(cast.product_id, title=f"서로 다른 질문 번호 {number}번"),
        )
        for number in range(15)
    ]
    codes = [outcome.code for outcome in together(app, acts)]
    assert codes.count(None) == 5
    assert codes.count("limit.questions") == 10
    assert count(Thread) == 5


def test_the_same_new_tag_on_parallel_posts_is_one_tag(app, cast):
    acts = [
        in_one(votes.post_thread, who, make.draft(cast.product_id, tags=("새-태그", "공유기")))
        for who in crowd(20)
    ]
    assert {outcome.code for outcome in together(app, acts)} == {None}
    assert count(Tag) == 2
