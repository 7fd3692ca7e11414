"""Text into terms: what must meet meets, and what must not be lost is not."""

import unicodedata

import pytest

from portal.search import analysis, english, highlight, korean


def finds(query: str, text: str) -> bool:
    """Tell whether a text has every word of a query."""
    has = set(analysis.terms(text))
    asked = analysis.parse(query)
    needed = (word for word in asked.words if not word.is_optional)
    return asked.demanded <= has and all(
        any(choice <= has for choice in word.alternatives) for word in needed
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("환불", "환불은 언제 되나요", id="a particle hangs on the word"),
        pytest.param("비밀번호를", "비밀번호 변경", id="a particle hangs on the query"),
        pytest.param("결제는", "결제가 안 돼요", id="two different particles"),
        pytest.param("처리되나요", "처리합니다", id="two different endings"),
        pytest.param("와이파이", "와이파이가 끊겨요", id="a word that ends like a particle"),
        pytest.param("다크 모드", "다크모드 지원", id="written as one, asked as two"),
        pytest.param("다크모드", "다크 모드 지원", id="written as two, asked as one"),
        pytest.param("보증 기간", "제품보증기간은 얼마", id="inside a compound"),
        pytest.param("와이파이 연결", "와이파이연결이 안 돼요", id="compound without a space"),
        pytest.param("팬", "팬이 시끄러워요", id="one syllable begins a word"),
        pytest.param("iphone 15", "iPhone15 케이스", id="letters and digits apart"),
        pytest.param("iPhone15", "아이폰 iPhone 15 예약", id="letters and digits together"),
        pytest.param("dark mode", "Add a darkmode please", id="English compound, asked as two"),
        pytest.param("darkmode", "Dark mode hurts my eyes", id="English compound, asked as one"),
        pytest.param("wifi", "Wi-Fi keeps dropping", id="a hyphen inside a word"),
        pytest.param("refunds", "When do I get my refund?", id="English plural"),
        pytest.param("crashing", "The app crashed", id="English verb forms"),
        pytest.param("PDF", "PDF로 변환", id="a Korean particle on a Latin word"),
        pytest.param("PDF로", "PDF 변환", id="the same the other way"),
        pytest.param("café", "CAFE", id="case and accents"),
        pytest.param("ｗｉｆｉ", "wifi", id="full-width letters"),
        pytest.param("ﾊﾝｸﾞﾙ", "ハングル", id="half-width kana"),
        pytest.param("1,000원", "1000원 할인", id="thousands"),
        pytest.param("10GB", "10 GB 요금제", id="a number and its unit"),
        pytest.param("3.5", "버전 3.5 업데이트", id="a decimal number"),
        pytest.param("C++", "C++ SDK", id="a name made of signs"),
        pytest.param("東京", "東京都から", id="Chinese characters"),
        pytest.param(unicodedata.normalize("NFD", "환불"), "환불", id="jamo apart, as a Mac types"),
        pytest.param("ㅎㅗㅏㄴㅂㅜㄹ", "환불", id="letters one by one, as a keyboard gave them"),
        pytest.param("ㅇㅣㄺㄱㅣ", "읽기", id="with a compound final"),
        pytest.param("호ㅏㄴ부ㄹ", "환불", id="half put together"),
        pytest.param("환ㅂㅜㄹㅇㅛㅊㅓㅇ", "환불요청", id="one syllable whole"),
        pytest.param("환불", "ㅎㅘㄴㅂㅜㄹ 되나요", id="and in the text"),
        pytest.param("하ㅋㅋㅋ 환불ㅠㅠ", "하하 환불", id="laughing and weeping are no letters"),
        pytest.param("배송 조회 어떻게 하나요", "배송 조회", id="polite words need not be there"),
    ],
)
def test_query_meets_text(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("환불", "환경 설정", id="only the first syllable is shared"),
        pytest.param("휴가", "휴대폰 고장", id="a two-syllable word keeps its last syllable"),
        pytest.param("팬", "호텔팬션", id="one syllable inside a word"),
        pytest.param("15", "iPhone16", id="another number"),
        pytest.param('"다크모드"', "다크 톤의 밝은 모드", id="a phrase that is not together"),
        pytest.param("환불 배송", "환불만 되나요", id="only one of two words"),
    ],
)
def test_query_does_not_meet_text(query: str, text: str) -> None:
    assert not finds(query, text)


def test_stripped_form_is_an_alternative_not_a_replacement() -> None:
    terms = analysis.terms("와이파이")
    assert {"와이", "이파", "파이", "와이파"} <= set(terms)


@pytest.mark.parametrize(
    ("word", "stem"),
    [("비밀번호를", "비밀번호"), ("처리되나요", "처리"), ("나이", "나이"), ("공유기를", "공유기")],
)
def test_korean_stem_keeps_two_syllables(word: str, stem: str) -> None:
    assert korean.stem(word) == stem


@pytest.mark.parametrize(
    "forms",
    [
        ("setting", "settings"),
        ("delete", "deleted", "deletes", "deleting", "deletion"),
        ("box", "boxes"),
        ("battery", "batteries"),
        ("stop", "stopped", "stopping"),
        ("account", "account's", "accounts"),
    ],
)
def test_forms_of_an_english_word_meet(forms: tuple[str, ...]) -> None:
    assert len({english.stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["is", "bus", "this", "need", "ring", "less", "a", ""])
def test_short_english_words_are_left_alone(word: str) -> None:
    assert english.stem(word) == word


def test_parts_of_a_query_are_told_apart() -> None:
    query = analysis.parse('환불 "다크 모드" -교환')
    assert [word.mark for word in query.words] == ["환불", "다크", "모드"]
    assert [word.mark for word in query.unwanted] == ["교환"]
    assert query.demanded == {"크모"}


def test_query_of_only_unwanted_words_asks_for_them() -> None:
    query = analysis.parse("-18도")
    assert [word.mark for word in query.words] == ["18", "도"]
    assert not query.unwanted


def test_query_of_only_polite_words_needs_them() -> None:
    assert not any(word.is_optional for word in analysis.parse("어떻게 하나요").words)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \t\n\u3000", id="white space"),
        pytest.param("(" * 5_000, id="five thousand brackets"),
        pytest.param("NOT " * 800, id="eight hundred NOT"),
        pytest.param("-a " * 800, id="eight hundred exclusions"),
        pytest.param(" ".join(f"word{n}" for n in range(2_000)), id="two thousand words"),
        pytest.param("가" * 100_000, id="one word of a hundred thousand syllables"),
        pytest.param("?* * ~ ^ [a TO z] {a} a:b \\", id="an engine's operators"),
        pytest.param('"', id="a quote that never ends"),
        pytest.param('"" -"" - --', id="empty quotes"),
        pytest.param("\0환불\0", id="NUL"),
        pytest.param("👩‍👩‍👧‍👦 🏳️‍🌈 \ud83d", id="emoji and half a surrogate"),
        pytest.param("ﷺ" * 2_000, id="a letter that folds into eighteen"),
        pytest.param("ㅋㅋㅋ ㅠㅠ ㅎㅏㄴ", id="lone jamo"),
        pytest.param("e\u0301" * 1_000, id="combining marks"),
    ],
)
def test_any_text_is_a_query_of_at_most_twenty_words(text: str) -> None:
    query = analysis.parse(text)
    assert len(query.words) <= 20
    assert len(query.unwanted) <= 20
    assert all(len(word.terms) <= 30 for word in query.words)


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        pytest.param("환불은 언제?", ["환불"], ["환불"], id="the word without its particle"),
        pytest.param(
            "공유기 초기화", ["공유기초기화"], ["공유기", "초기화"], id="a compound apart"
        ),
        pytest.param("팬이 큰 호텔팬션", ["팬"], ["팬"], id="a syllable, only where a word begins"),
        pytest.param("Crashes on start", ["crash"], ["Crashes"], id="the whole English word"),
        pytest.param(
            "ＷｉＦｉ 연결", ["wifi"], ["ＷｉＦｉ"], id="full-width letters stay as typed"
        ),
        pytest.param("와이파이 설정", ["와이파이"], ["와이파이"], id="a word that ends like one"),
        pytest.param("와이파이가 느려요", ["와이파이"], ["와이파이"], id="and has a particle, too"),
        pytest.param("와이파이는 빨라요", ["와이파이가"], ["와이파이"], id="another particle"),
        pytest.param("와이파이가 느려요", ["와이파이가"], ["와이파이가"], id="as it was typed"),
        pytest.param("공유기초기화 방법", ["공유기초기화"], ["공유기초기화"], id="a compound"),
        pytest.param("공유기초기화를", ["초기화"], ["초기화"], id="the end of a compound"),
        pytest.param("이불을 덮고", ["환불을"], [], id="a particle alone is no match"),
        pytest.param("아무 상관 없음", ["환불"], [], id="nothing"),
        pytest.param("환불 환불", ["환불", "환불"], ["환불", "환불"], id="every place, once each"),
        pytest.param("<b>환불</b>", ["환불"], ["환불"], id="markup is text like any other"),
    ],
)
def test_highlight_marks_what_matched(text: str, terms: list[str], marked: list[str]) -> None:
    fragments = highlight.highlight(text, terms)
    assert "".join(part for part, _ in fragments) == text
    assert [part for part, is_match in fragments if is_match] == marked


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        pytest.param("wifi", "Wi-Fi keeps dropping", ["Wi-Fi"], id="typed as one, written apart"),
        pytest.param("wi-fi", "my WiFi, my wifi", ["WiFi", "wifi"], id="the other way round"),
        pytest.param("esim", "e-SIM 개통", ["e-SIM"], id="a letter and a word"),
        pytest.param("e-sim", "eSIM으로 개통", ["eSIM"], id="the other way round, with a particle"),
        pytest.param("ｗｉｆｉ", "Ｗｉ－Ｆｉ 연결", ["Ｗｉ－Ｆｉ"], id="full-width letters"),
        pytest.param("darkmode", "Dark modes hurt", ["Dark", "modes"], id="a space is not marked"),
        pytest.param("dark mode", "a darkmode", ["darkmode"], id="written as one"),
        pytest.param("다크모드", "다크 모드로", ["다크", "모드"], id="Korean written apart"),
        pytest.param("다크 모드", "다크모드를", ["다크모드"], id="Korean written as one"),
        pytest.param("해지", "해 지 방법", ["해", "지"], id="single syllables apart"),
        pytest.param("공유 기", "공유기가", ["공유기"], id="and as one"),
        pytest.param("나오", "하나 오늘", [], id="not across words that only meet"),
        pytest.param("환불 은행", "환불은 언제", ["환불"], id="two words are no compound"),
        pytest.param("wifi", "wi 그리고 fi", [], id="halves far from each other"),
        pytest.param("느려요", "느린 것, 느려서", ["느린", "느려서"], id="other forms of a verb"),
        pytest.param("안나와요", "화면이 안 나옴", ["나옴"], id="negated as one word"),
        pytest.param("듣다", "노래를 들어요, 들고", ["들어요"], id="what may be one of its forms"),
        pytest.param("wi-fi", "<b>Wi-Fi</b> & wifi", ["Wi-Fi", "wifi"], id="markup is text"),
    ],
)
def test_highlight_marks_every_spelling_that_matched(
    query: str, text: str, marked: list[str]
) -> None:
    fragments = highlight.highlight(text, [word.mark for word in analysis.parse(query).words])
    assert "".join(part for part, _ in fragments) == text
    assert [part for part, is_match in fragments if is_match] == marked


def test_highlight_never_cuts_a_syllable_of_separate_jamo() -> None:
    text = unicodedata.normalize("NFD", "새 환불은 언제")
    fragments = highlight.highlight(text, ["환불"])
    assert "".join(part for part, _ in fragments) == text
    assert [unicodedata.normalize("NFC", part) for part, _ in fragments] == [
        "새 ",
        "환불",
        "은 언제",
    ]


def test_highlight_marks_a_whole_word_of_separate_jamo() -> None:
    text = unicodedata.normalize("NFD", "내 와이파이가 느려요")
    fragments = highlight.highlight(
        text, [query.mark for query in analysis.parse("와이파이").words]
    )
    assert "".join(part for part, _ in fragments) == text
    marked = [unicodedata.normalize("NFC", part) for part, is_match in fragments if is_match]
    assert marked == ["와이파이"]


def test_excerpt_shows_the_place_that_matched() -> None:
    text = "앞말 " * 100 + "여기서 환불을 설명합니다 " + "뒷말 " * 100
    fragments = highlight.excerpt(text, ["환불"], length=60)
    assert [part for part, is_match in fragments if is_match] == ["환불"]
    cut = "".join(part for part, _ in fragments)
    assert "환불을" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) <= 62


def test_excerpt_of_a_short_text_is_the_text() -> None:
    assert highlight.excerpt("짧은  글", ["글"], length=60) == [("짧은 ", False), ("글", True)]


def test_an_excerpt_marks_what_is_left_of_a_match_at_its_end() -> None:
    text = "환불 " + "긴" * 200
    fragments = highlight.excerpt(text, ["환불", "긴" * 200], length=60)
    assert fragments == [("환불", True), (" ", False), ("긴" * 56, True), ("…", False)]
