"""Pictures of ideas by page: who sees them, their files, and what draws them."""

from datetime import timedelta

import pytest

from portal.kit import clock
from portal.review import pictures
from portal.votes import actions as votes
from portal.web.product.pictures import KINDS
from tests.make import threads as make
from tests.make.pages import said
from tests.make.refusals import do
from tests.review.test_figures import settle

KEYS = (*KINDS, "top")


@pytest.fixture
def browser(cast, client_as):
    return client_as(cast.daniel)


@pytest.fixture
def idea(cast) -> int:
    with clock.at(clock.now() - timedelta(days=70)):
        made = make.idea(cast.minji, cast.product_id)
    do(votes.cast, cast.junho, made)
    settle()
    do(pictures.count_votes)
    return made


def test_every_picture_stands_with_its_definition_its_table_and_its_file(browser, idea):
    html = said(browser.get("/pm/pictures"))
    for key in KEYS:
        assert f'id="{key}-title"' in html
        assert f"/pm/pictures/{key}?months=12&as=csv" in html.replace("&amp;", "&")
    assert html.count('class="chart-picture"') + html.count("There are no numbers yet.") == len(
        KEYS
    )
    assert "style=" not in html


@pytest.mark.parametrize("key", KEYS)
def test_a_picture_is_drawn_in_light_and_dark_and_taken_away(browser, idea, key):
    drawn = {}
    for shade in ("light", "dark"):
        answer = browser.get(f"/pm/pictures/{key}.svg?months=6&shade={shade}")
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
        drawn[shade] = answer.get_data()
    assert drawn["light"] != drawn["dark"]
    for kind in ("csv", "xlsx", "json"):
        assert browser.get(f"/pm/pictures/{key}?as={kind}").status_code == 200
    text = browser.get(f"/pm/pictures/{key}?as=csv").get_data().decode("utf-8-sig")
    assert "How it is made" in text


def test_one_idea_has_its_own_picture(browser, idea):
    html = said(browser.get(f"/pm/pictures?idea={idea}"))
    assert "Voters over time" in html
    answer = browser.get(f"/pm/pictures/idea.svg?months=6&idea={idea}")
    assert answer.mimetype == "image/svg+xml"
    text = browser.get(f"/pm/pictures/idea?idea={idea}&months=6&as=json").get_json()
    assert [row["People"] for row in text["rows"]][-1] == 1
    assert sum(row["People"] for row in text["rows"]) == 2
    assert browser.get("/pm/pictures?idea=99999").status_code == 404


@pytest.mark.parametrize("query", ["product=nowhere", "months=25", "months=0"])
def test_what_is_not_offered_is_not_there(browser, query):
    assert browser.get(f"/pm/pictures?{query}").status_code == 404


def test_nobody_else_sees_a_picture(cast, client, client_as, idea):
    for path in ("/pm/pictures", "/pm/pictures/votes.svg", "/pm/pictures/votes?as=csv"):
        assert client.get(path).status_code == 303
        for who in (cast.junho, cast.seoyeon):
            assert client_as(who).get(path).status_code == 404


def test_all_pictures_cost_a_bounded_number_of_statements(browser, idea, statements):
    browser.get("/pm/pictures")
    statements.clear()
    browser.get("/pm/pictures")
    assert len(statements) <= 20
