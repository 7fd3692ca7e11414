"""What titles are about: pairs of one problem meet, pairs that only complain alike do not."""

from collections.abc import Sequence

import pytest

from portal.search.content import SHARED_MIN, content_words, shared

SAME = (
    ("결제가 카드로 안돼요", "카드 결제가 안 됩니다"),
    ("와이파이가 저녁마다 끊겨요", "저녁에 와이파이 연결이 끊겨요"),
    ("공유기 비밀번호를 잊어버렸어요", "공유기 비밀번호 찾는 방법"),
    ("환불이 언제 계좌로 들어오나요", "계좌로 환불이 아직 안 들어왔어요"),
    ("해외 로밍 요금이 궁금해요", "로밍 요금은 해외에서 얼마인가요"),
    ("셋톱박스 리모컨이 안돼요", "리모컨으로 셋톱박스가 안 켜져요"),
    ("요금제 변경은 어떻게 하나요", "요금제를 변경하고 싶어요"),
    ("청구서를 이메일로 받고 싶어요", "이메일 청구서 신청"),
    ("유심 재발급 비용", "유심을 재발급 받으려면 얼마인가요"),
    ("인터넷 이사 설치 신청", "이사하는데 인터넷 설치는 언제 되나요"),
    ("자동이체 계좌 변경", "자동이체 계좌를 바꾸고 싶어요"),
    ("앱에서 로그인이 안돼요 비밀번호 오류", "로그인 비밀번호가 틀리다고 나와요"),
    ("데이터 쉐어링 신청 방법", "데이터 쉐어링은 어디서 신청하나요"),
    ("번호이동 위약금이 얼마인가요", "위약금 내고 번호이동 하려고요"),
    ("TV 화면이 멈춰요", "TV 화면이 자꾸 멈춤"),
    ("Wi-Fi 비밀번호 변경", "wifi 비밀번호를 변경하려면"),
    ("소액결제 한도를 낮추고 싶어요", "소액결제 한도 변경"),
)
DIFFERENT = (
    ("충전이 안돼요", "결제가 안돼요"),
    ("결제가 안돼요", "로그인이 안돼요"),
    ("와이파이가 자꾸 끊겨요", "통화가 자꾸 끊겨요"),
    ("환불 방법이 궁금해요", "해지 방법이 궁금해요"),
    ("요금제 변경 방법", "비밀번호 변경 방법"),
    ("갑자기 인터넷이 안돼요", "갑자기 문자가 안돼요"),
    ("자동이체 신청하고 싶어요", "자동차 할인 신청하고 싶어요"),
    ("화면이 계속 꺼져요", "알람이 계속 울려요"),
    ("언제 배송되나요", "언제 환불되나요"),
    ("배터리가 빨리 닳아요", "데이터가 빨리 닳아요"),
    ("유심을 잃어버렸어요", "리모컨을 잃어버렸어요"),
    ("TV 소리가 작아요", "TV 화면이 어두워요"),
    ("해외에서 문자가 안 와요", "해외에서 결제가 안돼요"),
    ("앱 오류가 나요 도와주세요", "전화 오류가 나요 도와주세요"),
    ("이거 왜 안되나요", "그거 왜 안되나요"),
    ("공유기 초기화 방법 알려주세요", "셋톱박스 교환 방법 알려주세요"),
    ("청구서가 아직 안 왔어요", "기사님이 아직 안 왔어요"),
    ("오늘 가입했는데 확인이 안돼요", "오늘 해지했는데 확인이 안돼요"),
)
"""Written by hand: the trap of rule P and its like, where the shared complaint dominates."""


def shared_words(pair: Sequence[str], *generic: str) -> tuple[str, ...]:
    one, other = (content_words(title, generic) for title in pair)
    return shared(one, other)


@pytest.mark.parametrize("pair", SAME, ids=lambda pair: pair[0])
def test_two_titles_about_one_problem_share_two_words(pair):
    assert len(shared_words(pair)) >= SHARED_MIN
    assert len(shared_words(pair[::-1])) >= SHARED_MIN


@pytest.mark.parametrize("pair", DIFFERENT, ids=lambda pair: pair[0])
def test_two_titles_that_only_sound_alike_do_not(pair):
    assert len(shared_words(pair)) < SHARED_MIN
    assert len(shared_words(pair[::-1])) < SHARED_MIN


def test_the_pairs_of_rule_p():
    assert shared_words(("충전이 안돼요", "결제가 안돼요")) == ()
    assert shared_words(("결제가 안돼요", "결제가 안 됩니다")) == ("결제",)


def test_what_staff_call_generic_is_left_out_with_its_endings():
    pair = ("셋톱박스가 급하게 필요한데 먹통이에요", "공유기가 급하게 먹통이에요")
    assert len(shared_words(pair)) >= SHARED_MIN
    assert shared_words(pair, "급하게", "먹통") == ()


def test_twelve_complaints_about_twelve_things_share_nothing():
    """Section 12 test 34."""
    words = "충전 결제 로그인 통화 문자 배송 설치 예약 녹화 알람 지도 사진"
    things = words.split()
    titles = [f"{thing}이 자꾸 안돼요" for thing in things]
    assert all(shared_words((a, b)) == () for a in titles for b in titles if a != b)


@pytest.mark.parametrize("title", ["", "안돼요", "왜 안되나요?", "123 456", "!!!", "가" * 300])
def test_whatever_is_typed_has_words_or_none(title):
    assert isinstance(content_words(title), tuple)
