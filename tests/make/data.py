"""The test data that is too large, or too much other people's, to live in the repository.

It is looked for in MARU_SHARED_DATA, and else beside the checkout. A developer may lack it; the
machine that decides whether a change lands may not.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parents[2]


def shared_data(name: str) -> Path:
    """Find a file or folder of the shared test data, such as "xss/h5sc.jsonl".

    Where it is missing the test is skipped, or failed if CI is set.
    """
    folder = Path(os.environ.get("MARU_SHARED_DATA") or _ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.exists():
        message = f"No test data at {path}. Set MARU_SHARED_DATA to the folder that holds it."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return path


def shared_lines(name: str) -> list[dict[str, Any]]:
    """Read a file of one JSON object per line."""
    # Not splitlines(): a payload may hold a line separator of Unicode.
    lines = shared_data(name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]
