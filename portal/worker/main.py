"""One worker process: rounds of dispatch, deliver and schedule, until it is told to stop."""

import logging
import os
import signal
import socket
import threading
import time
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.kit import heartbeat
from portal.kit.db import db, transaction
from portal.wiring import REACTIONS, SCHEDULE
from portal.worker import loop
from portal.worker.schedule import Schedule

_log = logging.getLogger("portal.worker")
BEAT_SECONDS = 5.0
_TROUBLE_SECONDS = 2.0


class Worker:
    """A worker and its two threads: one for everything, one for what may wait long."""

    def __init__(self, app: Flask, *, poll_ms: int) -> None:
        """Take the application, and how long to rest when nothing is to do."""
        self._app = app
        self._rest_seconds = poll_ms / 1_000
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._beat_due = 0.0

    def run(self) -> None:
        """Work until told to stop; what is in hand is finished first."""
        apart = tuple(task for task in SCHEDULE if task.runs_apart)
        here = tuple(task for task in SCHEDULE if not task.runs_apart)
        _log.info("worker started", extra={"facts": {"holder": self._holder}})
        waiting = threading.Thread(target=self._rounds, args=(Schedule(apart, self._holder),))
        waiting.start()
        self._rounds(Schedule(here, self._holder), hands_out=True)
        waiting.join()
        _log.info("worker stopped", extra={"facts": {"holder": self._holder}})

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Let the round that is running be the last: a signal handler."""
        self._stop.set()

    def _rounds(self, schedule: Schedule, *, hands_out: bool = False) -> None:
        while not self._stop.is_set():
            with self._app.app_context():
                worked = self._round(schedule, hands_out=hands_out)
            if not worked:
                self._stop.wait(self._rest_seconds)

    def _round(self, schedule: Schedule, *, hands_out: bool) -> bool:
        try:
            worked = schedule.run_due()
            if hands_out:
                self._beat()
                worked = bool(loop.dispatch(REACTIONS) + loop.deliver(REACTIONS)) or worked
        except SQLAlchemyError:
            # the database is away; it will be back, and so will everything that waits in it
            _log.exception("database unavailable")
            db.session.remove()
            self._stop.wait(_TROUBLE_SECONDS)
            return False
        return worked

    def _beat(self) -> None:
        if time.monotonic() < self._beat_due:
            return
        with transaction():
            heartbeat.hold("worker", self._holder, lease_seconds=0)
        self._beat_due = time.monotonic() + BEAT_SECONDS


def run(app: Flask, *, poll_ms: int) -> None:
    """Work until SIGINT or SIGTERM."""
    worker = Worker(app, poll_ms=poll_ms)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.ask_to_stop)
    worker.run()


def drain() -> None:
    """Work until nothing is left to do now. For tests and maintenance."""
    while loop.dispatch(REACTIONS) + loop.deliver(REACTIONS):
        pass
