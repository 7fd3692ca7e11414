"""What the index does beside a real worker: it is killed, it hides, it never stops to answer."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.actor import Actor
from portal.duplicates import actions as duplicates
from portal.kit.db import transaction
from portal.search import queries
from portal.search.engine import NO_FILTERS
from portal.threads import actions as threads
from tests.conftest import DEFAULT_POSTGRES
from tests.make.cast import Cast
from tests.make.threads import draft, question
from tests.search import kills
from tests.search.kills import answering, is_caught_up
from tests.search.running import House, house, wait_until

KILLS = 5


@pytest.fixture
def portal(app: Flask, tmp_path: Path) -> Iterator[House]:
    """Give a portal whose worker can be killed."""
    server = None
    if os.environ.get("MARU_TEST_DATABASE", "sqlite") == "postgresql":
        server = os.environ.get("DATABASE_URL_TEST_POSTGRES", DEFAULT_POSTGRES)
    with house(tmp_path, server) as opened:
        yield opened


def found(reader: Actor, query: str) -> list[int]:
    return [line.id for line in queries.find(reader, query, NO_FILTERS).hits]


@pytest.mark.slow
def test_what_is_hidden_is_unfindable_at_once_and_soon_out_of_the_index(portal: House) -> None:
    cast = Cast.make()
    hidden = question(cast.minji, cast.product_id, title="제 번호는 숨바꼭질 입니다")
    edited = question(cast.junho, cast.product_id, title="제 주소는 무궁화동 입니다")
    with portal.working():
        wait_until(lambda: found(cast.junho, "숨바꼭질") == [hidden])
        wait_until(lambda: found(cast.junho, "무궁화동") == [edited])
        with transaction():
            duplicates.hide(cast.eunji, hidden, reason="전화번호가 적혀 있어요.")
        assert found(cast.junho, "숨바꼭질") == []
        with transaction():
            said = draft(cast.product_id, title="제 주소는 비밀로 하겠습니다")
            threads.edit(cast.junho, edited, said, seen_version=1)
        wait_until(lambda: not portal.engine.search("숨바꼭질"))
        wait_until(lambda: not portal.engine.search("무궁화동"))
        assert portal.engine.versions().keys() == {f"question:{edited}"}


@pytest.mark.slow
def test_worker_killed_again_and_again_leaves_nothing_behind(portal: House) -> None:
    cast = Cast.make()
    posted = [question(cast.minji, cast.product_id, title="끊기지 않는 질문 0")]
    with portal.working():
        wait_until(lambda: found(cast.junho, "끊기지"))
    kills.let_leases_run_out()
    with answering(portal, "끊기지") as answers:
        posted += kills.kill_the_worker(portal, cast.seoyeon, cast.product_id, times=KILLS)
        with portal.working():
            wait_until(lambda: len(portal.engine.versions()) == len(posted))
            wait_until(is_caught_up)
    verified = portal.verified()
    assert verified.stdout.endswith("0 differences\n"), verified.stdout
    assert {f"question:{number}" for number in posted} == portal.engine.versions().keys()
    assert set(answers) == {""}
