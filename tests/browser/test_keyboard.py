"""Everything that matters can be done with the keyboard alone, and the focus is always seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WAYS
from tests.browser.reader import Reader
from tests.browser.scene import PASSWORD, Scene

pytestmark = pytest.mark.browser

WITH_SCRIPTS = pytest.mark.parametrize(
    "way", [way for way in WAYS if way.has_scripts], ids=str, indirect=True
)


def write(reader: Reader, field: str, text: str) -> None:
    """Reach a field by Tab and type into it."""
    reader.tab_to(reader.page.locator(f"main {field}"))
    reader.page.keyboard.type(text)


def choose(reader: Reader, field: str, value: str) -> None:
    """Reach a choice by Tab and go down to a value."""
    choice = reader.page.locator(f"main {field}")
    reader.tab_to(choice)
    for _ in range(choice.locator("option").count()):
        if choice.input_value() == value:
            return
        reader.page.keyboard.press("ArrowDown")
    assert choice.input_value() == value


def activate(reader: Reader, button: str) -> None:
    """Reach a button by Tab and press Enter."""
    reader.tab_to(reader.page.get_by_role("button", name=reader.word(button), exact=True).first)
    reader.page.keyboard.press("Enter")


@WITH_SCRIPTS
def test_the_first_tab_leads_past_the_frame(scene: Scene) -> None:
    reader = scene.reader()
    reader.go("/questions")
    skip = reader.page.locator("a.skip")
    expect(skip).not_to_be_in_viewport()
    reader.tab_to(skip, most=1)
    expect(skip).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#main")).to_be_focused()
    reader.tab_to(reader.page.locator("main a").first, most=1)


@WITH_SCRIPTS
def test_asking_answering_and_accepting_need_no_mouse(scene: Scene) -> None:
    asker, helper = scene.person("민지"), scene.person("준호")
    title = scene.say("{model} 케이블이 짧아요", "The {model} cable is too short")
    asking = scene.reader()
    sign_in_by_keyboard(asking, asker.email)
    asking.go("/questions/ask")
    choose(asking, "[name=product]", str(scene.product_id))
    write(asking, "[name=title]", title)
    write(asking, "[name=body]", "2미터짜리가 있나요?")
    activate(asking, "Post the question")
    expect(asking.page).to_have_url(re.compile(r"/questions/\d+/"))
    expect(asking.page.locator("h1")).to_have_text(title)

    helping = scene.reader(helper)
    helping.go(asking.page.url)
    write(helping, "#answer-body", "전자상가에 있어요.")
    activate(helping, "Post the answer")
    expect(helping.page.locator("article.answer")).to_contain_text("전자상가에 있어요.")

    asking.page.reload()
    activate(asking, "This solved it")
    expect(asking.page.locator(".thread-head .badge-label")).to_have_text(asking.word("Resolved"))


def sign_in_by_keyboard(reader: Reader, email: str) -> None:
    reader.go("/sign-in")
    write(reader, "[name=email]", email)
    write(reader, "[name=password]", PASSWORD)
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".bell")).to_be_visible()
