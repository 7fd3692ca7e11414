"""The story of the demo holds together before anybody tells it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.roles import Role
from portal.cli.demo import crowd, decisions, news, pace, script, story
from portal.cli.demo.story import Story, Thread

NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> Story:
    return story.load()


def said_in(thread: Thread) -> Iterator[tuple[str, float]]:
    """Give who says something under a thread, and after how many hours."""
    for answer in thread.answers:
        yield answer.author, answer.hours_after
        yield from ((remark.author, remark.hours_after) for remark in answer.comments)
    yield from ((remark.author, remark.hours_after) for remark in thread.comments)


def test_everybody_who_says_or_decides_something_is_of_the_cast(told: Story) -> None:
    named = {key for thread in told.threads for key, _ in said_in(thread)}
    named |= {thread.author for thread in told.threads}
    named |= {thread.status_by for thread in told.threads if thread.status != "new"}
    named |= {answer.marked_by for thread in told.threads for answer in thread.answers}
    named |= {key for article in told.articles for key in (article.writer, article.approver)}
    assert named - {""} <= {person.key for person in told.people}


def test_no_key_is_given_twice(told: Story) -> None:
    for keys in (
        [person.key for person in told.people],
        [thread.key for thread in told.threads],
        [article.key for article in told.articles],
    ):
        assert len(keys) == len(set(keys))


def test_nothing_is_said_that_is_still_to_come(told: Story) -> None:
    late = [
        (thread.key, author)
        for thread in told.threads
        for author, hours_after in said_in(thread)
        if not 0 < hours_after < thread.days_ago * 24
    ]
    assert late == []


def test_a_comment_comes_after_the_answer_it_is_about(told: Story) -> None:
    early = [
        (thread.key, remark.author)
        for thread in told.threads
        for answer in thread.answers
        for remark in answer.comments
        if remark.hours_after <= answer.hours_after
    ]
    assert early == []


def test_an_article_comes_after_its_sources_were_answered(told: Story) -> None:
    threads = {thread.key: thread for thread in told.threads}
    for article in told.articles:
        for key in article.sources:
            source = threads[key]
            answered = min(answer.hours_after for answer in source.answers)
            assert source.hours_in(answered) > article.days_ago, (article.key, key)
            assert source.product == article.product


def test_what_is_new_comes_after_its_ideas_were_decided_and_before_now(told: Story) -> None:
    threads = {thread.key: thread for thread in told.threads}
    people = {person.key for person in told.people}
    entries, acts = news.load(), list(news.acts(told))
    assert len(entries) == len(acts) == 3
    for entry, act in zip(entries, acts, strict=True):
        assert entry.by in people
        assert entry.ko.is_there
        for key in entry.ideas:
            idea = threads[key]
            assert (idea.status, idea.product) == ("delivered", entry.product)
            assert 0 < act.days_ago < decisions.decided(idea)


def test_nobody_approves_what_they_wrote(told: Story) -> None:
    assert [a.key for a in told.articles if a.writer == a.approver] == []


def test_an_idea_that_was_decided_says_why(told: Story) -> None:
    silent = [
        thread.key
        for thread in told.threads
        if thread.status != "new" and not (thread.status_note and thread.status_by)
    ]
    assert silent == []


def test_everybody_is_there_before_their_first_word(told: Story) -> None:
    here = crowd.Crowd(told)
    for thread in told.threads:
        assert here.joined(thread.author) > thread.days_ago
        for author, hours_after in said_in(thread):
            assert here.joined(author) > thread.hours_in(hours_after)
    assert all(here.joined(person.key) < crowd.LAUNCH_DAYS_AGO for person in told.people)


def test_customers_vote_far_more_than_the_company(told: Story) -> None:
    here = crowd.Crowd(told)
    staff = {person.key for person in told.people if person.is_staff}
    drawn = [
        key
        for number in range(200)
        for key in here.some(pace.dice(str(number)), 10, lang="ko", without={"minji"})
    ]
    assert len(drawn) == 2_000
    assert "minji" not in drawn
    assert sum(key in staff for key in drawn) < 100


def test_the_script_is_the_same_every_time(told: Story) -> None:
    first, second = script.write(told), script.write(story.load())
    assert [(act.days_ago, repr(act.perform)) for act in first] == [
        (act.days_ago, repr(act.perform)) for act in second
    ]
    assert [act.days_ago for act in first] == sorted((a.days_ago for a in first), reverse=True)
    assert min(act.days_ago for act in first) >= 0


def test_the_dice_fall_the_same_way_everywhere() -> None:
    assert pace.dice("wifi", "votes").random() == pytest.approx(0.6893193527)


@pytest.mark.parametrize("span_days", [0.0005, 0.007, 0.05, 3.0, 178.0])
def test_who_comes_by_comes_in_time(span_days: float) -> None:
    rolled = pace.dice("delays")
    after = [pace.delay(rolled, span_days, late_share=0.3) for _ in range(500)]
    assert all(0 < days < span_days for days in after)


def test_more_people_come_early_than_late() -> None:
    rolled = pace.dice("delays")
    after = sorted(pace.delay(rolled, 100.0, late_share=0.15) for _ in range(1_000))
    assert after[500] < 3.0
    assert after[-1] > 80.0


@pytest.mark.parametrize("hour", [0, 3, 5, 11, 15, 23])
def test_times_keep_their_order_and_their_day_and_spare_the_night(hour: int) -> None:
    now = NOW.replace(hour=hour)
    days_ago = [number / 37 for number in range(37 * 30, -1, -1)]
    dated = [pace.instant(days, now) for days in days_ago]
    assert dated == sorted(dated)
    assert len(set(dated)) == len(dated)
    assert dated[-1] == now
    seoul = timedelta(hours=9)
    today = (now + seoul).date()
    for days, instant in zip(days_ago, dated, strict=True):
        local = instant.astimezone(UTC) + seoul
        assert local.date() == (now - timedelta(days=days) + seoul).date()
        assert local.date() == today or (local.hour, local.minute) >= (6, 30)


def test_the_cast_has_every_role(told: Story) -> None:
    assert {role for person in told.people for role in person.roles} == set(Role)
