"""A real mail server for tests: it listens on a port of its own and keeps what it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from portal.kit import site


class Mailbox:
    """What arrived, and how the server behaves."""

    def __init__(self) -> None:
        """Begin empty and friendly."""
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.answer = "250 OK"
        self.refuses: set[str] = set()
        self._controller: Controller | None = None
        self._port = _free_port()

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.raw.append(content)
            self.recipients += envelope.rcpt_tos
        return self.answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def receiving(app: Flask) -> Iterator[Mailbox]:
    """Let an application send its mail to a server of this test."""
    mailbox = Mailbox()
    mailbox.start()
    with app.app_context():
        before = site.current()
        site.set_up(app, replace(before, mail_url=mailbox.url))
    try:
        yield mailbox
    finally:
        site.set_up(app, before)
        mailbox.stop()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """Give one of the two bodies of a mail."""
    body = mail.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content
