"""What the domain of a mail address tells: everybody's, nobody's for long, or an organisation's.

The two lists next to this module are ours and short; what they do not name is taken for an
organisation's own domain.
"""

from functools import cache
from importlib.resources import files


def domain_of(email: str) -> str:
    """Give the domain of an address in its normal form.

    >>> domain_of("minji@mail.example.co.kr")
    'mail.example.co.kr'
    """
    return email.rpartition("@")[2].lower()


def is_public(domain: str) -> bool:
    """Tell whether everybody can have an address there.

    >>> [is_public(domain) for domain in ("naver.com", "maru.kr", "")]
    [True, False, False]
    """
    return _is_in(domain, "public_mail_domains.txt")


def is_disposable(domain: str) -> bool:
    """Tell whether addresses there are had for minutes.

    >>> [is_disposable(domain) for domain in ("eu.mailinator.com", "notmailinator.com")]
    [True, False]
    """
    return _is_in(domain, "disposable_mail_domains.txt")


def _is_in(domain: str, name: str) -> bool:
    parts = domain.split(".")
    return any(".".join(parts[begin:]) in _domains(name) for begin in range(len(parts)))


@cache
def _domains(name: str) -> frozenset[str]:
    lines = (files("portal.safety") / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
