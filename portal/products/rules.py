"""The law of products, pure."""

import re
from dataclasses import dataclass
from typing import Final

from portal.kit.errors import RuleBroken

SLUG_MAX: Final = 40
NAME_MAX: Final = 60
TAGLINE_MAX: Final = 200
VOTER_VISIBILITIES: Final = ("count_only", "names", "staff_only")
NUMBERS: Final = {
    "vote_budget": (1, 1_000),
    "review_threshold_votes": (1, 100_000),
    "response_days": (1, 365),
    "archive_after_days": (30, 3_650),
    "position": (0, 1_000),
}
"""Between what a number of a product must be."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """What a product is to be called, where it stands, and what its ideas obey."""

    name_ko: str
    name_en: str
    tagline_ko: str = ""
    tagline_en: str = ""
    position: int | None = 0
    voter_visibility: str = "count_only"
    vote_budget: int | None = None
    review_threshold_votes: int | None = 25
    response_days: int | None = 30
    archive_after_days: int | None = 180


def check_slug(slug: str) -> None:
    """Hold the word that names a product in addresses to its form.

    Raises: RuleBroken("product.slug").
    """
    if len(slug) > SLUG_MAX or not _SLUG.fullmatch(slug):
        raise RuleBroken("product.slug", field="slug")


def check(draft: ProductDraft) -> None:
    """Hold a product to its lengths and numbers. Without a vote budget there is no limit.

    Raises: RuleBroken("product.name" | "product.tagline" | "product.voter_visibility" |
        "product.number").
    """
    for field in ("name_ko", "name_en"):
        if not 0 < len(getattr(draft, field)) <= NAME_MAX:
            raise RuleBroken("product.name", field=field)
    for field in ("tagline_ko", "tagline_en"):
        if len(getattr(draft, field)) > TAGLINE_MAX:
            raise RuleBroken("product.tagline", field=field, most=TAGLINE_MAX)
    if draft.voter_visibility not in VOTER_VISIBILITIES:
        raise RuleBroken("product.voter_visibility", field="voter_visibility")
    for field, (least, most) in NUMBERS.items():
        if not _is_between(getattr(draft, field), field, least, most):
            raise RuleBroken("product.number", field=field, least=least, most=most)


def _is_between(value: int | None, field: str, least: int, most: int) -> bool:
    if value is None:
        return field == "vote_budget"
    return least <= value <= most
