"""That a question was read is counted once a reader, and never by whom (R39)."""

from datetime import timedelta

from sqlalchemy import select

from portal.faq import readings
from portal.faq.models import Reading
from portal.kit import clock
from portal.kit.db import db, transaction
from tests.make import threads as make


def tell(thread_id: int, *, place: str = "203.0.113.7", browser: str = "Firefox") -> bool:
    with transaction():
        return readings.record(readings.token(thread_id), place=place, browser=browser)


def rows() -> list[Reading]:
    return list(db.session.execute(select(Reading)).scalars())


def test_a_reader_counts_once_a_question_and_month(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with clock.at(clock.now().replace(day=2)):
        for _ in range(3):
            assert tell(thread_id)
        assert tell(thread_id, browser="Chromium")
        assert tell(thread_id, place="203.0.113.8")
    assert len(rows()) == 3


def test_what_is_kept_names_nobody_and_follows_nobody_to_another_question(cast):
    first = make.question(cast.minji, cast.product_id)
    second = make.question(cast.junho, cast.product_id, title="공유기 불빛이 빨개요")
    this_month = clock.now().replace(day=2)
    for at in (this_month, this_month + timedelta(days=35)):
        with clock.at(at):
            tell(first)
            tell(second)
    kept = rows()
    assert len({row.reader for row in kept}) == 4
    assert "203" not in "".join(row.reader for row in kept)


def test_a_token_is_good_for_a_day_and_nobody_can_make_one(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    now = clock.now()
    with clock.at(now - timedelta(days=2)):
        old = readings.token(thread_id)
    for said in (old, "", "x", readings.token(thread_id)[:-2]):
        with transaction():
            assert not readings.record(said, place="a", browser="b")
    with transaction():
        assert readings.record(readings.token(thread_id + 99), place="a", browser="b")
    assert rows() == []


def test_readings_are_forgotten_after_thirty_days(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    now = clock.now()
    for days in (31, 29):
        with clock.at(now - timedelta(days=days)):
            tell(thread_id, place=f"203.0.113.{days}")
    with transaction():
        assert readings.forget_old() == 1
    assert len(rows()) == 1
