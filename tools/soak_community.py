"""Lay the small community that the soak moves about in, through the actions that people use.

Started by `tools.soak` in a process of its own, with the environment of an empty database; prints
what those who drive have to know.
"""

import json
import random
import sys
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from portal.accounts import queries as accounts
from portal.accounts.actor import Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.kit import clock, passwords
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.threads.actions import ThreadDraft
from portal.votes import actions as votes
from tools.bench_words import Writer

PASSWORD = "a soaked password"  # noqa: S105 - of people who exist while it is soaked
MEMBERS = 40
NEWCOMERS = 10
"""Of them, these have just come and wrote nothing: their votes look made up when they crowd."""
STAFF = {
    "manager": Role.PRODUCT_MANAGER,
    "moderator": Role.MODERATOR,
    "agent": Role.AGENT,
    "administrator": Role.ADMIN,
}
PRODUCTS = 2
IDEAS = 48
QUESTIONS = 16
OTHER_VOTES = 6
# none near the 30, 60 or 90 days at which figures change by themselves
_DAYS_AGO = (2, 5, 11, 20, 45, 75)


def main() -> int:
    """Build the community; print what was built as JSON."""
    from wsgi import application

    chance = random.Random(int(sys.argv[1]))  # noqa: S311 - chance, not secrecy
    with application.app_context():
        told = _lay(chance)
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _lay(chance: random.Random) -> dict[str, Any]:
    members, staff = _people()
    with transaction():
        product_ids = [
            products.add(slug=f"product-{n}", name_ko=f"제품 {n}", name_en=f"Product {n}")
            for n in range(1, PRODUCTS + 1)
        ]
    writer = Writer(chance)
    settled = [accounts.get_actor(person_id) for person_id in list(members.values())[NEWCOMERS:]]
    threads: list[int] = []
    for number in range(IDEAS + QUESTIONS):
        kind = "idea" if number < IDEAS else "question"
        draft = _draft(writer, kind, product_ids[number % PRODUCTS], number)
        with clock.at(clock.now() - timedelta(days=chance.choice(_DAYS_AGO))):
            threads.append(_post(settled, draft, number, chance))
    return {
        "password": PASSWORD,
        "members": list(members),
        "staff": list(staff),
        "products": product_ids,
        "threads": threads,
    }


def _people() -> tuple[dict[str, int], dict[str, int]]:
    now = clock.now()
    hashed = passwords.hash_of(PASSWORD)
    with transaction():
        members = {
            name: _person(name, now - timedelta(days=0 if number <= NEWCOMERS else 100), hashed)
            for number, name in enumerate((f"member{n}" for n in range(1, MEMBERS + 1)), start=1)
        }
        staff = {name: _person(name, now - timedelta(days=200), hashed) for name in STAFF}
        for name, role in STAFF.items():
            db.session.execute(
                insert(RoleGrant).values(person_id=staff[name], role=role, granted_at=now)
            )
    return members, staff


def _person(name: str, registered_at: datetime, password_hash: str) -> int:
    number = int(name.removeprefix("member")) if name.startswith("member") else 0
    made = insert(User).values(
        handle=name,
        display_name=f"주민 {name}",
        # colleagues among them: an organisation counts once
        email=f"{name}@company{number % 7}.example",
        email_confirmed_at=registered_at,
        password_hash=password_hash,
        locale="ko" if number % 3 else "en",
        time_zone="Asia/Seoul",
        registered_at=registered_at,
    )
    return db.session.execute(made.returning(User.id)).scalar_one()


def _draft(writer: Writer, kind: str, product_id: int, number: int) -> ThreadDraft:
    lang = "ko" if number % 4 else "en"
    return ThreadDraft(
        kind=kind,
        product_id=product_id,
        lang=lang,
        title=writer.title(lang),
        body_md=writer.body(lang, 3),
    )


def _post(settled: list[Actor], draft: ThreadDraft, number: int, chance: random.Random) -> int:
    author = settled[number % len(settled)]
    with transaction():
        thread_id = votes.post_thread(author, draft)
        for voter in chance.sample(settled, chance.randrange(OTHER_VOTES)):
            votes.cast(voter, thread_id)
    return thread_id


if __name__ == "__main__":
    sys.exit(main())
