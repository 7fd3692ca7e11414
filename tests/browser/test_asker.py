"""The asker accepts the answer that helped, and the question is resolved."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Scene
from tests.make import threads

pytestmark = pytest.mark.browser


def test_the_asker_accepts_what_helped_and_the_question_is_resolved(scene: Scene) -> None:
    asker, helper = scene.person("민지"), scene.person("준호")
    title = scene.say("{model} 신호가 방까지 안 와요", "The {model} does not reach my room")
    thread_id = scene.question(asker, title, "벽이 두 개 있어요.")
    threads.answer(scene.person("하늘").actor, thread_id, "문을 열어 두세요.")
    answer_id = threads.answer(helper.actor, thread_id, "거실 가운데에 두세요.")
    reader = scene.reader(asker)
    page = reader.page

    reader.go("/questions?sort=mine")
    page.locator(".card-title a", has_text=title).click()
    expect(page.locator(".thread-head .badge-label")).to_have_text(reader.word("Answered"))
    reader.press("This solved it", page.locator(f"#answer-{answer_id}"))
    expect(page.locator(".thread-head .badge-label")).to_have_text(reader.word("Resolved"))
    accepted = page.locator("article.answer").first
    expect(accepted).to_have_id(f"answer-{answer_id}")
    expect(accepted.locator(".mark-line.is-accepted")).to_have_text(reader.word("This solved it"))
    reader.examine("resolved question")

    reader.press("This did not solve it after all", accepted)
    expect(page.locator(".thread-head .badge-label")).to_have_text(reader.word("Answered"))
    reader.press("This solved it", page.locator(f"#answer-{answer_id}"))
    expect(page.locator(".thread-head .badge-label")).to_have_text(reader.word("Resolved"))

    whoever_answered_hears_of_it(scene.reader(helper), title)
    stranger = scene.reader()
    stranger.go(f"/questions/{thread_id}")
    expect(stranger.page.locator(".thread-head .badge-label")).to_have_text(
        stranger.word("Resolved")
    )


def whoever_answered_hears_of_it(helper: Reader, title: str) -> None:
    def look() -> bool:
        helper.go("/inbox")
        return helper.page.locator(".notice-line.is-unread", has_text=title).count() > 0

    until(look, f"{title!r} is in the inbox")
    helper.examine("inbox")
    helper.page.locator(".notice-line.is-unread button", has_text=title).first.click()
    expect(helper.page.locator("h1")).to_have_text(title)
