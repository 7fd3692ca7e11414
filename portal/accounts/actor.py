"""Who acts: a frozen value that every query and action takes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.accounts.roles import BUNDLES, STAFF_ROLES, Role, speaks_as

EVERYWHERE: None = None
Scope = frozenset[int] | None
"""The products where a capability holds; None means all of them."""

_NOWHERE: Scope = frozenset()

RETELL = "history.retell"
"""No role holds it. An import gives it to the authors it brings, so that what they said elsewhere
is kept as it was said, though a rule about length, haste or place here would have refused it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or nobody, or the portal itself) with what they may do, and where."""

    id: int | None = None
    handle: str = ""
    name: str = ""
    locale: str = "ko"
    time_zone: str = "Asia/Seoul"
    role: Role | None = None
    is_confirmed: bool = False
    session_id: int | None = None
    scopes: Mapping[str, Scope] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Tell a person from nobody."""
        return self.id is not None

    @property
    def is_staff(self) -> bool:
        """Tell whether they speak for the company."""
        return self.role in STAFF_ROLES

    @property
    def is_retelling(self) -> bool:
        """Tell whether an import speaks for them: what they say was said elsewhere before."""
        return self.scopes.get(RETELL, _NOWHERE) is EVERYWHERE

    def may(self, capability: str, product_id: int | None = None) -> bool:
        """Tell whether they hold a capability, for a product when one is named.

        Without a product the question is whether they hold it anywhere at all.
        """
        scope = self.scopes.get(capability, _NOWHERE)
        if scope is EVERYWHERE:
            return True
        return bool(scope) if product_id is None else product_id in scope

    def scope(self, capability: str) -> Scope:
        """Give the products where they hold a capability: None for all, empty for none."""
        return self.scopes.get(capability, _NOWHERE)


NOBODY = Actor()
SYSTEM = Actor(name="system", scopes=dict.fromkeys(BUNDLES[Role.ADMIN], EVERYWHERE))


def scopes_of(grants: Iterable[tuple[Role, int | None]]) -> dict[str, Scope]:
    """Add up what several grants allow.

    Takes: (role, product id) pairs; None as the product means everywhere.
    """
    scopes: dict[str, Scope] = {}
    for role, product_id in grants:
        for capability in BUNDLES[role]:
            held = scopes.get(capability, _NOWHERE)
            if product_id is None or held is EVERYWHERE:
                scopes[capability] = EVERYWHERE
            else:
                scopes[capability] = held | {product_id}
    return scopes


def role_of(grants: Iterable[tuple[Role, int | None]]) -> Role | None:
    """Give the role under which the holder of these grants posts."""
    return speaks_as(frozenset(role for role, _ in grants))
