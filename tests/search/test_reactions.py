"""Whatever changes what the index knows of a thread is followed by the index itself."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts import actions as accounts
from portal.accounts.actions import ProfileDraft
from portal.accounts.actor import Actor
from portal.integrity.actions import recount
from portal.integrity.counters import COUNTERS
from portal.kit import clock
from portal.kit.db import db
from portal.search import jobs
from portal.search.models import StaleDocument
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make.cast import Cast
from tests.make.refusals import do
from tests.make.threads import question

Worker = Callable[[], None]


@pytest.fixture
def work(drain: Worker) -> Worker:
    """Give what the worker does about the index."""

    def run() -> None:
        drain()
        while jobs.index_stale():
            pass

    return run


@pytest.fixture
def number(app: Flask, cast: Cast, work: Worker) -> int:
    """Give a question that the index knows, and nothing of what earlier tests left there."""
    jobs.rebuild()
    posted = question(cast.minji, cast.product_id)
    question(cast.junho, cast.product_id, title="공유기 불이 빨간색으로 바뀌었어요")
    work()
    assert jobs.verify().count == 0
    return posted


def rename(who: Actor, **fields: str) -> None:
    profile = {"name": "민지", "bio": "", "locale": "ko", "time_zone": "Asia/Seoul"} | fields
    do(accounts.change_profile, who, ProfileDraft(**profile))


def test_a_new_name_replaces_the_old_one(cast: Cast, number: int, work: Worker) -> None:
    rename(cast.minji, name="별밤지기")
    assert jobs.verify().outdated == (f"question:{number}",)
    work()
    assert jobs.verify().count == 0


def test_another_language_or_time_zone_is_nothing_to_the_index(
    cast: Cast, number: int, drain: Worker
) -> None:
    rename(cast.minji, bio="와이파이를 좋아해요.", locale="en", time_zone="Europe/Berlin")
    drain()
    assert db.session.query(StaleDocument).count() == 0


def test_a_name_changed_again_while_it_is_indexed_is_indexed_again(
    cast: Cast, number: int, drain: Worker
) -> None:
    marks = []
    for name in ("별밤지기", "달빛"):
        rename(cast.minji, name=name)
        drain()
        marks.append(db.session.query(StaleDocument.key, StaleDocument.mark).one())
    assert marks[0].key == marks[1].key == f"thread:{number}"
    assert marks[0].mark != marks[1].mark


def test_votes_that_are_brought_in_later_are_known(number: int, work: Worker) -> None:
    vote = {"source": "elsewhere", "source_id": "1", "thread_id": number, "value": 1}
    do(votes.add_unattributed, [vote | {"cast_at": clock.now()}])
    do(votes.recount, number)
    work()
    assert jobs.verify().count == 0


def test_a_counter_that_is_mended_is_known(number: int, work: Worker) -> None:
    do(db.session.execute, update(Thread).where(Thread.id == number).values(vote_count=7))
    do(jobs.rebuild)
    do(recount, next(each for each in COUNTERS if each.kept is Thread.vote_count))
    work()
    assert jobs.verify().count == 0
