"""The portal as its users run it: web server and worker, processes of their own, and real mail."""

import http.client
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import TypeVar

from flask import Flask

import config
from portal import create_app
from portal.kit.db import db
from tests.make.mailbox import Mailbox
from tools import environment, start

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 20
_POLL_SECONDS = 0.05

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class RunningPortal:
    """Where it is, the mail it sends, and an application on the same database."""

    address: str
    mailbox: Mailbox
    app: Flask
    log: Path

    def troubles(self) -> list[str]:
        """Give what its processes wrote down as an error."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]


def until(look: Callable[[], Thing | None], what: str, *, seconds: float = 15) -> Thing:
    """Look again and again until there is something.

    Raises: AssertionError when there still is nothing after so many seconds.
    """
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(_POLL_SECONDS)


@contextmanager
def running(folder: Path) -> Iterator[RunningPortal]:
    """Run a portal with an empty database, and stop it cleanly."""
    port = _free_port()
    address = f"http://{HOST}:{port}"
    mailbox = Mailbox()
    mailbox.start()
    environ = {
        **start._environ(address),
        "BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder / 'maru.sqlite3'}",
        "LOG_LEVEL": "WARNING",
        "MAIL_URL": mailbox.url,
        "MARU_ENV": "development",
        # the stories look again and again until what was posted is found
        "SEARCHES_A_MINUTE": "0",
        "SITE_NAME": "Maru",
        "VAR_DIR": str(folder),
    }
    log = folder / "log"
    commands = [start._web_command(HOST, port, reload=False), start._flask("worker", "run")]
    _run([str(environment.PYTHON), "-m", "tools.prepare", "--only-database"], environ, log)
    children = [_started(command, environ, log) for command in commands]
    app = create_app(config.from_env(environ | {"LOG_LEVEL": "ERROR"}))
    try:
        until(lambda: _is_up(port, children, log), "the portal is up", seconds=START_SECONDS)
        yield RunningPortal(address, mailbox, app, log)
    finally:
        _stop(children)
        mailbox.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _run(command: list[str], environ: dict[str, str], log: Path) -> None:
    with log.open("ab") as out:
        subprocess.run(
            command, env=environ, cwd=environment.ROOT, stdout=out, stderr=out, check=True
        )


def _started(command: list[str], environ: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(command, env=environ, cwd=environment.ROOT, stdout=out, stderr=out)


def _is_up(port: int, children: list["subprocess.Popen[bytes]"], log: Path) -> bool:
    for child in children:
        if child.poll() is not None:
            raise AssertionError(f"it stopped: {log.read_text(encoding='utf-8')}")
    # not ready before the worker has shown its first sign of life
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _free_port() -> int:
    with socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
