"""Measure the search: `python -m tests.search.measure`. The figures stand in docs/search.md.

Times are CPU time of this process, warm, ten hits, in milliseconds, p50 / p99. A bare Flask page
of 20 KB is measured in the same run, without a server around it, to compare machines by.
"""

import platform
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from portal.search import content
from portal.search.engine import Document, Filters
from portal.search.whoosh_engine import WhooshEngine
from tests.make.data import shared_data, shared_lines
from tests.search import labelled

_DOCUMENTS = 10_000
_TITLE_WORDS = 10
_BODY_WORDS = 80
_TAGS = 200
_PRODUCTS = 5
_QUERIES = 300
_COMMITS = 60
_SEED = 7
_DAYS = 900
_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)

T = TypeVar("T")


def main() -> None:
    """Print every figure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _DOCUMENTS
    _say(f"Python {platform.python_version()}, Whoosh {version('whoosh')}, {platform.machine()}")
    for make in (labelled.support, labelled.question_pairs, labelled.paraphrases):
        _measure_quality(make())
    _measure_content()
    _measure_speed(count)


def _measure_content() -> None:
    """Tell how often two titles share enough content words: of one problem, and of two."""
    for meaning, pairs in labelled.judged_pairs().items():
        alike = sum(
            len(content.shared(content.content_words(one), content.content_words(other)))
            >= content.SHARED_MIN
            for one, other in pairs
        )
        _say(f"two content words shared, pairs that {meaning}: {alike / len(pairs):.3f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measure_quality(labelled_set: labelled.LabelledSet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild(labelled_set.documents)
        figures = labelled.measure(engine, labelled_set)
    _say(
        f"{labelled_set.name}: {len(labelled_set.documents):,} documents,"
        f" {len(labelled_set.queries):,} queries: {figures}",
    )


def _measure_speed(count: int) -> None:
    documents = _documents(count)
    titles = [document.title for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        started = time.perf_counter()
        engine.rebuild(documents)
        seconds = time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        _say(f"bulk index of {count:,}: {count / seconds:,.0f} documents/s, {size / 1e6:.0f} MB")
        _measure_bare_page()
        _measure_queries("in one segment", engine, titles)
        _measure_commits(engine, documents)
        _measure_queries(f"after {_COMMITS} commits", engine, titles)


def _measure_queries(label: str, engine: WhooshEngine, titles: Sequence[str]) -> None:
    draw = _draw()
    asked = draw.sample(titles, _QUERIES)
    only_answered = Filters(kinds=frozenset({"question"}), state="answered")
    for name, ask in (
        ("one word", lambda title: engine.search(_some(draw, title, 1))),
        ("two words", lambda title: engine.search(_some(draw, title, 2))),
        ("three words", lambda title: engine.search(_some(draw, title, 3))),
        ("two words, filtered", lambda title: engine.search(_some(draw, title, 2), only_answered)),
        ("whole title", engine.search),
        ("similar to a whole title", engine.similar),
    ):
        _say(f"{name}, {label}: {_milliseconds(ask, asked)}")


def _measure_bare_page() -> None:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "x" * 20_000)
    environ = create_environ("/")

    def get(_: int) -> None:
        run_wsgi_app(app, dict(environ))

    _say(f"a bare Flask page: {_milliseconds(get, range(_QUERIES))}")


def _measure_commits(engine: WhooshEngine, documents: Sequence[Document]) -> None:
    def change(document: Document) -> None:
        engine.index([document])
        engine.search("환불")

    changed = _draw().sample(documents, _COMMITS)
    _say(f"change one and see it: {_milliseconds(change, changed)}")


def _milliseconds(act: Callable[[T], object], things: Sequence[T]) -> str:
    for thing in things[:20]:
        act(thing)
    times: list[float] = []
    for thing in things:
        started = time.process_time()
        act(thing)
        times.append((time.process_time() - started) * 1_000)
    times.sort()
    return f"{times[len(times) // 2]:.2f} / {times[int(len(times) * 0.99)]:.2f} ms CPU"


def _some(draw: random.Random, title: str, count: int) -> str:
    words = title.split()
    return " ".join(draw.sample(words, min(count, len(words))))


def _documents(count: int) -> list[Document]:
    """Write threads of words drawn as often as people use them, three Korean to one English."""
    draw = _draw()
    words = {"ko": _korean_words(), "en": _english_words()}
    tags = [f"tag{number}" for number in range(_TAGS)]
    return [_thread(draw, number, words, tags) for number in range(count)]


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


def _draw() -> random.Random:
    return random.Random(_SEED)  # noqa: S311  # the same draw every time is wanted


def _korean_words() -> list[str]:
    petitions = shared_lines("petitions_ko/petitions.jsonl")
    return [
        word for one in petitions for word in f"{one['title']} {one['content'][:1_000]}".split()
    ]


def _english_words() -> list[str]:
    posts = shared_data("stackexchange/bicycles.meta.stackexchange.com/Posts.xml")
    text = re.sub(r"&lt;.*?&gt;|&#x[A-F0-9]+;|&\w+;", " ", posts.read_text("utf-8"))
    return re.findall(r"\b[A-Za-z][a-z']+\b", " ".join(re.findall('Body="(.*?)"', text)))


if __name__ == "__main__":
    main()
