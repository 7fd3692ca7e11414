"""One idea as a product manager weighs it: who wants it, what for, what it is worth."""

import pytest

from portal.review import queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do
from tests.review.test_figures import settle, works_at


@pytest.fixture
def idea(cast) -> int:
    made = make.idea(cast.minji, cast.product_id)
    do(votes.cast, cast.junho, made)
    do(
        votes.describe,
        cast.junho,
        made,
        importance=3,
        use_case="밤에 침대에서 봐요.",
        is_shared=False,
    )
    works_at(cast.junho, "haesol.example")
    settle()
    return made


def score(browser, idea: int, **fields: str):
    at = f"/pm/ideas/{idea}"
    return send(browser, f"{at}/score", at=at, **({"version": "0"} | fields))


def test_only_who_weighs_ideas_opens_it(cast, client_as, idea):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert client_as(who).get(f"/pm/ideas/{idea}").status_code == 404
    question = make.question(cast.minji, cast.product_id)
    assert client_as(cast.daniel).get(f"/pm/ideas/{question}").status_code == 404
    assert client_as(cast.daniel).get("/pm/ideas/999").status_code == 404


def test_it_tells_who_wants_it_and_what_for(cast, client_as, idea):
    html = said(client_as(cast.daniel).get(f"/pm/ideas/{idea}"))
    assert "밤에 침대에서 봐요." in html
    assert "for the team alone" in html
    assert "haesol.example" in html
    assert "<dt>Votes</dt><dd>2</dd>" in html


def test_beside_the_list_it_comes_as_a_part_of_the_page(cast, client_as, idea):
    part = client_as(cast.daniel).get(f"/pm/ideas/{idea}", headers={"HX-Request": "true"})
    assert "<html" not in part.get_data(as_text=True)
    assert "pm-idea-title" in part.get_data(as_text=True)


def test_the_votes_over_time_are_a_picture_a_table_and_a_file(cast, client_as, idea):
    browser = client_as(cast.daniel)
    picture = browser.get(f"/pm/ideas/{idea}/votes.svg?shade=dark")
    assert picture.content_type.startswith("image/svg")
    file = browser.get(f"/pm/ideas/{idea}/votes.csv").get_data(as_text=True)
    assert file.strip().splitlines()[-1].endswith(",2")
    assert client_as(cast.minji).get(f"/pm/ideas/{idea}/votes.svg").status_code == 404


def test_an_estimate_is_saved_and_shown_again(cast, client_as, idea):
    browser = client_as(cast.daniel)
    fields = {"reach": "1,200", "impact": "2.0", "confidence": "0.8", "effort": "0,5", "fit": "4"}
    assert score(browser, idea, **fields).status_code == 303
    settle()
    estimate = queries.score(cast.daniel, idea).estimate
    assert (estimate.reach, estimate.effort) == (1200, 0.5)
    html = said(browser.get(f"/pm/ideas/{idea}"))
    assert "<dt>RICE</dt><dd>3840.0</dd>" in html
    assert '<option value="2.0" selected>' in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reach": "many"}, "whole number"),
        ({"effort": "0.1"}, "person-months"),
        ({"effort": "inf"}, "person-months"),
        ({"fit": "9"}, "fit"),
        ({"impact": "1.5"}, "impact"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_typed_is_lost(cast, client_as, idea, fields, words):
    answer = score(client_as(cast.daniel), idea, note="한참 적은 메모", **fields)
    assert answer.status_code == 422
    html = said(answer)
    assert words in html
    assert "한참 적은 메모" in html


def test_who_saves_over_a_change_they_have_not_seen_is_told_both(cast, client_as, idea):
    assert score(client_as(cast.hana), idea, fit="5", note="먼저").status_code == 303
    late = score(client_as(cast.daniel), idea, fit="1", note="나중", version="0")
    assert late.status_code == 409
    html = said(late)
    assert "나중" in html
    assert "Saved by now" in html
    assert "먼저" in html
