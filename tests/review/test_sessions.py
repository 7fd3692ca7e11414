"""Sittings: frozen numbers, decisions that hold, and publishing all of it or nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from portal.accounts.roles import Role
from portal.duplicates import actions as duplicates
from portal.ideas import queries as idea_queries
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.notify.models import Notice
from portal.products import actions as products
from portal.review import deciding, session_rules, sessions
from portal.review.models import IdeaFigures
from portal.review.session_rules import Ruling, Words
from portal.review.worklist import WorkRow
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.ideas import WHY, lead
from tests.make.refusals import do, refusal
from tests.review.test_figures import settle

TITLES = (
    "다크 모드를 지원해 주세요",
    "요금제 알림을 켜고 끄게 해 주세요",
    "해외 로밍을 미리 신청하고 싶어요",
    "어두운 화면도 있으면 좋겠어요",
)
PLANNED = Ruling(decision="status", status="planned", text_md="가을에 시작할게요.")
DECLINED = Ruling(
    decision="status", status="declined", text_md=WHY, reason_code="cost_vs_value", revisit_votes=90
)


@pytest.fixture
def listed(cast) -> list[int]:
    made = [make.idea(cast.minji, cast.product_id, title=title) for title in TITLES]
    do(votes.cast, cast.junho, made[0])
    do(votes.cast, cast.suhyun, made[0])
    do(votes.cast, cast.junho, made[3])
    settle()
    return made


@pytest.fixture
def sitting(cast, listed) -> int:
    return do(
        deciding.open_session,
        cast.daniel,
        title="  2월  검토 회의 ",
        query="order=votes",
        thread_ids=listed,
    )


def rule(cast, sitting: int, thread_id: int, ruling: Ruling, seen: int | None = None) -> str | None:
    item = sessions.get(cast.daniel, sitting).item(thread_id)
    seen = item.version if seen is None else seen
    return refusal(deciding.decide, cast.daniel, sitting, thread_id, ruling, seen_version=seen)


def publish(cast, sitting: int) -> str | None:
    stamp = sessions.get(cast.daniel, sitting).stamp
    return refusal(deciding.publish, cast.daniel, sitting, seen_stamp=stamp)


def decide_all(cast, sitting: int, listed: list[int]) -> None:
    first, second, third, fourth = listed
    rulings = {
        first: replace(PLANNED, owner_id=cast.daniel.id, note="분기 안에"),
        second: DECLINED,
        third: Ruling(decision="keep", text_md="의견을 더 기다려요."),
        fourth: Ruling(decision="merge", target_id=first),
    }
    for thread_id, ruling in rulings.items():
        assert rule(cast, sitting, thread_id, ruling) is None


def status(cast, thread_id: int) -> str | None:
    return thread_queries.get(cast.daniel, thread_id).status


def test_a_list_is_frozen_in_its_order_with_its_numbers(cast, listed, sitting):
    view = sessions.get(cast.daniel, sitting)
    assert (view.title, view.state, view.query) == ("2월 검토 회의", "open", "order=votes")
    assert [item.thread_id for item in view.items] == listed
    assert [item.position for item in view.items] == [1, 2, 3, 4]
    first = view.items[0].frozen
    assert (first["title"], first["votes"], first["status"]) == (TITLES[0], 3, "new")
    assert set(first) == set(session_rules.FROZEN)
    assert (view.decided, view.undecided_after(0)) == (0, 1)


def test_frozen_numbers_never_change_whatever_happens_to_the_ideas(cast, listed, sitting):
    before = [item.frozen for item in sessions.get(cast.daniel, sitting).items]
    do(votes.cast, cast.yejin, listed[0])
    do(votes.withdraw, cast.junho, listed[3])
    decide_all(cast, sitting, listed)
    assert publish(cast, sitting) is None
    with transaction():
        db.session.execute(update(IdeaFigures).values(stale_at=clock.now()))
    settle()
    view = sessions.get(cast.daniel, sitting)
    assert [item.frozen for item in view.items] == before
    assert view.items[0].votes_now == 4
    told = sessions.told(sitting)
    assert {idea.votes for _, group in told.groups for idea in group} == {3, 1, 2}


@pytest.mark.parametrize(
    ("title", "chosen", "code"),
    [
        ("", 1, "sitting.title_blank"),
        ("가" * 121, 1, "sitting.title_too_long"),
        ("검토", 0, "sitting.empty"),
        ("검토", 201, "sitting.too_many"),
    ],
)
def test_a_sitting_has_a_title_and_up_to_200_ideas(cast, listed, title, chosen, code):
    numbers = [*listed, *range(10_000, 10_300)][:chosen]
    opened = {"title": title, "query": "", "thread_ids": numbers}
    assert refusal(deciding.open_session, cast.daniel, **opened) == code


def test_what_is_hidden_or_merged_already_is_not_frozen(cast, listed):
    do(duplicates.hide, cast.eunji, listed[1], reason="광고예요.")
    do(duplicates.apply, cast.daniel, listed[3], listed[0])
    settle()
    opened = {"title": "검토", "query": "", "thread_ids": listed}
    made = do(deciding.open_session, cast.daniel, **opened)
    frozen = [item.thread_id for item in sessions.get(cast.daniel, made).items]
    assert frozen == [listed[0], listed[2]]


def test_only_who_weighs_the_ideas_of_a_sitting_opens_sees_and_changes_it(cast, listed, sitting):
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("teo", "태오", Role.PRODUCT_MANAGER, product_id=tv)
    other = make.idea(cast.junho, tv, title="채널을 묶어서 보고 싶어요")
    settle()
    for who in (cast.minji, cast.seoyeon, elsewhere):
        assert refusal(sessions.get, who, sitting) == "idea.review"
        decide = (deciding.decide, who, sitting, listed[0], PLANNED)
        assert refusal(*decide, seen_version=1) == "idea.review"
        assert refusal(deciding.publish, who, sitting, seen_stamp=5) == "idea.review"
        assert refusal(deciding.drop, who, sitting) == "idea.review"
    assert sessions.listed(elsewhere).items == ()
    both = {"title": "모두", "query": "", "thread_ids": [listed[0], other]}
    # of what is not theirs nothing is frozen
    theirs = do(deciding.open_session, elsewhere, **both)
    assert [item.thread_id for item in sessions.get(elsewhere, theirs).items] == [other]
    over_all = do(deciding.open_session, cast.hana, **both)
    assert refusal(sessions.get, elsewhere, over_all) == "idea.review"
    assert [line.id for line in sessions.listed(elsewhere).items] == [theirs]
    assert len(sessions.listed(cast.hana).items) == 3


def test_nobody_overwrites_a_decision_that_they_have_not_seen(cast, listed, sitting):
    assert rule(cast, sitting, listed[0], PLANNED) is None
    assert rule(cast, sitting, listed[0], DECLINED, seen=1) == "sitting.item_meanwhile"
    item = sessions.get(cast.daniel, sitting).item(listed[0])
    assert (item.status, item.text_md, item.decided_by) == ("planned", PLANNED.text_md, "다니엘")


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling(decision="shelve"), "sitting.decision"),
        (Ruling(decision="status"), "idea.status"),
        (Ruling(decision="status", status="luck"), "idea.status"),
        (Ruling(decision="status", status="new"), "idea.status_same"),
        (Ruling(decision="status", status="in_progress"), "idea.move_plan_first"),
        (Ruling(decision="status", status="needs_info"), "idea.note_required"),
        (replace(DECLINED, text_md="짧아요."), "idea.note_too_short"),
        (replace(DECLINED, reason_code=None), "idea.reason_code"),
        (replace(DECLINED, revisit_votes=1), "idea.revisit_votes"),
        (replace(PLANNED, link="javascript:alert(1)"), "idea.link"),
        (replace(PLANNED, note="가" * 1_001), "sitting.note_too_long"),
        (replace(PLANNED, owner_id=999_999), "sitting.owner"),
        (Ruling(decision="keep", text_md="가" * 2_001), "idea.note_too_long"),
        (Ruling(decision="merge"), "sitting.target"),
        (Ruling(decision="merge", target_id=999_999), "sitting.target"),
    ],
)
def test_r43_what_could_not_be_published_is_refused_when_it_is_decided(
    cast, listed, sitting, ruling, code
):
    assert rule(cast, sitting, listed[0], ruling) == code
    assert sessions.get(cast.daniel, sitting).item(listed[0]).decision is None


def test_an_idea_is_merged_only_into_another_that_everybody_sees(cast, listed, sitting):
    question = make.question(cast.minji, cast.product_id)
    into = {"itself": listed[0], "other_kind": question}
    for code, target_id in into.items():
        ruling = Ruling(decision="merge", target_id=target_id)
        assert rule(cast, sitting, listed[0], ruling) == f"duplicate.{code}"
    do(duplicates.hide, cast.eunji, listed[1], reason="광고예요.")
    ruling = Ruling(decision="merge", target_id=listed[1])
    assert rule(cast, sitting, listed[0], ruling) == "duplicate.not_public"


def test_everything_is_published_at_once(cast, drain, listed, sitting):
    first, second, third, fourth = listed
    decide_all(cast, sitting, listed)
    assert [status(cast, each) for each in listed] == ["new"] * 4
    do(
        deciding.keep_words,
        cast.daniel,
        sitting,
        Words("2월 검토", "## 회의록", "고마워요."),
        seen_version=1,
    )
    assert publish(cast, sitting) is None
    assert [status(cast, each) for each in listed] == ["planned", "declined", "new", "new"]
    assert thread_queries.get(cast.daniel, fourth).canonical_id == first
    decision = idea_queries.decisions(second)[0]
    assert (decision.reason_code, decision.revisit_votes) == ("cost_vs_value", 90)
    owner = select(IdeaPlan.owner_id).where(IdeaPlan.thread_id == first)
    assert db.session.execute(owner).scalar() == cast.daniel.id
    told = sessions.told(sitting)
    grouped = {outcome: [idea.thread_id for idea in group] for outcome, group in told.groups}
    assert grouped == {"active": [first], "merge": [fourth], "rejected": [second], "keep": [third]}
    assert "고마워요." in told.intro_html
    assert idea_queries.decisions(first)[0].link == f"/you-said/{sitting}"
    assert sessions.get(cast.daniel, sitting).published_by == "다니엘"


def test_each_voter_hears_once_of_each_idea_that_was_decided(cast, drain, listed, sitting):
    decide_all(cast, sitting, listed)
    assert publish(cast, sitting) is None
    drain()
    heard = select(Notice.person_id, Notice.thread_id, func.count()).group_by(
        Notice.person_id, Notice.thread_id
    )
    counted = {(who, of): number for who, of, number in db.session.execute(heard)}
    assert counted[cast.junho.id, listed[0]] == 1
    assert counted[cast.minji.id, listed[1]] == 1
    assert (cast.minji.id, listed[2]) not in counted
    assert set(counted.values()) == {1}


def test_nothing_is_published_before_all_is_decided(cast, listed, sitting):
    assert rule(cast, sitting, listed[0], PLANNED) is None
    assert publish(cast, sitting) == "sitting.not_ready"
    found = sessions.obstacles(cast.daniel, sessions.get(cast.daniel, sitting))
    assert {why.code for why in found.values()} == {"sitting.undecided"}
    assert set(found) == set(listed[1:])
    assert status(cast, listed[0]) == "new"
    assert refusal(sessions.told, sitting) == "sitting.not_found"


def test_what_moved_on_since_is_told_for_each_idea_and_decided_again(cast, listed, sitting):
    decide_all(cast, sitting, listed)
    first, second, third, fourth = listed
    with clock.at(clock.now() + timedelta(minutes=1)):
        lead(cast.daniel, first, "under_review")
        do(duplicates.hide, cast.eunji, second, reason="광고예요.")
        do(duplicates.apply, cast.daniel, fourth, third)
    view = sessions.get(cast.daniel, sitting)
    codes = {number: why.code for number, why in sessions.obstacles(cast.daniel, view).items()}
    assert codes == {
        first: "sitting.moved_on",
        second: "sitting.idea_gone",
        fourth: "sitting.idea_merged",
    }
    assert publish(cast, sitting) == "sitting.not_ready"
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert rule(cast, sitting, first, PLANNED) is None
        for each in (second, fourth):
            assert rule(cast, sitting, each, Ruling(decision="keep")) is None
        assert publish(cast, sitting) is None
    assert status(cast, first) == "planned"
    told = sessions.told(sitting)
    assert second not in {idea.thread_id for _, group in told.groups for idea in group}


def test_ideas_that_would_be_merged_in_a_circle_are_told(cast, listed, sitting):
    decide_all(cast, sitting, listed)
    assert rule(cast, sitting, listed[0], Ruling(decision="merge", target_id=listed[3])) is None
    found = sessions.obstacles(cast.daniel, sessions.get(cast.daniel, sitting))
    assert {number: why.code for number, why in found.items()} == {
        listed[0]: "duplicate.itself",
        listed[3]: "duplicate.itself",
    }


def test_only_who_decides_about_both_products_merges_across_them(cast, listed, sitting):
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    here = person("hyun", "현", Role.PRODUCT_MANAGER, product_id=cast.product_id)
    elsewhere = make.idea(cast.junho, tv, title="채널을 묶어서 보고 싶어요")
    decide_all(cast, sitting, listed)
    assert rule(cast, sitting, listed[3], Ruling(decision="merge", target_id=elsewhere)) is None
    view = sessions.get(here, sitting)
    found = {number: why.code for number, why in sessions.obstacles(here, view).items()}
    assert found == {listed[3]: "duplicate.other_product"}
    assert refusal(deciding.publish, here, sitting, seen_stamp=view.stamp) == "sitting.not_ready"
    assert publish(cast, sitting) is None


def test_all_is_published_or_nothing(cast, listed, sitting):
    """The database gives up in the middle: what was written before it is not kept."""
    decide_all(cast, sitting, listed)
    written: list[str] = []

    def give_up(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO idea_status_changes"):
            written.append(statement)
            if len(written) == 2:
                raise OSError("the disk is full")

    event.listen(db.engine, "before_cursor_execute", give_up)
    try:
        with pytest.raises(OSError, match="full"):
            publish(cast, sitting)
    finally:
        event.remove(db.engine, "before_cursor_execute", give_up)
    assert db.session.execute(select(func.count()).select_from(StatusChange)).scalar() == 0
    assert [status(cast, each) for each in listed] == ["new"] * 4
    assert sessions.get(cast.daniel, sitting).state == "open"
    assert publish(cast, sitting) is None


def test_only_what_was_previewed_is_published(cast, listed, sitting):
    decide_all(cast, sitting, listed)
    stamp = sessions.get(cast.daniel, sitting).stamp
    assert rule(cast, sitting, listed[0], replace(PLANNED, text_md="겨울에 시작할게요.")) is None
    published = (deciding.publish, cast.daniel, sitting)
    assert refusal(*published, seen_stamp=stamp) == "sitting.meanwhile"
    assert refusal(*published, seen_stamp=stamp + 1) is None


def test_what_is_over_changes_no_more(cast, listed, sitting):
    decide_all(cast, sitting, listed)
    assert publish(cast, sitting) is None
    other = do(deciding.open_session, cast.daniel, title="3월", query="", thread_ids=[listed[2]])
    do(deciding.drop, cast.daniel, other)
    for session_id in (sitting, other):
        assert rule(cast, session_id, listed[2], PLANNED) == "sitting.over"
        assert publish(cast, session_id) == "sitting.over"
        assert refusal(deciding.drop, cast.daniel, session_id) == "sitting.over"
        words = (deciding.keep_words, cast.daniel, session_id, Words("다른 제목"))
        assert refusal(*words, seen_version=1) == "sitting.over"
    assert refusal(sessions.told, other) == "sitting.not_found"
    assert [line.id for line in sessions.told_list().items] == [sitting]


def test_minutes_are_not_overwritten_unseen(cast, sitting):
    words = (deciding.keep_words, cast.daniel, sitting)
    assert refusal(*words, Words("2월", "하나"), seen_version=1) is None
    assert refusal(*words, Words("2월", "둘"), seen_version=1) == "sitting.meanwhile"
    assert refusal(*words, Words(""), seen_version=2) == "sitting.title_blank"
    assert refusal(*words, Words("2월", "가" * 20_001), seen_version=2) == (
        "sitting.minutes_too_long"
    )
    assert refusal(*words, Words("2월", "", "가" * 5_001), seen_version=2) == (
        "sitting.intro_too_long"
    )
    assert sessions.get(cast.daniel, sitting).minutes_md == "하나"


def test_hidden_ideas_never_leak_to_the_public_page(cast, listed, sitting):
    decide_all(cast, sitting, listed)
    assert publish(cast, sitting) is None
    do(duplicates.hide, cast.eunji, listed[0], reason="광고예요.")
    told = sessions.told(sitting)
    shown = [idea for _, group in told.groups for idea in group]
    assert listed[0] not in {idea.thread_id for idea in shown}
    merged = next(idea for idea in shown if idea.thread_id == listed[3])
    assert (merged.target_id, merged.target_title, merged.target_slug) == (None, None, None)


def test_a_sitting_costs_the_same_however_many_ideas_it_has(cast, listed, sitting, statements):
    begun = len(statements)
    sessions.get(cast.daniel, sitting)
    assert len(statements) - begun == 2


def test_every_number_of_the_freeze_is_one_of_the_list(cast):
    assert set(session_rules.FROZEN) <= set(WorkRow.__dataclass_fields__)
