"""Transactions, types and inserts, on whichever database the tests run."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from portal.kit.db import db, insert_missing, insert_once, rows_changed, transaction
from portal.kit.heartbeat import Heartbeat
from portal.kit.instants import epoch_seconds
from portal.kit.submissions import Submission
from portal.threads.models import Tag, ThreadTag
from tests.make.refusals import do
from tests.make.together import together

NOON = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=UTC)


def tags() -> list[str]:
    return list(db.session.execute(select(Tag.slug).order_by(Tag.slug)).scalars())


def add(slug: str) -> None:
    db.session.execute(insert(Tag).values(slug=slug))


# ── Transactions ──


def test_all_of_a_transaction_is_kept(app):
    with transaction():
        add("하나")
        add("둘")
    db.session.rollback()
    assert tags() == ["둘", "하나"]


def test_or_nothing_of_it(app):
    def fail() -> None:
        with transaction():
            add("하나")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert tags() == []


def test_the_next_transaction_works_after_one_that_failed(app):
    def clash() -> None:
        with transaction():
            add("하나")
            add("하나")

    with pytest.raises(IntegrityError):
        clash()
    with transaction():
        add("하나")
    assert tags() == ["하나"]


def test_only_doors_open_a_transaction(app):
    def nest() -> None:
        with transaction(), transaction():
            pass

    with pytest.raises(RuntimeError, match="already open"):
        nest()
    with transaction():
        add("하나")


def test_what_was_read_before_is_seen_as_it_is_now(app):
    do(add, "하나")
    assert tags() == ["하나"]  # this session now holds a snapshot

    def rename() -> None:
        with app.app_context(), transaction():
            db.session.execute(update(Tag).values(slug="둘"))

    other = threading.Thread(target=rename)
    other.start()
    other.join()
    with transaction():
        assert tags() == ["둘"]


@pytest.mark.slow
def test_reading_first_and_writing_later_waits_its_turn(app):
    """On SQLite such a transaction would fail at once if it did not begin as a writer."""
    do(db.session.execute, insert(Heartbeat).values(duty="d", holder="0", beat_at=NOON))

    def add_one() -> None:
        with transaction():
            held = select(Heartbeat.holder).where(Heartbeat.duty == "d").with_for_update()
            holder = db.session.execute(held).scalar_one()
            db.session.execute(update(Heartbeat).values(holder=str(int(holder) + 1)))

    together(app, [add_one] * 30)
    db.session.rollback()
    assert db.session.execute(select(Heartbeat.holder)).scalar_one() == "30"


def test_a_reader_is_not_kept_waiting_by_a_writer(app):
    do(add, "하나")
    seen: list[list[str]] = []

    def read() -> None:
        with app.app_context():
            seen.append(tags())

    with transaction():
        add("둘")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(5)
    assert seen == [["하나"]]


# ── Types ──


def test_an_instant_goes_in_aware_and_comes_out_in_utc(app):
    seoul = timezone(timedelta(hours=9))
    do(insert_once, Submission, digest="a", sent_at=NOON.astimezone(seoul))
    kept = db.session.execute(select(Submission.sent_at)).scalar_one()
    assert kept == NOON
    assert kept.tzinfo is UTC


def test_a_naive_instant_is_refused(app):
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive"):
        do(insert_once, Submission, digest="a", sent_at=naive)
    db.session.rollback()
    with pytest.raises(StatementError, match="naive"):
        db.session.execute(select(Submission).where(Submission.sent_at > naive))


@pytest.mark.parametrize("microsecond", [0, 1, 123_456, 999_999])
def test_the_seconds_of_an_instant_are_read_to_the_microsecond(app, microsecond):
    instant = NOON.replace(microsecond=microsecond)
    do(insert_once, Submission, digest="a", sent_at=instant)
    seconds = db.session.execute(select(epoch_seconds(Submission.sent_at))).scalar_one()
    assert seconds == pytest.approx(instant.timestamp(), abs=2e-6)


def test_foreign_keys_are_kept(app):
    with pytest.raises(IntegrityError):
        do(db.session.execute, insert(ThreadTag).values(thread_id=1, tag_id=1, posted_at=NOON))


# ── Inserting ──


def test_a_row_is_inserted_once(app):
    assert do(insert_once, Tag, slug="하나") is True
    assert do(insert_once, Tag, slug="하나") is False
    assert tags() == ["하나"]


def test_of_many_who_insert_the_same_row_one_is_told_it_is_new(app):
    outcomes = together(app, [lambda: do(insert_once, Tag, slug="하나")] * 20)
    assert sorted(outcome.value for outcome in outcomes) == [False] * 19 + [True]


def test_only_what_is_missing_is_inserted(app):
    rows = [{"slug": slug} for slug in ("하나", "둘", "셋")]
    assert do(insert_missing, Tag, rows[:1]) == 1
    assert do(insert_missing, Tag, rows) == 2
    assert do(insert_missing, Tag, rows) == 0
    assert do(insert_missing, Tag, []) == 0


def test_an_insert_that_breaks_another_rule_is_an_error_and_not_ignored(app):
    with pytest.raises(IntegrityError):
        do(insert_once, Tag, slug=None)


def test_changed_rows_are_counted(app):
    do(insert_missing, Tag, [{"slug": slug} for slug in ("하나", "둘", "셋")])
    assert do(rows_changed, update(Tag).where(Tag.slug != "셋").values(slug=Tag.slug + "!")) == 2
    assert do(rows_changed, delete(Tag)) == 3
    assert do(rows_changed, delete(Tag)) == 0
