"""What is promised about every notice and mail: the rules N1 to N9, and the faults of others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas import actions as ideas
from portal.kit import clock
from portal.kit.db import db, insert_once, transaction
from portal.kit.mail import Message
from portal.notify import actions, jobs, letters, queries
from portal.notify.audience import KINDS
from portal.notify.models import Notice, OutgoingMail
from portal.notify.queries import Wish
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.cast import Cast, person
from tests.make.mailbox import Mailbox, receiving, text_of
from tests.make.news import heard, mailed, make_contact, suspend, tell, unconfirm


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


@pytest.fixture
def idea(cast: Cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def vote(who: Actor, idea: int) -> None:
    with transaction():
        votes.cast(who, idea)


def decide(cast: Cast, status: str, *numbers: int, minutes: float = 0) -> None:
    """Decide several ideas at once, as a bulk action and a session that is published do."""
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        with transaction():
            for number in numbers:
                ideas.set_status(cast.daniel, number, status=status, note_md="봄에 나와요.")
        tell()


def mail_after(minutes: float) -> int:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        return jobs.send_due_mail(limit=100)


def change(who: Actor, **values: object) -> None:
    with transaction():
        db.session.execute(update(User).where(User.id == who.id).values(**values))


class TestWhoIsNotTold:
    def test_bug_22_n1_not_the_actor_nor_whoever_is_banned_erased_or_unconfirmed(
        self, cast: Cast, mailbox: Mailbox, idea: int
    ) -> None:
        banned, erased, unsure = (person(f"left{number}", "떠난 사람") for number in range(3))
        for who in (banned, erased, unsure, cast.daniel, cast.junho):
            vote(who, idea)
            with transaction():
                threads.choose_follow(who, idea, level="all")
        suspend(banned)
        make_contact(erased)
        unconfirm(unsure)
        decide(cast, "planned", idea)
        mail_after(11)

        assert sorted(mailbox.recipients) == ["junho@example.com", "minji@example.com"]
        assert heard(cast.daniel) == []

    def test_n1_nor_whoever_became_so_between_the_decision_and_its_mail(
        self, cast: Cast, mailbox: Mailbox, idea: int
    ) -> None:
        gone = (cast.junho, person("sora", "소라"), person("bada", "바다"))
        for who in gone:
            vote(who, idea)
        decide(cast, "planned", idea)
        for who, leave in zip(gone, (suspend, make_contact, unconfirm), strict=True):
            leave(who)
        mail_after(11)
        assert mailbox.recipients == ["minji@example.com"]

    def test_bug_23_what_is_hidden_before_anybody_was_told_is_told_to_nobody(
        self, cast: Cast, idea: int
    ) -> None:
        with transaction():
            duplicates.hide(cast.eunji, idea, reason="개인정보가 있어요")
        tell()
        assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 0

    def test_bug_24_a_mention_reaches_the_user_name_and_no_namesake(self, cast: Cast) -> None:
        namesake = person("junho2", "준호")
        make.question(cast.minji, cast.product_id, body="@junho 봐 주세요. @준호 님도요.")
        tell()
        assert heard(cast.junho) == ["mention"]
        assert heard(namesake) == []


class TestOnce:
    def test_n2_author_voter_and_follower_in_one_person_get_one_notice_and_one_mail(
        self, cast: Cast, mailbox: Mailbox, idea: int
    ) -> None:
        with transaction():
            threads.choose_follow(cast.minji, idea, level="all")
        decide(cast, "planned", idea)
        tell()
        mail_after(11)
        mail_after(60)
        assert heard(cast.minji) == mailed(cast.minji) == ["status"]
        assert mailbox.recipients == ["minji@example.com"]

    def test_n2_the_database_takes_no_second_notice_of_an_event_for_a_person(
        self, cast: Cast, idea: int
    ) -> None:
        decide(cast, "planned", idea)
        row = db.session.execute(select(Notice.__table__)).mappings().all()[-1]
        again = {name: value for name, value in row.items() if name != "id"} | {"kind": "comment"}
        with transaction():
            assert not insert_once(Notice, **again)


class TestLanguage:
    def test_bug_25_n3_a_mail_is_in_the_language_its_reader_has_when_it_is_sent(
        self, cast: Cast, mailbox: Mailbox, idea: int
    ) -> None:
        vote(cast.junho, idea)
        decide(cast, "planned", idea)  # by somebody who reads English
        change(cast.junho, locale="en")
        mail_after(11)
        said = {mail["To"]: text_of(mail) for mail in mailbox.mails}
        assert "상태가 바뀌었어요: 반영 예정" in said["minji@example.com"]
        assert "has a new status: Planned" in said["junho@example.com"]


class TestTenMinutes:
    def test_n4_of_many_ideas_decided_at_once_only_what_stands_is_mailed(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        """A change back cancels, a second change replaces; each idea for itself."""
        kept, back, other = (
            make.idea(cast.minji, cast.product_id, title=f"{number}번째 바람이에요")
            for number in range(1, 4)
        )
        decide(cast, "under_review", kept, back, other)
        assert mail_after(11) == 3
        mailbox.mails.clear()

        decide(cast, "planned", kept, back, other, minutes=60)
        decide(cast, "under_review", back, minutes=64)
        decide(cast, "in_progress", other, minutes=66)
        assert mail_after(69) == 0
        mail_after(80)
        subjects = sorted(mail["Subject"] for mail in mailbox.mails)
        assert len(subjects) == 2
        assert "1번째 바람이에요" in subjects[0] + subjects[1]
        assert any("진행 중" in each and "3번째 바람이에요" in each for each in subjects)

    def test_n4_the_inbox_tells_at_once(self, cast: Cast, idea: int) -> None:
        decide(cast, "planned", idea)
        assert heard(cast.minji) == ["status"]
        assert jobs.send_due_mail() == 0


class TestEnding:
    def link(self, cast: Cast, mailbox: Mailbox, idea: int) -> str:
        decide(cast, "planned", idea)
        mail_after(11)
        (mail,) = mailbox.mails
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link: str = mail["List-Unsubscribe"].strip("<>")
        assert "/unsubscribe/" in link
        assert link in text_of(mail)
        return link.removeprefix("http://localhost")

    def test_bug_29_n5_one_click_ends_the_kind_without_signing_in(
        self, cast: Cast, mailbox: Mailbox, idea: int, client: FlaskClient
    ) -> None:
        path = self.link(cast, mailbox, idea)
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        other = make.idea(cast.minji, cast.product_id, title="글자를 크게 보고 싶어요")
        decide(cast, "planned", other)
        assert mail_after(11) == 0

    def test_bug_29_n5_the_same_link_ends_this_idea_alone(
        self, cast: Cast, mailbox: Mailbox, idea: int, client: FlaskClient
    ) -> None:
        path = self.link(cast, mailbox, idea)
        assert client.post(path, data={"what": "thread"}).status_code == 200
        assert thread_queries.follow_level(cast.minji, idea) == "muted"
        other = make.idea(cast.minji, cast.product_id, title="글자를 크게 보고 싶어요")
        decide(cast, "in_progress", idea)
        decide(cast, "planned", other)
        assert mail_after(11) == 1
        assert "글자를 크게" in mailbox.mails[-1]["Subject"]


class TestOptOut:
    def test_bug_21_n6_an_opt_out_is_obeyed_by_a_decision_that_already_waits(
        self, cast: Cast, mailbox: Mailbox, idea: int
    ) -> None:
        decide(cast, "planned", idea)
        with transaction():
            actions.set_wishes(cast.minji, [Wish("status", in_inbox=True, by_mail=False)])
        assert mail_after(11) == 0
        assert mailbox.mails == []

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_n6_every_kind_asks_at_the_same_place_as_it_is_sent(
        self, cast: Cast, idea: int, kind: str
    ) -> None:
        comment_on = make.question(cast.minji, cast.product_id)
        with transaction():
            answers.comment(cast.junho, comment_on, body_md="저도 그래요.")
        tell()
        newest = db.session.execute(
            select(func.max(Notice.id)).where(Notice.person_id == cast.minji.id)
        ).scalar_one()

        def written(*, by_mail: bool) -> object:
            with transaction():
                actions.set_wishes(cast.minji, [Wish(kind, in_inbox=True, by_mail=by_mail)])
                mended = update(Notice).where(Notice.id == newest).values(kind=kind, votes=10)
                db.session.execute(mended)
            return letters.write(newest)

        assert written(by_mail=False) is None
        # what was never merged has nothing to say of a merge
        assert isinstance(written(by_mail=True), Message) or kind == "merged"


class TestManyPeople:
    def test_n7_a_thousand_voters_cost_the_request_that_decides_nothing(
        self, cast: Cast, statements: list[str]
    ) -> None:
        costs = []
        for count in (1, 1_000):
            idea = make.idea(cast.minji, cast.product_id, title=f"{count}명이 바라요")
            _fill_with_voters(idea, count)
            statements.clear()
            with transaction():
                ideas.set_status(cast.daniel, idea, status="planned", note_md="봄에 나와요.")
            costs.append(len(statements))
        assert costs[0] == costs[1]
        assert db.session.execute(select(func.count()).select_from(OutgoingMail)).scalar() == 0


class TestOrder:
    def test_bug_27_n9_the_inbox_is_newest_first(self, cast: Cast) -> None:
        question = make.question(cast.minji, cast.product_id)
        made = [
            make.answer(cast.junho, question, f"{number}번 방법이에요.") for number in range(40)
        ]
        tell()
        first = [line.answer_id for line in queries.inbox(cast.minji).items]
        assert first == made[:-21:-1]


def _fill_with_voters(idea: int, count: int) -> None:
    now = clock.now()
    people = [
        {
            "handle": f"many{idea}x{number}",
            "display_name": "박아무개",
            "email": f"many{idea}x{number}@example.com",
            "email_confirmed_at": now,
            "locale": "ko",
            "time_zone": "Asia/Seoul",
            "registered_at": now,
        }
        for number in range(count)
    ]
    with transaction():
        db.session.execute(insert(User), people)
        mine = select(User.id).where(User.handle.like(f"many{idea}x%"))
        rows = [
            {"thread_id": idea, "person_id": one, "cast_at": now}
            for one in db.session.execute(mine).scalars()
        ]
        db.session.execute(insert(Vote), rows)
