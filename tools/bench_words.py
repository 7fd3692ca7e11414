"""Words for a community that is only measured: Korean and English, common and rare ones.

Bodies come from a pool that went through the real pipeline; titles are all different.
"""

import random
from dataclasses import dataclass

NOUNS = {
    "ko": "공유기 로봇청소기 정수기 앱 와이파이 비밀번호 계정 알림 배터리 필터 업데이트 결제 "
    "영수증 구독 "
    "센서 카메라 허브 스위치 예약 지도 충전기 조명 온도 습도 로그인 블루투스 펌웨어 소음 물통 "
    "브러시 "
    "보증 배송 환불 교체 가족 초대 공유 백업 내보내기 다크모드 위젯 자동화 음성 언어 시간대 지연",
    "en": "router vacuum purifier app wifi password account notification battery filter update "
    "payment "
    "receipt subscription sensor camera hub switch schedule map charger light temperature humidity "
    "login bluetooth firmware noise tank brush warranty delivery refund replacement family invite "
    "sharing backup export darkmode widget automation voice language timezone delay",
}
TROUBLES = {
    "ko": "자꾸 끊겨요|반응이 없어요|갑자기 꺼져요|저장되지 않아요|연결이 안 돼요|두 번 나가요|"
    "너무 느려요|"
    "다시 뜨지 않아요|오류가 나요|화면이 하얗게 나와요|설정이 사라져요|한글이 깨져요|소리가 "
    "커졌어요|"
    "순서가 바뀌어요|예전처럼 돌아가지 않아요|어디에서 바꾸나요|취소할 수 있나요|같이 쓸 수 있나요",
    "en": "keeps dropping|does not respond|turns off by itself|is not saved|cannot connect|fires "
    "twice|"
    "is too slow|never comes back|shows an error|stays white|loses its settings|shows broken "
    "letters|"
    "became louder|changes its order|does not work as before|where can I change it|can it be "
    "cancelled",
}
TIMES = {
    "ko": "저녁마다|업데이트 후에|이사한 뒤로|어제부터|새 휴대폰에서|손님이 오면|정전 뒤에|두 "
    "대를 같이 쓰면|"
    "주말에만|외출 중에|처음 켤 때|한 달 전부터",
    "en": "every evening|after the update|since we moved|since yesterday|on a new phone|with "
    "guests|"
    "after a power cut|with two of them|only at weekends|while I am out|at the first start|for a "
    "month",
}
SENTENCES = {
    "ko": "{time} {noun} {noun2} 쪽에서 {trouble}. 전원을 껐다 켜고 {noun3} 설정도 다시 했는데 "
    "그대로예요.|"
    "설명서에는 {noun} 메뉴에서 바꾼다고 되어 있는데 제 화면에는 그런 항목이 없어요.|"
    "모델은 {model} 이고 {noun} 버전은 최신이에요. {time} 특히 심해요.|"
    "같은 집에서 {noun2} 하나는 괜찮은데 나머지 {noun3} 하나만 {trouble}.|"
    "설정에서 {noun} 항목을 열고 초기화를 누른 다음 {noun2} 등록을 다시 하면 돼요. 저는 그렇게 "
    "해결했어요.|"
    "혹시 {noun3} 관련해서 같은 경험 있으신 분 계신가요? **어떤 순서**로 하셨는지 궁금해요.",
    "en": "{time} the {noun} next to the {noun2} {trouble}. I restarted it and set up the "
    "{noun3} again.|"
    "The manual says to change it in the {noun} menu, but my screen has no such entry.|"
    "The model is {model} and the {noun} is up to date. It is worst {time}.|"
    "In the same home one {noun2} is fine and only the {noun3} {trouble}.|"
    "Open the {noun} entry in the settings, reset it and register the {noun2} again. That fixed "
    "it here.|"
    "Has anybody seen the same with the {noun3}? I would like to know **in which order** you did "
    "it.",
}
LISTS = {
    "ko": "\n\n1. {noun} 전원을 끕니다\n2. 10초 기다립니다\n3. {noun2} 메뉴에서 `{model}` 을 "
    "고릅니다\n",
    "en": "\n\n1. Turn the {noun} off\n2. Wait ten seconds\n3. Choose `{model}` in the {noun2} "
    "menu\n",
}


@dataclass
class Writer:
    """Writes the same community every time: chance is seeded."""

    chance: random.Random

    def title(self, lang: str) -> str:
        """Give a title of about eight words."""
        pattern = "{time} {noun} {noun2} {trouble} ({model})"
        return self._filled(pattern, lang)

    def body(self, lang: str, sentences: int) -> str:
        """Give a text of so many sentences, now and then with a list."""
        patterns = SENTENCES[lang].split("|")
        text = " ".join(self._filled(self.chance.choice(patterns), lang) for _ in range(sentences))
        has_list = self.chance.random() < 0.3  # noqa: PLR2004 - a third have steps
        return text + self._filled(LISTS[lang], lang) if has_list else text

    def query(self, lang: str) -> str:
        """Give what somebody types to search: two words, as most do."""
        return self._filled("{noun} {noun2}", lang)

    def _filled(self, pattern: str, lang: str) -> str:
        return pattern.format(
            time=self.chance.choice(TIMES[lang].split("|")),
            trouble=self.chance.choice(TROUBLES[lang].split("|")),
            noun=self._noun(lang),
            noun2=self._noun(lang),
            noun3=self._noun(lang),
            model=f"{self.chance.choice('HJKMRSTX')}{self.chance.choice('ABCEX')}-"
            f"{self.chance.randrange(100, 1_000)}",
        )

    def _noun(self, lang: str) -> str:
        """Choose a noun as language does: few are common, many are rare."""
        nouns = NOUNS[lang].split()
        return nouns[min(int(self.chance.paretovariate(0.7)) - 1, 10**6) % len(nouns)]
