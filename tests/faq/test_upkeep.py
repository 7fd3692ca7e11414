"""Articles are kept true: an owner, a review date, and how many stand behind them (R39)."""

from datetime import timedelta

import pytest

from portal.accounts.roles import Role
from portal.faq import actions, queries, upkeep
from portal.faq.rules import ArticleText
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import transaction
from portal.search import documents, ranking
from tests.make.cast import person
from tests.make.faq import TEXT, decided, published, seen
from tests.make.refusals import refusal


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.suhyun, cast.yejin, cast.product_id)


def care_of(cast, version_id):
    found = upkeep.find(cast.yejin, version_id)
    assert found is not None
    return found


def confirmed(who, version_id, **more):
    with transaction():
        upkeep.confirm(who, version_id, **more)


def revised(cast, version_id, significance, *, writer=None, body="새 본문이에요."):
    writer = writer or cast.suhyun
    with transaction():
        actions.revise(writer, version_id)
    text = ArticleText(TEXT.title, TEXT.summary, body)
    with transaction():
        actions.save_draft(writer, version_id, text, seen_version=seen(writer, version_id))
        actions.describe_change(writer, version_id, significance=significance, note="")
        actions.submit(writer, version_id)
    decided(cast.yejin, version_id)


def test_its_writer_answers_for_a_new_article_for_half_a_year(cast, version_id):
    care = care_of(cast, version_id)
    assert care.owner.id == cast.suhyun.id
    assert care.review_by - care.reviewed_at == timedelta(days=180)
    assert care.confirmations == 0
    assert care.reasons == ()


def test_who_approved_it_answers_for_what_a_customer_wrote(cast):
    expert = person("expert", "강도윤", Role.EXPERT)
    written = published(expert, cast.yejin, cast.product_id)
    assert care_of(cast, written).owner.id == cast.yejin.id


def test_three_of_the_staff_make_it_validated_and_its_writer_is_none_of_them(cast, version_id):
    for who in (cast.suhyun, cast.yejin, cast.seoyeon, cast.seoyeon):
        confirmed(who, version_id)
    assert care_of(cast, version_id).confirmations == 2
    assert not queries.get(cast.minji, version_id).is_validated
    confirmed(cast.eunji, version_id, occasion="reuse")
    assert queries.get(cast.minji, version_id).is_validated


def test_a_customer_confirms_nothing_not_even_an_expert(cast, version_id):
    for who in (cast.minji, person("expert", "강도윤", Role.EXPERT)):
        assert refusal(upkeep.confirm, who, version_id) == "faq.confirm"
        assert refusal(upkeep.doubt, who, version_id) == "faq.confirm"


def test_only_who_may_publish_moves_the_review_date_and_settles_what_spoke_against_it(
    cast, version_id
):
    with transaction():
        upkeep.doubt(cast.seoyeon, version_id)
    before = care_of(cast, version_id).review_by
    with clock.at(care_of(cast, version_id).reviewed_at + timedelta(days=30)):
        confirmed(cast.eunji, version_id)
        assert care_of(cast, version_id).review_by == before
        assert [reason.cause for reason in care_of(cast, version_id).reasons] == ["staff"]
        confirmed(cast.yejin, version_id)
        assert care_of(cast, version_id).review_by == before + timedelta(days=30)
        assert care_of(cast, version_id).reasons == ()


def test_who_doubts_it_does_not_stand_behind_it(cast, version_id):
    confirmed(cast.seoyeon, version_id)
    with transaction():
        upkeep.doubt(cast.seoyeon, version_id)
    assert care_of(cast, version_id).confirmations == 0
    assert queries.get(cast.minji, version_id).needs_update


@pytest.mark.parametrize(("significance", "left"), [("typo", 1), ("minor", 1), ("major", 0)])
def test_a_large_change_has_to_be_confirmed_anew(cast, version_id, significance, left):
    confirmed(cast.seoyeon, version_id)
    with transaction():
        upkeep.doubt(cast.eunji, version_id)
    revised(cast, version_id, significance)
    care = care_of(cast, version_id)
    assert (care.confirmations, care.reasons) == (left, ())


def test_who_writes_the_next_text_does_not_stand_behind_it(cast, version_id):
    confirmed(cast.seoyeon, version_id)
    revised(cast, version_id, "typo", writer=cast.seoyeon)
    assert care_of(cast, version_id).confirmations == 0
    assert care_of(cast, version_id).owner.id == cast.suhyun.id
    assert [found for found in integrity.findings() if found.drift] == []


def test_an_article_is_handed_over_to_somebody_of_the_team_only(cast, version_id):
    with transaction():
        upkeep.hand_over(cast.suhyun, version_id, handle="@seoyeon")
    assert care_of(cast, version_id).owner.id == cast.seoyeon.id
    for nobody in ("minji", "nobody-at-all", ""):
        assert refusal(upkeep.hand_over, cast.seoyeon, version_id, handle=nobody) == "faq.owner"
    assert refusal(upkeep.hand_over, cast.eunji, version_id, handle="eunji") == "faq.publish"


def test_a_review_date_lies_within_two_years(cast, version_id):
    now = clock.now()
    for wrong in (now - timedelta(days=1), now + timedelta(days=800)):
        assert refusal(upkeep.set_review_by, cast.yejin, version_id, wrong) == "faq.review_date"
    chosen = now + timedelta(days=10)
    with transaction():
        upkeep.set_review_by(cast.yejin, version_id, chosen)
    assert care_of(cast, version_id).review_by == chosen
    assert refusal(upkeep.set_review_by, cast.eunji, version_id, chosen) == "faq.publish"


def test_a_retired_article_needs_no_update_and_is_not_confirmed(cast, version_id):
    with transaction():
        upkeep.doubt(cast.seoyeon, version_id)
    with transaction():
        actions.retire(cast.yejin, version_id, reason="이제 없어요.")
    assert care_of(cast, version_id).reasons == ()
    assert refusal(upkeep.confirm, cast.yejin, version_id) == "faq.not_published"
    assert [found for found in integrity.findings() if found.drift] == []


def test_search_trusts_a_validated_article_more_and_one_that_needs_an_update_less(
    cast, version_id, drain
):
    (plain,) = documents.of_articles([version_id])
    for who in (cast.yejin, cast.seoyeon, cast.eunji):
        confirmed(who, version_id)
    (validated,) = documents.of_articles([version_id])
    with transaction():
        upkeep.doubt(cast.daniel, version_id)
    (doubted,) = documents.of_articles([version_id])
    factors = [ranking.multiplier(document) for document in (plain, validated, doubted)]
    assert factors == pytest.approx([1.1, 1.2, 1.2 * 0.8])
    assert len({plain.version, validated.version, doubted.version}) == 3
