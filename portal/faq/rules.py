"""The law of the FAQ, as pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from portal.faq import aliases
from portal.kit.errors import Conflict, NotAllowed, RuleBroken
from portal.kit.text import is_blank

LANGS = ("ko", "en")
TITLE_MIN = 5
TITLE_MAX = 200
SUMMARY_MAX = 140
BODY_MAX = 20_000
NOTE_MAX = 500
REASON_MAX = 300
CHANGE_NOTE_MAX = 200
SIGNIFICANCES = ("typo", "minor", "major")
"""How much a new text changes, from the least to the most."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an article says in one language."""

    title: str
    summary: str
    body_md: str
    # other wordings of the title, which search knows and readers do not see
    aliases: tuple[str, ...] = ()


class DraftFacts(Protocol):
    """What these rules ask of a draft."""

    @property
    def state(self) -> str: ...
    @property
    def writer_id(self) -> int: ...
    @property
    def edit_version(self) -> int: ...


class VersionFacts(Protocol):
    """What these rules ask of a version."""

    @property
    def version_id(self) -> int: ...
    @property
    def article_id(self) -> int: ...
    @property
    def lang(self) -> str: ...
    @property
    def state(self) -> str: ...


def check_lang(lang: str) -> None:
    """Hold an article to the languages of the portal.

    Raises: RuleBroken("faq.lang").
    """
    if lang not in LANGS:
        raise RuleBroken("faq.lang", field="lang")


def check_kept(text: ArticleText) -> None:
    """Hold a text to what may be kept of it while it is being written, in code points.

    Raises: RuleBroken("title.blank" | "title.too_long" | "summary.too_long" | "body.too_long" |
        "aliases.too_many" | "aliases.too_long").
    """
    if is_blank(text.title):
        raise RuleBroken("title.blank", field="title")
    _check_length(text.title, "title", TITLE_MAX)
    _check_length(text.summary, "summary", SUMMARY_MAX)
    _check_length(text.body_md, "body", BODY_MAX)
    aliases.check(text.aliases)


def check_complete(text: ArticleText) -> None:
    """Hold a text to what readers of the FAQ may expect: a title, a summary and a body.

    Raises: RuleBroken("title.too_short" | "summary.blank" | "body.blank"), and as ``check_kept``.
    """
    check_kept(text)
    if len(text.title) < TITLE_MIN:
        raise RuleBroken("title.too_short", field="title", least=TITLE_MIN)
    if is_blank(text.summary):
        raise RuleBroken("summary.blank", field="summary")
    if is_blank(text.body_md):
        raise RuleBroken("body.blank", field="body")


def check_rewritten(*, is_copied: bool) -> None:
    """Demand that a person has written the first text, and not the thread it grew from.

    Raises: RuleBroken("body.not_rewritten").
    """
    if is_copied:
        raise RuleBroken("body.not_rewritten", field="body")


def check_note(note: str) -> None:
    """Demand a word to the writer with what is returned to them.

    Raises: RuleBroken("note.blank" | "note.too_long").
    """
    if is_blank(note):
        raise RuleBroken("note.blank", field="note")
    _check_length(note, "note", NOTE_MAX)


def check_reason(reason: str) -> None:
    """Demand a reason for declining a thread or retiring an article.

    Raises: RuleBroken("faq.reason_blank" | "reason.too_long").
    """
    if is_blank(reason):
        raise RuleBroken("faq.reason_blank", field="reason")
    _check_length(reason, "reason", REASON_MAX)


def check_replacement(retired: VersionFacts, target: VersionFacts) -> None:
    """Hold what replaces a retired version to what its readers can use.

    It is another one, published, and in the same language or its translation. As only what is
    published replaces, nobody is led from one retired article to the next.
    Raises: RuleBroken("faq.replacement_same" | "faq.replacement_not_published" |
        "faq.replacement_lang").
    """
    if retired.version_id == target.version_id:
        raise RuleBroken("faq.replacement_same", field="replacement")
    if target.state != "published":
        raise RuleBroken("faq.replacement_not_published", field="replacement")
    if target.lang != retired.lang and target.article_id != retired.article_id:
        raise RuleBroken("faq.replacement_lang", field="replacement")


def check_seen(draft: DraftFacts, seen_version: int) -> None:
    """Refuse to act on a text that has changed since it was read.

    Raises: Conflict("faq.edited_meanwhile").
    """
    if draft.edit_version != seen_version:
        raise Conflict("faq.edited_meanwhile")


def check_state(draft: DraftFacts, *states: str) -> None:
    """Refuse what does not fit the state of a draft.

    Raises: Conflict("faq.not_<the first of the states>").
    """
    if draft.state not in states:
        raise Conflict(f"faq.not_{states[0]}")


def wrote(draft: DraftFacts, parts_by: Collection[int], actor_id: int | None) -> bool:
    """Tell whether somebody wrote a text, or a part of it, since it was last published."""
    return draft.writer_id == actor_id or actor_id in parts_by


def check_other_eyes(draft: DraftFacts, parts_by: Collection[int], actor_id: int | None) -> None:
    """Demand that somebody decides about a text who wrote no part of it.

    Takes: parts_by, everybody who wrote a part of it since it was last published.
    Raises: NotAllowed("faq.own_text").
    """
    if wrote(draft, parts_by, actor_id):
        raise NotAllowed("faq.own_text")


def check_change(significance: str, note: str) -> None:
    """Hold the writer's word on a new text to what there is to choose from.

    Raises: RuleBroken("faq.significance" | "change_note.too_long").
    """
    if significance not in SIGNIFICANCES:
        raise RuleBroken("faq.significance", field="significance")
    _check_length(note, "change_note", CHANGE_NOTE_MAX)


def mark_for_translation(significance: str, *, is_first: bool, catches_up: bool) -> str | None:
    """Tell what a published text makes of the other language's version.

    Takes: is_first, for the first text in a language, which changes nothing that was there;
        catches_up, for a text that follows the other language and so cannot leave it behind.
    Gives: major (it is outdated), minor (it may be), or None.
    """
    if is_first or catches_up or significance == "typo":
        return None
    return significance


def _check_length(text: str, field: str, most: int) -> None:
    if len(text) > most:
        raise RuleBroken(f"{field}.too_long", field=field, most=most)
