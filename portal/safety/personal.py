"""Whether a text may hold somebody's own data, which must not be kept."""

import re
import unicodedata

# a telephone, a card, an account: seven digits or more, however they are spaced
_LONG_NUMBER = re.compile(r"\d(?:[\s().+/_-]{0,3}\d){6,}")
_MAIL_ADDRESS = re.compile(r"\S\s*@\s*\S")


def looks_personal(text: str) -> bool:
    """Tell whether what was typed may be somebody's own data; it is not kept then.

    >>> looks_personal("０１０-1234 5678"), looks_personal("a@b.kr"), looks_personal("no. 80070057")
    (True, True, True)
    >>> looks_personal("환불 2026년 11월"), looks_personal("iphone 15 pro 256gb")
    (False, False)
    """
    folded = unicodedata.normalize("NFKC", text)
    return bool(_LONG_NUMBER.search(folded) or _MAIL_ADDRESS.search(folded))
