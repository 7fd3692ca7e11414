"""Products, as an administrator's browser tends them."""

import pytest

from portal.products import queries
from tests.make.pages import said, send

AT = "/admin/products"
GOOD = {
    "name_ko": "인터넷",
    "name_en": "Internet",
    "tagline_ko": "집에서",
    "tagline_en": "At home",
    "position": "3",
    "voter_visibility": "names",
    "vote_budget": "10",
    "review_threshold_votes": "5",
    "response_days": "14",
    "archive_after_days": "90",
}


def row(cast, slug="internet"):
    return queries.get_row(cast.hana, slug)


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "eunji"])
def test_nobody_but_administrators_finds_the_page(client_as, cast, who):
    browser = client_as(getattr(cast, who))
    assert browser.get(AT).status_code == 404
    assert send(browser, f"{AT}/internet", at="/settings/account", **GOOD).status_code == 404
    assert row(cast).voter_visibility == "count_only"


def test_a_product_is_offered_and_can_be_posted_about(client_as, cast):
    hana = client_as(cast.hana)
    new = {"slug": "tv", "name_ko": "텔레비전", "name_en": "TV"}
    assert send(hana, AT, at=AT, **new).status_code == 303
    assert row(cast, "tv").position == 1
    assert "텔레비전" in said(hana.get("/questions/ask"))
    again = send(hana, AT, at=AT, **new)
    assert again.status_code == 409
    assert 'value="tv"' in said(again)


def test_everything_that_its_ideas_obey_is_saved(client_as, cast):
    hana = client_as(cast.hana)
    assert send(hana, f"{AT}/internet", at=f"{AT}/internet", **GOOD).status_code == 303
    kept = queries.get_settings(cast.product_id)
    assert (kept.voter_visibility, kept.vote_budget) == ("names", 10)
    assert (kept.review_threshold_votes, kept.response_days) == (5, 14)
    assert kept.archive_after_days == 90
    without = GOOD | {"vote_budget": " "}
    assert send(hana, f"{AT}/internet", at=f"{AT}/internet", **without).status_code == 303
    assert queries.get_settings(cast.product_id).vote_budget is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_ko", " "),
        ("name_en", "x" * 61),
        ("tagline_ko", "가" * 201),
        ("position", "-1"),
        ("voter_visibility", "everything"),
        ("vote_budget", "0"),
        ("vote_budget", "many"),
        ("review_threshold_votes", ""),
        ("response_days", "366"),
        ("archive_after_days", "29"),
        ("archive_after_days", "9" * 40),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(client_as, cast, field, value):
    before = row(cast)
    hana = client_as(cast.hana)
    answer = send(hana, f"{AT}/internet", at=f"{AT}/internet", **(GOOD | {field: value}))
    assert answer.status_code == 422
    assert f'href="#{field}"' in said(answer)
    assert row(cast) == before


def test_a_product_is_retired_and_offered_again(client_as, cast):
    hana = client_as(cast.hana)
    path = f"{AT}/internet"
    assert send(hana, f"{path}/offered", at=path, offered="no").status_code == 303
    assert row(cast).is_retired
    assert send(hana, f"{path}/offered", at=path, offered="yes").status_code == 303
    assert not row(cast).is_retired


def test_an_unknown_product_is_not_there(client_as, cast):
    assert client_as(cast.hana).get(f"{AT}/radio").status_code == 404
