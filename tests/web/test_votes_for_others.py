"""V10: the staff vote for somebody who asked for it, who answers with one click."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.accounts.models import User
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.notify import account_mail
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.votes import behalf
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.mailbox import receiving, text_of
from tests.make.pages import said, send
from tests.make.refusals import do, refusal

ASKED = {"who": "customer@maru-client.kr", "ref": "https://desk.example/1234"}


@pytest.fixture
def mails(app, drain) -> Iterator[Callable[[], list[EmailMessage]]]:
    """Give what does the worker's work and hands over the mails that arrived."""
    with receiving(app) as box:

        def arrived() -> list[EmailMessage]:
            drain()
            account_mail.send_waiting()
            return box.mails

        yield arrived


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def count_of(thread_id: int) -> int:
    return threads.get(NOBODY, thread_id).vote_count


def contact() -> User:
    found = select(User).where(User.email == ASKED["who"])
    return db.session.execute(found.execution_options(populate_existing=True)).scalar_one()


def test_a_contact_is_made_counted_and_mailed_once_with_a_link_that_needs_no_account(
    client, client_as, cast, idea, mails
):
    seoyeon = client_as(cast.seoyeon)
    answer = send(seoyeon, f"/threads/{idea}/vote/for-somebody", at="/ideas", **ASKED)
    assert answer.status_code == 303
    assert count_of(idea) == 2
    person = contact()
    assert (person.password_hash, person.email_confirmed_at) == (None, None)
    again = send(seoyeon, f"/threads/{idea}/vote/for-somebody", at="/ideas", **ASKED)
    assert again.status_code == 409
    assert ASKED["ref"] in said(again)
    (mail,) = mails()
    assert mail["To"] == ASKED["who"]
    path = re.search(r"/votes/for-me/\S+", text_of(mail))[0]
    assert "다크 모드" in text_of(mail)
    assert "다크 모드" in said(client.get(path))
    assert count_of(idea) == 2
    assert send(client, path, at=path, choice="right").status_code == 200
    assert count_of(idea) == 2
    assert send(client, path, at=path, choice="remove").status_code == 200
    assert count_of(idea) == 1
    assert client.get(path).status_code == 404
    assert not [found.name for found in integrity.findings() if found.drift]


def test_the_team_reads_how_many_it_voted_for_and_no_page_shows_the_address(
    cast, client, client_as, idea
):
    do(behalf.cast, cast.seoyeon, idea, **ASKED)
    html = said(client_as(cast.daniel).get(f"/ideas/{idea}/voters"))
    assert "the team voted for 1 of them" in html
    assert ASKED["who"] not in html
    public = said(client.get(f"/ideas/{idea}/voters"))
    assert "1명은" not in public


def test_a_vote_of_ones_own_replaces_it_and_keeps_its_age(cast, idea):
    early = clock.now() - timedelta(days=9)
    with clock.at(early):
        do(behalf.cast, cast.seoyeon, idea, who="@junho", ref="1234")
    assert do(votes.cast, cast.junho, idea).count == 2
    vote = db.session.get_one(Vote, (idea, cast.junho.id), populate_existing=True)
    assert (vote.source, vote.behalf_by_id, vote.cast_at) == ("direct", None, early)
    link = behalf.link_of(idea, cast.junho.id or 0)
    assert refusal(behalf.answer, link, is_right=False) == "proof.over"


def test_it_can_be_taken_back_when_the_idea_is_decided_too(cast, idea):
    do(behalf.cast, cast.daniel, idea, **ASKED)
    lead(cast.daniel, idea, "declined")
    do(behalf.answer, behalf.link_of(idea, contact().id), is_right=False)
    assert count_of(idea) == 1
    assert db.session.execute(select(func.count()).select_from(Vote)).scalar_one() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ref": " "}, "vote.ref_blank"),
        ({"ref": "x" * 301}, "vote.ref_too_long"),
        ({"who": "nobody-here"}, "person.not_found"),
        ({"who": "no@address@here"}, "email.wrong"),
        ({"who": "seoyeon"}, "vote.for_oneself"),
        ({"who": "minji"}, "vote.voted_already"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, idea, fields, code):
    assert refusal(behalf.cast, cast.seoyeon, idea, **(ASKED | fields)) == code
    assert count_of(idea) == 1


@pytest.mark.parametrize("who", ["minji", "eunji", "suhyun"])
def test_only_the_care_team_and_product_managers_vote_for_others(cast, idea, who):
    assert refusal(behalf.cast, getattr(cast, who), idea, **ASKED) == "vote.cast_for_others"
