"""The embedded engine: what only an index in files has to survive."""

from pathlib import Path

import pytest

from portal.search.engine import EngineUnavailable
from portal.search.whoosh_engine import WhooshEngine
from tests.search.test_engines import keys, thread


@pytest.mark.parametrize("suffix", [".toc", ".trm", ".pst", ".col"])
def test_broken_file_is_noticed_and_rebuilt(tmp_path: Path, suffix: str) -> None:
    WhooshEngine(tmp_path).rebuild([thread(number, f"환불 {number}") for number in range(50)])
    for file in tmp_path.rglob(f"*{suffix}"):
        file.write_bytes(b"\0" * file.stat().st_size)
    engine = WhooshEngine(tmp_path)
    assert not engine.is_healthy()
    with pytest.raises(EngineUnavailable):
        engine.search("환불")
    engine.rebuild([thread(1, "환불")])
    assert keys(engine, "환불") == ["question:1"]


def test_index_by_other_rules_is_outdated_but_answers(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([thread(1, "환불")])
    pointer = tmp_path / "current"
    pointer.write_text(pointer.read_text().split()[0] + " 00000000\n")
    assert engine.is_outdated()
    assert engine.is_healthy()
    assert keys(engine, "환불") == ["question:1"]


def test_many_commits_leave_few_segments(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(())
    for number in range(60):
        engine.index([thread(number, f"환불 {number}")])
    assert len(engine.versions()) == 60
    assert len(list(tmp_path.rglob("*.trm"))) <= 12
