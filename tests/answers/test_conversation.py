"""Answering, commenting, reading, and what is out of sight."""

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY, Actor
from portal.answers import actions as answers
from portal.answers import policy, queries
from portal.answers.models import Answer, Comment
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.news import unconfirm
from tests.make.refusals import do, refusal
from tests.make.together import crowd


@pytest.fixture
def thread_id(cast) -> int:
    return make.question(cast.minji, cast.product_id)


def order(who: Actor, thread_id: int) -> list[int]:
    thread = thread_queries.get(who, thread_id)
    seen, cursor = [], None
    while True:
        page = queries.page(who, thread, cursor=cursor)
        seen += [answer.id for answer in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


def comment(who: Actor, thread_id: int, body: str = "저도 그래요.", **named) -> int:
    return do(answers.comment, who, thread_id, body_md=body, **named)


# ── Speaking ──


def test_an_answer_is_counted_moves_the_thread_and_its_writer_follows(cast, thread_id):
    make.answer(cast.junho, thread_id)
    thread = thread_queries.get(NOBODY, thread_id)
    assert (thread.answer_count, thread.label) == (1, "answered")
    assert thread.last_activity_at > thread.posted_at
    assert thread_queries.follow_level(cast.junho, thread_id) == "all"


def test_customers_answer_questions_and_only_the_team_answers_ideas(cast, thread_id):
    idea = make.idea(cast.minji, cast.product_id)
    assert refusal(answers.post, cast.junho, idea, body_md="저도요") == "answer.post"
    assert refusal(answers.post, cast.daniel, idea, body_md="검토할게요.") is None
    assert refusal(answers.comment, cast.junho, idea, body_md="저도 원해요.") is None


def test_nobody_and_the_unconfirmed_are_told_what_to_do_first(cast, thread_id, refresh):
    assert refusal(answers.post, NOBODY, thread_id, body_md="답") == "account.sign_in"
    assert refusal(answers.comment, NOBODY, thread_id, body_md="음") == "account.sign_in"
    unconfirm(cast.junho)
    junho = refresh(cast.junho)
    assert refusal(answers.post, junho, thread_id, body_md="답") == "account.unconfirmed"
    assert refusal(answers.comment, junho, thread_id, body_md="음") == "account.unconfirmed"


def test_the_same_words_again_are_refused_and_leave_nothing(cast, thread_id):
    make.answer(cast.junho, thread_id)
    again = refusal(answers.post, cast.junho, thread_id, body_md="채널을 바꿔 보세요.")
    assert again == "answer.posted_already"
    comment(cast.junho, thread_id)
    assert refusal(answers.comment, cast.junho, thread_id, body_md="저도 그래요.") == (
        "comment.posted_already"
    )
    thread = thread_queries.get(NOBODY, thread_id)
    assert (thread.answer_count, thread.comment_count) == (1, 1)


def test_a_comment_hangs_on_an_answer_of_the_same_thread_that_can_be_seen(cast, thread_id):
    other = make.question(cast.junho, cast.product_id, title="전혀 다른 질문이에요")
    foreign = make.answer(cast.minji, other)
    say = answers.comment
    assert refusal(say, cast.junho, thread_id, body_md="음", answer_id=foreign) == (
        "answer.not_found"
    )
    assert refusal(say, cast.junho, thread_id, body_md="음", answer_id=999) == "answer.not_found"
    own = make.answer(cast.junho, thread_id)
    do(answers.withdraw, cast.junho, own)
    assert refusal(say, cast.junho, thread_id, body_md="음", answer_id=own) == "answer.not_visible"


def test_comments_are_grouped_by_what_they_hang_on_oldest_first(cast, thread_id):
    answer_id = make.answer(cast.junho, thread_id)
    first = comment(cast.minji, thread_id, "하나")
    on_answer = comment(cast.minji, thread_id, "둘", answer_id=answer_id)
    third = comment(cast.junho, thread_id, "셋")
    thread = thread_queries.get(NOBODY, thread_id)
    grouped = queries.comments(NOBODY, thread, [answer_id])
    assert [c.id for c in grouped[None]] == [first, third]
    assert [c.id for c in grouped[answer_id]] == [on_answer]
    assert thread.comment_count == 3
    assert on_answer not in [c.id for c in queries.comments(NOBODY, thread, [])[None]]


def test_customers_comment_sixty_times_an_hour(cast, thread_id):
    with clock.at(clock.now()):
        for number in range(60):
            comment(cast.junho, thread_id, f"댓글 {number}")
        assert refusal(answers.comment, cast.junho, thread_id, body_md="더") == "limit.comments"


# ── Editing ──


def test_an_edit_keeps_the_wording_before(cast, thread_id):
    answer_id = make.answer(cast.junho, thread_id)
    do(answers.edit, cast.junho, answer_id, body_md="**재시작**하세요.", seen_version=1)
    answer = queries.get(NOBODY, answer_id)[1]
    assert (answer.version, answer.body_md) == (2, "**재시작**하세요.")
    assert "<strong>재시작</strong>" in answer.body_html
    [before] = queries.revisions(NOBODY, answer_id)
    assert (before.version, before.body_md, before.editor) == (1, "채널을 바꿔 보세요.", "준호")


def test_who_edits_an_answer(cast, thread_id):
    answer_id = make.answer(cast.junho, thread_id)

    def edit(who: Actor, body: str, seen: int) -> str | None:
        return refusal(answers.edit, who, answer_id, body_md=body, seen_version=seen)

    assert edit(cast.minji, "남의 글", 1) == "answer.edit"
    assert edit(NOBODY, "남의 글", 1) == "account.sign_in"
    assert edit(cast.seoyeon, "남의 글", 1) == "answer.edit"
    assert edit(cast.eunji, "다듬은 글", 1) is None
    assert edit(cast.junho, "옛 창에서 고친 글", 1) == "answer.edited_meanwhile"
    assert edit(cast.junho, "", 2) == "body.blank"
    assert queries.revisions(NOBODY, answer_id)[0].editor == "한은지"


# ── Order ──


def test_answers_come_official_accepted_surest_helpful_and_oldest(cast, thread_id):
    """J: and page by page in the same order."""
    voters = crowd(10)
    ids = [make.answer(cast.hana, thread_id, f"답변 번호 {number}") for number in range(14)]
    plain, sure, one_vote, disputed, accepted, official = ids[:6]
    for voter in voters:
        do(votes.say_helpful, voter, sure, value=1)
    do(votes.say_helpful, voters[0], one_vote, value=1)
    for number, voter in enumerate(voters):
        do(votes.say_helpful, voter, disputed, value=1 if number < 6 else -1)
    do(answers.make_official, cast.seoyeon, official, summary="요약")
    do(answers.accept, cast.minji, accepted)
    expected = [official, accepted, sure, disputed, one_vote, plain, *ids[6:]]
    assert order(NOBODY, thread_id) == expected


def test_an_answer_that_is_official_and_accepted_stands_once_at_the_top(cast, thread_id):
    first = make.answer(cast.junho, thread_id)
    both = make.answer(cast.seoyeon, thread_id, "재시작하세요.")
    do(answers.make_official, cast.seoyeon, both, summary="요약")
    do(answers.accept, cast.minji, both)
    assert order(NOBODY, thread_id) == [both, first]


# ── Out of sight ──


def test_visible_to_says_in_sql_what_can_see_says_of_one(cast, thread_id):
    """L: for answers and comments of a thread."""
    for who in (cast.minji, cast.junho):
        for number in range(3):
            answer_id = make.answer(who, thread_id, f"답변 {number}")
            comment_id = comment(who, thread_id, f"댓글 {number}")
            if number == 1:
                do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
                hide = answers.set_comment_visibility
                do(hide, cast.eunji, comment_id, after="hidden", reason="광고예요.")
            if number == 2:
                do(answers.withdraw, who, answer_id)
                do(answers.set_comment_visibility, who, comment_id, after="withdrawn")
    for model in (Answer, Comment):
        rows = db.session.execute(select(model.id, model.author_id, model.visibility)).all()
        assert len(rows) == 6
        for who in (NOBODY, cast.minji, cast.junho, cast.seoyeon, cast.eunji, cast.hana):
            visible = policy.visible_to(who, model, cast.product_id)
            in_sql = set(db.session.execute(select(model.id).where(visible)).scalars())
            assert in_sql == {row.id for row in rows if policy.can_see(who, row, cast.product_id)}


def test_only_what_can_be_seen_is_counted(cast, thread_id):
    """B22: hidden and taken back are not counted; restored ones are again."""

    def counts() -> tuple[int, int]:
        thread = thread_queries.get(NOBODY, thread_id)
        return thread.answer_count, thread.comment_count

    answer_id = make.answer(cast.junho, thread_id)
    comment_id = comment(cast.junho, thread_id)
    set_comment = answers.set_comment_visibility
    assert counts() == (1, 1)
    do(answers.withdraw, cast.junho, answer_id)
    do(set_comment, cast.junho, comment_id, after="withdrawn")
    assert counts() == (0, 0)
    do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
    do(set_comment, cast.eunji, comment_id, after="hidden", reason="광고예요.")
    assert counts() == (0, 0)
    do(answers.restore, cast.eunji, answer_id)
    do(set_comment, cast.eunji, comment_id, after="visible")
    assert counts() == (1, 1)


def test_who_takes_away_what_others_said(cast, thread_id):
    answer_id = make.answer(cast.junho, thread_id)
    comment_id = comment(cast.junho, thread_id)
    set_comment = answers.set_comment_visibility
    assert refusal(answers.hide, cast.seoyeon, answer_id, reason="음") == "thread.moderate"
    assert refusal(answers.withdraw, cast.minji, answer_id) == "answer.withdraw"
    assert refusal(set_comment, cast.minji, comment_id, after="withdrawn") == "comment.withdraw"
    assert refusal(set_comment, cast.minji, comment_id, after="hidden", reason="음") == (
        "thread.moderate"
    )
    assert refusal(set_comment, cast.eunji, comment_id, after="hidden") == "reason.blank"
    do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
    do(set_comment, cast.eunji, comment_id, after="hidden", reason="광고예요.")
    assert refusal(answers.withdraw, cast.junho, answer_id) == "answer.withdraw"
    assert refusal(set_comment, cast.junho, comment_id, after="withdrawn") == "comment.withdraw"
    assert refusal(answers.hide, cast.eunji, answer_id, reason="또") == "answer.hidden_already"
    assert refusal(set_comment, cast.eunji, comment_id, after="hidden", reason="또") == (
        "comment.hidden_already"
    )


def test_nothing_of_a_hidden_thread_is_found_by_the_number_of_its_parts(cast, thread_id):
    """B12: the same answer as for what never was."""
    answer_id = make.answer(cast.junho, thread_id)
    comment_id = comment(cast.junho, thread_id)
    do(duplicates.hide, cast.eunji, thread_id, reason="광고예요.")
    for who in (NOBODY, cast.junho, cast.seoyeon):
        assert refusal(queries.get, who, answer_id) == "thread.not_found"
        assert refusal(queries.get_comment, who, comment_id) == "thread.not_found"
        assert refusal(queries.revisions, who, answer_id) == "thread.not_found"
    assert refusal(answers.post, cast.junho, thread_id, body_md="답") == "thread.not_found"
    assert refusal(answers.post, cast.minji, thread_id, body_md="답") == "thread.not_visible"
