"""A product manager sees what customers want most, with true numbers, and decides."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.accounts.roles import Role
from portal.kit.db import transaction
from portal.threads.models import Thread
from portal.votes import actions as votes
from portal.votes.models import Vote
from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Person, Scene

pytestmark = pytest.mark.browser


def test_a_product_manager_sees_true_numbers_and_the_voters_hear_what_is_decided(
    scene: Scene,
) -> None:
    crowd = [scene.person(f"손님 {number}") for number in range(5)]
    wanted = scene.say("{model} 손님용 와이파이를 켜고 싶어요", "Guest Wi-Fi on the {model}")
    ideas_with_votes(scene, crowd, wanted)
    manager = scene.reader(scene.person("다니엘", Role.PRODUCT_MANAGER))
    page = manager.page

    manager.go("/ideas")
    page.locator(".chip", has_text=scene.model).click()
    manager.follow("Most votes")
    expect(page).to_have_url(re.compile(f"sort=top&product={scene.slug}"))
    manager.examine("top ideas")
    assert shown(manager) == counted(scene)
    assert [votes for _, votes in shown(manager)] == [5, 3, 1]

    page.locator(".card-title a").first.click()
    expect(page.locator("h1")).to_have_text(wanted)
    decide(scene, manager)
    voter = scene.reader(crowd[-1])
    a_voter_reads_it(voter, wanted, scene.say("다음 업데이트에 들어가요.", "In the next update."))


def ideas_with_votes(scene: Scene, crowd: list[Person], wanted: str) -> None:
    others = [
        scene.say("{model} 불을 끌 수 있으면 좋겠어요", "Let me turn off the {model} lights"),
        scene.say("{model} 색을 고르게 해 주세요", "More colours for the {model}"),
    ]
    for title, many in ((others[1], 1), (wanted, 5), (others[0], 3)):
        idea_id = scene.idea(crowd[0], title, "꼭 있었으면 해요.")
        for person in crowd[1:many]:
            with transaction():
                votes.cast(person.actor, idea_id)


def shown(manager: Reader) -> list[tuple[int, int]]:
    boxes = manager.page.locator("#cards .vote").all()
    ids = [int((box.get_attribute("id") or "").removeprefix("vote-")) for box in boxes]
    return [
        (idea_id, int(box.locator(".vote-count").inner_text()))
        for idea_id, box in zip(ids, boxes, strict=True)
    ]


def counted(scene: Scene) -> list[tuple[int, int]]:
    """Count the votes of the product's ideas row by row, most wanted first."""
    number = func.count(Vote.person_id)
    rows = scene.rows(
        select(Thread.id, number)
        .join(Vote, Vote.thread_id == Thread.id)
        .where(Thread.product_id == scene.product_id)
        .group_by(Thread.id)
        .order_by(number.desc())
    )
    return [(idea_id, votes) for idea_id, votes in rows]


def decide(scene: Scene, manager: Reader) -> None:
    note = scene.say("다음 업데이트에 들어가요.", "In the next update.")
    manager.page.locator("[name=status]").select_option("planned")
    manager.fill(note=note)
    manager.press("Decide and tell the voters")
    expect(manager.page.locator(".thread-head .badge-label")).to_have_text(
        manager.status("planned")
    )
    expect(manager.page.locator(".timeline li").first).to_contain_text(note)
    manager.examine("idea, for who decides")


def a_voter_reads_it(voter: Reader, title: str, note: str) -> None:
    def look() -> bool:
        voter.go("/inbox")
        return voter.page.locator(".notice-line.is-unread", has_text=title).count() > 0

    until(look, f"{title!r} is in the inbox")
    voter.page.locator(".notice-line.is-unread button", has_text=title).click()
    expect(voter.page.locator("h1")).to_have_text(title)
    expect(voter.page.locator(".timeline")).to_contain_text(note)
