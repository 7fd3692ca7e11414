"""The story as it is written in the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from portal.accounts.roles import STAFF_ROLES, Role
from portal.faq.rules import ArticleText

_PACKAGE = "portal.cli.demo"
_THREAD_FILES = ("questions_ko_mobile_tv", "questions_ko_internet_home", "ideas_ko", "threads_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something the company offers."""

    slug: str
    name_ko: str
    name_en: str
    tagline_ko: str
    tagline_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the community."""

    key: str
    handle: str
    name: str
    locale: str
    time_zone: str
    roles: tuple[Role, ...]
    products: tuple[str, ...]
    title_ko: str = ""
    title_en: str = ""
    bio: str = ""
    organisation: str = ""

    @property
    def is_staff(self) -> bool:
        """Tell whether they work for the company."""
        return not STAFF_ROLES.isdisjoint(self.roles)

    @property
    def email(self) -> str:
        """Give the address they sign in with; its domain can never be anybody's."""
        return f"{self.handle}@haesol.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark, so many hours after its thread."""

    author: str
    hours_after: float
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, so many hours after its thread, and what people made of it."""

    author: str
    hours_after: float
    body: str
    accepted: bool = False
    official: str = ""
    official_by: str = ""
    summary: str = ""
    helpful: int = 0
    unhelpful: int = 0
    comments: tuple[Comment, ...] = ()

    @property
    def marked_by(self) -> str:
        """Give who made it official: its author, or whoever endorsed it; nobody's key is empty."""
        return self.official and (self.official_by or self.author)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question or an idea. ``votes`` are those of others than its author."""

    key: str
    kind: str
    product: str
    lang: str
    author: str
    days_ago: float
    title: str
    body: str
    tags: tuple[str, ...]
    votes: int
    status: str = "new"
    status_note: str = ""
    status_by: str = ""
    # where what people said later refers to the decision; otherwise dice decide
    status_hours_after: float | None = None
    duplicate_of: str = ""
    duplicate_by: str = ""
    duplicate_hours_after: float = 0.0
    comments: tuple[Comment, ...] = ()
    answers: tuple[Answer, ...] = ()

    def hours_in(self, hours: float) -> float:
        """Give so many hours after it was posted, as days ago."""
        return self.days_ago - hours / 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page of the help centre, which grew from its sources."""

    key: str
    product: str
    sources: tuple[str, ...]
    writer: str
    approver: str
    days_ago: float
    helpful: int
    unhelpful: int
    texts: dict[str, ArticleText]
    state: str = "published"
    retired_days_ago: float = 0.0
    retire_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Words that mean the same to whoever searches, and who said so."""

    lang: str
    by: str
    days_ago: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Words that were searched for, and how often."""

    lang: str
    words: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A title with which people began to ask, and how often."""

    lang: str
    title: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody made of a candidate for help: with a reason it is declined, else claimed."""

    thread: str
    by: str
    days_ago: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All of it."""

    products: tuple[Product, ...]
    people: tuple[Person, ...]
    threads: tuple[Thread, ...]
    articles: tuple[Article, ...]
    synonyms: tuple[Synonyms, ...] = ()
    searches: tuple[Searched, ...] = ()
    askings: tuple[Begun, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def person(self, key: str) -> Person:
        """Give somebody by their key."""
        return next(person for person in self.people if person.key == key)


def load() -> Story:
    """Read the whole story."""
    cast, visits = _read("people"), _read("searches")
    threads = [entry for name in _THREAD_FILES for entry in _read(name)["thread"]]
    return Story(
        products=tuple(Product(**entry) for entry in cast["product"]),
        people=tuple(_person(entry) for entry in cast["person"]),
        threads=tuple(_thread(entry) for entry in threads),
        articles=tuple(_article(entry) for entry in _read("faq")["article"]),
        synonyms=tuple(Synonyms(**entry) for entry in _read("synonyms")["group"]),
        searches=tuple(Searched(**entry) for entry in visits["search"]),
        askings=tuple(Begun(**entry) for entry in visits["asking"]),
        decisions=tuple(Decision(**entry) for entry in _read("interest")["decision"]),
    )


def _read(name: str) -> dict[str, Any]:
    file = resources.files(_PACKAGE) / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _person(entry: dict[str, Any]) -> Person:
    roles = tuple(Role(role) for role in entry.pop("roles"))
    return Person(roles=roles, products=tuple(entry.pop("products")), **entry)


def _thread(entry: dict[str, Any]) -> Thread:
    answers = tuple(_answer(answer) for answer in entry.pop("answer", ()))
    tags = tuple(entry.pop("tags"))
    return Thread(answers=answers, tags=tags, comments=_comments(entry), **entry)


def _answer(entry: dict[str, Any]) -> Answer:
    return Answer(comments=_comments(entry), **entry)


def _comments(entry: dict[str, Any]) -> tuple[Comment, ...]:
    return tuple(Comment(**comment) for comment in entry.pop("comments", ()))


def _article(entry: dict[str, Any]) -> Article:
    langs = [lang for lang in ("ko", "en") if lang in entry]
    texts = {str(lang): _text(entry.pop(lang)) for lang in langs}
    return Article(sources=tuple(entry.pop("sources")), texts=texts, **entry)


def _text(entry: dict[str, str]) -> ArticleText:
    return ArticleText(entry["title"], entry["summary"], entry["body"])
