"""Groups of words: who makes them, what is refused, and that a search knows of them at once."""

import pytest

from portal.kit.db import transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.search import actions, engines, jobs, queries, rules, synonyms
from portal.search.engine import Filters
from tests.make import threads as make


def added(who, words: str, lang: str = "ko") -> int:
    with transaction():
        return actions.add_synonyms(who, lang=lang, words=words)


def titles(who, query: str, lang: str | None = None) -> list[str]:
    return [line.plain_title for line in queries.find(who, query, Filters(lang=lang)).hits]


@pytest.fixture
def asked(cast, drain) -> str:
    title = "요금제 해지는 어디에서 하나요?"
    make.question(cast.minji, cast.product_id, title=title)
    drain()
    jobs.rebuild()
    return title


def test_a_search_knows_a_group_at_once_and_the_index_stays_as_it_is(cast, asked):
    before = engines.current().generation()
    assert titles(cast.junho, "탈퇴") == []
    group_id = added(cast.suhyun, "해지, 탈퇴")
    assert titles(cast.junho, "탈퇴") == [asked]
    assert [line.plain_title for line in _similar(cast, "탈퇴해요")] == [asked]
    with transaction():
        actions.change_synonyms(cast.miran, group_id, words="해지, 계약 종료")
    assert titles(cast.junho, "탈퇴") == []
    assert titles(cast.junho, "계약 종료") == [asked]
    with transaction():
        actions.remove_synonyms(cast.hana, group_id)
    assert titles(cast.junho, "계약 종료") == []
    assert engines.current().generation() == before


def _similar(cast, title: str):
    return queries.similar(cast.junho, title, lang=None, limit=5).hits


def test_a_group_counts_in_its_language_when_a_search_is_limited_to_one(cast, asked):
    added(cast.suhyun, "해지, 탈퇴", lang="en")
    assert titles(cast.junho, "탈퇴") == [asked]
    assert titles(cast.junho, "탈퇴", lang="ko") == []


def test_asking_takes_one_statement_until_a_group_is_changed(cast, statements):
    added(cast.suhyun, "해지, 탈퇴")
    for expected in (2, 1, 1):
        statements.clear()
        assert "탈퇴" in synonyms.thesaurus("ko")
        assert len(statements) == expected


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "eunji"])
def test_others_change_nothing(cast, who):
    group_id = added(cast.suhyun, "해지, 탈퇴")
    somebody = getattr(cast, who)
    attempts = (
        lambda: actions.add_synonyms(somebody, lang="ko", words="가나, 다라"),
        lambda: actions.change_synonyms(somebody, group_id, words="가나, 다라"),
        lambda: actions.remove_synonyms(somebody, group_id),
        lambda: synonyms.browse(somebody, "ko", cursor=None),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed, match=r"search\.tend"), transaction():
            attempt()
    assert synonyms.get(cast.suhyun, group_id).words == ("해지", "탈퇴")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "synonym.only_one"),
        ("해지", "synonym.only_one"),
        ("해지, 해지", "synonym.only_one"),
        ("Wi-Fi, wifi", "synonym.only_one"),
        ("해지, " + "가" * 41, "synonym.word_too_long"),
        (", ".join(f"낱말{n}" for n in range(13)), "synonym.too_many"),
        ("해지, the", "synonym.says_nothing"),
        ("해지, !!", "synonym.says_nothing"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(cast, words, code):
    with pytest.raises(RuleBroken) as refusal:
        added(cast.suhyun, words)
    assert refusal.value.code == code
    assert synonyms.browse(cast.suhyun, "ko", cursor=None).items == ()


def test_a_language_the_portal_does_not_speak_is_refused(cast):
    with pytest.raises(RuleBroken, match=r"synonym\.lang"):
        added(cast.suhyun, "a, b", lang="xx")


def test_a_word_is_in_one_group_of_its_language(cast):
    first = added(cast.suhyun, "해지, 탈퇴")
    with pytest.raises(Conflict, match=r"synonym\.taken"):
        added(cast.suhyun, "계약 종료, 탈퇴")
    added(cast.suhyun, "leave, 탈퇴", lang="en")
    second = added(cast.suhyun, "요금, 청구서")
    with pytest.raises(Conflict, match=r"synonym\.taken"), transaction():
        actions.change_synonyms(cast.suhyun, second, words="요금, 해지")
    with transaction():
        actions.change_synonyms(cast.suhyun, first, words="탈퇴, 해지, 해약")
    assert synonyms.get(cast.suhyun, first).words == ("탈퇴", "해지", "해약")


def test_a_group_that_is_gone_is_not_found(cast):
    for attempt in (
        lambda: actions.change_synonyms(cast.suhyun, 99, words="해지, 탈퇴"),
        lambda: actions.remove_synonyms(cast.suhyun, 99),
        lambda: synonyms.get(cast.suhyun, 99),
    ):
        with pytest.raises(NotFound, match=r"synonym\.not_found"), transaction():
            attempt()


def test_a_word_that_may_carry_an_ending_is_pointed_out(cast):
    group = synonyms.get(cast.suhyun, added(cast.suhyun, "비밀번호를, 패스워드"))
    assert group.bare_forms == (("비밀번호를", "비밀번호"),)


def test_words_that_differ_in_what_cannot_be_seen_are_one_word():
    words = rules.words_of("와이파이\u202e, 와이\u200b파이, 무선랜")
    assert [word for word, _key in words] == ["와이파이", "무선랜"]
