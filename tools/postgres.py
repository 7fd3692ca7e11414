"""Find a PostgreSQL for tests, or start one that nobody else sees and nothing outlives."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import environment

HOST, PORT = "127.0.0.1", 5432
PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")


def is_answering() -> bool:
    """Tell whether something listens where PostgreSQL does by default."""
    try:
        with socket.create_connection((HOST, PORT), timeout=2):
            return True
    except OSError:
        return False


def find_running() -> str | None:
    """Give the address of the running server, if one lets us in and lets us create databases."""
    if not is_answering():
        return None
    question = (
        "import psycopg, sys\n"
        "with psycopg.connect(sys.argv[1], connect_timeout=5) as connection:\n"
        "    sql = 'SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user'\n"
        "    sys.exit(not connection.execute(sql).fetchone()[0])\n"
    )
    for user in dict.fromkeys((os.environ.get("PGUSER", "postgres"), "postgres", _own_name())):
        url = f"postgresql://{user}@{HOST}:{PORT}/postgres"
        command = [str(environment.PYTHON), "-c", question, url]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return url
    return None


def programs() -> Path | None:
    """Give the folder of the newest PostgreSQL's programs, or nothing."""
    found = [path for place in PLACES for path in Path(place).glob("*/bin/initdb")]
    if found:
        return max(found, key=_version).parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(initdb: Path) -> int:
    digits = "".join(c for c in initdb.parent.parent.name if c.isdigit())
    return int(digits or 0)


@contextmanager
def private_server() -> Iterator[str]:
    """Run a server of our own in a temporary folder; it ends with the block.

    It need not survive a power cut, so it never waits for the disk. PostgreSQL refuses to run as
    root: then it runs as its own user, or as nobody.
    """
    bin_dir = programs()
    if bin_dir is None:
        raise FileNotFoundError("initdb")
    user = _server_user()
    with tempfile.TemporaryDirectory(prefix="maru-postgres-") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = f"{folder}/data", _free_port()
        options = f"-h {HOST} -p {port} -k {folder} -c fsync=off -c full_page_writes=off"
        initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        control = [f"{bin_dir}/pg_ctl", "-D", data, "-w"]
        _run(user, [f"{bin_dir}/initdb", *initdb, "--locale=C.UTF-8"], folder)
        _run(user, [*control, "-l", f"{folder}/log", "-o", options, "start"], folder)
        try:
            yield f"postgresql://postgres@{HOST}:{port}/postgres"
        finally:
            _run(user, [*control, "-m", "immediate", "stop"], folder)


def _server_user() -> str | None:
    """Give the user to become, or nothing when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, command: list[str], folder: str) -> None:
    prefix = ["runuser", "-u", user, "--"] if user else []
    # The server keeps what it inherits open: a file, not a pipe, or we would wait for its end.
    with Path(folder, "output").open("w+") as output:
        done = subprocess.run(
            [*prefix, *command], cwd=folder, stdout=output, stderr=output, check=False
        )
        if done.returncode:
            output.seek(0)
            raise SystemExit(f"{output.read()}\nA private PostgreSQL could not be started.")


def _own_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
