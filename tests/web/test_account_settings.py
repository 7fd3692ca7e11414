"""One's own account, as a browser without JavaScript sees it."""

import pytest

from portal.accounts import grants, queries
from portal.accounts.actor import SYSTEM
from portal.accounts.roles import Role
from portal.kit.db import transaction
from tests.make.accounts import PASSWORD, link, member, registered
from tests.make.pages import said, send

NEW_PASSWORD = "우산은 현관에 있어요"
PAGES = ("/settings/profile", "/settings/account", "/settings/sessions")


@pytest.fixture
def sora(app):
    return member("sora")


@pytest.fixture
def browser(client_as, sora):
    return client_as(sora)


@pytest.mark.parametrize("path", PAGES)
def test_settings_are_for_who_is_signed_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("path", PAGES)
def test_settings_are_kept_by_no_cache_of_others(browser, path):
    assert "public" not in browser.get(path).headers.get("Cache-Control", "")


def test_profile_is_saved_and_the_page_speaks_the_new_language(browser, sora):
    browser.set_cookie("maru_locale", "ko")
    answer = send(
        browser,
        "/settings/profile",
        name="Sora",
        bio="Hello <b>there</b>",
        locale="en",
        time_zone="Europe/Berlin",
    )
    assert answer.location == "/settings/profile"
    assert "Your profile is saved." in said(browser.get("/settings/profile"))
    own = queries.get_own(sora)
    assert (own.name, own.locale, own.time_zone) == ("Sora", "en", "Europe/Berlin")
    assert "<b>there</b>" not in browser.get("/people/sora").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "운영진"),
        ("name", ""),
        ("bio", "가" * 501),
        ("locale", "fr"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_profile_that_does_not_fit_is_kept_and_named(browser, sora, field, value):
    typed = {"name": "소라", "bio": "차를 좋아해요", "locale": "ko", "time_zone": "Asia/Seoul"}
    answer = send(browser, "/settings/profile", **{**typed, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in said(answer)
    assert ("차를 좋아해요" if field != "bio" else "가" * 501) in said(answer)
    assert queries.get_own(sora).bio == ""


def test_staff_may_be_called_what_they_are(client_as, sora):
    with transaction():
        grants.grant(SYSTEM, sora.id, Role.AGENT)
    answer = send(
        client_as(sora),
        "/settings/profile",
        name="상담사 소라",
        bio="",
        locale="ko",
        time_zone="Asia/Seoul",
    )
    assert answer.status_code == 303


def test_name_from_before_a_rule_may_stay(app, client_as):
    operator = member("hong", name="홍운영자")
    answer = send(
        client_as(operator),
        "/settings/profile",
        name="홍운영자",
        bio="차를 좋아해요",
        locale="ko",
        time_zone="Asia/Seoul",
    )
    assert answer.status_code == 303


def test_handle_cannot_be_changed(browser, sora):
    send(
        browser,
        "/settings/profile",
        name="소라",
        bio="",
        locale="ko",
        time_zone="Asia/Seoul",
        handle="boss",
    )
    assert queries.get_own(sora).handle == "sora"


# ── Password ──


def test_changed_password_signs_out_everywhere_else(browser, client_as, sora, app):
    elsewhere = client_as(sora)
    answer = send(
        browser,
        "/settings/account/password",
        at="/settings/account",
        old_password=PASSWORD,
        new_password=NEW_PASSWORD,
    )
    assert answer.status_code == 303
    assert browser.get("/settings/account").status_code == 200
    assert elsewhere.get("/settings/account").status_code == 303
    fresh = app.test_client()
    answer = send(fresh, "/sign-in", email="sora@example.com", password=NEW_PASSWORD)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("wrong password", NEW_PASSWORD), "old_password"),
        (("", NEW_PASSWORD), "old_password"),
        ((PASSWORD, "password1"), "new_password"),
        ((PASSWORD, "sora@example.com"), "new_password"),
    ],
)
def test_password_is_not_changed_without_the_old_one_or_to_a_bad_one(
    browser, client_as, sora, typed, field
):
    elsewhere = client_as(sora)
    answer = send(
        browser,
        "/settings/account/password",
        at="/settings/account",
        old_password=typed[0],
        new_password=typed[1],
    )
    assert answer.status_code == 422
    assert f'id="password-{field}-wrong"' in said(answer)
    assert NEW_PASSWORD not in said(answer)
    assert elsewhere.get("/settings/account").status_code == 200


def test_guessing_the_password_in_the_settings_is_limited(browser):
    typed = {"old_password": "wrong password", "new_password": NEW_PASSWORD}
    for _ in range(10):
        send(browser, "/settings/account/password", at="/settings/account", **typed)
    answer = send(
        browser,
        "/settings/account/password",
        at="/settings/account",
        old_password=PASSWORD,
        new_password=NEW_PASSWORD,
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


# ── Address ──


def change_address(browser, email, password=PASSWORD):
    return send(
        browser,
        "/settings/account/address",
        at="/settings/account",
        email=email,
        old_password=password,
    )


def test_address_changes_by_the_link_sent_there(browser, sora, app):
    assert change_address(browser, "new@example.com").status_code == 303
    page = said(browser.get("/settings/account"))
    assert "new@example.com" in page
    assert "sora@example.com" in page
    path = f"/settings/address/{link(sora.id, 'change', 'new@example.com')}"
    phone = app.test_client()
    assert phone.get(path).status_code == 200
    assert queries.get_own(sora).email == "sora@example.com"
    assert send(phone, path).location == "/sign-in"
    assert queries.get_own(sora).email == "new@example.com"
    assert phone.get(path).status_code == 404


def test_change_of_address_is_answered_the_same_for_known_and_unknown(client_as, app, sora):
    member("minsu")
    registered("waiting")
    answers = []
    for email in ("minsu@example.com", "nobody@example.com", "waiting@example.com"):
        browser = client_as(sora)
        answer = change_address(browser, email)
        shown = said(browser.get("/settings/account")).replace(email, "")
        answers.append((answer.status_code, answer.location, shown))
    assert len(set(answers)) == 1


def test_address_is_not_changed_without_the_password(browser, sora):
    answer = change_address(browser, "new@example.com", password="wrong password")
    assert answer.status_code == 422
    assert 'value="new@example.com"' in said(answer)
    assert queries.get_own(sora).coming_email is None


# ── Browsers ──


def test_other_browsers_are_listed_and_signed_out(browser, client_as, sora):
    phone, tablet = client_as(sora), client_as(sora)
    assert said(browser.get("/settings/sessions")).count("session-line") == 3
    assert len(queries.list_sessions(sora)) == 3
    answer = send(browser, "/settings/sessions/end-others", at="/settings/sessions")
    assert answer.status_code == 303
    assert browser.get("/settings/sessions").status_code == 200
    assert phone.get("/settings/sessions").status_code == 303
    assert tablet.get("/settings/sessions").status_code == 303


def test_session_of_somebody_else_is_none(browser, client_as, app):
    minsu = member("minsu")
    other = client_as(minsu)
    (theirs,) = queries.list_sessions(minsu)
    answer = send(browser, f"/settings/sessions/{theirs.id}/end", at="/settings/sessions")
    assert answer.status_code == 404
    assert other.get("/settings/sessions").status_code == 200


def test_one_browser_is_signed_out(browser, client_as, sora):
    phone = client_as(sora)
    newest = max(view.id for view in queries.list_sessions(sora))
    send(browser, f"/settings/sessions/{newest}/end", at="/settings/sessions")
    assert phone.get("/settings/sessions").status_code == 303
    assert browser.get("/settings/sessions").status_code == 200
