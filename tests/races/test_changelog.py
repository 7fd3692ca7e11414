"""An entry that several publish at the same moment is published once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.changelog import actions, jobs, queries
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from tests.make import changelog as make
from tests.make.cast import person
from tests.make.refusals import do
from tests.make.together import together

pytestmark = pytest.mark.slow


def published_facts() -> int:
    db.session.rollback()
    counted = select(func.count()).where(EventRow.kind == "ChangelogPublished")
    return db.session.execute(counted).scalar_one()


def in_one(act, *args, **named):
    def run():
        with transaction():
            return act(*args, **named)

    return run


def test_of_many_who_publish_a_draft_at_once_one_does(app, cast):
    entry_id = make.entry(cast.daniel, cast.product_id)
    others = [person(f"pm{n}", f"담당 {n}", Role.PRODUCT_MANAGER) for n in range(11)]
    acts = [
        in_one(actions.publish, who, entry_id, seen_version=1) for who in (cast.daniel, *others)
    ]
    codes = [outcome.code for outcome in together(app, acts)]
    assert codes.count(None) == 1
    assert set(codes) <= {None, "changelog.move", "changelog.meanwhile"}
    assert published_facts() == 1


def test_workers_and_a_person_who_publish_what_is_due_at_once_do_it_once(app, cast):
    entry_id = make.entry(cast.daniel, cast.product_id)
    begun = clock.now()
    planned = {"seen_version": 1}
    do(actions.schedule, cast.daniel, entry_id, begun + timedelta(milliseconds=50), **planned)

    def job():
        with clock.at(begun + timedelta(seconds=5)), transaction():
            return jobs.publish_due()

    acts = [job] * 6 + [in_one(actions.publish, cast.daniel, entry_id, seen_version=2)] * 6
    outcomes = together(app, acts)
    # a job gives how many it published, a person nothing
    by_jobs = sum(outcome.value or 0 for outcome in outcomes)
    by_people = sum(outcome.value is None and outcome.code is None for outcome in outcomes)
    assert by_jobs + by_people == 1
    assert published_facts() == 1
    assert make.seen(NOBODY, entry_id).version == 3


def test_an_edit_and_a_withdrawal_at_once_never_bring_a_withdrawn_entry_back(app, cast):
    for _ in range(5):
        entry_id = make.published(cast.daniel, cast.product_id)
        text = make.text(cast.product_id, label="fixed")
        acts = [
            in_one(actions.withdraw, cast.daniel, entry_id),
            in_one(actions.edit, cast.hana, entry_id, text, seen_version=2),
        ]
        codes = {outcome.code for outcome in together(app, acts)}
        # the withdrawal comes through at any rate, the edit where it was first
        assert codes <= {None, "changelog.meanwhile"}
        assert queries.published().items == ()
        assert make.seen(cast.daniel, entry_id).version == (3 if len(codes) == 2 else 4)
