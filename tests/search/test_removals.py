"""R26. What was hidden or rewritten is not found by its words, also before the index has heard."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.actor import NOBODY, Actor
from portal.answers import actions as answers
from portal.kit.db import transaction
from portal.search import jobs, queries, removals
from portal.search.engine import Filters
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.wiring import REACTIONS
from portal.worker import loop
from tests.make.cast import Cast
from tests.make.refusals import do
from tests.make.threads import answer, draft, question

SECRET = "홍길동"
Removal = Callable[[Cast, int], None]


def _hidden_answer(cast: Cast, thread_id: int) -> Callable[[], None]:
    said = answer(cast.junho, thread_id, f"{SECRET} 기사님이 오셨어요.")
    return lambda: do(answers.hide, cast.miran, said, reason="이름이 있어요.")


def _withdrawn_answer(cast: Cast, thread_id: int) -> Callable[[], None]:
    said = answer(cast.junho, thread_id, f"{SECRET} 기사님이 오셨어요.")
    return lambda: do(answers.withdraw, cast.junho, said)


def _edited_answer(cast: Cast, thread_id: int) -> Callable[[], None]:
    said = answer(cast.junho, thread_id, f"{SECRET} 기사님이 오셨어요.")
    return lambda: do(answers.edit, cast.junho, said, body_md="기사님이 오셨어요.", seen_version=1)


def _hidden_comment(cast: Cast, thread_id: int) -> Callable[[], None]:
    with transaction():
        said = answers.comment(cast.junho, thread_id, body_md=f"{SECRET}님께 물어보세요.")
    return lambda: do(
        answers.set_comment_visibility, cast.miran, said, after="hidden", reason="이름이 있어요."
    )


def _edited_question(cast: Cast, thread_id: int) -> Callable[[], None]:
    with_name = draft(cast.product_id, body=f"{SECRET} 기사님이 껐다 켜도 같아요.")
    do(threads.edit, cast.minji, thread_id, with_name, seen_version=1)
    without = draft(cast.product_id)
    return lambda: do(threads.edit, cast.minji, thread_id, without, seen_version=2)


@pytest.fixture(
    params=[_hidden_answer, _withdrawn_answer, _edited_answer, _hidden_comment, _edited_question],
    ids=lambda made: made.__name__.strip("_"),
)
def removal(request: pytest.FixtureRequest) -> Callable[[Cast, int], Callable[[], None]]:
    return request.param


def _found(query: str, who: Actor = NOBODY) -> list[int]:
    return [line.id for line in queries.find(who, query, Filters()).hits]


def test_a_removed_text_finds_nothing_at_any_moment_until_the_index_forgets_it(
    app: Flask, cast: Cast, removal, drain
) -> None:
    thread_id = question(cast.minji, cast.product_id)
    remove = removal(cast, thread_id)
    drain()
    jobs.rebuild()
    assert _found(SECRET) == [thread_id]
    remove()
    assert _found(SECRET) == []
    assert _found("와이파이") == [thread_id], "what is still said there is still found"
    while loop.dispatch(REACTIONS):
        assert _found(SECRET) == []
    while loop.deliver(REACTIONS):
        assert _found(SECRET) == []
    assert removals.pending() == {f"thread:{thread_id}"}
    while jobs.index_stale():
        pass
    assert removals.pending() == frozenset()
    assert _found(SECRET) == []
    assert _found("와이파이") == [thread_id]


def test_a_title_that_lost_a_name_is_neither_suggested_nor_similar_by_it(
    app: Flask, cast: Cast, drain
) -> None:
    title = f"{SECRET} 기사님은 언제 오시나요"
    thread_id = question(cast.minji, cast.product_id, title=title)
    drain()
    jobs.rebuild()
    asked = Filters(lang="en")
    assert [lift.count for lift in queries.find(NOBODY, SECRET, asked).lifts] == [1]
    assert [line.id for line in queries.suggest(NOBODY, SECRET)] == [thread_id]
    assert queries.similar(NOBODY, title, lang=None, limit=5).hits
    changed = draft(cast.product_id, title="공유기는 언제 오나요")
    do(threads.edit, cast.minji, thread_id, changed, seen_version=1)
    assert queries.find(NOBODY, SECRET, asked).lifts == ()
    assert queries.suggest(NOBODY, SECRET) == ()
    assert queries.similar(NOBODY, title, lang=None, limit=5).hits == ()
    # the author sees no more of it than others: it is gone
    assert _found(SECRET, cast.minji) == []
    assert thread_queries.get(NOBODY, thread_id).title == "공유기는 언제 오나요"


def test_a_vote_or_a_new_answer_takes_nothing_away(app: Flask, cast: Cast, drain) -> None:
    thread_id = question(cast.minji, cast.product_id)
    answer(cast.junho, thread_id, "채널을 바꿔 보세요.")
    drain()
    jobs.rebuild()
    answer(cast.hana, thread_id, "저도 그랬어요.")
    assert removals.pending() == frozenset()
    assert _found("채널") == [thread_id]
