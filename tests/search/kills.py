"""Killing the worker while it writes the index, and asking all the while."""

import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select, update

from portal.accounts.actor import Actor
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.events import Delivery, EventRow
from portal.kit.heartbeat import Heartbeat
from portal.search.engine import EngineUnavailable
from portal.search.models import StaleDocument
from tests.make.threads import question
from tests.search.running import House, wait_until

_SECONDS_BETWEEN_SEARCHES = 0.02
# So far apart are posts while a worker runs; it writes twice a second.
_MOST_SECONDS_BETWEEN_POSTS = 0.2
_POSTS_A_KILL = 3


def kill_the_worker(portal: House, author: Actor, product_id: int, *, times: int) -> list[int]:
    """Start a worker, let it write, and kill it at any moment; so many times.

    Gives: what was posted meanwhile.
    """
    draw = random.Random(7)  # noqa: S311  # the same draw every time is wanted
    posted: list[int] = []
    for turn in range(1, times + 1):
        worker = portal.start_worker()
        before = portal.engine.generation()
        posted.append(question(author, product_id, title=f"끊기지 않는 질문 {turn}"))
        wait_until(lambda before=before: portal.engine.generation() != before)
        for number in range(_POSTS_A_KILL):
            title = f"끊기지 않는 질문 {turn} {number}"
            posted.append(question(author, product_id, title=title))
            time.sleep(draw.random() * _MOST_SECONDS_BETWEEN_POSTS)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        let_leases_run_out()
    return posted


def let_leases_run_out() -> None:
    """Give back what a dead worker holds, as half a minute and two would."""
    with transaction():
        db.session.execute(delete(Heartbeat))
        claimed = update(Delivery).where(Delivery.state == "claimed")
        db.session.execute(claimed.values(due_at=clock.now()))


@contextmanager
def answering(portal: House, query: str) -> Iterator[list[str]]:
    """Search without pause.

    Gives: for each search what was wrong with its answer, empty when all was well; grows meanwhile.
    """
    answers: list[str] = []
    is_over = threading.Event()

    def read() -> None:
        with portal.app.app_context():
            while not is_over.is_set():
                try:
                    found = portal.engine.search(query)
                    answers.append("" if found else "nothing was found")
                except EngineUnavailable as error:
                    answers.append(repr(error))
                time.sleep(_SECONDS_BETWEEN_SEARCHES)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        thread.join()


def is_caught_up() -> bool:
    """Tell whether the index knows of everything."""
    waiting = select(func.count()).select_from(StaleDocument)
    return not db.session.execute(waiting).scalar()


def is_handed_out() -> bool:
    """Tell whether every fact has led to what follows it."""
    open_facts = select(func.count()).select_from(EventRow).where(~EventRow.is_dispatched)
    waiting = select(func.count()).select_from(Delivery).where(Delivery.state != "done")
    return not any(db.session.execute(each).scalar() for each in (open_facts, waiting))
