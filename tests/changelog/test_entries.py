"""The way of an entry: who may take which step, with what, and what the tables hold."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.changelog import actions, jobs, queries, rules
from portal.changelog.models import Entry
from portal.changelog.rules import LABELS, MOVES, STATES, Words
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.threads.models import Thread
from tests.make import changelog as make
from tests.make import threads as make_threads
from tests.make.cast import person
from tests.make.refusals import do, refusal

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def draft(cast) -> int:
    return make.entry(cast.daniel, cast.product_id)


@pytest.fixture
def idea(cast) -> int:
    return make_threads.idea(cast.minji, cast.product_id)


def facts() -> list[str]:
    rows = select(EventRow.kind).where(EventRow.kind.like("Changelog%")).order_by(EventRow.id)
    return list(db.session.execute(rows).scalars())


def put(who, entry_id: int, state: str) -> None:
    """Bring a draft into a state, on the ways that there are."""
    version = make.seen(who, entry_id).version
    if state == "scheduled":
        later = clock.now() + timedelta(hours=1)
        do(actions.schedule, who, entry_id, later, seen_version=version)
    if state in ("published", "withdrawn"):
        do(actions.publish, who, entry_id, seen_version=version)
    if state == "withdrawn":
        do(actions.withdraw, who, entry_id)


def step(who, entry_id: int, state: str) -> str | None:
    """Try to bring an entry into a state; gives why not."""
    version = make.seen(who, entry_id).version
    if state == "draft":
        return refusal(actions.unschedule, who, entry_id)
    if state == "scheduled":
        later = clock.now() + timedelta(hours=2)
        return refusal(actions.schedule, who, entry_id, later, seen_version=version)
    if state == "published":
        return refusal(actions.publish, who, entry_id, seen_version=version)
    return refusal(actions.withdraw, who, entry_id)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_an_entry_goes_its_way_and_no_other(cast, draft, before, after):
    put(cast.daniel, draft, before)
    expected = None if after in MOVES[before] else "changelog.move"
    assert step(cast.daniel, draft, after) == expected
    assert make.seen(cast.daniel, draft).state == (after if expected is None else before)


def test_a_move_that_is_not_there_is_a_conflict():
    with pytest.raises(Conflict):
        rules.check_move("withdrawn", "scheduled")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "gone"},
        {"label": "old"},
        {"title_ko": "", "title_en": ""},
        {"version": 0},
        {"state": "scheduled"},
        {"publish_at": NOON},
        {"state": "published"},
        {"published_at": NOON},
        {"state": "withdrawn", "published_at": NOON},
        {"withdrawn_at": NOON},
        {"edited_at": NOON},
    ],
    ids=str,
)
def test_the_table_itself_refuses_what_cannot_be(cast, draft, broken):
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Entry).where(Entry.id == draft).values(broken))


def test_editors_write_product_managers_publish_and_nobody_else_does_either(cast, draft):
    everybody = (NOBODY, cast.minji, cast.seoyeon, cast.miran, cast.eunji)
    for who in everybody:
        assert refusal(actions.write, who, make.text(cast.product_id)) == "changelog.write"
        # a draft is not there for whoever does not write
        assert refusal(actions.publish, who, draft, seen_version=1) == "changelog.not_found"
    suhyun = cast.suhyun
    own = make.entry(suhyun, cast.product_id)
    changed = make.text(cast.product_id, label="fixed")
    assert refusal(actions.edit, suhyun, own, changed, seen_version=1) is None
    later = clock.now() + timedelta(hours=1)
    assert refusal(actions.publish, suhyun, own, seen_version=2) == "changelog.publish"
    assert refusal(actions.schedule, suhyun, own, later, seen_version=2) == "changelog.publish"
    do(actions.publish, cast.daniel, own, seen_version=2)
    assert refusal(actions.withdraw, suhyun, own) == "changelog.publish"
    code = refusal(actions.edit, suhyun, own, make.text(cast.product_id), seen_version=3)
    assert code == "changelog.publish"
    for who in everybody:
        assert refusal(actions.withdraw, who, own) == "changelog.publish"
        assert refusal(actions.edit, who, own, make.text(1), seen_version=3) == "changelog.write"


def test_a_product_manager_of_another_product_neither_sees_nor_changes_a_draft(cast, draft):
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("nari", "박나리", Role.PRODUCT_MANAGER, product_id=other)
    assert refusal(actions.publish, elsewhere, draft, seen_version=1) == "changelog.not_found"
    assert refusal(actions.write, elsewhere, make.text(cast.product_id)) == "changelog.write"
    mine = make.entry(elsewhere, other)
    # nor moves one of theirs there
    code = refusal(actions.edit, elsewhere, mine, make.text(cast.product_id), seen_version=1)
    assert code == "changelog.write"
    assert [each.id for each in queries.desk(elsewhere, "draft").items] == [mine]
    assert queries.counts(elsewhere) == {"draft": 1}
    assert queries.counts(cast.hana) == {"draft": 2}
    assert queries.counts(cast.minji) == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"label": "old"}, "changelog.label"),
        ({"ko": make.NONE, "en": make.NONE}, "changelog.title_blank"),
        ({"ko": Words("\u3164", "본문"), "en": make.NONE}, "changelog.title_blank"),
        ({"ko": Words("가" * 120, "본문")}, None),
        ({"ko": Words("가" * 121, "본문")}, "changelog.title_too_long"),
        ({"en": Words("a", "b" * 20_001)}, "changelog.body_too_long"),
        ({"ko": Words("제목", ""), "en": make.NONE}, None),
        *(({"label": label}, None) for label in LABELS),
    ],
)
def test_a_draft_is_held_to_its_form(cast, words, code):
    assert refusal(actions.write, cast.daniel, make.text(cast.product_id, **words)) == code


@pytest.mark.parametrize(
    ("ko", "en", "code"),
    [
        (make.KO, make.NONE, None),
        (make.KO, make.EN, None),
        (make.NONE, make.EN, "changelog.missing_ko"),
        (Words("제목", ""), make.EN, "changelog.missing_ko"),
        (make.KO, Words("Title", ""), "changelog.half"),
        (make.KO, Words("", "Body"), "changelog.half"),
    ],
)
def test_what_readers_find_is_whole_and_at_least_in_the_portals_language(cast, ko, en, code):
    entry_id = make.entry(cast.daniel, cast.product_id, ko=ko, en=en)
    assert refusal(actions.publish, cast.daniel, entry_id, seen_version=1) == code
    later = clock.now() + timedelta(hours=1)
    whole = make.entry(cast.daniel, cast.product_id)
    do(actions.schedule, cast.daniel, whole, later, seen_version=1)
    text = make.text(cast.product_id, ko=ko, en=en)
    assert refusal(actions.edit, cast.daniel, whole, text, seen_version=2) == code


def test_nobody_overwrites_what_another_wrote_meanwhile(cast, draft):
    text = make.text(cast.product_id, label="improved")
    other = make.text(cast.product_id, label="fixed")
    do(actions.edit, cast.suhyun, draft, text, seen_version=1)
    assert refusal(actions.edit, cast.daniel, draft, other, seen_version=1) == "changelog.meanwhile"
    # what is the same already takes nothing away
    assert refusal(actions.edit, cast.daniel, draft, text, seen_version=1) is None
    code = refusal(actions.publish, cast.daniel, draft, seen_version=1)
    assert code == "changelog.meanwhile"
    assert refusal(actions.publish, cast.daniel, draft, seen_version=2) is None


def test_a_plan_lies_in_the_future_and_comes_true_once(cast, draft):
    with clock.at(NOON):
        assert (
            refusal(actions.schedule, cast.daniel, draft, NOON, seen_version=1) == "changelog.past"
        )
        do(actions.schedule, cast.daniel, draft, NOON + timedelta(hours=1), seen_version=1)
        assert do(jobs.publish_due) == 0
    with clock.at(NOON + timedelta(minutes=59)):
        assert do(jobs.publish_due) == 0
        assert queries.published().items == ()
    with clock.at(NOON + timedelta(hours=1)):
        assert do(jobs.publish_due) == 1
        assert do(jobs.publish_due) == 0
    (shown,) = queries.published().items
    assert (shown.id, shown.published_at) == (draft, NOON + timedelta(hours=1))
    assert facts() == ["ChangelogDrafted", "ChangelogScheduled", "ChangelogPublished"]
    told = db.session.execute(
        select(EventRow.actor_id).where(EventRow.kind == "ChangelogPublished")
    ).scalar_one()
    # the word is that of who planned it
    assert told == cast.daniel.id


def test_a_plan_that_was_taken_back_does_not_come_true(cast, draft):
    with clock.at(NOON):
        do(actions.schedule, cast.daniel, draft, NOON + timedelta(hours=1), seen_version=1)
        do(actions.unschedule, cast.daniel, draft)
    with clock.at(NOON + timedelta(days=1)):
        assert do(jobs.publish_due) == 0


def test_what_is_published_again_keeps_its_day_and_is_no_news(cast, draft):
    with clock.at(NOON):
        do(actions.publish, cast.daniel, draft, seen_version=1)
    do(actions.withdraw, cast.daniel, draft)
    assert refusal(queries.get, NOBODY, draft) == "changelog.not_found"
    do(actions.publish, cast.daniel, draft, seen_version=3)
    assert make.seen(NOBODY, draft).published_at == NOON
    payloads = select(EventRow.payload).where(EventRow.kind == "ChangelogPublished")
    told = db.session.execute(payloads.order_by(EventRow.id)).scalars()
    assert [payload["is_first"] for payload in told] == [True, False]


def test_only_a_text_that_readers_saw_is_called_edited(cast, draft):
    text = make.text(cast.product_id, label="improved")
    do(actions.edit, cast.daniel, draft, text, seen_version=1)
    do(actions.publish, cast.daniel, draft, seen_version=2)
    do(actions.edit, cast.daniel, draft, text, seen_version=2)
    assert make.seen(NOBODY, draft).edited_at is None
    do(actions.edit, cast.daniel, draft, make.text(cast.product_id, label="fixed"), seen_version=3)
    shown = make.seen(NOBODY, draft)
    assert (shown.label, shown.edited_at is not None) == ("fixed", True)
    assert shown.body_html_ko == "<p>설정에서 <strong>화면</strong>을 고르세요.</p>\n"


def test_a_draft_can_be_thrown_away_and_what_readers_saw_cannot(cast, draft):
    shown = make.published(cast.daniel, cast.product_id)
    assert refusal(actions.discard, cast.daniel, shown) == "changelog.move"
    do(actions.discard, cast.suhyun, draft)
    assert refusal(queries.get, cast.daniel, draft) == "changelog.not_found"


def test_an_entry_answers_ideas_each_once_and_of_the_same_ones_the_original(cast, draft, idea):
    other = make_threads.idea(cast.junho, cast.product_id, title="화면을 어둡게 해 주세요")
    do(duplicates.apply, cast.eunji, other, idea)
    for _ in range(2):
        do(actions.link, cast.daniel, draft, idea)
        do(actions.link, cast.suhyun, draft, other)
    assert queries.idea_ids(draft) == (idea,)
    question = make_threads.question(cast.minji, cast.product_id)
    assert refusal(actions.link, cast.daniel, draft, question) == "changelog.not_an_idea"
    assert refusal(actions.link, cast.daniel, draft, 999) == "thread.not_found"
    do(actions.unlink, cast.daniel, draft, idea)
    do(actions.unlink, cast.daniel, draft, idea)
    assert queries.idea_ids(draft) == ()
    assert facts().count("ChangelogEdited") == 2


def test_an_entry_answers_no_more_ideas_than_a_reader_can_look_through(cast, draft):
    with transaction():
        for number in range(rules.IDEAS_MAX + 1):
            made = make_threads.votes.post_thread(
                cast.hana,
                make_threads.draft(
                    cast.product_id, kind="idea", title=f"{number}번째로 바라는 것이에요"
                ),
            )
            if number < rules.IDEAS_MAX:
                actions.link(cast.daniel, draft, made)
    assert refusal(actions.link, cast.daniel, draft, made) == "changelog.many_ideas"


def test_an_idea_that_is_hidden_is_shown_to_nobody_who_may_not_see_it(cast, draft, idea):
    do(actions.link, cast.daniel, draft, idea)
    do(actions.publish, cast.daniel, draft, seen_version=1)
    assert [each.thread_id for each in queries.ideas_of(NOBODY, [draft])[draft]] == [idea]
    do(duplicates.hide, cast.eunji, idea, reason="개인 정보가 있어요.")
    for who in (NOBODY, cast.junho, cast.daniel):
        assert queries.ideas_of(who, [draft]) == {}
    assert len(queries.ideas_of(cast.eunji, [draft])[draft]) == 1


def test_of_an_idea_that_was_merged_since_an_entry_names_the_other_once(cast, draft, idea):
    other = make_threads.idea(cast.junho, cast.product_id, title="화면을 어둡게 해 주세요")
    for number in (idea, other):
        do(actions.link, cast.daniel, draft, number)
    do(duplicates.apply, cast.eunji, other, idea)
    (shown,) = queries.ideas_of(NOBODY, [draft])[draft]
    assert shown.thread_id == idea
    assert queries.idea_ids(draft) == (idea,)
    do(duplicates.reverse, cast.eunji, other)
    assert queries.idea_ids(draft) == (idea, other)
    do(duplicates.apply, cast.eunji, other, idea)
    do(actions.unlink, cast.daniel, draft, idea)
    assert queries.idea_ids(draft) == ()


def test_what_is_a_question_by_now_is_no_idea_that_an_entry_answers(cast, draft, idea):
    do(actions.link, cast.daniel, draft, idea)
    with transaction():
        turned = {"kind": "question", "status": None, "status_kind": None}
        db.session.execute(update(Thread).where(Thread.id == idea).values(turned))
    assert queries.ideas_of(NOBODY, [draft]) == {}
    assert queries.idea_ids(draft) == ()


def test_the_page_of_an_idea_names_what_answers_it_or_one_that_is_the_same(cast, idea):
    other = make_threads.idea(cast.junho, cast.product_id, title="화면을 어둡게 해 주세요")
    first = make.published(cast.daniel, cast.product_id, other)
    second = make.published(cast.daniel, cast.product_id, idea)
    make.entry(cast.daniel, cast.product_id, idea)
    assert [each.id for each in queries.came_of(idea, "ko").entries] == [second]
    do(duplicates.apply, cast.eunji, other, idea)
    assert [each.id for each in queries.came_of(idea, "ko").entries] == [second, first]


def test_the_list_is_newest_first_narrowed_and_read_page_by_page(cast, statements):
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    made = []
    for number in range(23):
        with clock.at(NOON + timedelta(hours=number)):
            product_id = tv if number % 2 else cast.product_id
            label = LABELS[number % 3]
            made.append(make.published(cast.hana, product_id, label=label))
    statements.clear()
    first = queries.published()
    second = queries.published(cursor=first.next_cursor)
    assert len(statements) == 2
    read = [each.id for each in (*first.items, *second.items)]
    assert read == made[::-1]
    assert second.next_cursor is None
    fixed_of_tv = queries.published(product_id=tv, label="fixed").items
    assert [each.id for each in fixed_of_tv] == [made[n] for n in (17, 11, 5)]
    assert [each.id for each in queries.newest()] == made[::-1]


def test_a_reader_of_another_language_reads_what_there_is(cast):
    only_korean = make.seen(cast.daniel, make.entry(cast.daniel, cast.product_id, en=make.NONE))
    assert (only_korean.lang("en"), only_korean.title("en")) == ("ko", make.KO.title)
    both = make.seen(cast.daniel, make.entry(cast.daniel, cast.product_id))
    assert (both.lang("en"), both.title("en"), both.title("ko")) == (
        "en",
        make.EN.title,
        make.KO.title,
    )
