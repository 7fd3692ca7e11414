"""The starter says what is wrong before it costs anything, and does the rest in one go."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import create_engine, text

import config

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


def start(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.start"],
        env={**os.environ, "VAR_DIR": str(tmp_path), **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert f"PORT={port + 1} make run" in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    done = start(tmp_path, PORT=port)
    assert done.returncode == 1
    assert "PORT must be a number" in done.stderr


class Run:
    """One `make run` on a port of its own, with what it said."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.start"],
            env={**os.environ, **environ, "PORT": str(self.port)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            self.lines.extend(iter(output.readline, ""))

    def wait_for(self, words: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < deadline, "".join(self.lines)
            time.sleep(0.05)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=30
            ) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def wait_for_status(self, path: str, status: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.status(path) != status:
            assert time.monotonic() < deadline, "".join(self.lines)
            time.sleep(0.2)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give an environment with an empty database of the kind this run of the suite is about."""
    own = {"VAR_DIR": str(tmp_path), "MARU_ENV": "development"}
    if os.environ.get("MARU_TEST_DATABASE") != "postgresql":
        yield {**own, "DATABASE_URL": f"sqlite:///{tmp_path}/maru.sqlite3"}
        return
    server = os.environ.get("DATABASE_URL_TEST_POSTGRES", DEFAULT_POSTGRES)
    name = f"maru_start_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield {**own, "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def counts(environ: dict[str, str]) -> dict[str, int]:
    engine = create_engine(config.from_env(environ).database_url)
    with engine.connect() as connection:
        found = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for table in ("users", "threads", "answers", "comments", "votes")
        }
    engine.dispose()
    return found


@pytest.mark.slow
def test_one_command_makes_a_community_and_the_next_leaves_it_as_it_is(
    environ: dict[str, str],
) -> None:
    first = Run(environ)
    first.wait_for("Maru is at", 600)
    assert first.status("/") == 200
    assert any("@" in line for line in first.lines), "people to sign in as are named"
    assert first.stop() == 0
    assert first.lines[-1] == "Stopped.\n"
    filled = counts(environ)
    assert filled["users"] >= 40
    assert filled["threads"] >= 200

    second = Run(environ)
    second.wait_for("Maru is at", 60)
    second.wait_for_status("/readyz", 200, 20)
    assert second.stop() == 0
    assert counts(environ) == filled
