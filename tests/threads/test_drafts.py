"""What is typed and not sent: kept for its owner, for thirty days, and for nobody else."""

from datetime import timedelta

from portal.kit import clock
from portal.threads import drafts
from tests.make.refusals import do

MINJI, BROWSER = "person:1", "browser:abc"


def test_the_last_words_win_and_belong_to_one_form(app):
    do(drafts.save, MINJI, "question", {"title": "와이", "body": ""})
    do(drafts.save, MINJI, "question", {"title": "와이파이가"})
    do(drafts.save, MINJI, "idea", {"title": "다크 모드"})
    assert drafts.find([MINJI], "question") == {"title": "와이파이가"}
    assert drafts.find([MINJI], "idea") == {"title": "다크 모드"}
    assert drafts.find([MINJI], "answer-1") == {}


def test_nobody_finds_what_another_typed(app):
    do(drafts.save, MINJI, "question", {"title": "비밀"})
    assert drafts.find(["person:2", BROWSER], "question") == {}
    assert drafts.find([], "question") == {}


def test_of_a_person_and_their_browser_the_later_words_are_found(app):
    now = clock.now()
    with clock.at(now - timedelta(minutes=5)):
        do(drafts.save, MINJI, "question", {"title": "먼저"})
    with clock.at(now):
        do(drafts.save, BROWSER, "question", {"title": "나중"})
    assert drafts.find([MINJI, BROWSER], "question") == {"title": "나중"}
    do(drafts.drop, [MINJI, BROWSER], "question")
    assert drafts.find([MINJI, BROWSER], "question") == {}


def test_a_browsers_drafts_go_along_with_the_person_and_the_later_words_stay(app):
    now = clock.now()
    for minutes, owner, form, title in (
        (5, MINJI, "question", "먼저"),
        (4, BROWSER, "question", "나중"),
        (3, BROWSER, "idea", "먼저"),
        (2, MINJI, "idea", "나중"),
        (1, BROWSER, "answer-1", "하나뿐"),
    ):
        with clock.at(now - timedelta(minutes=minutes)):
            do(drafts.save, owner, form, {"title": title})
    do(drafts.save, "browser:other", "question", {"title": "남의 것"})
    do(drafts.take_along, BROWSER, MINJI)
    found = {form: drafts.find([MINJI], form) for form in ("question", "idea", "answer-1")}
    assert found == {
        "question": {"title": "나중"},
        "idea": {"title": "나중"},
        "answer-1": {"title": "하나뿐"},
    }
    assert [drafts.find([BROWSER], form) for form in found] == [{}, {}, {}]
    assert drafts.find(["browser:other"], "question") == {"title": "남의 것"}


def test_a_draft_is_held_to_a_size(app):
    huge = {f"field{number}": "가" * 100_000 for number in range(50)}
    do(drafts.save, MINJI, "question", huge)
    kept = drafts.find([MINJI], "question")
    assert len(kept) == drafts.FIELDS_MAX
    assert {len(text) for text in kept.values()} == {drafts.FIELD_MAX}


def test_a_draft_is_forgotten_thirty_days_after_its_last_word(app):
    now = clock.now()
    do(drafts.save, MINJI, "question", {"title": "오래된 글"})
    with clock.at(now + timedelta(days=29)):
        assert do(drafts.forget_old) == 0
    with clock.at(now + timedelta(days=31)):
        assert do(drafts.forget_old) == 1
    assert drafts.find([MINJI], "question") == {}
