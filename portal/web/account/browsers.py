"""A browser's name for people, from what it calls itself."""

# In this order: most browsers also name those that came before them.
_BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("NAVER(", "Naver"),
    ("KAKAOTALK", "KakaoTalk"),
    ("Whale/", "Whale"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Give browser and system, or an empty text when neither is known.

    >>> name_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    """
    names = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " · ".join(name for name in names if name)


def is_mobile(user_agent: str) -> bool:
    """Tell a phone or a tablet, for the picture beside it."""
    return any(mark in user_agent for mark in ("Mobi", "Android", "iPad"))


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
