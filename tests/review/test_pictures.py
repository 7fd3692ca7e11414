"""Pictures: every figure is what somebody counts by hand from the same rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.review import pictures
from portal.review.models import IdeaFigures, VoteMonth
from portal.threads.models import Thread
from portal.votes import actions as votes
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal
from tests.review.test_figures import settle, works_at

# noon in Seoul, in the middle of a quarter
NOW = datetime(2026, 11, 15, 3, tzinfo=UTC)
MONTHS = ("2026-09", "2026-10", "2026-11")


def seoul(month: int, day: int, hour: int = 12) -> datetime:
    """Give an instant of 2026 as people in Seoul say it."""
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour - 9)


def decided(cast, thread_id: int, before: str, after: str, at: datetime, *, by=None) -> None:
    who = by or cast.daniel
    said = {"note_md": "가을에 시작할게요.", "note_html": "<p>가을에 시작할게요.</p>"}
    by_whom = {"decided_by_id": who.id, "decided_by_role": who.role, "decided_at": at}
    reason = "other" if after == "declined" else None
    with transaction():
        db.session.execute(
            insert(StatusChange).values(
                thread_id=thread_id,
                before=before,
                after=after,
                reason_code=reason,
                **said,
                **by_whom,
            )
        )


@pytest.fixture
def told(cast) -> dict[str, int]:
    """Give four ideas with a history that is counted by hand below."""
    ideas: dict[str, int] = {}
    begun = {
        "dark": (cast.minji, 9, 1),
        "bills": (cast.minji, 10, 1),
        "roaming": (cast.junho, 10, 31),
        "night": (cast.junho, 11, 1),
    }
    for name, (who, month, day) in begun.items():
        with clock.at(seoul(month, day)):
            ideas[name] = make.idea(who, cast.product_id, title=f"{name} 아이디어를 바라요")
    for name, who, at in (
        ("dark", cast.junho, seoul(9, 30, 23)),
        # the first minute of October in Seoul is September in Greenwich
        ("dark", cast.suhyun, seoul(10, 1, 0)),
        ("dark", cast.yejin, seoul(11, 10)),
        ("bills", cast.junho, seoul(11, 2)),
        ("bills", cast.suhyun, seoul(11, 3)),
        ("bills", cast.yejin, seoul(11, 4)),
        ("bills", cast.eunji, seoul(11, 5)),
        ("night", cast.minji, seoul(11, 6)),
    ):
        with clock.at(at):
            do(votes.cast, who, ideas[name])
    return ideas


def line(picture: pictures.Picture, name: str) -> tuple[float | None, ...]:
    assert picture.labels == MONTHS
    return picture.lines[name]


def counted_votes(cast) -> tuple[float | None, ...]:
    with clock.at(NOW):
        do(pictures.count_votes)
        return line(pictures.votes_by_month(cast.daniel, None, 3), "votes")


def count_all_anew(day: int = 0) -> None:
    """Let the job run as often as it does within a few hours: each month has its turn."""
    for run in range(24):
        with clock.at(NOW + timedelta(days=day, minutes=10 * run)):
            do(pictures.count_votes)


def test_votes_by_month_are_those_of_the_rows(cast, told):
    # September: two authors' and one; October: two authors' and one; November: an author's and six
    assert counted_votes(cast) == (2, 3, 7)
    rows = select(func.count()).select_from(Vote)
    assert sum(counted_votes(cast)) == db.session.execute(rows).scalar() == 12


def test_kept_months_follow_the_rows_however_they_change(cast, told):
    before = counted_votes(cast)
    with clock.at(NOW):
        do(votes.withdraw, cast.junho, told["dark"])
        with transaction():
            mine = (Vote.person_id == cast.eunji.id) & (Vote.thread_id == told["bills"])
            db.session.execute(update(Vote).where(mine).values(state="quarantined"))
    count_all_anew()
    assert counted_votes(cast) == (before[0] - 1, before[1], before[2] - 1)
    with transaction():
        hidden = Thread.id == told["dark"]
        db.session.execute(update(Thread).where(hidden).values(visibility="hidden"))
    count_all_anew(day=1)
    kept = db.session.execute(select(func.sum(VoteMonth.votes))).scalar()
    counted = (
        select(func.count())
        .select_from(Vote)
        .join(Thread, Thread.id == Vote.thread_id)
        .where(Vote.state == "counted", Thread.visibility == "visible")
    )
    assert kept == db.session.execute(counted).scalar()


def test_a_person_is_counted_once_for_an_idea_and_what_is_merged_into_it(cast, told):
    with clock.at(NOW):
        do(duplicates.apply, cast.daniel, told["bills"], told["dark"])
        shown = pictures.votes_of_idea(cast.daniel, told["dark"], 3)
    # minji and junho in September, suhyun in October, yejin and eunji in November
    assert line(shown, "votes") == (2, 1, 2)


def test_ideas_come_in_and_go_out_by_month_and_kind(cast, told):
    decided(cast, told["dark"], "new", "under_review", seoul(9, 20))
    decided(cast, told["dark"], "under_review", "planned", seoul(10, 2))
    decided(cast, told["dark"], "planned", "in_progress", seoul(10, 20))
    decided(cast, told["dark"], "in_progress", "delivered", seoul(11, 3))
    decided(cast, told["bills"], "new", "declined", seoul(10, 5))
    decided(cast, told["bills"], "declined", "under_review", seoul(11, 1))
    with clock.at(seoul(11, 12)):
        do(duplicates.apply, cast.daniel, told["night"], told["roaming"])
    with clock.at(NOW):
        shown = pictures.flow_by_month(cast.daniel, None, 3)
    assert shown.labels == MONTHS
    # within a kind nothing comes or goes; a reopened idea comes in again
    assert shown.lines == {
        "came_in": (1, 2, 2),
        "active": (0, 1, 0),
        "done": (0, 0, 1),
        "rejected": (0, 1, 0),
        "archived": (0, 0, 0),
        "merged": (0, 0, 1),
    }


def test_promises_count_in_the_month_of_their_day_once_they_are_settled(cast, told):
    promises = {
        "dark": (seoul(10, 10), seoul(10, 9)),
        "bills": (seoul(10, 20), seoul(11, 2)),
        "roaming": (seoul(11, 1), None),
        # neither answered nor over
        "night": (seoul(11, 29), None),
    }
    with transaction():
        for name, (due_at, answered_at) in promises.items():
            values = {"needs_answer_since": seoul(9, 2), "answer_due_at": due_at}
            db.session.execute(delete(IdeaPlan).where(IdeaPlan.thread_id == told[name]))
            db.session.execute(
                insert(IdeaPlan).values(thread_id=told[name], answered_at=answered_at, **values)
            )
    with clock.at(NOW):
        shown = pictures.answered_in_time(cast.daniel, None, 3)
    # October: 1 of 2; November: 0 of 1; a share of nothing is no number
    assert line(shown, "in_time") == (None, 50.0, 0.0)


def test_days_to_the_first_word_are_a_median_by_the_month_of_that_word(cast, told):
    # dark: after 4 days, and again; bills: after 9; roaming: after 2; nobody of the team at night
    decided(cast, told["dark"], "new", "under_review", seoul(9, 5, 18))
    decided(cast, told["dark"], "under_review", "planned", seoul(10, 20))
    with clock.at(seoul(10, 10, 18)):
        do(answers.comment, cast.seoyeon, told["bills"], body_md="살펴보고 있어요.")
    with clock.at(seoul(11, 2, 13)):
        make.answer(cast.seoyeon, told["roaming"], "로밍은 앱에서 미리 신청하실 수 있어요.")
    with clock.at(seoul(11, 3)):
        do(answers.comment, cast.minji, told["night"], body_md="저도 바라요.")
    with clock.at(NOW):
        shown = pictures.days_to_first_answer(cast.daniel, None, 3)
        assert line(shown, "days") == (4, 9, 2)
        decided(cast, told["night"], "new", "under_review", seoul(11, 6, 18))
        # 2 and 5 days in November: the middle between them
        shown = pictures.days_to_first_answer(cast.daniel, None, 3)
    assert line(shown, "days") == (4, 9, 3.5)


def test_delivered_ideas_count_once_a_quarter_without_what_was_there_already(cast, told):
    decided(cast, told["dark"], "planned", "delivered", seoul(9, 30, 23))
    decided(cast, told["bills"], "planned", "delivered", seoul(10, 1, 0))
    decided(cast, told["bills"], "delivered", "in_progress", seoul(10, 8))
    decided(cast, told["bills"], "in_progress", "delivered", seoul(11, 1))
    decided(cast, told["roaming"], "new", "already_available", seoul(11, 2))
    with clock.at(NOW):
        shown = pictures.delivered_by_quarter(cast.daniel, None)
    assert shown.labels[-3:] == ("2026-Q2", "2026-Q3", "2026-Q4")
    assert shown.lines["delivered"] == (0, 0, 0, 0, 0, 0, 1, 1)


def test_concentration_counts_ideas_of_five_voters_by_the_share_of_the_largest(cast, told):
    colleagues = [person(f"haesol{number}", f"해솔 {number}") for number in range(3)]
    for each in colleagues:
        works_at(each, "haesol.example")
        do(votes.cast, each, told["dark"])
    for who in (cast.minji, cast.junho, cast.suhyun, cast.yejin, cast.eunji):
        works_at(who, None)
    with transaction():
        db.session.execute(update(IdeaFigures).values(stale_at=clock.now()))
    settle()
    shown = pictures.concentration(cast.daniel, None)
    # dark: 3 of 7 of one organisation, 42.9 %; bills: none of 5; the others have too few voters
    assert shown.labels[4] == "40–50 %"
    assert shown.lines["ideas"] == (1, 0, 0, 0, 1, 0, 0, 0, 0, 0)


def test_the_top_is_compared_with_that_of_30_days_ago_from_the_rows_of_votes(
    cast, told, monkeypatch
):
    monkeypatch.setattr(pictures, "TOP", 2)
    with clock.at(NOW):
        settle()
        found = pictures.top(cast.daniel, None)
    # now: bills 5, dark 4; on 16 October: dark 3, bills 1
    names = {number: name for name, number in told.items()}
    assert [(names[each.id], each.voters, each.voters_then) for each in found.ideas] == [
        ("bills", 5, 1),
        ("dark", 4, 3),
    ]
    assert found.churn == 0
    monkeypatch.setattr(pictures, "TOP", 1)
    with clock.at(NOW):
        found = pictures.top(cast.daniel, None)
        assert [(names[each.id], each.was_there) for each in found.ideas] == [("bills", False)]
        assert found.churn == 1
        # what was decided since was there then, and is not now
        decided(cast, told["dark"], "new", "declined", seoul(11, 14))
        with transaction():
            closed = {"status": "declined", "status_kind": "rejected"}
            of_dark = Thread.id == told["dark"]
            db.session.execute(update(Thread).where(of_dark).values(**closed))
        settle()
        assert pictures.top(cast.daniel, None).churn == 1


def test_pictures_show_only_the_products_that_somebody_weighs(cast, told):
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("teo", "태오", Role.PRODUCT_MANAGER, product_id=tv)
    with clock.at(seoul(11, 2)):
        make.idea(cast.junho, tv, title="채널을 묶어서 보고 싶어요")
    with clock.at(NOW):
        do(pictures.count_votes)
        for who, product_id in ((elsewhere, None), (cast.daniel, tv)):
            assert line(pictures.flow_by_month(who, product_id, 3), "came_in") == (0, 0, 1)
            assert line(pictures.votes_by_month(who, product_id, 3), "votes") == (0, 0, 1)
        counted = (pictures.votes_by_month, elsewhere, cast.product_id, 3)
        assert refusal(*counted) == "idea.review"
        assert refusal(pictures.votes_of_idea, elsewhere, told["dark"], 3) == "idea.review"
        for who in (cast.minji, cast.seoyeon):
            assert refusal(pictures.flow_by_month, who, None, 3) == "idea.review"


def test_hidden_ideas_are_in_no_picture(cast, told):
    decided(cast, told["dark"], "new", "planned", seoul(11, 1))
    do(duplicates.hide, cast.eunji, told["dark"], reason="광고예요.")
    with clock.at(NOW):
        shown = pictures.flow_by_month(cast.daniel, None, 3)
    assert shown.lines["came_in"] == (0, 2, 1)
    assert shown.lines["active"] == (0, 0, 0)


def test_a_picture_costs_a_few_statements_whatever_the_number_of_months(cast, told, statements):
    with clock.at(NOW):
        for picture in (pictures.votes_by_month, pictures.flow_by_month):
            costs = []
            for count in (3, 24):
                statements.clear()
                picture(cast.daniel, None, count)
                costs.append(len(statements))
            assert costs[0] == costs[1] <= 4
