"""People who come in, and are let in, at the same moment."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from portal.accounts import actions, grants, queries, sessions
from portal.accounts.actor import NOBODY
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.accounts.sessions import Attempt
from portal.kit.db import db, transaction
from tests.make.accounts import link, newcomer, registered
from tests.make.together import together

pytestmark = pytest.mark.slow

MANY = 12


def test_handle_wanted_by_many_is_given_once(app):
    wanted = [newcomer("wanted", email=f"p{number}@example.com") for number in range(MANY)]

    def register(made):
        with transaction():
            return actions.register(NOBODY, made)

    outcomes = together(app, [lambda made=made: register(made) for made in wanted])
    assert Counter(outcome.code for outcome in outcomes) == {None: 1, "handle.taken": MANY - 1}
    taken = select(func.count()).select_from(User).where(User.handle == "wanted")
    assert db.session.execute(taken).scalar_one() == 1


def test_address_registered_by_many_waits_in_one_row(app):
    made = [newcomer(f"p{number}", email="same@example.com") for number in range(MANY)]

    def register(one):
        with transaction():
            return actions.register(NOBODY, one)

    outcomes = together(app, [lambda one=one: register(one) for one in made])
    codes = Counter(outcome.code for outcome in outcomes)
    assert codes == {None: 3, "limit.confirm_mails": MANY - 3}
    assert db.session.execute(select(func.count()).select_from(User)).scalar_one() == 1


def test_link_works_once_however_many_use_it(app):
    token = link(registered("sora"), "confirm", "sora@example.com")

    def confirm():
        with transaction():
            return actions.confirm(token)

    outcomes = together(app, [confirm] * MANY)
    assert Counter(outcome.code for outcome in outcomes) == {None: 1, "proof.over": MANY - 1}


def test_no_more_passwords_are_tried_at_once_than_one_after_another(app):
    attempt = Attempt(email="sora@example.com", password="x", network="1.1.1.1")

    def count():
        with transaction():
            sessions.count_attempt(attempt)

    outcomes = together(app, [count] * 30)
    assert Counter(outcome.code for outcome in outcomes)[None] == 10


def test_administrators_who_dismiss_each_other_leave_one(app, cast):
    with transaction():
        grants.grant(cast.hana, cast.minji.id, Role.ADMIN)

    def dismiss(who, whom):
        with transaction():
            grants.revoke(who, whom.id, Role.ADMIN)

    minji = queries.get_actor(cast.minji.id)
    pairs = ((cast.hana, minji), (minji, cast.hana))
    outcomes = together(app, [lambda pair=pair: dismiss(*pair) for pair in pairs])
    assert Counter(outcome.code for outcome in outcomes) == {None: 1, "role.last_admin": 1}
    # what this session read before the race is not what stands there now
    db.session.rollback()
    admins = select(func.count()).where(RoleGrant.role == Role.ADMIN.value)
    assert db.session.execute(admins).scalar_one() == 1
