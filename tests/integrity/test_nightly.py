"""V17: all votes are counted anew each night, and what differs is shown until it is mended."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.duplicates import actions as duplicates
from portal.integrity import nightly, queries
from portal.integrity.models import SUBJECTS
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.pages import said
from tests.make.refusals import do

AT = "/admin/health"
COMMAND = "maru check --repair"
# three in the morning in Seoul
NIGHT = datetime(2031, 5, 6, 18, 0, tzinfo=UTC)


@pytest.fixture
def ideas(cast, monkeypatch) -> list[int]:
    """Give an idea, one that was merged into it, and one beside them; counted in steps of two."""
    monkeypatch.setattr(nightly, "THREADS_AT_ONCE", 2)
    titles = ("다크 모드가 필요해요", "어두운 화면을 만들어 주세요", "요금제를 나눠 쓰고 싶어요")
    made = [make.idea(cast.minji, cast.product_id, title=title) for title in titles]
    for thread_id in made:
        do(votes.cast, cast.junho, thread_id)
    do(duplicates.apply, cast.daniel, made[1], made[0])
    return made


def plant(thread_id: int, **values: object) -> None:
    with transaction():
        db.session.execute(update(Thread).where(Thread.id == thread_id).values(**values))


def drift() -> dict[str, int]:
    return {row.subject: row.drift for row in queries.recounted()}


def test_what_was_merged_is_no_drift_in_whichever_step_it_is_counted(ideas):
    assert nightly.recount_votes() == 0
    assert drift() == dict.fromkeys(SUBJECTS, 0)


def test_drift_is_shown_with_its_command_until_it_is_mended(app, client_as, cast, ideas):
    hana = client_as(cast.hana)
    assert COMMAND not in said(hana.get(AT))
    plant(ideas[0], vote_count=9)
    plant(ideas[2], vote_count=0, hot_key=90.0)
    assert nightly.recount_votes() == 3
    assert drift() == {"votes": 2, "heat": 1, "families": 0}
    assert COMMAND in said(hana.get(AT))
    assert re.search(rf"<td>2</td><td>{ideas[0]}</td>", said(hana.get(AT)))
    assert app.test_cli_runner().invoke(args=["check", "--repair"]).exit_code == 0
    assert drift() == dict.fromkeys(SUBJECTS, 0)
    assert COMMAND not in said(hana.get(AT))
    kept = select(Thread.vote_count).order_by(Thread.id)
    assert db.session.execute(kept).scalars().all() == [2, 2, 2]


def test_a_family_that_does_not_hold_together_is_shown_and_not_hidden_by_a_repair(app, ideas):
    # it repeats something, and no link says why
    plant(ideas[2], canonical_id=ideas[0])
    nightly.recount_votes()
    assert drift()["families"] == 1
    assert app.test_cli_runner().invoke(args=["check", "--repair"]).exit_code == 1
    assert drift()["families"] == 1


def test_it_mends_nothing_by_itself(ideas):
    plant(ideas[2], vote_count=7)
    nightly.recount_votes()
    assert db.session.execute(select(Thread.vote_count).where(Thread.id == ideas[2])).scalar() == 7


def test_it_is_done_once_a_night_from_three_o_clock_on_where_the_portal_is(ideas):
    with clock.at(NIGHT - timedelta(hours=1)):
        assert nightly.recount_votes_at_night() == 0
    plant(ideas[2], vote_count=7)
    with clock.at(NIGHT - timedelta(seconds=1)):
        assert nightly.recount_votes_at_night() == 0
        assert drift()["votes"] == 0
    with clock.at(NIGHT):
        assert nightly.recount_votes_at_night() == 1
    with clock.at(NIGHT + timedelta(hours=23)):
        assert nightly.recount_votes_at_night() == 0
    assert {row.counted_at for row in queries.recounted()} == {NIGHT}


def test_each_step_asks_for_its_own_threads_alone(ideas, statements):
    statements.clear()
    nightly.recount_votes()
    counting = [sql for sql in statements if "BETWEEN" in sql]
    # two steps of at most two threads, count and heat each
    assert len(counting) == 4
    assert all(sql.count("BETWEEN") == 4 for sql in counting)
