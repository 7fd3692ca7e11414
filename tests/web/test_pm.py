"""The product manager's list in the browser: who enters, what it tells, what leaves as a file."""

import io
import json

import openpyxl
import pytest
from sqlalchemy import update

from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.tables import FORMATS
from portal.review.models import IdeaFigures
from portal.web.product.columns import COLUMNS
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.tables import table_of
from tests.review.test_figures import settle, works_at
from tests.review.test_worklist import ideas, mixed  # noqa: F401 - fixtures

HERE = "/pm?votes=2"


def test_to_anybody_but_a_product_manager_the_door_does_not_exist(cast, client, client_as):
    assert client.get("/pm").status_code in (302, 303, 401)
    for who in (cast.minji, cast.seoyeon, cast.suhyun, cast.eunji):
        assert client_as(who).get("/pm").status_code == 404
    for who in (cast.daniel, cast.hana):
        assert client_as(who).get("/pm").status_code == 200


def test_the_list_names_every_open_idea_and_counts_them(cast, client_as, mixed):  # noqa: F811
    html = said(client_as(cast.daniel).get("/pm"))
    assert "3 ideas" in html
    for title in ("요금제 알림", "해외 로밍", "Let me export my bills"):
        assert title in html
    assert "다크 모드" not in html


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("order=luck", "order"),
        ("status=lucky", "status"),
        ("view=mine", "view"),
        ("lens=rich", "lens"),
        ("product=none", "product"),
        ("owner=nobody-at-all", "owner"),
        ("votes=-3", "votes"),
        ("from=yesterday", "from"),
        ("until=9999-12-31", "until"),
        ("importance=4", "importance"),
        ("kind=best", "kind"),
        ("lang=fr", "lang"),
    ],
)
def test_what_nobody_understands_is_told_and_not_passed_over(
    cast,
    client_as,
    mixed,  # noqa: F811
    query,
    name,
):
    answer = client_as(cast.daniel).get(f"/pm?{query}")
    assert answer.status_code == 200
    assert f"left out: {name}" in said(answer)


def test_an_owner_is_named_by_handle_by_me_or_by_nobody(cast, client_as, mixed):  # noqa: F811
    browser = client_as(cast.daniel)
    for owner, count in (("me", "1 idea"), ("@daniel", "1 idea"), ("none", "2 ideas")):
        assert count in said(browser.get(f"/pm?owner={owner}")), owner


def rows_of(answer, kind: str) -> tuple[list[str], list[list[str]]]:
    """Read a file of any kind: the names of its columns, and its rows as texts."""
    assert answer.status_code == 200
    if kind == "csv":
        file = table_of(answer)
        return file.header, file.rows
    if kind == "json":
        told = json.loads(answer.get_data())
        rows = [[row[name] for name in told["columns"]] for row in told["rows"]]
        return told["columns"], [["" if v is None else str(v) for v in row] for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    lines = [
        ["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)
    ]
    begin = next(number for number, line in enumerate(lines) if not any(line)) + 1
    return lines[begin], lines[begin + 1 :]


def test_what_leaves_as_a_file_is_what_the_screen_shows(cast, client_as, mixed):  # noqa: F811
    browser = client_as(cast.daniel)
    query = "order=votes&column=votes&column=owner&column=tags"
    assert "3 ideas" in said(browser.get(f"/pm?{query}"))
    for kind in FORMATS:
        header, rows = rows_of(browser.get(f"/pm?{query}&as={kind}"), kind)
        assert header == ["Title", "Address", "Product", "Votes", "Owner", "Tags"], kind
        assert [row[3] for row in rows] == ["3", "2", "1"], kind
        assert [row[4] for row in rows] == ["", "다니엘", ""], kind


def test_a_file_says_what_it_was_chosen_by_and_when(cast, client_as, mixed):  # noqa: F811
    text = client_as(cast.daniel).get("/pm?votes=2&as=csv").get_data(as_text=True)
    assert "votes=2" in text
    assert "Edition of the formulas" in text
    assert f"{clock.now():%Y-%m-%d}" in text


def test_a_title_never_becomes_a_formula(cast, client_as):
    make.idea(cast.minji, cast.product_id, title="=HYPERLINK(evil) please")
    settle()
    text = client_as(cast.daniel).get("/pm?as=csv").get_data(as_text=True)
    assert "'=HYPERLINK" in text


def test_another_lens_shows_how_the_places_move(cast, client_as, ideas):  # noqa: F811
    for who in (cast.minji, cast.junho, cast.suhyun):
        works_at(who, "haesol.example")
    with transaction():
        db.session.execute(update(IdeaFigures).values(stale_at=clock.now()))
    settle()
    html = said(client_as(cast.daniel).get("/pm?lens=organisations"))
    assert "Place by this counting" in html
    answer = client_as(cast.daniel).get("/pm?lens=organisations&as=json")
    header, rows = rows_of(answer, "json")
    assert header[-2:] == ["Place by this counting", "Difference"]
    # all of one organisation: every idea has the first place
    assert {row[-2] for row in rows} == {"1"}


def test_a_view_is_kept_found_again_and_forgotten(cast, client_as, mixed):  # noqa: F811
    browser = client_as(cast.daniel)
    answer = send(browser, "/pm/views", at=HERE, name="내 것", query="votes=2", shared="yes")
    assert answer.status_code == 303
    assert "내 것" in said(client_as(cast.hana).get("/pm"))
    assert send(browser, "/pm/views", at=HERE, name=" ", query="votes=2").status_code == 422


def test_every_column_can_be_shown_and_ordered_by_what_it_says(cast, client_as, mixed):  # noqa: F811
    browser = client_as(cast.daniel)
    every = "&".join(f"column={slug}" for slug in COLUMNS)
    assert browser.get(f"/pm?{every}").status_code == 200
    for column in COLUMNS.values():
        if column.order:
            assert browser.get(f"/pm?order={column.order}").status_code == 200


def test_the_list_takes_at_most_nine_statements(cast, client_as, statements, mixed):  # noqa: F811
    browser = client_as(cast.daniel)
    browser.get("/pm")
    statements.clear()
    browser.get("/pm")
    assert len(statements) <= 9, statements


@pytest.mark.parametrize("typed", ["%00", "%EF%BB%BF%E2%80%AE", "%20%20", "%22%22", "-"])
def test_words_that_say_nothing_are_told_and_find_nothing(cast, client_as, mixed, typed):  # noqa: F811
    assert client_as(cast.daniel).get(f"/pm?q={typed}").status_code == 200
