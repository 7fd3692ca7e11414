"""Deciding about ideas: by whom, with which words, and once."""

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.duplicates import actions as duplicates
from portal.ideas import actions as ideas
from portal.ideas import queries, rules
from portal.kit.db import db
from portal.kit.errors import Conflict, RuleBroken
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.threads import queries as thread_queries
from portal.threads.kinds import BUILT_IN
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal

WHY = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요."
EXPLAINED = {
    "needs_info",
    "partly_delivered",
    "delivered",
    "already_available",
    "declined",
    "archived",
}


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def code_of(before: str, after: str, note: str) -> str | None:
    try:
        rules.check_change(before, after, note)
    except (RuleBroken, Conflict) as error:
        return error.code
    return None


@pytest.mark.parametrize("after", sorted(BUILT_IN))
def test_every_status_can_follow_any_other_with_what_must_be_said(after):
    before = "planned" if after != "planned" else "new"
    assert code_of(before, after, WHY) is None
    assert code_of(before, after, "") == ("idea.note_required" if after in EXPLAINED else None)
    assert code_of(before, after, "\u3164 ") == (
        "idea.note_required" if after in EXPLAINED else None
    )


@pytest.mark.parametrize(
    ("after", "note", "code"),
    [
        ("declined", "가" * 29, "idea.note_too_short"),
        ("declined", "가" * 30, None),
        ("delivered", "네", None),
        ("planned", "가" * 2_000, None),
        ("planned", "가" * 2_001, "idea.note_too_long"),
        ("done", WHY, "idea.status"),
        ("", WHY, "idea.status"),
        ("new", WHY, "idea.status_same"),
    ],
)
def test_a_decision_is_held_to_its_words(after, note, code):
    assert code_of("new", after, note) == code


def test_a_decision_changes_the_label_and_stays_in_the_history(cast, idea):
    do(ideas.set_status, cast.daniel, idea, status="under_review", note_md="")
    do(ideas.set_status, cast.daniel, idea, status="declined", note_md=f"**{WHY}**")
    assert thread_queries.get(NOBODY, idea).label == "declined"
    last, first = queries.decisions(idea)
    assert (first.before, first.after, last.before, last.after) == (
        "new",
        "under_review",
        "under_review",
        "declined",
    )
    assert last.note_html.startswith("<p><strong>")
    assert last.decided_by is not None
    assert (last.decided_by.name, last.decided_by.is_staff) == ("다니엘", True)
    rows = select(EventRow.payload).where(EventRow.kind == "IdeaStatusChanged")
    rows = rows.order_by(EventRow.id)
    told = [payload["after"] for payload in db.session.execute(rows).scalars()]
    assert told == ["under_review", "declined"]


def test_only_product_managers_decide_and_only_in_their_products(cast, idea):
    """R07 and ideas.md, table of roles."""
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("nari", "박나리", Role.PRODUCT_MANAGER, product_id=other)
    for who in (NOBODY, cast.minji, cast.seoyeon, cast.eunji, cast.suhyun, elsewhere):
        code = refusal(ideas.set_status, who, idea, status="planned", note_md="")
        assert code == "idea.set_status", who.handle
    assert refusal(ideas.set_status, cast.hana, idea, status="planned", note_md="") is None


def test_a_decision_made_on_a_status_that_is_gone_is_refused(cast, idea):
    do(ideas.set_status, cast.daniel, idea, status="planned", note_md="", seen_status="new")
    late = {"status": "declined", "note_md": WHY, "seen_status": "new"}
    assert refusal(ideas.set_status, cast.hana, idea, **late) == "idea.status_meanwhile"
    assert thread_queries.get(NOBODY, idea).status == "planned"


def test_questions_have_no_status(cast):
    question = make.question(cast.minji, cast.product_id)
    code = refusal(ideas.set_status, cast.daniel, question, status="planned", note_md="")
    assert code == "idea.not_an_idea"


def test_an_idea_that_is_hidden_is_not_there_to_decide_about(cast, idea):
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    code = refusal(ideas.set_status, cast.daniel, idea, status="planned", note_md="")
    assert code == "thread.not_found"
