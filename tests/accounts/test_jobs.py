"""What is forgotten in time."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts import jobs
from portal.accounts.models import EmailProof, SignIn, User
from portal.kit import clock
from portal.kit.db import db, transaction
from tests.make.accounts import link, member, registered


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def after(days: float, job) -> int:
    with clock.at(clock.now() + timedelta(days=days)), transaction():
        return job()


def test_account_nobody_confirmed_is_forgotten_after_a_week(app):
    member("sora")
    registered("waiting")
    registered("shadow", email="sora@example.com")
    assert after(6.9, jobs.forget_unconfirmed) == 0
    assert after(7.1, jobs.forget_unconfirmed) == 2
    assert db.session.execute(select(User.handle)).scalars().all() == ["sora"]


def test_imported_author_without_address_is_kept(app):
    with transaction():
        db.session.add(
            User(
                handle="contact",
                display_name="Contact",
                locale="en",
                time_zone="UTC",
                registered_at=clock.now(),
            )
        )
    assert after(400, jobs.forget_unconfirmed) == 0


def test_handle_is_free_again_afterwards(app):
    registered("waiting")
    after(8, jobs.forget_unconfirmed)
    registered("waiting", email="other@example.com")


def test_old_links_and_sessions_go_and_fresh_ones_stay(app, cast):
    cast.session_token(cast.minji)
    link(cast.minji.id, "reset", "minji@example.com")
    assert after(0.5, jobs.forget_sessions_and_proofs) == 0
    assert after(2, jobs.forget_sessions_and_proofs) == 1
    assert (count(EmailProof), count(SignIn)) == (0, 1)
    assert after(800, jobs.forget_sessions_and_proofs) == 1
    assert count(SignIn) == 0
