"""Doing what is due by the clock. Each job is a duty with a lease: one runner wins."""

import logging
import time

from portal.kit import heartbeat
from portal.kit.db import transaction
from portal.kit.tasks import Task

_log = logging.getLogger("portal.worker")
LEASE_SECONDS = 30


class Schedule:
    """When each task ran last in this process."""

    def __init__(self, tasks: tuple[Task, ...], holder: str) -> None:
        """Begin with everything due."""
        self._tasks = tasks
        self._holder = holder
        self._due: dict[str, float] = {task.name: 0.0 for task in tasks}
        self._held_until: dict[str, float] = {}

    def run_due(self) -> bool:
        """Run every task whose time has come.

        Gives: whether a task found work, so that the worker need not rest.
        """
        worked = False
        for task in self._tasks:
            if time.monotonic() >= self._due[task.name]:
                worked = self._run(task) or worked
                self._due[task.name] = time.monotonic() + task.every_seconds
        return worked

    def _run(self, task: Task) -> bool:
        try:
            if not self._holds(task):
                return False
            if task.opens_transactions:
                return bool(task.job())
            with transaction():
                return bool(task.job())
        except Exception:  # a job may fail in any way; it comes again
            _log.exception("job failed", extra={"facts": {"job": task.name}})
            return False

    def _holds(self, task: Task) -> bool:
        # the lease is renewed well before it ends, and not at every run of a busy job
        if time.monotonic() < self._held_until.get(task.name, 0.0):
            return True
        lease_seconds = max(int(task.every_seconds * 3), LEASE_SECONDS)
        with transaction():
            is_ours = heartbeat.hold(task.name, self._holder, lease_seconds=lease_seconds)
        self._held_until[task.name] = time.monotonic() + lease_seconds / 3 if is_ours else 0.0
        return is_ours
