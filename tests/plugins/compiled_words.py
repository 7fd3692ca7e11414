"""Compile the translations before the tests: without them everything is English, with no error."""

import pytest

from tools import words


def pytest_configure(config: pytest.Config) -> None:
    words.compile_stale()
