"""Letting in, and showing out."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from portal.accounts import queries, sessions
from portal.accounts.models import SignIn, User
from portal.accounts.sessions import Attempt
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import NotFound, RuleBroken, TooMany
from tests.make.accounts import PASSWORD, member, registered


def attempt(email: str = "sora@example.com", password: str = PASSWORD, network: str = "1.1.1.1"):
    return Attempt(email=email, password=password, network=network, user_agent="Firefox/140")


def let_in(tried: Attempt) -> str | None:
    with transaction():
        sessions.count_attempt(tried)
    found = sessions.recognise(tried)
    if found is None:
        return None
    with transaction():
        return sessions.start_recognised(found, tried)


def test_right_password_begins_a_session(app):
    sora = member("sora")
    token = let_in(attempt())
    actor = queries.find_signed_in(token)
    assert (actor.id, actor.handle) == (sora.id, "sora")
    assert queries.list_sessions(actor)[0].user_agent == "Firefox/140"


def test_address_is_read_as_it_was_kept(app):
    member("sora")
    assert let_in(attempt(email=" SORA@Example.com")) is not None


@pytest.mark.parametrize(
    "tried",
    [
        pytest.param(attempt(password="wrong password"), id="wrong password"),
        pytest.param(attempt(email="nobody@example.com"), id="unknown address"),
        pytest.param(attempt(email="waiting@example.com"), id="address never confirmed"),
        pytest.param(attempt(email="no address"), id="no address at all"),
        pytest.param(attempt(email="", password=""), id="nothing"),
        pytest.param(attempt(password=PASSWORD * 100), id="password too long to be one"),
    ],
)
def test_whatever_is_wrong_nobody_is_recognised(app, tried):
    member("sora")
    registered("waiting")
    assert let_in(tried) is None


def test_suspended_person_is_not_recognised_and_their_session_is_over(app):
    sora = member("sora")
    token = let_in(attempt())
    with transaction():
        db.session.execute(update(User).where(User.id == sora.id).values(suspended_at=clock.now()))
    assert queries.find_signed_in(token) is None
    assert let_in(attempt()) is None


def test_token_is_kept_only_as_a_hash(app):
    member("sora")
    token = let_in(attempt())
    assert token not in db.session.execute(select(SignIn.token_hash)).scalars().all()


def test_ten_wrong_passwords_shut_one_place_out_and_no_other(app, stopped_clock):
    member("sora")
    for _ in range(10):
        assert let_in(attempt(password="wrong password")) is None
    with pytest.raises(TooMany, match=r"limit\.sign_in$") as refused:
        let_in(attempt())
    assert 0 < refused.value.retry_after_seconds <= 300
    assert let_in(attempt(network="2.2.2.2")) is not None


def test_twenty_wrong_tries_from_one_place_shut_it_out_for_all_accounts(app, stopped_clock):
    member("sora")
    for number in range(20):
        let_in(attempt(email=f"guess{number}@example.com", password="wrong password"))
    with pytest.raises(TooMany, match=r"limit\.sign_in_network"):
        let_in(attempt())


def test_unknown_account_is_shut_out_after_as_many_tries(app, stopped_clock):
    for _ in range(10):
        let_in(attempt(email="nobody@example.com"))
    with pytest.raises(TooMany):
        let_in(attempt(email="nobody@example.com"))


def test_right_passwords_are_not_held_against_anybody(app, stopped_clock):
    member("sora")
    for _ in range(25):
        assert let_in(attempt()) is not None


def test_outdated_hash_is_made_anew(app):
    sora = member("sora")
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1)
    old_hash = old.hash(PASSWORD.encode())
    with transaction():
        db.session.execute(update(User).where(User.id == sora.id).values(password_hash=old_hash))
    assert let_in(attempt()) is not None
    kept = db.session.execute(select(User.password_hash).where(User.id == sora.id)).scalar_one()
    assert "m=19456,t=2,p=1" in kept
    assert let_in(attempt()) is not None


def test_password_changed_in_the_same_moment_lets_nobody_in(app):
    sora = member("sora")
    found = sessions.recognise(attempt())
    with transaction():
        db.session.execute(update(User).where(User.id == sora.id).values(password_hash="x"))
    with pytest.raises(RuleBroken, match=r"sign_in\.refused"), transaction():
        sessions.start_recognised(found, attempt())


def test_ended_session_is_over_for_every_copy_of_its_cookie(app):
    member("sora")
    token = let_in(attempt())
    actor = queries.find_signed_in(token)
    with transaction():
        sessions.end(actor, actor.session_id)
    assert queries.find_signed_in(token) is None


def test_session_of_somebody_else_cannot_be_ended(app):
    member("sora"), member("minsu")
    sora = queries.find_signed_in(let_in(attempt()))
    token = let_in(attempt(email="minsu@example.com"))
    minsu = queries.find_signed_in(token)
    with pytest.raises(NotFound, match=r"session\.not_found"), transaction():
        sessions.end(sora, minsu.session_id)
    assert queries.find_signed_in(token) is not None


def test_other_sessions_end_and_this_one_stays(app):
    member("sora")
    tokens = [let_in(attempt()) for _ in range(3)]
    actor = queries.find_signed_in(tokens[1])
    with transaction():
        assert sessions.end_others(actor) == 2
    assert [queries.find_signed_in(token) is not None for token in tokens] == [False, True, False]
    assert [view.is_this for view in queries.list_sessions(actor)] == [True]


def test_session_lasts_as_long_as_the_setting_says(app):
    member("sora")
    token = let_in(attempt())
    with clock.at(clock.now() + timedelta(days=29)):
        assert queries.find_signed_in(token) is not None
    with clock.at(clock.now() + timedelta(days=31)):
        assert queries.find_signed_in(token) is None


def test_session_in_use_lasts_on(app):
    member("sora")
    token = let_in(attempt())
    with clock.at(clock.now() + timedelta(days=20)), transaction():
        sessions.renew(queries.find_signed_in(token))
    with clock.at(clock.now() + timedelta(days=45)):
        assert queries.find_signed_in(token) is not None


def test_who_is_signed_in_is_found_in_one_statement(app, statements):
    member("sora")
    token = let_in(attempt())
    statements.clear()
    queries.find_signed_in(token)
    assert len(statements) == 1


def test_attempt_keeps_the_password_out_of_logs(app):
    assert PASSWORD not in repr(attempt())
    member("sora")
    assert "argon2" not in repr(sessions.recognise(attempt()))
