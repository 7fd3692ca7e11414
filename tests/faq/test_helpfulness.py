"""Readers say whether an article helped, once each."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.faq import actions, helpfulness, queries
from portal.faq.helpfulness import Voter
from portal.faq.models import ArticleVote
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotFound, RuleBroken, TooMany
from tests.make.faq import published, started

BROWSER = Voter("browser:0123", "192.0.2.1")


def say(version_id: int, value: int, voter: Voter = BROWSER, who=NOBODY) -> tuple[int, int]:
    with transaction():
        return helpfulness.vote_helpful(who, version_id, value=value, voter=voter)


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.seoyeon, cast.suhyun, cast.product_id)


def test_saying_it_again_changes_nothing(version_id):
    assert say(version_id, 1) == (1, 0)
    assert say(version_id, 1) == (1, 0)
    assert queries.my_word(BROWSER.key, version_id) == 1


def test_a_reader_may_change_their_mind_and_take_it_back(version_id):
    say(version_id, 1)
    assert say(version_id, -1) == (0, 1)
    assert say(version_id, 0) == (0, 0)
    assert say(version_id, 0) == (0, 0)
    assert queries.my_word(BROWSER.key, version_id) == 0


def test_people_and_browsers_are_counted_side_by_side(cast, version_id):
    say(version_id, 1)
    say(version_id, 1, Voter("browser:4567", "192.0.2.1"))
    assert say(version_id, -1, Voter(f"person:{cast.minji.id}"), cast.minji) == (2, 1)
    article = queries.get(NOBODY, version_id)
    assert (article.helpful_count, article.unhelpful_count) == (2, 1)


def take_along(who, browser: Voter = BROWSER) -> None:
    with transaction():
        helpfulness.take_along(who, browser.key)


def counts(version_id: int) -> tuple[int, int]:
    article = queries.get(NOBODY, version_id)
    return article.helpful_count, article.unhelpful_count


def test_what_a_browser_said_becomes_the_persons_word_when_they_sign_in(cast, version_id):
    say(version_id, 1)
    take_along(cast.minji)
    take_along(cast.minji)
    assert counts(version_id) == (1, 0)
    assert queries.my_word(BROWSER.key, version_id) == 0
    assert queries.my_word(f"person:{cast.minji.id}", version_id) == 1


def test_a_person_who_has_said_something_keeps_their_word_and_the_browsers_is_not_counted(
    cast, version_id
):
    person = Voter(f"person:{cast.minji.id}")
    say(version_id, -1, person, cast.minji)
    assert say(version_id, 1) == (1, 1)
    take_along(cast.minji)
    assert counts(version_id) == (0, 1)
    assert queries.my_word(person.key, version_id) == -1


def test_signing_in_takes_along_nothing_of_another_browser(cast, version_id):
    say(version_id, 1)
    take_along(cast.minji, Voter("browser:4567"))
    assert queries.my_word(BROWSER.key, version_id) == 1


@pytest.mark.parametrize(("value", "after"), [(1, (1, 0)), (-1, (0, 1)), (0, (0, 0))])
def test_rating_signed_in_from_the_browser_that_rated_before_is_one_voice(
    cast, version_id, value, after
):
    say(version_id, 1)
    person = Voter(f"person:{cast.minji.id}", browser=BROWSER.key)
    assert say(version_id, value, person, cast.minji) == after
    assert counts(version_id) == after
    assert queries.my_word(BROWSER.key, version_id) == 0


@pytest.mark.parametrize("value", [2, -2, 100])
def test_only_three_words_are_taken(version_id, value):
    with pytest.raises(RuleBroken):
        say(version_id, value)


def test_nobody_rates_what_is_not_published(cast, version_id):
    draft_id = started(cast.suhyun, cast.product_id)
    with pytest.raises(NotFound):
        say(draft_id, 1)
    with pytest.raises(Conflict):
        say(draft_id, 1, Voter("person:1"), cast.suhyun)
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
    with pytest.raises(NotFound):
        say(version_id, 1)


def test_one_place_cannot_vote_without_end_by_forgetting_its_cookies(version_id):
    for number in range(120):
        say(version_id, 1, Voter(f"browser:{number}", "192.0.2.7"))
    with pytest.raises(TooMany):
        say(version_id, 1, Voter("browser:one-more", "192.0.2.7"))
    assert say(version_id, 1, Voter("browser:elsewhere", "192.0.2.8")) == (121, 0)


def test_what_surely_helped_most_comes_first(cast, version_id):
    other_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    say(version_id, 1)
    for number in range(5):
        say(other_id, 1, Voter(f"browser:{number}"))
    assert [card.version_id for card in queries.most_helpful("ko", limit=5)] == [
        other_id,
        version_id,
    ]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([-1, 0, 1])), max_size=8))
def test_counts_are_those_of_the_votes_whatever_happened(version_id, words):
    for number, value in words:
        say(version_id, value, Voter(f"browser:{number}"))
    said = list(db.session.execute(select(ArticleVote.value)).scalars())
    article = queries.get(NOBODY, version_id)
    counts = (article.helpful_count, article.unhelpful_count)
    assert counts == (said.count(1), said.count(-1))


def test_many_browsers_at_once_are_all_counted(app, version_id):
    def one(number: int) -> None:
        with app.app_context():
            say(version_id, 1, Voter(f"browser:{number % 20}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    db.session.rollback()
    assert queries.get(NOBODY, version_id).helpful_count == 20
