"""Measure both engines, behind `make bench-search`. The figures stand in docs/search.md.

Ends with 1 when a figure that is promised is missed. Times are CPU time, of this process and of
PostgreSQL's, warm, ten hits, in milliseconds, p50 / p99; a bare Flask page is measured in the same
run to compare machines by. Only the seconds until something is found are those of the clock.
"""

import argparse
import platform
import secrets
import string
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

import config
from portal import create_app
from portal.kit import site
from portal.kit.db import db
from portal.search import content
from portal.search.engine import EngineUnavailable
from tests.make.cast import Cast
from tests.make.threads import question
from tests.search import kills, labelled, measure_speed
from tests.search.conftest import Place
from tests.search.running import House, house, wait_until
from tools import postgres

OVERLAP = 0.95
FINDABLE_SECONDS = 2.0
WRITES_A_SECOND = 25
PROMISED = {
    "Korean support": {"mean_reciprocal_rank": 0.95, "recall": 0.98},
    "Korean question pairs": {
        "mean_reciprocal_rank": 0.57,
        "recall": 0.75,
        "mean_average_precision": 0.61,
        "precision_at_1": 0.52,
    },
    # The half of the set at hand is the harder one: see docs/search.md.
    "Korean paraphrases": {
        "mean_reciprocal_rank": 0.95,
        "hit_rate": 0.997,
        "mean_average_precision": 0.83,
        "precision_at_1": 0.90,
    },
}
# What is known of another set, StackFAQ: 1,249 rephrasings in English of 125 threads.
PUBLISHED = """
Of another set, in English, and so to know the order of magnitude by and nothing else (StackFAQ,
1,249 rephrasings of 125 threads): Elasticsearch by question MAP .665, by question and answer .637,
as published; BM25F of Whoosh by question and answer, in a trial, MAP .765, P@1 .781."""


class Report:
    """Lines as they come, and what was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def say(self, line: str) -> None:
        """Print a line at once."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def hold(self, name: str, *, is_kept: bool) -> None:
        """Print whether a promise is kept."""
        self.say(f"{'ok    ' if is_kept else 'MISSED'}  {name}")
        if not is_kept:
            self.missed.append(name)


def main() -> int:
    """Print every figure; give 1 when a promised one is missed."""
    asked = _arguments()
    report = Report()
    report.say(f"Python {platform.python_version()}, Whoosh {version('whoosh')}, 2 engines")
    _quality(report, asked.postgres)
    _content(report)
    report.say(f"\nA bare Flask page: {measure_speed.bare_page():.2f} ms CPU")
    for size in asked.sizes:
        _speed(report, size, None)
        _speed(report, size, asked.postgres)
    if asked.large:
        _speed(report, asked.large, asked.postgres)
    for server in (None, asked.postgres):
        _work(report, server, asked.seconds, asked.kills)
    report.say(f"\n{f'Missed: {chr(59).join(report.missed)}' if report.missed else 'All is kept.'}")
    return 1 if report.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure both search engines.")
    found = postgres.find_running()
    parser.add_argument("--postgres", default=found, help="a server to make databases on")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--large", type=int, default=0, help="so many once more, on PostgreSQL")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20, help="of 25 writes each")
    asked = parser.parse_args()
    if not asked.postgres:
        parser.error("there is no PostgreSQL; name one with --postgres")
    return asked


def _quality(report: Report, server: str) -> None:
    for make in (labelled.support, labelled.question_pairs, labelled.paraphrases):
        asked = make()
        report.say(f"\n{asked.name}: {len(asked.documents):,} documents")
        with _place(None) as one, _place(server) as other:
            engines = {place.kind: place.open() for place in (one, other)}
            for kind, engine in engines.items():
                engine.rebuild(asked.documents)
                figures = labelled.measure(engine, asked)
                report.say(f"{kind}: {figures}")
                for name, least in PROMISED[asked.name].items():
                    is_kept = getattr(figures, name) >= least
                    report.hold(f"{asked.name}, {kind}: {name} ≥ {least}", is_kept=is_kept)
            texts = [query.text for query in asked.queries]
            shared = labelled.overlap(*engines.values(), texts)
            report.hold(
                f"{asked.name}: {shared:.4f} in common, ≥ {OVERLAP}", is_kept=shared >= OVERLAP
            )
    report.say(PUBLISHED)


def _content(report: Report) -> None:
    """Tell how often two titles share enough content words: of one problem, and of two."""
    for meaning, pairs in labelled.judged_pairs().items():
        alike = sum(
            len(content.shared(content.content_words(one), content.content_words(other)))
            >= content.SHARED_MIN
            for one, other in pairs
        )
        share = alike / len(pairs)
        report.say(f"two content words shared, pairs that {meaning}: {share:.3f}")


def _speed(report: Report, size: int, server: str | None) -> None:
    with _place(server) as place:
        report.say(f"\n{place.kind}, {size:,} documents")
        measure_speed.measure(place, size, report.say)


def _work(report: Report, server: str | None, seconds: int, times: int) -> None:
    name = "postgres" if server else "whoosh"
    report.say(f"\n{name}, with a worker")
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), server) as portal:
        cast = Cast.make()
        first = question(cast.minji, cast.product_id, title="기다리지 않는 질문")
        with portal.working():
            # a worker that has just been started reads its own code first
            wait_until(lambda: [hit.id for hit in portal.engine.search("기다리지")] == [first])
            waits = sorted(_findable(portal, cast, seconds))
        last = waits[int(len(waits) * 0.99)]
        report.say(f"{len(waits)} posts, found after {waits[len(waits) // 2]:.2f} / {last:.2f} s")
        promised = (
            f"{name}: findable within {FINDABLE_SECONDS} s while {WRITES_A_SECOND} are written"
        )
        report.hold(promised, is_kept=last <= FINDABLE_SECONDS)
        _kills(report, portal, cast, times)


def _kills(report: Report, portal: House, cast: Cast, times: int) -> None:
    name = site.current().search_engine
    kills.let_leases_run_out()
    question(cast.seoyeon, cast.product_id, title="끊기지 않는 질문 0")
    with portal.working():
        wait_until(lambda: portal.engine.search("끊기지"))
    kills.let_leases_run_out()
    with kills.answering(portal, "끊기지") as answers:
        kills.kill_the_worker(portal, cast.seoyeon, cast.product_id, times=times)
        with portal.working():
            wait_until(kills.is_handed_out)
            wait_until(kills.is_caught_up)
    report.hold(
        f"{name}: every one of {len(answers)} searches answered", is_kept=set(answers) == {""}
    )
    lines = portal.verified().stdout.splitlines()
    is_whole = lines[-1:] == ["0 differences"]
    report.hold(f"{name}: {times} kills, {' '.join(lines[-1:])}", is_kept=is_whole)


def _findable(portal: House, cast: Cast, seconds: int) -> Iterator[float]:
    """Write at a rate, and wait for each until a search finds it."""
    waiting: dict[str, float] = {}
    count = seconds * WRITES_A_SECOND
    done = 0

    writer = threading.Thread(target=_write, args=(portal, cast, waiting, count))
    writer.start()
    while done < count and (waiting or writer.is_alive()):
        for word, posted in [*waiting.items()]:
            try:
                is_found = bool(portal.engine.search(word))
            except EngineUnavailable:
                is_found = False
            if not is_found:
                break
            done += 1
            del waiting[word]
            yield time.perf_counter() - posted
        time.sleep(0.02)
    writer.join()


def _write(portal: House, cast: Cast, waiting: dict[str, float], count: int) -> None:
    """Post questions at a rate, each with a word of its own; note when it was posted."""
    with portal.app.app_context():
        began = time.perf_counter()
        for number in range(count):
            time.sleep(max(0.0, began + number / WRITES_A_SECOND - time.perf_counter()))
            # letters alone: a digit would make two words of it
            word = "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
            title = f"Where does the {word} go?"
            question(cast.seoyeon, cast.product_id, title=title, lang="en")
            waiting[word] = time.perf_counter()
        db.session.remove()


@contextmanager
def _place(server: str | None) -> Iterator[Place]:
    """Give an empty place: a folder, or a database of its own."""
    if not server:
        with tempfile.TemporaryDirectory() as folder:
            yield Place("whoosh", f"{folder}/index")
        return
    name = f"maru_measured_{uuid.uuid4().hex[:8]}"
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        environ = {"MARU_ENV": "testing", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        app = create_app(config.from_env(environ))
        try:
            with app.app_context():
                db.create_all()
                place = Place("postgres", db.engine.url.render_as_string(hide_password=False))
                db.engine.dispose()
            yield place
            place.close()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
