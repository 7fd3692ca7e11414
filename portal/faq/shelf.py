"""The shelf: what readers find in the FAQ, by product, the most helpful or the newest first.

Each article stands there once: in the reader's language, or else in the one it is written in.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from portal.faq import policy, queries
from portal.faq.models import Article, ArticleTopic, ArticleVersion
from portal.faq.queries import CARD, ArticleCard, ArticleView, make_card
from portal.kit import paging
from portal.kit.db import read
from portal.kit.paging import Page

SORTS = ("helpful", "new")
RELATED = 4
PER_PRODUCT = 4


def browse(
    locale: str,
    *,
    product_id: int | None = None,
    topic_id: int | None = None,
    sort: str = "helpful",
    cursor: str | None = None,
) -> Page[ArticleCard]:
    """List the published articles, of one product or topic when it is named.

    Takes: sort, one of SORTS; what is surely helpful first, or what was published last.
    Costs: 1 statement.
    """
    statement = CARD.where(policy.PUBLISHED, queries.in_language(locale))
    if product_id is not None:
        statement = statement.where(Article.product_id == product_id)
    if topic_id is not None:
        statement = statement.join(
            ArticleTopic, ArticleTopic.article_id == ArticleVersion.article_id
        ).where(ArticleTopic.topic_id == topic_id)
    key = ArticleVersion.published_at if sort == "new" else ArticleVersion.helpful_rank
    piece = paging.fetch(statement, key, ArticleVersion.id, cursor=cursor)
    return Page(tuple(make_card(row) for row in piece.rows), piece.next_cursor)


def first_of_each_product(locale: str, *, size: int = PER_PRODUCT) -> dict[int, list[ArticleCard]]:
    """Give the most helpful articles of every product, by product id.

    Costs: 1 statement.
    """
    shelves: dict[int, list[ArticleCard]] = {}
    for row in read(_firsts_in(locale), {"most": size}):
        shelves.setdefault(row.product_id, []).append(make_card(row))
    return shelves


@lru_cache(maxsize=8)
def _firsts_in(locale: str) -> Select[Any]:
    # made once per language: putting it together costs more than running it
    place = func.row_number().over(
        partition_by=Article.product_id,
        order_by=(ArticleVersion.helpful_rank.desc(), ArticleVersion.id.desc()),
    )
    shelf = CARD.where(policy.PUBLISHED, queries.in_language(locale))
    numbered = shelf.add_columns(place.label("place")).subquery()
    return select(numbered).where(numbered.c.place <= bindparam("most")).order_by(numbered.c.place)


def count_by_product() -> dict[int, int]:
    """Count the published articles of each product, whatever their languages.

    Costs: 1 statement.
    """
    return {row[0]: row[1] for row in read(_COUNTS)}


def related(article: ArticleView, *, size: int = RELATED) -> tuple[ArticleCard, ...]:
    """List other articles about the same product in the same language, the most helpful first.

    Costs: 1 statement.
    """
    like = {
        "product_id": article.product_id,
        "lang": article.lang,
        "article_id": article.article_id,
        "most": size,
    }
    return tuple(make_card(row) for row in read(_RELATED, like))


_COUNTS = (
    select(Article.product_id, func.count(func.distinct(Article.id)))
    .join(ArticleVersion, ArticleVersion.article_id == Article.id)
    .where(policy.PUBLISHED)
    .group_by(Article.product_id)
)
_RELATED: Select[Any] = (
    CARD.where(
        policy.PUBLISHED,
        Article.product_id == bindparam("product_id"),
        ArticleVersion.lang == bindparam("lang"),
        ArticleVersion.article_id != bindparam("article_id"),
    )
    .order_by(ArticleVersion.helpful_rank.desc(), ArticleVersion.id.desc())
    .limit(bindparam("most"))
)
