"""What became of those who began to ask is counted; who they are is not known."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.insights import asking
from portal.insights.asking import Thing, Told
from portal.insights.models import AskSession, AskSuggestion
from portal.kit import clock, signing
from portal.kit.db import db, transaction

FAQ, QUESTION = Thing("faq", 12), Thing("question", 3)


def panel(*things: Thing) -> str:
    return asking.shown(asking.begin("question", "ko"), things or (FAQ, QUESTION))


def tell(token: str, **facts) -> bool:
    with transaction():
        return asking.record(Told(token=token, **facts), place="192.0.2.7")


def sessions() -> list[AskSession]:
    db.session.rollback()
    return list(db.session.execute(select(AskSession).order_by(AskSession.began_at)).scalars())


def suggestions() -> list[AskSuggestion]:
    db.session.rollback()
    by_position = select(AskSuggestion).order_by(AskSuggestion.position)
    return list(db.session.execute(by_position).scalars())


def test_what_was_shown_is_written_once_with_what_was_opened(app):
    token = panel()
    for _ in range(2):
        assert tell(token)
    assert tell(token, opened=2)
    (session,) = sessions()
    assert (session.kind, session.lang, session.outcome) == ("question", "ko", None)
    first, second = suggestions()
    assert (first.kind, first.thing_id, first.position, first.opened_at) == ("faq", 12, 1, None)
    assert (second.kind, second.thing_id, second.position) == ("question", 3, 2)
    assert second.opened_at is not None


def test_further_panels_of_a_page_add_to_the_same_session(app):
    page = asking.begin("idea", "en")
    tell(asking.shown(page, [FAQ]))
    tell(asking.shown(page, [QUESTION, FAQ]))
    assert len(sessions()) == 1
    assert [(row.kind, row.position) for row in suggestions()] == [("faq", 1), ("question", 1)]


def test_viewed_is_what_was_opened_half_a_minute_ago(app):
    token = panel()
    tell(token, viewed=1)
    tell(token, opened=1)
    tell(token, viewed=1)
    assert [row.is_viewed for row in suggestions()] == [False, False]
    with clock.at(clock.now() + timedelta(seconds=30)):
        tell(token, viewed=1)
    assert [row.is_viewed for row in suggestions()] == [True, False]


def test_something_shown_solves_it(app):
    token = panel()
    tell(token, solved=1)
    assert [session.outcome for session in sessions()] == ["solved"]
    assert [row.is_solving for row in suggestions()] == [True, False]


@pytest.mark.parametrize("asked_last", [True, False])
def test_whoever_asks_after_all_has_asked(app, asked_last):
    page = asking.begin("question", "ko")
    acts = [
        lambda: tell(asking.shown(page, [FAQ]), solved=1),
        lambda: tell(page, has_asked=True),
    ]
    for act in acts if asked_last else reversed(acts):
        act()
    assert [session.outcome for session in sessions()] == ["asked"]


@pytest.mark.parametrize("position", [0, -1, 3, 10**9])
def test_a_position_that_the_panel_has_not_changes_no_suggestion(app, position):
    tell(panel(), opened=position, solved=position)
    assert [(row.opened_at, row.is_solving) for row in suggestions()] == [(None, False)] * 2


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "가"])
def test_what_was_not_shown_here_is_not_written(app, token):
    assert not tell(token)
    assert not tell(signing.seal("search-log", "a" * 32, "question", "ko", 0, ""))
    assert asking.shown(token, [FAQ]) == ""
    assert sessions() == []


def test_a_page_tells_for_a_day_and_is_gone_on_with_for_a_day(app):
    page = asking.begin("question", "ko")
    assert asking.is_ours(page)
    with clock.at(clock.now() + timedelta(days=1, seconds=5)):
        assert not tell(page)
        assert not asking.is_ours(page)


def test_rows_are_dropped_with_the_log_of_searches(app):
    tell(panel())
    with clock.at(clock.now() + timedelta(days=89)), transaction():
        assert asking.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=91)), transaction():
        assert asking.forget_old() == 1
    assert sessions() == []
    assert suggestions() == []


def test_nothing_in_a_row_tells_who_or_what_was_typed():
    assert {column.name for column in AskSession.__table__.columns} == {
        *("id", "kind", "lang", "outcome", "began_at"),
    }
    assert {column.name for column in AskSuggestion.__table__.columns} == {
        *("session_id", "kind", "thing_id", "position", "opened_at", "is_viewed", "is_solving"),
    }
