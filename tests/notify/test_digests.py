"""News gathered into one mail: in the morning, once a week, or when the day has had enough."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.answers import actions as answers
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.notify import actions, digests, jobs, queries, rules
from portal.notify.models import Notice, OutgoingMail
from portal.notify.queries import Wish
from portal.threads import actions as threads
from tests.make import threads as make
from tests.make.cast import Cast, person
from tests.make.mailbox import Mailbox, receiving, text_of
from tests.make.news import gathered, heard, mail_states, mailed, suspend, tell

# noon in Seoul; the next morning there begins at the stroke of midnight here
NOON = datetime(2026, 11, 26, 3, tzinfo=UTC)
MORNING = datetime(2026, 11, 27, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


@pytest.fixture
def followed(cast: Cast) -> Iterator[int]:
    """An idea that 준호 follows wholly, about which two things are said at noon."""
    with clock.at(NOON):
        # who decides about ideas would get a digest of their own
        with transaction():
            actions.set_wishes(cast.daniel, [Wish("new_idea", in_inbox=False, by_mail=False)])
        idea = make.idea(cast.minji, cast.product_id)
        with transaction():
            threads.choose_follow(cast.junho, idea, level="all")
        for body in ("첫 번째 생각이에요.", "두 번째 생각이에요."):
            comment(cast.seoyeon, idea, body)
        tell()
        yield idea


def comment(who: Actor, idea: int, body: str) -> int:
    with transaction():
        return answers.comment(who, idea, body_md=body)


def send_at(moment: datetime) -> int:
    with clock.at(moment):
        return digests.send_due()


def of(box: Mailbox, who: str = "junho") -> list[str]:
    return [text_of(mail) for mail in box.mails if mail["To"] == f"{who}@example.com"]


class TestWhen:
    def test_new_comments_come_in_one_mail_at_nine_in_the_readers_morning(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        assert heard(cast.junho) == gathered(cast.junho) == ["followed", "followed"]
        assert mailed(cast.junho) == []
        assert send_at(MORNING - timedelta(minutes=1)) == 0
        assert send_at(MORNING) == 1
        assert send_at(MORNING + timedelta(days=1)) == 0

        (mail,) = (mail for mail in mailbox.mails if mail["To"] == "junho@example.com")
        assert mail["Subject"] == "[Maru] 새 소식 2건이 있어요"
        for kind in ("plain", "html"):
            said = text_of(mail, kind)
            assert said.count("팔로우한 글에 김서연님이 댓글을 남겼어요") == 2
            assert said.count("다크 모드를 지원해 주세요") == 2
            assert f"/ideas/{followed}/" in said
        assert '<html lang="ko">' in text_of(mail, "html")
        assert gathered(cast.junho) == []

    @pytest.mark.parametrize(
        ("zone", "hour"), [("Asia/Seoul", 0), ("Europe/Berlin", 8), ("America/New_York", 14)]
    )
    def test_n3_morning_is_where_the_reader_lives(self, zone: str, hour: int) -> None:
        due = rules.digest_due_at(datetime(2026, 11, 26, 23, tzinfo=UTC), zone)
        assert due == datetime(2026, 11, 27, hour, tzinfo=UTC)

    def test_a_morning_is_nine_oclock_on_the_day_when_the_clocks_change_too(self) -> None:
        before = datetime(2027, 3, 27, 20, tzinfo=UTC)
        assert rules.digest_due_at(before, "Europe/Berlin").hour == 7
        assert rules.digest_due_at(before - timedelta(days=1), "Europe/Berlin").hour == 8

    def test_what_comes_weekly_comes_on_monday(self) -> None:
        for day in range(26, 30):
            told_at = datetime(2026, 11, day, 12, tzinfo=UTC)
            due = rules.digest_due_at(told_at, "Asia/Seoul", is_weekly=True)
            assert due == datetime(2026, 11, 30, 0, tzinfo=UTC)

    def test_n3_who_moved_to_where_it_is_night_gets_it_in_their_new_morning(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        _change(cast.junho, time_zone="America/New_York", locale="en")
        assert send_at(MORNING + timedelta(hours=6)) == 0
        assert send_at(datetime(2026, 11, 27, 14, tzinfo=UTC)) == 1
        (mail,) = mailbox.mails
        assert mail["Subject"] == "[Maru] 2 pieces of news for you"
        assert "김서연 commented in a post you follow." in text_of(mail)


class TestWhat:
    """Only what is still news when it is sent."""

    def test_what_was_read_meanwhile_is_left_out(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        with transaction():
            actions.mark_read(cast.junho, queries.inbox(cast.junho).items[0].id)
        assert send_at(MORNING) == 1
        assert of(mailbox)[0].count("댓글을 남겼어요") == 1
        assert sorted(_states(cast.junho)) == ["digested", "dropped"]

    def test_what_was_hidden_meanwhile_is_left_out(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        for line in queries.inbox(cast.junho).items:
            with transaction():
                answers.set_comment_visibility(
                    cast.eunji, line.comment_id or 0, after="hidden", reason="광고예요"
                )
        assert send_at(MORNING) == 0
        assert _states(cast.junho) == ["dropped", "dropped"]

    def test_bug_21_n6_an_opt_out_since_is_obeyed_when_it_is_sent(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        with transaction():
            actions.set_wishes(cast.junho, [Wish("followed", in_inbox=True, by_mail=False)])
        assert send_at(MORNING) == 0
        assert mailbox.mails == []

    def test_n6_muting_the_post_since_is_obeyed(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        with transaction():
            threads.choose_follow(cast.junho, followed, level="muted")
        assert send_at(MORNING) == 0

    def test_n1_who_was_suspended_since_gets_none(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        suspend(cast.junho)
        assert send_at(MORNING) == 0
        assert mailbox.mails == []

    def test_more_than_fifty_pieces_are_counted(
        self, cast: Cast, mailbox: Mailbox, followed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(digests, "LINES_MAX", 1)
        send_at(MORNING)
        assert of(mailbox)[0].count("댓글을 남겼어요") == 1
        assert "알림에서 1건을 더 볼 수 있어요" in of(mailbox)[0]


class TestWishes:
    def test_any_kind_can_be_gathered_instead_of_mailed_at_once(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        wish = Wish("answer", in_inbox=True, by_mail=False, in_digest=True)
        with transaction():
            actions.set_wishes(cast.minji, [wish])
        with clock.at(NOON):
            make.answer(cast.junho, make.question(cast.minji, cast.product_id))
            tell()
            assert jobs.send_due_mail() == 0
        assert send_at(MORNING) == 1
        assert "준호님이 회원님의 질문에 답변했어요." in of(mailbox, "minji")[0]

    def test_who_wants_it_gathered_since_it_was_queued_finds_it_in_the_digest(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        with clock.at(NOON):
            make.answer(cast.junho, make.question(cast.minji, cast.product_id))
            tell()
            wish = Wish("answer", in_inbox=True, by_mail=False, in_digest=True)
            with transaction():
                actions.set_wishes(cast.minji, [wish])
            assert jobs.send_due_mail() == 0
        assert send_at(MORNING) == 1

    def test_n8_the_sixth_mail_of_a_day_waits_for_the_digest(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        with clock.at(NOON):
            question = make.question(cast.minji, cast.product_id)
            for number in range(7):
                make.answer(cast.junho, question, f"{number + 1}번 방법이에요.")
            tell()
            assert jobs.send_due_mail() == rules.MAILS_A_DAY == 5
        assert gathered(cast.minji) == ["answer", "answer"]
        assert send_at(MORNING) == 1
        assert of(mailbox, "minji")[-1].count("회원님의 질문에 답변했어요") == 2

        with clock.at(MORNING + timedelta(hours=1)):
            make.answer(cast.junho, question, "하루가 지났어요.")
            tell()
            assert jobs.send_due_mail() == 1


class TestEnding:
    def test_bug_29_a_digest_is_ended_by_one_click_and_each_kind_by_its_own_link(
        self, cast: Cast, mailbox: Mailbox, followed: int, client: FlaskClient
    ) -> None:
        send_at(MORNING)
        (mail,) = mailbox.mails
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail["List-Unsubscribe"].strip("<>")
        assert link in text_of(mail)
        path = link.removeprefix("http://localhost")
        assert "소식을 모아서 보내는 메일" in client.get(path).get_data(as_text=True)
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200

        (wish,) = (wish for wish in queries.wishes(cast.junho) if wish.kind == "followed")
        assert wish == Wish("followed", in_inbox=True, by_mail=False)
        comment(cast.seoyeon, followed, "세 번째 생각이에요.")
        tell()
        assert gathered(cast.junho) == []
        assert heard(cast.junho) == ["followed"] * 3

    def test_the_link_of_a_kind_ends_only_that_kind(
        self, cast: Cast, mailbox: Mailbox, followed: int, client: FlaskClient
    ) -> None:
        token = actions.unsubscribe_token(cast.junho.id or 0, "followed", 0)
        client.post(f"/unsubscribe/{token}")
        assert send_at(MORNING) == 0
        wishes = {wish.kind: wish for wish in queries.wishes(cast.junho)}
        assert wishes["followed"] == Wish("followed", in_inbox=True, by_mail=False)
        assert wishes["answer"].by_mail

    def test_who_ended_digests_gets_no_overflow_by_them_until_settings_are_saved_anew(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        with transaction():
            actions.unsubscribe(actions.unsubscribe_token(cast.minji.id or 0, "digest", 0))
        with clock.at(NOON):
            question = make.question(cast.minji, cast.product_id)
            for number in range(6):
                make.answer(cast.junho, question, f"{number + 1}번 방법이에요.")
            tell()
            jobs.send_due_mail()
            assert mail_states() == ["sent"] * 5 + ["dropped"]
            with transaction():
                actions.set_wishes(cast.minji, queries.wishes(cast.minji))
            make.answer(cast.junho, question, "한 가지 더 있어요.")
            tell()
            jobs.send_due_mail()
        assert gathered(cast.minji) == ["answer"]


class TestTrouble:
    def test_a_digest_waits_while_the_server_is_down(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        mailbox.stop()
        assert send_at(MORNING) == 0
        mailbox.start()
        assert send_at(MORNING + timedelta(minutes=2)) == 1
        assert len(mailbox.mails) == 1

    def test_one_that_cannot_be_delivered_holds_up_no_other(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        emily = person("emily", "Emily", locale="en")
        with transaction():
            threads.choose_follow(emily, followed, level="all")
        comment(cast.seoyeon, followed, "세 번째 생각이에요.")
        tell()
        mailbox.refuses.add("junho@example.com")
        assert send_at(MORNING) == 1
        assert set(_states(cast.junho)) == {"dead"}
        (mail,) = mailbox.mails
        assert mail["Subject"] == "[Maru] 3 pieces of news for you"

    def test_a_worker_killed_after_its_claim_loses_nothing(
        self, cast: Cast, mailbox: Mailbox, followed: int
    ) -> None:
        with clock.at(MORNING), transaction():
            assert len(digests._claim(20)) == 1
        assert send_at(MORNING) == 0
        assert send_at(MORNING + timedelta(minutes=11)) == 1


def _states(who: Actor) -> list[str]:
    own = select(Notice.id).where(Notice.person_id == who.id)
    rows = select(OutgoingMail.state).where(OutgoingMail.notice_id.in_(own))
    return list(db.session.execute(rows).scalars())


def _change(who: Actor, **values: object) -> None:
    with transaction():
        db.session.execute(update(User).where(User.id == who.id).values(**values))
