"""Did you mean: typos that people make, and words that must be left alone."""

from collections.abc import Collection, Mapping

import pytest

from portal.search import spelling

WORDS = {
    "와이파이": 40,
    "와이파이가": 25,
    "와이파이를": 9,
    "환불": 30,
    "환불은": 12,
    "환불이": 9,
    "비밀번호를": 20,
    "비밀번호가": 11,
    "공유기": 35,
    "로밍": 22,
    "요금제": 31,
    "해지": 18,
    "배터리": 14,
    "배송": 9,
    "배송이": 4,
    "영수증": 8,
    "업데이트": 12,
    "refund": 18,
    "router": 25,
    "password": 17,
    "roaming": 15,
    "invoice": 6,
    "battery": 9,
    "update": 12,
    "wifi": 21,
}


def vocabulary(first: str, before: str) -> Mapping[str, int]:
    return {word: count for word, count in WORDS.items() if first <= word < before}


LABELLED = [
    # a jamo wrong, missing, doubled or exchanged
    ("와이퍼이", "와이파이"),
    ("와이파애", "와이파이"),
    ("외이파이", "와이파이"),
    ("와아파이", "와이파이"),
    ("환뷸", "환불"),
    ("한불", "환불"),
    ("환블", "환불"),
    ("비밀변호", "비밀번호"),
    ("비밀번오", "비밀번호"),
    ("공유키", "공유기"),
    ("꽁유기", "공유기"),
    ("공휴기", "공유기"),
    ("로민", "로밍"),
    ("료밍", "로밍"),
    ("요금재", "요금제"),
    ("빼터리", "배터리"),
    ("배터러", "배터리"),
    ("영슈증", "영수증"),
    ("업대이트", "업데이트"),
    ("엄데이트", "업데이트"),
    # with an ending that stays
    ("환뷸은", "환불은"),
    ("공유키에서", "공유기에서"),
    ("와이퍼이가", "와이파이가"),
    # English letters
    ("refudn", "refund"),
    ("erfund", "refund"),
    ("refnd", "refund"),
    ("reffund", "refund"),
    ("Ruoter", "router"),
    ("passwrod", "password"),
    ("pasword", "password"),
    ("paswrod", "password"),
    ("romaing", "roaming"),
    ("invioce", "invoice"),
    ("batery", "battery"),
    ("updaet", "update"),
    ("apssword", "password"),
    ("passwodr", "password"),
    ("passowrd", "password"),
    ("rotuer", "router"),
    ("roture", "router"),
    ("routerr", "router"),
    ("ruter", "router"),
    ("invocie", "invoice"),
    ("invoic", "invoice"),
    ("baettry", "battery"),
    ("batttery", "battery"),
    ("wfii", "wifi"),
    ("upadte", "update"),
    # keys of Korean exchanged, missing and doubled, as the keyboard puts them together
    ("홥ㄴㅜㄹ", "환불"),
    ("환ㅜㅂㄹ", "환불"),
    ("화ㄴㄴ불", "환불"),
    ("ㅗ하ㄴ불", "환불"),
    ("공ㅇ규ㅣ", "공유기"),
    ("공ㅠ이ㄱ", "공유기"),
    ("고유기", "공유기"),
    ("와이ㅏ피", "와이파이"),
    ("와이파아ㅣ", "와이파이"),
    ("배터리ㅣ", "배터리"),
    ("배텋ㅣ", "배터리"),
    ("영ㅜ스증", "영수증"),
    ("비밀번호ㅗ", "비밀번호"),
    ("로미ㅇㅇ", "로밍"),
    ("요ㅡㄱㅁ제", "요금제"),
    # the keyboard of the other language
    ("dhkdlvkdl", "와이파이"),
    ("DHKDLVKDL", "와이파이"),
    ("ghksqnf", "환불"),
    ("rhddbrl", "공유기"),
    ("qlalfqjsgh", "비밀번호"),
    ("ghksqnfdms", "환불은"),
    ("ㄱㄷ려ㅜㅇ", "refund"),
    ("개ㅕㅅㄷㄱ", "router"),
    ("쟈랴", "wifi"),
    ("ㅔㅁㄴㄴ잭ㅇ", "password"),
    # nothing to correct
    ("와이파이", None),
    ("비밀번호", None),
    ("배송이", None),
    ("refund", None),
    ("zzzzzz", None),
    ("가", None),
    ("ㅋㅋㅋㅋ", None),
    ("12345", None),
    ("iphone15", None),
    # letters apart are the word
    ("ㅎㅗㅏㄴㅂㅜㄹ", None),
    ("호ㅏㄴ부ㄹ", None),
    ("ㅇㅛㄱㅡㅁㅈㅔ", None),
]

# of texts, whose words no title has
HOLDERS = {"subscription": 3, "subscript": 3, "voucher": 2, "satellit": 4, "위성": 4, "상품권": 2}


@pytest.mark.parametrize(("typed", "meant"), LABELLED)
def test_a_labelled_typo_is_corrected_and_nothing_else(typed: str, meant: str | None) -> None:
    found = spelling.corrections(typed, vocabulary)
    if meant is None:
        assert found == ()
    else:
        assert found[0] == meant


def in_texts(terms: Collection[str]) -> Mapping[str, int]:
    return {term: HOLDERS[term] for term in terms if term in HOLDERS}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vuocher", "voucher"),
        ("vooucher", "voucher"),
        ("sattelite", None),
        ("satelilte", "satellite"),
        ("satelite", "satellite"),
        ("subscriptoin", "subscription"),
        ("상푸ㅁ권", "상품권"),
        ("위ㅓㅅㅇ", "위성"),
        ("위섬", None),
        ("voucher", None),
        ("상품권", None),
        ("v" * 40, None),
    ],
)
def test_a_slip_is_corrected_to_a_word_that_only_texts_have(typed: str, meant: str | None) -> None:
    found = spelling.corrections(typed, vocabulary, in_texts)
    assert found[:1] == (() if meant is None else (meant,))


def test_each_wrong_word_of_a_query_is_corrected_and_the_rest_stays() -> None:
    typed = '환뷸 router "와이퍼이 신호" -공유키 refudn?'
    assert spelling.corrections(typed, vocabulary)[0] == (
        '환불 router "와이퍼이 신호" -공유키 refund?'
    )


def test_the_frequent_word_goes_before_the_rare_one() -> None:
    words = {"배송": 90, "배숑": 1, "배손": 1}
    found = spelling.corrections(
        "배솔", lambda a, b: {w: n for w, n in words.items() if a <= w < b}
    )
    assert found[0] == "배송"
    assert len(found) <= 3


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abc", "abxc", 1), ("abcd", "wxyz", 3)],
)
def test_distance_counts_until_it_is_too_far(one: str, other: str, steps: int) -> None:
    assert spelling.distance(one, other, 2) == steps


@pytest.mark.parametrize("typed", ["", " ", '"', "-", "?" * 200, "ㅏ" * 200, "rk" * 100, "\0"])
def test_anything_can_be_typed(typed: str) -> None:
    assert isinstance(spelling.corrections(typed, vocabulary), tuple)
