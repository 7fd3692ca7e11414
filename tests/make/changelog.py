"""Entries of the changelog for tests, made by the same actions that people use."""

from portal.accounts.actor import Actor
from portal.changelog import actions, queries
from portal.changelog.queries import EntryView
from portal.changelog.rules import EntryText, Words
from portal.kit.db import transaction

KO = Words("다크 모드를 켤 수 있어요", "설정에서 **화면**을 고르세요.")
EN = Words("Dark mode is here", "Choose **screen** in the settings.")
NONE = Words()


def text(product_id: int, *, label: str = "new", ko: Words = KO, en: Words = EN) -> EntryText:
    """Write what an entry says."""
    return EntryText(product_id=product_id, label=label, ko=ko, en=en)


def entry(writer: Actor, product_id: int, *ideas: int, **words: object) -> int:
    """Let somebody write a draft that answers these ideas; gives the number."""
    with transaction():
        entry_id = actions.write(writer, text(product_id, **words))  # type: ignore[arg-type]
        for idea in ideas:
            actions.link(writer, entry_id, idea)
    return entry_id


def published(writer: Actor, product_id: int, *ideas: int, **words: object) -> int:
    """Let somebody write and publish an entry; gives the number."""
    entry_id = entry(writer, product_id, *ideas, **words)
    with transaction():
        actions.publish(writer, entry_id, seen_version=seen(writer, entry_id).version)
    return entry_id


def seen(who: Actor, entry_id: int) -> EntryView:
    """Give an entry as somebody sees it."""
    return queries.get(who, entry_id)
