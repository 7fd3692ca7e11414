"""The law of accounts: names, addresses, passwords and who may hold a role where. Pure."""

import re
import unicodedata
from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from portal.accounts.common_passwords import is_common
from portal.accounts.roles import Role
from portal.kit import text
from portal.kit.errors import Conflict, RuleBroken
from portal.safety import names

LOCALES = ("ko", "en")
HANDLE_MIN, HANDLE_MAX = 2, 30
EMAIL_MAX = 254
BIO_MAX = 500
TITLE_MAX = 60
PASSWORD_MIN, PASSWORD_MAX = 8, 200

CONFIRM_LIFETIME = timedelta(hours=24)
RESET_LIFETIME = timedelta(minutes=30)
UNCONFIRMED_LIFETIME = timedelta(days=7)

# Roles whose work concerns the whole portal: for one product they would promise what is not so.
EVERYWHERE_ONLY = frozenset({Role.ADMIN, Role.PRIVACY_OFFICER})

# As @handle in a text is read: it may not end in a hyphen, which belongs to the sentence.
_HANDLE = re.compile(r"[a-z0-9_-]{1,29}[a-z0-9_]")
_NOT_IN_HANDLE = re.compile(r"[^a-z0-9_]+")
_RESERVED_HANDLES = frozenset(
    """
    abuse account admin administrator all anonymous api bot channel community contact customer
    deleted everyone guest help helpdesk here hostmaster info maru me mod moderator news nobody
    no-reply noreply null official operator owner postmaster privacy root security service settings
    staff support sysadmin system team undefined user webmaster
    """.split()  # noqa: SIM905 - one word a line would fill a page
)
_NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/")
_RESERVED_HANDLE_PARTS = ("admin", "official", "operator", "moderator")


def normal_email(typed: str) -> str:
    """Bring an address into the one form that is kept: lower case, its domain in ASCII.

    Raises: RuleBroken("email.blank" | "email.wrong").
    """
    address = typed.strip()
    if not address:
        raise RuleBroken("email.blank", field="email")
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise RuleBroken("email.wrong", field="email") from error
    normal = (found.ascii_email or "").lower()
    if not normal or len(normal) > EMAIL_MAX:
        raise RuleBroken("email.wrong", field="email")
    return normal


def normal_handle(typed: str) -> str:
    """Bring a handle into its form, and hold it to it.

    Raises: RuleBroken("handle.blank" | "handle.wrong" | "handle.reserved").
    """
    handle = typed.strip().removeprefix("@").lower()
    if not handle:
        raise RuleBroken("handle.blank", field="handle")
    if not _HANDLE.fullmatch(handle):
        raise RuleBroken("handle.wrong", field="handle", least=HANDLE_MIN, most=HANDLE_MAX)
    if is_reserved(handle):
        raise RuleBroken("handle.reserved", field="handle")
    return handle


def is_reserved(handle: str) -> bool:
    """Tell whether a handle would look like the portal's or the company's own."""
    return handle in _RESERVED_HANDLES or any(part in handle for part in _RESERVED_HANDLE_PARTS)


def suggested_handle(email: str) -> str:
    """Derive a handle from an address: its local part, as far as handles allow.

    Gives: a handle, or an empty text where the address gives none.

    >>> suggested_handle("Min.Ji+maru@example.com")
    'min-ji'
    """
    local = email.partition("@")[0].partition("+")[0].lower()
    handle = _NOT_IN_HANDLE.sub("-", local)[:HANDLE_MAX].strip("-")
    return handle if _HANDLE.fullmatch(handle) and not is_reserved(handle) else ""


def handles_like(handle: str, count: int) -> list[str]:
    """List a handle and others like it, for when it is taken.

    >>> handles_like("minji", 3)
    ['minji', 'minji2', 'minji3']
    """
    if not handle:
        return []
    room = HANDLE_MAX - len(str(count))
    return [handle, *(f"{handle[:room]}{number}" for number in range(2, count + 1))]


def normal_name(typed: str) -> str:
    """Bring a display name into one line, and hold it to its length.

    Raises: RuleBroken("name.blank" | "name.too_long").
    """
    name = text.one_line(typed)
    if text.is_blank(name):
        raise RuleBroken("name.blank", field="name")
    if len(name) > names.NAME_MAX_CODEPOINTS:
        raise RuleBroken("name.too_long", field="name", most=names.NAME_MAX_CODEPOINTS)
    return name


def check_customers_name(name: str, site_name: str) -> None:
    """Refuse a name under which a customer could pass for the company.

    Takes: site_name, whose words nobody may carry in their own.
    Raises: RuleBroken("name.…").
    """
    problem = names.display_name_problem(name, site_name)
    if problem:
        raise RuleBroken(problem, field="name", most=names.NAME_MAX_CODEPOINTS)


def check_customers_handle(handle: str, site_name: str) -> None:
    """Refuse a handle under which a customer could pass for the company.

    Raises: RuleBroken("handle.reserved").
    """
    if names.imitates_staff(handle, site_name):
        raise RuleBroken("handle.reserved", field="handle")


def check_password(password: str, *, email: str = "", handle: str = "") -> None:
    """Hold a new password to what helps: length, and not what everybody tries first.

    Any letters, blanks and symbols are welcome, and no kind of them is demanded.

    Raises: RuleBroken("password.too_short" | "password.too_long" | "password.common" |
        "password.like_account").
    Source: NIST SP 800-63B 5.1.1.2; OWASP ASVS 5.0 6.2.
    """
    length = len(unicodedata.normalize("NFKC", password))
    if length < PASSWORD_MIN:
        raise RuleBroken("password.too_short", field="password", least=PASSWORD_MIN)
    if length > PASSWORD_MAX:
        raise RuleBroken("password.too_long", field="password", most=PASSWORD_MAX)
    if is_common(password):
        raise RuleBroken("password.common", field="password")
    own = {part for part in (email, email.partition("@")[0], handle) if part}
    if password.casefold() in own:
        raise RuleBroken("password.like_account", field="password")


def normal_bio(typed: str) -> str:
    """Bring what somebody says of themselves into its form, and hold it to its length.

    Raises: RuleBroken("bio.too_long").
    """
    bio = text.normalise(typed)
    if len(bio) > BIO_MAX:
        raise RuleBroken("bio.too_long", field="bio", most=BIO_MAX)
    return bio


def normal_title(typed: str, *, field: str) -> str:
    """Bring what somebody does in the company into one line, and hold it to its length.

    Raises: RuleBroken("person_title.too_long").
    """
    title = text.one_line(typed)
    if len(title) > TITLE_MAX:
        raise RuleBroken("person_title.too_long", field=field, most=TITLE_MAX)
    return title


def check_locale(locale: str) -> None:
    """Refuse a language the portal does not speak.

    Raises: RuleBroken("locale.unknown").
    """
    if locale not in LOCALES:
        raise RuleBroken("locale.unknown", field="locale")


def check_time_zone(time_zone: str) -> None:
    """Refuse a zone that the IANA list does not know.

    Raises: RuleBroken("time_zone.unknown").
    """
    if time_zone not in time_zones():
        raise RuleBroken("time_zone.unknown", field="time_zone")


@cache
def time_zones() -> frozenset[str]:
    """Give the zones a person may choose: those named after a place, and UTC."""
    return frozenset(
        zone
        for zone in available_timezones()
        if zone == "UTC"
        or ("/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/")))
    )


def check_grant(role: Role, product_id: int | None) -> None:
    """Refuse a role that nobody needs to be given, or that makes no sense for one product.

    Raises: RuleBroken("role.given_to_all" | "role.everywhere_only").
    """
    if role is Role.MEMBER:
        raise RuleBroken("role.given_to_all", field="role")
    if role in EVERYWHERE_ONLY and product_id is not None:
        raise RuleBroken("role.everywhere_only", field="product")


def check_an_admin_stays(admins_left: int) -> None:
    """Refuse to leave the portal without anybody who could change roles.

    Raises: Conflict("role.last_admin").
    """
    if admins_left < 1:
        raise Conflict("role.last_admin")
