"""Where people work, and what makes colleagues of them. Pure; only the staff are shown it."""

import re
import unicodedata

from portal.kit import text
from portal.kit.errors import RuleBroken
from portal.safety import mail_domains

ORGANISATION_MAX = 80
# what a company is called besides its name
_KOREAN_FORMS = ("주식회사", "유한회사", "(주)", "(유)")
_LATIN_FORMS = ("coltd", "inc", "ltd", "llc", "gmbh", "corp")
_NOT_WORDS = re.compile(r"[\W_]+")


def normal_organisation(typed: str) -> str:
    """Bring the name of an organisation into one line, and hold it to its length.

    Raises: RuleBroken("organisation.too_long").
    """
    name = text.one_line(typed)
    if len(name) > ORGANISATION_MAX:
        raise RuleBroken("organisation.too_long", field="organisation", most=ORGANISATION_MAX)
    return name


def key_of(organisation: str, email: str | None) -> str | None:
    """Give what colleagues share: the name they gave made alike, else the domain of their address.

    Gives: None when neither tells, as with an address where everybody can have one.

    >>> key_of("㈜ 마루", None) == key_of("마루 주식회사", "minji@naver.com") == "마루"
    True
    >>> key_of("", "minji@maru.kr"), key_of("", "minji@naver.com")
    ('maru.kr', None)
    """
    alike = _alike(organisation)
    if alike:
        return alike
    domain = mail_domains.domain_of(email or "")
    return domain if domain and not mail_domains.is_public(domain) else None


def is_disposable(email: str | None) -> bool:
    """Tell whether an address is one that is had for minutes."""
    return mail_domains.is_disposable(mail_domains.domain_of(email or ""))


def _alike(organisation: str) -> str:
    words = unicodedata.normalize("NFKC", organisation).casefold()
    for form in _KOREAN_FORMS:
        words = words.replace(form, " ")
    words = _NOT_WORDS.sub("", words)
    for form in _LATIN_FORMS:
        if words.endswith(form) and words != form:
            return words.removesuffix(form)
    return words
