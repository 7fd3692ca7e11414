"""The law of votes, pure."""

from typing import Final

from portal.kit.errors import RuleBroken

IMPORTANCES: Final = {3: "critical", 2: "important", 1: "nice"}
USE_CASE_MAX: Final = 280
REF_MAX: Final = 300
NETWORKS_KEPT_DAYS: Final = 30


def check_description(importance: int | None, use_case: str) -> None:
    """Hold what a voter says of their vote to its kinds and its length, in code points.

    Raises: RuleBroken("vote.importance" | "vote.use_case_too_long").
    """
    if importance is not None and importance not in IMPORTANCES:
        raise RuleBroken("vote.importance", field="importance")
    if len(use_case) > USE_CASE_MAX:
        raise RuleBroken("vote.use_case_too_long", field="use_case", most=USE_CASE_MAX)


def check_ref(ref: str) -> None:
    """Hold what says where a vote was asked for to its length.

    Raises: RuleBroken("vote.ref_blank" | "vote.ref_too_long").
    """
    if not ref:
        raise RuleBroken("vote.ref_blank", field="ref")
    if len(ref) > REF_MAX:
        raise RuleBroken("vote.ref_too_long", field="ref", most=REF_MAX)
