"""Measure what every page costs, and say whether the budgets hold.

python -m tools.bench                 communities of 10,000 and of 100,000 questions
python -m tools.bench --quick         10,000 only
python -m tools.bench --postgres URL  on PostgreSQL, in databases made beside the one URL names
python -m tools.bench --keep FOLDER   leave the communities there, and take those that are there

Times on a shared machine mean little, so nothing is judged by them. What is counted is the CPU
time of all server processes for a request, as a multiple of what a bare Flask page of 20 KB costs
under the same server, asked in turns with it. Ends with 1 when a "must" is missed.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import bench_report, environment
from tools.bench_client import Asked, Client, Reader, ask, sign_in
from tools.bench_findable import seconds_until_found
from tools.bench_pages import PAGES, Page
from tools.bench_report import Figures, Findings
from tools.bench_servers import (
    Server,
    family,
    fresh_database,
    pss_mb,
    run_python,
    running,
    serving,
)

SMALL, LARGE = 10_000, 100_000
ROUNDS = 25
BARE_BURST = 160
BARE_EVERY = 4
# Whoosh indexes some hundred documents a second: a larger index would take longer than all the rest
INDEXED_UP_TO = 10_000
WORKER_SECONDS = 20


@dataclass
class Site:
    """One community, and the portal that serves it."""

    questions: int
    environ: dict[str, str]
    server: Server
    told: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)


@dataclass
class Meter:
    """Adds up what the requests of one page cost."""

    page: str
    questions: int
    client: Client
    server: Server
    burst: int
    writes: bool = False
    cpu_ms: float = 0.0
    requests: int = 0
    busy_seconds: float = 0.0
    seconds: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Send one burst."""
        cpu_before, began = self.server.cpu_ms(), time.perf_counter()
        taken = self.client.burst(self.burst)
        self.busy_seconds += time.perf_counter() - began
        self.cpu_ms += self.server.cpu_ms() - cpu_before
        self.requests += len(taken)
        self.seconds += taken

    def figures(self) -> Figures:
        """Give what came out."""
        ordered = sorted(self.seconds)
        return Figures(
            cpu_ms=self.cpu_ms / self.requests,
            p50_ms=1_000 * ordered[len(ordered) // 2],
            p99_ms=1_000 * ordered[int(len(ordered) * 0.99)],
            per_second=self.requests / self.busy_seconds,
        )


def main() -> int:
    """Measure everything; give the exit code."""
    options = _options()
    sizes = (SMALL,) if options.quick else (SMALL, LARGE)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = stack.enter_context(serving("bare", "tools.bench_bare:application", {}))
        sites = [stack.enter_context(_site(folder, size, options.postgres)) for size in sizes]
        findings = _measure(bare, sites, options)
        findings.bytes = _bytes(sites[0])
        findings.memory, findings.findable = _with_worker(sites[0])
        findings.merge = _merge_seconds(folder, options.postgres)
    print(bench_report.draw(findings))
    return 1 if bench_report.missed(findings) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10,000 questions only")
    parser.add_argument("--postgres", metavar="URL", help="measure on PostgreSQL")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep and reuse communities")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="how often all are asked in turn"
    )
    parser.add_argument("--only", default="", help="only the pages whose name holds this")
    return parser.parse_args()


@contextmanager
def _site(folder: Path, questions: int, postgres: str | None) -> Iterator[Site]:
    var_dir = folder / str(questions)
    environ = {"MARU_ENV": "development", "VAR_DIR": str(var_dir), "LOG_LEVEL": "INFO"}
    # one visitor asks for all of them
    environ["SEARCHES_A_MINUTE"] = "0"
    environ |= {
        "DATABASE_URL": fresh_database(postgres, f"maru_bench_{questions}") if postgres else ""
    }
    told = _built(var_dir, questions, environ)
    with serving(f"{questions:,}", "wsgi:application", environ) as server:
        _find_paths(server, told)
        yield Site(questions, environ, server, told)


def _built(var_dir: Path, questions: int, environ: dict[str, str]) -> dict[str, Any]:
    kept = var_dir / "told.json"
    if not kept.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        _say(f"Building a community of {questions:,} questions …")
        run_python(environ, "-m", "tools.prepare", "--only-database")
        told = run_python(environ, "-m", "tools.bench_community", str(questions))
        if questions <= INDEXED_UP_TO:
            _say("Building its search index …")
            run_python(environ, "-m", "flask", "--app", "wsgi:application", "search", "rebuild")
        kept.write_text(told, encoding="utf-8")
    read: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return read


def _merge_seconds(folder: Path, postgres: str | None) -> dict[str, float]:
    """Merge two ideas of 50,000 voters each in a database of their own, and undo it."""
    with tempfile.TemporaryDirectory(dir=folder) as var_dir:
        environ = {"MARU_ENV": "development", "VAR_DIR": var_dir, "LOG_LEVEL": "ERROR"}
        environ |= {
            "DATABASE_URL": fresh_database(postgres, "maru_bench_merge") if postgres else ""
        }
        _say("Merging two ideas of 50,000 voters each …")
        run_python(environ, "-m", "tools.prepare", "--only-database")
        took: dict[str, float] = json.loads(run_python(environ, "-m", "tools.bench_merge"))
    return took


def _find_paths(server: Server, told: dict[str, Any]) -> None:
    """Learn the whole addresses from the redirects of the short ones."""
    for name, folder, ids in (
        ("question_paths", "questions", told["full_pages"]),
        ("article_paths", "faq", told["articles"]),
    ):
        answers = [ask(server.port, Asked(f"/{folder}/{number}/-")) for number in ids]
        told[name] = [answer.headers["Location"] for answer in answers]


def _measure(bare: Server, sites: list[Site], options: argparse.Namespace) -> Findings:
    bare_client = Client(bare.port, lambda _lane, _number: Asked("/"))
    bare_meter = Meter("bare", 0, bare_client, bare, BARE_BURST)
    meters = [meter for site in sites for meter in _meters(site, options.only)]
    for meter in (bare_meter, *meters):
        _warm_up(meter)
    # votes come last, because after every one of them nothing that was kept is valid any more
    for writes in (False, True):
        turns = [meter for meter in meters if meter.writes == writes]
        _take_turns(bare_meter, turns, options.rounds)
    figures = {(meter.page, meter.questions): meter.figures() for meter in meters}
    return Findings(bare_meter.figures(), figures, [site.questions for site in sites])


def _take_turns(bare: Meter, meters: list[Meter], rounds: int) -> None:
    for number in range(rounds):
        _say(f"Round {number + 1} of {rounds}", end="\r")
        for place, meter in enumerate(meters):
            if place % BARE_EVERY == 0:
                bare.run()
            meter.run()


def _meters(site: Site, only: str) -> Iterator[Meter]:
    readers = _readers(site)
    for page in PAGES:
        if only in page.name and _can_be_asked(page, site):
            client = Client(site.server.port, page.plan(site.told, readers))
            known = (page.name, site.questions, client, site.server)
            yield Meter(*known, burst=page.burst, writes=page.writes)


def _readers(site: Site) -> list[Reader]:
    port, password = site.server.port, site.told["password"]
    return [sign_in(port, email, password) for email in site.told["readers"]]


def _can_be_asked(page: Page, site: Site) -> bool:
    return not page.needs_index or site.questions <= INDEXED_UP_TO


def _warm_up(meter: Meter) -> None:
    """Let both processes see every page once: what is measured is the running portal."""
    meter.client.burst(meter.burst)


def _bytes(site: Site) -> dict[str, bytes]:
    port = site.server.port
    pages = {"list": "/questions", "question": site.told["question_paths"][0]}
    found = {name: ask(port, Asked(path)).body for name, path in pages.items()}
    assets = bench_report.asset_paths(found["list"])
    found["CSS and JS"] = b""
    for path in assets:
        found[path] = ask(port, Asked(path)).body
    return found


def _with_worker(site: Site) -> tuple[dict[str, float], list[float]]:
    """Weigh the processes, and see how soon the worker makes findable what is posted."""
    master, *workers = family(site.server.pid)
    web = pss_mb(workers)
    readers = _readers(site)
    command = [str(environment.PYTHON), "-m", "flask", "--app", "wsgi:application", "worker", "run"]
    with running(command, site.environ) as pid:
        time.sleep(WORKER_SECONDS)
        findable = seconds_until_found(site.server.port, readers)
        worker = pss_mb(family(pid))
    return {"web": web, "master": pss_mb([master]), "worker": worker}, findable


def _say(sentence: str, *, end: str = "\n") -> None:
    print(sentence, end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
