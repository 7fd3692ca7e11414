"""Facts reach their reactions: each once, however often, however parallel, whatever dies."""

import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.exc import StatementError

from portal.kit import clock, deliveries
from portal.kit.db import db, is_sqlite, transaction
from portal.kit.events import Delivery, EventRow, announce, replaying
from portal.kit.limits import LimitCounter
from portal.notify.reactions import on_news
from portal.threads import actions as threads
from portal.threads.events import ThreadLocked, ThreadUnlocked
from portal.threads.models import Thread
from portal.worker import loop
from tests.make import threads as make
from tests.make.together import together

ROOT = Path(__file__).resolve().parents[2]


def rows(model) -> list:
    """Read all rows, in the order of their keys: PostgreSQL promises none by itself."""
    db.session.rollback()
    in_order = select(model).order_by(*inspect(model).primary_key)
    return list(db.session.execute(in_order).scalars())


def effects() -> int:
    """Count what ``on_locked`` left behind: one row each time it ran to its end."""
    return sum(row.hits for row in rows(LimitCounter) if row.key == "effect")


def on_locked(fact) -> None:
    """Leave a trace in the database, as every reaction of ours does."""
    seen = db.session.get(LimitCounter, ("effect", _ALWAYS))
    if seen is None:
        db.session.execute(
            insert(LimitCounter).values(key="effect", window_ends_at=_ALWAYS, hits=1)
        )
    else:
        change = update(LimitCounter).where(LimitCounter.key == "effect")
        db.session.execute(change.values(hits=LimitCounter.hits + 1))
    db.session.expire_all()


def on_locked_fails(fact) -> None:
    """Write something, and fail after it."""
    on_locked(fact)
    raise ValueError("the mail server speaks Latin")


_ALWAYS = clock.now().replace(year=2040, microsecond=0)
REACTIONS = {ThreadLocked: (on_locked,)}
FAILING = {ThreadLocked: (on_locked_fails,)}


def announce_locks(number: int) -> None:
    with transaction():
        for thread_id in range(1, number + 1):
            announce(ThreadLocked(actor_id=None, thread_id=thread_id))


def work(reactions=REACTIONS) -> None:
    while loop.dispatch(reactions) + loop.deliver(reactions):
        pass


# ── The fact and the change ──


def test_a_change_that_fails_leaves_no_fact(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    before = len(rows(EventRow))

    def lock_and_fail() -> None:
        with transaction():
            threads.lock(cast.eunji, thread_id, reason="싸움이 났어요.")
            raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError, match="afterwards"):
        lock_and_fail()
    assert len(rows(EventRow)) == before
    assert db.session.get_one(Thread, thread_id).locked_at is None


def test_a_fact_that_cannot_be_written_takes_the_change_with_it(cast):
    thread_id = make.question(cast.minji, cast.product_id)

    def lock_and_announce() -> None:
        with transaction():
            threads.lock(cast.eunji, thread_id, reason="싸움이 났어요.")
            announce(ThreadLocked(actor_id=None, thread_id=object()))  # type: ignore[arg-type]

    with pytest.raises(StatementError):
        lock_and_announce()
    db.session.rollback()
    assert db.session.get_one(Thread, thread_id).locked_at is None


def test_a_change_and_its_fact_are_kept_together(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        threads.lock(cast.eunji, thread_id, reason="싸움이 났어요.")
    fact = rows(EventRow)[-1]
    assert (fact.kind, fact.thread_id, fact.actor_id) == ("ThreadLocked", thread_id, cast.eunji.id)
    assert not fact.is_dispatched


# ── In which order ──


def test_what_happens_now_does_not_wait_for_history(app):
    with replaying():
        announce_locks(250)
    announce_locks(1)
    new_id = rows(EventRow)[-1].id
    loop.dispatch(REACTIONS)
    assert [delivery.event_id for delivery in rows(Delivery)] == [new_id]
    work()
    assert effects() == 251


def test_one_claim_takes_all_of_the_history_that_is_handed_out_at_a_time(app):
    with replaying():
        announce_locks(250)
    # as many reactions as any fact of ours has
    thrice = {ThreadLocked: (on_locked, on_locked_fails, on_news)}
    loop.dispatch(thrice)
    handed_out = len(rows(Delivery))
    assert loop.deliver(thrice) == handed_out > 0


# ── Once ──


def test_every_reaction_sees_each_fact_once_and_a_second_round_does_nothing(app):
    announce_locks(150)
    work()
    work()
    assert effects() == 150
    assert {delivery.state for delivery in rows(Delivery)} == {"done"}
    assert {delivery.attempts for delivery in rows(Delivery)} == {1}


def test_a_fact_without_reactions_is_handed_out_and_forgotten(app):
    with transaction():
        announce(ThreadUnlocked(actor_id=None, thread_id=1))
    assert loop.dispatch(REACTIONS) == 1
    assert rows(Delivery) == []
    assert loop.dispatch(REACTIONS) == 0


@pytest.mark.slow
def test_several_workers_at_once_do_everything_exactly_once(app):
    announce_locks(120)
    together(app, [work] * 4)
    work()
    assert effects() == 120
    assert {delivery.state for delivery in rows(Delivery)} == {"done"}


def test_a_worker_that_outlived_its_claim_does_not_do_it_a_second_time(app):
    announce_locks(1)
    loop.dispatch(REACTIONS)
    late = loop._claim()
    assert len(late) == 1
    with clock.at(clock.now() + timedelta(seconds=loop.LEASE_SECONDS + 1)):
        assert loop.deliver(REACTIONS) == 1
    loop._run_all(on_locked, late)
    assert effects() == 1


def test_one_that_fails_takes_none_of_its_kind_with_it(app):
    def on_some(fact) -> None:
        on_locked(fact)
        if fact.event.thread_id == 3:
            raise ValueError("the third")

    announce_locks(5)
    work({ThreadLocked: (on_some,)})
    assert effects() == 4
    states = {delivery.event_id: (delivery.state, delivery.attempts) for delivery in rows(Delivery)}
    assert sorted(states.values()) == [("done", 1)] * 4 + [("waiting", 1)]


def test_a_late_failure_does_not_undo_what_another_worker_did(app):
    announce_locks(1)
    loop.dispatch(FAILING)
    [claim] = loop._claim()
    with transaction():
        done = update(Delivery).values(state="done", attempts=claim.attempts + 1)
        db.session.execute(done)
    loop._postpone(claim, ValueError("too late"))
    assert rows(Delivery)[0].state == "done"


# ── Claims and their end ──


def test_a_killed_workers_claim_is_taken_again_after_its_lease_and_not_before(app):
    announce_locks(1)
    loop.dispatch(REACTIONS)
    now = clock.now()
    with clock.at(now):
        assert len(loop._claim()) == 1  # and here the worker dies
    with clock.at(now + timedelta(seconds=loop.LEASE_SECONDS - 1)):
        assert loop.deliver(REACTIONS) == 0
    with clock.at(now + timedelta(seconds=loop.LEASE_SECONDS)):
        assert loop.deliver(REACTIONS) == 1
    assert effects() == 1
    assert rows(Delivery)[0].attempts == 2


@pytest.mark.slow
def test_a_worker_process_killed_in_the_middle_of_a_reaction_loses_nothing(app, tmp_path):
    """A real process, killed with its writes open: they are rolled back and done anew."""
    announce_locks(1)
    loop.dispatch(REACTIONS)
    settings = {
        "MARU_ENV": "testing",
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "VAR_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    program = f"""
import sys, time, json
sys.path.insert(0, {str(ROOT)!r})
import config
from portal import create_app
from portal.worker import loop
from portal.threads.events import ThreadLocked
from tests.worker import test_loop
def on_locked(fact):
    test_loop.on_locked(fact)
    test_loop.db.session.flush()
    print("in the middle", flush=True)
    time.sleep(60)
on_locked.__module__, on_locked.__qualname__ = test_loop.on_locked.__module__, "on_locked"
app = create_app(config.from_env(json.loads({json.dumps(settings)!r})))
with app.app_context():
    loop.deliver({{ThreadLocked: (on_locked,)}})
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        worker.kill()
    assert rows(Delivery)[0].state == "claimed"
    assert effects() == 0
    with clock.at(clock.now() + timedelta(seconds=loop.LEASE_SECONDS)):
        work()
    assert effects() == 1
    assert rows(Delivery)[0].state == "done"


# ── Failing ──


def test_a_failing_reaction_comes_again_after_1_5_25_and_125_minutes_and_then_no_more(app):
    announce_locks(1)
    now = clock.now()
    for attempt, minutes in enumerate((1, 5, 25, 125), start=1):
        with clock.at(now):
            work(FAILING)
        delivery = rows(Delivery)[0]
        assert (delivery.state, delivery.attempts) == ("waiting", attempt)
        assert delivery.due_at == now + timedelta(minutes=minutes)
        with clock.at(delivery.due_at - timedelta(seconds=1)):
            assert loop.deliver(FAILING) == 0
        now = delivery.due_at
    with clock.at(now):
        work(FAILING)
    assert rows(Delivery)[0].state == "dead"
    with clock.at(now + timedelta(days=30)):
        assert loop.deliver(FAILING) == 0
    assert effects() == 0


def test_what_was_given_up_is_visible_first_with_its_error_and_can_be_revived(app):
    announce_locks(2)
    loop.dispatch(FAILING)
    work(FAILING)
    with transaction():
        first = select(func.max(Delivery.event_id)).scalar_subquery()
        change = update(Delivery).where(Delivery.event_id == first)
        db.session.execute(change.values(state="dead", due_at=clock.now() + timedelta(days=1)))
    dead, waiting = deliveries.troubled()
    assert (dead.state, waiting.state) == ("dead", "waiting")
    assert dead.last_error == "ValueError: the mail server speaks Latin"
    assert dead.event_kind == "ThreadLocked"
    backlog = deliveries.backlog()
    assert (backlog.dead_count, backlog.waiting_count, backlog.undispatched_count) == (1, 1, 0)
    with transaction():
        assert deliveries.revive() == 1
    with clock.at(clock.now() + timedelta(days=1)):
        loop.deliver({ThreadLocked: (_named("on_locked_fails"),)})
    assert effects() == 2


def _named(name: str):
    """Give a mended reaction under the name of a broken one."""

    def mended(fact) -> None:
        on_locked(fact)

    mended.__module__, mended.__qualname__ = __name__, name
    return mended


def test_one_failing_reaction_does_not_hold_up_the_others(app):
    announce_locks(3)
    both = {ThreadLocked: (on_locked_fails, on_locked)}
    work(both)
    assert effects() == 3
    assert sorted(row.state for row in rows(Delivery)) == ["done"] * 3 + ["waiting"] * 3


# ── The order of numbers ──


def test_a_fact_committed_after_a_later_number_is_handed_out_all_the_same(app):
    """On PostgreSQL the later number is committed first; on SQLite its writer has to wait."""
    written, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with app.app_context(), transaction():
            announce(ThreadLocked(actor_id=None, thread_id=1))
            written.set()
            go_on.wait(10)

    def quick_writer() -> None:
        with app.app_context(), transaction():
            announce(ThreadLocked(actor_id=None, thread_id=2))

    slow, quick = threading.Thread(target=slow_writer), threading.Thread(target=quick_writer)
    slow.start()
    written.wait(10)
    quick.start()
    if not is_sqlite():
        quick.join()
        work()
        assert [(row.id, row.is_dispatched) for row in rows(EventRow)] == [(2, True)]
    go_on.set()
    slow.join()
    quick.join()
    work()
    assert effects() == 2
    assert sorted((row.id, row.is_dispatched) for row in rows(EventRow)) == [(1, True), (2, True)]


def test_a_number_below_those_already_handed_out_is_not_passed_over(app):
    announce_locks(3)
    work()
    with transaction():
        last = rows(EventRow)[-1]
        values = {"kind": last.kind, "payload": last.payload, "occurred_at": last.occurred_at}
        late = insert(EventRow).values(id=-1, is_replayed=False, is_dispatched=False, **values)
        db.session.execute(late)
    work()
    assert effects() == 4
