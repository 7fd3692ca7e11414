"""Texts to begin from: kept in both languages, changed against what was seen, and never lost."""

import pytest

from portal.review import queries
from tests.make.pages import said, send

HERE = "/pm/templates"
TEXT = {
    "name": "반영 예정 안내",
    "status": "planned",
    "body_ko": "“{title}” 아이디어를 반영하기로 했어요.",
    "body_en": "We will build “{title}”.",
}


def test_a_text_is_kept_changed_and_laid_aside(cast, client_as):
    browser = client_as(cast.daniel)
    assert send(browser, HERE, **TEXT).status_code == 303
    (kept,) = queries.templates(cast.daniel)
    at = f"{HERE}/{kept.id}"
    changed = TEXT | {"body_en": "Coming: {title}.", "version": "1", "active": "yes"}
    assert send(browser, at, at=HERE, **changed).status_code == 303
    assert queries.template(cast.daniel, kept.id).body_en == "Coming: {title}."
    aside = TEXT | {"version": "2"}
    assert send(browser, at, at=HERE, **aside).status_code == 303
    assert queries.templates(cast.daniel) == ()
    assert "laid aside" in said(browser.get(HERE))


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"body_en": ""}, 422, "both languages"),
        ({"body_ko": "{나이} 한참 적은 글"}, 422, "“나이”"),
        ({"name": " "}, 422, "name"),
        ({"status": "lucky"}, 422, "status"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_typed_is_lost(
    cast, client_as, change, status, words
):
    answer = send(client_as(cast.daniel), HERE, **(TEXT | change))
    assert answer.status_code == status
    html = said(answer)
    assert words in html
    assert (TEXT | change)["body_ko"] in html


def test_who_changes_what_they_have_not_seen_is_told_so(cast, client_as):
    send(client_as(cast.daniel), HERE, **TEXT)
    (kept,) = queries.templates(cast.daniel)
    late = TEXT | {"version": "9", "body_en": "My long text."}
    answer = send(client_as(cast.hana), f"{HERE}/{kept.id}", at=HERE, **late)
    assert answer.status_code == 409
    assert "My long text." in said(answer)
    same = send(client_as(cast.hana), HERE, **TEXT)
    assert same.status_code == 409


def test_the_page_is_for_product_managers_alone(cast, client_as):
    assert client_as(cast.seoyeon).get(HERE).status_code == 404
    answer = send(client_as(cast.daniel), f"{HERE}/99", at=HERE, **TEXT)
    assert answer.status_code == 404
