"""Start what is measured just as `make run` does, and read from /proc what it costs."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tools import environment
from tools.start import FRUGAL, GRACEFUL_TIMEOUT_SECONDS, WEB_PROCESSES, WEB_THREADS

HOST = "127.0.0.1"
_TICKS = os.sysconf("SC_CLK_TCK")
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """Something that listens, with all its processes."""

    name: str
    port: int
    pid: int
    database: "Database | None" = None

    def cpu_ms(self) -> float:
        """Tell what all processes have used so far, the database's among them where it has any."""
        own = sum(_cpu_ms(pid) for pid in family(self.pid))
        return own + (self.database.cpu_ms() if self.database else 0.0)


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database on this machine: the processes that serve it are counted too."""

    url: str

    def cpu_ms(self) -> float:
        """Tell what the processes that serve this database have used so far."""
        import psycopg

        question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        address = self.url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(address) as connection:
            mine = connection.info.backend_pid
            pids = [row[0] for row in connection.execute(question) if row[0] != mine]
        return sum(_cpu_ms(pid) for pid in pids)


@contextmanager
def serving(
    name: str, application: str, environ: dict[str, str], *, log: Path | None = None
) -> Iterator[Server]:
    """Serve an application with as many processes and threads as the starter, until the end."""
    port = _free_port()
    command = [
        *(str(environment.PYTHON), "-m", "gunicorn", application, "--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--threads", str(WEB_THREADS)),
        *("--workers", str(WEB_PROCESSES), "--preload", "--log-level", "warning"),
        *("--graceful-timeout", str(GRACEFUL_TIMEOUT_SECONDS), "--no-control-socket"),
    ]
    url = environ.get("DATABASE_URL", "")
    database = Database(url) if url.startswith("postgres") else None
    with running(command, environ, log=log) as pid:
        _wait_until_it_listens(port)
        yield Server(name, port, pid, database)


@contextmanager
def running(
    command: list[str], environ: dict[str, str], *, log: Path | None = None
) -> Iterator[int]:
    """Run a command until the end of the block; give its process.

    Takes: log, where what it says goes instead of here.
    """
    with log.open("ab") if log else nullcontext() as out:
        process = subprocess.Popen(
            command,
            cwd=environment.ROOT,
            env=os.environ | FRUGAL | environ,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(GRACEFUL_TIMEOUT_SECONDS + 5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run_python(environ: dict[str, str], *arguments: str) -> str:
    """Run a command of ours to its end; give what it prints.

    Raises: SystemExit when it fails.
    """
    command = [str(environment.PYTHON), *arguments]
    done = subprocess.run(
        command,
        cwd=environment.ROOT,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def fresh_database(postgres: str, name: str) -> str:
    """Make an empty database beside the one that was named, instead of an earlier one.

    Gives: its address.
    """
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
    return f"{postgres.rsplit('/', 1)[0]}/{name}"


def family(pid: int) -> list[int]:
    """List a process and all that it started, as far down as it goes."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def pss_mb(pids: list[int]) -> float:
    """Tell how much memory processes have, each page they share counted once in all."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1_024


def _cpu_ms(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    # the name may hold spaces; what comes behind it does not
    fields = stat.rsplit(")", 1)[1].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) * 1_000 / _TICKS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(port: int) -> None:
    give_up_at = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The server did not start; the lines above say why.")
