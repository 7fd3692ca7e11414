"""Keep a few processes running until told to stop, then let each finish what it holds."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

TICK_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 60.0
GRACE_SECONDS = 20.0
EX_CONFIG = 78  # sysexits.h: starting again will not help


@dataclass
class Child:
    """One process that should be running, and the memory of how often it was not."""

    name: str
    command: list[str]
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then
        # asks politely. Gunicorn would take the terminal's own interrupt as "drop everything".
        self.process = subprocess.Popen(self.command, env=self.environ, start_new_session=True)
        self.started_at = time.monotonic()

    def send(self, signal_number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal_number)

    def kill(self) -> None:
        """End the process and whatever it started, also what outlived it."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def note_death(self, code: int) -> None:
        """Plan the next start: at once after a long good life, later and later otherwise."""
        self.kill()
        now = time.monotonic()
        self.failures = 0 if now - self.started_at > HEALTHY_AFTER_SECONDS else self.failures + 1
        pause = min(0.25 * 2**self.failures, LONGEST_PAUSE_SECONDS)
        self.process = None
        self.start_at = now + pause
        print(f"The {self.name} ended ({_how(code)}); it starts again in {pause:g} s.", flush=True)


def _how(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Run children until a signal asks to stop; a second one does not wait."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.signals = 0
        self.exit_code = 0

    def run(self) -> int:
        """Give 0 after a stop that was asked for, or the code of a child that cannot run."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self.signals:
                self._tend()
                self.tick()
                time.sleep(TICK_SECONDS)
        finally:
            self._stop()
        return self.exit_code

    def tick(self) -> None:
        """Do what else is due; for those who build on this one."""

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _tend(self) -> None:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.start_at:
                    child.start()
                continue
            code = child.process.poll()
            if code == EX_CONFIG:
                self.signals, self.exit_code = 1, code
            elif code is not None:
                child.note_death(code)

    def _stop(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.process and child.process.poll() is None for child in self.children):
            if time.monotonic() > deadline or self.signals > 1:
                for child in self.children:
                    child.kill()
            time.sleep(TICK_SECONDS / 2)
