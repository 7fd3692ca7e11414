"""How the help grows, by hand-counted examples (R39)."""

from datetime import timedelta

import pytest

from portal.faq import actions
from portal.insights import help as insights
from portal.kit import clock
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed
from tests.faq.test_candidates import solved
from tests.make import threads as make
from tests.make.faq import decided, written
from tests.make.refusals import refusal


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


def test_each_figure_about_growth_has_its_articles(cast):
    first = article_from(cast, solved(cast), proposed=12, published=9)
    second = article_from(cast, solved(cast, cast.junho), proposed=70, published=60)
    with transaction():
        fresh = actions.start_article(
            cast.seoyeon, product_id=cast.product_id, lang="ko", title="위약금은 얼마인가요?"
        )
    written(cast.seoyeon, fresh)
    decided(cast.suhyun, fresh)

    def rows(pile, lang="ko"):
        return [one.version_id for one in insights.new_articles(cast.miran, lang, pile).items]

    # of the eight weeks 60 days ago is none; lead times reach back 90 days and ask no language
    assert rows("new") == [fresh, first]
    assert rows("grown") == [first]
    assert rows("lead", "en") == [first, second]
    days = [round(one.days, 2) for one in insights.new_articles(cast.miran, "ko", "lead").items]
    assert days == [3.0, 10.0]
    weeks = insights.growth(cast.suhyun, "ko")
    assert sum(week.published for week in weeks) == 2
    assert sum(week.from_candidates for week in weeks) == 1
    assert insights.lead_time(cast.suhyun).finished == 2


def test_numbers_cost_the_same_for_many_articles(cast, statements):
    for number in range(3):
        thread_id = solved(cast, cast.suhyun, title=f"와이파이 문제 {number}번이에요")
        article_from(cast, thread_id, proposed=4, published=number + 1)
    statements.clear()
    insights.growth(cast.suhyun, "ko")
    insights.lead_time(cast.suhyun)
    insights.new_articles(cast.suhyun, "ko", "new")
    assert len(statements) <= 4


def test_the_numbers_are_for_those_who_read_them(cast):
    with pytest.raises(NotAllowed):
        insights.growth(cast.minji, "ko")
    with pytest.raises(NotAllowed):
        insights.lead_time(cast.seoyeon)
    assert refusal(insights.new_articles, cast.eunji, "ko", "new") == "numbers.read"
    assert refusal(insights.new_articles, cast.miran, "ko", "other") == "numbers.pile"
