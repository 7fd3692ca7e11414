"""A clock that stands still, so that no window of a limit ends in the middle of a test."""

from collections.abc import Iterator

import pytest

from portal.kit import clock


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with clock.at(clock.now()):
        yield
