"""Joining, as a browser without JavaScript sees it."""

import pytest
from sqlalchemy import func, select

from portal.accounts import queries
from portal.accounts.models import User
from portal.kit.db import db
from tests.make.accounts import PASSWORD, link, member
from tests.make.pages import said, send

TYPED = {
    "email": "sora@example.com",
    "name": "소라",
    "handle": "sora",
    "password": PASSWORD,
    "next": "/questions/ask",
}


def person(handle: str = "sora") -> User:
    return db.session.execute(select(User).where(User.handle == handle)).scalar_one()


def people() -> int:
    return db.session.execute(select(func.count()).select_from(User)).scalar_one()


def test_newcomer_registers_confirms_and_goes_on_where_they_were(client):
    assert send(client, "/register", **TYPED).location == "/register/done"
    assert client.get("/register/done").status_code == 200
    path = f"/confirm/{link(person().id, 'confirm', 'sora@example.com')}"
    answer = send(client, path)
    assert (answer.status_code, answer.location) == (303, "/questions/ask")
    assert client.get("/settings/profile").status_code == 200


def test_confirming_in_another_browser_asks_to_sign_in(app):
    send(app.test_client(), "/register", **TYPED)
    other = app.test_client()
    answer = send(other, f"/confirm/{link(person().id, 'confirm', 'sora@example.com')}")
    assert answer.location == "/sign-in"
    assert other.get("/settings/profile").status_code == 303
    assert queries.get_actor(person().id).is_confirmed


def test_opening_the_link_confirms_nothing(client):
    send(client, "/register", **TYPED)
    path = f"/confirm/{link(person().id, 'confirm', 'sora@example.com')}"
    for _ in range(3):
        assert client.get(path).status_code == 200
    client.head(path)
    assert not queries.get_actor(person().id).is_confirmed


def test_second_click_on_the_button_is_explained(client):
    send(client, "/register", **TYPED)
    path = f"/confirm/{link(person().id, 'confirm', 'sora@example.com')}"
    page = client.get(path)
    from tests.make.pages import csrf_of

    token = csrf_of(page)
    assert client.post(path, data={"csrf_token": token}).status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "sora"),
        ("email", "a@b@example.com"),
        ("email", "sora@example.com\r\nBcc: x@example.com"),
        ("name", ""),
        ("name", "  \u3164 "),
        ("name", "가" * 31),
        ("name", "운영자"),
        ("name", "운.영.자"),
        ("name", "해솔 공식"),
        ("name", "Official Support"),
        ("name", "ＯＦＦＩＣＩＡＬ"),
        ("name", "0ff1c1аl"),
        ("name", "Maru"),
        ("name", "소라 ✓"),
        ("name", "소\u202e라"),
        ("handle", "민지"),
        ("handle", "a"),
        ("handle", "admin"),
        ("handle", "official-care"),
        ("handle", "0fficial"),
        ("handle", "maru-team"),
        ("password", ""),
        ("password", "short"),
        ("password", "qwertyuiop"),
        ("password", "x" * 201),
    ],
)
def test_what_does_not_fit_is_named_beside_its_field_and_the_rest_is_kept(client, field, value):
    answer = send(client, "/register", **{**TYPED, field: value})
    text = said(answer)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in text
    assert f'href="#{field}"' in text
    assert PASSWORD not in text
    for name in {"email", "name", "handle"} - {field}:
        assert f'value="{TYPED[name]}"' in text
    assert people() == 0


def test_all_that_does_not_fit_is_named_at_once(client):
    text = said(send(client, "/register", email="x", name="", handle="!", password=""))
    assert all(f'href="#{field}"' in text for field in ("email", "name", "handle", "password"))


def test_taken_handle_is_named(client):
    member("sora", email="first@example.com")
    answer = send(client, "/register", **TYPED)
    assert answer.status_code == 422
    assert 'id="handle-wrong"' in said(answer)


def test_handle_may_be_left_to_us(client):
    send(client, "/register", **{**TYPED, "handle": "", "email": "so.ra@example.com"})
    assert person("so-ra").display_name == "소라"


def test_program_that_fills_in_everything_sees_the_same_and_makes_nothing(client):
    answer = send(client, "/register", **TYPED, fax="1234")
    assert (answer.status_code, answer.location) == (303, "/register/done")
    assert people() == 0


def test_extra_fields_change_nothing(client):
    send(
        client,
        "/register",
        **TYPED,
        role="admin",
        email_confirmed_at="2026-01-01",
        id="7",
        title_ko="대표",
    )
    made = person()
    assert (made.email_confirmed_at, made.title_ko) == (None, "")
    assert queries.get_actor(made.id).role is None


def test_twenty_first_account_from_one_place_in_an_hour_is_refused(client, app):
    for number in range(20):
        typed = {**TYPED, "handle": f"sora{number}", "email": f"sora{number}@example.com"}
        assert send(client, "/register", **typed).status_code == 303
    answer = send(client, "/register", **TYPED)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="sora@example.com"' in said(answer)


def test_page_speaks_both_languages(client):
    korean = said(client.get("/register", headers={"Accept-Language": "ko"}))
    english = said(client.get("/register", headers={"Accept-Language": "en"}))
    assert "회원가입" in korean
    assert "Create an account" in english
