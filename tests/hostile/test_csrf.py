"""A form that another site has sent, or that carries nobody's token, changes nothing."""

import pytest

from tests.hostile.routes import Route
from tests.hostile.rows import all_rows, changed
from tests.make.accounts import link, registered
from tests.make.pages import csrf_of

FORM = {
    "body": "충분히 긴 내용입니다.",
    "title": "충분히 긴 제목을 가진 글입니다",
    "reason": "사유",
    "summary": "요약",
    "correction": "정정",
    "level": "all",
    "value": "1",
    "status": "planned",
    "product": "1",
    "lang": "en",
    "version": "1",
    "seen": "1",
    "similar_seen": "1",
    "canonical_id": "3",
    "note": "메모",
    "role": "expert",
    "name": "새 이름",
    "locale": "ko",
    "time_zone": "Asia/Seoul",
    "email": "somebody@example.com",
    "password": "우산은 현관에 있어요",
}
BY_TOKEN = {
    "account.unsubscribe_post",
    "community.asks",
    "community.read",
    "community.searched",
}
"""Sent without a form, for nobody in particular: by mail programs, with the token in the address
(RFC 8058), and by pages of results and for asking, with a sealed token of what they showed."""


def unsafe(routes: list[Route]) -> list[Route]:
    return [route for route in routes if route.is_unsafe and route.endpoint not in BY_TOKEN]


def token_of(browser) -> str:
    return csrf_of(browser.get("/settings/profile"))


@pytest.fixture
def attempts(world, client_as):
    """Give what each attack adds to a form of the administrator, who may do most."""
    victim, other = client_as(world.people["admin"]), client_as(world.people["agent"])
    own, foreign = token_of(victim), token_of(other)
    here = {"Referer": "http://localhost/"}
    return victim, {
        "no token": ({}, here),
        "an empty token": ({"csrf_token": ""}, here),
        "a made-up token": ({"csrf_token": "IjEyMyI.aaaaaa.bbbbbbbb"}, here),
        "another session's token": ({"csrf_token": foreign}, here),
        "a token cut short": ({"csrf_token": own[:-2]}, here),
        "another site": ({"csrf_token": own}, {"Origin": "https://evil.example"}),
        "a look-alike": ({"csrf_token": own}, {"Origin": "http://localhost.evil.example"}),
        "another port": ({"csrf_token": own}, {"Origin": "http://localhost:81"}),
    }


def test_every_unsafe_route_refuses_forged_forms_and_changes_nothing(routes, attempts):
    victim, ways = attempts
    before = all_rows()
    taken = []
    for route in unsafe(routes):
        for way, (fields, headers) in ways.items():
            answer = victim.post(route.path, data={**FORM, **fields}, headers=headers)
            if answer.status_code != 403:
                taken.append((route.rule, way, answer.status_code))
        differing = changed(before, all_rows())
        if differing:
            taken.append((route.rule, "changed", differing))
    assert len(unsafe(routes)) > 60
    assert taken == []


def test_strangers_forms_are_held_to_the_same(routes, client):
    before = all_rows()
    for route in unsafe(routes):
        assert client.post(route.path, data=FORM).status_code == 403, route.rule
    assert changed(before, all_rows()) == []


def test_json_as_plain_text_is_no_form(routes, attempts):
    victim, _ = attempts
    before = all_rows()
    for route in unsafe(routes):
        answer = victim.post(route.path, data='{"title":"a","x":"="}', content_type="text/plain")
        assert answer.status_code in {403, 415}, route.rule
    assert changed(before, all_rows()) == []


def test_no_page_changes_anything_by_being_opened(routes, attempts):
    victim, _ = attempts
    victim.get("/")
    before = all_rows()
    for route in routes:
        for method in ("GET", "HEAD", "OPTIONS"):
            victim.open(route.path, method=method, query_string=FORM)
    assert changed(before, all_rows()) == []


def test_same_form_with_its_token_and_origin_is_taken(world, client_as):
    victim = client_as(world.people["admin"])
    number = world.numbers["thread_id"]
    fields = {"csrf_token": token_of(victim), "level": "all"}
    headers = {"Origin": "http://localhost"}
    before = all_rows()
    answer = victim.post(f"/threads/{number}/follow", data=fields, headers=headers)
    assert answer.status_code == 303
    assert changed(before, all_rows()) != []


def test_form_from_another_site_gets_nothing_back_that_a_click_could_complete(attempts):
    victim, ways = attempts
    fields, headers = ways["another site"]
    answer = victim.post("/questions/ask", data={**FORM, **fields}, headers=headers)
    text = answer.get_data(as_text=True)
    assert FORM["body"] not in text
    assert 'action="/questions/ask"' not in text


def test_own_form_that_is_out_of_date_comes_back_with_what_was_typed(attempts):
    victim, ways = attempts
    fields, headers = ways["no token"]
    answer = victim.post("/questions/ask", data={**FORM, **fields}, headers=headers)
    text = answer.get_data(as_text=True)
    assert FORM["body"] in text
    assert FORM["password"] not in text


def test_mailed_links_work_over_https_though_they_tell_no_other_site_where_they_are(
    app, monkeypatch
):
    """Their pages send no Referer and the origin "null"."""
    browser = app.test_client()
    address = {"base_url": "https://localhost"}
    path = f"/confirm/{link(registered(), 'confirm', 'sora@example.com')}"
    shown = browser.get(path, **address)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    fields = {"csrf_token": csrf_of(shown)}
    answer = browser.post(path, data=fields, headers={"Origin": "null"}, **address)
    assert answer.status_code == 303
