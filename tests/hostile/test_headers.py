"""What every answer says beside its page, on every route and for every outcome."""

from http import HTTPStatus

import pytest
from flask import Flask

import config
from portal import create_app
from portal.kit.db import db
from tests.conftest import Browser
from tests.make.pages import csrf_of

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# a page that other sites may be allowed to frame has no scripts and no forms at all
FRAMED = {
    "/roadmap/embed": ALWAYS
    | {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
    }
}
REFERRERS = {"strict-origin-when-cross-origin", "no-referrer"}
WITH_FORM = 'name="csrf_token"'


def missing(answer) -> list[str]:
    """Name what an answer ought to say and does not."""
    is_shown = answer.status_code == HTTPStatus.OK and answer.request.method != "OPTIONS"
    always = FRAMED.get(answer.request.path, ALWAYS) if is_shown else ALWAYS
    wrong = [name for name, value in always.items() if answer.headers.get(name) != value]
    if answer.headers.get("Referrer-Policy") not in REFERRERS:
        wrong.append("Referrer-Policy")
    if not answer.headers.get("Cache-Control"):
        wrong.append("Cache-Control")
    if not answer.headers.get("X-Request-Id"):
        wrong.append("X-Request-Id")
    is_text = answer.mimetype.startswith("text/")
    if is_text and answer.status_code != 204 and "utf-8" not in answer.headers["Content-Type"]:
        wrong.append("charset")
    return wrong


def test_every_route_and_method_says_all(routes, client, admin):
    wrong = {}
    for route in routes:
        for browser in (client, admin):
            for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE", "TRACE"):
                answer = browser.open(route.path, method=method)
                if missing(answer):
                    wrong[method, route.rule, answer.status_code] = missing(answer)
    assert wrong == {}


def test_every_kind_of_refusal_says_all(world, client, admin, app, monkeypatch):
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(app.view_functions, "community.about_ranking", broken)
    token = csrf_of(client.get("/sign-in"))
    sign_in = {"csrf_token": token, "email": "a@example.com", "password": "wrong password"}
    answers = {
        303: client.get("/settings/profile"),
        301: client.get(f"/questions/{world.numbers['thread_id']}"),
        400: client.post("/preview", data=b"", content_type="multipart/form-data; boundary="),
        403: client.post("/sign-in"),
        404: client.get("/nothing/here"),
        405: client.delete("/"),
        413: admin.post("/preview", data={"body": "a" * 3_000_000}),
        415: admin.post("/preview", data=b"{}", content_type="application/json"),
        422: client.post("/sign-in", data=sign_in),
        429: [client.post("/sign-in", data=sign_in) for _ in range(12)][-1],
        500: client.get("/about/ranking"),
        503: client.get("/readyz"),
    }
    seen = {status: answer.status_code for status, answer in answers.items()}
    del seen[400]
    assert seen == {status: status for status in seen}
    assert [status for status, answer in answers.items() if missing(answer)] == []
    assert int(answers[429].headers["Retry-After"]) > 0


def test_accident_shows_no_trace(app, client, monkeypatch):
    def broken() -> None:
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setitem(app.view_functions, "community.about_ranking", broken)
    answer = client.get("/about/ranking")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    for word in ("Traceback", "ZeroDivisionError", "secret of the house", ".py", "werkzeug"):
        assert word not in text


def test_assets_may_be_kept_and_pages_of_a_person_may_not(routes, client, admin):
    style = client.get(
        client.get("/").get_data(as_text=True).split('stylesheet" href="')[1].split('"')[0]
    )
    assert "max-age=31536000" in style.headers["Cache-Control"]
    # else a browser would fetch it again whenever the session's cookie changes
    assert "Cookie" not in style.vary
    for route in routes:
        if "GET" not in route.methods or route.endpoint in {"asset", "favicon"}:
            continue
        kept = admin.get(route.path).headers["Cache-Control"]
        assert kept == "no-store", (route.rule, kept)
        strangers = client.get(route.path).headers["Cache-Control"]
        assert strangers in {"private, no-cache", "no-store", "no-cache"}, (route.rule, strangers)


def test_strangers_are_given_a_session_only_with_a_form(app, routes):
    for route in routes:
        if "GET" not in route.methods:
            continue
        answer = app.test_client().get(route.path)
        cookies = [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")]
        if not cookies:
            continue
        is_sent_to_sign_in = "/sign-in?" in answer.headers.get("Location", "")
        has_form = WITH_FORM in answer.get_data(as_text=True)
        assert cookies == ["maru"], route.rule
        assert is_sent_to_sign_in or has_form, route.rule


def test_lists_threads_and_help_set_no_cookie(routes, client):
    for path in ("/", "/questions", "/ideas", "/faq", "/search?q=x", "/people/minji", "/healthz"):
        assert "Set-Cookie" not in client.get(path).headers, path


@pytest.fixture
def https_portal(tmp_path):
    """Give a portal whose public address begins with https, behind one proxy."""
    settings = config.from_env(
        {
            "MARU_ENV": "testing",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'maru.sqlite3'}",
            "VAR_DIR": str(tmp_path),
            "BASE_URL": "https://community.example.com",
            "PROXY_COUNT": "1",
            "LOG_LEVEL": "ERROR",
        }
    )
    portal = create_app(settings)
    portal.test_client_class = Browser
    with portal.app_context():
        db.create_all()
        yield portal
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


PROXIED = {
    "Host": "127.0.0.1:8000",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "community.example.com",
    "X-Forwarded-For": "203.0.113.9",
}


def test_over_https_cookies_are_secure_and_bound_to_the_host(https_portal: Flask):
    answer = https_portal.test_client().get("/sign-in", headers=PROXIED)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-maru=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_over_https_all_other_cookies_are_secure_too(https_portal: Flask):
    browser = https_portal.test_client()
    chosen = browser.get("/?locale=en", headers=PROXIED).headers["Set-Cookie"]
    assert "Secure" in chosen
    assert "SameSite=Lax" in chosen


def test_over_https_browsers_are_told_to_stay_there(https_portal: Flask):
    browser = https_portal.test_client()
    for path in ("/", "/sign-in", "/nothing", "/healthz", "/settings/profile"):
        answer = browser.get(path, headers=PROXIED)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert missing(answer) == []


def test_over_plain_http_nobody_is_told_so(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
