"""What somebody wrote survives a closed tab, a lost session and an old form, and is posted once."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.answers.models import Answer
from portal.threads.models import Thread
from tests.browser.conftest import WAYS
from tests.browser.reader import Reader
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser

WITH_SCRIPTS = pytest.mark.parametrize(
    "way", [way for way in WAYS if way.has_scripts], ids=str, indirect=True
)
BODY = "껐다 켜도 같아요.\n\n두 줄이에요."


def begin(scene: Scene, reader: Reader) -> str:
    """Type a question that is not sent yet; give its title."""
    title = scene.say("{model} 전원이 저절로 꺼져요", "The {model} switches itself off")
    reader.go("/questions/ask")
    form = reader.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    reader.fill(form, title=title, body=BODY)
    if reader.way.has_scripts:
        expect(form.locator("[data-draft-note=saved]")).to_be_visible()
    return title


def send(reader: Reader, button: str = "Post the question") -> None:
    """Post, past the step that shows what is similar where there is such a step."""
    with reader.page.expect_navigation():
        reader.press(button)
    if reader.page.locator("main form section.note").count():
        reader.press("Post the question")


def still_there(reader: Reader, title: str) -> None:
    assert reader.page.input_value("[name=title]") == title
    assert reader.page.input_value("[name=body]") == BODY


def posted(title: str) -> int:
    number: int = Scene.rows(select(func.count()).select_from(Thread).where(Thread.title == title))[
        0
    ][0]
    return number


def is_posted_once(reader: Reader, title: str) -> None:
    expect(reader.page).to_have_url(re.compile(r"/questions/\d+/"))
    expect(reader.page.locator("h1")).to_have_text(title)
    assert posted(title) == 1


@WITH_SCRIPTS
def test_a_draft_survives_a_closed_tab_and_a_lost_session(scene: Scene) -> None:
    person = scene.person("민지")
    reader = scene.reader(person)
    title = begin(scene, reader)
    reader.page.close()

    reader.page = reader.context.new_page()
    reader.go("/questions/ask")
    still_there(reader, title)

    reader.context.clear_cookies()
    reader.go("/sign-in?next=/questions/ask")
    scene.sign_in(reader, person)
    expect(reader.page).to_have_url(re.compile("/questions/ask"))
    still_there(reader, title)
    send(reader)
    is_posted_once(reader, title)
    reader.go("/questions/ask")
    assert reader.page.input_value("[name=title]") == ""


def test_a_session_that_is_lost_while_writing_costs_no_word(scene: Scene) -> None:
    person = scene.person("민지")
    reader = scene.reader(person)
    title = begin(scene, reader)
    reader.context.clear_cookies()
    with reader.refused(403):
        reader.press("Post the question")
        expect(reader.page.locator("h1")).to_have_text(reader.word("The form is out of date"))
    reader.examine("expired form")
    reader.press("Send again")
    expect(reader.page).to_have_url(re.compile("/sign-in"))
    scene.sign_in(reader, person)
    still_there(reader, title)
    send(reader)
    is_posted_once(reader, title)


def test_an_old_form_shows_what_was_typed_and_can_be_sent_again(scene: Scene) -> None:
    person = scene.person("민지")
    reader = scene.reader(person)
    title = begin(scene, reader)
    # meanwhile, in another tab, they sign out and in again
    first, reader.page = reader.page, reader.context.new_page()
    reader.go("/")
    reader.page.locator("details.menu > summary").click()
    reader.press("Sign out")
    expect(reader.page.locator(".bell")).to_have_count(0)
    reader.go("/sign-in")
    scene.sign_in(reader, person)

    reader.page = first
    with reader.refused(403):
        reader.press("Post the question")
        expect(reader.page.locator("[name=body]")).to_have_value(BODY)
    assert posted(title) == 0
    send(reader, "Send again")
    is_posted_once(reader, title)


@WITH_SCRIPTS
def test_a_page_that_can_no_longer_save_drafts_says_so_and_its_text_is_sent_all_the_same(
    scene: Scene,
) -> None:
    person = scene.person("민지")
    reader = scene.reader(person)
    title = begin(scene, reader)
    first, reader.page = reader.page, reader.context.new_page()
    reader.go("/")
    reader.page.locator("details.menu > summary").click()
    reader.press("Sign out")
    expect(reader.page.locator(".bell")).to_have_count(0)

    reader.page = first
    with reader.refused(403):
        reader.page.locator("[name=body]").press_sequentially(" 더")
        expect(reader.page.locator("[data-draft-note=over]")).to_be_visible()
        expect(reader.page.locator("[data-draft-note=saved]")).to_be_hidden()
        assert reader.page.input_value("[name=title]") == title
        reader.examine("form that can no longer save drafts")
        reader.press("Post the question")
        expect(reader.page.locator("[name=body]")).to_have_value(f"{BODY} 더")
    reader.press("Send again")
    scene.sign_in(reader, person)
    assert reader.page.input_value("[name=body]") == f"{BODY} 더"


@WITH_SCRIPTS
def test_a_draft_that_cannot_be_saved_now_is_saved_with_the_next_key(scene: Scene) -> None:
    reader = scene.reader(scene.person("민지"))
    begin(scene, reader)
    body, note = reader.page.locator("[name=body]"), "[data-draft-note={}]"
    reader.page.route("**/drafts/*", lambda route: route.fulfill(status=429, body=""))
    with reader.refused(429):
        body.press_sequentially(" 하나")
        expect(reader.page.locator(note.format("later"))).to_be_visible()
    reader.page.unroute("**/drafts/*")
    body.press_sequentially(" 둘")
    expect(reader.page.locator(note.format("saved"))).to_be_visible()
    expect(reader.page.locator(note.format("later"))).to_be_hidden()


def test_a_double_click_posts_once(scene: Scene) -> None:
    thread_id = scene.question(
        scene.person("준호"), scene.say("{model} 소리가 나요", "The {model} makes a noise"), BODY
    )
    reader = scene.reader(scene.person("민지"))
    reader.go(f"/questions/{thread_id}")
    reader.fill(reader.form(f"/threads/{thread_id}/answers"), body="벽에서 떼어 보세요.")
    # without scripts the second click meets what the first has posted, and says so
    with reader.refused(409):
        reader.page.get_by_role("button", name=reader.word("Post the answer")).dblclick()
        expect(reader.page.locator("main .note").first).to_be_visible()
    answered = select(func.count()).select_from(Answer).where(Answer.thread_id == thread_id)
    assert Scene.rows(answered)[0][0] == 1


@WITH_SCRIPTS
def test_a_double_click_asks_once(scene: Scene) -> None:
    reader = scene.reader(scene.person("민지"))
    title = begin(scene, reader)
    reader.page.get_by_role("button", name=reader.word("Post the question")).dblclick()
    is_posted_once(reader, title)


def test_a_refused_text_is_still_in_the_form(scene: Scene) -> None:
    reader = scene.reader(scene.person("민지"))
    reader.go("/questions/ask")
    form = reader.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    reader.fill(form, title="짧아요", body=BODY)
    with reader.refused(422):
        reader.press("Post the question")
        expect(reader.page.locator(".note.is-error")).to_be_visible()
    still_there(reader, "짧아요")
    reader.examine("refused question")
