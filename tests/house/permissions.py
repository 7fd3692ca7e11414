"""Walk every route as every role, and write down who gets in: docs/permissions.md.

    python -m tests.house.permissions     write the page

Each request meets the same small community, laid anew: a question of 민지 with an official and
accepted answer, a comment, an idea, a second question with a tag, a nominated thread, a
help article in review, a published entry of the changelog, a group of words that mean the same,
words searched for in vain and a suggestion that two questions are the same.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

import config
from portal import create_app
from portal.accounts import queries as accounts
from portal.accounts.actor import NOBODY, Actor
from portal.accounts.models import User
from portal.accounts.roles import BUNDLES, Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.faq import topics, wanted
from portal.faq.rules import ArticleText
from portal.faq.wanted import Wanted
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.review import deciding, figures
from portal.search import actions as search
from tests.conftest import Browser
from tests.make import changelog
from tests.make import threads as make
from tests.make.cast import Cast, person

PAGE = Path(__file__).parent.parent.parent / "docs" / "permissions.md"
OUTSIDE = frozenset({"asset", "favicon", "healthz", "readyz"})
"""Routes that serve no page of the community."""

_HEAD = """\
# Who may do what

Made by walking every route as every role (`make docs`); a test holds it to the code. Each request
meets a community where 민지, a member, asked a question.

✔ gets in · s must sign in first · – is refused with a reason · · is told that there is nothing

What a role holds where it is scoped by product, it holds for that product alone.

"""


@dataclass(frozen=True)
class World:
    """The numbers of the things in the small community, and its people."""

    people: dict[str, Actor]
    numbers: dict[str, Any]


COLUMNS = ("nobody", "unconfirmed", "author", *(role.value for role in Role))


_NUMBERS: dict[str, Any] = {
    "handle": "junho",
    "number": 0,
    "session_id": 1,
    "notice_id": 1,
    "token": "unknown",
    "tag": "와이파이",
    "form": "question",
    "key": "votes",
    "slug": "x",
}


def build() -> World:  # noqa: PLR0915 - everything that a route may name
    """Lay the community."""
    with transaction():
        product_id = products.add(slug="internet", name_ko="인터넷", name_en="Internet")
    author, helper = person("minji", "민지"), person("junho", "준호")
    people = {
        role.value: person(f"a-{role.value}"[:30], f"사람{i}", role) for i, role in enumerate(Role)
    }
    people |= {"nobody": NOBODY, "author": author, "unconfirmed": _unconfirmed()}
    agent, editor = people["agent"], people["editor"]
    question = make.question(author, product_id)
    answer = make.answer(helper, question)
    with transaction():
        answers.make_official(agent, answer, summary="채널을 바꾸세요.")
        answers.accept(author, answer)
        comment = answers.comment(author, question, body_md="고맙습니다.")
    make.question(helper, product_id, title="태그가 붙은 질문이 하나 있어요", tags=("와이파이",))
    idea = make.idea(author, product_id)
    with transaction():
        nomination = faq.nominate(editor, question)
        version = faq.start_article(
            agent, product_id=product_id, lang="ko", title="와이파이가 끊길 때"
        )
        written = ArticleText(
            title="와이파이가 끊길 때", summary="채널을 바꾸세요.", body_md="본문"
        )
        faq.save_draft(agent, version, written, seen_version=1)
        faq.submit(agent, version)
        wanted.note([Wanted("ko", "위약금 계산", 3, clock.now())])
        group = search.add_synonyms(editor, lang="ko", words="해지, 탈퇴")
        topic = topics.add(editor, product_id, name_ko="연결", name_en="Connection")
    _lay_sitting(people["product_manager"], idea)
    entry = changelog.published(people["product_manager"], product_id, idea)
    again = make.question(helper, product_id, title="저녁이면 와이파이가 느려요")
    with transaction():
        duplicates.suggest(author, again, question)
    numbers = _NUMBERS | {
        "thread_id": question,
        "idea_id": idea,
        "answer_id": answer,
        "comment_id": comment,
        "version_id": version,
        "nomination_id": nomination,
        "group_id": group,
        "wanted_id": 1,
        "topic_id": topic,
        "entry_id": entry,
        "target_id": again,
        "suggestion_id": 1,
        "link_id": 1,
        "view_id": 1,
        "template_id": 1,
    }
    return World(people, numbers)


def _lay_sitting(manager: Actor, idea: int) -> None:
    with transaction():
        figures.mark_stale([idea])
        figures.refresh_stale()
        opened = {"title": "검토 회의", "query": "", "thread_ids": [idea]}
        deciding.open_session(manager, **opened)  # type: ignore[arg-type]


def _unconfirmed() -> Actor:
    who = person("new", "새사람")
    with transaction():
        db.session.execute(update(User).where(User.id == who.id).values(email_confirmed_at=None))
    return accounts.get_actor(who.id or 0)


def walk(app: Flask, world: World, lay: Any) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Ask every route as every role.

    Takes: lay, which lays the community anew.
    Gives: method, rule and the answers by role.
    """
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OUTSIDE]
    for rule in sorted(rules, key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            row = {}
            for column in COLUMNS:
                lay()
                row[column] = _ask(app, world, rule, method, column)
            yield method, rule.rule, row


def _ask(app: Flask, world: World, rule: Rule, method: str, column: str) -> str:
    browser = _browser(app, world.people[column])
    values = {name: world.numbers[name] for name in rule.arguments}
    if "/ideas/" in rule.rule or rule.endpoint == "community.idea_status":
        values["thread_id"] = world.numbers["idea_id"]
    with app.test_request_context():
        path = app.url_for(rule.endpoint, **values)
    response = browser.open(path, method=method, data=_form(rule) if method == "POST" else None)
    return _sign(response.status_code, response.headers.get("Location", ""))


def _form(rule: Rule) -> dict[str, str]:
    """Send what gets past the shape of any form, so that the answer is about permission."""
    return {
        "body": "충분히 긴 내용입니다.",
        "title": "충분히 긴 제목을 가진 글입니다",
        "reason": "사유",
        "summary": "요약",
        "correction": "정정",
        "level": "all",
        "value": "1",
        "status": "planned",
        "product": "1",
        "lang": "en",
        "version": "1",
        "similar_seen": "1",
        "canonical_id": "1",
        "note": "메모",
        "role": "expert",
    }


def _sign(status: int, location: str) -> str:
    if "/sign-in?" in location:
        return "s"
    return {403: "–", 404: "·"}.get(status, "✔" if status < 500 else "!")


def _browser(app: Flask, who: Actor) -> FlaskClient:
    browser = app.test_client()
    if who.is_known:
        token = Cast.session_token(who)
        with browser.session_transaction() as session:
            session["_user_id"] = token
    return browser


@contextmanager
def community() -> Iterator[tuple[Flask, World, Any]]:
    """Give the portal with the small community, and what lays it anew."""
    with tempfile.TemporaryDirectory() as folder:
        path, kept = Path(folder) / "walk.sqlite3", Path(folder) / "kept.sqlite3"
        settings = config.from_env(
            {
                "MARU_ENV": "testing",
                "VAR_DIR": folder,
                "DATABASE_URL": f"sqlite:///{path}",
                "LOG_LEVEL": "ERROR",
            }
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        app.test_client_class = Browser
        with app.app_context():
            db.create_all()
            world = build()
            db.session.execute(db.text("SELECT 1"))
            db.session.remove()
            db.engine.dispose()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
            shutil.copy(path, kept)

            def lay() -> None:
                db.session.remove()
                db.engine.dispose()
                for leftover in Path(folder).glob("walk.sqlite3-*"):
                    leftover.unlink()
                shutil.copy(kept, path)

            yield app, world, lay
            db.session.remove()
            db.engine.dispose()


def page() -> str:
    """Give the page: what each role holds, and the matrix of routes."""
    lines = [_HEAD, "## Capabilities\n\n"]
    names = sorted(frozenset().union(*BUNDLES.values()))
    lines.append(f"| capability | {' | '.join(role.value for role in Role)} |\n")
    lines.append(f"|---|{'---|' * len(Role)}\n")
    lines += [
        f"| `{name}` | {' | '.join('✔' if name in BUNDLES[role] else '' for role in Role)} |\n"
        for name in names
    ]
    lines.append(f"\n## Routes\n\n| method | route | {' | '.join(COLUMNS)} |\n")
    lines.append(f"|---|---|{'---|' * len(COLUMNS)}\n")
    with community() as (app, world, lay):
        for method, rule, row in walk(app, world, lay):
            lines.append(f"| {method} | `{rule}` | {' | '.join(row[c] for c in COLUMNS)} |\n")
    return "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
