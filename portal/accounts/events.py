"""Facts about people."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Event):
    """Somebody filled in the registration form; their address is not confirmed yet."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Event):
    """A link that confirms an address is wanted. Nobody's id: the address is unknown here."""

    person_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressInUse(Event):
    """Somebody wanted an address that has an account already; its owner should know."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressConfirmed(Event):
    """A person has shown that they read mail at their address."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A session began."""

    person_id: int
    sign_in_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """A person ended sessions of their own."""

    person_id: int
    sign_in_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetAsked(Event):
    """A link that sets a new password is wanted. Nobody's id: the address is unknown here."""

    person_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A person has a new password; `by` says how: "owner", "reset" or "operator"."""

    person_id: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChangeAsked(Event):
    """A person wants another address; the proof that is asked of them holds it."""

    person_id: int
    proof_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(Event):
    """A person has another address, and has shown that it is theirs."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """Name, language, time zone, introduction or title changed; `fields` names which."""

    person_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """A person was given a role, everywhere or for one product."""

    person_id: int
    role: str
    product_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(Event):
    """A role was taken from a person."""

    person_id: int
    role: str
    product_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSuspended(Event):
    """A person may not come in any more; `why` says it, as a code."""

    person_id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionLifted(Event):
    """A suspended person may come in again."""

    person_id: int
