"""What the story tells of what is new: entries of the changelog, after their ideas were decided."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import resources
from typing import Any

from portal.changelog.rules import EntryText, Words
from portal.cli.demo import decisions
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Story

_PACKAGE = "portal.cli.demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry, published so many hours after the last of its ideas was decided."""

    by: str
    product: str
    label: str
    ideas: tuple[str, ...]
    hours_after: float
    ko: Words
    en: Words


def load() -> tuple[Entry, ...]:
    """Read all of them."""
    file = resources.files(_PACKAGE) / "changelog.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_entry(each) for each in told["entry"])


def acts(story: Story) -> Iterator[Act]:
    """Give the entries as acts."""
    threads = {thread.key: thread for thread in story.threads}
    for entry in load():
        decided = min(decisions.decided(threads[key]) for key in entry.ideas)
        yield Act(decided - entry.hours_after / 24, partial(_publish, entry=entry))


def _publish(stage: Stage, entry: Entry) -> None:
    text = EntryText(
        product_id=stage.products[entry.product], label=entry.label, ko=entry.ko, en=entry.en
    )
    stage.publish_entry(entry.by, text, entry.ideas)


def _entry(told: dict[str, Any]) -> Entry:
    ko, en = (_words(told.pop(lang, {})) for lang in ("ko", "en"))
    return Entry(ideas=tuple(told.pop("ideas")), ko=ko, en=en, **told)


def _words(told: dict[str, str]) -> Words:
    return Words(told.get("title", ""), told.get("body", ""))
