"""Estimating ideas, keeping views, keeping texts to begin from: by whom, how, and without loss."""

import pytest

from portal.accounts.roles import Role
from portal.kit.errors import RuleBroken
from portal.products import actions as products
from portal.review import actions, queries, rules, worklist
from portal.review.rules import Estimate, Template
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal
from tests.review.test_figures import of, settle

WHOLE = Estimate(reach=100, impact=2.0, confidence=0.8, effort=0.5, fit=4, note="로드맵과 맞아요.")
TEXTS = {
    "name": "반영 예정 안내",
    "status": "planned",
    "body_ko": "“{title}” 아이디어를 반영하기로 했어요. {votes}명이 함께해 주셨어요.",
    "body_en": "We will build “{title}”. {votes} people asked for it.",
}


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def test_an_estimate_is_kept_and_its_figure_follows(cast, idea):
    do(actions.score, cast.daniel, idea, WHOLE, seen_version=0)
    settle()
    known = queries.score(cast.daniel, idea)
    assert (known.estimate, known.version, known.updated_by) == (WHOLE, 1, "다니엘")
    assert of(idea).rice == pytest.approx(320)
    assert worklist.by_ids(cast.daniel, [idea])[idea].effort == 0.5
    do(actions.score, cast.daniel, idea, Estimate(), seen_version=1)
    settle()
    assert (of(idea).rice, queries.score(cast.daniel, idea).version) == (None, 2)


def test_nobody_overwrites_an_estimate_that_they_have_not_seen(cast, idea):
    do(actions.score, cast.daniel, idea, WHOLE, seen_version=0)
    for seen in (0, 2):
        code = refusal(actions.score, cast.hana, idea, Estimate(fit=1), seen_version=seen)
        assert code == "score.meanwhile"
    assert queries.score(cast.daniel, idea).estimate == WHOLE


def test_only_a_product_manager_of_its_product_estimates_an_idea(cast, idea):
    with_other = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = person("teo", "태오", Role.PRODUCT_MANAGER, product_id=with_other)
    for who in (cast.minji, cast.seoyeon, cast.eunji, elsewhere):
        assert refusal(actions.score, who, idea, WHOLE, seen_version=0) == "idea.review"
        assert refusal(queries.score, who, idea) == "idea.review"
    question = make.question(cast.minji, cast.product_id)
    code = refusal(actions.score, cast.daniel, question, WHOLE, seen_version=0)
    assert code == "idea.not_an_idea"


@pytest.mark.parametrize(
    ("estimate", "code"),
    [
        (Estimate(reach=-1), "score.reach"),
        (Estimate(impact=1.5), "score.impact"),
        (Estimate(confidence=0.9), "score.confidence"),
        (Estimate(effort=0.2), "score.effort"),
        (Estimate(effort=float("nan")), "score.effort"),
        (Estimate(effort=float("inf")), "score.effort"),
        (Estimate(fit=6), "score.fit"),
        (Estimate(note="가" * 1001), "score.note_too_long"),
    ],
)
def test_an_estimate_keeps_to_its_scales(estimate, code):
    with pytest.raises(RuleBroken) as refused:
        rules.check_estimate(estimate)
    assert refused.value.code == code


def test_the_widest_estimates_are_allowed():
    rules.check_estimate(Estimate(reach=0, impact=0.25, confidence=0.5, effort=0.25, fit=0))
    rules.check_estimate(Estimate(impact=3.0, confidence=1.0, effort=1000, fit=5, note="가" * 1000))


def test_a_view_is_ones_own_until_it_is_shared(cast):
    view = do(actions.save_view, cast.daniel, name="내 것", query="order=votes", is_shared=False)
    assert [tab.name for tab in queries.views(cast.daniel)] == ["내 것"]
    assert queries.views(cast.hana) == ()
    same = do(actions.save_view, cast.daniel, name=" 내 것 ", query="order=rice", is_shared=True)
    assert same == view
    (tab,) = queries.views(cast.hana)
    assert (tab.query, tab.is_mine, tab.owner) == ("order=rice", False, "다니엘")
    assert refusal(actions.forget_view, cast.hana, view) == "view.not_found"
    do(actions.forget_view, cast.daniel, view)
    assert queries.views(cast.daniel) == ()


def test_a_view_needs_a_name_and_there_are_not_too_many(cast, monkeypatch):
    new = {"query": "order=votes", "is_shared": False}
    assert refusal(actions.save_view, cast.daniel, name=" ", **new) == "view.name_blank"
    assert refusal(actions.save_view, cast.daniel, name="가" * 61, **new) == "view.name_too_long"
    assert refusal(actions.save_view, cast.seoyeon, name="a", **new) == "idea.review"
    monkeypatch.setattr(rules, "VIEWS_MAX", 1)
    do(actions.save_view, cast.daniel, name="하나", **new)
    assert refusal(actions.save_view, cast.daniel, name="둘", **new) == "view.too_many"
    do(actions.save_view, cast.daniel, name="하나", **new)


def test_a_template_stands_in_both_languages_and_speaks_of_what_there_is(cast):
    template_id = do(actions.add_template, cast.daniel, Template(**TEXTS))
    known = queries.template(cast.daniel, template_id)
    filled = rules.fill(known.body("ko"), {"title": "다크 모드", "votes": "12"})
    assert filled == "“다크 모드” 아이디어를 반영하기로 했어요. 12명이 함께해 주셨어요."
    assert rules.unresolved(known.body("en"), {"title": "Dark mode"}) == ("votes",)
    for change, code in (
        ({"body_en": ""}, "template.blank"),
        ({"body_ko": "{나이}"}, "template.variable"),
        ({"body_ko": "가" * 2001}, "template.too_long"),
        ({"status": "lucky"}, "idea.status"),
        ({"name": ""}, "view.name_blank"),
        ({}, "template.name_taken"),
    ):
        assert refusal(actions.add_template, cast.daniel, Template(**(TEXTS | change))) == code


def test_nobody_overwrites_a_template_that_they_have_not_seen(cast):
    template_id = do(actions.add_template, cast.daniel, Template(**TEXTS))
    old, new = Template(**TEXTS), Template(**(TEXTS | {"body_en": "We will build it."}))
    aside = {"seen_version": 1, "is_active": False}
    do(actions.change_template, cast.daniel, template_id, new, **aside)
    assert queries.templates(cast.daniel) == ()
    (known,) = queries.templates(cast.daniel, with_inactive=True)
    assert (known.body_en, known.version) == ("We will build it.", 2)
    code = refusal(actions.change_template, cast.hana, template_id, old, **aside)
    assert code == "template.meanwhile"
    assert refusal(actions.change_template, cast.hana, 99, old, **aside) == "template.not_found"
    assert refusal(actions.change_template, cast.minji, template_id, old, **aside) == (
        "idea.review"
    )
