"""What is new is told to those who asked for it: once, in their language, and never too late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.actor import Actor
from portal.changelog import actions as changelog
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.notify import actions as notices
from portal.notify import digests, jobs, queries, wording
from portal.notify.models import Notice
from portal.threads import actions as threads
from portal.votes import actions as votes
from tests.make import changelog as make
from tests.make import threads as make_threads
from tests.make.cast import Cast, person
from tests.make.mailbox import Mailbox, receiving, text_of
from tests.make.news import gathered, heard, mailed, tell
from tests.make.refusals import do


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


def vote(who: Actor, *ideas: int) -> None:
    with transaction():
        for idea in ideas:
            votes.cast(who, idea)


def told(who: Actor) -> list[str]:
    return [kind for kind in heard(who) if kind == "changelog"]


def two_ideas(cast: Cast) -> tuple[int, int]:
    return (
        make_threads.idea(cast.minji, cast.product_id),
        make_threads.idea(cast.minji, cast.product_id, title="화면을 밤에 어둡게 해 주세요"),
    )


def test_asker_voters_and_followers_hear_of_it_once_also_through_several_ideas(cast: Cast) -> None:
    first, second = two_ideas(cast)
    vote(cast.junho, first, second)
    follower, stranger = person("sora", "소라"), person("bada", "바다")
    do(threads.choose_follow, follower, second, level="status")
    entry_id = make.published(cast.daniel, cast.product_id, first, second)
    tell()
    tell()
    assert told(cast.junho) == told(cast.minji) == told(follower) == ["changelog"]
    assert told(stranger) == told(cast.daniel) == []
    assert mailed(cast.junho) == ["changelog"]
    (line,) = queries.inbox(cast.junho).items
    assert line.changelog_entry_id == entry_id
    assert wording.link(line, "ko").endswith(f"/changelog/{entry_id}/%EB%8B%A4%ED%81%AC-" + _REST)


_REST = "%EB%AA%A8%EB%93%9C%EB%A5%BC-%EC%BC%A4-%EC%88%98-%EC%9E%88%EC%96%B4%EC%9A%94"


def test_bug_22_whoever_publishes_is_not_told_even_when_the_worker_does_it(cast: Cast) -> None:
    idea = make_threads.idea(cast.daniel, cast.product_id)
    make.published(cast.daniel, cast.product_id, idea)
    tell()
    assert told(cast.daniel) == []


def test_who_muted_an_idea_hears_nothing_through_it(cast: Cast) -> None:
    first, second = two_ideas(cast)
    vote(cast.junho, first, second)
    other = person("sora", "소라")
    vote(other, first)
    do(threads.choose_follow, other, first, level="muted")
    do(threads.choose_follow, cast.junho, first, level="muted")
    make.published(cast.daniel, cast.product_id, first, second)
    tell()
    assert told(other) == []
    # through the other idea, which was not muted
    assert told(cast.junho) == ["changelog"]


def test_an_entry_that_comes_back_is_no_news(cast: Cast) -> None:
    idea = make_threads.idea(cast.minji, cast.product_id)
    entry_id = make.published(cast.daniel, cast.product_id, idea)
    tell()
    do(changelog.withdraw, cast.daniel, entry_id)
    assert heard(cast.minji) == []
    version = make.seen(cast.daniel, entry_id).version
    do(changelog.publish, cast.daniel, entry_id, seen_version=version)
    tell()
    assert told(cast.minji) == ["changelog"]
    rows = db.session.execute(select(Notice.id).where(Notice.kind == "changelog"))
    assert len(rows.all()) == 1


def test_an_entry_that_was_withdrawn_before_the_worker_came_is_told_to_nobody(cast: Cast) -> None:
    idea = make_threads.idea(cast.minji, cast.product_id)
    entry_id = make.published(cast.daniel, cast.product_id, idea)
    do(changelog.withdraw, cast.daniel, entry_id)
    tell()
    assert told(cast.minji) == []


def test_the_people_of_a_hidden_idea_are_told_nothing_through_it(cast: Cast) -> None:
    idea = make_threads.idea(cast.minji, cast.product_id)
    vote(cast.junho, idea)
    entry_id = make.entry(cast.daniel, cast.product_id, idea)
    do(duplicates.hide, cast.eunji, idea, reason="개인 정보가 있어요.")
    do(changelog.publish, cast.daniel, entry_id, seen_version=1)
    tell()
    assert told(cast.junho) == told(cast.minji) == []


def test_voters_of_what_is_the_same_are_told_too(cast: Cast) -> None:
    first, second = two_ideas(cast)
    vote(cast.junho, second)
    do(duplicates.apply, cast.eunji, second, first)
    make.published(cast.daniel, cast.product_id, first)
    tell()
    assert told(cast.junho) == ["changelog"]


def test_voters_of_what_the_idea_was_merged_into_since_are_told(cast: Cast) -> None:
    first, second = two_ideas(cast)
    vote(cast.junho, first)
    entry_id = make.entry(cast.daniel, cast.product_id, second)
    do(duplicates.apply, cast.eunji, second, first)
    do(changelog.publish, cast.daniel, entry_id, seen_version=1)
    tell()
    assert told(cast.junho) == ["changelog"]


def test_bug_25_the_mail_speaks_its_readers_language_and_waits_for_ten_minutes(
    cast: Cast, mailbox: Mailbox
) -> None:
    idea = make_threads.idea(cast.minji, cast.product_id)
    english = person("sam", "Sam", locale="en")
    vote(english, idea)
    entry_id = make.published(cast.daniel, cast.product_id, idea)
    tell()
    assert jobs.send_due_mail() == 0
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert jobs.send_due_mail() == 2
    by_reader = {mail["To"]: mail for mail in mailbox.mails}
    mine, theirs = (next(m for to, m in by_reader.items() if who in to) for who in ("minji", "sam"))
    assert mine["Subject"] == f"[Maru] 새로운 소식: {make.KO.title}"
    assert "설정에서 화면을 고르세요." in text_of(mine)
    assert theirs["Subject"] == f"[Maru] What is new: {make.EN.title}"
    assert "Choose screen in the settings." in text_of(theirs)
    assert f"/changelog/{entry_id}/dark-mode-is-here" in text_of(theirs)


def test_who_reads_a_language_that_is_missing_gets_the_text_that_is_there(
    cast: Cast, mailbox: Mailbox
) -> None:
    english = person("sam", "Sam", locale="en")
    idea = make_threads.idea(english, cast.product_id)
    make.published(cast.daniel, cast.product_id, idea, en=make.NONE)
    tell()
    with clock.at(clock.now() + timedelta(minutes=11)):
        jobs.send_due_mail()
    (mail,) = mailbox.mails
    assert mail["Subject"] == f"[Maru] What is new: {make.KO.title}"
    assert "설정에서 화면을 고르세요." in text_of(mail)


def test_a_mail_about_what_was_withdrawn_meanwhile_is_not_sent(
    cast: Cast, mailbox: Mailbox
) -> None:
    idea = make_threads.idea(cast.minji, cast.product_id)
    entry_id = make.published(cast.daniel, cast.product_id, idea)
    tell()
    do(changelog.withdraw, cast.daniel, entry_id)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert jobs.send_due_mail() == 0
    assert mailbox.mails == []


def test_who_asked_for_all_that_is_new_gets_it_once_a_week_and_nobody_else(
    cast: Cast, mailbox: Mailbox
) -> None:
    """Section 9: changelog, opted in, weekly digest."""
    idea = make_threads.idea(cast.minji, cast.product_id)
    emily, sora = person("emily", "Emily", locale="en"), person("sora", "소라")
    weekly = queries.Wish("news", in_inbox=False, by_mail=False, in_digest=True)
    for one in (emily, cast.minji):
        with transaction():
            notices.set_wishes(one, [weekly])
    friday = datetime(2026, 11, 27, 3, tzinfo=UTC)
    with clock.at(friday):
        make.published(cast.daniel, cast.product_id, idea)
        tell()
    assert gathered(emily) == ["news"]
    assert gathered(sora) == []
    # who is told because of an idea is not told twice
    assert gathered(cast.minji) == []
    assert told(cast.minji) == ["changelog"]

    for day in (27, 28, 29):
        with clock.at(datetime(2026, 11, day, 23, 59, tzinfo=UTC)):
            digests.send_due()
        assert [mail for mail in mailbox.mails if mail["To"] == "emily@example.com"] == []
    with clock.at(datetime(2026, 11, 30, 0, 0, tzinfo=UTC)):
        digests.send_due()
    (mail,) = (mail for mail in mailbox.mails if mail["To"] == "emily@example.com")
    assert "There is something new." in text_of(mail)
    assert "/changelog/" in text_of(mail)
