"""Sending mail: one message to one address, through the server that the settings name.

Nothing that somebody typed can add a header or a second recipient: a subject is brought into one
line, an address is exactly one address, and any other header with a line end is refused.
"""

import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from portal.kit import clock, site, text

TIMEOUT_SECONDS: Final = 10
_DEFAULT_PORTS: Final = {"none": 25, "starttls": 587, "tls": 465}
_PERMANENT: Final = range(500, 600)
_LINE_MAX: Final = 990


class MailFailed(Exception):
    """It did not work now; the same message may be sent again later."""


class MailServerDown(MailFailed):
    """No server answered, or it hung up: the next message would fare no better."""


class MailRefused(Exception):
    """The address or the message is not wanted; sending it again would not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail to one person."""

    to: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Deliver = Callable[[Message], None]


def send(message: Message) -> None:
    """Send one message, over a connection of its own.

    Raises: MailFailed, to be tried again; MailRefused, not to be.
    """
    with opened() as deliver:
        deliver(message)


@contextmanager
def opened() -> Iterator[Deliver]:
    """Hold one connection for several messages. It is made when the first one is sent.

    Gives: a function that sends a message and raises as ``send`` does.
    """
    here = site.current()
    url = urlsplit(here.mail_url)
    if url.scheme == "console":
        yield lambda message: _print(compose(message))
        return
    connection = _Connection(url, _own_host(here.base_url))
    try:
        yield lambda message: connection.send(compose(message))
    finally:
        connection.close()


def compose(message: Message) -> EmailMessage:
    """Write a message as it travels, with the headers that every mail of ours carries.

    Raises: MailRefused when the address is not one address.
    """
    sender = _address(*parseaddr(site.current().mail_from))
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = _address("", message.to)
    # what looks like an encoded word would be decoded, line ends and all
    mail["Subject"] = text.one_line(message.subject).replace("=?", "= ?")
    mail["Date"] = format_datetime(clock.now())
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        mail[name] = value
    if "Message-ID" not in mail:
        mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail.set_content(message.text)
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _address(name: str, address: str) -> Address:
    if not address.isprintable() or "=?" in address:
        raise MailRefused("the address is not one mail address")
    try:
        return Address(name, addr_spec=address)
    except (ValueError, MessageError, IndexError) as error:
        raise MailRefused("the address is not one mail address") from error


def _own_host(base_url: str) -> str:
    """Give the name to greet a server with; asking the resolver for it can take seconds."""
    host = urlsplit(base_url).hostname or "localhost"
    with suppress(ValueError):
        return f"[{ip_address(host)}]"
    return host.encode("idna").decode("ascii")


def _print(mail: EmailMessage) -> None:
    body = mail.get_body(("plain",))
    lines = [f"{name}: {value}" for name, value in mail.items() if not name.startswith("Content")]
    content = body.get_content().rstrip() if body is not None else ""
    rule = "─" * 72
    sys.stdout.write("\n".join((rule, *lines, "", content, rule, "")))
    sys.stdout.flush()


class _Policy(EmailPolicy):
    """How a message is written out.

    The library folds a long plain header, such as a link, into encoded words, which no program
    follows: what is plain and not too long stays in its line. It also drops the spaces between two
    words of a subject that are not plain where it breaks the line: a subject is encoded as a whole.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401 - as in the library
        """Take a header, but none that is two; an encoded word may hide a line end."""
        stored = super().header_store_parse(name, value)
        if len(str(stored[1]).splitlines()) > 1:
            raise ValueError(f"a line end in the header {name}")
        return stored

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - as in the library
        """Write a header as text."""
        if str(value).isascii() and len(str(value)) < _LINE_MAX:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject":
            encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as in the library
        """Write a header as it travels."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


# seven bits: not every server on the way takes eight
_POLICY: Final = _Policy(linesep="\r\n", cte_type="7bit")


class _Connection:
    """A connection to the mail server, made when it is needed and made again when it broke."""

    def __init__(self, url: SplitResult, own_host: str) -> None:
        self._url = url
        self._own_host = own_host
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        """Hand one message to the server."""
        sender, to = mail["From"].addresses[0], mail["To"].addresses[0]
        try:
            self._connected().send_message(mail, sender.addr_spec, [to.addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refusal(code, reason) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPSenderRefused as error:
            raise MailFailed(str(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailServerDown(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Say goodbye, if anybody is still there."""
        if self._smtp is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = _connect(self._url, self._own_host)
            except smtplib.SMTPNotSupportedError as error:
                # no encryption, or no signing in, where the settings want it
                raise MailServerDown(str(error)) from error
        return self._smtp


def _connect(url: SplitResult, own_host: str) -> smtplib.SMTP:
    """Reach the server and sign in. A password never travels in the clear unless told to."""
    security = parse_qs(url.query).get("tls", ["starttls" if url.password else "none"])[0]
    if security not in _DEFAULT_PORTS:
        raise MailServerDown("MAIL_URL: tls is none, starttls or tls")
    host, port = url.hostname or "", url.port or _DEFAULT_PORTS[security]
    if security == "tls":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, own_host, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        smtp = smtplib.SMTP(host, port, own_host, timeout=TIMEOUT_SECONDS)
    try:
        if security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refusal(code: int, reason: bytes | str) -> MailFailed | MailRefused:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    said = f"{code} {words}"
    return MailRefused(said) if code in _PERMANENT else MailFailed(said)
