"""Deciding about ideas: by whom, by which moves, with which words, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.accounts.roles import BUNDLES, Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.ideas import actions as ideas
from portal.ideas import queries, rules, transitions
from portal.ideas.models import StatusChange
from portal.ideas.rules import Verdict
from portal.ideas.transitions import KIND_MOVES, MOVES
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import Conflict, RuleBroken
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.threads import queries as thread_queries
from portal.threads.kinds import BUILT_IN, KINDS, Status
from tests.make import threads as make
from tests.make.cast import person
from tests.make.ideas import LINK, WHY, lead, verdict
from tests.make.refusals import do, refusal

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PAIRS = [(before, after) for before in BUILT_IN for after in BUILT_IN]
TABLE = {
    ("new", "under_review"): "nothing",
    ("new", "needs_info"): "text",
    ("new", "planned"): "nothing",
    ("new", "already_available"): "text_and_link",
    ("new", "declined"): "refusal",
    ("new", "archived"): "nothing",
    ("under_review", "needs_info"): "text",
    ("under_review", "planned"): "nothing",
    ("under_review", "already_available"): "text_and_link",
    ("under_review", "declined"): "refusal",
    ("under_review", "archived"): "nothing",
    ("needs_info", "under_review"): "nothing",
    ("needs_info", "planned"): "nothing",
    ("needs_info", "already_available"): "text_and_link",
    ("needs_info", "declined"): "refusal",
    ("needs_info", "archived"): "nothing",
    ("planned", "in_progress"): "nothing",
    ("planned", "partly_delivered"): "text",
    ("planned", "delivered"): "text_or_link",
    ("planned", "declined"): "refusal",
    ("planned", "under_review"): "text",
    ("in_progress", "planned"): "text",
    ("in_progress", "partly_delivered"): "text",
    ("in_progress", "delivered"): "text_or_link",
    ("in_progress", "declined"): "refusal",
    ("in_progress", "under_review"): "text",
    ("partly_delivered", "delivered"): "text_or_link",
    ("partly_delivered", "declined"): "refusal",
    ("partly_delivered", "under_review"): "text",
    ("delivered", "in_progress"): "text",
    ("delivered", "partly_delivered"): "text",
    ("declined", "under_review"): "text",
    ("already_available", "under_review"): "text",
    ("archived", "new"): "nothing",
}
"""The specification, written out a second time: what people may do, and what they must say."""
BY_PORTAL = {
    ("needs_info", "new"): "author_replied",
    ("delivered", "under_review"): "not_solved",
    ("new", "archived"): "untouched",
    ("under_review", "archived"): "untouched",
    ("needs_info", "archived"): "untouched",
    ("archived", "new"): "still_needed",
}


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def status_of(thread_id: int) -> str | None:
    return thread_queries.get(NOBODY, thread_id).status


def code_of(before: str, said: Verdict, votes: int = 3) -> str | None:
    try:
        move = transitions.get(BUILT_IN[before], BUILT_IN[said.status])
        rules.check_verdict(move, said, votes=votes, now=NOW)
    except (RuleBroken, Conflict) as error:
        return error.code
    return None


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_an_idea_moves_by_the_table_alone_with_what_must_be_said(before, after):
    """52: each illegal move is refused with its reason, each missing text asked for."""
    needs = TABLE.get((before, after))
    if needs is None:
        with pytest.raises(Conflict) as refused:
            transitions.get(BUILT_IN[before], BUILT_IN[after])
        assert refused.value.code.startswith(("idea.move_", "idea.status_same"))
        return
    assert code_of(before, verdict(needs, after)) is None
    bare = code_of(before, Verdict(status=after, note_md="\u3164 "))
    assert bare == (None if needs == "nothing" else "idea.note_required")


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_portal_moves_ideas_by_itself_only_for_the_causes_of_the_table(before, after):
    for cause in ("author_replied", "not_solved", "untouched", "still_needed"):
        move = transitions.get_by_system(BUILT_IN[before], BUILT_IN[after], cause)
        assert (move is not None) == (BY_PORTAL.get((before, after)) == cause)


def test_every_row_of_the_table_is_one_that_can_be_taken():
    known = {(source, move.target) for move in MOVES for source in move.sources}
    assert known == TABLE.keys() | BY_PORTAL.keys()


@pytest.mark.parametrize("before", KINDS)
@pytest.mark.parametrize("after", KINDS)
def test_statuses_that_a_site_added_move_by_their_kind(before, after):
    old, new = added("one", before), added("two", after)
    row = next((m for m in KIND_MOVES if before in m.sources and m.target == after), None)
    assert transitions.find(old, new) == row
    assert transitions.find(BUILT_IN["declined"], added("x", "open")) == transitions.find(
        added("y", "rejected"), BUILT_IN["under_review"]
    )


def added(slug: str, kind: str, *, is_active: bool = True) -> Status:
    return Status(
        slug=slug,
        kind=kind,
        label_ko="상태",
        label_en="Status",
        colour="teal",
        position=5,
        on_roadmap=False,
        is_system=False,
        is_active=is_active,
    )


def test_nothing_moves_to_a_status_that_is_not_in_use():
    with pytest.raises(Conflict, match=r"idea\.status_retired"):
        transitions.get(BUILT_IN["new"], added("old", "open", is_active=False))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "declined", "note_md": "가" * 29}, "idea.note_too_short"),
        ({"status": "declined", "note_md": "가" * 30}, "idea.reason_code"),
        ({"status": "declined", "note_md": WHY, "reason_code": "because"}, "idea.reason_code"),
        ({"status": "declined", "note_md": WHY, "reason_code": "other"}, None),
        ({"status": "already_available", "note_md": WHY}, "idea.link_required"),
        ({"status": "already_available", "note_md": WHY, "link": "/faq/3/x"}, None),
        ({"status": "already_available", "link": "/faq/3/x"}, "idea.note_required"),
        ({"status": "planned", "note_md": "가" * 2_000}, None),
        ({"status": "planned", "note_md": "가" * 2_001}, "idea.note_too_long"),
        ({"status": "planned", "private_note": "가" * 2_001}, "idea.private_note_too_long"),
        ({"status": "planned", "link": "javascript:alert(1)"}, "idea.link"),
        ({"status": "planned", "link": "//evil.example"}, "idea.link"),
        ({"status": "planned", "link": "/\\evil.example"}, "idea.link"),
        ({"status": "planned", "link": "https://a b"}, "idea.link"),
        ({"status": "planned", "link": "https://[x"}, "idea.link"),
        ({"status": "planned", "link": "https://example.com/" + "x" * 500}, "idea.link"),
    ],
)
def test_a_decision_is_held_to_its_words(said, code):
    assert code_of("new", Verdict(**said)) == code


def test_what_would_change_our_mind_lies_ahead():
    refused = {"status": "declined", "note_md": WHY, "reason_code": "other"}
    assert code_of("new", Verdict(**refused, revisit_at=NOW)) == "idea.revisit_at"
    assert code_of("new", Verdict(**refused, revisit_at=NOW + timedelta(days=1))) is None
    assert code_of("new", Verdict(**refused, revisit_votes=3)) == "idea.revisit_votes"
    assert code_of("new", Verdict(**refused, revisit_votes=4)) is None


def test_delivered_needs_a_text_or_a_link():
    assert code_of("planned", Verdict(status="delivered")) == "idea.note_required"
    assert code_of("planned", Verdict(status="delivered", note_md="네")) is None
    assert code_of("planned", Verdict(status="delivered", link=LINK)) is None


def test_a_decision_changes_the_label_and_stays_in_the_history(cast, idea):
    do(ideas.set_status, cast.daniel, idea, status="under_review", note_md="")
    said = Verdict(
        status="declined",
        note_md=f"**{WHY}**",
        reason_code="not_feasible",
        revisit_votes=9,
        private_note="시스템 교체 뒤에 다시 봐요.",
        link=LINK,
    )
    do(ideas.decide, cast.daniel, idea, said)
    assert thread_queries.get(NOBODY, idea).label == "declined"
    last, first = queries.decisions(idea)
    assert (first.before, first.after, last.before, last.after) == (
        "new",
        "under_review",
        "under_review",
        "declined",
    )
    assert last.note_html.startswith("<p><strong>")
    assert (last.reason_code, last.revisit_votes, last.link) == ("not_feasible", 9, LINK)
    assert last.decided_by is not None
    assert (last.decided_by.name, last.decided_by.is_staff) == ("다니엘", True)
    assert queries.life(idea).private_notes == {last.id: said.private_note}
    rows = select(EventRow.payload).where(EventRow.kind == "IdeaStatusChanged")
    rows = rows.order_by(EventRow.id)
    told = [payload["after"] for payload in db.session.execute(rows).scalars()]
    assert told == ["under_review", "declined"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("before", "after"), TABLE)
def test_each_row_is_for_the_roles_of_the_table(cast, before, after, role):
    """ideas.md, table of roles and of transitions."""
    idea = make.idea(cast.minji, cast.product_id)
    if before != "new":
        lead(cast.hana, idea, before)
    who = person("nari", "박나리", role) if role is not Role.MEMBER else cast.junho
    said = verdict(TABLE[before, after], after)
    move = transitions.get(BUILT_IN[before], BUILT_IN[after])
    code = refusal(ideas.decide, who, idea, said)
    assert code == (None if move.capability in BUNDLES[role] else "idea.set_status")
    assert status_of(idea) == (before if code else after)


def test_who_decides_what_is_as_the_specification_says():
    may = {
        capability: {role for role in Role if capability in BUNDLES[role]} - {Role.ADMIN}
        for capability in ("idea.triage", "idea.point_out", "idea.set_status", "idea.archive")
    }
    staff = {Role.AGENT, Role.LEAD}
    assert may == {
        "idea.triage": {Role.MODERATOR, Role.PRODUCT_MANAGER} | staff,
        "idea.point_out": {Role.PRODUCT_MANAGER} | staff,
        "idea.set_status": {Role.PRODUCT_MANAGER},
        "idea.archive": {Role.MODERATOR, Role.PRODUCT_MANAGER},
    }


def test_product_managers_decide_only_in_their_products(cast, idea):
    """R07."""
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("nari", "박나리", Role.PRODUCT_MANAGER, product_id=other)
    for who in (NOBODY, cast.minji, cast.suhyun, elsewhere):
        code = refusal(ideas.set_status, who, idea, status="planned", note_md="")
        assert code == "idea.set_status", who.handle
    assert refusal(ideas.set_status, cast.hana, idea, status="planned", note_md="") is None


def test_a_decision_made_on_a_status_that_is_gone_is_refused(cast, idea):
    do(ideas.set_status, cast.daniel, idea, status="planned", note_md="", seen_status="new")
    late = Verdict(status="declined", note_md=WHY, reason_code="other", seen_status="new")
    assert refusal(ideas.decide, cast.hana, idea, late) == "idea.status_meanwhile"
    assert status_of(idea) == "planned"


def test_a_status_that_is_none_is_asked_for_again(cast, idea):
    assert refusal(ideas.set_status, cast.daniel, idea, status="done", note_md="") == "idea.status"


def test_questions_have_no_status(cast):
    question = make.question(cast.minji, cast.product_id)
    code = refusal(ideas.set_status, cast.daniel, question, status="planned", note_md="")
    assert code == "idea.not_an_idea"


def test_an_idea_that_is_hidden_is_not_there_to_decide_about(cast, idea):
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    code = refusal(ideas.set_status, cast.daniel, idea, status="planned", note_md="")
    assert code == "thread.not_found"


@pytest.mark.parametrize("way", ["answer", "comment", "edit"])
def test_an_idea_begins_anew_when_its_author_has_replied(cast, idea, drain, way):
    lead(cast.daniel, idea, "needs_info", "어느 기기에서 그런가요?")
    do(answers.comment, cast.junho, idea, body_md="저도 궁금해요.")
    drain()
    assert status_of(idea) == "needs_info"
    reply(cast, idea, way)
    drain()
    drain()
    assert status_of(idea) == "new"
    last = queries.decisions(idea)[0]
    assert (last.is_system, last.cause, last.decided_by) == (True, "author_replied", None)


def reply(cast, idea: int, way: str) -> None:
    from portal.threads import actions as threads

    if way == "edit":
        draft = make.draft(
            cast.product_id, kind="idea", title="텔레비전의 다크 모드를 지원해 주세요"
        )
        do(threads.edit, cast.minji, idea, draft, seen_version=1)
    elif way == "comment":
        do(answers.comment, cast.minji, idea, body_md="텔레비전이에요.")
    else:
        do(ideas.set_status, cast.daniel, idea, status="under_review", note_md="")
        do(ideas.set_status, cast.daniel, idea, status="needs_info", note_md="어느 기기인가요?")
        do(answers.comment, cast.minji, idea, body_md="모든 기기요.")


def test_the_current_status_is_the_last_event_under_random_moves(cast):
    """Whatever is tried, by whomever, the history is a chain that ends where the idea stands."""
    people = [cast.daniel, cast.eunji, cast.seoyeon, cast.junho]
    step = st.tuples(st.sampled_from(range(len(people))), st.sampled_from(sorted(BUILT_IN)))
    turn = iter(range(10_000))

    @settings(max_examples=25, deadline=None, database=None)
    @given(st.lists(step, max_size=12))
    def walk(steps):
        with clock.at(clock.now() + timedelta(days=next(turn))):
            _walk(cast, people, steps, f"아이디어 {next(turn)}")

    walk()
    assert not [found for found in integrity.findings() if found.drift]


def _walk(cast, people, steps, title: str) -> None:
    idea = make.idea(cast.minji, cast.product_id, title=title)
    stands = "new"
    for who, after in steps:
        needs = TABLE.get((stands, after), "refusal")
        code = refusal(ideas.decide, people[who], idea, verdict(needs, after))
        stands = after if code is None else stands
        assert status_of(idea) == stands
    chain = select(StatusChange.before, StatusChange.after)
    rows = chain.where(StatusChange.thread_id == idea).order_by(StatusChange.id)
    told = [tuple(row) for row in db.session.execute(rows)]
    assert [before for before, _ in told] == ["new", *(after for _, after in told)][: len(told)]
    assert (told[-1][1] if told else "new") == stands
