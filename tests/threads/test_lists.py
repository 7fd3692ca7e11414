"""The lists: who is on them, in which order, and page by page without gaps or repeats."""

from datetime import timedelta
from itertools import chain

import pytest

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas import queries as ideas
from portal.kit import clock
from portal.threads import actions as threads
from portal.threads import lists
from portal.threads.lists import Filters, RecentVotes
from portal.votes import actions as votes
from portal.votes import queries as vote_queries
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.refusals import do
from tests.make.together import crowd

SIZE = 45


@pytest.fixture
def many(cast) -> list[int]:
    """Give many questions of one person, asked hours apart, with votes that often tie."""
    voters = crowd(4)
    now = clock.now()
    made = []
    for number in range(SIZE):
        with clock.at(now - timedelta(hours=number % 15)):
            title = f"{number}번째로 묻는 질문입니다"
            made.append(make.question(cast.hana, cast.product_id, title=title, tags=("와이파이",)))
            for voter in voters[: number % 5]:
                do(votes.cast, voter, made[-1])
    for thread_id in made:
        do(threads.choose_follow, cast.minji, thread_id, level="all")
    return made


def pages(listing, *args, **named) -> list[list[int]]:
    seen, cursor = [], None
    while True:
        page = listing(*args, cursor=cursor, **named)
        seen.append([card.id for card in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return seen


QUESTIONS = Filters(kind="question")


def test_every_list_gives_each_thread_once_over_all_its_pages(cast, many):
    walks = {
        "hot": pages(lists.hot, NOBODY, QUESTIONS),
        "new": pages(lists.new, NOBODY, QUESTIONS),
        "top": pages(lists.top, NOBODY, QUESTIONS),
        "unanswered": pages(lists.unanswered, NOBODY, QUESTIONS),
        "tag": pages(lists.new, NOBODY, Filters(tag="와이파이")),
        "mine": pages(lists.mine, cast.hana, QUESTIONS),
        "followed": pages(lists.followed, cast.minji, QUESTIONS),
        "person": pages(lists.by_author, NOBODY, cast.hana.id),
        "period": pages(vote_queries.top_of_period, NOBODY, QUESTIONS, days=7),
    }
    for name, walk in walks.items():
        assert [len(page) for page in walk] == [20, 20, 5], name
        assert sorted(chain(*walk)) == sorted(many), name


def test_each_list_is_in_its_order_over_all_its_pages(cast, many):
    cards = lists.cards(NOBODY, many)

    def order_of(listing, *args, **named) -> list[int]:
        return list(chain(*pages(listing, *args, **named)))

    def by(*keys):
        return sorted(
            many,
            key=lambda n: (*(getattr(cards[n], key) for key in keys), n),
            reverse=True,
        )

    assert order_of(lists.new, NOBODY, QUESTIONS) == by("posted_at")
    assert order_of(lists.top, NOBODY, QUESTIONS) == by("vote_count")
    assert order_of(lists.mine, cast.hana, QUESTIONS) == by("posted_at")
    assert order_of(lists.followed, cast.minji, QUESTIONS) == by("last_activity_at")
    assert order_of(vote_queries.top_of_period, NOBODY, QUESTIONS, days=7) == by("vote_count")


def test_the_second_page_stays_the_same_when_something_new_comes_before_the_first(cast, many):
    first = lists.new(NOBODY, QUESTIONS)
    second = lists.new(NOBODY, QUESTIONS, cursor=first.next_cursor)
    with clock.at(clock.now() + timedelta(minutes=1)):
        newest = make.question(cast.hana, cast.product_id, title="방금 새로 올린 질문입니다")
    assert lists.new(NOBODY, QUESTIONS, cursor=first.next_cursor) == second
    assert lists.new(NOBODY, QUESTIONS).items[0].id == newest


def test_the_list_of_unanswered_questions_loses_none_to_age_and_gets_them_back(cast):
    """B11, B23: a question of 400 days ago is there, and one whose only answer is hidden again."""
    with clock.at(clock.now() - timedelta(days=400)):
        old = make.question(cast.minji, cast.product_id)
    answered = make.question(cast.junho, cast.product_id)
    answer_id = make.answer(cast.minji, answered)
    make.idea(cast.minji, cast.product_id)

    def waiting() -> list[int]:
        return [card.id for card in lists.unanswered(NOBODY, Filters()).items]

    assert waiting() == [old]
    do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
    assert waiting() == [answered, old]
    do(answers.restore, cast.eunji, answer_id)
    assert waiting() == [old]


def test_decided_ideas_and_duplicates_leave_the_lists_unless_asked_for(cast):
    open_idea = make.idea(cast.minji, cast.product_id, title="아직 열린 아이디어")
    done = make.idea(cast.minji, cast.product_id, title="이미 끝난 아이디어", tags=("끝",))
    same = make.idea(cast.minji, cast.product_id, title="똑같은 아이디어예요")
    lead(cast.daniel, done, "delivered")
    do(threads.link_duplicate, cast.eunji, same, open_idea)

    def listed(**fields) -> list[int]:
        return [card.id for card in lists.hot(NOBODY, Filters(**fields)).items]

    assert listed(kind="idea") == [open_idea]
    assert listed(kind="idea", status="delivered") == [done]
    assert listed(tag="끝") == [done]
    assert [card.id for card in lists.duplicates_of(NOBODY, open_idea)] == [same]
    assert {card.id for card in lists.mine(cast.minji, Filters()).items} == {open_idea, done, same}


def test_the_chips_count_what_the_list_shows(cast):
    for number in range(3):
        make.idea(cast.minji, cast.product_id, title=f"{number}번째 아이디어")
    hidden = make.idea(cast.minji, cast.product_id, title="숨겨질 아이디어")
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    counted = ideas.around(cast.product_id, []).counts
    assert [(status.slug, count) for status, count in counted] == [("new", 3)]
    assert len(lists.hot(cast.eunji, Filters(kind="idea", status="new")).items) == 3


def test_a_muted_thread_is_not_among_the_followed(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    assert [card.id for card in lists.followed(cast.minji, Filters()).items] == [thread_id]
    do(threads.choose_follow, cast.minji, thread_id, level="muted")
    assert lists.followed(cast.minji, Filters()).items == ()


def test_nobody_has_no_own_and_no_followed_threads(cast):
    make.question(cast.minji, cast.product_id)
    assert lists.mine(NOBODY, Filters()).items == ()
    assert lists.followed(NOBODY, Filters()).items == ()


def test_the_top_of_a_period_counts_only_what_was_cast_in_it(cast):
    now = clock.now()
    voters = crowd(5)
    with clock.at(now - timedelta(days=100)):
        old = make.idea(cast.hana, cast.product_id, title="예전에 인기 있던 것")
        new = make.idea(cast.hana, cast.product_id, title="요즘 인기 있는 것")
        for voter in voters:
            do(votes.cast, voter, old)
    for voter in voters[:2]:
        with clock.at(now - timedelta(days=3)):
            do(votes.cast, voter, new)

    def top(days: int) -> list[int]:
        page = vote_queries.top_of_period(NOBODY, Filters(kind="idea"), days=days)
        return [card.id for card in page.items]

    assert top(7) == top(30) == top(90) == [new]
    assert top(365) == [old, new]
    card = vote_queries.top_of_period(NOBODY, Filters(kind="idea"), days=7).items[0]
    assert card.recent_votes == vote_queries.recent(new, days=7) == RecentVotes(7, 2)
    assert [card.id for card in lists.top(NOBODY, Filters(kind="idea")).items] == [old, new]
    only = vote_queries.top_of_period(NOBODY, Filters(kind="idea", tag="없는-태그"), days=365)
    assert only.items == ()


def test_lists_are_narrowed_by_product_language_and_tag(cast):
    korean = make.question(cast.minji, cast.product_id, tags=("와이파이",))
    english = make.question(cast.minji, cast.product_id, title="Wi-Fi is slow here", lang="en")

    def listed(**fields) -> list[int]:
        return [card.id for card in lists.new(NOBODY, Filters(**fields)).items]

    assert listed(lang="ko") == [korean]
    assert listed(lang="en") == [english]
    assert listed(tag="와이파이") == [korean]
    assert listed(product_id=999) == []
    assert lists.new(NOBODY, Filters(tag="와이파이")).items[0].tags == ("와이파이",)
