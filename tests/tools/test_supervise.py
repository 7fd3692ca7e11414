"""Children are kept running, stopped politely, and never waited for in vain."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PATIENT = """
import os, signal, sys, time
stop = []
signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
open(f"{sys.argv[1]}/{sys.argv[2]}.{os.getpid()}.up", "w").close()
while not stop:
    time.sleep(0.02)
time.sleep(0.2)
open(f"{sys.argv[1]}/{sys.argv[2]}.{os.getpid()}.done", "w").close()
"""
STUBBORN = PATIENT.replace("while not stop", "while True")
MISCONFIGURED = "import sys; sys.exit(78)"

SUPERVISOR = """
import os, sys
from tools import supervise
folder, *programs = sys.argv[1:]
children = [
    supervise.Child(str(n), [sys.executable, "-c", program, folder, str(n)], dict(os.environ))
    for n, program in enumerate(programs)
]
sys.exit(supervise.Supervisor(children).run())
"""


@contextmanager
def supervised(folder: Path, *programs: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SUPERVISOR, str(folder), *programs]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            for path in folder.glob("*.up"):
                with suppress(ProcessLookupError):
                    os.kill(int(path.name.split(".")[1]), signal.SIGKILL)
            process.kill()


def pids(folder: Path, name: str, state: str) -> list[int]:
    paths = sorted(folder.glob(f"{name}.*.{state}"), key=lambda path: path.stat().st_ctime_ns)
    return [int(path.name.split(".")[1]) for path in paths]


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_lets_every_child_finish_and_gives_0(tmp_path: Path, number: int) -> None:
    with supervised(tmp_path, PATIENT, PATIENT) as supervisor:
        wait_until(lambda: pids(tmp_path, "0", "up") and pids(tmp_path, "1", "up"))
        supervisor.send_signal(number)
        assert supervisor.wait(10) == 0
    for name in ("0", "1"):
        assert pids(tmp_path, name, "done") == pids(tmp_path, name, "up")


def test_a_killed_child_is_started_again_and_the_other_left_alone(tmp_path: Path) -> None:
    with supervised(tmp_path, PATIENT, PATIENT) as supervisor:
        wait_until(lambda: pids(tmp_path, "0", "up") and pids(tmp_path, "1", "up"))
        os.kill(pids(tmp_path, "0", "up")[0], signal.SIGKILL)
        wait_until(lambda: len(pids(tmp_path, "0", "up")) == 2)
        supervisor.send_signal(signal.SIGTERM)
        output, _ = supervisor.communicate(timeout=10)
    assert supervisor.returncode == 0
    assert "The 0 ended (killed by signal 9); it starts again in" in output
    assert len(pids(tmp_path, "1", "up")) == 1


def test_a_child_that_keeps_dying_is_started_less_and_less_often(tmp_path: Path) -> None:
    with supervised(tmp_path, "import sys; sys.exit(3)") as supervisor:
        time.sleep(2.5)
        supervisor.send_signal(signal.SIGTERM)
        output, _ = supervisor.communicate(timeout=10)
    pauses = [float(line.split()[-2]) for line in output.splitlines()]
    assert pauses == sorted(set(pauses)), "each pause is longer than the one before"
    assert 2 <= len(pauses) <= 3


def test_a_child_without_configuration_stops_everything_with_its_code(tmp_path: Path) -> None:
    with supervised(tmp_path, PATIENT, MISCONFIGURED) as supervisor:
        assert supervisor.wait(10) == 78
    assert pids(tmp_path, "0", "done") == pids(tmp_path, "0", "up")


def test_a_second_signal_does_not_wait_for_a_stubborn_child(tmp_path: Path) -> None:
    with supervised(tmp_path, STUBBORN) as supervisor:
        wait_until(lambda: pids(tmp_path, "0", "up"))
        (pid,) = pids(tmp_path, "0", "up")
        supervisor.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert supervisor.poll() is None, "the first signal is polite"
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(5) == 0
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
