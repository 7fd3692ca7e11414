"""Hold the code to the written law; say every broken paragraph, not only the first.

python -m tools.check              everything
python -m tools.check types lint   these only
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


def _run(*command: str) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Take a program of the environment; give what runs it and keeps its words."""

    def run() -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        return subprocess.run(
            [str(BIN / program), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    return run


CHECKS = {
    "format": _run("ruff", "format", "--check", "."),
    "lint": _run("ruff", "check", "."),
    "templates": _run("djlint", "--lint", "--quiet", "portal/templates"),
    "migrations": _run("python", "-m", "tools.migration", "--check"),
    "floors": _run("lint-imports", "--no-cache"),
    "words": _run("python", "-m", "tools.words", "--check"),
    "types": _run("mypy"),
}


def main() -> int:
    """Give 0 when nothing is broken."""
    wanted = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        raise SystemExit(f"There is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}.")
    broken = [name for name in wanted if not _holds(name)]
    return 1 if broken else 0


def _holds(name: str) -> bool:
    started = time.monotonic()
    done = CHECKS[name]()
    seconds = time.monotonic() - started
    print(
        f"{'ok    ' if done.returncode == 0 else 'BROKEN'}  {name:<10} {seconds:5.1f} s", flush=True
    )
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
