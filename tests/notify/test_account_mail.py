"""Mail about a person's own account."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal.accounts import actions, credentials, proofs, queries
from portal.accounts.actor import NOBODY
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.notify import account_mail
from portal.notify.models import AccountMail
from tests.make.accounts import member, registered
from tests.make.mailbox import Mailbox, receiving, text_of

_LINK = re.compile(r"http://localhost(/\S+)")


@pytest.fixture
def mailbox(app) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


@pytest.fixture
def work(drain):
    """Do what the worker would do now."""

    def run():
        drain()
        return account_mail.send_waiting()

    return run


def link_in(mail, folder: str) -> str:
    found = [path for path in _LINK.findall(text_of(mail)) if path.startswith(folder)]
    assert len(found) == 1
    assert found[0] in text_of(mail, "html")
    return found[0].removeprefix(folder)


def states() -> list[str]:
    return sorted(db.session.execute(select(AccountMail.state)).scalars())


def test_registering_sends_a_link_that_confirms(mailbox, work):
    person_id = registered("sora")
    work()
    (mail,) = mailbox.mails
    assert mail["To"] == "sora@example.com"
    with transaction():
        assert actions.confirm(link_in(mail, "/confirm/")) == person_id


def test_mail_speaks_the_readers_language(mailbox, work):
    registered("sora", locale="ko")
    registered("joan", locale="en")
    work()
    subjects = {mail["To"]: mail["Subject"] for mail in mailbox.mails}
    assert subjects == {
        "sora@example.com": "[Maru] 이메일 주소를 확인해 주세요",
        "joan@example.com": "[Maru] Confirm your e-mail address",
    }
    assert all("%(" not in text_of(mail) for mail in mailbox.mails)


def test_registering_with_a_known_address_tells_its_owner(mailbox, work):
    member("sora")
    registered("stranger", email="sora@example.com")
    work()
    (mail,) = mailbox.mails
    assert mail["To"] == "sora@example.com"
    assert "@sora" in text_of(mail)
    assert "/confirm/" not in text_of(mail)


@pytest.mark.parametrize("ask", [actions.ask_password_reset, actions.ask_confirmation])
def test_unknown_address_gets_no_mail(mailbox, work, ask):
    with transaction():
        ask(NOBODY, "nobody@example.com", network="x")
    work()
    assert mailbox.mails == []


def test_forgotten_password_sends_a_link_that_sets_a_new_one(mailbox, work):
    sora = member("sora")
    with transaction():
        actions.ask_password_reset(NOBODY, "sora@example.com", network="x")
    work()
    token = link_in(mailbox.mails[0], "/password/reset/")
    assert proofs.look_at(token, "reset").person_id == sora.id


def test_changed_password_is_told(mailbox, work):
    sora = member("sora")
    with transaction():
        actions.change_password(sora, credentials.seal("우산은 현관에 있어요"))
    work()
    (mail,) = mailbox.mails
    assert mail["To"] == "sora@example.com"


def test_change_of_address_tells_the_old_and_asks_the_new(mailbox, work):
    sora = member("sora")
    with transaction():
        actions.ask_address_change(sora, "new@example.com")
    work()
    by_address = {mail["To"]: mail for mail in mailbox.mails}
    assert set(by_address) == {"sora@example.com", "new@example.com"}
    assert "/settings/address/" not in text_of(by_address["sora@example.com"])
    with transaction():
        actions.change_address(link_in(by_address["new@example.com"], "/settings/address/"))
    assert queries.get_own(sora).email == "new@example.com"


def test_change_to_a_known_address_tells_its_owner_and_gives_no_link(mailbox, work):
    sora, _minsu = member("sora"), member("minsu")
    with transaction():
        actions.ask_address_change(sora, "minsu@example.com")
    work()
    to_owner = next(mail for mail in mailbox.mails if mail["To"] == "minsu@example.com")
    assert "@minsu" in text_of(to_owner)
    assert "/settings/address/" not in text_of(to_owner)


def test_mail_that_nobody_needs_any_more_is_dropped(mailbox, drain):
    person_id = registered("sora")
    drain()
    with transaction():
        actions.confirm(proofs.make(person_id, purpose="confirm", email="sora@example.com"))
    account_mail.send_waiting()
    assert mailbox.mails == []
    assert states() == ["dropped"]


def test_one_fact_is_one_mail_however_often_it_is_delivered(mailbox, work):
    registered("sora")
    work()
    row = db.session.execute(
        select(events.EventRow).where(events.EventRow.kind == "ConfirmationAsked")
    ).scalar_one()
    with transaction():
        account_mail.on_confirmation_asked(events.read(row))
    work()
    assert len(mailbox.mails) == 1


def test_history_told_again_sends_nothing(mailbox, work):
    with events.replaying():
        registered("sora")
    work()
    assert mailbox.mails == []
    assert db.session.execute(select(func.count()).select_from(AccountMail)).scalar_one() == 0


def test_mail_waits_while_the_server_is_away_and_comes_later(mailbox, work):
    registered("sora")
    mailbox.stop()
    work()
    assert states() == ["waiting"]
    mailbox.start()
    with clock.at(clock.now() + timedelta(minutes=2)):
        work()
    assert len(mailbox.mails) == 1
    assert states() == ["sent"]


def test_mail_is_given_up_visibly(mailbox, work):
    registered("sora")
    mailbox.answer = "451 later"
    now = clock.now()
    for minutes in (0, 2, 8, 40, 200):
        with clock.at(now + timedelta(minutes=minutes)):
            work()
    assert states() == ["dead"]


def test_refused_address_is_not_tried_again(mailbox, work):
    mailbox.refuses.add("sora@example.com")
    registered("sora")
    work()
    assert states() == ["dropped"]


def test_others_can_write_while_a_mail_is_on_its_way(app, mailbox, work):
    registered("sora")
    receive = mailbox.handle_DATA

    def write():
        with app.app_context(), transaction():
            db.session.execute(update(AccountMail).values(last_error="seen on the way"))

    async def receive_slowly(server, session, envelope):
        await asyncio.get_running_loop().run_in_executor(None, write)
        return await receive(server, session, envelope)

    mailbox.handle_DATA = receive_slowly
    work()
    assert (len(mailbox.mails), states()) == (1, ["sent"])
