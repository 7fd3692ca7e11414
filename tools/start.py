"""From a clone to a running portal: environment, database, demo, web server and worker.

Behind `make run` and `make dev`. A second start changes nothing.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools import environment, prepared, supervise

ROOT = environment.ROOT
WEB_PROCESSES = 2
WEB_THREADS = 4
GRACEFUL_TIMEOUT_SECONDS = 10
DEMO_SITE_NAME = "해솔 커뮤니티"
HIGHEST_PORT = 65_535
WORKER_LATEST_SECONDS = 5.0
# Threads that take turns need no heap each: what one frees, the next can use. And what is large,
# as the memory that a password's hash fills, goes back to the system at once.
FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
WATCHED = (".py", ".html", ".txt", ".mo", ".toml")


def main() -> int:
    """Start everything; give the exit code when it has stopped."""
    reload = "--reload" in sys.argv[1:]
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port()
    _check_port_is_free(host, port)
    environment.ensure(dev=reload)
    address = f"http://{host}:{port}"
    environ = _environ(address)
    sign_ins = _prepare(environ)
    if sign_ins:
        environ.setdefault("SITE_NAME", DEMO_SITE_NAME)
    children = [
        supervise.Child("web server", _web_command(host, port, reload=reload), environ),
        supervise.Child("worker", _flask("worker", "run"), environ),
    ]
    portal = Portal(children, (host, port), sign_ins, reload=reload)
    code = portal.run()
    print("Stopped." if code == 0 else "Stopped: the lines above say why.", flush=True)
    return code


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise SystemExit(f"PORT must be a number from 1 to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


def _check_port_is_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise SystemExit(
                f"Port {port} on {host} cannot be used: {problem.strerror}.\n"
                f"If Maru already runs there, open it; otherwise choose another port: "
                f"PORT={port + 1} make run"
            ) from None


def _environ(address: str) -> dict[str, str]:
    """Give the children the environment, with what is right for a portal on this machine."""
    environ = {
        "MARU_ENV": "development",
        "BASE_URL": address,
        "FLASK_APP": "wsgi:application",
        **FRUGAL,
        **{name: value for name, value in os.environ.items() if value},
        "PYTHONUNBUFFERED": "1",
    }
    # Compiling the portal at every start would double the time a second start takes.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def _flask(*arguments: str) -> list[str]:
    return [str(environment.PYTHON), "-m", "flask", *arguments]


def _web_command(host: str, port: int, *, reload: bool) -> list[str]:
    return [
        *(str(environment.PYTHON), "-m", "gunicorn", "wsgi:application"),
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--worker-class", "gthread", "--threads", str(WEB_THREADS)),
        *("--workers", str(1 if reload else WEB_PROCESSES)),
        *("--graceful-timeout", str(GRACEFUL_TIMEOUT_SECONDS)),
        *("--no-control-socket", "--log-level", "warning"),
        # Loaded once and shared, the portal starts twice as fast; a reload must load it anew.
        *(() if reload else ("--preload",)),
    ]


def _prepare(environ: dict[str, str]) -> str:
    """Bring words, database and demo up to date; give the demo's sign-ins, or nothing."""
    known = prepared.recall(environ)
    if known is not None:
        return known
    command = [str(environment.PYTHON), "-m", "tools.prepare"]
    done = subprocess.run(
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    sign_ins = done.stdout.strip()
    prepared.remember(environ, sign_ins)
    return sign_ins


class Portal(supervise.Supervisor):
    """The web server and the worker, with a welcome, and fresh code when asked for."""

    def __init__(
        self,
        children: list[supervise.Child],
        address: tuple[str, int],
        sign_ins: str,
        *,
        reload: bool,
    ) -> None:
        super().__init__(children)
        self.address = address
        self.sign_ins = sign_ins
        self.reload = reload
        self.is_welcomed = False
        # Both load the whole portal. The page comes first: nothing waits for the worker's start.
        self.children[1].start_at = time.monotonic() + WORKER_LATEST_SECONDS
        self.seen_at = time.time()

    def tick(self) -> None:
        if not self.is_welcomed and _answers(*self.address):
            self.is_welcomed = True
            self.children[1].start_at = 0.0
            if self.sign_ins:
                print(f"\n{self.sign_ins}")
            host, port = self.address
            print(f"\nMaru is at http://{host}:{port}  (Ctrl-C stops it)\n", flush=True)
        if self.reload and any(changed > self.seen_at for changed in _change_times()):
            self.seen_at = time.time()
            web, worker = self.children
            web.send(signal.SIGHUP)
            worker.failures = -1
            worker.send(signal.SIGTERM)


def _answers(host: str, port: int) -> bool:
    """Tell whether the web server is up; asked directly, whatever proxy the shell names."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _change_times() -> Iterator[float]:
    for folder, _, names in os.walk(ROOT / "portal"):
        for name in names:
            if name.endswith(WATCHED):
                yield (Path(folder) / name).stat().st_mtime


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped before it was ready. Nothing is half done: start it again.")
