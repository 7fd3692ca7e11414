"""A resolved thread becomes an FAQ article, by two people, and readers say whether it helped."""

import re

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.kit.db import transaction
from tests.browser.reader import Reader
from tests.browser.scene import Person, Scene
from tests.make import threads

pytestmark = pytest.mark.browser


def test_an_article_grows_from_a_thread_and_somebody_else_publishes_it(scene: Scene) -> None:
    title = scene.say("{model} 이름은 어떻게 바꾸나요?", "How do I rename the {model} network?")
    thread_id = resolved_question(scene, title)
    writer = scene.reader(scene.person("이수현", Role.EDITOR))
    reviewer = scene.reader(scene.person("박예진", Role.EDITOR))

    nominate(writer, thread_id, title)
    draft_path = draft(scene, writer, title)
    rewritten = scene.say("{model} 이름 바꾸기", "Renaming the {model} network")
    rewrite_and_submit(scene, writer, rewritten)
    approve_and_publish(reviewer, draft_path, rewritten)
    article_path = linked_both_ways(reviewer, thread_id, title, rewritten)
    readers_say_that_it_helped(scene, article_path, scene.person("민지"))
    changed_once_more(writer, reviewer, draft_path)
    readers_see_what_changed(scene, article_path)


def resolved_question(scene: Scene, title: str) -> int:
    asker, helper = scene.person("민지"), scene.person("준호")
    thread_id = scene.question(asker, title, "설정 화면을 못 찾겠어요.")
    answer_id = threads.answer(helper.actor, thread_id, "앱의 **설정 → 이름**에서 바꿔요.")
    with transaction():
        answers.accept(asker.actor, answer_id)
    return thread_id


def nominate(writer: Reader, thread_id: int, title: str) -> None:
    writer.go(f"/questions/{thread_id}")
    writer.press("Nominate for help")
    expect(writer.page.locator(".note.is-success")).to_have_text(
        writer.word("This is on the list of what should become help.")
    )
    writer.go("/staff/faq")
    expect(writer.page.locator(".candidate", has_text=title)).to_be_visible()
    writer.examine("nominations")


def draft(scene: Scene, writer: Reader, title: str) -> str:
    line = writer.page.locator(".candidate", has_text=title)
    writer.press(scene.say("Write in Korean", "Write in English"), line)
    expect(writer.page).to_have_url(re.compile(r"/staff/faq/\d+$"))
    # prefilled from the thread: its title, and the answer that was accepted
    assert writer.page.input_value("[name=title]") == title
    assert "**설정 → 이름**" in writer.page.input_value("[name=body]")
    writer.examine("article editor")
    return writer.page.url


def rewrite_and_submit(scene: Scene, writer: Reader, title: str) -> None:
    body = "## 순서\n\n1. 앱을 엽니다.\n2. **설정 → 이름**을 누릅니다."
    summary = scene.say("앱의 설정에서 바꿔요.", "You change it in the settings of the app.")
    writer.fill(writer.page.locator(".faq-desk"), title=title, summary=summary, body=body)
    if writer.way.has_scripts:
        expect(writer.page.locator("#preview h4")).to_have_text("순서")
    writer.press("Save and send for review")
    expect(writer.page.locator("main")).to_contain_text(
        writer.word("You wrote this, so somebody else decides about it.")
    )
    expect(
        writer.page.get_by_role("button", name=writer.word("Approve and publish"))
    ).to_have_count(0)


def approve_and_publish(reviewer: Reader, draft_path: str, title: str) -> None:
    reviewer.go("/staff")
    reviewer.page.locator("aside a", has_text=title).click()
    expect(reviewer.page).to_have_url(draft_path)
    reviewer.examine("review")
    reviewer.press("Approve and publish")
    expect(reviewer.page.locator(".note.is-success")).to_have_text(
        reviewer.word("Published. Readers see it now.")
    )
    reviewer.examine("published article, for its editors")


def linked_both_ways(reader: Reader, thread_id: int, title: str, article: str) -> str:
    reader.go(f"/questions/{thread_id}")
    reader.page.locator("a.note", has_text=article).click()
    expect(reader.page.locator("h1")).to_have_text(article)
    path = reader.page.url
    reader.page.locator("#faq-sources ~ ul a, .faq-lines a", has_text=title).first.click()
    expect(reader.page.locator("h1")).to_have_text(title)
    return path


def readers_say_that_it_helped(scene: Scene, path: str, person: Person) -> None:
    member = scene.reader(person)
    member.go(path)
    member.press("Yes", member.page.locator("#helpful"))
    expect(member.page.locator("#helpful-question")).to_have_text(
        member.word("Thank you. Good to know that it helped.")
    )

    stranger = scene.reader()
    stranger.go("/faq")
    stranger.examine("help")
    stranger.go(path)
    stranger.examine("article")
    stranger.follow("Yes", stranger.page.locator("#helpful"))
    if stranger.way.has_scripts:
        thanks = stranger.page.locator("#helpful-question")
        expect(thanks).to_have_text(stranger.word("Thank you. Good to know that it helped."))
    else:
        # without scripts the answer has a page of its own, which leads back
        stranger.press("Yes")
        thanks = stranger.page.locator(".note.is-success")
        expect(thanks).to_have_text(stranger.word("Thank you for telling us."))
    expect(stranger.page.locator("#helpful")).to_contain_text("2")


def changed_once_more(writer: Reader, reviewer: Reader, path: str) -> None:
    writer.go(path)
    writer.press("Write a new text")
    body = writer.page.input_value("[name=body]")
    writer.fill(writer.page.locator(".faq-desk"), body=f"{body}\n3. <b>저장</b>을 누릅니다.")
    writer.page.locator("[name=significance][value=minor]").check()
    writer.page.locator("[name=change_note]").fill("저장하는 순서를 더했어요")
    writer.examine("editor of a new text")
    writer.press("Save and send for review")
    reviewer.go(path)
    expect(reviewer.page.locator(".faq-changes.stack ins")).to_have_text(
        re.compile("<b>저장</b>을 누릅니다")
    )
    reviewer.examine("review of a new text")
    reviewer.press("Approve and publish")


def readers_see_what_changed(scene: Scene, path: str) -> None:
    stranger = scene.reader()
    stranger.go(path)
    stranger.follow("What changed", stranger.page.locator("article"))
    expect(stranger.page.locator(".faq-changes.stack ins")).to_contain_text("저장")
    expect(stranger.page.locator("main")).to_contain_text("저장하는 순서를 더했어요")
    stranger.examine("history of an article")
