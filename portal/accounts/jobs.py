"""What is forgotten in time."""

from sqlalchemy import delete

from portal.accounts import policy, proofs, sessions
from portal.accounts.models import User
from portal.accounts.rules import UNCONFIRMED_LIFETIME
from portal.kit import clock
from portal.kit.db import rows_changed


def forget_unconfirmed() -> int:
    """Drop the accounts whose address nobody confirmed within a week; their handles are free again.

    Gives: how many went.
    """
    limit = clock.now() - UNCONFIRMED_LIFETIME
    return rows_changed(delete(User).where(policy.PENDING, User.registered_at < limit))


def forget_sessions_and_proofs() -> int:
    """Drop the sessions and mailed links that are over.

    Gives: how many went.
    """
    return sessions.forget_old() + proofs.forget_old()
