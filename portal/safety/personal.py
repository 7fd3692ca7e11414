"""Whether a text may hold somebody's own data, which must not be kept."""

import re
import unicodedata

# a telephone, a card, an account: seven digits or more, however they are spaced
_LONG_NUMBER = re.compile(r"\d(?:[\s().+/_-]{0,3}\d){6,}")
_MAIL_ADDRESS = re.compile(r"\S\s*@\s*\S")

# Where somebody lives. 테헤란로 12길 3: a road and a house; 성산동 123-4: a quarter and a lot.
# A number that something is counted by (3번, 5개) is no house.
_HOUSE = r"\d{1,4}(?:-\d{1,4})?(?:번지)?(?![\d번개분시초회년월일단만원차째])"
_ROAD = r"[가-힣]{1,10}\d{0,4}[가-힣]?(?:대로|로|길)(?:\s?\d{1,3}번?[가-힣]?길)?"
_QUARTER = r"[가-힣]{1,6}(?:\d{0,2}(?:동|리)|\d가)"
_UNIT = r"(?:\d{1,4}\s?동\s?)?\d{1,4}\s?(?:호|층)(?=$|[^가-힣]|입|이|예|에|로|의|인|앞|까|쪽|\s)"
_DISTRICT = r"[가-힣]{1,8}(?:시|도|군|구|읍|면)"
_POSTAL_ADDRESS = re.compile(
    # with the flat, or with the district before it
    rf"(?:{_ROAD}|{_QUARTER})\s?{_HOUSE}[^\n]{{0,25}}?{_UNIT}"
    rf"|{_DISTRICT}\s(?:{_DISTRICT}\s)*(?:{_ROAD}|{_QUARTER})\s?{_HOUSE}"
    rf"|[가-힣]{{2,12}}(?:아파트|빌라|오피스텔|맨션)\s?{_UNIT}"
)


def looks_personal(text: str) -> bool:
    """Tell whether what was typed may be somebody's own data; it is not kept then.

    >>> looks_personal("０１０-1234 5678"), looks_personal("a@b.kr"), looks_personal("no. 80070057")
    (True, True, True)
    >>> looks_personal("서울시 마포구 성산로 12"), looks_personal("성산동 123-4 302호로 와 주세요")
    (True, True)
    >>> looks_personal("환불 2026년 11월"), looks_personal("iphone 15 pro 256gb")
    (False, False)
    """
    folded = unicodedata.normalize("NFKC", text)
    kinds = (_LONG_NUMBER, _MAIL_ADDRESS, _POSTAL_ADDRESS)
    return any(kind.search(folded) for kind in kinds)
