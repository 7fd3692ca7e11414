"""Texts outside a page, in the language of whom they are for."""

import pytest
from flask import Flask
from flask_babel import gettext

from portal.kit import locale
from portal.kit.render import render


@pytest.mark.parametrize("asked_in", ["ko", "en"])
@pytest.mark.parametrize(
    ("language", "expected"), [("ko", "누군가 나를 언급했을 때"), ("en", "Somebody mentioned me")]
)
def test_a_text_speaks_its_readers_language_whoever_asks_for_a_page_meanwhile(
    app: Flask, asked_in: str, language: str, expected: str
) -> None:
    with app.test_request_context(headers={"Cookie": f"maru_locale={asked_in}"}):
        gettext("Save")
        assert render("email/notice_kind.txt", language, kind="mention") == expected


def test_a_text_is_written_where_nobody_asks_for_a_page(app: Flask) -> None:
    with locale.using("ko"):
        assert render("email/notice_kind.txt", "en", kind="mention") == "Somebody mentioned me"
    assert render("email/notice_kind.txt", "ko", kind="mention") == "누군가 나를 언급했을 때"
