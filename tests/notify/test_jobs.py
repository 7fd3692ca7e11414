"""Mail as it is delivered: to a real server, in the reader's language, or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.notify import actions, jobs, queries
from portal.notify.models import Notice, OutgoingMail
from portal.notify.queries import MailHealth, Wish
from portal.threads import actions as threads
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.cast import Cast, person
from tests.make.ideas import lead
from tests.make.mailbox import Mailbox, receiving, text_of
from tests.make.news import mail_states, suspend, tell


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


def answered(cast: Cast, asker: Actor | None = None, body: str = "채널을 바꿔 보세요.") -> int:
    """Let 준호 answer a question, and tell people; gives the answer's id."""
    thread_id = make.question(asker or cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, thread_id, body)
    tell()
    return answer_id


def after(minutes: float) -> int:
    """Send what is due so many minutes from now."""
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        return jobs.send_due_mail()


def decide(cast: Cast, thread_id: int, status: str, *, minutes: float = 0) -> None:
    note = "다른 기능으로 대신할 수 있어서 지금은 만들지 않기로 했어요. 이해를 부탁드려요."
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        lead(cast.daniel, thread_id, status, note)
    tell()


class TestLetters:
    def test_a_mail_says_in_the_readers_language_who_did_what_and_where(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answer_id = answered(cast)

        assert jobs.send_due_mail() == 1
        (mail,) = mailbox.mails
        assert mail["To"] == "minji@example.com"
        assert mail["Subject"] == "[Maru] 새 답변: 와이파이가 저녁마다 끊겨요"
        for kind in ("plain", "html"):
            assert "준호님이 회원님의 질문에 답변했어요." in text_of(mail, kind)
            assert "채널을 바꿔 보세요." in text_of(mail, kind)
            assert f"#answer-{answer_id}" in text_of(mail, kind)
            assert "http://localhost/questions/" in text_of(mail, kind)
        assert '<html lang="ko">' in text_of(mail, "html")
        assert mail_states() == ["sent"]

    def test_the_same_news_comes_in_english_to_who_reads_english(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        emily = person("emily", "Emily", locale="en")
        answered(cast, asker=emily)
        jobs.send_due_mail()

        (mail,) = mailbox.mails
        assert mail["Subject"] == "[Maru] New answer: 와이파이가 저녁마다 끊겨요"
        assert "준호 answered your question." in text_of(mail)

    def test_a_mail_can_be_ended_by_one_click_and_is_told_from_others(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        jobs.send_due_mail()

        (mail,) = mailbox.mails
        assert mail["List-Unsubscribe"].startswith("<http://localhost/unsubscribe/")
        assert mail["List-Unsubscribe"].endswith(">")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"].startswith("<notice-")
        assert mail["References"].startswith("<thread-")
        assert mail["List-Unsubscribe"].strip("<>") in text_of(mail)

    def test_what_people_typed_is_text_in_both_parts(self, cast: Cast, mailbox: Mailbox) -> None:
        with transaction():
            named = update(User).values(display_name="<b>준호</b>{{7*7}}")
            db.session.execute(named.where(User.id == cast.junho.id))
        title = "<script>alert(1)</script> {{7*7}} %(name)s 되나요"
        thread_id = make.question(cast.minji, cast.product_id, title=title)
        make.answer(cast.junho, thread_id, "`<img src=x onerror=alert(1)>` 를 써 보세요.")
        tell()
        jobs.send_due_mail()

        (mail,) = mailbox.mails
        html = text_of(mail, "html")
        assert title in mail["Subject"]
        assert "<b>준호</b>{{7*7}}" in text_of(mail)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} %(name)s" in html
        assert "&lt;b&gt;준호&lt;/b&gt;{{7*7}}" in html
        assert "<script" not in html
        assert "<img" not in html

    def test_an_official_answer_a_comment_and_an_article_are_quoted_too(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        with transaction():
            answer_id = answers.post(cast.seoyeon, thread_id, body_md="펌웨어를 **올려** 주세요.")
        with transaction():
            answers.make_official(cast.seoyeon, answer_id, summary="펌웨어를 올려 주세요.")
            answers.comment(cast.junho, thread_id, body_md="저도 그랬어요.")
        version_id = articles.grown(cast.suhyun, cast.yejin, thread_id)
        articles.written(cast.suhyun, version_id)
        articles.decided(cast.yejin, version_id)
        tell()
        jobs.send_due_mail()

        texts = [text_of(mail) for mail in mailbox.mails if mail["To"] == "minji@example.com"]
        assert ["펌웨어를 올려 주세요." in said for said in texts] == [True, True, False, False]
        assert "저도 그랬어요." in texts[2]
        assert articles.TEXT.summary in texts[3]
        assert f"/faq/{version_id}/" in texts[3]


class TestDecisions:
    def test_a_decision_is_mailed_ten_minutes_later_with_its_reason(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        thread_id = make.idea(cast.minji, cast.product_id)
        decide(cast, thread_id, "declined")

        assert after(9) == 0
        assert after(11) == 1
        (mail,) = mailbox.mails
        assert "다크 모드를 지원해 주세요" in mail["Subject"]
        assert "다른 기능으로 대신할 수 있어서" in text_of(mail)

    def test_a_decision_that_was_mended_is_mailed_once_as_it_ended(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        thread_id = make.idea(cast.minji, cast.product_id)
        decide(cast, thread_id, "planned")
        decide(cast, thread_id, "declined", minutes=5)

        assert after(20) == 1
        # the first is the new idea, for who decides about it
        assert mail_states() == ["gathered", "dropped", "sent"]

    def test_a_decision_that_was_taken_back_is_not_mailed(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        thread_id = make.idea(cast.minji, cast.product_id)
        decide(cast, thread_id, "under_review")
        assert after(11) == 1
        decide(cast, thread_id, "planned", minutes=60)
        decide(cast, thread_id, "under_review", minutes=65)

        assert after(80) == 0
        assert mail_states() == ["gathered", "sent", "dropped", "dropped"]


class TestNotSent:
    """What has changed between the fact and the mail."""

    def test_not_when_the_answer_was_hidden(self, cast: Cast, mailbox: Mailbox) -> None:
        answer_id = answered(cast)
        with transaction():
            answers.hide(cast.eunji, answer_id, reason="광고예요")

        self._is_dropped(mailbox)

    def test_not_when_the_post_was_hidden(self, cast: Cast, mailbox: Mailbox) -> None:
        thread_id = make.question(cast.minji, cast.product_id, body="@junho 도와주세요.")
        tell()
        with transaction():
            duplicates.hide(cast.eunji, thread_id, reason="개인정보가 있어요")

        self._is_dropped(mailbox)

    def test_not_when_the_article_was_retired(self, cast: Cast, mailbox: Mailbox) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        version_id = articles.grown(cast.suhyun, cast.yejin, thread_id)
        articles.written(cast.suhyun, version_id)
        articles.decided(cast.yejin, version_id)
        tell()
        with transaction():
            faq.retire(cast.yejin, version_id, reason="내용이 바뀌었어요")

        self._is_dropped(mailbox)

    def test_not_when_the_reader_chose_so_meanwhile(self, cast: Cast, mailbox: Mailbox) -> None:
        answered(cast)
        with transaction():
            actions.set_wishes(cast.minji, [Wish("answer", in_inbox=True, by_mail=False)])

        self._is_dropped(mailbox)

    def test_not_when_the_reader_muted_the_post_meanwhile(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        with transaction():
            thread_id = db.session.execute(select(Notice.thread_id)).scalar_one()
            threads.choose_follow(cast.minji, thread_id, level="muted")

        self._is_dropped(mailbox)

    def test_not_when_the_reader_was_suspended(self, cast: Cast, mailbox: Mailbox) -> None:
        answered(cast)
        suspend(cast.minji)

        self._is_dropped(mailbox)

    def test_not_when_the_reader_has_read_it_here(self, cast: Cast, mailbox: Mailbox) -> None:
        answered(cast)
        with transaction():
            actions.mark_all_read(cast.minji)

        self._is_dropped(mailbox)

    def _is_dropped(self, mailbox: Mailbox) -> None:
        assert jobs.send_due_mail() == 0
        assert mailbox.mails == []
        assert mail_states() == ["dropped"]


class TestTrouble:
    def test_mail_waits_while_the_server_is_down_and_goes_out_when_it_is_back(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        mailbox.stop()
        assert jobs.send_due_mail() == 0
        assert queries.mail_health() == MailHealth(waiting=1, overdue=0, dead=0)

        mailbox.start()
        assert jobs.send_due_mail() == 0
        assert after(2) == 1
        assert len(mailbox.mails) == 1

    def test_a_server_that_is_down_all_night_costs_no_mail(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        mailbox.stop()
        for hour in range(12):
            after(hour * 60)
        mailbox.start()

        assert after(12 * 60) == 1

    def test_a_mail_that_the_server_puts_off_is_tried_later_and_later_and_then_given_up(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        mailbox.answer = "451 try again later"
        tries = [after(minutes) for minutes in (0, 0.5, 2, 8, 34, 160, 1_000)]

        assert sum(tries) == 0
        assert queries.mail_health() == MailHealth(waiting=0, overdue=0, dead=1)
        row = db.session.execute(select(OutgoingMail.attempts, OutgoingMail.last_error)).one()
        assert row.attempts == 5
        assert "451 try again later" in row.last_error

    def test_an_address_that_does_not_exist_is_given_up_at_once_and_others_go_out(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        mailbox.refuses.add("minji@example.com")
        make.question(cast.daniel, cast.product_id, body="@minji @seoyeon 봐 주세요.")
        tell()

        assert jobs.send_due_mail() == 1
        assert mailbox.recipients == ["seoyeon@example.com"]
        assert sorted(mail_states()) == ["dead", "sent"]

    def test_a_mail_that_cannot_be_written_holds_up_no_other(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        make.question(cast.daniel, cast.product_id, body="@minji @seoyeon 봐 주세요.")
        tell()
        with transaction():
            first = db.session.execute(select(func.min(Notice.id))).scalar()
            spoilt = update(Notice).where(Notice.id == first).values(kind="unheard_of")
            db.session.execute(spoilt)

        assert jobs.send_due_mail() == 1
        assert mail_states() == ["waiting", "sent"]

    def test_a_worker_killed_after_its_claim_loses_no_mail(
        self, cast: Cast, mailbox: Mailbox
    ) -> None:
        answered(cast)
        with transaction():
            assert len(jobs._claim(20)) == 1

        assert jobs.send_due_mail() == 0
        assert after(11) == 1

    def test_a_mail_that_was_sent_is_not_sent_again(self, cast: Cast, mailbox: Mailbox) -> None:
        answered(cast)
        jobs.send_due_mail()
        tell()
        after(60)

        assert len(mailbox.mails) == 1

    def test_two_workers_at_once_send_each_mail_once(
        self, app: Flask, cast: Cast, mailbox: Mailbox
    ) -> None:
        crowd = [person(f"crowd{number}", "김아무개") for number in range(8)]
        calls = [" ".join(f"@{one.handle}" for one in crowd)] * 3
        for number, body in enumerate(calls):
            title = f"{number + 1}번째로 여쭤봅니다"
            make.question(cast.minji, cast.product_id, title=title, body=body)
        tell()

        def work(_number: int) -> int:
            with app.app_context():
                return sum(jobs.send_due_mail(limit=5) for _ in range(4))

        with ThreadPoolExecutor(max_workers=3) as pool:
            assert sum(pool.map(work, range(3))) == 24
        assert len({mail["Message-ID"] for mail in mailbox.mails}) == 24
        assert len(mailbox.mails) == 24

    def test_at_most_one_batch_is_sent_at_a_time(self, cast: Cast, mailbox: Mailbox) -> None:
        make.question(cast.daniel, cast.product_id, body="@minji @seoyeon @eunji 봐 주세요.")
        tell()

        assert jobs.send_due_mail(limit=2) == 2
        assert jobs.send_due_mail(limit=2) == 1


def test_what_is_long_past_is_forgotten(cast: Cast, mailbox: Mailbox) -> None:
    answered(cast)
    jobs.send_due_mail()

    def forgotten(days: int) -> int:
        with clock.at(clock.now() + timedelta(days=days)), transaction():
            return jobs.forget_old()

    assert forgotten(29) == 0
    assert forgotten(31) == 1
    assert forgotten(364) == 0
    assert forgotten(366) == 1
