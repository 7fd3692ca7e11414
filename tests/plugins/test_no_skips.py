import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPING = """
import pytest

@pytest.mark.skip(reason="there is no PostgreSQL")
def test_marked(): pass

def test_inside(): pytest.skip("there is no Chromium")

@pytest.mark.xfail(strict=True, reason="known")
def test_known(): assert False
"""


def run(
    folder: Path, source: str, *arguments: str, ci: str = ""
) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.no_skips", str(folder)]
    environ = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, "-c", "/dev/null", "-p", "no:cacheprovider", *arguments],
        env=environ,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_developer_may_skip(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPPING)
    assert done.returncode == 0
    assert "2 skipped, 1 xfailed" in done.stdout


@pytest.mark.parametrize(
    ("ci", "option"), [("true", []), ("", ["--no-skips"])], ids=["CI", "option"]
)
def test_skips_fail_where_nothing_may_be_skipped(
    tmp_path: Path, ci: str, option: list[str]
) -> None:
    done = run(tmp_path, SKIPPING, *option, ci=ci)
    assert done.returncode == 1
    assert "1 failed, 1 xfailed, 1 error" in done.stdout
    assert "there is no PostgreSQL" in done.stdout


def test_a_module_that_skips_itself_fails_too(tmp_path: Path) -> None:
    source = "import pytest\npytest.importorskip('no_such_module')\n"
    assert run(tmp_path, source, ci="true").returncode != 0
    assert "1 skipped" in run(tmp_path, source).stdout
