"""How fast the engines are, in CPU time: of this process, and of PostgreSQL's where it works."""

import random
import re
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
from flask import Flask
from sqlalchemy import make_url
from werkzeug.test import create_environ, run_wsgi_app

from portal.search.engine import Document, Engine, Filters
from tests.make.data import shared_data, shared_lines
from tests.search.conftest import Place

_TITLE_WORDS = 10
_BODY_WORDS = 80
_TAGS = 200
_PRODUCTS = 5
_QUERIES = 300
_COMMITS = 60
_SEED = 7
_DAYS = 900
_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_SYLLABLES_TYPED = 2

T = TypeVar("T")


class Clock:
    """The CPU seconds that the work takes, wherever it is done on this machine."""

    def __init__(self, place: Place) -> None:
        self._files: list[Path] = []
        if place.kind == "postgres":
            url = make_url(place.where).set(drivername="postgresql")
            with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
                statement = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                pids = [pid for (pid,) in connection.execute(statement).fetchall()]
                files = [Path(f"/proc/{pid}/schedstat") for pid in pids]
                own = connection.info.backend_pid
            self._files = [one for one in files if one.exists() and str(own) not in str(one)]

    def now(self) -> float:
        """Read the clock."""
        served = sum(int(file.read_text().split()[0]) for file in self._files if file.exists())
        return time.process_time() + served / 1e9


def measure(place: Place, count: int, say: Callable[[str], None]) -> dict[str, tuple[float, float]]:
    """Build an index of so many documents and ask it.

    Gives: p50 and p99 in CPU milliseconds of what was asked.
    """
    titles: list[str] = []
    engine = place.open()
    began = time.perf_counter()
    engine.rebuild(_kept(documents(count), titles))
    seconds = time.perf_counter() - began
    megabytes = _bytes_of(place) / 1e6
    say(f"{count:,} documents in one go: {count / seconds:,.0f} a second, {megabytes:,.0f} MB")
    figures = _ask(place, engine, titles, say)
    _change(place, engine, list(documents(_COMMITS)), say)
    return figures


def bare_page() -> float:
    """Give the CPU milliseconds of a bare Flask page of 20 KB, without a server around it."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "x" * 20_000)
    environ = create_environ("/")
    act = lambda _: run_wsgi_app(app, dict(environ))  # noqa: E731 - it is one line
    return _milliseconds(time.process_time, act, range(_QUERIES))[0]


def documents(count: int) -> "Sequence[Document] | map[Document]":
    """Write threads of words drawn as often as people use them, three Korean to one English."""
    draw = random.Random(_SEED)  # noqa: S311  # the same draw every time is wanted
    words = {"ko": _korean_words(), "en": _english_words()}
    tags = [f"tag{number}" for number in range(_TAGS)]
    return map(lambda number: _thread(draw, number, words, tags), range(count))  # noqa: C417


def _kept(found: "Sequence[Document] | map[Document]", titles: list[str]) -> "map[Document]":
    def keep(document: Document) -> Document:
        titles.append(document.title)
        return document

    return map(keep, found)


def _ask(
    place: Place, engine: Engine, titles: Sequence[str], say: Callable[[str], None]
) -> dict[str, tuple[float, float]]:
    draw = random.Random(_SEED)  # noqa: S311  # the same draw every time is wanted
    asked = draw.sample(titles, min(_QUERIES, len(titles)))
    answered = Filters(kinds=frozenset({"question"}), state="answered")
    engine.search("환불")
    clock = Clock(place)

    def some(title: str, count: int) -> str:
        return " ".join(draw.sample(title.split(), count))

    figures = {}
    for name, ask in (
        ("one word", lambda title: engine.search(some(title, 1))),
        ("two words", lambda title: engine.search(some(title, 2))),
        ("three words", lambda title: engine.search(some(title, 3))),
        ("two words, filtered", lambda title: engine.search(some(title, 2), answered)),
        ("whole title", engine.search),
        ("suggest", lambda title: engine.begun(some(title, 1)[:_SYLLABLES_TYPED])),
        ("similar", engine.similar),
    ):
        figures[name] = _milliseconds(clock.now, ask, asked)
        say(f"{name}: {figures[name][0]:.2f} / {figures[name][1]:.2f} ms CPU")
    return figures


def _change(
    place: Place, engine: Engine, changed: Sequence[Document], say: Callable[[str], None]
) -> None:
    def change(document: Document) -> None:
        engine.index([document])
        engine.search("환불")

    half, most = _milliseconds(Clock(place).now, change, changed)
    say(f"change one and see it: {half:.2f} / {most:.2f} ms CPU")


def _milliseconds(
    now: Callable[[], float], act: Callable[[T], object], things: Sequence[T]
) -> tuple[float, float]:
    for thing in things[:20]:
        act(thing)
    times: list[float] = []
    for thing in things:
        started = now()
        act(thing)
        times.append((now() - started) * 1_000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def _bytes_of(place: Place) -> int:
    if place.kind == "whoosh":
        return sum(one.stat().st_size for one in Path(place.where).rglob("*") if one.is_file())
    url = make_url(place.where).set(drivername="postgresql")
    tables = ("search_documents_a", "search_documents_b", "search_terms_a", "search_terms_b")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        sizes = (connection.execute("SELECT pg_total_relation_size(%s)", (t,)) for t in tables)
        return sum(int(size.fetchone()[0]) for size in sizes)


def forget(place: Place) -> None:
    """Leave nothing behind."""
    place.close()
    if place.kind == "whoosh":
        shutil.rmtree(place.where, ignore_errors=True)


def _thread(
    draw: random.Random, number: int, words: dict[str, list[str]], tags: list[str]
) -> Document:
    lang = "en" if number % 4 == 0 else "ko"
    is_question = draw.random() < 0.7
    return Document(
        kind="question" if is_question else "idea",
        id=number,
        version="1",
        created_at=_FIRST_DAY + timedelta(days=draw.randrange(_DAYS)),
        lang=lang,
        product_id=draw.randrange(_PRODUCTS),
        title=" ".join(draw.choices(words[lang], k=_TITLE_WORDS)),
        body=" ".join(draw.choices(words[lang], k=_BODY_WORDS)),
        tags=tuple(draw.sample(tags, 3)),
        state=draw.choice(("unanswered", "answered", "resolved")) if is_question else "open",
        is_official=draw.random() < 0.1,
        votes=draw.randrange(50),
    )


def _korean_words() -> list[str]:
    petitions = shared_lines("petitions_ko/petitions.jsonl")
    return [
        word for one in petitions for word in f"{one['title']} {one['content'][:1_000]}".split()
    ]


def _english_words() -> list[str]:
    posts = shared_data("stackexchange/bicycles.meta.stackexchange.com/Posts.xml")
    text = re.sub(r"&lt;.*?&gt;|&#x[A-F0-9]+;|&\w+;", " ", posts.read_text("utf-8"))
    return re.findall(r"\b[A-Za-z][a-z']+\b", " ".join(re.findall('Body="(.*?)"', text)))
