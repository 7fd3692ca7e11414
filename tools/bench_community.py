"""Build the community that the budgets are measured on, straight into the tables.

Counters are true: `flask check` finds nothing. Started by `tools.bench` in a process of its own,
with the environment of the portal that will serve it; prints what the measurement has to know.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from portal.accounts.models import RoleGrant, User
from portal.answers.models import Answer, Comment, OfficialMark
from portal.answers.rules import wilson_lower_bound
from portal.faq.models import Article, ArticleSource, ArticleVersion
from portal.ideas.models import StatusChange
from portal.kit import markup, passwords
from portal.kit.db import Model, db
from portal.kit.events import EventRow
from portal.kit.text import excerpt, slugify
from portal.products.models import Product
from portal.threads import ranking
from portal.threads.actions import EXCERPT_MAX
from portal.threads.kinds import BUILT_IN
from portal.threads.models import Follow, Tag, Thread, ThreadTag
from portal.votes.models import HelpfulVote, Vote
from tools.bench_words import Writer

PASSWORD = "a measured password"  # noqa: S105 - of people who exist while it is measured
READERS = 16
STAFF = 20
TAGS = 200
PRODUCTS = 4
ANSWERS = (10, 3, 3, 3, 3, 3, 2, 2, 1, 0)  # 3 a question, and every tenth has a full page
OTHER_VOTES = (0, 0, 1, 1, 2, 2, 3, 4, 7, 20)  # 4 a thread beside its author's own
BODIES = 400
QUERIES = 40
DAYS = 730
CHUNK = 2_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Body:
    """A text as it is kept: as written and as drawn."""

    lang: str
    md: str
    html: str


@dataclass
class Community:
    """Everything that is drawn by lot, in one order, so that every run builds the same."""

    questions: int
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))  # noqa: S311
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    next_answer: int = 0
    next_comment: int = 0

    def __post_init__(self) -> None:
        self.people = max(self.questions // 5, 200)
        self.ideas = self.questions // 20
        self.articles = max(self.questions // 100, 10)
        self.writer = Writer(self.chance)
        self.long = [self._body(index, 7) for index in range(BODIES)]
        self.short = [self._body(index, 4) for index in range(BODIES)]

    def posted_at(self, number: int) -> datetime:
        """Spread the threads over two years, in the order of their numbers."""
        share = number / (self.questions + self.ideas)
        return self.now - timedelta(hours=2) - timedelta(days=DAYS) * (1 - share)

    def _body(self, index: int, sentences: int) -> Body:
        lang = ("ko", "en")[index % 2]
        md = self.writer.body(lang, sentences)
        return Body(lang, md, str(markup.render(md)))


def main() -> int:
    """Build the community; print what was built as JSON."""
    from wsgi import application

    community = Community(int(sys.argv[1]))
    with application.app_context(), db.engine.begin() as connection:
        _fill(connection, community)
        _settle(connection)
    print(json.dumps(_told(community), ensure_ascii=False))
    return 0


def _fill(connection: Connection, community: Community) -> None:
    for people in _chunks(_people(community)):
        _put(connection, User, people)
    _put(connection, Product, list(_products()))
    _put(connection, RoleGrant, list(_grants(community)))
    _put(connection, Tag, [{"id": i, "slug": f"tag-{i}"} for i in range(1, TAGS + 1)])
    count = community.questions + community.ideas
    for numbers in _chunks(range(1, count + 1)):
        _put_threads(connection, community, numbers)
    for numbers in _chunks(range(1, community.articles + 1)):
        _put_articles(connection, community, numbers)


def _people(community: Community) -> Iterator[Row]:
    hashed = passwords.hash_of(PASSWORD)
    count = community.people + READERS
    for number in range(1, count + 1):
        is_reader = number > community.people
        yield {
            "id": number,
            "handle": f"person{number}",
            "display_name": f"{'주민' if number % 2 else 'Resident'} {number}",
            "email": f"person{number}@example.org",
            "email_confirmed_at": community.now,
            "password_hash": hashed if is_reader else None,
            "locale": "ko",
            "time_zone": "Asia/Seoul",
            "bio": "",
            "title_ko": "",
            "title_en": "",
            "registered_at": community.now - timedelta(days=DAYS + 1),
        }


def _products() -> Iterator[Row]:
    for number in range(1, PRODUCTS + 1):
        yield {
            "id": number,
            "slug": f"product-{number}",
            "name_ko": f"제품 {number}",
            "name_en": f"Product {number}",
            "tagline_ko": "집 안의 모든 것을 편하게",
            "tagline_en": "Makes everything at home easier",
            "position": number,
            "is_retired": False,
        }


def _grants(community: Community) -> Iterator[Row]:
    for number in range(1, STAFF + 1):
        yield {"person_id": number, "role": "agent", "granted_at": community.now}


def _put_threads(connection: Connection, community: Community, numbers: Sequence[int]) -> None:
    made = [_Made(community, number) for number in numbers]
    tables: tuple[tuple[type[Model], str], ...] = (
        (Thread, "threads"),
        (ThreadTag, "tags"),
        (Vote, "votes"),
        (Follow, "follows"),
        (Answer, "answers"),
        (OfficialMark, "marks"),
        (HelpfulVote, "helpful"),
        (Comment, "comments"),
        (StatusChange, "decisions"),
        (EventRow, "facts"),
    )
    for model, name in tables:
        _put(connection, model, [row for one in made for row in getattr(one, name)])


class _Made:
    """One thread with everything that hangs on it."""

    def __init__(self, community: Community, number: int) -> None:
        self.community, self.chance, self.number = community, community.chance, number
        self.is_idea = number > community.questions
        self.posted_at = community.posted_at(number)
        self.author = self.chance.randint(STAFF + 1, community.people)
        self.body = self.chance.choice(community.long)
        self.answers: list[Row] = []
        self.marks: list[Row] = []
        self.helpful: list[Row] = []
        self.comments: list[Row] = []
        self.facts = [self._fact("ThreadPosted", thread_kind=self.kind)]
        self.votes = self._votes()
        self.tags = self._tags()
        self.follows = [self._follow()]
        self.decisions = self._decisions()
        for place in range(0 if self.is_idea else ANSWERS[number % len(ANSWERS)]):
            self._answer(place)
        self.threads = [self._thread()]

    @property
    def kind(self) -> str:
        return "idea" if self.is_idea else "question"

    @property
    def is_official(self) -> bool:
        return self.number % 10 in (0, 4)

    @property
    def is_accepted(self) -> bool:
        return self.number % 10 in (1, 2)

    def _votes(self) -> list[Row]:
        others = OTHER_VOTES[self.chance.randrange(len(OTHER_VOTES))]
        people = self.chance.sample(range(1, self.community.people + 1), others)
        room = (self.community.now - self.posted_at).total_seconds()
        times = [timedelta(seconds=int(room * self.chance.random() ** 3)) for _ in people]
        later = [
            {"thread_id": self.number, "person_id": person, "cast_at": self.posted_at + after}
            for person, after in zip(people, times, strict=True)
            if person != self.author
        ]
        own = {"thread_id": self.number, "person_id": self.author, "cast_at": self.posted_at}
        return [own, *later]

    def _tags(self) -> list[Row]:
        chosen = {min(int(self.chance.paretovariate(0.6)), TAGS) for _ in range(3)}
        tagged = {"thread_id": self.number, "posted_at": self.posted_at}
        return [{**tagged, "tag_id": tag} for tag in sorted(chosen)]

    def _follow(self) -> Row:
        return {
            "thread_id": self.number,
            "person_id": self.author,
            "level": "all",
            "origin": "author",
            "followed_at": self.posted_at,
        }

    def _decisions(self) -> list[Row]:
        if not self.is_idea or self.number % 3:
            return []
        return [
            {
                "thread_id": self.number,
                "before": "new",
                "after": "planned",
                "note_md": "다음 분기에 합니다.",
                "note_html": "<p>다음 분기에 합니다.</p>",
                "decided_by_id": 1,
                "decided_by_role": "agent",
                "decided_at": self.posted_at + timedelta(hours=1),
            }
        ]

    def _answer(self, place: int) -> None:
        self.community.next_answer += 1
        answer_id = self.community.next_answer
        is_official = place == 0 and self.is_official
        author = self.chance.randint(*((1, STAFF) if is_official else (STAFF + 1, STAFF + 180)))
        body = self.chance.choice(self.community.short)
        words = self._words(answer_id, author)
        accepted = self.is_accepted and place == 1
        answer = {
            "id": answer_id,
            "thread_id": self.number,
            "author_id": author,
            "author_role": "agent" if is_official else None,
            "body_md": body.md,
            "body_html": body.html,
            "posted_at": self.posted_at + timedelta(minutes=10 * (place + 1)),
            "accepted_at": self.posted_at + timedelta(hours=2) if accepted else None,
            "accepted_by_id": self.author if accepted else None,
            "helpful_count": words.count(1),
            "unhelpful_count": words.count(-1),
            "helpful_rank": wilson_lower_bound(words.count(1), words.count(-1)),
        }
        self.answers.append(answer)
        self.facts.append(self._fact("AnswerPosted", answer_id=answer_id))
        if is_official:
            self.marks.append(self._mark(answer))
        if place < 3 and self.number % 10 == 0:  # noqa: PLR2004 - a lively thread has some
            self._comment(answer_id)

    def _words(self, answer_id: int, author: int) -> list[int]:
        people = self.chance.sample(range(1, self.community.people + 1), self.chance.randrange(3))
        rows: list[Row] = [
            {
                "answer_id": answer_id,
                "person_id": person,
                "value": 1 if self.chance.random() < 0.8 else -1,  # noqa: PLR2004 - most are kind
                "cast_at": self.posted_at + timedelta(hours=1),
            }
            for person in people
            if person != author
        ]
        self.helpful += rows
        return [row["value"] for row in rows]

    def _mark(self, answer: Row) -> Row:
        return {
            "answer_id": answer["id"],
            "thread_id": self.number,
            "mode": "authored",
            "state": "official",
            "summary": "설정을 초기화한 뒤 기기를 다시 등록하면 됩니다.",
            "body_html": answer["body_html"],
            "answer_version": 1,
            "marked_by_id": answer["author_id"],
            "marked_by_role": "agent",
            "marked_at": answer["posted_at"],
        }

    def _comment(self, answer_id: int) -> None:
        self.community.next_comment += 1
        self.comments.append(
            {
                "id": self.community.next_comment,
                "thread_id": self.number,
                "answer_id": answer_id,
                "author_id": self.author,
                "body_md": "고맙습니다. 해 볼게요.",
                "body_html": "<p>고맙습니다. 해 볼게요.</p>",
                "posted_at": self.posted_at + timedelta(hours=3),
            }
        )
        fact = self._fact("CommentPosted", answer_id=answer_id)
        fact["payload"]["comment_id"] = self.community.next_comment
        self.facts.append(fact)

    def _fact(self, kind: str, **payload: object) -> Row:
        return {
            "kind": kind,
            "actor_id": self.author,
            "thread_id": self.number,
            "payload": {"thread_id": self.number, **payload},
            "occurred_at": self.posted_at,
            "is_replayed": True,
            "is_dispatched": True,
        }

    def _thread(self) -> Row:
        lang = self.body.lang
        title = self.community.writer.title(lang)
        resolution = self._resolution()
        return {
            "id": self.number,
            "kind": self.kind,
            "product_id": self.number % PRODUCTS + 1,
            "author_id": self.author,
            "lang": lang,
            "title": title,
            "slug": slugify(title),
            "body_md": self.body.md,
            "body_html": self.body.html,
            "excerpt": excerpt(markup.to_text(self.body.md), EXCERPT_MAX),
            "status": self._status(),
            "status_kind": self._status_kind(),
            "resolution": resolution,
            "resolved_at": self.posted_at + timedelta(hours=2) if resolution else None,
            "confirmed_by": {"accepted": "asker", "official": "timer"}.get(resolution or ""),
            "posted_at": self.posted_at,
            "last_activity_at": self.posted_at + timedelta(hours=3),
            "vote_count": len(self.votes),
            "answer_count": len(self.answers),
            "comment_count": len(self.comments),
            "accepted_count": sum(1 for answer in self.answers if answer["accepted_at"]),
            "official_count": len(self.marks),
            "hot_key": ranking.hot_key(vote["cast_at"] for vote in self.votes),
        }

    def _status(self) -> str | None:
        if not self.is_idea:
            return None
        return "planned" if self.decisions else "new"

    def _status_kind(self) -> str | None:
        status = self._status()
        return BUILT_IN[status].kind if status else None

    def _resolution(self) -> str | None:
        if any(answer["accepted_at"] for answer in self.answers):
            return "accepted"
        return "official" if self.marks else None


def _put_articles(connection: Connection, community: Community, numbers: Sequence[int]) -> None:
    made = [
        {"id": n, "product_id": n % PRODUCTS + 1, "made_at": community.posted_at(10 * n)}
        for n in numbers
    ]
    _put(connection, Article, made)
    versions = [_version(community, n, lang) for n in numbers for lang in ("ko", "en")]
    _put(connection, ArticleVersion, versions)
    sources = [{"article_id": n, "thread_id": 10 * n} for n in numbers]
    _put(connection, ArticleSource, sources)


def _version(community: Community, number: int, lang: str) -> Row:
    body = next(b for b in community.long[number % 50 :] if b.lang == lang)
    title = community.writer.title(lang)
    published_at = community.posted_at(10 * number) + timedelta(days=1)
    return {
        "id": 2 * number - (lang == "ko"),
        "article_id": number,
        "lang": lang,
        "state": "published",
        "slug": slugify(title),
        "title": title,
        "summary": excerpt(markup.to_text(body.md), 140),
        "body_md": f"{body.md}\n\n{body.md}",
        "body_html": f"{body.html}{body.html}",
        "writer_id": 1,
        "writer_role": "agent",
        "approver_id": 2,
        "published_at": published_at,
        "updated_at": published_at,
        "edition": 1,
    }


def _settle(connection: Connection) -> None:
    """Let PostgreSQL know how far the numbers have gone, and what the tables look like by now."""
    if connection.dialect.name != "postgresql":
        return
    for table in db.metadata.sorted_tables:
        counted = table.autoincrement_column
        if counted is not None:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{counted.name}'),"  # noqa: S608
                    f" greatest((SELECT max({counted.name}) FROM {table.name}), 1))"
                )
            )
    connection.execute(text("ANALYZE"))


def _told(community: Community) -> Row:
    writer = Writer(random.Random(7))  # noqa: S311 - chance, not secrecy
    step = max(community.questions // 10 // 200, 1) * 10
    return {
        "questions": community.questions,
        "password": PASSWORD,
        "readers": [
            f"person{number}@example.org"
            for number in range(community.people + 1, community.people + READERS + 1)
        ],
        "full_pages": list(range(10, community.questions + 1, step))[:200],
        "articles": [2 * number - 1 for number in range(1, min(community.articles, 50) + 1)],
        "tag": "tag-5",
        "queries": [writer.query(("ko", "en")[n % 2]) for n in range(QUERIES)],
        "titles": [writer.title(("ko", "en")[n % 2]) for n in range(QUERIES)],
    }


def _put(connection: Connection, model: type[Model], rows: list[Row]) -> None:
    if rows:
        table = model.__table__
        assert isinstance(table, Table)  # noqa: S101 - for the type checker; a model has one
        connection.execute(insert(table), rows)


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


if __name__ == "__main__":
    sys.exit(main())
