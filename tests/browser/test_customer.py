"""A customer joins, asks, proposes, votes, takes a vote back, answers and comments."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.votes.models import Vote
from tests.browser.reader import Reader
from tests.browser.scene import PASSWORD, Person, Scene

pytestmark = pytest.mark.browser


def test_a_customer_joins_by_the_mailed_link_and_takes_part(scene: Scene) -> None:
    neighbour = scene.person("준호")
    asked = scene.say("저녁마다 {model} 와이파이가 끊겨요", "The {model} Wi-Fi drops every evening")
    wished = scene.say("{model} 앱에 어두운 화면이 필요해요", "A dark screen for the {model} app")
    question_id = scene.question(neighbour, asked, "공유기를 껐다 켜도 같아요.")
    idea_id = scene.idea(neighbour, wished, "밤에 눈이 부셔요.")
    customer = scene.reader()
    scene.wait_for_search(customer, asked, f"/questions/{question_id}")
    scene.wait_for_search(customer, wished, f"/ideas/{idea_id}")

    join(scene, customer)
    ask(scene, customer, similar_to=asked)
    propose(scene, customer, similar_to=wished)
    vote_and_take_it_back(customer, f"/questions/{question_id}", question_id)
    vote_and_take_it_back(customer, f"/ideas?product={scene.slug}&sort=new", idea_id)
    answer_and_comment(scene, customer, question_id)


def join(scene: Scene, customer: Reader) -> None:
    email = f"{scene.way}-{scene.number}@example.com"
    customer.go("/")
    customer.examine("home")
    customer.follow("Join")
    customer.examine("register")
    form = customer.form("/register")
    customer.fill(form, email=email, name="민지", password=PASSWORD)
    customer.press("Create account", form)
    expect(customer.page.locator("h1")).to_have_text(customer.word("Look into your mail"))
    customer.examine("registered")
    customer.go(scene.mailed_link(email))
    expect(customer.page.locator("main")).to_contain_text(email)
    customer.examine("confirm")
    customer.press("Yes, confirm it")
    expect(customer.page.locator(".note.is-success")).to_have_text(
        customer.word("Welcome! Your address is confirmed.")
    )
    expect(customer.page.locator(".bell")).to_be_visible()


def ask(scene: Scene, customer: Reader, *, similar_to: str) -> None:
    title = scene.say("{model} 와이파이가 밤에 자꾸 끊겨요", "The {model} Wi-Fi drops at night")
    customer.go("/questions")
    customer.examine("questions")
    customer.follow("Ask a question")
    form = customer.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    customer.fill(form, title=title, body="**어제**부터 그래요.", tags="wifi")
    post(customer, "Post the question", similar_to=similar_to)
    expect(customer.page).to_have_url(re.compile(r"/questions/\d+/"))
    expect(customer.page.locator("h1")).to_have_text(title)
    expect(customer.page.locator("main article .rich strong").first).to_have_text("어제")
    # the asker is the first who has this problem
    expect(customer.page.locator("main article .vote button")).to_have_attribute(
        "aria-pressed", "true"
    )


def propose(scene: Scene, customer: Reader, *, similar_to: str) -> None:
    title = scene.say("{model} 앱을 어두운 화면으로", "Let me switch the {model} app to dark")
    customer.go("/ideas")
    customer.examine("ideas")
    customer.follow("Propose an idea")
    form = customer.form("/ideas/propose")
    form.locator("[name=product]").select_option(str(scene.product_id))
    customer.fill(form, title=title, body="밤에 화면이 너무 밝아요.")
    post(customer, "Post the idea", similar_to=similar_to)
    expect(customer.page).to_have_url(re.compile(r"/ideas/\d+/"))
    expect(customer.page.locator("h1")).to_have_text(title)


def post(customer: Reader, button: str, *, similar_to: str) -> None:
    """Post; what is like it is shown before, live or as a step."""
    page = customer.page
    if customer.way.has_scripts:
        expect(page.locator("#similar a", has_text=similar_to)).to_be_visible()
        # the text is shown as it will look, while it is typed
        expect(page.locator("#preview .rich")).not_to_be_empty()
        customer.examine(button)
    else:
        expect(page.get_by_text(customer.word("Preview"), exact=True)).to_be_hidden()
        title, body = page.input_value("[name=title]"), page.input_value("[name=body]")
        customer.press(button)
        expect(page.locator("main h2")).to_have_text(customer.word("Is it one of these?"))
        expect(page.locator(".similar a", has_text=similar_to)).to_be_visible()
        # nothing that was written is lost
        assert page.input_value("[name=title]") == title
        assert page.input_value("[name=body]") == body
    customer.press(button)


def vote_and_take_it_back(customer: Reader, path: str, thread_id: int) -> None:
    customer.go(path)
    button = customer.page.locator(f"#vote-{thread_id} button")
    number = button.locator(".vote-count")
    expect(number).to_have_text("1")
    button.click()
    expect(number).to_have_text("2")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert votes_of(thread_id) == 2
    button.click()
    expect(number).to_have_text("1")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert votes_of(thread_id) == 1


def votes_of(thread_id: int) -> int:
    counted = select(func.count()).select_from(Vote).where(Vote.thread_id == thread_id)
    number: int = Scene.rows(counted)[0][0]
    return number


def answer_and_comment(scene: Scene, customer: Reader, thread_id: int) -> None:
    page = customer.page
    advice = scene.say("채널을 11번으로 바꿔 보세요.", "Try channel 11.")
    customer.go(f"/questions/{thread_id}")
    customer.fill(customer.form(f"/threads/{thread_id}/answers"), body=advice)
    customer.press("Post the answer")
    answer = page.locator("article.answer", has_text=advice)
    expect(answer).to_contain_text("민지")

    remark = scene.say("같은 집에 두 대가 있나요?", "Are there two of them at your home?")
    form = customer.form(f"/threads/{thread_id}/comments")
    customer.unfold(form)
    customer.fill(form, body=remark)
    customer.press("Post the comment", form)
    expect(page.locator(".thread-body .comment", has_text=remark)).to_be_visible()
    customer.examine("question")


def test_strangers_are_asked_to_sign_in_and_come_back_to_their_words(scene: Scene) -> None:
    person: Person = scene.person("민지")
    stranger = scene.reader()
    title = scene.say("{model} 초기화는 어떻게 하나요?", "How do I reset the {model} to factory?")
    stranger.go("/questions/ask")
    form = stranger.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    stranger.fill(form, title=title, body="설명서를 잃어버렸어요.")
    stranger.press("Post the question")
    expect(stranger.page).to_have_url(re.compile("/sign-in"))
    expect(stranger.page.locator("main")).to_contain_text(
        stranger.word("Please sign in to post this. What you wrote is kept.")
    )
    stranger.examine("sign in")
    scene.sign_in(stranger, person)
    expect(stranger.page).to_have_url(re.compile("/questions/ask"))
    assert stranger.page.input_value("[name=title]") == title
    assert stranger.page.input_value("[name=body]") == "설명서를 잃어버렸어요."
