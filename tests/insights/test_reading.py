"""The self-service score, counted by hand."""

from datetime import timedelta

from sqlalchemy import insert

from portal.duplicates import actions as duplicates
from portal.faq import actions
from portal.faq.models import ArticleReading
from portal.insights import reading
from portal.insights.reading import SelfService
from portal.kit import clock
from portal.kit.db import db, transaction
from tests.faq.test_candidates import read_by, solved
from tests.make import threads as make
from tests.make.faq import published
from tests.make.refusals import do, refusal


def article_read_by(version_id: int, count: int, *, days_ago: float = 1) -> None:
    at = clock.now() - timedelta(days=days_ago)
    rows = [
        {"version_id": version_id, "reader": f"{days_ago}-{number}", "read_at": at}
        for number in range(count)
    ]
    with transaction():
        db.session.execute(insert(ArticleReading), rows)


def test_it_is_the_readers_of_help_and_solved_questions_for_each_question(cast):
    """R39: 3 + 2 read help and what is solved, 2 were asked; all else is not counted."""
    answered = solved(cast)
    waiting = make.question(cast.junho, cast.product_id, title="청구서를 다시 받고 싶어요")
    hidden = make.question(cast.junho, cast.product_id, title="광고 글입니다 보세요")
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    make.idea(cast.junho, cast.product_id)
    assert reading.self_service(cast.miran, "ko") == SelfService(0, 2)
    article = published(cast.seoyeon, cast.suhyun, cast.product_id)
    retired = published(cast.seoyeon, cast.suhyun, cast.product_id)
    do(actions.retire, cast.suhyun, retired, reason="낡은 내용이에요.")
    article_read_by(article, 3)
    article_read_by(article, 4, days_ago=29)
    article_read_by(retired, 5)
    read_by(answered, 2)
    read_by(answered, 1, days_ago=29)
    read_by(waiting, 6)
    found = reading.self_service(cast.miran, "ko")
    assert (found, found.score) == (SelfService(5, 2), 2.5)
    rows = reading.most_read(cast.miran, "ko").items
    assert [(one.kind, one.id, one.readers) for one in rows] == [
        ("faq", article, 3),
        ("question", answered, 2),
    ]
    nothing = reading.self_service(cast.miran, "en")
    assert (nothing, nothing.score) == (SelfService(0, 0), None)


def test_what_was_read_comes_in_pages_that_cost_the_same(cast, statements):
    for number in range(22):
        read_by(solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요"), 2)
    statements.clear()
    first = reading.most_read(cast.suhyun, "ko")
    second = reading.most_read(cast.suhyun, "ko", cursor=first.next_cursor)
    assert len(statements) == 2
    assert (len(first.items), len(second.items), second.next_cursor) == (20, 2, None)
    assert len({one.id for one in (*first.items, *second.items)}) == 22


def test_it_is_for_those_who_read_numbers(cast):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert refusal(reading.self_service, who, "ko") == "numbers.read"
        assert refusal(reading.most_read, who, "ko") == "numbers.read"
