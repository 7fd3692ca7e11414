"""The one table of roles: what each may do. Nothing else in the portal mentions a role by name.

A capability is ``<noun>.<verb>``. Who is the author of a thing needs no capability: policies
know authors.
"""

from enum import StrEnum


class Role(StrEnum):
    """The roles shipped."""

    MEMBER = "member"
    EXPERT = "expert"
    SPECIALIST = "specialist"
    AGENT = "agent"
    LEAD = "lead"
    EDITOR = "editor"
    PRODUCT_MANAGER = "product_manager"
    MODERATOR = "moderator"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


_MEMBER = frozenset(
    {
        "answer.post",
        "comment.post",
        "duplicate.suggest",
        "thread.follow",
        "thread.post",
        "vote.cast",
    }
)
_STAFF = _MEMBER | {"faq.draft", "limit.exceed", "staff.enter"}
_EXPERT = _MEMBER | {"duplicate.apply", "faq.draft"}
_AGENT = _STAFF | {
    "answer.accept_any",
    "answer.make_official",
    "duplicate.apply",
    "idea.split",
    "thread.convert",
    "idea.point_out",
    "idea.triage",
    "vote.cast_for_others",
}
_LEAD = _AGENT | {
    "answer.withdraw_official",
    "faq.publish",
    "idea.merge",
    "numbers.read",
    "search.tend",
    "thread.lock",
    "thread.moderate",
}
_EDITOR = _STAFF | {
    "changelog.write",
    "faq.nominate",
    "faq.publish",
    "numbers.read",
    "search.tend",
}
_PRODUCT_MANAGER = _STAFF | {
    "answer.make_official",
    "changelog.publish",
    "changelog.write",
    "idea.archive",
    "idea.merge",
    "idea.point_out",
    "idea.review",
    "idea.set_status",
    "idea.split",
    "idea.triage",
    "numbers.read",
    "thread.convert",
    "vote.cast_for_others",
}
_MODERATOR = _STAFF | {
    "duplicate.apply",
    "idea.archive",
    "idea.merge",
    "idea.split",
    "idea.triage",
    "person.suspend",
    "post.edit_any",
    "thread.convert",
    "thread.lock",
    "thread.moderate",
    "vote.judge",
}
_ADMIN = (
    _LEAD
    | _EDITOR
    | _PRODUCT_MANAGER
    | _MODERATOR
    | {
        "admin.enter",
        "person.grant",
        "product.tend",
        "status.tend",
    }
)

BUNDLES: dict[Role, frozenset[str]] = {
    Role.MEMBER: _MEMBER,
    Role.EXPERT: _EXPERT,
    Role.SPECIALIST: _STAFF,
    Role.AGENT: _AGENT,
    Role.LEAD: _LEAD,
    Role.EDITOR: _EDITOR,
    Role.PRODUCT_MANAGER: _PRODUCT_MANAGER,
    Role.MODERATOR: _MODERATOR,
    Role.PRIVACY_OFFICER: _STAFF,
    Role.ADMIN: _ADMIN,
}

CAPABILITIES = frozenset().union(*BUNDLES.values())

# A person with several roles speaks in the first of these; a member speaks for themselves.
_SPEAKS_AS = (
    Role.AGENT,
    Role.LEAD,
    Role.PRODUCT_MANAGER,
    Role.SPECIALIST,
    Role.EDITOR,
    Role.MODERATOR,
    Role.PRIVACY_OFFICER,
    Role.ADMIN,
    Role.EXPERT,
)
STAFF_ROLES = frozenset(_SPEAKS_AS) - {Role.EXPERT}


def whose_work_is(capability: str) -> frozenset[Role]:
    """Give the roles that hold a capability for their work, and not because they hold all."""
    return frozenset(
        role for role in BUNDLES if capability in BUNDLES[role] and role is not Role.ADMIN
    )


def speaks_as(roles: frozenset[Role]) -> Role | None:
    """Choose the role under which a person posts; None for a plain member.

    The post keeps it: a later promotion does not turn old posts into the company's word.
    """
    return next((role for role in _SPEAKS_AS if role in roles), None)
