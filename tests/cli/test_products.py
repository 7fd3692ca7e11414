"""Products on the command line."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.accounts.roles import Role
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.products import queries
from tests.make.cast import person
from tests.make.pages import said

ADD = ("products", "add", "internet", "--ko", "인터넷", "--en", "Internet")


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=list(arguments))


def test_a_portal_opens_with_its_first_product(app, client):
    assert 'name="title"' not in said(client.get("/questions/ask"))
    result = run(app, *ADD, "--tagline-ko", "집과 사무실의 인터넷")
    assert result.exit_code == 0, result.output
    product = queries.list_all()[0]
    assert (product.slug, product.name_en) == ("internet", "Internet")
    assert product.tagline_ko == "집과 사무실의 인터넷"
    html = said(client.get("/questions/ask"))
    assert 'name="title"' in html
    assert "인터넷" in html
    kinds = Counter(db.session.execute(select(EventRow.kind)).scalars())
    assert kinds["ProductOffered"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("products", "add", "In ternet", "--ko", "인터넷", "--en", "Internet"), "product.slug"),
        (("products", "add", "i" * 41, "--ko", "인터넷", "--en", "Internet"), "product.slug"),
        (("products", "add", "internet", "--ko", " ", "--en", "Internet"), "product.name"),
        (("products", "add", "internet", "--ko", "인터넷", "--en", "I" * 61), "product.name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(app, arguments, code):
    result = run(app, *arguments)
    assert (result.exit_code, code in result.output) == (1, True)
    assert queries.list_all() == ()


def test_a_product_is_not_added_twice(app):
    run(app, *ADD)
    result = run(app, *ADD)
    assert (result.exit_code, "product.taken" in result.output) == (1, True)


def test_only_an_administrator_of_an_empty_portal_is_told_how_to_open_it(app, client, client_as):
    admin = person("hana", "유하나", Role.ADMIN)
    for path in ("/staff", "/questions/ask"):
        assert "flask products add" in said(client_as(admin).get(path))
    assert "flask products add" not in said(client.get("/questions/ask"))


def test_a_retired_product_is_read_about_and_not_asked_about(app, client):
    run(app, *ADD)
    assert run(app, "products", "retire", "internet").exit_code == 0
    assert run(app, "products", "retire", "internet").exit_code == 0
    assert queries.list_all()[0].is_retired
    assert 'name="title"' not in said(client.get("/questions/ask"))
    kinds = Counter(db.session.execute(select(EventRow.kind)).scalars())
    assert kinds["ProductRetired"] == 1
    result = run(app, "products", "retire", "nothing")
    assert (result.exit_code, "product.not_found" in result.output) == (1, True)
