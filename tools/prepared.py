"""Remember that everything is up to date, so that the next start need not load the portal to ask.

Only for SQLite, where the standard library can look into the database itself: the memory holds as
long as the database is at the revision it was left at and no migration or translation changed.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tools import environment

ROOT = environment.ROOT
WATCHED = ("migrations/versions/*.py", "portal/translations/*/LC_MESSAGES/messages.*")


def recall(environ: Mapping[str, str]) -> str | None:
    """Give the demo's sign-ins, perhaps empty, when nothing is to be done; otherwise nothing."""
    try:
        remembered = json.loads(_place(environ).read_text(encoding="utf-8"))
        sign_ins: str = remembered.pop("sign_ins")
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    state = _state(environ)
    return sign_ins if state is not None and state == remembered else None


def remember(environ: Mapping[str, str], sign_ins: str) -> None:
    """Write down that everything was brought up to date just now."""
    state = _state(environ)
    if state is not None:
        text = json.dumps({**state, "sign_ins": sign_ins}, ensure_ascii=False)
        _place(environ).write_text(text, encoding="utf-8")


def _place(environ: Mapping[str, str]) -> Path:
    return ROOT / environ.get("VAR_DIR", "var") / "prepared.json"


def _state(environ: Mapping[str, str]) -> dict[str, str] | None:
    """Describe what the memory depends on; nothing when that cannot be seen from here."""
    database = _sqlite_file(environ)
    revision = _revision(database) if database else None
    if revision is None:
        return None
    return {
        "environment": environ.get("MARU_ENV", ""),
        "database": str(database),
        "revision": revision,
        "files": _fingerprint(),
    }


def _sqlite_file(environ: Mapping[str, str]) -> Path | None:
    """Give the database's file, by the same rules as config.py."""
    url = environ.get("DATABASE_URL", "").strip()
    if not url:
        return ROOT / environ.get("VAR_DIR", "var") / "maru.sqlite3"
    path = url.removeprefix("sqlite:///")
    return ROOT / path if path not in (url, "", ":memory:") else None


def _revision(database: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.Error:
        return None
    return " ".join(sorted(row[0] for row in rows))


def _fingerprint() -> str:
    paths = sorted(path for pattern in WATCHED for path in ROOT.glob(pattern))
    facts = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in paths]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
