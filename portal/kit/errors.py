"""The four ways in which the portal says no.

Each carries a code (``vote.closed``) and facts; the door finds the sentence for the code in
the reader's language. Anything else that is raised is a bug and answers 500.
"""


class PortalError(Exception):
    """A refusal with a reason."""

    def __init__(self, code: str, **facts: object) -> None:
        """Keep the code and the facts that its sentence may need."""
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotFound(PortalError):
    """There is no such thing, or this reader may not know of it."""

    def __init__(self, code: str = "page.not_found", **facts: object) -> None:
        """Default to the plain sentence."""
        super().__init__(code, **facts)


class NotAllowed(PortalError):
    """The reader may know of it, but may not do this."""


class RuleBroken(PortalError):
    """What was sent does not fit; the reader can mend it and send again."""

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        """Name the field to mend, where there is one."""
        super().__init__(code, **facts)
        self.field = field


class Conflict(PortalError):
    """It fitted once, but the world has moved on: closed, locked, edited by another."""


class TooMany(PortalError):
    """Too often in too short a time."""

    def __init__(self, code: str, *, retry_after_seconds: int) -> None:
        """Say when to come back."""
        super().__init__(code, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds
