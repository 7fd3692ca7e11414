"""The top candidate becomes help in both languages, and the next asker is shown it (R39, R46)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.kit import clock
from portal.kit.db import transaction
from portal.search import candidates
from portal.votes import actions as votes
from tests.browser.reader import Reader
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser

SOLVED_DAYS_AGO = 5
KOREAN, ENGLISH = "{model} 영수증 받는 방법", "Getting a receipt for {model}"


def test_the_top_candidate_becomes_help_for_the_next_asker(scene: Scene) -> None:
    title = scene.say("{model} 영수증은 어디에서 받나요?", "Where do I get my {model} receipt?")
    solved(scene, scene.say("{model} 불빛이 초록색이에요", "Green light on my {model}"), people=2)
    solved(scene, title, people=5)
    # what the worker does every hour
    candidates.weigh_candidates()

    writer = scene.reader(scene.person("이수현", Role.EDITOR))
    reviewer = scene.reader(scene.person("박예진", Role.EDITOR))
    desk = draft_of_the_first(scene, writer, title)
    names = {"ko": KOREAN.format(model=scene.model), "en": ENGLISH.format(model=scene.model)}
    write_and_submit(writer, names[scene.way.locale])
    publish(reviewer, desk)

    other = "en" if scene.way.locale == "ko" else "ko"
    writer.go(desk)
    writer.press("Write it in English, too" if other == "en" else "Write it in Korean, too")
    expect(writer.page).not_to_have_url(desk)
    desk = writer.page.url
    write_and_submit(writer, names[other])
    publish(reviewer, desk)

    for name in names.values():
        is_met_while_asking(scene, name)


def solved(scene: Scene, title: str, *, people: int) -> None:
    """Let a question be asked, wanted by others too, and answered officially, days ago."""
    asked = scene.person("민지")
    agent = scene.person("김서연", Role.AGENT).actor
    with clock.at(clock.now() - timedelta(days=SOLVED_DAYS_AGO)):
        thread_id = scene.question(asked, title, "설정에는 없어요.")
        with transaction():
            answer_id = answers.post(agent, thread_id, body_md="**내 정보 → 영수증**에 있어요.")
            answers.make_official(agent, answer_id, summary="내 정보에서 받아요.")
            answers.accept(asked.actor, answer_id)
    for number in range(people):
        customer = scene.person(f"손님{number}").actor
        with transaction():
            votes.cast(customer, thread_id)


def draft_of_the_first(scene: Scene, writer: Reader, title: str) -> str:
    writer.go(f"/staff/faq/candidates?product={scene.slug}")
    lines = writer.page.locator(".candidate")
    expect(lines.first).to_contain_text(title)
    expect(lines.first).to_contain_text(writer.word("Official answer"))
    expect(lines.first.locator(".evidence")).to_contain_text("5")
    writer.press(scene.say("Write in Korean", "Write in English"), lines.first)
    expect(writer.page).to_have_url(re.compile(r"/staff/faq/\d+$"))
    assert writer.page.input_value("[name=title]") == title
    assert writer.page.input_value("[name=summary]") == "내 정보에서 받아요."
    return writer.page.url


def write_and_submit(writer: Reader, name: str) -> None:
    writer.fill(
        writer.page.locator(".faq-desk"),
        title=name,
        summary="내 정보에서 받아요. You get it in your profile.",
        body="**내 정보 → 영수증**에서 받아요.",
    )
    writer.press("Save and send for review")
    expect(writer.page.locator("main")).to_contain_text(
        writer.word("You wrote this, so somebody else decides about it.")
    )


def publish(reviewer: Reader, desk: str) -> None:
    reviewer.go(desk)
    reviewer.press("Approve and publish")
    expect(reviewer.page.locator(".note.is-success")).to_have_text(
        reviewer.word("Published. Readers see it now.")
    )


def is_met_while_asking(scene: Scene, name: str) -> None:
    reader = scene.reader()
    scene.wait_for_search(reader, name, "/faq")
    reader.go("/questions/ask")
    form = reader.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    reader.fill(form, title=name, body="어떻게 하나요?")
    if not reader.way.has_scripts:
        # suggestions are a step before posting there, for who is signed in
        expect(reader.page.locator("[data-draft-note=saved]")).to_have_count(1)
        reader.press("Post the question")
        reader.go("/questions/ask")
    panel = reader.page.locator(".similar")
    expect(panel.get_by_role("link", name=name)).to_be_visible()
