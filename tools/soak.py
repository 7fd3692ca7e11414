"""Let many people use the portal at once for a while, by chance, and look what is left of it.

python -m tools.soak --minutes 60         on SQLite
python -m tools.soak --postgres URL       on PostgreSQL, in a database made beside the one URL names
python -m tools.soak --seed 7             other luck

Serves the portal as `make run` does, in a database of its own with a small community. Whatever is
refused with its reason is an answer; an error of the server, a silence or a line of an error in the
logs is a fault. When the time is over, `flask check`, the figures, the hot order, the search index
and the deliveries must say what the rows say. Ends with 1 when anything does not.
"""

import argparse
import json
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import environment
from tools.bench_servers import (
    Server,
    family,
    fresh_database,
    pss_mb,
    run_python,
    running,
    serving,
)
from tools.soak_acts import Chance, draw
from tools.soak_visit import Log, Town, Visit

LANES = 8
MOST_REQUESTS = 36_000
"""In a whole run: done more often, most of it would meet the limits of what one person may do."""
MOST_MINUTES = 24 * 60
DATABASE = "maru_soak"
_LANE_SEEDS = 1_000
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came out of the load."""

    log: Log
    memory: dict[str, tuple[float, float]]
    errors: list[str]


def main() -> int:
    """Soak; give the exit code."""
    options = _options()
    # whatever ends it, its children end with it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder), options)
        _say("Laying a small community …")
        run_python(environ, "-m", "tools.prepare", "--only-database")
        told = json.loads(run_python(environ, "-m", "tools.soak_community", str(options.seed)))
        soaked = _soak(environ, told, options)
        _say("Doing what is left to do, and counting by hand …")
        verdict = json.loads(run_python(environ, "-m", "tools.soak_judge"))
    return _report(soaked, verdict, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=_minutes, default=60.0, help="for how long (60)")
    parser.add_argument("--postgres", metavar="URL", help="soak on PostgreSQL")
    parser.add_argument("--database", default=DATABASE, help="its name there")
    parser.add_argument("--seed", type=int, default=1, help="the luck of everybody (1)")
    return parser.parse_args()


def _minutes(typed: str) -> float:
    minutes = float(typed)
    if not 0 < minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"more than 0 and at most {MOST_MINUTES}")
    return minutes


def _environ(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    url = fresh_database(options.postgres, options.database) if options.postgres else ""
    return {
        "MARU_ENV": "development",
        "VAR_DIR": str(folder),
        "DATABASE_URL": url,
        "LOG_LEVEL": "WARNING",
        "MAIL_URL": "console://",
        # all of them come from one address
        "SEARCHES_A_MINUTE": "0",
    }


def _soak(environ: dict[str, str], told: dict[str, Any], options: argparse.Namespace) -> Soaked:
    log = Path(environ["VAR_DIR"]) / "log"
    command = [str(environment.PYTHON), "-m", "flask", "--app", "wsgi:application", "worker", "run"]
    with (
        serving("soak", "wsgi:application", environ, log=log) as server,
        running(command, environ, log=log) as worker,
    ):
        town = Town.enter(server.port, told)
        weighing = _Weighing(server, worker)
        _say(f"{options.minutes:g} minutes of load, seed {options.seed} …")
        logs = _drive(town, options)
        memory = weighing.end()
    return Soaked(logs, memory, _errors(log))


def _drive(town: Town, options: argparse.Namespace) -> Log:
    luck = [Chance(options.seed * _LANE_SEEDS + lane) for lane in range(LANES)]
    over = threading.Event()
    with ThreadPoolExecutor(LANES) as pool:
        # from the first lane on: whoever is told to stop while they begin ends them, too
        try:
            logs = [
                pool.submit(_lane, town, lane, luck[lane], _Time(options.minutes * 60, over))
                for lane in range(LANES)
            ]
            return Log.together(log.result() for log in logs)
        finally:
            over.set()


class _Time:
    """The time of one connection: evenly filled, and over at once when it has to be."""

    def __init__(self, seconds: float, over: threading.Event) -> None:
        self._began = time.monotonic()
        self._ends_at = self._began + seconds
        self._pause = seconds * LANES / MOST_REQUESTS
        self._over = over
        self._number = 0

    def goes_on(self) -> bool:
        """Wait until the next act is due; tell whether there is one."""
        self._number += 1
        due_at = min(self._began + self._number * self._pause, self._ends_at)
        is_over = self._over.wait(max(due_at - time.monotonic(), 0))
        return not is_over and time.monotonic() < self._ends_at


def _lane(town: Town, lane: int, chance: Chance, left: _Time) -> Log:
    """Do one thing after the other."""
    log = Log()
    while left.goes_on():
        act = draw(chance, lane)
        act(chance, Visit(town, log, act.__name__))
    return log


class _Weighing:
    """Weighs the processes before and after."""

    def __init__(self, server: Server, worker: int) -> None:
        self._pids = {"web": server.pid, "worker": worker}
        self._before = self._now()

    def end(self) -> dict[str, tuple[float, float]]:
        """Give what each weighed at first and weighs now, in MB."""
        after = self._now()
        return {name: (self._before[name], after[name]) for name in self._pids}

    def _now(self) -> dict[str, float]:
        return {name: pss_mb(family(pid)) for name, pid in self._pids.items()}


def _errors(log: Path) -> list[str]:
    """Give what the processes wrote down as an error."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if '"level": "error"' in line or "Traceback" in line]


def _report(soaked: Soaked, verdict: dict[str, Any], options: argparse.Namespace) -> int:
    faults = list(_faults(soaked, verdict))
    print("\n".join(_lines(soaked.log)))
    for name, (before, after) in soaked.memory.items():
        print(f"{name}: {before:.0f} MB at first, {after:.0f} MB at the end")
    print(f"{verdict['facts']} facts, {sum(verdict['drift'].values())} drift, {len(faults)} faults")
    for fault in faults[:_SHOWN]:
        print(f"  {fault}")
    if faults:
        print(f"The same luck again: --seed {options.seed}")
    return 1 if faults else 0


def _faults(soaked: Soaked, verdict: dict[str, Any]) -> Iterator[str]:
    if not soaked.log.requests:
        yield "nothing was asked"
    yield from soaked.log.faults
    yield from (f"logged: {line}" for line in soaked.errors)
    yield from (f"drift of {drift}: {name}" for name, drift in verdict["drift"].items())
    yield from verdict["faults"]


def _lines(log: Log) -> Iterator[str]:
    yield f"{'act':10} {'requests':>8} {'p50 ms':>7} {'p99 ms':>7}  answers"
    for act in sorted(log.statuses):
        yield _line(act, log.seconds[act], log.statuses[act])
    every = [seconds for one in log.seconds.values() for seconds in one]
    whole: Counter[int] = sum(log.statuses.values(), start=Counter())
    yield _line("all", every, whole)


def _line(act: str, seconds: list[float], statuses: dict[int, int]) -> str:
    ordered = sorted(seconds)
    p50, p99 = (1_000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    told = ", ".join(f"{status} × {count}" for status, count in sorted(statuses.items()))
    return f"{act:10} {len(seconds):8,} {p50:7.0f} {p99:7.0f}  {told}"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
