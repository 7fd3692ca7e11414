"""Run the whole suite: on SQLite, on PostgreSQL, and the browser stories.

Behind `make test`. Installs what is missing where it may, starts a private PostgreSQL where only
the programs are there, and says which service is missing otherwise. With CI=true a missing service
is a failure. `python -m tools.test PATH...` runs these files only, on SQLite.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import environment, postgres

ROOT = environment.ROOT
CHROMIUM = Path("/usr/bin/chromium")
PACKAGES: dict[str, Callable[[], bool]] = {
    "chromium": CHROMIUM.exists,
    "fonts-noto-cjk": lambda: Path("/usr/share/fonts/opentype/noto").is_dir(),
    "postgresql": lambda: postgres.is_answering() or postgres.programs() is not None,
}
MOST_PROCESSES = 8


def main() -> int:
    """Give 0 when all that ran passed, and nothing was missing where nothing may be."""
    environment.ensure(dev=True)
    if len(sys.argv) > 1:
        return _pytest("sqlite", *sys.argv[1:], environ={})
    _install_packages()
    with ExitStack() as stack:
        url = stack.enter_context(_database())
        results = list(_stages(url))
    _summarise(results)
    return 1 if any(code for _, code in results) else 0


def _stages(postgres_url: str | None) -> Iterator[tuple[str, int]]:
    processes = ("-n", str(min(os.cpu_count() or 1, MOST_PROCESSES)))
    yield "on SQLite", _pytest("sqlite", "-m", "not browser", *processes, environ={})
    if postgres_url:
        environ = {"DATABASE_URL_TEST_POSTGRES": postgres_url}
        code = _pytest("postgresql", "-m", "not browser", *processes, environ=environ)
        yield "on PostgreSQL", code
    else:
        yield "on PostgreSQL: not run, there is no PostgreSQL", _missing()
    if CHROMIUM.exists():
        # one process holds one Playwright: the stories keep theirs open to the end
        stories, hostile = "tests/browser", "tests/hostile"
        yield "in a browser", _pytest("sqlite", "-m", "browser", stories, *processes, environ={})
        code = _pytest("sqlite", "-m", "browser", hostile, *processes, environ={})
        yield "hostile texts in a browser", code
    else:
        yield f"in a browser: not run, there is no {CHROMIUM}", _missing()


def _missing() -> int:
    """A developer may lack a service; the machine that decides about a change may not."""
    return 1 if os.environ.get("CI") == "true" else 0


def _pytest(database: str, *arguments: str, environ: dict[str, str]) -> int:
    print(f"\n── pytest on {database}: {' '.join(arguments)} ──", flush=True)
    command = [str(environment.PYTHON), "-m", "pytest", *arguments]
    environ = {**os.environ, "MARU_TEST_DATABASE": database, **environ}
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def _summarise(results: list[tuple[str, int]]) -> None:
    """Name what failed or did not run; after a whole success pytest has the last word."""
    for name, code in results:
        if code or "not run" in name:
            print(f"{'FAILED ' if code else 'MISSING'}  {name}")


@contextmanager
def _database() -> Iterator[str | None]:
    """Give the address of a PostgreSQL where tests may create databases, or nothing."""
    url = os.environ.get("DATABASE_URL_TEST_POSTGRES") or postgres.find_running()
    if url or postgres.programs() is None:
        yield url
        return
    with postgres.private_server() as private:
        yield private


def _install_packages() -> None:
    """Install Debian's chromium, Korean fonts and PostgreSQL where they are missing and we may."""
    missing = [name for name, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        return
    wanted = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"Missing for the whole suite: {', '.join(missing)}. On Debian: sudo {wanted}")
        return
    print(f"Installing {', '.join(missing)} …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update", f"{wanted} --yes"):
        done = subprocess.run(
            command.split(), env=environ, capture_output=True, text=True, check=False
        )
    if done.returncode:
        print(f"{done.stderr}\nThey could not be installed; what needs them does not run.")


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
