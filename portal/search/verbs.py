"""Korean words that are conjugated: what 느려요, 느린, 느림 have in common, the root.

A verb changes where its ending hangs: 어렵다 is 어려워요, 빠르다 is 빨라요, 바쁘다 is 바빠요, 듣다
is 들어요. The *root* is one spelling for all of them (어려우, 빠르, 바쁘, 듣), made by the rules of
the language and a few closed lists; there is no dictionary. It need not be a form that anybody
writes, and it stands beside the word, never in its place.

Where an ending may as well be a particle or a part of a noun (배터리는, 사진, 메시지), a word has
no root unless it looks like a verb all the same: a root too few finds less, one too many finds
what nobody asked for.
"""

from collections.abc import Iterator
from functools import lru_cache

_LONGEST_WORD = 12
_FIRST, _VOWELS, _FINALS = 0xAC00, 21, 28
_K, _N, _L, _M, _B, _SS, _NG = 1, 4, 8, 16, 17, 20, 21
_YEO, _O, _WA, _WAE, _OE, _U, _WO, _WI, _I = 6, 8, 9, 10, 11, 13, 14, 16, 20
# 느리어 is written 느려, 바꾸어 바꿔, 나오아 나와, 되어 돼.
_CONTRACTED = {_YEO: _I, _WO: _U, _WA: _O, _WAE: _OE}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What hangs on 아 or 어 (느려-서), and what of it no noun has as a particle.
_AFTER_A = _set("요 서 서요 도 야 야지 야죠 야해요 야돼요 야하나요")
_SURELY_AFTER_A = _set("요 서 서요 야해요 야돼요 야하나요")
# On the stem as it is (느리-네요), and on that of the past (느렸-네요).
_ON_THE_STEM = _set(
    """
    네요 나요 는데 는데요 는데도 는지 는지요 지만 거나 도록 더라 더라고요 거든요 던데 던데요
    지요 죠 더니 잖아요 지않아요 지않는 지않습니다 지못해요 지마세요 고싶어요 고있어요 고있는
    다고 다는 다면 다가 길래 자마자
    """
)
_AFTER_FINAL = _set("습니다 습니까")
_OF_PAST = _ON_THE_STEM | _AFTER_FINAL | _set("요 어 다 고 던 을 음 을때 을까요 으면 으니까")
# On a vowel or ㄹ (느리-면), elsewhere behind 으 (늦-으면).
_AFTER_VOWEL = _set("면 니까 려고 려면 려는 면서 세요 시면 셨어요 십시오 러")
_BEHIND_EU = frozenset(f"으{ending}" for ending in _AFTER_VOWEL)
# Nouns may end so, too: 경고, 메시지, 카드는; 집은, 값을.
_DOUBTFUL = _set("고 지 게 기 다 는 네 던")
_DOUBTFUL_EU = _set("은 을 음 은데 은데요 은가요 은지 을까요 을때 을수")
# On ㅂ, ㄴ or ㄹ at the foot of the stem: 느립-니다, 느린-데, 느릴-까요.
_ON_B = _set("니다 니까")
_ON_N = _set("데 데요 데도 가요 지 지요 다 다고 다는 건가요")
_ON_L = _set("까요 까 게요 때 수 지 때는 때도 때마다 수록")

_ENDINGS = (
    *(_AFTER_A | _OF_PAST | _AFTER_VOWEL | _BEHIND_EU | _DOUBTFUL | _DOUBTFUL_EU),
    *(_ON_B | _ON_N | _ON_L | {""}),
)
_ENDING_SET = frozenset(_ENDINGS)
_LONGEST_ENDING = max(map(len, _ENDINGS))

# A root of one syllable says little and looks like a noun: these are all there are.
_SHORT = _set(
    """
    가 오 보 나 내 깨 빼 떼 쉬 꾸 짜 싸 쓰 끄 뜨 크 키 되 타 사 주 두 자 서 세 누 있 없 먹 받 듣
    늦 찾 깎 끊 끓 남 넣 놓 높 낮 넓 닦 닫 닿 맞 막 묶 믿 밝 밟 벗 볶 붙 뽑 섞 싫 싣 쌓 씻 앉 않
    얇 얻 옮 웃 읽 잃 잊 작 잡 적 젊 접 좁 좋 짧 찍 참 같 많 깊 길 들 걸 걷 묻 물 밀 알 열 울 놀
    살 팔 풀 불 돌 얼 떨 끌 멀 늘 낫 잇 짓 붓 긋 젓 입 씹 썩 뜯 뚫 싶 추우 더우 쉬우 누우 구우
    주우 미우 고우 도우
    """
)
# Those that are verbs whatever a noun could have there, and those that are so before 는 and 다.
_SURELY_SHORT = _set("되 쓰 끄 뜨 크 키 켜 깨 빼 떼 꾸")
_SHORT_BEFORE_N = _set("가 오 보 타 내 주")
# 잡아요 beside 어려워요.
_REGULAR_B = _set("입 잡 씹 뽑 접 좁 집 업")
_WITH_D = {"들": "듣", "걸": "걷", "물": "묻", "실": "싣", "깨달": "깨닫"}
_WITH_S = {"나": "낫", "이": "잇", "지": "짓", "부": "붓", "그": "긋", "저": "젓"}
_WITH_EU = {
    "빠": "쁘",
    "뻐": "쁘",
    "파": "프",
    "퍼": "프",
    "꺼": "끄",
    "떠": "뜨",
    "써": "쓰",
    "커": "크",
}
_OTHERWISE = {
    "모아": "모으",
    "담가": "담그",
    "잠가": "잠그",
    "도와": "도우",
    "고와": "고우",
    "놔": "놓",
}
# Without an ending of its own, 느려 is a verb and 그녀, 대구와, 오빠 and 명령어 are none.
_YEO_ALONE = frozenset("려져여쳐겨켜혀펴셔")
_WA_ALONE = frozenset("봐놔")
_BEFORE_WA = frozenset("나아어러려라가")
_BEFORE_EU = frozenset("나바아고예기슬이")
_BEFORE_JYEO = frozenset("빠뻐파퍼커라러")
_HELPERS = frozenset("주보")
_BEFORE_NA = frozenset("만끝타어아겨혼화")
_BEFORE_REU = frozenset("모부고오누다빠흐자")
_BEFORE_DEUL = frozenset("만흔힘잠떠")
_OPEN_IN_A = frozenset("가나사자타차서내깨빼떼세매재채새너")
# ㄹ falls before ㄴ and ㅂ, and in one syllable nothing tells that it was there: 아는, 엽니다.
_WITH_L = {"아": "알", "여": "열", "노": "놀", "파": "팔", "푸": "풀", "미": "밀", "도": "돌"}

# Longer stems end so; with 이 only these (보이다), and of three syllables only behind these.
_VERBAL = frozenset("지리기치키히니우꾸추쁘프르드오가나내누끄뜨쓰이뀌그")
_LONG_IN_L = frozenset("들불물")
_VERBAL_WITH_FINAL = frozenset("있없않같많높낮맞받싶")
_BEFORE_I = frozenset("보쓰높줄붙먹쌓속죽녹섞직")
_BEFORE_LONG = frozenset("어아러려라혀여겨켜져거워와뜨")
_SHORT_STEM = _LONGEST_OF_HA = 2
_BEGIN_WITH_N = ("는", "네")

_NEGATIONS = ("안", "못")
_NOT_NEGATED = _set("안내 안전 안녕 안심 안정 안경 안드 안테 안부 안건 안쪽 안방")
# Nouns that would be taken for verbs, alone or with what may be a particle.
_NOUNS = _set(
    """
    로그 태그 버그 플러그 제출 외출 마감 공간 인간 손님 며칠 호감 지진 커플 알람 참고 크기 보다
    패키지 쓰기 사진 추진 승진 화질 품질 재질 성질 물질 음질 체질 본질 필름 이름 여름 구름 주름
    알림 그림 크림 도움 시간 기간 겨울 거울 서울 기온 체온 소감 장난 아침 지침 방침 기와 샤워
    파워 타워 우려 무려 배려 고려 격려 가요 지난 다운 카운 우리 배터리 카테고리 메모리 자리 거리
    소리 머리 다리 유리 관리 처리 정리 분리 수리 권리 요리 심리 승리 편리 무리 논리 물리 원리
    금리 사다리 페이지 이미지 메시지 해지 휴지 공지 정지 유지 방지 금지 중지 편지 번지 토지 단지
    나머지 공유기 기기 위치 장치 설치 터치 패치 수치 조치 배치 일치 가치 비디오 오디오 라디오
    추가 허가 국가 휴가 평가 증가 누가 참가 하나 안내 시내 국내 실내 경우 카드 코드 모드 보드
    키보드 밴드 단추 언니 여기 거기 저기 이야기 아기 감기 일기 위기 포기 연기 후기 초기 용기
    인기 시기 동기 전기 무기 세기 자기 주기 사기 보기 내기 대기 제가 네가 내가 그리 이리 저리
    고가 단가 원가 정가 물가 작가 업로드 다운로드
    """
)
_LAST_OF_A = frozenset("아어")


@lru_cache(maxsize=20_000)
def roots(word: str) -> tuple[str, ...]:
    """Give the roots that a Hangul word may have; nothing when it is no verb as far as one can see.

    >>> roots("느려요"), roots("느림"), roots("어려운"), roots("빨라서"), roots("와이파이")
    (('느리',), ('느리',), ('어려우',), ('빠르',), ())
    >>> roots("들어요"), roots("듣다"), roots("안나와요")
    (('들', '듣'), ('듣',), ('나오',))
    """
    if not 1 < len(word) <= _LONGEST_WORD:
        return ()
    is_negated = len(word) > _SHORT_STEM and word[0] in _NEGATIONS and word[:2] not in _NOT_NEGATED
    return (is_negated and _roots(word[1:])) or _roots(word)


def _roots(word: str) -> tuple[str, ...]:
    """Give the roots by the longest ending that leaves any."""
    if word in _NOUNS:
        return ()
    for length in range(min(_LONGEST_ENDING, len(word) - 1), -1, -1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        if ending in _ENDING_SET:
            stems = [part for whole in _stems(stem, ending) for part in _without_help(whole)]
            if stems:
                # a shorter ending would leave a piece of this one: 합니-다
                return tuple(dict.fromkeys(filter(None, map(_root, stems))))
    return ()


def _without_help(stem: str) -> Iterator[str]:
    """Yield a stem without the verb that only helps it: 찾아주다, 눌러보다."""
    is_helped = len(stem) > _SHORT_STEM and stem[-1] in _HELPERS
    helped = tuple(_of_a(stem[:-1], is_sure=True)) if is_helped else ()
    yield from helped or (stem,)


def _root(stem: str) -> str:
    """Bring a stem to its one spelling; empty when it is none."""
    final, vowel = _final(stem), _vowel(stem)
    if final == _B and stem[-1] not in _REGULAR_B:
        stem = f"{_opened(stem)}우"
    elif final == _L and len(stem) > 1:
        stem = _opened(stem)
    elif not final and vowel == _YEO:
        stem = _with_vowel(stem, _I)
    if len(stem) == 1:
        return stem if stem in _SHORT else ""
    if final == _B and len(stem) == _SHORT_STEM and stem[-1] == "우" and stem not in _SHORT:
        return ""
    # what stands before 하다 and 되다 is a word by itself
    if (stem[-1] == "하" and len(stem) > _LONGEST_OF_HA) or stem[-1] == "되":
        return ""
    return "" if stem[-1] == "이" and stem[-2] not in _BEFORE_I else stem


def _stems(stem: str, ending: str) -> Iterator[str]:
    """Yield what the stem of a verb may be, by what stands before an ending."""
    if stem[-1] == "겠":
        if ending in _OF_PAST:
            yield from stem[:-1] and (stem[:-1],)
    elif _final(stem) == _SS and stem[-1] != "있":
        if ending in _OF_PAST:
            yield from _of_a(_opened(stem), is_sure=True)
    else:
        if ending in _AFTER_A or not ending:
            yield from _of_a(stem, is_sure=ending in _SURELY_AFTER_A)
        yield from _before_plain(stem, ending)
        if ending in _DOUBTFUL and _is_verbal(stem, ending):
            yield from _with_fallen_l(stem) if ending in _BEGIN_WITH_N else (stem,)
        if ending in _BEHIND_EU or (ending in _DOUBTFUL_EU and _is_verbal(stem, ending)):
            yield from _before_eu(stem)
        yield from _without_final(stem, ending)


def _before_plain(stem: str, ending: str) -> Iterator[str]:
    """Yield the stem before an ending that hangs on it as it is, and on no noun."""
    final = _final(stem)
    if ending in _ON_THE_STEM or (final and ending in _AFTER_FINAL):
        yield stem
        if ending == "나요" and stem[-1] in _BEFORE_NA:
            # 만나-요, 나타나-요
            yield f"{stem}나"
    elif ending in _AFTER_VOWEL and final in (0, _L):
        yield stem


def _without_final(stem: str, ending: str) -> Iterator[str]:
    """Yield the stem on whose last syllable ㅂ, ㄴ, ㄹ or ㅁ hangs: 느립니다, 느린, 느릴, 느림."""
    final = _final(stem)
    has_ending = ending in {_B: _ON_B, _N: _ON_N, _L: _ON_L}.get(final, ())
    if not has_ending and (ending or final not in (_N, _L, _M)):
        return
    opened = _opened(stem)
    before_of = {"를": _BEFORE_REU, "들": _BEFORE_DEUL}.get(stem[-1])
    if before_of and not ending and stem[-2:-1] not in before_of:
        # 나를 and 아들 are none
        return
    if ending in _ON_B or _is_verbal(opened, ""):
        yield from _with_fallen_l(opened)


def _with_fallen_l(stem: str) -> Iterator[str]:
    """Yield a stem, and the one whose ㄹ may have fallen."""
    yield stem
    if stem in _WITH_L:
        yield _WITH_L[stem]


def _of_a(form: str, *, is_sure: bool) -> Iterator[str]:
    """Yield the stems of a form in 아 or 어: 들어 is of 들다 and 듣다, 빨라 of 빠르다.

    Takes: is_sure, whether what hangs on it hangs on no noun.
    """
    if form in _OTHERWISE:
        yield _OTHERWISE[form]
    elif form[-1] in _LAST_OF_A and len(form) > 1:
        if is_sure or _is_open_to_a(form[:-1]):
            yield from _before_a(form[:-1])
    elif not _final(form):
        yield from _of_contracted(form, is_sure=is_sure)


def _is_open_to_a(stem: str) -> bool:
    """Tell whether 아 or 어 without an ending hangs on a verb: 먹어, but not 한국어 or 드디어."""
    final = _final(stem)
    if final in (_K, _NG):
        return stem[-1] in _SHORT
    return final > 0 or _vowel(stem) in (_OE, _WI) or stem in _WITH_S


def _before_a(stem: str) -> Iterator[str]:
    """Yield the stems that 아 or 어 hangs on as a syllable of its own."""
    final = _final(stem)
    if final == _SS and stem[-1] != "있":
        yield from _of_a(_opened(stem), is_sure=True)
    elif not final and stem in _WITH_S:
        yield _WITH_S[stem]
    else:
        yield stem
        if stem in _WITH_D:
            yield _WITH_D[stem]


def _before_eu(stem: str) -> Iterator[str]:
    """Yield the stem that 으 hangs on: it hangs on no ㄹ and no vowel, so something has changed."""
    if _final(stem) == _L or not _final(stem):
        stem = _WITH_D.get(stem, _WITH_S.get(stem, ""))
    if stem:
        yield stem


def _of_contracted(form: str, *, is_sure: bool) -> Iterator[str]:
    """Yield the stems whose last vowel has swallowed the 아 or 어, or the other way round."""
    before, last, vowel = form[:-1], form[-1], _vowel(form)
    if last in "라러" and before and _final(before) == _L:
        yield f"{_opened(before)}르"
    elif vowel in _CONTRACTED and (is_sure or _is_contracted_alone(form)):
        yield _with_vowel(form, _CONTRACTED[vowel])
        if (
            last == "져"
            and before
            and (_vowel(before) in (_YEO, _WO) or before[-1] in _BEFORE_JYEO)
        ):
            # 느려져요, 나빠져요: it has become so
            yield from _of_a(before, is_sure=False)
    elif last == "해":
        yield f"{before}하"
    elif last in _WITH_EU and (
        before[-1:] in _BEFORE_EU if last in "빠뻐파퍼" else is_sure or not before
    ):
        yield before + _WITH_EU[last]
    elif is_sure and last in _OPEN_IN_A and not (before and last == "가" and _final(before) == _N):
        yield form


def _is_contracted_alone(form: str) -> bool:
    """Tell whether a contracted form is one without an ending, and no noun or particle."""
    before, last, vowel = form[:-1], form[-1], _vowel(form)
    if vowel == _YEO:
        return last in _YEO_ALONE or form.endswith("다녀")
    if last == "와":
        return not before or before[-1] in _BEFORE_WA
    return vowel != _WA or last in _WA_ALONE


def _is_verbal(stem: str, ending: str) -> bool:
    """Tell whether a stem looks like a verb where a noun could have the same ending."""
    if stem in _NOUNS:
        return False
    if len(stem) == 1:
        return _is_short_verb(stem, ending)
    final = _final(stem)
    if final:
        is_irregular = (final == _B or stem[-1] in _LONG_IN_L) and ending in _DOUBTFUL - {"는"}
        return stem[-1] in _VERBAL_WITH_FINAL or is_irregular
    is_long = len(stem) > _SHORT_STEM
    return stem[-1] in _VERBAL and not (
        is_long and ending in ("는", "") and stem[-2] not in _BEFORE_LONG
    )


def _is_short_verb(stem: str, ending: str) -> bool:
    """Tell the same of a stem of one syllable."""
    if _final(stem):
        return stem in _SHORT or stem in _WITH_D or _final(stem) == _B
    if ending in _DOUBTFUL_EU:
        return stem in _WITH_S
    is_before_n = ending in ("는", "다", "") and stem in _SHORT_BEFORE_N
    return stem in _SURELY_SHORT or is_before_n or (ending != "다" and stem in _WITH_L)


def _final(word: str) -> int:
    """Give the final of the last syllable, 0 when it is open."""
    return (ord(word[-1]) - _FIRST) % _FINALS


def _vowel(word: str) -> int:
    """Give the vowel of the last syllable."""
    return (ord(word[-1]) - _FIRST) // _FINALS % _VOWELS


def _opened(word: str) -> str:
    """Take the final off the last syllable."""
    return word[:-1] + chr(ord(word[-1]) - _final(word))


def _with_vowel(word: str, vowel: int) -> str:
    """Give the last syllable, which is open, another vowel."""
    return word[:-1] + chr(ord(word[-1]) + (vowel - _vowel(word)) * _FINALS)
