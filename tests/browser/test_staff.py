"""Staff find what waits, answer under their own name, and say what is official."""

import pytest
from playwright.sync_api import Locator, expect

from portal.accounts.roles import Role
from tests.browser.reader import Reader
from tests.browser.scene import Scene
from tests.make import threads

pytestmark = pytest.mark.browser


def test_staff_answer_officially_and_endorse_a_customer_who_keeps_the_credit(scene: Scene) -> None:
    asker, helper = scene.person("민지"), scene.person("준호")
    agent = scene.person("김서연", Role.AGENT)
    waiting = scene.say("{model} 불빛이 빨간색이에요", "The {model} shows a red light")
    waiting_id = scene.question(asker, waiting, "어제부터 그래요.")
    helped = scene.say("{model} 비밀번호를 잊었어요", "I forgot the {model} password")
    helped_id = scene.question(asker, helped, "어디에 적혀 있나요?")
    threads.answer(helper.actor, helped_id, "뒷면 스티커에 있어요.")
    desk = scene.reader(agent)

    desk.go("/")
    desk.follow("Desk")
    desk.page.locator(".chip", has_text=scene.model).click()
    expect(desk.page.locator(".card-title a", has_text=waiting)).to_be_visible()
    expect(desk.page.locator(".card-title a", has_text=helped)).to_have_count(0)
    desk.examine("desk")
    desk.page.locator(".card-title a", has_text=waiting).click()
    answer_officially(scene, desk, waiting_id)
    endorse(scene, desk, helped_id)

    desk.go(f"/staff?product={scene.slug}")
    expect(desk.page.locator("main")).to_contain_text(desk.word("All answered"))
    everybody_sees_the_short_answer(scene, scene.reader(), waiting_id)


def answer_officially(scene: Scene, desk: Reader, thread_id: int) -> None:
    advice = scene.say("전원을 10초 동안 끄고 다시 켜 주세요.", "Switch it off for 10 seconds.")
    desk.fill(desk.form(f"/threads/{thread_id}/answers"), body=advice)
    desk.press("Post the answer")
    answer = desk.page.locator("article.answer", has_text=advice)
    expect(answer.locator(".person").first).to_contain_text("김서연")
    expect(answer.locator(".person-badge")).to_have_text(desk.word("Care team"))
    expect(answer.locator(".mark-line")).to_have_count(0)
    make_official(desk, answer, scene.say("10초 동안 껐다 켜세요.", "Off and on again."))
    expect(answer.locator(".summary-line")).to_have_text(
        scene.say("10초 동안 껐다 켜세요.", "Off and on again.")
    )
    desk.examine("official answer, for staff")


def endorse(scene: Scene, desk: Reader, thread_id: int) -> None:
    desk.go(f"/questions/{thread_id}")
    answer = desk.page.locator("article.answer")
    make_official(desk, answer, scene.say("뒷면 스티커에 있어요.", "It is on the back."))
    byline = answer.locator(".post-head").first
    expect(byline.locator(".person > a").first).to_have_text("준호")
    expect(byline).to_contain_text(desk.word("Confirmed by"))
    expect(byline.locator(".person-badge")).to_have_text(desk.word("Care team"))


def make_official(desk: Reader, answer: Locator, summary: str) -> None:
    form = answer.locator("form[action$='/official']")
    desk.unfold(form)
    desk.fill(form, summary=summary)
    desk.press("Publish as official", form)
    expect(answer.locator(".mark-line.is-official")).to_have_text(desk.word("Official answer"))


def everybody_sees_the_short_answer(scene: Scene, stranger: Reader, thread_id: int) -> None:
    stranger.go(f"/questions/{thread_id}")
    expect(stranger.page.locator(".short-answer")).to_contain_text(
        scene.say("10초 동안 껐다 켜세요.", "Off and on again.")
    )
    expect(stranger.page.locator("article.answer .person-badge")).to_have_text(
        stranger.word("Care team")
    )
    stranger.examine("official answer, for everybody")
