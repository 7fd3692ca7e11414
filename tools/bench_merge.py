"""Take the time that merging two much-wanted ideas takes, and undoing it.

Started by `tools.bench` in a process of its own, with the environment of an empty database; prints
the seconds as JSON. Each step is one transaction with its commit, as a page opens it.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import insert

from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.models import User
from portal.duplicates import actions
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.threads.actions import ThreadDraft
from portal.votes import actions as votes
from portal.votes import queries
from portal.votes.models import Vote

VOTERS = 50_000
"""For each of the two; half of them voted for both."""
CHUNK = 2_000


def main() -> int:
    """Build the two ideas, and print what each step took."""
    from wsgi import application

    with application.app_context():
        one, other = _build()
        took = {
            "preview": _seconds(lambda: queries.overlap([one], other)),
            "merge": _seconds(lambda: actions.apply(SYSTEM, one, other)),
            "unmerge": _seconds(lambda: actions.reverse(SYSTEM, one)),
        }
    print(json.dumps(took))
    return 0


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    with transaction():
        act()
    return time.perf_counter() - began


def _build() -> tuple[int, int]:
    people = VOTERS + VOTERS // 2
    with transaction():
        _put_people(people)
        product_id = products.add(slug="bench", name_ko="제품", name_en="Product")
        one, other = (_idea(product_id, author) for author in (1, people))
        _put_votes(one, range(2, VOTERS + 1))
        _put_votes(other, range(people - VOTERS + 1, people))
        votes.recount(one)
        votes.recount(other)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return one, other


def _put_people(count: int) -> None:
    now = clock.now()
    rows = [
        {
            "id": number,
            "handle": f"person{number}",
            "display_name": f"주민 {number}",
            "email": f"person{number}@example.org",
            "email_confirmed_at": now,
            "locale": "ko",
            "time_zone": "Asia/Seoul",
            "registered_at": now,
        }
        for number in range(1, count + 1)
    ]
    for start in range(0, count, CHUNK):
        db.session.execute(insert(User), rows[start : start + CHUNK])


def _idea(product_id: int, author_id: int) -> int:
    author = Actor(id=author_id, scopes=SYSTEM.scopes)
    title, body = f"어두운 화면을 바라요 {author_id}", "밤에 눈이 부셔요."
    return votes.post_thread(
        author,
        ThreadDraft(kind="idea", product_id=product_id, lang="ko", title=title, body_md=body),
    )


def _put_votes(thread_id: int, people: range) -> None:
    now = clock.now()
    rows = [
        {
            "thread_id": thread_id,
            "person_id": number,
            "cast_at": now - timedelta(minutes=number % 100_000),
        }
        for number in people
    ]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Vote), rows[start : start + CHUNK])


if __name__ == "__main__":
    sys.exit(main())
