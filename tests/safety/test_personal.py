"""What may be somebody's own data, and what only looks like it."""

import pytest

from portal.safety.personal import looks_personal


@pytest.mark.parametrize(
    "typed",
    [
        "서울시 강남구 테헤란로 123, 101동 1502호",
        "서울특별시 마포구 성산로 12길 34",
        "경기도 성남시 분당구 판교역로 166",
        "제주특별자치도 제주시 애월읍 애월로 11",
        "성산동 123-45 302호로 보내 주세요",
        "전남 순천시 해룡면 신대리 1980번지",
        "테헤란로 152 12층에서 써요",
        "해솔아파트 103동 1204호인데 안 터져요",
        "해솔빌라 201호 입니다",
        "서울시 강남구 테헤란로４４길 ８",
        "종로1가 24 5층",
    ],
)
def test_a_postal_address_is_personal(typed: str) -> None:
    assert looks_personal(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "이 방법으로 3번 해도 안 돼요",
        "공유기로 5번 접속했어요",
        "2층에서는 잘 안 터져요",
        "3호선 타면 끊겨요",
        "설정 메뉴로 1분 만에 들어갔어요",
        "자동 2단계 인증이 안 돼요",
        "활동 10분 뒤에 꺼져요",
        "2026년 도로 5개 구간",
        "요금제 변경 방법이 옛날 화면이에요",
        "업데이트로 12 버전이 됐는데 화면이 달라요",
        "강남구에서만 느려요",
        "다시 시도 3회",
        "iOS 17.2로 올린 뒤부터예요",
        "어디로 2시간 기다리라는 건가요",
        "오류 코드 502로 나와요",
    ],
)
def test_what_people_say_of_an_article_is_not_an_address(typed: str) -> None:
    assert not looks_personal(typed)
