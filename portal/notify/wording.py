"""What a notice says: plain text in a language, to be escaped wherever it is drawn."""

from portal.kit import site
from portal.kit.render import render
from portal.notify.queries import NoticeLine


def sentence(line: NoticeLine, locale: str) -> str:
    """Say what happened."""
    return render("email/notice_sentence.txt", locale, line=line)


def subject(line: NoticeLine, locale: str) -> str:
    """Say it as the subject of a mail."""
    return render("email/notice_subject.txt", locale, line=line, site=site.current())


def kind(slug: str, locale: str) -> str:
    """Say what a kind of notice is called where people choose."""
    return render("email/notice_kind.txt", locale, kind=slug)


def link(line: NoticeLine, locale: str) -> str:
    """Give the address that a notice leads to, whole."""
    return render("email/notice_link.txt", locale, line=line, site=site.current())
