"""Signing in and out, and the way back in, as a browser without JavaScript sees it."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import queries
from portal.accounts.models import SignIn, User
from portal.kit import clock
from portal.kit.db import db
from tests.make.accounts import PASSWORD, link, member, registered
from tests.make.pages import csrf_of, said, send

NEW_PASSWORD = "우산은 현관에 있어요"
_IDS = re.compile(r'value="[^"]*@example\.com"')


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.at(clock.now()):
        yield


def sign_in(browser, email="sora@example.com", password=PASSWORD, **fields):
    return send(browser, "/sign-in", email=email, password=password, **fields)


def session_cookie(browser) -> str:
    cookie = browser.get_cookie("maru")
    return cookie.value if cookie else ""


def is_signed_in(browser) -> bool:
    return browser.get("/settings/profile").status_code == 200


# ── Signing in ──


def test_right_password_leads_on_and_shows_the_persons_menu(client):
    member("sora")
    answer = sign_in(client, next="/ideas?sort=new")
    assert (answer.status_code, answer.location) == (303, "/ideas?sort=new")
    assert "소라" in said(client.get("/"))


def test_what_was_begun_before_signing_in_goes_along_and_is_gone_after_signing_out(client, cast):
    """The next person at the same browser reads nothing of it, nor does whoever they are."""
    member("sora")
    member("bada")
    begun = {"title": "남이 보면 안 되는 제목이에요", "body": "남이 보면 안 되는 글이에요."}
    send(client, "/questions/ask", **begun, product=cast.product_id, lang="ko", tags="")
    assert begun["title"] in said(client.get("/questions/ask"))
    sign_in(client)
    assert begun["title"] in said(client.get("/questions/ask"))
    send(client, "/sign-out", at="/settings/profile")
    assert begun["title"] not in said(client.get("/questions/ask"))
    sign_in(client, email="bada@example.com")
    assert begun["title"] not in said(client.get("/questions/ask"))


def test_what_was_typed_is_shown_again_but_never_the_password(client):
    answer = sign_in(client, email="sora@example.com", password="tell nobody this", next="/ideas")
    text = said(answer)
    assert answer.status_code == 422
    assert 'value="sora@example.com"' in text
    assert 'name="next" value="/ideas"' in text
    assert "tell nobody this" not in text
    assert 'role="alert"' in text


def test_signing_in_gives_a_new_session(client):
    member("sora")
    before = client.get("/sign-in") and session_cookie(client)
    sign_in(client)
    assert session_cookie(client) not in ("", before)


def test_cookie_is_not_for_scripts_and_not_for_other_sites(client):
    member("sora")
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_session_of_before_is_worth_nothing_after_signing_in(client):
    member("sora")
    client.get("/sign-in")
    planted = session_cookie(client)
    sign_in(client)
    client.set_cookie("maru", planted)
    assert not is_signed_in(client)


def test_form_without_token_lets_nobody_in(client):
    member("sora")
    answer = client.post("/sign-in", data={"email": "sora@example.com", "password": PASSWORD})
    assert answer.status_code == 403
    assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 0


def test_who_is_signed_in_is_not_asked_again(client):
    member("sora")
    sign_in(client)
    for path in ("/sign-in", "/register"):
        assert client.get(f"{path}?next=/faq").location == "/faq"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "https://evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n//evil.example",
        " //evil.example",
        "\x00//evil.example",
        "evil.example",
        "?next=//evil.example",
        "/ok\\..\\//evil.example",
        "@evil.example",
        "/" + "a" * 3_000,
        "",
    ],
)
def test_sign_in_never_leads_off_the_site(client, wanted):
    member("sora")
    answer = sign_in(client, next=wanted)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/sign-in", query_string={"next": wanted}).location == "/"


# ── Whatever is wrong, the answer is the same ──


def test_refusal_is_the_same_for_whatever_is_wrong(app):
    member("sora")
    registered("waiting")
    tries = {
        "wrong password": ("sora@example.com", "wrong password"),
        "unknown": ("nobody@example.com", PASSWORD),
        "unconfirmed": ("waiting@example.com", PASSWORD),
    }
    answers = [sign_in(app.test_client(), *typed) for typed in tries.values()]
    assert len({_comparable(answer) for answer in answers}) == 1


def test_forgotten_password_is_answered_the_same(app):
    member("sora")
    registered("waiting")
    emails = ("sora@example.com", "nobody@example.com", "waiting@example.com")
    for attempt in range(4):
        answers = [send(app.test_client(), "/password/forgotten", email=email) for email in emails]
        assert len({_comparable(answer) for answer in answers}) == 1
        assert answers[0].status_code == (429 if attempt == 3 else 303)


def test_registering_is_answered_the_same(app):
    member("sora")
    registered("waiting")
    emails = ("sora@example.com", "nobody@example.com", "waiting@example.com")
    answers = []
    for number, email in enumerate(emails):
        browser = app.test_client()
        answer = send(
            browser,
            "/register",
            email=email,
            name="소라",
            handle=f"same{number}",
            password=NEW_PASSWORD,
            next="/",
        )
        assert answer.status_code == 303
        answers.append((_comparable(answer), said(browser.get(answer.location))))
    assert len(set(answers)) == 1


def test_asking_for_the_link_again_is_answered_the_same(app):
    member("sora")
    registered("waiting")
    emails = ("sora@example.com", "nobody@example.com", "waiting@example.com")
    answers = [
        send(app.test_client(), "/register/resend", at="/register/done", email=email)
        for email in emails
    ]
    assert len({_comparable(answer) for answer in answers}) == 1


def test_refusal_takes_as_long_for_an_unknown_address(app):
    member("sora")
    browser = app.test_client()
    token = csrf_of(browser.get("/sign-in"))

    def seconds(email: str, network: str) -> float:
        # of this thread alone, so that whatever else the machine does is not counted
        began = time.thread_time()
        browser.post(
            "/sign-in",
            data={"email": email, "password": "wrong password", "csrf_token": token},
            environ_base={"REMOTE_ADDR": network},
        )
        return time.thread_time() - began

    seconds("nobody@example.com", "10.1.0.2")
    known, unknown = [], []
    for number in range(12):
        known.append(seconds("sora@example.com", f"10.2.0.{number}"))
        unknown.append(seconds("nobody@example.com", f"10.3.0.{number}"))
    assert abs(statistics.median(known) - statistics.median(unknown)) < 0.010


# ── Staying ──


def test_session_that_is_used_outlasts_one_that_is_not(app, client_as):
    sora = member("sora")
    used, unused = client_as(sora), client_as(sora)
    for browser in (used, unused):
        browser.get("/settings/profile")
    now = clock.now()
    with clock.at(now + timedelta(days=20)):
        used.get("/settings/profile")
    rows = queries.list_sessions(sora)
    assert sorted(view.last_seen_at > now for view in rows) == [False, True]


def test_session_is_renewed_once_a_day_and_costs_other_pages_nothing(app, client_as, statements):
    browser = client_as(member("sora"))
    costs = []
    with clock.at(clock.now() + timedelta(days=2)):
        for _ in range(3):
            statements.clear()
            browser.get("/settings/profile")
            costs.append(sum("UPDATE sign_ins" in statement for statement in statements))
    assert costs == [0, 0, 0]
    with clock.at(clock.now() + timedelta(days=3)):
        for _ in range(3):
            statements.clear()
            browser.get("/settings/profile")
            costs.append(sum("UPDATE sign_ins" in statement for statement in statements))
    assert costs[3:] == [1, 0, 0]


def test_place_that_needs_signing_in_is_come_back_to_whole(client):
    member("sora")
    refused = client.get("/settings/profile?a=1&b=%ED%95%9C")
    page = client.get(refused.location)
    assert 'name="next" value="/settings/profile?a=1&b=' in said(page)


# ── Too often ──


def test_too_many_wrong_passwords_answer_429_and_the_owner_elsewhere_gets_in(app):
    member("sora")
    for _ in range(10):
        assert sign_in(app.test_client(), password="wrong password").status_code == 422
    shut = sign_in(app.test_client())
    assert shut.status_code == 429
    assert 0 < int(shut.headers["Retry-After"]) <= 300
    elsewhere = app.test_client()
    token = csrf_of(elsewhere.get("/sign-in"))
    answer = elsewhere.post(
        "/sign-in",
        data={"email": "sora@example.com", "password": PASSWORD, "csrf_token": token},
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert answer.status_code == 303


def test_forged_forwarding_header_does_not_help(app):
    member("sora")
    for number in range(11):
        browser = app.test_client()
        token = csrf_of(browser.get("/sign-in"))
        answer = browser.post(
            "/sign-in",
            data={"email": "sora@example.com", "password": "wrong one", "csrf_token": token},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    assert answer.status_code == 429


def test_whole_network_of_an_ipv6_subscriber_counts_as_one(app):
    member("sora")
    for number in range(11):
        browser = app.test_client()
        token = csrf_of(browser.get("/sign-in"))
        answer = browser.post(
            "/sign-in",
            data={"email": "sora@example.com", "password": "wrong one", "csrf_token": token},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number + 1:x}"},
        )
    assert answer.status_code == 429


def test_owner_who_is_shut_out_gets_in_by_mail(app):
    sora = member("sora")
    for _ in range(11):
        sign_in(app.test_client(), password="wrong password")
    browser = app.test_client()
    token = link(sora.id, "reset", "sora@example.com")
    send(browser, f"/password/reset/{token}", password=NEW_PASSWORD)
    assert is_signed_in(browser)


# ── Signing out ──


def test_cookie_replayed_after_signing_out_is_worth_nothing(client):
    member("sora")
    sign_in(client)
    stolen = session_cookie(client)
    assert is_signed_in(client)
    answer = send(client, "/sign-out", at="/settings/profile")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(client)
    client.set_cookie("maru", stolen)
    assert not is_signed_in(client)


def test_signing_out_by_following_a_link_does_nothing(client):
    member("sora")
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


def test_signing_out_twice_is_no_error(client):
    member("sora")
    sign_in(client)
    token = csrf_of(client.get("/settings/profile"))
    for _ in range(2):
        answer = client.post("/sign-out", data={"csrf_token": token})
        token = csrf_of(client.get("/sign-in"))
        assert answer.status_code == 303


def test_session_of_somebody_deleted_is_over(client, app):
    sora = member("sora")
    sign_in(client)
    with app.app_context():
        db.session.delete(db.session.get_one(User, sora.id))
        db.session.commit()
    assert not is_signed_in(client)


# ── Forgotten password ──


def test_reset_link_sets_the_password_signs_in_here_and_out_elsewhere(app):
    sora = member("sora")
    elsewhere, browser = app.test_client(), app.test_client()
    sign_in(elsewhere)
    path = f"/password/reset/{link(sora.id, 'reset', 'sora@example.com')}"
    answer = send(browser, path, password=NEW_PASSWORD)
    assert answer.status_code == 303
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=NEW_PASSWORD).status_code == 303
    assert browser.get(path).status_code == 404


def test_reset_refuses_a_bad_password_and_the_link_stays_good(client):
    sora = member("sora")
    path = f"/password/reset/{link(sora.id, 'reset', 'sora@example.com')}"
    for bad in ("", "short", "password1", "x" * 201, "sora@example.com"):
        assert send(client, path, password=bad).status_code == 422
    assert send(client, path, password=NEW_PASSWORD).status_code == 303


def test_looking_at_a_reset_link_changes_nothing_and_tells_no_other_site(client):
    sora = member("sora")
    path = f"/password/reset/{link(sora.id, 'reset', 'sora@example.com')}"
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    client.head(path)
    assert sign_in(client).status_code == 303


def test_neither_password_nor_link_is_in_the_log(client, caplog):
    sora = member("sora")
    token = link(sora.id, "reset", "sora@example.com")
    with caplog.at_level("DEBUG", logger="portal"):
        client.get(f"/password/reset/{token}")
        sign_in(client, password="tell nobody this")
    logged = "".join(str(record.__dict__) for record in caplog.records)
    assert "/password/reset/…" in logged
    assert "sign-in refused" in logged
    assert token not in logged
    assert "tell nobody this" not in logged
    assert "sora@example.com" not in logged


@pytest.mark.parametrize(
    "path", ["/password/reset/nothing", "/confirm/nothing", "/settings/address/nothing"]
)
def test_link_that_was_never_sent_is_explained(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "/sign-in" in said(answer)


def test_mistyped_address_is_named(client):
    answer = send(client, "/password/forgotten", email="sora@")
    assert answer.status_code == 422
    assert 'value="sora@"' in said(answer)


def _comparable(answer) -> tuple[int, str, str, str]:
    headers = sorted(
        name for name, _value in answer.headers if name not in ("Content-Length", "X-Request-Id")
    )
    body = _IDS.sub("", said(answer))
    return answer.status_code, str(answer.location), repr(headers), body


def test_actor_behind_a_token_is_found(app):
    member("sora")
    assert queries.find_signed_in("no such token") is None
