"""Many people at once for a few seconds; and whoever counts afterwards sees what is wrong."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import update

from portal.kit.db import db, transaction
from portal.kit.events import Delivery
from portal.review.models import IdeaFigures
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.conftest import DEFAULT_POSTGRES
from tests.make import threads as make
from tests.make.cast import Cast
from tools import environment, soak_judge
from tools.bench_servers import family
from tools.soak_acts import Chance, draw

COMMAND = [sys.executable, "-m", "tools.soak"]


@pytest.fixture
def where() -> Iterator[list[str]]:
    """Give the options for the database that the suite runs on."""
    if os.environ.get("MARU_TEST_DATABASE", "sqlite") != "postgresql":
        yield []
        return
    server = os.environ.get("DATABASE_URL_TEST_POSTGRES", DEFAULT_POSTGRES)
    name = f"maru_soak_{os.getpid()}"
    yield ["--postgres", server, "--database", name]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_a_few_seconds_of_many_people_leave_nothing_but_what_the_rows_say(where: list[str]) -> None:
    command = [*COMMAND, "--minutes", "0.12", "--seed", "3", *where]
    done = subprocess.run(
        command, cwd=environment.ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 drift, 0 faults" in done.stdout


@pytest.mark.slow
def test_whoever_ends_it_early_leaves_no_process_behind() -> None:
    with subprocess.Popen(
        [*COMMAND, "--minutes", "60"],
        cwd=environment.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            assert any("minutes of load" in line for line in process.stderr)
            children = [pid for pid in family(process.pid) if pid != process.pid]
            assert len(children) >= 3
            process.send_signal(signal.SIGTERM)
            # read to its end meanwhile: whoever has nobody to write to waits for ever
            process.communicate(timeout=120)
            assert process.returncode != 0
        finally:
            process.kill()
    assert not [pid for pid in children if is_running(pid)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_same_seed_draws_the_same_acts() -> None:
    def acts(seed: int) -> list[str]:
        chance = Chance(seed)
        return [draw(chance, lane=0).__name__ for _ in range(50)]

    assert acts(1) == acts(1) != acts(2)


@pytest.fixture
def idea(cast: Cast) -> int:
    thread_id = make.idea(cast.minji, cast.product_id)
    with transaction():
        votes.cast(cast.junho, thread_id)
    return thread_id


def spoil(model: type, **values: object) -> None:
    with transaction():
        db.session.execute(update(model).values(**values))


@pytest.mark.parametrize(
    ("spoils", "told"),
    [
        (lambda: spoil(Thread, vote_count=7), "counts 7 votes, its rows 2"),
        (lambda: spoil(Thread, hot_key=1.0), "has heat 1.0"),
        (lambda: spoil(IdeaFigures, followers=9), "followers of idea"),
        (lambda: spoil(Delivery, state="dead", last_error="lost"), "lost"),
        (lambda: spoil(Thread, title="Anders"), "search index differs"),
    ],
)
def test_whoever_counts_by_hand_finds_what_was_spoiled(
    idea: int, spoils: Callable[[], None], told: str
) -> None:
    soak_judge.finish()
    assert soak_judge.faults() == []
    spoils()
    assert any(told in fault for fault in soak_judge.faults())


def test_a_hot_list_in_another_order_than_the_votes_say_is_found(cast: Cast, idea: int) -> None:
    cooler = make.idea(cast.minji, cast.product_id, title="어두운 화면이 있으면 좋겠어요")
    soak_judge.finish()
    assert soak_judge.faults() == []
    with transaction():
        hotter = Thread.hot_key + 3.0
        db.session.execute(update(Thread).where(Thread.id == cooler).values(hot_key=hotter))
    assert f"idea {cooler} stands above {idea}, which is hotter by its votes" in soak_judge.faults()
