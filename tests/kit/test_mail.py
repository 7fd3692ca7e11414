"""Mail as it really travels, to a real server."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.kit import mail, site
from portal.kit.mail import MailFailed, MailRefused, MailServerDown, Message
from tests.make.mailbox import Mailbox, receiving, text_of


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


def message(**changes: object) -> Message:
    standard = Message(to="minji@example.com", subject="새 답변이 있어요", text="안녕하세요\n")
    return replace(standard, **changes)  # type: ignore[arg-type]


def test_a_korean_mail_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    mail.send(message(html="<p>안녕하세요 <b>민지</b>님</p>"))

    (received,) = mailbox.mails
    assert received["Subject"] == "새 답변이 있어요"
    assert text_of(received).strip() == "안녕하세요"
    assert "<b>민지</b>" in text_of(received, "html")
    assert mailbox.recipients == ["minji@example.com"]


def test_a_mail_carries_the_headers_that_machines_need(mailbox: Mailbox) -> None:
    mail.send(message(headers={"List-Unsubscribe": "<http://localhost/x>"}))

    (received,) = mailbox.mails
    assert received["From"] == site.current().mail_from
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Date"].datetime.tzinfo is not None
    assert received["Message-ID"].endswith("@localhost>")
    assert received["List-Unsubscribe"] == "<http://localhost/x>"
    assert b"charset" in mailbox.raw[0]


@pytest.mark.parametrize("length", [60, 200, 900])
def test_a_long_address_in_a_header_stays_one_readable_line(mailbox: Mailbox, length: int) -> None:
    link = f"<http://localhost/unsubscribe/{'x' * length}>"

    mail.send(message(headers={"List-Unsubscribe": link}))

    assert f"List-Unsubscribe: {link}\r\n".encode() in mailbox.raw[0]


def test_every_line_that_travels_is_short_and_seven_bit(mailbox: Mailbox) -> None:
    mail.send(message(subject="가" * 200, text="나" * 5_000, html="<p>" + "다" * 5_000 + "</p>"))

    assert mailbox.mails[0]["Subject"] == "가" * 200
    assert text_of(mailbox.mails[0]).strip() == "나" * 5_000
    assert max(map(len, mailbox.raw[0].split(b"\r\n"))) <= 998
    assert mailbox.raw[0].isascii()


def test_a_korean_subject_keeps_its_spaces_however_long_it_is(mailbox: Mailbox) -> None:
    wish = "앱을 어두운 화면으로 보고 싶어요"
    subjects = [f"[Maru] Did this solve it? {'HS-101 ' * many}{wish}" for many in range(6)]
    with mail.opened() as deliver:
        for subject in subjects:
            deliver(message(subject=subject))
    assert [received["Subject"] for received in mailbox.mails] == subjects


@pytest.mark.parametrize(
    "subject",
    [
        "안녕\r\nBcc: thief@example.com",
        "hello\nBcc: thief@example.com",
        "hello\rBcc: thief@example.com",
        "hello\u2028Bcc: thief@example.com",
        "hello\x0bBcc: thief@example.com\x85x",
        "=?utf-8?q?hello=0D=0ABcc=3A_thief=40example=2Ecom?=",
        "=?utf-8?b?aGVsbG8NCkJjYzogdGhpZWZAZXhhbXBsZS5jb20=?=",
    ],
)
def test_a_subject_adds_no_header(mailbox: Mailbox, subject: str) -> None:
    mail.send(message(subject=subject))

    (received,) = mailbox.mails
    assert received["Bcc"] is None
    assert len(received.get_all("Subject", [])) == 1
    assert mailbox.recipients == ["minji@example.com"]
    assert b"\nBcc" not in mailbox.raw[0]
    assert b"\rBcc" not in mailbox.raw[0]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "minji",
        "minji@example.com, thief@example.com",
        "minji@example.com\r\nBcc: thief@example.com",
        "minji@example.com\nRCPT TO:<thief@example.com>",
        "Minji <minji@example.com>",
        "=?utf-8?q?x=0D=0ABcc=3A?=@example.com",
        "minji@",
        "@example.com",
    ],
)
def test_what_is_not_one_address_is_refused(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(MailRefused):
        mail.send(message(to=address))

    assert mailbox.mails == []


def test_a_header_with_a_line_end_is_refused(mailbox: Mailbox) -> None:
    with pytest.raises(ValueError, match="line"):
        mail.send(message(headers={"X-Note": "a\r\nBcc: thief@example.com"}))

    assert mailbox.mails == []


def test_a_mailbox_that_does_not_exist_is_not_tried_again(mailbox: Mailbox) -> None:
    mailbox.refuses.add("minji@example.com")

    with pytest.raises(MailRefused, match="550"):
        mail.send(message())


def test_a_server_that_is_busy_may_be_asked_again(mailbox: Mailbox) -> None:
    mailbox.answer = "451 try again later"

    with pytest.raises(MailFailed, match="451") as failure:
        mail.send(message())

    assert not isinstance(failure.value, MailServerDown)


def test_a_message_that_the_server_will_never_take_is_refused(mailbox: Mailbox) -> None:
    mailbox.answer = "554 this is spam"

    with pytest.raises(MailRefused, match="554"):
        mail.send(message())


def test_a_server_that_is_away_is_told_from_a_message_that_failed(mailbox: Mailbox) -> None:
    mailbox.stop()

    with pytest.raises(MailServerDown):
        mail.send(message())


def test_several_messages_share_one_connection(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[object] = []
    connect = smtplib.SMTP.connect

    def counted(self: smtplib.SMTP, *args: object, **more: object) -> object:
        connections.append(self)
        return connect(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(smtplib.SMTP, "connect", counted)

    with mail.opened() as deliver:
        for number in range(3):
            deliver(message(subject=f"{number}"))

    assert [received["Subject"] for received in mailbox.mails] == ["0", "1", "2"]
    assert len(connections) == 1


def test_a_refused_message_does_not_spoil_the_connection_for_the_next(mailbox: Mailbox) -> None:
    mailbox.refuses.add("gone@example.com")

    with mail.opened() as deliver:
        with pytest.raises(MailRefused):
            deliver(message(to="gone@example.com"))
        deliver(message())

    assert mailbox.recipients == ["minji@example.com"]


def test_a_password_is_not_sent_where_nobody_encrypts(app: Flask, mailbox: Mailbox) -> None:
    url = mailbox.url.replace("smtp://", "smtp://maru:secret@")
    site.set_up(app, replace(site.current(), mail_url=url))

    with pytest.raises(MailServerDown, match="STARTTLS"):
        mail.send(message())

    assert mailbox.mails == []


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot_read_it(
    mailbox: Mailbox,
) -> None:
    with pytest.raises(MailRefused):
        mail.send(message(to="민지@example.com"))


def test_in_development_a_mail_is_one_readable_block_on_the_console(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.current().mail_url == "console://"

    mail.send(message(text="링크: http://localhost/confirm/abc\n"))

    printed = capsys.readouterr().out
    assert "Subject: 새 답변이 있어요" in printed
    assert "To: minji@example.com" in printed
    assert "링크: http://localhost/confirm/abc" in printed
