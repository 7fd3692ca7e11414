"""A product manager goes from a list of ideas to decisions: by mouse and by keyboard."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, expect

from portal.accounts.roles import Role
from portal.kit.db import transaction
from portal.review import figures, placing
from portal.votes import actions as votes
from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Scene
from tests.browser.test_keyboard import WITH_SCRIPTS, activate, choose, write

pytestmark = pytest.mark.browser

VOTERS = (5, 4, 3, 2, 1)
WISHES = (
    ("{model} 손님용 와이파이를 켜고 싶어요", "Guest Wi-Fi on the {model}"),
    ("{model} 불을 끌 수 있으면 좋겠어요", "Let me turn off the {model} lights"),
    ("{model} 다크 모드를 지원해 주세요", "Dark mode for the {model}"),
    ("{model} 속도를 앱에서 재고 싶어요", "Measure the {model} speed in the app"),
    ("{model} 색을 고르게 해 주세요", "More colours for the {model}"),
)


def test_a_product_manager_estimates_decides_merges_and_takes_the_list_along(scene: Scene) -> None:
    ideas = ideas_with_votes(scene)
    desk = scene.reader(scene.person("다니엘", Role.PRODUCT_MANAGER))
    chooses_what_to_see(scene, desk, ideas)
    estimates(desk, ideas[0])
    two = ideas[1:3]
    desk.go(f"/pm?product={scene.slug}&order=votes")
    decides_about(desk, two)
    takes_it_back(desk, two)
    merges(scene, desk, ideas[4], ideas[3])
    takes_the_list_along(scene, desk, many=len(ideas) - 1)


@WITH_SCRIPTS
def test_reviewing_ideas_needs_no_mouse(scene: Scene) -> None:
    ideas = ideas_with_votes(scene)
    desk = scene.reader(scene.person("다니엘", Role.PRODUCT_MANAGER))
    until(lambda: shows(scene, desk, ideas), "the list by votes")
    goes_from_row_to_row(desk, ideas)
    desk.go(desk.page.url)
    decides_by_keyboard(desk)


def goes_from_row_to_row(desk: Reader, ideas: list[int]) -> None:
    keys = desk.page.keyboard
    for key in ("j", "j", "k"):
        keys.press(key)
    expect(row(desk, ideas[0]).locator("th a")).to_be_focused()
    keys.press("x")
    keys.press("j")
    keys.press("x")
    expect(desk.page.locator("[name=idea]:checked")).to_have_count(2)
    # the same keys while Korean is typed
    for letter, code in (("ㅓ", "KeyJ"), ("ㅏ", "KeyK")):
        desk.page.locator(":focus").dispatch_event(
            "keydown", {"key": letter, "code": code, "bubbles": True}
        )
    expect(row(desk, ideas[1]).locator("th a")).to_be_focused()
    keys.press("Enter")
    title = row(desk, ideas[1]).locator("th a").inner_text()
    expect(desk.page.locator("#pm-panel h2, #pm-panel h1").first).to_have_text(title)


def decides_by_keyboard(desk: Reader) -> None:
    for key in ("j", "x", "j", "x"):
        desk.page.keyboard.press(key)
    activate(desk, "Go on with those that are ticked")
    expect(desk.page.locator("#chosen ~ ul li")).to_have_count(2)
    choose(desk, "#b-status", "under_review")
    write(desk, "#b-body_ko", "지금 살펴보고 있어요.")
    write(desk, "#b-body_en", "We are looking at it.")
    activate(desk, "See what would come of it")
    expect(desk.page.locator(".pm-outcomes li")).to_have_count(2)
    activate(desk, "Do it")
    expect(desk.page.locator("main .badge-label")).to_have_text([desk.status("under_review")] * 2)
    activate(desk, "Take it back")
    expect(desk.page.locator(".note.is-success")).to_be_visible()


def ideas_with_votes(scene: Scene) -> list[int]:
    """Let ideas be wanted by several people each, the most wanted first."""
    crowd = [scene.person(f"손님 {number}") for number in range(max(VOTERS))]
    made = []
    for titles, many in zip(WISHES, VOTERS, strict=True):
        idea_id = scene.idea(crowd[0], scene.say(*titles), "꼭 있었으면 해요.")
        made.append(idea_id)
        for person in crowd[1:many]:
            with transaction():
                votes.cast(person.actor, idea_id)
    return made


def row(desk: Reader, idea_id: int) -> Locator:
    return desk.page.locator(f"#idea-{idea_id}")


def rows(desk: Reader) -> list[int]:
    found = desk.page.locator("tr[data-row]").all()
    return [int((each.get_attribute("id") or "").removeprefix("idea-")) for each in found]


def shows(scene: Scene, desk: Reader, ideas: list[int]) -> bool:
    """Let the worker's next round come at once, and look at the list of the product by votes."""
    with transaction():
        figures.refresh_stale()
    with transaction():
        placing.place_live()
    desk.go(f"/pm?product={scene.slug}&order=votes")
    return rows(desk) == ideas


def chooses_what_to_see(scene: Scene, desk: Reader, ideas: list[int]) -> None:
    until(lambda: shows(scene, desk, ideas), "the list by votes")
    desk.go("/pm")
    desk.follow("Top 20")
    expect(desk.page.locator(".tabs [aria-current]")).to_have_text(desk.word("Top 20"))
    form = desk.form("/pm")
    desk.unfold(form)
    form.locator("[name=product]").select_option(scene.slug)
    form.locator("[name=order]").select_option("votes")
    desk.press("Show", form)
    expect(desk.page).to_have_url(re.compile(f"product={scene.slug}"))
    assert rows(desk) == ideas
    desk.examine("review of ideas")
    desk.follow("Each organisation once")
    expect(desk.page.locator("thead")).to_contain_text(desk.word("Place by this counting"))
    desk.examine("review of ideas, another counting")


def estimates(desk: Reader, idea_id: int) -> None:
    title = row(desk, idea_id).locator("th a").inner_text()
    row(desk, idea_id).locator("th a").click()
    place = desk.page.locator("#pm-panel" if desk.way.has_scripts else "main")
    expect(place.locator("#pm-idea-title")).to_have_text(title)
    desk.examine("review of ideas, one beside the list")
    form = place.locator(f"form[action='/pm/ideas/{idea_id}/score']")
    form.locator("[name=impact]").select_option("2.0")
    form.locator("[name=confidence]").select_option("0.8")
    desk.fill(form, reach="400", effort="2", note="작은 일이에요.")
    desk.press("Save the estimate", form)
    expect(desk.page).to_have_url(re.compile(f"/pm/ideas/{idea_id}$"))
    expect(desk.page.locator("[name=effort]")).to_have_value("2.0")
    desk.examine("idea, under review")


def ticks(desk: Reader, ideas: list[int]) -> None:
    for idea_id in ideas:
        row(desk, idea_id).locator("[name=idea]").check()
    desk.press("Go on with those that are ticked")
    expect(desk.page.locator("#chosen ~ ul li")).to_have_count(len(ideas))


def decides_about(desk: Reader, chosen: list[int]) -> None:
    ticks(desk, chosen)
    desk.examine("many ideas at once")
    form = desk.page.locator("form", has=desk.page.locator("#b-status"))
    form.locator("[name=status]").select_option("planned")
    desk.fill(form, body_ko="봄에 나와요.", body_en="It comes in spring.")
    desk.press("See what would come of it", form)
    expect(desk.page.locator(".pm-outcomes li")).to_have_count(len(chosen))
    desk.examine("many ideas at once, tried")
    desk.press("Do it")
    expect(desk.page.locator("main .badge-label")).to_have_text(
        [desk.status("planned")] * len(chosen)
    )
    desk.examine("many ideas at once, done")


def takes_it_back(desk: Reader, chosen: list[int]) -> None:
    desk.press("Take it back")
    expect(desk.page.locator(".note.is-success")).to_be_visible()
    for idea_id in chosen:
        desk.go(f"/ideas/{idea_id}")
        expect(desk.page.locator(".thread-head .badge-label")).to_have_text(desk.status("new"))


def merges(scene: Scene, desk: Reader, idea_id: int, target_id: int) -> None:
    desk.go(f"/pm?product={scene.slug}&order=votes")
    ticks(desk, [idea_id])
    form = desk.page.locator("form", has=desk.page.locator("[name=target]:not([type=hidden])"))
    desk.unfold(form)
    desk.fill(form, target=str(target_id))
    desk.press("See what would come of it", form)
    expect(desk.page.locator(".pm-outcomes .tone-good")).to_have_count(1)
    # nothing is done before it is meant
    assert f"/ideas/{idea_id}" in desk.context.request.get(f"{desk.address}/ideas/{idea_id}").url
    desk.press("Do it")
    expect(desk.page.locator(".note.is-success")).to_be_visible()
    desk.go(f"/ideas/{idea_id}")
    expect(desk.page).to_have_url(re.compile(f"/ideas/{target_id}"))
    # whoever wants both counts once
    expect(desk.page.locator(f"#vote-{target_id} .vote-count")).to_have_text("2")


def takes_the_list_along(scene: Scene, desk: Reader, *, many: int) -> None:
    def look() -> bool:
        desk.go(f"/pm?product={scene.slug}&order=votes")
        return len(rows(desk)) == many

    until(look, "the merged idea has left the list")
    said = desk.page.locator("main [role=status]", has_text=str(many)).first
    expect(said).to_contain_text(str(many))
    href = desk.page.locator("a[download]", has_text="CSV").get_attribute("href")
    answer = desk.context.request.get(f"{desk.address}{href}")
    lines = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
    table = lines[next(at for at, line in enumerate(lines) if not line) + 1 :]
    titles = [row(desk, idea_id).locator("th a").inner_text() for idea_id in rows(desk)]
    assert [line[0] for line in table[1:]] == titles
