"""What was wished for is there: written from the idea, published, and read by who voted for it."""

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.ideas import actions as ideas
from portal.kit.db import transaction
from portal.votes import actions as votes
from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Person, Scene

pytestmark = pytest.mark.browser


def test_a_voter_reads_in_their_language_that_what_they_wished_for_is_there(scene: Scene) -> None:
    author, voter = scene.person("민지"), scene.person("준호")
    manager = scene.person("다니엘", Role.PRODUCT_MANAGER)
    wish = scene.say("{model} 다크 모드를 지원해 주세요", "Please add a dark mode to the {model}")
    idea_id = scene.idea(author, wish, "밤에 눈이 부셔요.")
    delivered(manager, voter, idea_id)

    desk = scene.reader(manager)
    news = scene.say("{model} 다크 모드가 생겼어요", "The {model} has a dark mode")
    desk.go(f"/ideas/{idea_id}")
    desk.follow("Write what is new")
    write(scene, desk, news)
    publish(desk)

    reader = scene.reader(voter)
    reads_of_it(reader, news)
    for title in (wish, news):
        reader.page.get_by_role("link", name=title, exact=True).first.click()
        expect(reader.page.locator("h1")).to_have_text(title)


def delivered(manager: Person, voter: Person, idea_id: int) -> None:
    with transaction():
        votes.cast(voter.actor, idea_id)
    for status in ("planned", "in_progress", "delivered"):
        with transaction():
            ideas.set_status(manager.actor, idea_id, status=status, note_md="다 되었어요.")


def write(scene: Scene, desk: Reader, news: str) -> None:
    """Write it in Korean, the portal's language, and in English where that is the story's."""
    form = desk.form("/staff/changelog/new")
    desk.fill(form, title_ko=f"{scene.model} 다크 모드가 생겼어요", body_ko="설정에서 **켜세요**.")
    if scene.way.locale == "en":
        desk.fill(form, title_en=news, body_en="Turn it on in **the settings**.")
    desk.press("Preview", form)
    expect(desk.page.locator("main .rich strong").first).to_have_text("켜세요")
    desk.press("Save the draft", desk.form("/staff/changelog/new"))
    expect(desk.page.locator("h1")).to_have_text(news)


def publish(desk: Reader) -> None:
    desk.press("Publish now")
    expect(desk.page.locator(".note.is-success")).to_be_visible()
    expect(desk.page.locator("button[value=withdraw]")).to_be_visible()
    desk.examine("entry that is published")


def reads_of_it(reader: Reader, news: str) -> None:
    def look() -> bool:
        reader.go("/inbox")
        return reader.page.locator(".notice-line.is-unread", has_text=news).count() > 0

    until(look, f"{news!r} is in the inbox")
    reader.page.locator(".notice-line.is-unread button", has_text=news).click()
    expect(reader.page.locator("h1")).to_have_text(news)
    reader.examine("entry, for who voted")
