"""What readers and the team see and do of an idea's life, by plain forms."""

import re
from pathlib import Path

import pytest

import portal
from portal.ideas import queries, response_clock
from portal.threads import statuses
from portal.threads.kinds import COLOURS
from tests.make import threads as make
from tests.make.ideas import WHY, lead
from tests.make.pages import csrf_of
from tests.make.refusals import do


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def said(answer) -> str:
    return answer.get_data(as_text=True)


def send(browser, path: str, **form):
    token = csrf_of(browser.get("/questions/ask"))
    return browser.post(path, data={"csrf_token": token, **form})


def shown(browser, idea: int) -> str:
    return said(browser.get(f"/ideas/{idea}/", follow_redirects=True))


def offered(html: str) -> list[str]:
    chooser = re.search(r'<select id="new-status".*?</select>', html, re.S)
    return re.findall(r'value="(\w+)"', chooser[0]) if chooser else []


def test_the_form_offers_the_moves_of_the_table_and_of_the_role(cast, client_as, idea):
    assert offered(shown(client_as(cast.junho), idea)) == []
    assert offered(shown(client_as(cast.eunji), idea)) == ["under_review", "needs_info", "archived"]
    assert offered(shown(client_as(cast.seoyeon), idea)) == [
        "under_review",
        "needs_info",
        "already_available",
    ]
    lead(cast.daniel, idea, "planned")
    html = shown(client_as(cast.daniel), idea)
    assert offered(html) == [
        "under_review",
        "in_progress",
        "partly_delivered",
        "delivered",
        "declined",
    ]


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_an_illegal_move_is_409_and_a_missing_word_422_and_nothing_typed_is_lost(
    cast, client_as, idea, locale
):
    browser = client_as(cast.daniel)
    browser.set_cookie("maru_locale", locale)
    path = f"/threads/{idea}/status"
    answer = send(browser, path, status="in_progress", note="봄부터 만들어요.")
    assert answer.status_code == 409
    assert "봄부터 만들어요." in said(answer)
    assert ("Please plan the idea first" in said(answer)) == (locale == "en")
    answer = send(browser, path, status="declined", note=WHY, revisit_votes="90")
    assert answer.status_code == 422
    assert WHY in said(answer)
    assert 'value="90"' in said(answer)
    assert send(browser, path, status="declined", revisit_at="언젠가").status_code == 422


def test_a_refusal_shows_its_reason_and_the_note_for_the_team_only_to_the_team(
    cast, client_as, client, idea
):
    form = {"status": "declined", "note": WHY, "reason_code": "cost_vs_value"}
    more = {"private_note": "다음 분기에 다시 계산해요.", "revisit_at": "2099-03-01"}
    answer = send(client_as(cast.daniel), f"/threads/{idea}/status", **form, **more)
    assert answer.status_code == 303
    for browser in (client, client_as(cast.minji), client_as(cast.hana)):
        html = shown(browser, idea)
        assert "얻는 것보다 드는 것이 더 커요" in html
        assert "2099. 3. 1." in html
    assert more["private_note"] in html
    assert more["private_note"] not in shown(client_as(cast.minji), idea)
    assert more["private_note"] not in shown(client, idea)


def test_a_promise_is_seen_on_the_idea_in_lists_and_in_public_figures(cast, client, idea):
    do(response_clock.start, cast.daniel, idea)
    assert "팀의 답변 기한" in shown(client, idea)
    assert "답변 기한" in said(client.get("/ideas"))
    assert client.get("/about/responses").status_code == 200


def test_a_voter_answers_the_outcome_check(cast, client_as, idea):
    lead(cast.daniel, idea, "delivered")
    assert "이걸로 해결됐나요?" not in shown(client_as(cast.junho), idea)
    browser = client_as(cast.minji)
    assert "이걸로 해결됐나요?" in shown(browser, idea)
    assert send(browser, f"/threads/{idea}/outcome", solved="yes").status_code == 303
    assert 'value="yes" aria-pressed="true"' in shown(browser, idea)
    assert send(browser, f"/threads/{idea}/outcome", solved="perhaps").status_code == 422
    assert send(client_as(cast.junho), f"/threads/{idea}/outcome", solved="no").status_code == 403


def test_a_member_still_needs_an_archived_idea(cast, client_as, idea):
    browser = client_as(cast.junho)
    assert send(browser, f"/threads/{idea}/still-needed").status_code == 409
    lead(cast.eunji, idea, "archived")
    assert "아직 필요해요" in shown(browser, idea)
    assert send(browser, f"/threads/{idea}/still-needed").status_code == 303
    assert queries.life(idea).still_needed == 1


LOOKS = {
    "label_ko": "곧 나와요",
    "label_en": "Coming soon",
    "colour": "teal",
    "position": "45",
    "is_active": "1",
}


def edition_of(html: str) -> str:
    return re.search(r'name="edition" value="([^"]+)"', html)[1]


def test_administrators_add_rename_and_retire_statuses(cast, client_as, client, idea):
    admin = client_as(cast.hana)
    edition = edition_of(said(admin.get("/admin/statuses")))
    form = {**LOOKS, "slug": "coming_soon", "kind": "active", "edition": edition}
    assert send(admin, "/admin/statuses", **form).status_code == 303
    assert send(admin, "/admin/statuses", **form).status_code == 409
    pm = client_as(cast.daniel)
    assert send(pm, f"/threads/{idea}/status", status="coming_soon").status_code == 303
    for page in (shown(client, idea), said(client.get("/ideas"))):
        assert "곧 나와요" in page
        assert "tone-teal" in page
    edition = edition_of(said(admin.get("/admin/statuses")))
    renamed = {**LOOKS, "label_ko": "조만간 나와요", "edition": edition}
    del renamed["is_active"]
    assert send(admin, "/admin/statuses/coming_soon", **renamed).status_code == 303
    assert "조만간 나와요" in said(client.get("/ideas"))
    other = make.idea(cast.junho, cast.product_id, title="다른 아이디어예요")
    assert send(pm, f"/threads/{other}/status", status="coming_soon").status_code == 409


@pytest.mark.parametrize(
    ("slug", "changed", "status"),
    [
        ("new", {"is_active": None}, 409),
        ("planned", {"label_ko": " "}, 422),
        ("planned", {"colour": "pink"}, 422),
        ("planned", {"position": "1000"}, 422),
        ("nothing", {}, 404),
    ],
)
def test_a_status_is_held_to_its_shape(cast, client_as, slug, changed, status):
    admin = client_as(cast.hana)
    form = {**LOOKS, "edition": edition_of(said(admin.get("/admin/statuses"))), **changed}
    form = {name: value for name, value in form.items() if value is not None}
    assert send(admin, f"/admin/statuses/{slug}", **form).status_code == status
    assert statuses.catalogue()["planned"].label_ko == "반영 예정"


def test_a_form_that_is_half_there_is_refused_with_what_was_typed(cast, client_as):
    admin = client_as(cast.hana)
    edition = edition_of(said(admin.get("/admin/statuses")))
    assert send(admin, "/admin/statuses").status_code == 409
    answer = send(admin, "/admin/statuses", slug="in_testing", edition=edition)
    assert answer.status_code == 422
    assert 'value="in_testing"' in said(answer)


def test_nobody_but_administrators_finds_the_catalogue(cast, client_as, client):
    for browser in (client, client_as(cast.junho), client_as(cast.daniel)):
        assert browser.get("/admin/statuses").status_code in (303, 302, 403, 404)


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_of_the_palette_can_be_read(colour, theme):
    folder = Path(portal.__file__).parent / "static" / "css"
    tokens = (folder / "00-tokens.css").read_text(encoding="utf-8")
    parts = (folder / "20-parts.css").read_text(encoding="utf-8")
    rule = re.search(rf"\.tone-{colour} {{(.*?)}}", parts, re.S)[1]
    names = re.findall(r"var\((--[\w-]+)\)", rule)
    ground, ink = (re.findall(rf"{name}: (#[0-9a-f]{{6}})", tokens)[theme] for name in names)
    assert contrast(ground, ink) >= 4.5
