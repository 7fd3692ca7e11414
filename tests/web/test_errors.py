"""Refusals and accidents, in the reader's language."""

import re
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal.kit.db import db
from portal.web import sentences
from tests.make import threads as make
from tests.make.pages import csrf_of, said


@pytest.fixture
def broken(built_app):
    """Give a switch that makes every statement fail as if the database were away."""
    engine = db.engine
    error = OperationalError("SELECT 1", {}, Exception("the database is away"))

    def fail(*_: object) -> None:
        raise error

    def switch(*, on: bool) -> None:
        (event.listen if on else event.remove)(engine, "before_cursor_execute", fail)

    yield switch
    if event.contains(engine, "before_cursor_execute", fail):
        event.remove(engine, "before_cursor_execute", fail)


@pytest.mark.parametrize(
    ("locale", "words"), [("ko", "이 주소에는"), ("en", "There is nothing at this address")]
)
def test_an_address_of_nothing_is_404_in_the_readers_language(client, cast, locale, words):
    client.set_cookie("maru_locale", locale)
    for path in ("/nowhere", "/questions/nowhere/x", "/static/x", "/.git/config"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert f'<html lang="{locale}"' in said(answer)
        assert "noindex" in said(answer)
    if locale == "en":
        assert words in said(client.get("/nowhere"))


def test_a_method_that_an_address_does_not_know_is_405(client, cast):
    answer = client.get("/threads/1/vote")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert client.put("/questions").status_code == 405


def test_htmx_gets_a_sentence_and_not_a_page(client, cast):
    answer = client.get("/questions/999", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert said(answer).strip().startswith("<p data-message")


def test_without_the_database_pages_say_so_and_recover_by_themselves(
    cast, client, client_as, broken
):
    """R10: 503 and when to come back, never a stack trace; then it works again."""
    make.question(cast.minji, cast.product_id)
    reader = client_as(cast.junho)
    token = csrf_of(reader.get("/questions/ask"))
    broken(on=True)
    for browser in (client, reader):
        answer = browser.get("/questions?sort=new")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "away" not in said(answer)
    form = {"csrf_token": token, "body": "데이터베이스가 없어도 잃지 않을 글"}
    written = reader.post("/threads/1/answers", data=form, headers={"Origin": "http://localhost"})
    assert written.status_code == 503
    assert "데이터베이스가 없어도 잃지 않을 글" in said(written)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    broken(on=False)
    assert client.get("/questions?sort=new").status_code == 200
    assert reader.post("/threads/1/answers", data=form).status_code == 303


def test_an_accident_is_500_without_details_and_keeps_the_words(cast, client_as):
    """S21. A full disk is no accident of ours: it is 503."""
    reader = client_as(cast.junho)
    question = make.question(cast.minji, cast.product_id)
    token = csrf_of(reader.get("/questions/ask"))
    form = {"csrf_token": token, "body": "사고가 나도 잃지 않을 글"}
    for error, status in ((ZeroDivisionError("secret"), 500), (OSError(28, "No space left"), 503)):

        def fail(_conn, _cursor, statement, *_rest, error=error) -> None:
            if statement.startswith("INSERT INTO answer"):
                raise error

        event.listen(db.engine, "before_cursor_execute", fail)
        answer = reader.post(
            f"/threads/{question}/answers", data=form, headers={"Origin": "http://localhost"}
        )
        event.remove(db.engine, "before_cursor_execute", fail)
        assert answer.status_code == status
        assert "secret" not in said(answer)
        assert "사고가 나도 잃지 않을 글" in said(answer)
    assert reader.post(f"/threads/{question}/answers", data=form).status_code == 303


def test_every_sentence_can_be_filled_from_its_facts(app):
    """A code with a fact that nobody gives would be a 500 instead of a refusal."""
    facts = {"least": 1, "most": 2, "hours": 3, "days": 4, "canonical_id": 5, "minutes": 6}
    facts["word"] = "와이파이"
    facts["years"] = 2
    facts["votes"] = 7
    facts["name"] = "민지"
    with app.test_request_context():
        for code, sentence in sentences.SENTENCES.items():
            assert str(sentence) % facts, code


def test_every_code_that_is_raised_has_a_sentence():
    """B6 of ours: no refusal ends in a 500 for want of words."""
    portal = Path(sentences.__file__).parents[1]
    pattern = re.compile(r'(?:NotFound|NotAllowed|RuleBroken|Conflict)\(\s*"([a-z_]+\.[a-z_]+)"')
    raised = {
        code
        for file in portal.rglob("*.py")
        # what an import refuses is said on the command line, by that room
        if file.parent.name != "exchange"
        for code in pattern.findall(file.read_text(encoding="utf-8"))
    }
    assert len(raised) > 60
    assert raised - set(sentences.SENTENCES) == set()
