"""A retired article says why, or leads to the one that replaces it: in one step, in no circle."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from portal.faq import actions, queries, replacements
from portal.faq.models import ArticleRedirect
from portal.faq.rules import ArticleText
from portal.integrity import queries as integrity
from portal.kit.db import db, transaction
from portal.kit.errors import NotAllowed, NotFound, RuleBroken
from tests.make.faq import TEXT, decided, published, started, written

ENGLISH = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the settings.")


@pytest.fixture
def article(cast):
    """Give a way to publish an article."""

    def make(lang: str = "ko") -> int:
        text = TEXT if lang == "ko" else ENGLISH
        return published(cast.seoyeon, cast.suhyun, cast.product_id, lang=lang, text=text)

    yield make
    assert [found.name for found in integrity.findings() if found.drift] == []


def retire(cast, version_id: int, replaced_by: int | None = None, reason: str = "") -> None:
    with transaction():
        actions.retire(cast.suhyun, version_id, reason=reason, replaced_by=replaced_by)


def leads_to(version_id: int) -> int | None:
    link = replacements.of(version_id)
    return link.version_id if link else None


def test_a_retired_article_leads_to_the_one_that_replaces_it_and_is_not_indexed(cast, article):
    old, new = article(), article()
    retire(cast, old, new)
    assert leads_to(old) == new
    assert queries.document_texts([old]) == ()
    assert queries.published_ids() == [new]


def test_without_a_replacement_the_reason_is_needed(cast, article):
    old = article()
    with pytest.raises(RuleBroken) as refusal:
        retire(cast, old)
    assert refusal.value.code == "faq.reason_blank"
    retire(cast, old, reason="요금제가 없어졌어요.")
    assert leads_to(old) is None


def test_a_translation_may_take_the_place_but_no_foreign_article(cast, article):
    korean, foreign = article(), article("en")
    with transaction():
        english = actions.translate(cast.seoyeon, korean, lang="en")
    written(cast.seoyeon, english, ENGLISH)
    decided(cast.suhyun, english)
    with pytest.raises(RuleBroken) as refusal:
        retire(cast, korean, foreign)
    assert (refusal.value.code, refusal.value.field) == ("faq.replacement_lang", "replacement")
    retire(cast, korean, english)
    assert leads_to(korean) == english


def test_only_another_published_article_takes_the_place(cast, article):
    old, gone = article(), article()
    retire(cast, gone, reason="낡았어요.")
    draft = started(cast.seoyeon, cast.product_id)
    for target, code in (
        (old, "faq.replacement_same"),
        (gone, "faq.replacement_not_published"),
        (draft, "faq.replacement_not_published"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            retire(cast, old, target)
        assert refusal.value.code == code
    with pytest.raises(NotFound):
        retire(cast, old, 0)
    assert queries.get(cast.suhyun, old).state == "published"


def test_what_led_to_an_article_leads_on_with_it_so_that_there_is_no_chain(cast, article):
    first, second, third = article(), article(), article()
    retire(cast, first, second)
    retire(cast, second, third)
    assert (leads_to(first), leads_to(second)) == (third, third)


def test_two_articles_never_lead_to_each_other(cast, article):
    first, second = article(), article()
    retire(cast, first, second)
    with pytest.raises(RuleBroken):
        retire(cast, second, first)
    again(cast, first)
    retire(cast, second, first)
    assert (leads_to(first), leads_to(second)) == (None, first)


def test_where_the_replacement_is_not_valid_either_the_old_article_says_so(cast, article):
    first, second, new = article(), article(), article()
    retire(cast, first, new)
    retire(cast, second, new, reason="합쳤어요.")
    retire(cast, new, reason="서비스가 끝났어요.")
    assert (leads_to(first), leads_to(second)) == (None, None)
    assert queries.find_retired(first).retire_reason == "서비스가 끝났어요."
    assert queries.find_retired(second).retire_reason == "합쳤어요."


def test_an_article_that_is_published_again_leads_nowhere(cast, article):
    old, new = article(), article()
    retire(cast, old, new)
    again(cast, old)
    assert leads_to(old) is None


def test_only_those_who_may_publish_decide_where_an_article_leads(cast, article):
    old, new = article(), article()
    with pytest.raises(NotAllowed), transaction():
        actions.retire(cast.seoyeon, old, reason="", replaced_by=new)


def test_the_table_itself_refuses_an_article_that_leads_to_itself(cast, article):
    old = article()
    with pytest.raises(IntegrityError, match="elsewhere"), transaction():
        db.session.execute(insert(ArticleRedirect).values(version_id=old, target_id=old))


def again(cast, version_id: int) -> None:
    with transaction():
        actions.revise(cast.seoyeon, version_id)
    written(cast.seoyeon, version_id, ArticleText(TEXT.title, "다시 맞는 글이에요.", TEXT.body_md))
    decided(cast.suhyun, version_id)
