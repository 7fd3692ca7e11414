"""How the help grows, by hand-counted examples (R39)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.duplicates import actions as duplicates
from portal.faq import actions
from portal.insights import help as insights
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import NotAllowed
from portal.threads.models import Thread
from tests.faq.test_candidates import crowd, let_vote, solved
from tests.make import threads as make
from tests.make.faq import decided, written


def same(cast, author, root: int, title: str, *, days_ago: float = 0) -> int:
    """Let somebody ask the same again, so many days ago."""
    number = make.question(author, cast.product_id, title=title)
    with transaction():
        duplicates.apply(cast.eunji, number, root)
        posted = clock.now() - timedelta(days=days_ago)
        db.session.execute(update(Thread).where(Thread.id == number).values(posted_at=posted))
    return number


def article_from(cast, thread_id: int, *, proposed: float, published: float) -> int:
    """Bring a question before the readers; both instants as days ago."""
    now = clock.now()
    with clock.at(now - timedelta(days=proposed)), transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with clock.at(now - timedelta(days=published)):
        with transaction():
            version_id = actions.start_draft(cast.seoyeon, nomination_id, lang="ko")
        written(cast.seoyeon, version_id)
        decided(cast.suhyun, version_id)
    return version_id


def test_coverage_asks_the_clusters_with_the_most_people(cast):
    people = crowd(3)
    covered, open_one = solved(cast), solved(cast, cast.junho, title="요금 청구서가 오지 않아요")
    let_vote(people, covered)
    again = same(cast, cast.suhyun, open_one, "청구서를 못 받았어요")
    version_id = article_from(cast, covered, proposed=3, published=1)
    found = insights.coverage(cast.suhyun, "ko")
    # the asker and three others; two askers
    assert [(one.thread_id, one.volume, one.questions) for one in found] == [
        (covered, 4, 1),
        (open_one, 2, 2),
    ]
    assert [one.article_id for one in found] == [version_id, None]
    with transaction():
        actions.link_source(cast.suhyun, version_id, again)
    assert insights.coverage(cast.suhyun, "ko")[1].article_id == version_id
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
    assert {one.article_id for one in insights.coverage(cast.suhyun, "ko")} == {None}


def test_growth_counts_new_articles_and_those_from_candidates(cast):
    article_from(cast, solved(cast), proposed=12, published=9)
    with transaction():
        version_id = actions.start_article(
            cast.seoyeon, product_id=cast.product_id, lang="ko", title="위약금은 얼마인가요?"
        )
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    weeks = insights.growth(cast.suhyun, "ko")
    assert [(week.published, week.from_candidates) for week in weeks[:3]] == [
        (1, 0),
        (1, 1),
        (0, 0),
    ]


def test_lead_time_is_the_median_from_proposal_to_publication_with_what_still_waits(cast):
    assert insights.lead_time(cast.suhyun) == insights.LeadTime(None, None, 0, 0)
    for number, (proposed, published) in enumerate(((5, 1), (12, 2), (3, 1))):
        thread_id = solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
        article_from(cast, thread_id, proposed=proposed, published=published)
    with transaction():
        waiting = make_waiting(cast)
    found = insights.lead_time(cast.suhyun)
    assert (round(found.days_median, 3), round(found.days_p90, 3)) == (4.0, 10.0)
    assert (found.finished, found.open, waiting > 0) == (3, 1, True)


def make_waiting(cast) -> int:
    from portal.votes import actions as votes

    number = votes.post_thread(cast.junho, make.draft(cast.product_id, title="기다리는 질문이에요"))
    return actions.nominate(cast.suhyun, number)


def test_an_article_is_compared_with_the_questions_before_and_after_it(cast):
    now = clock.now()
    with clock.at(now - timedelta(days=50)):
        root = solved(cast)
    for number, days_ago in enumerate((69, 67, 45, 41, 39, 13, 11)):
        title = f"와이파이가 또 끊겨요 {number}번째"
        same(cast, cast.suhyun, root, title, days_ago=days_ago)
    version_id = article_from(cast, root, proposed=41, published=40)
    (one,) = insights.effects(cast.suhyun, "ko").items
    # 28 days before: 67, 50 (the question itself), 45, 41; after: 39, 13
    assert (one.version_id, one.before, one.after, one.days_after) == (version_id, 4, 2, 28)
    with clock.at(now - timedelta(days=37.5)):
        (early,) = insights.effects(cast.suhyun, "ko").items
        assert (early.is_over, early.days_after) == (False, 2)


def test_numbers_cost_the_same_for_many_articles(cast, statements):
    for number in range(3):
        thread_id = solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
        article_from(cast, thread_id, proposed=4, published=number + 1)
    statements.clear()
    insights.coverage(cast.suhyun, "ko")
    insights.effects(cast.suhyun, "ko")
    insights.growth(cast.suhyun, "ko")
    insights.lead_time(cast.suhyun)
    assert len(statements) <= 10


@pytest.mark.parametrize("read", ["coverage", "growth", "effects"])
def test_the_numbers_are_for_those_who_read_them(cast, read):
    with pytest.raises(NotAllowed):
        getattr(insights, read)(cast.minji, "ko")
    with pytest.raises(NotAllowed):
        insights.lead_time(cast.seoyeon)
