"""Which mail a fact about a person's own account causes, to whom, and with which link."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.accounts import proofs, queries
from portal.accounts.events import AddressChangeAsked
from portal.accounts.queries import Recipient
from portal.kit import mail, render, site, text
from portal.kit.errors import NotFound
from portal.kit.events import Event
from portal.votes import behalf
from portal.votes.events import VoteCastForSomebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail. What it says for its kind stands in ``email/account_words.txt``."""

    kind: str
    to: str
    lang: str
    handle: str
    path: str
    # what it is about, where it is about something of the community
    title: str = ""


def write(event: Event, kind: str) -> Letter | None:
    """Write a mail as things are now, with a link made for it.

    Takes: kind, which of the mails that the event causes.
    Gives: None when nobody needs it any more.
    """
    recipient = queries.find_recipient(getattr(event, "person_id", None))
    if recipient is None:
        return None
    if kind == "change" and isinstance(event, AddressChangeAsked):
        return _to_coming_address(event, recipient)
    if kind == "behalf" and isinstance(event, VoteCastForSomebody):
        return _vote_for_them(event, recipient)
    return _WRITERS[kind](recipient)


def message(letter: Letter) -> mail.Message:
    """Put a letter into words, in its reader's language."""
    here = site.current()
    values: dict[str, object] = {
        "kind": letter.kind,
        "handle": f"@{letter.handle}",
        "lang": letter.lang,
        "link": f"{here.base_url}{letter.path}",
        "site": here,
        "title": letter.title,
    }
    subject = text.one_line(render.render("email/account_subject.txt", letter.lang, **values))
    values["subject"] = subject
    return mail.Message(
        to=letter.to,
        subject=subject,
        text=render.render("email/account.txt", letter.lang, **values),
        html=render.render("email/account.html", letter.lang, **values),
    )


def _to_coming_address(event: AddressChangeAsked, recipient: Recipient) -> Letter | None:
    try:
        coming = proofs.get(event.proof_id).email
    except NotFound:
        return None
    owner = queries.find_owner(coming)
    if owner is not None:
        return _in_use(owner)
    token = proofs.make(recipient.person_id, purpose="change", email=coming)
    return Letter(
        kind="change",
        to=coming,
        lang=recipient.locale,
        handle=recipient.handle,
        path=f"/settings/address/{token}",
    )


def _vote_for_them(event: VoteCastForSomebody, recipient: Recipient) -> Letter | None:
    vote = behalf.find(event.thread_id, event.person_id)
    if vote is None:
        return None
    return Letter(
        kind="behalf",
        to=recipient.email,
        lang=recipient.locale,
        handle=recipient.handle,
        path=f"/votes/for-me/{behalf.link_of(event.thread_id, event.person_id)}",
        title=vote.title,
    )


def _confirm(recipient: Recipient) -> Letter | None:
    if recipient.is_confirmed:
        return None
    token = proofs.make(recipient.person_id, purpose="confirm", email=recipient.email)
    return _own(recipient, "confirm", f"/confirm/{token}")


def _reset(recipient: Recipient) -> Letter:
    token = proofs.make(recipient.person_id, purpose="reset", email=recipient.email)
    return _own(recipient, "reset", f"/password/reset/{token}")


def _in_use(recipient: Recipient) -> Letter:
    return _own(recipient, "in_use", "/sign-in")


def _password(recipient: Recipient) -> Letter:
    return _own(recipient, "password", "/password/forgotten")


def _change_notice(recipient: Recipient) -> Letter:
    return _own(recipient, "change_notice", "/password/forgotten")


def _own(recipient: Recipient, kind: str, path: str) -> Letter:
    return Letter(
        kind=kind, to=recipient.email, lang=recipient.locale, handle=recipient.handle, path=path
    )


_WRITERS: dict[str, Callable[[Recipient], Letter | None]] = {
    "confirm": _confirm,
    "in_use": _in_use,
    "reset": _reset,
    "password": _password,
    "change_notice": _change_notice,
}
