"""Build the community that the pages of ideas are measured on: many ideas, many votes.

Counters and figures are those that the rows say. Started by `tools.bench_ideas`.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from portal.accounts.models import RoleGrant, User
from portal.answers.models import Comment
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import passwords
from portal.kit.db import db, transaction
from portal.products.models import Product
from portal.review import figures
from portal.threads import ranking
from portal.threads.kinds import BUILT_IN
from portal.threads.models import Tag, Thread, ThreadTag
from portal.votes.models import Vote
from tools.bench_community import PASSWORD, READERS

PRODUCTS = 4
TAGS = 200
DAYS = 730
CHUNK = 5_000
AT_ONCE = 500
# by lot: most ideas wait, some are on the roadmap, some are decided
STATUSES = (
    *("new",) * 12,
    *("under_review", "planned", "in_progress", "delivered"),
    *("declined",) * 4,
)
Row = dict[str, Any]


@dataclass
class _Community:
    """Everything that is drawn by lot, in one order, so that every run builds the same."""

    ideas: int
    votes: int
    chance: random.Random = field(default_factory=lambda: random.Random(20261130))  # noqa: S311
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    @property
    def people(self) -> int:
        """Give how many there are beside the readers."""
        return max(self.ideas, 2_000)


def build(ideas: int, votes: int) -> None:
    """Fill an empty database."""
    from wsgi import application

    made = _Community(ideas, votes)
    with application.app_context():
        with transaction():
            _put(User, list(_people(made)))
            _put(Product, list(_products()))
            manager = {"person_id": made.people + 1, "role": "product_manager"}
            _put(RoleGrant, [{**manager, "granted_at": made.now}])
            _put(Tag, [{"id": n + 1, "slug": f"tag-{n}"} for n in range(TAGS)])
        for first in range(1, ideas + 1, AT_ONCE):
            with transaction():
                _put_ideas(made, range(first, min(first + AT_ONCE, ideas + 1)))
        _count_figures(ideas)
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))


def _people(made: _Community) -> Iterator[Row]:
    sealed = passwords.hash_of(PASSWORD)
    for number in range(1, made.people + READERS + 1):
        reader = number - made.people - 1
        name = f"reader{reader}" if reader >= 0 else f"person{number}"
        yield {
            "id": number,
            "handle": name,
            "display_name": name,
            "email": f"{name}@example.org",
            "email_confirmed_at": made.now,
            "password_hash": sealed if reader >= 0 else None,
            "locale": "ko",
            "time_zone": "Asia/Seoul",
            "registered_at": made.now - timedelta(days=DAYS + 1),
        }


def _products() -> Iterator[Row]:
    for number in range(1, PRODUCTS + 1):
        yield {
            "id": number,
            "slug": f"product-{number}",
            "name_ko": f"제품 {number}",
            "name_en": f"Product {number}",
            "tagline_ko": "",
            "tagline_en": "",
            "position": number,
            "is_retired": False,
        }


def _put_ideas(made: _Community, numbers: range) -> None:
    rows: dict[Any, list[Row]] = defaultdict(list)
    for number in numbers:
        _idea(made, number, rows)
    for model in (Thread, ThreadTag, Vote, Comment, StatusChange, IdeaPlan):
        _put(model, rows[model])


def _idea(made: _Community, number: int, rows: dict[Any, list[Row]]) -> None:
    chance = made.chance
    posted_at = made.now - timedelta(days=DAYS * chance.random())
    room = (made.now - posted_at).total_seconds()
    wanted = min(int(made.votes / made.ideas * chance.paretovariate(2) / 2) + 1, made.people)
    voters = chance.sample(range(1, made.people + 1), wanted)
    casts = [posted_at + timedelta(seconds=int(room * chance.random() ** 3)) for _ in voters]
    status, spoke = chance.choice(STATUSES), chance.randrange(4)
    rows[Thread].append(
        {
            "id": number,
            "kind": "idea",
            "product_id": number % PRODUCTS + 1,
            "author_id": voters[0],
            "lang": ("ko", "en")[number % 2],
            "title": f"{number}번째로 바라는 것",
            "slug": "idea",
            "body_md": "글",
            "body_html": "<p>글</p>",
            "excerpt": "글",
            "status": status,
            "status_kind": BUILT_IN[status].kind,
            "posted_at": posted_at,
            "last_activity_at": posted_at,
            "vote_count": wanted,
            "comment_count": spoke,
            "hot_key": ranking.hot_key(casts),
        }
    )
    tag = {"thread_id": number, "tag_id": number % TAGS + 1, "posted_at": posted_at}
    rows[ThreadTag].append(tag)
    rows[Vote] += [
        {"thread_id": number, "person_id": who, "cast_at": at}
        for who, at in zip(voters, casts, strict=True)
    ]
    for _ in range(spoke):
        rows[Comment].append(
            {
                "thread_id": number,
                "author_id": chance.randint(1, made.people),
                "body_md": "저도요",
                "body_html": "<p>저도요</p>",
                "posted_at": posted_at + timedelta(seconds=int(room * chance.random())),
            }
        )
    if status != "new":
        rows[StatusChange].append(
            {
                "thread_id": number,
                "before": "new",
                "after": status,
                "note_md": "글",
                "note_html": "<p>글</p>",
                "decided_by_id": made.people + 1,
                "decided_by_role": "product_manager",
                "decided_at": posted_at + timedelta(seconds=int(room / 2)),
            }
        )
    if BUILT_IN[status].kind == "active":
        rows[IdeaPlan].append({"thread_id": number, "eta": f"2027-Q{number % 4 + 1}"})


def _count_figures(ideas: int) -> None:
    for first in range(1, ideas + 1, AT_ONCE):
        with transaction():
            figures.mark_stale(range(first, min(first + AT_ONCE, ideas + 1)))
    counted = 1
    while counted:
        with transaction():
            counted = figures.refresh_stale()


def _put(model: Any, rows: list[Row]) -> None:  # noqa: ANN401 - a model of any room
    for first in range(0, len(rows), CHUNK):
        db.session.execute(insert(model), rows[first : first + CHUNK])
