"""Every text that readers saw is kept, and a translation that is left behind is marked."""

import pytest
from sqlalchemy import func, select

from portal.faq import actions, editions, queries, translations, workbench
from portal.faq.rules import ArticleText, mark_for_translation
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import EventRow
from tests.make.faq import TEXT, decided, published, started, written

SECOND = ArticleText(TEXT.title, "공유기의 채널을 11번으로 바꾸면 대부분 좋아져요.", TEXT.body_md)
ENGLISH = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the settings.")


def facts(kind: str) -> int:
    statement = select(func.count()).select_from(EventRow).where(EventRow.kind == kind)
    return db.session.execute(statement).scalar_one()


def again(cast, version_id, text=SECOND, significance="major", note=""):
    """Let seoyeon write a new text and suhyun publish it."""
    with transaction():
        actions.revise(cast.seoyeon, version_id)
        actions.describe_change(cast.seoyeon, version_id, significance=significance, note=note)
    written(cast.seoyeon, version_id, text)
    decided(cast.suhyun, version_id)


@pytest.fixture
def korean(cast) -> int:
    return published(cast.seoyeon, cast.suhyun, cast.product_id)


@pytest.fixture
def english(cast, korean) -> int:
    with transaction():
        version_id = actions.translate(cast.seoyeon, korean, lang="en")
    written(cast.seoyeon, version_id, ENGLISH)
    decided(cast.suhyun, version_id)
    return version_id


def outdated(cast, version_id: int) -> str | None:
    mark = workbench.get(cast.suhyun, version_id).outdated
    assert queries.get(cast.suhyun, version_id).outdated == mark
    return mark


def test_every_published_text_stays_readable_with_who_and_why(cast, korean):
    again(cast, korean, significance="minor", note=" 채널 번호를 적었어요 ")
    newest, first = editions.latest(korean)
    assert (newest.number, newest.significance) == (2, "minor")
    assert newest.change_note == "채널 번호를 적었어요"
    assert (newest.writer.handle, newest.approver.handle) == ("seoyeon", "suhyun")
    assert newest.published_at == queries.get(cast.suhyun, korean).updated_at
    assert (first.number, first.change_note) == (1, None)
    assert editions.get(korean, 1).text == TEXT
    assert editions.get(korean, 1).changes is None
    second = editions.get(korean, 2)
    assert second.text == SECOND
    assert [p.text for p in second.changes.summary if p.kind == "new"] == [" 11번으로", "좋아져요"]
    assert all(p.kind == "same" for p in second.changes.body)
    assert not second.changes.is_empty


def test_editions_are_listed_piece_by_piece(cast, korean, monkeypatch):
    monkeypatch.setattr(editions, "SIZE", 1)
    again(cast, korean)
    assert [card.number for card in editions.latest(korean)] == [2]
    assert [card.number for card in editions.latest(korean, before=2)] == [1]
    assert editions.latest(korean, before=1) == ()
    with pytest.raises(NotFound):
        editions.get(korean, 3)


def test_saying_what_changes_makes_nobody_the_writer(cast, korean):
    with transaction():
        actions.revise(cast.seoyeon, korean)
        actions.describe_change(cast.yejin, korean, significance="typo", note="")
    draft = workbench.get(cast.suhyun, korean).draft
    assert (draft.writer.handle, draft.significance, draft.change_note) == ("seoyeon", "typo", None)


def test_what_changes_is_one_of_three_and_short_and_said_before_the_review(cast, korean):
    with transaction():
        actions.revise(cast.seoyeon, korean)
    for significance, note in (("huge", ""), ("minor", "가" * 201)):
        with pytest.raises(RuleBroken), transaction():
            actions.describe_change(cast.seoyeon, korean, significance=significance, note=note)
    with pytest.raises(NotAllowed), transaction():
        actions.describe_change(cast.minji, korean, significance="minor", note="")
    written(cast.seoyeon, korean, SECOND)
    with pytest.raises(Conflict), transaction():
        actions.describe_change(cast.seoyeon, korean, significance="minor", note="")


def test_a_draft_that_was_never_published_has_no_edition(cast):
    assert editions.latest(started(cast.seoyeon, cast.product_id)) == ()


@pytest.mark.parametrize(
    ("significance", "is_first", "catches_up", "mark"),
    [
        ("major", False, False, "major"),
        ("minor", False, False, "minor"),
        ("typo", False, False, None),
        ("major", True, False, None),
        ("major", False, True, None),
    ],
)
def test_what_a_new_text_makes_of_the_other_language(significance, is_first, catches_up, mark):
    assert mark_for_translation(significance, is_first=is_first, catches_up=catches_up) == mark


@pytest.mark.parametrize(
    ("significance", "mark"), [("major", "major"), ("minor", "minor"), ("typo", None)]
)
def test_a_new_text_marks_the_other_language_by_how_much_it_changes(
    cast, korean, english, significance, mark
):
    again(cast, korean, significance=significance)
    assert outdated(cast, english) == mark
    assert outdated(cast, korean) is None
    assert facts("FaqTranslationOutdated") == (mark is not None)


def test_the_greatest_change_since_counts(cast, korean, english):
    again(cast, korean, significance="minor")
    again(cast, korean, TEXT, significance="major")
    assert outdated(cast, english) == "major"
    again(cast, korean, SECOND, significance="minor")
    assert outdated(cast, english) == "major"


def test_a_first_translation_marks_nothing(cast, korean, english):
    assert outdated(cast, korean) is None
    assert outdated(cast, english) is None


def test_the_mark_goes_when_the_translation_follows_and_it_marks_nothing_back(
    cast, korean, english
):
    again(cast, korean)
    text = ArticleText(ENGLISH.title, "Change it to channel 11.", ENGLISH.body_md)
    again(cast, english, text, significance="major")
    assert outdated(cast, english) is None
    assert outdated(cast, korean) is None


def test_the_mark_goes_when_an_editor_says_that_it_is_still_right(cast, korean, english):
    again(cast, korean)
    with pytest.raises(NotAllowed), transaction():
        translations.confirm(cast.seoyeon, english)
    with transaction():
        translations.confirm(cast.suhyun, english)
    with transaction():
        translations.confirm(cast.suhyun, english)
    assert outdated(cast, english) is None
    assert facts("FaqTranslationConfirmed") == 1


def test_a_translation_that_nobody_has_seen_is_not_marked(cast, korean):
    with transaction():
        draft = actions.translate(cast.seoyeon, korean, lang="en")
    again(cast, korean)
    assert workbench.get(cast.suhyun, draft).outdated is None
