"""A dump of a Stack Exchange site: its files, read and checked before anything is brought in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn, TypeVar

from portal.exchange.xml_rows import read_rows
from portal.kit import clock
from portal.kit.errors import RuleBroken

QUESTION, ANSWER = "1", "2"
UP, DOWN, ACCEPTANCE = "2", "3", "1"
DUPLICATE = "3"

FILES = {
    "Users.xml": "users",
    "Tags.xml": "tags",
    "Posts.xml": "posts",
    "Comments.xml": "comments",
    "Votes.xml": "votes",
    "PostLinks.xml": "postlinks",
}
"""The files that are needed, each with the name of its outermost element."""

_SITE_MAX = 80
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_TAGS = re.compile(r"[^<>|\s]+")
# before this there was no such site; and nothing was written tomorrow
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row of Users.xml."""

    id: str
    name: str
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A row of Posts.xml: a question, an answer, or something that is neither."""

    id: str
    type: str
    parent_id: str | None
    accepted_id: str | None
    author_id: str | None
    author_name: str | None
    posted_at: datetime
    edited_at: datetime | None
    closed_at: datetime | None
    title: str
    body_html: str
    tags: tuple[str, ...]
    licence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A row of Comments.xml."""

    id: str
    post_id: str
    author_id: str | None
    author_name: str | None
    posted_at: datetime
    text: str
    licence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A row of Votes.xml."""

    id: str
    post_id: str
    type: str
    cast_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of PostLinks.xml."""

    id: str
    post_id: str
    related_id: str
    type: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """All that a dump says and we can use."""

    site: str
    people: dict[str, Person]
    tags: tuple[str, ...]
    posts: dict[str, Post]
    comments: tuple[Comment, ...]
    votes: tuple[Vote, ...]
    links: tuple[Link, ...]
    unread_files: tuple[str, ...]


def read(folder: Path, *, site: str | None = None) -> Dump:
    """Read a dump to its end, and refuse all of it when any of it is malformed.

    Takes: site, the name of the site where the folder is not called after it.
    Raises: RuleBroken("import.folder_missing" | "import.site" | "import.file_…" | "import.row").
    """
    if not folder.is_dir():
        raise RuleBroken("import.folder_missing", folder=str(folder))
    missing = sorted(name for name in FILES if not (folder / name).is_file())
    if missing:
        raise RuleBroken("import.file_missing", file=", ".join(missing))
    return Dump(
        site=_site(folder, site),
        people={person.id: person for person in _read(folder, "Users.xml", _person)},
        tags=tuple(_read(folder, "Tags.xml", _tag)),
        posts={post.id: post for post in _read(folder, "Posts.xml", _post)},
        comments=tuple(_read(folder, "Comments.xml", _comment)),
        votes=tuple(_read(folder, "Votes.xml", _vote)),
        links=tuple(_read(folder, "PostLinks.xml", _link)),
        unread_files=tuple(sorted({file.name for file in folder.glob("*.xml")} - set(FILES))),
    )


def _site(folder: Path, named: str | None) -> str:
    site = (named or folder.resolve().name).strip().lower()
    if not site or len(site) > _SITE_MAX:
        raise RuleBroken("import.site", site=site)
    return site


class _Row:
    """One row of a file, whose attributes are checked as they are read."""

    def __init__(self, values: dict[str, str], file: str, number: int) -> None:
        self._values, self._file, self._number = values, file, number

    def text(self, name: str) -> str:
        return self._values[name] if name in self._values else self._refuse(name)

    def text_or_none(self, name: str) -> str | None:
        return self._values.get(name)

    def number(self, name: str) -> str:
        value = self.text(name)
        return str(int(value)) if _NUMBER.fullmatch(value) else self._refuse(name)

    def number_or_none(self, name: str) -> str | None:
        return self.number(name) if name in self._values else None

    def instant(self, name: str) -> datetime:
        try:
            instant = datetime.fromisoformat(self.text(name))
        except ValueError:
            return self._refuse(name)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        is_possible = _EARLIEST <= instant <= clock.now() + _CLOCKS_DIFFER
        return instant.astimezone(UTC) if is_possible else self._refuse(name)

    def instant_or_none(self, name: str) -> datetime | None:
        return self.instant(name) if name in self._values else None

    def _refuse(self, name: str) -> NoReturn:
        raise RuleBroken("import.row", file=self._file, row=self._number, attribute=name)


def _read(folder: Path, file: str, make: Callable[[_Row], T]) -> Iterator[T]:
    seen: set[str] = set()
    for number, values in enumerate(read_rows(folder / file, root=FILES[file]), start=1):
        row = _Row(values, file, number)
        row_id = row.number("Id")
        if row_id in seen:
            raise RuleBroken("import.row_twice", file=file, row=number, id=row_id)
        seen.add(row_id)
        yield make(row)


def _person(row: _Row) -> Person:
    return Person(
        id=row.number("Id"), name=row.text("DisplayName"), joined_at=row.instant("CreationDate")
    )


def _tag(row: _Row) -> str:
    return row.text("TagName")


def _post(row: _Row) -> Post:
    post_type = row.number("PostTypeId")
    return Post(
        id=row.number("Id"),
        type=post_type,
        parent_id=row.number("ParentId") if post_type == ANSWER else None,
        accepted_id=row.number_or_none("AcceptedAnswerId"),
        author_id=row.number_or_none("OwnerUserId"),
        author_name=row.text_or_none("OwnerDisplayName"),
        posted_at=row.instant("CreationDate"),
        edited_at=row.instant_or_none("LastEditDate"),
        closed_at=row.instant_or_none("ClosedDate"),
        title=row.text("Title") if post_type == QUESTION else "",
        body_html=row.text("Body"),
        tags=tuple(_TAGS.findall(row.text_or_none("Tags") or "")),
        licence=row.text_or_none("ContentLicense"),
    )


def _comment(row: _Row) -> Comment:
    return Comment(
        id=row.number("Id"),
        post_id=row.number("PostId"),
        author_id=row.number_or_none("UserId"),
        author_name=row.text_or_none("UserDisplayName"),
        posted_at=row.instant("CreationDate"),
        text=row.text("Text"),
        licence=row.text_or_none("ContentLicense"),
    )


def _vote(row: _Row) -> Vote:
    return Vote(
        id=row.number("Id"),
        post_id=row.number("PostId"),
        type=row.number("VoteTypeId"),
        cast_at=row.instant("CreationDate"),
    )


def _link(row: _Row) -> Link:
    return Link(
        id=row.number("Id"),
        post_id=row.number("PostId"),
        related_id=row.number("RelatedPostId"),
        type=row.number("LinkTypeId"),
        made_at=row.instant("CreationDate"),
    )
