"""What a title is about: its content words, and whether two titles share enough of them.

Complaints sound alike whatever they are about (충전이 안돼요, 결제가 안돼요), so the words of
complaint and courtesy are left out, and particles and endings come off. Two titles are alike when
they share two words, or one that hardly anybody uses. That is enough to show both to a person,
never more.
"""

from collections.abc import Iterable

from portal.search import analysis, english, korean

SHARED_MIN = 2
RARE_BELOW = 0.01
"""A word is rare in so small a share of the questions of a product and month."""

_KEY = 2
_GENERIC_WORDS = """
방법 언제 나요 나와 떠요 자꾸 계속 갑자기 문제 오류 에러 고장 증상 현상 경우 이상 이상해
도와 도움 부탁 확인 해결 처리 진행 설명 안내 문의 질문 궁금 답변 사용 이용 가능 불가
불가능 필요 관련 대해 때문 혹시 아직 이미 지금 오늘 어제 내일 저녁 아침 요즘 최근 가끔
매번 항상 다시 먼저 그냥 정말 진짜 너무 많이 조금 전혀 모두 전부 하나 빨리 천천 느리
잘못 저희 우리 제가 무엇 어디 어떤 어떻 왜요 이거 그거 있나 있을 없나 없어 있어 하려
하면 하고 되나 되는 되고 됩니 됐는 됐어 해야 해도 하는 싶어 싶은 주세 알려 가르 그런
이런 저런 문제점 방식 정도 부분 내용 상태 help issue problem error
question please not work working doesn can cannot
how why when what get
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_COMPLAINTS = ("안되", "안돼", "안됩", "안됨", "않", "못", "없")
_COURTESY = ("도와주", "도와줄", "알려주", "알려줄", "가르쳐", "부탁드", "해주", "궁금")
_ENDINGS = tuple("요서고네는은면지다게나여")


def content_words(title: str, generic: Iterable[str] = ()) -> tuple[str, ...]:
    """Give what a title is about, each word once, without what staff call generic.

    >>> content_words("결제가 자꾸 안돼요"), content_words("결제가 안 됩니다")
    (('결제',), ('결제',))
    >>> content_words("iPhone15에서 와이파이가 끊겨요")
    ('iphon', '와이파이', '끊겨')
    """
    left_out = {_bare(word) for word in generic} | set(generic)
    found: dict[str, None] = {}
    for run, _ in analysis.meaningful_runs(analysis.fold(title)):
        word = _content(run.kind, run.text, left_out)
        if word:
            found.setdefault(word)
    return tuple(found)


def as_written(title: str, words: Iterable[str]) -> tuple[str, ...]:
    """Give content words as they stand in a title.

    >>> as_written("와이파이가 끊겨요", ("와이파이",))
    ('와이파이가',)
    """
    wanted = set(words)
    runs = (run for run, _ in analysis.meaningful_runs(analysis.fold(title)))
    return tuple(run.text for run in runs if _content(run.kind, run.text, set()) in wanted)


def key_of(word: str) -> str:
    """Give what a word is looked up by: the first two syllables of a Korean one."""
    return word[:_KEY] if _is_hangul(word) else word[:40]


def shared(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Give the words of the first that the second has, too.

    >>> shared(("와이파이", "연결"), ("연결이", "와이파"))
    ('와이파이', '연결')
    >>> shared(("자동이체",), ("자동차",))
    ()
    """
    others = tuple(other)
    return tuple(word for word in one if any(_is_same(word, each) for each in others))


def _content(kind: str, text: str, left_out: set[str]) -> str:
    if kind == "number":
        return ""
    if kind != "hangul":
        word = english.stem(text) if kind == "latin" else text
        is_said = len(word) > 1 and not {text, word} & (_GENERIC | left_out)
        return word if is_said else ""
    word = _bare(text)
    if (
        len(word) < _KEY
        or korean.is_particle(text)
        or korean.is_polite(text)
        or korean.is_polite(word)
    ):
        return ""
    # 문제가, 문제는, but not 우리은행
    begin = word[:_KEY] if len(word) <= _KEY + 1 else word
    if text.startswith(_COMPLAINTS + _COURTESY) or {text, word, begin} & _GENERIC:
        return ""
    return "" if {text, word} & left_out else word


def _bare(text: str) -> str:
    """Take particles and endings off, as long as two syllables are left."""
    word = korean.stem(text) if _is_hangul(text) else text
    if _is_hangul(word) and len(word) > _KEY and word.endswith(_ENDINGS):
        return word[:-1]
    return word


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    if not (_is_hangul(one) and _is_hangul(other)):
        return False
    return one.startswith(other) or other.startswith(one)


def _is_hangul(word: str) -> bool:
    return bool(word) and "가" <= word[0] <= "힣"
