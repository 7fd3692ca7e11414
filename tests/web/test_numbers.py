"""The page of numbers: figures, formulas, and the way to their rows."""

from datetime import timedelta

import pytest

from portal.insights import asking
from portal.insights.asking import Thing, Told
from portal.kit import clock
from portal.kit.db import transaction
from tests.make import threads as make
from tests.make.pages import said


@pytest.fixture
def solved(cast) -> None:
    thread_id = make.question(cast.minji, cast.product_id)
    with clock.at(clock.now() - timedelta(days=2)), transaction():
        token = asking.shown(asking.begin("question", "ko"), [Thing("question", thread_id)])
        asking.record(Told(token=token, solved=1), place="")


def test_the_page_shows_what_is_found_solved_and_repeated(cast, client_as, solved):
    html = said(client_as(cast.miran).get("/staff/numbers?lang=ko"))
    for word in ("결과 없음", "직접 해결", "해결 추정", "같은 질문"):
        assert word in html, word
    assert '<strong>100 %</strong> <span class="soft small">1 / 1</span>' in html
    assert "/staff/numbers/asking?lang=ko&pile=solved" in html


def test_the_rows_behind_a_figure(cast, client_as, solved):
    html = said(client_as(cast.daniel).get("/staff/numbers/asking?lang=ko&pile=solved"))
    assert "와이파이가 저녁마다 끊겨요" in html
    empty = said(client_as(cast.daniel).get("/staff/numbers/asking?lang=ko&pile=left"))
    assert "와이파이" not in empty
    assert client_as(cast.daniel).get("/staff/numbers/asking?pile=other").status_code == 404
    assert client_as(cast.daniel).get("/staff/numbers/duplicates").status_code == 200


@pytest.mark.parametrize("path", ["", "/asking", "/duplicates"])
def test_only_those_who_hold_the_right_find_the_page(cast, client, client_as, path):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        assert client_as(who).get(f"/staff/numbers{path}").status_code == 404
    for who in (cast.miran, cast.suhyun, cast.daniel, cast.hana):
        assert client_as(who).get(f"/staff/numbers{path}").status_code == 200


def test_the_numbers_of_the_help_are_shown_with_their_formulas(cast, client_as, solved):
    html = said(client_as(cast.suhyun).get("/staff/numbers/help?lang=ko"))
    assert "와이파이가 저녁마다 끊겨요" in html
    for word in ("0 %", "아직 없음", "아직 질문에서 나온 도움말이 없어요"):
        assert word in html, word
    assert "/staff/numbers/help?lang=ko" in said(client_as(cast.miran).get("/staff/numbers"))
    assert client_as(cast.minji).get("/staff/numbers/help").status_code == 404
