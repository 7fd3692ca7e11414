"""What should be looked at, in lists with true counts, each with what can be done (R39)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from portal.accounts.actor import NOBODY
from portal.accounts.models import RoleGrant
from portal.accounts.roles import Role
from portal.faq import actions, health, helpfulness, upkeep, workbench
from portal.faq.helpfulness import Voter
from portal.faq.models import Upkeep
from portal.faq.rules import ArticleText
from portal.kit import clock
from portal.kit.db import db, is_sqlite
from portal.products import actions as products
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import TEXT, decided, grown, published, seen, started, written
from tests.make.pages import said, send
from tests.make.refusals import do


@pytest.fixture
def version_id(cast) -> int:
    """Give an article that grew from a post."""
    number = grown(cast.suhyun, cast.yejin, make.question(cast.minji, cast.product_id))
    written(cast.suhyun, number)
    decided(cast.yejin, number)
    return number


def pile(cast, name) -> list[int]:
    found = [one.version_id for one in health.browse(cast.yejin, name).items]
    assert health.counts(cast.yejin)[name] == len(found)
    return found


def revised(cast, version_id, significance="major", body="모두 바뀌었어요."):
    do(actions.revise, cast.suhyun, version_id)
    text = ArticleText(TEXT.title, TEXT.summary, body)
    do(
        actions.save_draft,
        cast.suhyun,
        version_id,
        text,
        seen_version=seen(cast.suhyun, version_id),
    )
    do(actions.describe_change, cast.suhyun, version_id, significance=significance, note="")
    do(actions.submit, cast.suhyun, version_id)


def test_stale_is_what_needs_an_update_or_is_past_its_date_the_longest_unseen_first(
    cast, version_id
):
    other = published(cast.suhyun, cast.yejin, cast.product_id)
    assert pile(cast, "stale") == []
    assert health.published(cast.yejin) == (2, 2)
    do(upkeep.doubt, cast.seoyeon, other)
    assert pile(cast, "stale") == [other]
    assert health.published(cast.yejin) == (2, 1)
    past = clock.now() - timedelta(days=1)
    for number, days in ((version_id, 300), (other, 200)):
        seen_at = clock.now() - timedelta(days=days)
        row = update(Upkeep).where(Upkeep.version_id == number)
        do(db.session.execute, row.values(review_by=past, reviewed_at=seen_at))
    assert pile(cast, "stale") == [version_id, other]


def test_unhelpful_is_what_helped_fewer_than_it_did_not_of_five(cast, version_id):
    for number in range(5):
        assert pile(cast, "unhelpful") == []
        value = 1 if number < 2 else -1
        voter = Voter(f"browser:{number}")
        do(helpfulness.vote_helpful, NOBODY, version_id, value=value, voter=voter)
    assert pile(cast, "unhelpful") == [version_id]


def test_untranslated_is_what_one_language_has_alone_or_what_was_left_behind(cast, version_id):
    assert pile(cast, "untranslated") == [version_id]
    english = do(actions.translate, cast.suhyun, version_id, lang="en")
    written(cast.suhyun, english, ArticleText("Wi-Fi drops", "Change the channel.", "Do so."))
    assert pile(cast, "untranslated") == [version_id]
    decided(cast.yejin, english)
    assert pile(cast, "untranslated") == []
    revised(cast, version_id)
    decided(cast.yejin, version_id)
    assert pile(cast, "untranslated") == [english]
    (one,) = health.browse(cast.yejin, "untranslated").items
    assert one.outdated == "major"


def test_orphaned_is_what_has_no_owner_in_the_team_no_post_or_no_product(cast, version_id):
    assert pile(cast, "orphaned") == []
    bare = published(cast.suhyun, cast.yejin, cast.product_id)
    assert pile(cast, "orphaned") == [bare]
    do(db.session.execute, delete(RoleGrant).where(RoleGrant.person_id == cast.suhyun.id))
    assert set(pile(cast, "orphaned")) == {bare, version_id}
    for number in (bare, version_id):
        do(upkeep.hand_over, cast.yejin, number, handle="seoyeon")
    assert pile(cast, "orphaned") == [bare]
    do(products.retire, cast.hana, "internet")
    assert set(pile(cast, "orphaned")) == {bare, version_id}


def test_an_editor_of_other_products_sees_none_of_it(cast, version_id):
    with_none = do(products.add, slug="tv", name_ko="티브이", name_en="TV")
    other = person("other", "남궁연", Role.EDITOR, product_id=with_none)
    assert health.counts(other) == dict.fromkeys(health.PILES, 0)
    assert health.browse(other, "untranslated").items == ()
    assert workbench.waiting(other).items == ()


@pytest.mark.parametrize("name", health.PILES)
def test_a_pile_longer_than_a_page_holds_each_article_once(cast, name):
    numbers = [published(cast.suhyun, cast.yejin, cast.product_id) for _ in range(23)]
    for number in numbers:
        if name == "stale":
            do(upkeep.doubt, cast.seoyeon, number)
        for voice in range(5 if name == "unhelpful" else 0):
            voter = Voter(f"browser:{number}-{voice}")
            with clock.at(clock.now() + timedelta(hours=number * 2)):
                do(helpfulness.vote_helpful, NOBODY, number, value=-1, voter=voter)
    found, cursor = [], None
    while cursor or not found:
        piece = health.browse(cast.yejin, name, cursor=cursor)
        found += [one.version_id for one in piece.items]
        if not (cursor := piece.next_cursor):
            break
    assert sorted(found) == numbers
    assert health.counts(cast.yejin)[name] == 23


@pytest.mark.parametrize(
    ("name", "index"),
    [("stale", "ix_faq_upkeep_reviewed_at"), ("unhelpful", "ix_faq_versions_unhelpful")],
)
def test_a_list_is_read_in_the_order_of_its_index(cast, version_id, name, index):
    connection = db.session.connection()
    explain = "EXPLAIN QUERY PLAN"
    if not is_sqlite():
        explain = "EXPLAIN"
        # so few rows are sorted in no time; whether there is a way without is the question
        for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    pile = health._PILES[name]
    order = (key.asc() if pile.is_rising else key.desc() for key in pile.keys)
    listed = health._PATIENT.where(pile.holds()).order_by(*order).limit(21)
    asked = str(listed.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = connection.exec_driver_sql(f"{explain} {asked.replace('%', '%%')}").all()
    told = " / ".join(str(step[-1]) for step in plan)
    assert index in told, told
    assert "B-TREE FOR ORDER" not in told, told


def test_what_fails_most_readers_comes_first(cast):
    few, many = (published(cast.suhyun, cast.yejin, cast.product_id) for _ in range(2))
    for number, voices in ((few, 5), (many, 8)):
        for voice in range(voices):
            voter = Voter(f"browser:{number}-{voice}")
            do(helpfulness.vote_helpful, NOBODY, number, value=-1, voter=voter)
    assert pile(cast, "unhelpful") == [many, few]


def test_the_page_does_what_has_to_be_done_from_the_row(client_as, cast, version_id):
    do(upkeep.doubt, cast.seoyeon, version_id)
    editor = client_as(cast.yejin)
    at = "/staff/faq/health?pile=stale"
    html = said(editor.get(at))
    assert "담당자가 업데이트가 필요하다고 알려 줬어요." in html
    done = send(editor, f"/staff/faq/{version_id}/hand-over", at=at, owner="seoyeon", back=at)
    assert done.headers["Location"] == at
    done = send(editor, f"/staff/faq/{version_id}/still-right", at=at, back=at)
    assert done.headers["Location"] == at
    assert "할 일이 없어요" in said(editor.get(at))
    for name in health.PILES:
        assert editor.get(f"/staff/faq/health?pile={name}").status_code == 200
    assert editor.get("/staff/faq/health?pile=nothing").status_code == 404


def test_what_waits_for_review_is_shown_with_what_it_changes_oldest_first_and_mine_apart(
    client_as, cast, version_id
):
    revised(cast, version_id, body="이제는 **이렇게** 해요.")
    new = started(cast.suhyun, cast.product_id, text=ArticleText("새 도움말이에요", "요약", "본문"))
    do(actions.submit, cast.suhyun, new)
    assert [work.version_id for work in workbench.waiting(cast.yejin).items] == [version_id, new]
    assert workbench.waiting(cast.suhyun).items == ()
    assert [work.version_id for work in workbench.handed_in(cast.suhyun)] == [version_id, new]
    editor = said(client_as(cast.yejin).get("/staff/faq/review"))
    assert "<ins>" in editor
    assert "새 도움말이에요" in editor
    writer = said(client_as(cast.suhyun).get("/staff/faq/review"))
    assert "내가 쓴 글" in writer
    assert f"/staff/faq/{new}/approve" not in writer
