"""What the story tells of how the help is kept true."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

_PACKAGE = "portal.cli.demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What the help of a product is sorted by, and the articles under it."""

    product: str
    by: str
    name_ko: str
    name_en: str
    articles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one of the staff says of an article: right, used (and right), or doubt."""

    article: str
    by: str
    says: str
    days_ago: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDate:
    """By when somebody wants an article to be looked at again."""

    article: str
    by: str
    days_ago: float
    within_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an article did not help a reader."""

    article: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was added to an article later, in Korean, and how much that changes."""

    article: str
    days_ago: float
    significance: str
    change_note: str
    adds: str


@dataclass(frozen=True, slots=True)
class Care:
    """All of it."""

    topics: tuple[Topic, ...]
    words: tuple[Word, ...]
    dates: tuple[ReviewDate, ...]
    whys: tuple[Why, ...]
    changes: tuple[Change, ...]


def load() -> Care:
    """Read all of it."""
    file = resources.files(_PACKAGE) / "upkeep.toml"
    told: dict[str, list[dict[str, Any]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Care(
        tuple(Topic(**entry) for entry in told["topic"]),
        tuple(Word(**entry) for entry in told["word"]),
        tuple(ReviewDate(**entry) for entry in told["date"]),
        tuple(Why(**entry) for entry in told["why"]),
        tuple(Change(**entry) for entry in told["change"]),
    )
