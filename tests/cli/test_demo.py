"""`flask demo` gives a whole, believable community, or nothing at all."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

import config
from portal import create_app
from portal.accounts import queries as people
from portal.accounts.actor import NOBODY, Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.answers.models import Answer, Comment, OfficialMark
from portal.changelog import queries as changelog
from portal.cli.demo import command, story
from portal.faq import candidates, wanted
from portal.faq.models import (
    ArticleVersion,
    Confirmation,
    Topic,
    TranslationMark,
    UpdateReason,
    VoteReason,
)
from portal.ideas.models import StatusChange
from portal.insights.models import AskSession, AskSuggestion
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import Delivery, EventRow
from portal.notify.models import Notice, OutgoingMail
from portal.products.models import Product
from portal.search import jobs, queries, report
from portal.search.engine import Filters
from portal.threads.kinds import BUILT_IN
from portal.threads.models import Thread
from portal.votes.models import HelpfulVote, Vote
from portal.worker import main as worker
from tests.conftest import _empty
from tests.make.cast import Cast

ROOT = Path(__file__).parents[2]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def count(model: type, *conditions: object) -> int:
    statement = select(func.count()).select_from(model).where(*conditions)  # type: ignore[arg-type]
    number: int = db.session.execute(statement).scalar_one()
    return number


def rows() -> dict[str, int]:
    """Count the rows of every table that tells of the community."""
    models = (User, Product, Thread, Answer, Comment, Vote, HelpfulVote, ArticleVersion, EventRow)
    return {model.__tablename__: count(model) for model in models}


def actor_of(key: str) -> Actor:
    """Give somebody of the story, as they are in the portal."""
    handle = story.load().person(key).handle
    return people.get_actor(
        db.session.execute(select(User.id).filter_by(handle=handle)).scalar_one()
    )


@pytest.fixture(scope="class")
def told(built_app: Flask) -> Iterator[Flask]:
    """Give a portal with the demo in it, told once for all tests of a class."""
    with built_app.app_context():
        result = run(built_app, "demo")
        assert result.exit_code == 0, result.output
        yield built_app
        db.session.remove()
        _empty(db.metadata)
    built_app.extensions["kept_pages"].clear()


@pytest.mark.slow
class TestTheDemo:
    """What is there once it was told. The order matters: the worker comes last."""

    @pytest.fixture(autouse=True)
    def here(self, told: Flask) -> Iterator[None]:
        with told.app_context():
            yield
            db.session.remove()

    def test_it_has_what_a_community_has(self) -> None:
        assert count(Product) >= 3
        assert count(User) >= 40
        assert count(Thread, Thread.lang == "ko") >= 150
        assert count(Thread, Thread.lang == "en") >= 50
        assert count(ArticleVersion, ArticleVersion.state == "published") >= 20
        assert count(Answer) >= 200
        assert count(Answer, Answer.accepted_at.is_not(None)) >= 50
        modes = {mode for (mode,) in db.session.execute(select(OfficialMark.mode).distinct())}
        assert modes == {"authored", "endorsed"}

    def test_ideas_are_in_every_status(self) -> None:
        statuses = select(Thread.status).where(Thread.kind == "idea").distinct()
        assert set(db.session.execute(statuses).scalars()) == set(BUILT_IN)

    def test_every_role_is_held(self) -> None:
        held = set(db.session.execute(select(RoleGrant.role).distinct()).scalars())
        assert held == {role.value for role in Role} - {Role.MEMBER.value}

    def test_articles_are_in_every_state(self) -> None:
        states = select(ArticleVersion.state, func.count()).group_by(ArticleVersion.state)
        assert {state for state, _ in db.session.execute(states)} == {
            "draft",
            "published",
            "retired",
        }

    def test_the_help_is_being_kept_true(self) -> None:
        causes = set(db.session.execute(select(UpdateReason.cause)).scalars())
        assert {"staff", "review_due"} <= causes
        marks = select(TranslationMark.significance).order_by(TranslationMark.significance)
        assert list(db.session.execute(marks).scalars()) == ["major", "minor"]
        assert count(VoteReason) >= 5
        assert count(Topic) >= 5
        confirmed = select(Confirmation.version_id).group_by(Confirmation.version_id)
        assert db.session.execute(confirmed.having(func.count() >= 3)).first() is not None

    def test_every_vote_of_the_story_was_cast(self) -> None:
        kept = dict(db.session.execute(select(Thread.title, Thread.vote_count)).all())
        assert kept == {
            " ".join(thread.title.split()): thread.votes + 1 for thread in story.load().threads
        }
        helpful, unhelpful = db.session.execute(
            select(func.sum(Answer.helpful_count), func.sum(Answer.unhelpful_count))
        ).one()
        answers = [answer for thread in story.load().threads for answer in thread.answers]
        assert helpful == sum(answer.helpful for answer in answers)
        assert unhelpful == sum(answer.unhelpful for answer in answers)

    def test_votes_spread_over_half_a_year_and_never_come_too_early(self) -> None:
        first, last = db.session.execute(
            select(func.min(Vote.cast_at), func.max(Vote.cast_at))
        ).one()
        assert timedelta(days=160) < last - first < timedelta(days=200)
        early = select(Vote).join(Thread, Thread.id == Vote.thread_id)
        assert db.session.execute(early.where(Vote.cast_at < Thread.posted_at)).first() is None
        recent = count(Vote, Vote.cast_at > clock.now() - timedelta(days=7))
        assert recent > 50

    def test_the_log_is_in_the_order_of_time_and_ends_now(self) -> None:
        times = list(
            db.session.execute(select(EventRow.occurred_at).order_by(EventRow.id)).scalars()
        )
        assert times == sorted(times)
        assert times[-1] <= clock.now()
        assert count(EventRow, ~EventRow.is_replayed) == 0

    def test_ideas_went_their_way_step_by_step(self) -> None:
        steps = select(StatusChange.after).join(Thread, Thread.id == StatusChange.thread_id)
        shipped = steps.where(Thread.status == "delivered").order_by(StatusChange.id)
        assert Counter(db.session.execute(shipped).scalars()).keys() == {
            "under_review",
            "planned",
            "in_progress",
            "delivered",
        }

    def test_what_is_new_names_the_ideas_behind_it(self) -> None:
        entries = changelog.published().items
        assert {entry.label for entry in entries} == {"new", "improved"}
        assert {bool(entry.title_en) for entry in entries} == {True, False}
        ideas = changelog.ideas_of(NOBODY, [entry.id for entry in entries])
        assert len(ideas) == len(entries) == 3
        for linked in ideas.values():
            assert {idea.status for idea in linked} == {"delivered"}

    def test_candidates_are_proposed_claimed_and_declined(self) -> None:
        editor = actor_of("suhyun")
        listed = candidates.browse(editor, state="open", product_id=None).items
        assert len(listed) > 15
        assert {part.name for one in listed for part in one.parts} >= {
            "me_too",
            "readers",
            "is_official",
            "is_accepted",
            "searches",
        }
        assert len({one.product_id for one in listed}) > 2
        assert sum(one.claimed_by is not None for one in listed) == 2
        assert len(candidates.browse(editor, state="declined", product_id=None).items) == 1
        early = candidates.browse_early(editor, product_id=None).items
        assert {code for one in early for code in one.missing} >= {"score", "settling"}

    def test_the_desk_sees_what_was_searched_for_and_what_found_nothing(self) -> None:
        editor = actor_of("suhyun")
        for lang in ("ko", "en"):
            weeks = report.weeks(editor, lang)
            assert all(week.searches for week in weeks)
            assert sum(week.without_results for week in weeks)
            assert sum(week.opened_early for week in weeks)
            assert report.searched(editor, lang, without_results=True, cursor=None).items
        outcomes = dict(
            db.session.execute(
                select(AskSession.outcome, func.count()).group_by(AskSession.outcome)
            ).all()
        )
        assert outcomes.keys() == {"asked", "solved", None}
        assert count(AskSuggestion, AskSuggestion.is_viewed) > outcomes["solved"]

    def test_what_is_searched_for_in_vain_is_wanted(self) -> None:
        editor = actor_of("suhyun")
        assert len(wanted.browse(editor, "ko").items) >= 5
        assert len(wanted.browse(editor, "en").items) >= 2

    def test_nothing_drifted(self) -> None:
        assert [finding for finding in integrity.findings() if finding.drift] == []

    def test_it_can_be_searched_at_once(self) -> None:
        assert jobs.verify().count == 0
        assert {"faq", "question"} <= set(queries.find(NOBODY, "와이파이", Filters()).groups)
        assert queries.find(NOBODY, "roaming", Filters()).hits

    def test_a_second_time_changes_nothing(self, told: Flask) -> None:
        before = rows()
        result = run(told, "demo")
        assert result.exit_code == 0
        assert "nothing was changed" in result.output
        db.session.rollback()
        assert rows() == before

    def test_every_sign_in_it_prints_works(self, told: Flask) -> None:
        printed = run(told, "demo", "--sign-ins").output.splitlines()
        assert command.PASSWORD in printed[0]
        emails = [line.split()[-1] for line in printed[1:]]
        assert len(emails) == len(command.SHOWN)
        browser = told.test_client()
        for email in emails:
            browser.delete_cookie("maru")
            page = browser.get("/sign-in")
            token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
            fields = {"email": email, "password": command.PASSWORD, "csrf_token": token}
            assert browser.post("/sign-in", data=fields).status_code == 303, email

    def test_the_worker_finds_nothing_amiss_and_mails_nobody(self) -> None:
        worker.drain()
        while jobs.index_stale():
            pass
        assert count(Delivery, Delivery.state != "done") == 0
        assert count(OutgoingMail) == 0
        assert count(Notice, Notice.read_at.is_(None)) > 0
        assert jobs.verify().count == 0
        assert [finding for finding in integrity.findings() if finding.drift] == []


def test_a_portal_with_anybody_in_it_is_left_alone(app: Flask, cast: Cast) -> None:
    before = rows()
    result = run(app, "demo")
    assert result.exit_code == 0
    assert "nothing was changed" in result.output
    assert rows() == before


def test_another_portal_has_no_sign_ins_to_tell(app: Flask, cast: Cast) -> None:
    result = run(app, "demo", "--sign-ins")
    assert (result.exit_code, result.output) == (0, "")


def test_production_refuses_people_whose_password_everybody_knows(tmp_path: Path) -> None:
    settings = config.from_env(
        {
            "MARU_ENV": "production",
            "SECRET_KEY": "k" * 64,
            "DATABASE_URL": f"sqlite:///{tmp_path}/maru.sqlite3",
            "VAR_DIR": str(tmp_path),
            "SEARCH_URL": f"whoosh:///{tmp_path}/search",
            "BASE_URL": "https://community.example.com",
            "SITE_NAME": "Maru",
            "MAIL_URL": "smtp://mail.example.com",
            "MAIL_FROM": "Maru <community@example.com>",
        }
    )
    production = create_app(settings)
    with production.app_context():
        db.create_all()
        refused = run(production, "demo")
        assert refused.exit_code == 1
        assert "production" in refused.output
        assert sum(rows().values()) == 0
        assert run(production, "demo", "--sign-ins").output == ""
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def children_hear_an_interrupt() -> Iterator[None]:
    """Undo that what a shell starts in the background ignores Ctrl-C, and its children too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("children_hear_an_interrupt")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_interrupted_it_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    environ = {
        **os.environ,
        "MARU_ENV": "development",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "SEARCH_URL": "",
        "FLASK_APP": "wsgi:application",
        "LOG_LEVEL": "ERROR",
    }
    database = tmp_path / "maru.sqlite3"
    make = "from wsgi import application as a\nfrom portal.kit.db import db\n"
    make += "with a.app_context(): db.create_all()"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=environ, check=True)
    demo = subprocess.Popen(
        [sys.executable, "-m", "flask", "demo"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_held(database)
    assert demo.poll() is None
    demo.send_signal(how)
    assert demo.wait(timeout=30) != 0
    with closing(sqlite3.connect(database, timeout=0)) as connection:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
        # every database begins with the statuses of ideas
        begun_with = {"idea_statuses", "idea_status_editions"}
        for name in {name for (name,) in connection.execute(tables)} - begun_with:
            assert connection.execute(f'SELECT * FROM "{name}"').fetchone() is None, name
        # nobody holds it: the next start may write at once
        connection.execute("BEGIN IMMEDIATE")


def wait_until_held(database: Path) -> None:
    """Wait until somebody is in the middle of writing, and a moment longer."""
    give_up_at = time.monotonic() + 60
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        while time.monotonic() < give_up_at:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                time.sleep(1.5)
                return
            time.sleep(0.05)
    raise TimeoutError("nothing was written")
