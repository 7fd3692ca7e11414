"""The language of the search field: every operator, and everything that only looks like one."""

import pytest

from portal.search import language
from portal.search.language import Asked

PRODUCTS = {
    language.key(name): slug
    for name, slug in (
        ("해솔 인터넷", "internet"),
        ("Haesol Internet", "internet"),
        ("mobile", "mobile"),
    )
}


def read(typed: str) -> Asked:
    return language.read(typed, PRODUCTS)


@pytest.mark.parametrize(
    ("typed", "field", "meaning"),
    [
        ("tag:wifi", "tags", ("wifi",)),
        ("TAG:WiFi", "tags", ("wifi",)),
        ("tag:#와이파이", "tags", ("와이파이",)),
        ('tag:"다크 모드"', "tags", ("다크-모드",)),
        ("태그: 와이파이", "tags", ("와이파이",)),
        ("태그：와이파이", "tags", ("와이파이",)),
        ("tag:wifi tag:앱 tag:wifi", "tags", ("wifi", "앱")),
        ("product:mobile", "product", "mobile"),
        ("product:haesol-internet", "product", "internet"),
        ('제품:"해솔 인터넷"', "product", "internet"),
        ("제품:해솔인터넷", "product", "internet"),
        ("제품:인터넷", "product", "internet"),
        ("product:mobile product:해솔인터넷", "product", "internet"),
        ("author:minji", "author", "minji"),
        ("author:@Minji", "author", "minji"),
        ('작성자:"김 서연"', "author", "김서연"),
        ("kind:idea", "kind", "idea"),
        ("kind:questions", "kind", "question"),
        ("종류:도움말", "kind", "faq"),
        ("kind:help", "kind", "faq"),
        ("is:official", "is_official", True),
        ("상태:공식", "is_official", True),
        ("is:unanswered", "is_unanswered", True),
        ("상태:미답변", "is_unanswered", True),
    ],
)
def test_an_operator_narrows_and_leaves_the_words(typed: str, field: str, meaning: object) -> None:
    for query in (typed, f"{typed} 자꾸 끊겨요", f"자꾸 {typed} 끊겨요"):
        asked = read(query)
        assert getattr(asked, field) == meaning
        assert asked.words == ("" if query == typed else "자꾸 끊겨요")
        assert asked.unknown == ()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "와이파이 끊김",
        "https://haesol.example/a",
        r"C:\\Windows",
        "12:30 모임",
        '"tag:wifi" 끊김',
        '-"is:official"',
        "mytag:wifi tag",
        "tag:",
        ":wifi",
    ],
)
def test_what_is_no_operator_stays_words_and_needs_no_telling_unless_it_looks_like_one(
    typed: str,
) -> None:
    asked = read(typed)
    assert asked.words == typed
    assert asked.operators == ()
    assert asked.unknown == (("mytag:wifi",) if typed.startswith("mytag") else ())


@pytest.mark.parametrize(
    "typed",
    ["kind:zebra", "is:new", "product:fridge", 'tag:"!!!"', "author:@", "status:open", "-tag:wifi"],
)
def test_what_looks_like_an_operator_and_is_none_stays_words_and_is_told(typed: str) -> None:
    asked = read(f"환불 {typed}")
    assert asked.words == f"환불 {typed}"
    assert asked.unknown == (typed,)
    assert asked.operators == ()


def test_each_operator_can_be_taken_away_by_itself() -> None:
    asked = read('tag:wifi 느려요 kind:idea "밤에"')
    assert [part.rest for part in asked.operators] == [
        '느려요 kind:idea "밤에"',
        'tag:wifi 느려요 "밤에"',
    ]
    assert asked.without_choices == 'tag:wifi 느려요 "밤에"'


def test_no_more_tags_count_than_a_thread_can_have() -> None:
    assert len(read(" ".join(f"tag:t{number}" for number in range(40))).tags) == 5


@pytest.mark.parametrize(
    "typed", ['tag:"', '"', "tag:" * 50, "is:" + '"' * 199, "\u0000tag:x", ":::"]
)
def test_anything_can_be_typed(typed: str) -> None:
    assert isinstance(read(typed), Asked)
