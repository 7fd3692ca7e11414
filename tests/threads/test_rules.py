"""The law of threads as tables. Lengths are code points: one Hangul syllable is one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.kit.errors import Conflict, RuleBroken
from portal.threads import rules
from portal.threads.kinds import BUILT_IN

FAMILY = "👨‍👩‍👧"  # three people and two joiners: five code points


@dataclass(frozen=True)
class Facts:
    kind: str = "question"
    visibility: str = "visible"
    is_locked: bool = False
    canonical_id: int | None = None
    status_kind: str | None = None


def code_of(check, *args, **named) -> str | None:
    try:
        check(*args, **named)
    except (RuleBroken, Conflict) as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("kind", "title", "code"),
    [
        pytest.param("question", "가" * 10, None, id="a question of ten syllables fits"),
        pytest.param("question", "가" * 9, "title.too_short", id="nine are too short"),
        pytest.param("question", "가" * 200, None, id="two hundred fit"),
        pytest.param("question", "가" * 201, "title.too_long", id="one more does not"),
        pytest.param("idea", "가" * 5, None, id="an idea of five fits"),
        pytest.param("idea", "가" * 4, "title.too_short", id="an idea of four is too short"),
        pytest.param("idea", "가" * 120, None, id="an idea of 120 fits"),
        pytest.param("idea", "가" * 121, "title.too_long", id="an idea of 121 does not"),
        pytest.param("question", "😀" * 10, None, id="an emoji is one, not two units"),
        pytest.param("question", FAMILY * 2, None, id="a family is five code points"),
        pytest.param("idea", "가" * 117 + FAMILY, "title.too_long", id="and counts as five"),
        pytest.param("question", "", "title.blank", id="nothing is blank"),
        pytest.param("question", "ㅤ" * 12, "title.blank", id="HANGUL FILLER draws nothing"),
        pytest.param("question", "⠀" * 12, "title.blank", id="blank Braille draws nothing"),
    ],
)
def test_titles_are_held_to_the_length_of_their_kind(kind, title, code):
    assert code_of(rules.check_title, kind, title) == code


def test_a_title_that_was_posted_elsewhere_may_be_shorter_and_longer():
    assert code_of(rules.check_title, "idea", "가", is_retold=True) is None
    assert code_of(rules.check_title, "idea", "가" * 200, is_retold=True) is None
    assert code_of(rules.check_title, "idea", "가" * 201, is_retold=True) == "title.too_long"
    assert code_of(rules.check_title, "idea", "", is_retold=True) == "title.blank"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("가", None),
        ("가" * 20_000, None),
        ("가" * 20_001, "body.too_long"),
        ("🙂" * 20_000, None),
        ("", "body.blank"),
        (" \n\t ", "body.blank"),
        ("\u200b\u3164", "body.blank"),
    ],
)
def test_bodies_are_held_to_twenty_thousand_code_points(body, code):
    assert code_of(rules.check_body, body) == code


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ((), None),
        (("와이파이",) * 5, None),
        (("와이파이",) * 6, "tags.too_many"),
        (("가" * 30,), None),
        (("가" * 31,), "tags.too_long"),
    ],
)
def test_tags_are_few_and_short(tags, code):
    assert code_of(rules.check_tags, tags) == code


def test_a_tag_that_was_given_elsewhere_may_be_a_little_longer():
    assert code_of(rules.check_tags, ("a" * 40,), is_retold=True) is None
    assert code_of(rules.check_tags, ("a" * 41,), is_retold=True) == "tags.too_long"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("광고예요.", None),
        ("가" * 300, None),
        ("가" * 301, "reason.too_long"),
        ("", "reason.blank"),
        ("\u3164", "reason.blank"),
    ],
)
def test_a_reason_is_given_and_short(reason, code):
    assert code_of(rules.check_reason, reason) == code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(Facts(), None, id="an open question takes writing"),
        pytest.param(Facts(is_locked=True), "thread.locked", id="a locked one takes none"),
        pytest.param(Facts(visibility="hidden"), "thread.not_visible", id="a hidden one neither"),
        pytest.param(Facts(visibility="withdrawn"), "thread.not_visible", id="nor one taken back"),
        pytest.param(
            Facts(visibility="hidden", is_locked=True),
            "thread.not_visible",
            id="that it is not public is said before that it is locked",
        ),
        pytest.param(Facts(canonical_id=3), None, id="a duplicate still takes answers"),
    ],
)
def test_where_nobody_may_write_says_why(facts, code):
    assert rules.why_no_writing(facts) == code
    assert code_of(rules.check_writable, facts) == code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(Facts(), None, id="a question"),
        pytest.param(Facts(is_locked=True), "thread.locked", id="a locked one"),
        pytest.param(Facts(visibility="hidden"), "thread.not_visible", id="a hidden one"),
        pytest.param(Facts(canonical_id=3), "vote.duplicate", id="a duplicate"),
        pytest.param(
            Facts(canonical_id=3, is_locked=True), "vote.duplicate", id="a locked duplicate"
        ),
        *(
            pytest.param(
                Facts("idea", status_kind=BUILT_IN[slug].kind), None, id=f"an idea that is {slug}"
            )
            for slug in (
                "new",
                "under_review",
                "needs_info",
                "planned",
                "in_progress",
                "partly_delivered",
            )
        ),
        *(
            pytest.param(
                Facts("idea", status_kind=BUILT_IN[slug].kind),
                "vote.closed",
                id=f"an idea that is {slug}",
            )
            for slug in ("delivered", "already_available", "declined", "archived")
        ),
    ],
)
def test_where_nobody_may_vote_says_why(facts, code):
    assert rules.why_no_votes(facts) == code


def test_every_status_says_whether_it_takes_votes():
    assert {slug for slug, status in BUILT_IN.items() if not status.takes_votes} == {
        "delivered",
        "already_available",
        "declined",
        "archived",
    }


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("facts", "age", "other_votes", "may"),
    [
        pytest.param(Facts(), 900 * DAY, 500, True, id="a question, always"),
        pytest.param(Facts(is_locked=True), DAY, 0, False, id="a locked question, never"),
        pytest.param(Facts(visibility="hidden"), DAY, 0, False, id="a hidden question, never"),
        pytest.param(
            Facts("idea", status_kind="open"), DAY / 2, 500, True, id="an idea on its first day"
        ),
        pytest.param(
            Facts("idea", status_kind="open"),
            9 * DAY,
            2,
            True,
            id="an old idea with two other votes",
        ),
        pytest.param(
            Facts("idea", status_kind="open"),
            DAY,
            3,
            False,
            id="a day old with three other votes, never",
        ),
        pytest.param(
            Facts("idea", status_kind="open"),
            DAY - timedelta(seconds=1),
            3,
            True,
            id="a second before the day is over",
        ),
    ],
)
def test_authors_edit_questions_always_and_ideas_until_others_voted_for_them(
    facts, age, other_votes, may
):
    may_edit = rules.author_may_edit(facts, posted_at=NOW - age, other_votes=other_votes, now=NOW)
    assert may_edit is may
