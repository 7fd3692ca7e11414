"""How often is too often, for what is only read."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.kit import clock, light_limits
from portal.kit.errors import TooMany
from portal.kit.light_limits import Table
from portal.kit.limits import Limit
from tests.make.refusals import refusal

THRICE = Limit("looks", times=3, window_seconds=60)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_so_many_times_and_not_once_more_until_the_window_is_over(app, statements):
    with clock.at(NOON + timedelta(seconds=12)):
        tried = [refusal(light_limits.hit, THRICE, "203.0.113.7") for _ in range(5)]
        assert tried == [None, None, None, "limit.looks", "limit.looks"]
        assert refusal(light_limits.hit, THRICE, "203.0.113.8") is None
        with pytest.raises(TooMany) as refused:
            light_limits.hit(THRICE, "203.0.113.7")
    seconds = refused.value.retry_after_seconds
    assert seconds == pytest.approx(48, abs=1)
    with clock.at(NOON + timedelta(seconds=12 + seconds)):
        assert refusal(light_limits.hit, THRICE, "203.0.113.7") is None


def test_the_processes_of_a_machine_count_together(tmp_path: Path) -> None:
    path = tmp_path / "new" / "counters"
    code = (
        "import sys; from pathlib import Path; from portal.kit.light_limits import Table; "
        "table = Table(Path(sys.argv[1])); [table.count(7, 1) for _ in range(1000)]"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    # of two in the same instant one may be lost
    assert 1_800 <= Table(path).count(7, 1) <= 2_001
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_thousands_in_one_minute_keep_their_own_count_and_the_file_its_size(tmp_path: Path) -> None:
    table = Table(tmp_path / "counters")
    keys = [int.from_bytes(os.urandom(8), "little") for _ in range(4_000)]
    for _ in range(2):
        for key in keys:
            table.count(key, 5)
    assert sum(table.count(key, 5) == 3 for key in keys) > 3_990
    assert (tmp_path / "counters").stat().st_size < 300_000
    assert [table.count(key, 6) for key in keys[:50]] == [1] * 50


def test_a_damaged_file_is_no_accident(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    path.write_bytes(os.urandom(1_000_003))
    assert Table(path).count(1, 12) == 1
