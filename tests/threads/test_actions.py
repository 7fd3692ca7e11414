"""Asking, proposing, editing, taking back, hiding, locking, linking, following."""

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY, RETELL, Actor
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.kit import clock, submissions
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.products import actions as products
from portal.products.models import Product
from portal.threads import actions as threads
from portal.threads import queries
from portal.threads.models import Follow, Thread, ThreadRevision
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.news import unconfirm
from tests.make.refusals import do, refusal
from tests.make.together import crowd


def facts() -> list[str]:
    return list(db.session.execute(select(EventRow.kind).order_by(EventRow.id)).scalars())


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def follow_of(who: Actor, thread_id: int) -> tuple[str, str] | None:
    row = db.session.get(Follow, (thread_id, who.id), populate_existing=True)
    return (row.level, row.origin) if row else None


def post(who: Actor, product_id: int, **fields):
    return votes.post_thread, who, make.draft(product_id, **fields)


# ── Posting ──


def test_a_question_is_posted_with_its_authors_vote_following_and_fact(cast):
    thread_id = make.question(cast.minji, cast.product_id, tags=("와이파이", "#공유기"))
    thread = queries.get(NOBODY, thread_id)
    assert (thread.kind, thread.status, thread.label) == ("question", None, "waiting")
    assert (thread.vote_count, thread.answer_count, thread.version) == (1, 0, 1)
    assert thread.tags == ("공유기", "와이파이")
    assert thread.slug == "와이파이가-저녁마다-끊겨요"
    assert follow_of(cast.minji, thread_id) == ("all", "author")
    assert facts() == ["ThreadPosted"]


def test_an_idea_begins_as_received(cast):
    thread = queries.get(NOBODY, make.idea(cast.minji, cast.product_id))
    assert (thread.kind, thread.status, thread.label) == ("idea", "new", "new")


def test_text_is_kept_in_one_form_whatever_keyboard_wrote_it(cast):
    decomposed = unicodedata.normalize("NFD", "와이파이가 저녁마다 끊겨요")
    spaced = f"  {decomposed}\t \u200b"
    body = "첫 줄\r\n둘째\x00 줄\r\n\r\n"
    thread_id = make.question(cast.minji, cast.product_id, title=spaced, body=body)
    thread = queries.get(NOBODY, thread_id)
    assert thread.title == "와이파이가 저녁마다 끊겨요"
    assert thread.body_md == "첫 줄\n둘째 줄"


def test_a_title_of_symbols_leaves_an_empty_slug(cast):
    thread = queries.get(NOBODY, make.question(cast.minji, cast.product_id, title="?!?!?!?!?!?!"))
    assert thread.slug == ""


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": "짧아요"}, "title.too_short", "title"),
        ({"body": " \n "}, "body.blank", "body"),
        ({"lang": "fr"}, "thread.lang", "lang"),
        ({"kind": "poll"}, "thread.kind", "kind"),
        ({"tags": tuple("가나다라마바")}, "tags.too_many", "tags"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field_and_leaves_nothing(
    cast, fields, code, field
):
    with pytest.raises(threads.RuleBroken) as refused:
        do(*post(cast.minji, cast.product_id, **fields))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (count(Thread), count(EventRow)) == (0, 0)


def test_a_product_that_is_not_there_or_not_offered_any_more_is_refused(cast):
    retired = do(products.add, slug="old", name_ko="옛것", name_en="Old")
    do(lambda: db.session.get_one(Product, retired).__setattr__("is_retired", True))
    assert refusal(*post(cast.minji, 999)) == "product.not_found"
    assert refusal(*post(cast.minji, retired)) == "product.retired"
    thread_id = make.question(cast.minji, cast.product_id)
    for product_id, code in ((999, "product.not_found"), (retired, "product.retired")):
        draft = make.draft(product_id)
        assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) == code


def test_a_thread_of_a_product_that_was_retired_since_can_still_be_edited(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    do(lambda: db.session.get_one(Product, cast.product_id).__setattr__("is_retired", True))
    draft = make.draft(cast.product_id, body="고친 본문이에요.")
    assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) is None


def test_only_members_with_a_confirmed_address_post(cast, refresh):
    assert refusal(*post(NOBODY, cast.product_id)) == "account.sign_in"
    unconfirm(cast.minji)
    assert refusal(*post(refresh(cast.minji), cast.product_id)) == "account.unconfirmed"


def test_the_same_title_again_within_a_day_is_posted_already_whatever_its_case(cast):
    """W1: only the author's own; somebody else may ask the same."""
    make.question(cast.minji, cast.product_id, title="Wi-Fi drops every evening")
    again = post(cast.minji, cast.product_id, title="WI-FI  drops every EVENING")
    assert refusal(*again) == "thread.posted_already"
    assert refusal(*post(cast.junho, cast.product_id, title="Wi-Fi drops every evening")) is None
    with clock.at(clock.now() + timedelta(hours=25)):
        do(submissions.forget_old)
        assert refusal(*again) is None


def test_customers_ask_five_questions_a_day_and_staff_as_many_as_they_need(cast):
    with clock.at(clock.now()):
        for who, wanted in ((cast.minji, "limit.questions"), (cast.seoyeon, None)):
            for number in range(5):
                make.question(who, cast.product_id, title=f"{number}번째로 묻는 질문입니다")
            sixth = post(who, cast.product_id, title="여섯 번째로 묻는 질문입니다")
            assert refusal(*sixth) == wanted


def test_what_an_import_retells_is_held_to_other_rules(cast):
    teller = Actor(id=cast.minji.id, scopes={RETELL: None, "thread.post": None})
    for _ in range(7):
        thread_id = make.question(teller, cast.product_id, title="Huh?", body="@junho look")
    thread = queries.get(NOBODY, thread_id)
    assert thread.title == "Huh?"
    assert "/people/junho" not in thread.body_html


# ── Editing ──


def test_an_edit_keeps_the_wording_before_and_renews_what_is_derived(cast):
    thread_id = make.question(cast.minji, cast.product_id, tags=("와이파이", "저녁"))
    title, body = "공유기가 저녁마다 꺼져요", "**불빛**도 꺼져요."
    draft = make.draft(cast.product_id, title=title, body=body, tags=("공유기", "저녁"))
    do(threads.edit, cast.minji, thread_id, draft, seen_version=1)
    thread = queries.get(NOBODY, thread_id)
    assert (thread.title, thread.slug) == ("공유기가 저녁마다 꺼져요", "공유기가-저녁마다-꺼져요")
    assert "<strong>불빛</strong>" in thread.body_html
    assert (thread.version, thread.tags) == (2, ("공유기", "저녁"))
    assert thread.edited_at is not None
    [before] = queries.revisions(NOBODY, thread_id)
    assert (before.version, before.editor) == (1, "민지")
    assert before.title == "와이파이가 저녁마다 끊겨요"
    assert facts()[-1] == "ThreadEdited"


def test_saving_without_a_change_is_no_edit(cast):
    thread_id = make.question(cast.minji, cast.product_id, tags=("와이파이",))
    draft = make.draft(cast.product_id, tags=("와이파이",))
    do(threads.edit, cast.minji, thread_id, draft, seen_version=1)
    assert queries.get(NOBODY, thread_id).version == 1
    assert count(ThreadRevision) == 0
    assert facts() == ["ThreadPosted"]


def test_an_edit_on_an_old_wording_is_refused_with_the_present_one(cast):
    """R5: two tabs; the second is told what the first wrote."""
    thread_id = make.question(cast.minji, cast.product_id)
    first = make.draft(cast.product_id, body="첫 창에서 고쳤어요.")
    do(threads.edit, cast.minji, thread_id, first, seen_version=1)
    second = make.draft(cast.product_id, body="둘째 창에서 고쳤어요.")
    with pytest.raises(threads.Conflict) as refused:
        do(threads.edit, cast.minji, thread_id, second, seen_version=1)
    assert refused.value.code == "thread.edited_meanwhile"
    assert refused.value.facts["body"] == "첫 창에서 고쳤어요."
    assert queries.get(NOBODY, thread_id).body_md == "첫 창에서 고쳤어요."


def test_who_may_edit(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    draft = make.draft(cast.product_id, body="남이 고쳤어요.")
    edit = (threads.edit, cast.junho, thread_id, draft)
    assert refusal(*edit, seen_version=1) == "thread.edit"
    assert refusal(threads.edit, NOBODY, thread_id, draft, seen_version=1) == "account.sign_in"
    do(threads.lock, cast.eunji, thread_id, reason="다툼이 있어요.")
    assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) == "thread.edit"
    assert refusal(threads.edit, cast.eunji, thread_id, draft, seen_version=1) is None


def test_an_idea_others_voted_for_is_not_reworded_after_its_first_day(cast):
    """W2: people voted for what it said."""
    thread_id = make.idea(cast.minji, cast.product_id)
    for voter in crowd(3):
        do(votes.cast, voter, thread_id)
    draft = make.draft(cast.product_id, kind="idea", title="전혀 다른 아이디어")
    with clock.at(clock.now() + timedelta(hours=24)):
        assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) == "thread.edit"
    assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) is None


# ── Visibility and lock ──


def test_an_author_takes_their_own_back_and_only_a_moderator_restores_it(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    assert refusal(duplicates.withdraw, cast.junho, thread_id) == "thread.withdraw"
    do(duplicates.withdraw, cast.minji, thread_id)
    assert refusal(queries.get, cast.junho, thread_id) == "thread.not_found"
    assert queries.get(cast.minji, thread_id).visibility == "withdrawn"
    assert refusal(duplicates.withdraw, cast.minji, thread_id) == "thread.withdraw"
    assert refusal(duplicates.restore, cast.minji, thread_id) == "thread.moderate"
    do(duplicates.restore, cast.eunji, thread_id)
    assert queries.get(cast.junho, thread_id).visibility == "visible"
    assert refusal(duplicates.restore, cast.eunji, thread_id) == "thread.visible_already"


def test_hiding_needs_the_right_and_a_reason_and_happens_once(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    assert refusal(duplicates.hide, cast.seoyeon, thread_id, reason="광고") == "thread.moderate"
    assert refusal(duplicates.hide, cast.eunji, thread_id, reason=" ") == "reason.blank"
    do(duplicates.hide, cast.eunji, thread_id, reason="광고예요.")
    assert refusal(queries.get, NOBODY, thread_id) == "thread.not_found"
    assert queries.get(cast.minji, thread_id).visibility_reason == "광고예요."
    assert refusal(duplicates.hide, cast.eunji, thread_id, reason="광고") == "thread.hidden_already"
    assert facts().count("ThreadVisibilityChanged") == 1


def test_a_moderator_of_one_product_does_nothing_in_another(cast):
    other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    lead = person("bora", "이보라", Role.LEAD, product_id=other)
    thread_id = make.question(cast.minji, cast.product_id)
    assert refusal(duplicates.hide, lead, thread_id, reason="광고예요.") == "thread.moderate"
    assert refusal(threads.lock, lead, thread_id, reason="다툼이에요.") == "thread.lock"
    elsewhere = make.question(cast.junho, other)
    assert refusal(duplicates.hide, lead, elsewhere, reason="광고예요.") is None


def test_a_locked_thread_is_read_and_nothing_else(cast):
    """B2, section 12 test 2: every way of writing asks the same rule."""
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, thread_id)
    official_id = make.answer(cast.seoyeon, thread_id, "공식 답변이에요.")
    do(answers.make_official, cast.seoyeon, official_id, summary="요약")
    do(threads.lock, cast.eunji, thread_id, reason="다툼이 있어요.")
    draft = make.draft(cast.product_id, body="고쳐요.")
    refused = {
        "answer": refusal(answers.post, cast.junho, thread_id, body_md="하나 더"),
        "comment": refusal(answers.comment, cast.junho, thread_id, body_md="저도요"),
        "edit answer": refusal(answers.edit, cast.junho, answer_id, body_md="음", seen_version=1),
        "accept": refusal(answers.accept, cast.minji, answer_id),
        "unaccept": refusal(answers.unaccept, cast.minji, answer_id),
        "official": refusal(answers.make_official, cast.seoyeon, answer_id, summary="요약"),
        "vote": refusal(votes.cast, cast.seoyeon, thread_id),
        "unvote": refusal(votes.withdraw, cast.minji, thread_id),
        "helpful": refusal(votes.say_helpful, cast.minji, answer_id, value=1),
    }
    assert set(refused.values()) == {"thread.locked"}, refused
    assert refusal(threads.edit, cast.minji, thread_id, draft, seen_version=1) == "thread.edit"
    assert refusal(threads.lock, cast.eunji, thread_id, reason="또") == "thread.locked"
    do(threads.unlock, cast.eunji, thread_id)
    assert refusal(threads.unlock, cast.eunji, thread_id) == "thread.not_locked"
    assert refusal(votes.cast, cast.seoyeon, thread_id) is None


# ── Duplicates ──


def asked(cast, number: int) -> int:
    return make.question(cast.hana, cast.product_id, title=f"{number}번째로 묻는 질문입니다")


def root_of(thread_id: int) -> int | None:
    return db.session.get_one(Thread, thread_id, populate_existing=True).canonical_id


def test_a_duplicate_of_a_duplicate_collapses_to_the_root(cast):
    """Section 12 test 26: whichever is linked first."""
    one, two, three = (asked(cast, n) for n in range(3))
    do(threads.link_duplicate, cast.eunji, two, three)
    do(threads.link_duplicate, cast.eunji, one, two)
    assert (root_of(one), root_of(two), root_of(three)) == (three, three, None)
    four = asked(cast, 4)
    do(threads.link_duplicate, cast.eunji, three, four)
    assert [root_of(n) for n in (one, two, three)] == [four] * 3


def test_a_duplicate_points_at_a_public_thread_of_its_kind_and_not_at_itself(cast):
    one, two = asked(cast, 1), asked(cast, 2)
    idea = make.idea(cast.hana, cast.product_id)
    assert refusal(threads.link_duplicate, cast.eunji, one, one) == "duplicate.itself"
    assert refusal(threads.link_duplicate, cast.eunji, one, idea) == "duplicate.other_kind"
    assert refusal(threads.link_duplicate, cast.eunji, one, 999) == "thread.not_found"
    assert refusal(threads.link_duplicate, cast.minji, one, two) == "duplicate.apply"
    do(threads.link_duplicate, cast.eunji, one, two)
    assert refusal(threads.link_duplicate, cast.eunji, two, one) == "duplicate.itself"
    hidden = asked(cast, 3)
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    assert refusal(threads.link_duplicate, cast.eunji, two, hidden) == "duplicate.not_public"


# ── Following ──


def test_what_a_person_chose_is_never_overwritten_by_what_follows_from_an_act(cast):
    """V8: muting stays muted through votes and answers."""
    thread_id = make.question(cast.minji, cast.product_id)
    do(threads.choose_follow, cast.junho, thread_id, level="muted")
    make.answer(cast.junho, thread_id)
    do(threads.follow, cast.junho, thread_id, level="status", origin="vote")
    assert follow_of(cast.junho, thread_id) == ("muted", "choice")
    do(threads.choose_follow, cast.junho, thread_id, level="all")
    assert follow_of(cast.junho, thread_id) == ("all", "choice")


def test_an_answer_makes_a_voters_following_stronger_and_a_vote_no_weaker(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    do(threads.follow, cast.junho, thread_id, level="status", origin="vote")
    make.answer(cast.junho, thread_id)
    assert follow_of(cast.junho, thread_id) == ("all", "answer")
    do(threads.follow, cast.junho, thread_id, level="status", origin="vote")
    assert follow_of(cast.junho, thread_id) == ("all", "answer")


def test_who_may_follow_what(cast, refresh):
    thread_id = make.question(cast.minji, cast.product_id)
    choose = threads.choose_follow
    assert refusal(choose, NOBODY, thread_id, level="all") == "account.sign_in"
    assert refusal(choose, cast.junho, thread_id, level="loudly") == "follow.level"
    assert refusal(choose, cast.junho, 999, level="all") == "thread.not_found"
    do(duplicates.hide, cast.eunji, thread_id, reason="광고예요.")
    assert refusal(choose, cast.junho, thread_id, level="all") == "thread.not_found"
    unconfirm(cast.junho)
    code = refusal(choose, refresh(cast.junho), thread_id, level="all")
    assert code == "account.unconfirmed"


def test_titles_and_tags_hold_nothing_that_only_steers(cast):
    thread_id = make.question(
        cast.minji,
        cast.product_id,
        title="와이파이가\u202e 저녁마다 끊겨요\u2069",
        tags=("와이\u202e파이", "와이파이"),
    )
    thread = queries.get(cast.minji, thread_id)
    assert (thread.title, thread.tags) == ("와이파이가 저녁마다 끊겨요", ("와이파이",))
