"""Reading articles: the shelf, cards, documents, and who sees what."""

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY, SYSTEM, Actor
from portal.accounts.roles import Role
from portal.faq import actions, policy, queries, shelf, workbench
from portal.faq.models import Article, ArticleVersion
from portal.faq.rules import ArticleText
from portal.kit.db import db, transaction
from portal.kit.errors import NotFound
from portal.products import actions as products
from tests.make.cast import person
from tests.make.faq import TEXT, decided, published, started, written

ENGLISH = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the **settings**.")


@pytest.fixture
def tv(cast) -> int:
    with transaction():
        return products.add(slug="tv", name_ko="티비", name_en="TV")


def translated(cast, version_id: int) -> int:
    with transaction():
        english = actions.translate(cast.yejin, version_id, lang="en")
    written(cast.yejin, english, ENGLISH)
    decided(cast.suhyun, english)
    return english


def test_visible_to_says_in_sql_what_can_see_says_of_one(cast, tv):
    published(cast.seoyeon, cast.suhyun, cast.product_id)
    retired = published(cast.seoyeon, cast.suhyun, tv)
    with transaction():
        actions.retire(cast.suhyun, retired, reason="낡은 내용이에요.")
    started(cast.suhyun, cast.product_id)
    started(cast.suhyun, tv)
    of_tv = person("haneul", "정하늘", Role.AGENT, product_id=tv)
    expert = person("gaeul", "가을", Role.EXPERT)
    everybody: list[Actor] = [NOBODY, SYSTEM, cast.minji, cast.seoyeon, cast.hana, of_tv, expert]
    rows = db.session.execute(
        select(ArticleVersion.id, ArticleVersion.state, Article.product_id).join(Article)
    ).all()
    assert len(rows) == 4
    for who in everybody:
        statement = select(ArticleVersion.id).join(Article).where(policy.visible_to(who))
        in_sql = set(db.session.execute(statement).scalars())
        assert in_sql == {row.id for row in rows if policy.can_see(who, row)}, who.handle


def test_readers_see_neither_drafts_nor_retired_articles_anywhere(cast):
    draft = started(cast.suhyun, cast.product_id)
    retired = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.retire(cast.suhyun, retired, reason="낡은 내용이에요.")
    for version_id in (draft, retired):
        with pytest.raises(NotFound):
            queries.get(cast.minji, version_id)
    assert queries.find_retired(draft) is None
    assert queries.get_many(cast.hana, [draft, retired]) == {}
    assert queries.document_texts([draft, retired]) == ()
    assert queries.published_ids() == []
    assert queries.most_helpful("ko", limit=9) == ()
    assert shelf.browse("ko").items == ()
    assert shelf.first_of_each_product("ko") == {}
    assert shelf.count_by_product() == {}


def test_the_shelf_holds_each_article_once_in_the_readers_language_if_it_can_be(cast):
    korean = published(cast.seoyeon, cast.suhyun, cast.product_id)
    english = translated(cast, korean)
    only_korean = published(cast.seoyeon, cast.suhyun, cast.product_id)
    assert {card.version_id for card in shelf.browse("ko").items} == {korean, only_korean}
    assert {card.version_id for card in shelf.browse("en").items} == {english, only_korean}
    assert shelf.count_by_product() == {cast.product_id: 2}


def test_a_retired_translation_gives_way_to_the_language_that_is_left(cast):
    korean = published(cast.seoyeon, cast.suhyun, cast.product_id)
    english = translated(cast, korean)
    with transaction():
        actions.retire(cast.suhyun, english, reason="번역이 틀렸어요.")
    assert [card.version_id for card in shelf.browse("en").items] == [korean]
    assert queries.get(NOBODY, korean).other is None


@pytest.mark.parametrize("sort", shelf.SORTS)
def test_the_pages_of_the_shelf_hold_every_article_once(cast, tv, sort, statements):
    wanted = {published(cast.seoyeon, cast.suhyun, cast.product_id) for _ in range(23)}
    published(cast.seoyeon, cast.suhyun, tv)
    statements.clear()
    first = shelf.browse("ko", product_id=cast.product_id, sort=sort)
    assert len(statements) == 1
    second = shelf.browse("ko", product_id=cast.product_id, sort=sort, cursor=first.next_cursor)
    ids = [card.version_id for card in first.items + second.items]
    assert len(first.items) == 20
    assert second.next_cursor is None
    assert len(ids) == len(set(ids)) == 23
    assert set(ids) == wanted


def test_the_first_articles_of_each_product_are_few(cast, tv):
    for _ in range(6):
        published(cast.seoyeon, cast.suhyun, cast.product_id)
    published(cast.seoyeon, cast.suhyun, tv)
    shelves = shelf.first_of_each_product("ko", size=4)
    assert {product: len(cards) for product, cards in shelves.items()} == {
        cast.product_id: 4,
        tv: 1,
    }


def test_related_articles_are_of_the_same_product_and_language_and_not_the_same(cast, tv):
    korean = published(cast.seoyeon, cast.suhyun, cast.product_id)
    translated(cast, korean)
    other = published(cast.seoyeon, cast.suhyun, cast.product_id)
    published(cast.seoyeon, cast.suhyun, tv)
    assert [card.version_id for card in shelf.related(queries.get(NOBODY, korean))] == [other]


def test_an_index_gets_words_without_marks(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    (document,) = queries.document_texts([version_id])
    assert (document.title, document.summary, document.lang) == (TEXT.title, TEXT.summary, "ko")
    assert "채널을 바꿉니다" in document.body_text
    assert "**" not in document.body_text
    assert "#" not in document.body_text


def test_an_index_is_rebuilt_piece_by_piece(cast):
    ids = [published(cast.seoyeon, cast.suhyun, cast.product_id) for _ in range(3)]
    assert queries.published_ids(size=2) == ids[:2]
    assert queries.published_ids(after=ids[1], size=2) == ids[2:]


def test_piles_are_counted_as_they_are_listed(cast, statements):
    started(cast.suhyun, cast.product_id)
    version_id = started(cast.suhyun, cast.product_id)
    written(cast.suhyun, version_id)
    published(cast.seoyeon, cast.suhyun, cast.product_id)
    statements.clear()
    counts = workbench.counts(cast.suhyun)
    assert len(statements) == 1
    assert counts == {"nominated": 0, "writing": 1, "in_review": 1, "published": 1}
    assert len(workbench.drafts(cast.suhyun, "in_review").items) == 1
    assert len(workbench.versions(cast.suhyun, "published").items) == 1


def test_what_waits_for_review_is_shown_to_those_who_may_decide_about_it(cast, tv):
    version_id = started(cast.suhyun, cast.product_id)
    written(cast.suhyun, version_id)
    lead_of_tv = person("sora", "문소라", Role.LEAD, product_id=tv)
    (card,) = queries.awaiting_review(cast.yejin, limit=5)
    assert (card.version_id, card.title, card.writer.handle) == (version_id, TEXT.title, "suhyun")
    for who in (cast.suhyun, cast.seoyeon, cast.minji, lead_of_tv):
        assert queries.awaiting_review(who, limit=5) == ()
