"""Forms of Korean verbs: those of one verb meet, and what only looks like one does not."""

import pytest

from portal.search import analysis, highlight, korean, verbs
from portal.search.engine import Document
from tests.search.conftest import Place
from tests.search.labelled import document
from tests.search.test_analysis import finds

MEET = [
    # 이 and 어 contracted
    ("느려요", "느린 인터넷"),
    ("느려서", "속도가 느림"),
    ("느린", "너무 느립니다"),
    ("느려졌어요", "갑자기 느려요"),
    ("보여요", "화면이 안 보이다"),
    ("안보여요", "글자가 보이지 않음"),
    ("꺼져요", "전원이 꺼지다"),
    ("꺼짐", "자꾸 꺼졌어요"),
    ("켜져요", "저절로 켜짐"),
    ("끊겨요", "연결 끊김"),
    ("걸려요", "오래 걸립니다"),
    ("생겼어요", "문제가 생기는 이유"),
    ("사라졌어요", "사진이 사라짐"),
    ("알림이 울려요", "알림 울리지 않음"),
    # 우 and 오
    ("바꿔요", "번호를 바꾸는 법"),
    ("지워졌어요", "앱을 지우다"),
    ("안나와요", "소리가 안 나옴"),
    ("나와요", "소리가 나오지 않습니다"),
    ("안 나옴", "화면이 안나와요"),
    # 되어 is 돼
    ("됐어요", "개통이 되다"),
    ("되다", "이제 돼요"),
    # ㅂ
    ("어려워요", "설정이 어렵다"),
    ("어려운", "너무 어렵습니다"),
    ("뜨거워요", "충전기가 뜨겁다"),
    ("무거운", "노트북이 무겁네요"),
    ("추워서", "방이 춥네요"),
    ("도와주세요", "상담원이 돕다"),
    # ㄷ
    ("들어요", "음악 듣다"),
    ("들었어요", "노래를 듣는 중"),
    ("물어봐도", "누구에게 묻다"),
    # ㅅ
    ("나았어요", "병이 낫다"),
    ("지어요", "이름을 짓다"),
    ("이어서", "줄을 잇다"),
    # 르
    ("빨라요", "더 빠른 요금제"),
    ("몰라요", "비밀번호를 모르는 경우"),
    ("눌러도", "버튼을 누르면"),
    ("달라요", "금액이 다릅니다"),
    ("골라서", "요금제 고르는 법"),
    # 으
    ("바빠요", "회선이 바쁘다"),
    ("나빠졌어요", "화질이 나쁩니다"),
    ("아파요", "눈이 아픈 화면"),
    ("커요", "소리가 큰데"),
    ("써요", "데이터를 쓰는 앱"),
    ("잠가요", "화면을 잠그다"),
    # ㄹ
    ("만들어요", "계정을 만드는 법"),
    ("만든", "계정을 만듭니다"),
    ("힘들어요", "너무 힘든 해지"),
    ("알아요", "아는 사람"),
    # nothing irregular, only another ending
    ("없어요", "신호 없음"),
    ("늦어요", "배송이 늦습니다"),
    ("받았는데", "문자를 받지 못함"),
    ("찾을수", "기기를 찾아요"),
]

APART = [
    ("느려요", "노래 목록"),
    ("느려요", "늘려 주세요"),
    ("어려워요", "어린이 요금제"),
    ("빨라요", "빨래 건조기"),
    ("빨라요", "빨간 불"),
    ("보여요", "보이스피싱 신고"),
    ("보여요", "보험 가입"),
    ("바빠요", "바나나"),
    ("들어요", "카드 사용"),
    ("듣다", "물건을 들고"),
    ("걷다", "전화를 걸고"),
    ("나와요", "하나 오늘 가입"),
    ("나와요", "나이 제한"),
    ("사요", "사고 접수"),
    ("사요", "영수증 사진"),
    ("써요", "값이 싸요"),
    ("커요", "글자 크기"),
    ("쉬워요", "쉬어 가는 시간"),
    ("쉬워요", "주말에 쉬는 매장"),
    ("지워요", "지우개"),
    ("알아요", "알림 설정"),
    ("이름", "이르다"),
    ("결과", "고객 결정"),
    ("해지", "해요"),
    ("신고", "신어요"),
    ("광고", "광어"),
    ("페이지", "페이백 행사"),
    ("전화", "전해요"),
    ("가게", "집에 가는 길"),
    ("다운로드", "다우니 향"),
    ("와이파이", "와이퍼"),
    ("안내", "내일 내요"),
    ("안전해요", "말을 전해요"),
    ("갈아요", "가는 길"),
    ("날아요", "소리가 나는 기기"),
]


@pytest.mark.parametrize(("query", "text"), MEET)
def test_forms_of_a_verb_meet(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(("query", "text"), APART)
def test_what_only_looks_like_a_form_of_it_does_not_meet(query: str, text: str) -> None:
    assert not finds(query, text)
    assert not finds(text.split(maxsplit=1)[0], query)


def test_a_root_stands_beside_the_word_and_never_in_its_place() -> None:
    assert {"^느", "느려", "려요", "느려요", "*느리"} == set(analysis.terms("느려요"))
    assert not verbs.roots("와이파이")
    assert korean.stem("와이파이") == "와이파"


@pytest.mark.parametrize(
    "word", ["배터리는", "카드는", "이미지는", "사진", "알림", "나를", "대구와"]
)
def test_a_noun_with_a_particle_is_no_verb(word: str) -> None:
    assert verbs.roots(word) == ()


def test_a_quoted_verb_is_wanted_as_it_stands() -> None:
    assert not finds('"느려요"', "느린 인터넷")


def test_courtesy_earns_nothing_by_its_root() -> None:
    (word,) = (word for word in analysis.parse("충전이 안돼요").words if word.is_optional)
    assert not any(term.startswith(analysis.ROOT) for term in word.terms)


@pytest.mark.parametrize(
    "word", ["", "가", "요", "았", "힣힣힣", "뷁요", "네요", "습니다", "안요", "겠요"]
)
def test_any_word_may_be_asked(word: str) -> None:
    assert isinstance(verbs.roots(word), tuple)


def test_it_is_counted_in_how_many_texts_a_term_is(place: Place) -> None:
    engine = place.open()
    engine.rebuild([document(1, "공유기", "The password is lost"), document(2, "passwords")])
    counts = engine.holders(["password", "passwrod", "*느리"])
    assert counts["password"] == 2
    assert not counts.get("passwrod")


def test_other_forms_are_whole_answers_behind_the_form_that_was_typed(place: Place) -> None:
    titles = ("인터넷이 느린 이유", "인터넷이 느려요", "인터넷 요금", "노래가 느닷없이")
    documents: list[Document] = [document(at, title) for at, title in enumerate(titles)]
    engine = place.open()
    engine.rebuild(documents)
    found = engine.search("인터넷 느려요")
    assert [(hit.id, hit.is_partial) for hit in found[:2]] == [(1, False), (0, False)]
    assert all(hit.is_partial for hit in found[2:])
    marked = [part for part, is_match in highlight.highlight(titles[0], found[1].terms) if is_match]
    assert marked == ["인터넷", "느린"]
