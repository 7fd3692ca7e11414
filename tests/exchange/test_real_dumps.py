"""Two real sites come in whole: the figures were counted from the files by somebody else."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.accounts.models import User
from portal.answers.models import Answer, Comment
from portal.exchange import stackexchange
from portal.exchange.report import Report
from portal.integrity import queries as integrity
from portal.kit.db import Base, db, transaction
from portal.threads import lists
from portal.threads.kinds import BUILT_IN
from portal.threads.lists import Filters, ThreadCard
from portal.threads.models import Tag, Thread, ThreadTag
from portal.votes.models import UnattributedVote
from tests.make.data import shared_data

ROOT = Path(__file__).resolve().parents[2]
REASONS = {
    ("post", "of_other_type"),
    ("link", "no_duplicate"),
    ("duplicate", "thread_missing"),
    ("vote", "post_missing"),
    ("vote", "kept_as_acceptance"),
    ("vote", "of_other_kind"),
    ("vote", "against_thread"),
}
STATUSES = {"status-bydesign": "declined", "status-completed": "delivered"}


def folder_of(site: str) -> Path:
    return shared_data(f"stackexchange/{site}.stackexchange.com")


def expected_of(site: str) -> dict[str, Any]:
    figures = json.loads(shared_data("stackexchange/expected.json").read_text(encoding="utf-8"))
    return dict(figures[site])


def count(model: type[Base], *conditions: Any) -> int:
    db.session.rollback()
    statement = select(func.count()).select_from(model).where(*conditions)
    return db.session.execute(statement).scalar_one()


def total(column: Any) -> int:
    return db.session.execute(select(func.coalesce(func.sum(column), 0))).scalar_one()


def rows() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in db.metadata.sorted_tables
    }


def import_here(folder: Path) -> Report:
    job = stackexchange.prepare(folder)
    for batch in stackexchange.batches(job):
        with transaction():
            stackexchange.bring_in(job, batch)
    return job.report


def figures(report: Report) -> dict[str, Any]:
    """Count in the portal what was counted in the files."""
    against = report.left_out["vote", "against_thread"]
    statuses = db.session.execute(
        select(Thread.status).where(Thread.kind == "idea", Thread.status != "new")
    ).scalars()
    dates = select(func.min(Thread.posted_at), func.max(Thread.posted_at))
    return {
        "questions": count(Thread),
        "answers": count(Answer),
        "other_post_types": report.left_out["post", "of_other_type"],
        "accepted": count(Answer, Answer.accepted_at.is_not(None)),
        "closed": count(Thread, Thread.locked_at.is_not(None)),
        "users": count(User),
        "comments": count(Comment),
        "tags": count(Tag),
        "tag_uses": count(ThreadTag),
        "votes": report.read["vote"],
        "votes_on_missing_posts": report.left_out["vote", "post_missing"],
        "updown_on_present_posts": count(UnattributedVote) + against,
        "score_sum_q_a": total(Thread.vote_count)
        - against
        + total(Answer.helpful_count)
        - total(Answer.unhelpful_count),
        "feature_requests": count(Thread, Thread.kind == "idea"),
        "statuses": Counter(statuses),
        "duplicate_links": count(Thread, Thread.canonical_id.is_not(None))
        + report.left_out["duplicate", "thread_missing"],
        "first": db.session.execute(dates).one()[0],
    }


def check_figures(site: str, report: Report) -> None:
    wanted = expected_of(site)
    found = figures(report)
    by_status: Counter[str] = Counter()
    for tag, number in wanted["feature_requests_by_status"].items():
        by_status[STATUSES[tag]] += number
    wanted["statuses"] = by_status
    wanted["first"] = datetime.fromisoformat(wanted["first"]).replace(tzinfo=UTC)
    assert found == {name: wanted[name] for name in found}
    assert set(report.left_out) <= REASONS
    assert not +report.adapted


def check_scores(folder: Path) -> None:
    """Compare what each post counts with the votes that the file holds for it."""
    job = stackexchange.prepare(folder)
    downs = Counter(v.post_id for v in job.dump.votes if v.type == "3")
    ups = Counter(v.post_id for v in job.dump.votes if v.type == "2")
    threads = {
        row.id: row.vote_count for row in db.session.execute(select(Thread.id, Thread.vote_count))
    }
    answers = {
        row.id: (row.helpful_count, row.unhelpful_count)
        for row in db.session.execute(
            select(Answer.id, Answer.helpful_count, Answer.unhelpful_count)
        )
    }
    for post in job.dump.posts.values():
        if post.type == "1":
            assert threads[job.ledger.find("thread", post.id) or 0] == ups[post.id]
        elif post.type == "2":
            counts = answers[job.ledger.find("answer", post.id) or 0]
            assert counts == (ups[post.id], downs[post.id])


def drift() -> dict[str, int]:
    return {finding.name: finding.drift for finding in integrity.findings() if finding.drift}


@pytest.mark.slow
def test_a_site_comes_in_whole_and_a_second_run_adds_nothing(app: Flask) -> None:
    folder = folder_of("conlang.meta")
    import_here(folder)
    before = rows()
    report = import_here(folder)
    assert rows() == before
    assert not +report.new
    check_figures("conlang.meta", report)
    check_scores(folder)
    assert drift() == {}


@pytest.mark.slow
def test_feature_requests_are_ideas_with_their_statuses_and_the_top_list_is_that_of_the_file(
    app: Flask,
) -> None:
    folder = folder_of("bicycles.meta")
    import_here(folder)
    wishes = wishes_of(folder)
    assert len(wishes) == expected_of("bicycles.meta")["feature_requests"]
    ideas = {
        row.title: row
        for row in db.session.execute(
            select(Thread.title, Thread.status, Thread.status_kind, Thread.vote_count).where(
                Thread.kind == "idea"
            )
        )
    }
    assert {
        title: (row.status_kind, row.vote_count, row.status == "new")
        for title, row in ideas.items()
    } == {wish.title: (wish.kind, wish.votes, wish.kind == "open") for wish in wishes}
    # what is decided stands in the list of its status, what is not in the list of all
    for status in (None, "delivered", "declined"):
        kind = BUILT_IN[status].kind if status else "open"
        listed = [
            (card.vote_count, card.title)
            for card in whole_list(Filters(kind="idea", status=status))
        ]
        of_kind = [
            (wish.votes, wish.title)
            for wish in wishes
            if wish.kind == kind and wish.repeats is None
        ]
        # those with as many votes may stand in any order among each other
        assert [votes for votes, _ in listed] == sorted((v for v, _ in of_kind), reverse=True)
        assert sorted(listed) == sorted(of_kind)
        assert listed


@dataclass
class Wish:
    """An idea as the file has it."""

    id: str
    title: str
    kind: str
    votes: int = 0
    repeats: str | None = None


def wishes_of(folder: Path) -> list[Wish]:
    """Read the feature requests from the XML itself, without a line of ours."""
    tags = {"completed": "done", "planned": "active"} | dict.fromkeys(
        ("declined", "bydesign", "norepro"), "rejected"
    )
    wishes: dict[str, Wish] = {}
    for row in xml_of(folder / "Posts.xml"):
        if row.get("PostTypeId") == "1" and "<feature-request>" in row.get("Tags", ""):
            kinds = [kind for tag, kind in tags.items() if f"<status-{tag}>" in row.get("Tags", "")]
            kind = kinds[0] if kinds else "open"
            wishes[row.get("Id", "")] = Wish(row.get("Id", ""), row.get("Title", ""), kind)
    for row in xml_of(folder / "Votes.xml"):
        if row.get("VoteTypeId") == "2" and row.get("PostId") in wishes:
            wishes[row.get("PostId", "")].votes += 1
    for row in xml_of(folder / "PostLinks.xml"):
        if row.get("LinkTypeId") == "3" and row.get("PostId") in wishes:
            wishes[row.get("PostId", "")].repeats = row.get("RelatedPostId")
    return list(wishes.values())


def xml_of(file: Path) -> ElementTree.Element:
    return ElementTree.parse(file).getroot()  # noqa: S314 - a file of our own


def whole_list(filters: Filters) -> Iterator[ThreadCard]:
    cursor: str | None = None
    while True:
        page = lists.top(NOBODY, filters, cursor=cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


@pytest.mark.slow
def test_a_run_that_is_killed_half_way_and_repeated_ends_the_same(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    folder = folder_of("bicycles.meta")
    command = [
        *(sys.executable, "-m", "flask", "--app", "wsgi:application"),
        *("import", "stackexchange", str(folder)),
    ]
    environment = os.environ | {
        "MARU_ENV": "testing",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path),
    }
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as run:
        wait_for(lambda: count(Comment) > 1_000 or run.poll() is not None)
        assert run.poll() is None
        run.kill()
    assert 1_000 < count(Comment) < expected_of("bicycles.meta")["comments"]
    assert drift() == {}
    import_here(folder)
    before = rows()
    report = import_here(folder)
    assert rows() == before
    check_figures("bicycles.meta", report)
    check_scores(folder)
    assert drift() == {}


def wait_for(is_so: Any, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
