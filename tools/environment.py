"""Create the environment from the hashed lock; cost nothing when it is already there."""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def ensure(*, dev: bool = False) -> None:
    """Make .venv hold exactly what the lock names, for running or also for developing.

    Raises: SystemExit with a sentence that says what to install, or what pip said.
    """
    _check_venv_module()
    for kind in ("run", "dev") if dev else ("run",):
        lock = ROOT / "requirements" / f"{kind}.txt"
        stamp = VENV / f"lock-{kind}"
        wanted = _fingerprint(lock)
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
            continue
        _create_venv()
        _install(lock)
        stamp.write_text(wanted)


def _fingerprint(lock: Path) -> str:
    """Change whenever the lock, the interpreter or the place of the environment does."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {version} {VENV}\n"


def _check_venv_module() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian ships the venv module without it
        import venv  # noqa: F401 - asked for by its absence only
    except ImportError:
        raise SystemExit(
            "Python is here, but it cannot create environments.\n"
            "On Debian and Ubuntu: sudo apt-get install python3 python3-venv"
        ) from None


def _create_venv() -> None:
    if PYTHON.exists() and _same_python():
        return
    print("Creating the environment in .venv …", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment was not created.")


def _same_python() -> bool:
    """Tell whether the environment that is there still works and is of this Python and place."""
    question = "import sys; print(sys.prefix, *sys.version_info[:3])"
    done = subprocess.run(
        [str(PYTHON), "-c", question], capture_output=True, text=True, check=False
    )
    return done.stdout.split() == [str(VENV), *map(str, sys.version_info[:3])]


def _install(lock: Path) -> None:
    print(
        f"Installing what {lock.relative_to(ROOT)} names (once per change of that file) …",
        flush=True,
    )
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input"]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *options, "-r", str(lock)], "The environment is not complete.")


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\n{failure} The lines above say why.")


if __name__ == "__main__":
    ensure(dev="--dev" in sys.argv[1:])
