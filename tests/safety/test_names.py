"""Nobody carries a name that customers would take for the company's."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.safety.names import display_name_problem, imitates_staff
from tests.make.cpu import least_seconds

SITE = "Maru 해솔 커뮤니티"

PLAIN = [
    "운영자",
    "운영진",
    "관리자",
    "공식",
    "official",
    "admin",
    "administrator",
    "staff",
    "moderator",
]
PHRASES = [
    "support team",
    "Support  Team",
    "고객센터",
    "고객 센터",
    "상담사",
    "AT&T 공식",
    "김공식",
]
SPACED = [
    "공 식",
    "운.영.자",
    "운_영_자",
    "운 1 영 1 자",
    "ad min",
    "a-d-m-i-n",
    "off icial",
    "운ㅋ영ㅋ자",
]
INVISIBLE = ["공\u200b식", "운\u3164영자", "ad\u00admin", "of\u2060ficial", "운\ufe0f영자"]
WIDE = ["ＯＦＦＩＣＩＡＬ", "ⓐⓓⓜⓘⓝ", "𝐚𝐝𝐦𝐢𝐧", "🇦🇩🇲🇮🇳", "🅰🅳🅼🅸🅽", "ᴀᴅᴍɪɴ", "sᴛᴀꜰꜰ"]
FOREIGN_LETTERS = [
    "оfficial",
    "ΑDΜΙΝ",
    "оffісіаӏ",
    "stɑff",
    "mоderаtоr",
    "öfficiål",
    "a\u0301d\u0301min",
]
DIGITS = ["0ff1c1al", "0fficia1", "@dm!n", "$taff", "m0d3r4t0r", "|official|", "1off.icial"]
TYPEFACE = ["Offlclal", "adrnin", "aclmin", "offfficial", "운영자자"]
JAMO = ["ㅇㅜㄴㅇㅕㅇㅈㅏ", "ㅇㅜㄴ영ㅈㅏ", "ㄱㅗㅇ ㅅㅣㄱ", unicodedata.normalize("NFD", "운영자")]
HAN = ["公式", "運營者", "官方"]
SITE_NAMES = ["maru", "Maru 팀", "Mаru", "해솔", "해 솔", "xX해솔Xx"]
BADGES = ["민지 ✔", "✅ minji", "🛡 준호"]


@pytest.mark.parametrize(
    "name",
    [
        *(PLAIN + PHRASES + SPACED + INVISIBLE + WIDE + FOREIGN_LETTERS),
        *(DIGITS + TYPEFACE + JAMO + HAN + SITE_NAMES + BADGES),
    ],
)
def test_a_name_that_imitates_the_company_is_refused(name: str) -> None:
    assert imitates_staff(name, SITE)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "민지",
            "준호",
            "김서연",
            "운전자",
            "공시생",
            "직장인",
            "ㅋㅋㅋ",
            "ㅎㅎ 공부",
            "커뮤니티",
        ),
        *("가공 식품", "감성 식당", "관리비 아까워", "운영 체제", "상담", "자전거 타는 사람"),
        *("Brad Min", "Conrad Minnick", "Vlad Miner", "Mustafa", "badminton", "Wagstaff", "Ada"),
        *("Emily", "Carlos", "Aiko", "Tom", "Madonna", "Lucia", "Владимир", "Ιωάννης", "さくら"),
        *("👩‍💻 코더", "李英", "user0315", "h4x0r", "tom.b", "❤️ 하늘"),
    ],
)
def test_an_ordinary_name_is_welcome(name: str) -> None:
    assert display_name_problem(name, SITE) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("", "name.blank", id="nothing"),
        pytest.param(" \t ", "name.blank", id="only blanks"),
        pytest.param("\u3164\u200b", "name.blank", id="nothing to be seen"),
        pytest.param("a" * 31, "name.too_long", id="31 letters"),
        pytest.param("\u1112\u1161\u11ab" * 31, "name.too_long", id="31 syllables of three jamo"),
        pytest.param("민\u202e지", "name.controls", id="turned direction"),
        pytest.param("민\u2066지", "name.controls", id="isolated direction"),
        pytest.param("민\u200b지", "name.controls", id="zero-width blank"),
        pytest.param("민\n지", "name.controls", id="two lines"),
        pytest.param("민\x00지", "name.controls", id="NUL"),
        pytest.param("민\uf8ff", "name.controls", id="a private letter"),
        pytest.param("Z\u0300\u0301\u0302\u0303\u0304algo", "name.controls", id="piled marks"),
        pytest.param("운영자", "name.imitates_staff", id="operator"),
    ],
)
def test_a_bad_name_says_what_is_wrong(name: str, problem: str) -> None:
    assert display_name_problem(name, SITE) == problem


@pytest.mark.parametrize(
    "name", ["가" * 30, "\u1112\u1161\u11ab" * 30, "  민지  ", "Nguye\u0302\u0303n", "민\u3000지"]
)
def test_a_name_at_the_limit_is_welcome(name: str) -> None:
    assert display_name_problem(name, SITE) is None


@pytest.mark.parametrize("site_name", ["", "커뮤니티", "고객 포럼", "A", "!?"])
def test_a_site_name_without_a_word_of_its_own_reserves_nothing(site_name: str) -> None:
    assert not imitates_staff("커뮤니티 고객 A", site_name)


@given(st.text(max_size=40))
def test_every_name_gets_an_answer(name: str) -> None:
    known = {None, "name.blank", "name.too_long", "name.controls", "name.imitates_staff"}
    assert display_name_problem(name, SITE) in known


@given(
    st.sampled_from([*PLAIN, "공식"]),
    st.sampled_from([" ", ".", "-", "_", "·", "~", "★", "\u200b"]),
)
def test_whatever_stands_between_the_letters_does_not_hide_the_word(
    word: str, between: str
) -> None:
    assert imitates_staff(between.join(word), SITE)


def test_judging_a_name_is_quick() -> None:
    def judge_a_hundred() -> None:
        for number in range(100):
            display_name_problem(f"민지{number} abcdefghij klmnopq", SITE)

    assert least_seconds(judge_a_hundred, enough=1) < 1
