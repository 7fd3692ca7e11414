"""What the form library says of a field is said in our words, in the reader's language."""

import re
from pathlib import Path

import pytest
import wtforms
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

from portal.kit import locale
from portal.web.account import forms as account
from portal.web.admin import forms as admin
from portal.web.community import forms as community
from portal.web.forms import PortalForm
from portal.web.workspace import faq_forms
from tests.make.pages import said, send

_THEIRS = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
_FORMAL = re.compile(r"니다[.!?]?$")


def their_sentences() -> list[Message]:
    with _THEIRS.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_every_sentence_of_the_library_has_its_korean_in_our_tone():
    ours = locale.catalogue("ko")
    for message in their_sentences():
        one, more = message.id if message.pluralizable else (message.id, message.id)
        korean = ours.ngettext(one, more, 2) if message.pluralizable else ours.gettext(one)
        assert korean not in {one, more}
        assert not _FORMAL.search(korean), korean


@pytest.mark.parametrize("module", [account, admin, community, faq_forms])
def test_every_form_speaks_our_words(module):
    forms = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, FlaskForm)
    ]
    assert forms
    assert all(issubclass(form, PortalForm) for form in forms)


class Shape(PortalForm):
    """A form with the rules that are met most."""

    name = StringField(validators=[InputRequired()])
    word = StringField(validators=[Length(max=3)])
    number = IntegerField()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ko",
            ["이 칸을 채워 주세요.", "3자까지 적을 수 있어요.", "소수점 없이 숫자로 적어 주세요."],
        ),
        (
            "en",
            [
                "This field is required.",
                "Field cannot be longer than 3 characters.",
                "Not a valid integer value.",
            ],
        ),
    ],
)
def test_a_reader_is_told_in_their_language(app: Flask, language: str, told: list[str]):
    cookie = {"Cookie": f"maru_locale={language}"}
    typed = MultiDict({"word": "길다란 말", "number": "하나"})
    with app.test_request_context(headers=cookie):
        form = Shape(formdata=typed)
        assert not form.validate()
        assert [field.errors[0] for field in form] == told


def test_a_choice_that_is_not_offered_is_refused_in_our_words(cast, client_as):
    answer = send(client_as(cast.minji), "/settings/profile", locale="xx")
    assert "목록에 있는 것 중에서 골라 주세요." in said(answer)
