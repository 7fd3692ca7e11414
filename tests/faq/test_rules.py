"""The law of the FAQ."""

from dataclasses import dataclass

import pytest

from portal.faq import rules
from portal.faq.rules import ArticleText
from portal.kit.errors import Conflict, NotAllowed, PortalError, RuleBroken


@dataclass
class Draft:
    state: str = "writing"
    writer_id: int = 1
    edit_version: int = 3


GOOD = ArticleText("와이파이가 끊길 때", "채널을 바꿔 보세요.", "설정을 엽니다.")


def code_of(refusal: pytest.ExceptionInfo[PortalError]) -> tuple[str, str | None]:
    return refusal.value.code, getattr(refusal.value, "field", None)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        pytest.param(ArticleText("", "요약", "본문"), "title.blank", "title", id="no title"),
        pytest.param(
            ArticleText("\u3164\u200b", "", ""), "title.blank", "title", id="title nobody can see"
        ),
        pytest.param(
            ArticleText("가" * 201, "", ""), "title.too_long", "title", id="title too long"
        ),
        pytest.param(
            ArticleText("제목입니다", "가" * 141, ""),
            "summary.too_long",
            "summary",
            id="long summary",
        ),
        pytest.param(
            ArticleText("제목입니다", "", "가" * 20_001), "body.too_long", "body", id="long body"
        ),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(text, code, field):
    with pytest.raises(RuleBroken) as refusal:
        rules.check_kept(text)
    assert code_of(refusal) == (code, field)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        pytest.param(ArticleText("짧다", "요약", "본문"), "title.too_short", "title", id="title"),
        pytest.param(
            ArticleText("제목입니다", "", "본문"), "summary.blank", "summary", id="summary"
        ),
        pytest.param(ArticleText("제목입니다", "요약", " \n"), "body.blank", "body", id="body"),
    ],
)
def test_an_incomplete_text_may_be_kept_but_not_submitted(text, code, field):
    rules.check_kept(text)
    with pytest.raises(RuleBroken) as refusal:
        rules.check_complete(text)
    assert code_of(refusal) == (code, field)


def test_limits_count_the_last_allowed_character_as_allowed():
    rules.check_complete(ArticleText("가" * 200, "나" * 140, "다" * 20_000))
    rules.check_complete(GOOD)


def test_the_writer_may_not_decide_about_the_own_text():
    with pytest.raises(NotAllowed) as refusal:
        rules.check_other_eyes(Draft(writer_id=7), (), 7)
    assert refusal.value.code == "faq.own_text"
    with pytest.raises(NotAllowed):
        rules.check_other_eyes(Draft(writer_id=7), (7, 8), 8)
    rules.check_other_eyes(Draft(writer_id=7), (7,), 8)


def test_a_text_that_changed_since_it_was_read_is_a_conflict():
    with pytest.raises(Conflict) as refusal:
        rules.check_seen(Draft(edit_version=3), 2)
    assert refusal.value.code == "faq.edited_meanwhile"
    rules.check_seen(Draft(edit_version=3), 3)


def test_a_draft_in_another_state_is_a_conflict_named_after_the_one_that_was_needed():
    with pytest.raises(Conflict) as refusal:
        rules.check_state(Draft(state="writing"), "in_review", "approved")
    assert refusal.value.code == "faq.not_in_review"
    rules.check_state(Draft(state="approved"), "in_review", "approved")


@pytest.mark.parametrize(
    ("note", "code"),
    [("", "note.blank"), ("가" * 501, "note.too_long")],
    ids=["nothing said", "too much said"],
)
def test_returning_a_draft_needs_a_word_to_the_writer(note, code):
    with pytest.raises(RuleBroken) as refusal:
        rules.check_note(note)
    assert code_of(refusal) == (code, "note")


def test_only_the_two_languages_are_taken():
    rules.check_lang("ko")
    rules.check_lang("en")
    with pytest.raises(RuleBroken):
        rules.check_lang("fr")
