"""Someone types what they feel, meets the official answer, and does not need to ask (R39)."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.insights.models import AskSession, AskSuggestion
from portal.kit.db import transaction
from portal.threads.models import Thread
from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Scene
from tests.browser.test_keyboard import WITH_SCRIPTS

pytestmark = pytest.mark.browser

SUMMARY = "취소하면 영업일 3일 안에 환불돼요."


def test_someone_meets_the_official_answer_and_does_not_need_to_ask(scene: Scene) -> None:
    answered = official_answer(scene)
    reader = scene.reader()
    scene.wait_for_search(reader, typed(scene), f"/questions/{answered}")
    asked = questions(scene)

    begin(scene, reader)
    panel = reader.page.locator(".similar")
    expect(panel).to_contain_text(SUMMARY)
    expect(panel.locator(f'a[href*="/questions/{answered}/"]')).to_be_visible()
    reader.examine("suggestions while asking")

    line = panel.locator(".similar-line", has_text=scene.model)
    reader.press("Solved by this", line)
    expect(reader.page.locator("h1")).to_have_text(reader.word("Good that it is solved!"))
    expect(reader.page.locator("main")).to_contain_text(typed(scene))
    reader.examine("solved without asking")
    assert questions(scene) == asked
    assert solved_by(answered) == 1

    # the draft goes only when they say so
    reader.go("/questions/ask")
    assert reader.page.input_value("[name=title]") == typed(scene)
    reader.go("/questions/ask/solved")
    reader.press("Throw the draft away")
    reader.go("/questions/ask")
    assert reader.page.input_value("[name=title]") == ""


@WITH_SCRIPTS
def test_a_vote_on_the_spot_leaves_what_is_typed_alone(scene: Scene) -> None:
    asker = scene.person("준호")
    there = scene.question(scene.person("민지"), title_of(scene), "아직 답이 없어요.")
    reader = scene.reader(asker)
    scene.wait_for_search(reader, typed(scene), f"/questions/{there}")
    begin(scene, reader)
    vote = reader.page.locator(f"#similar-vote-{there}")
    vote.locator("button").click()
    expect(vote.locator("[aria-pressed=true] .vote-count")).to_have_text("2")
    assert reader.page.input_value("[name=title]") == typed(scene)
    expect(reader.page).to_have_url(f"{reader.address}/questions/ask")
    # what stood there for a second was shown
    until(lambda: shown(there), "the page tells what it showed")


def typed(scene: Scene) -> str:
    return scene.say("{model} 환불 안되나여", "{model} refund not coming")


def title_of(scene: Scene) -> str:
    return scene.say("{model} 환불이 안 되나요?", "{model} refund is not coming")


def official_answer(scene: Scene) -> int:
    thread_id = scene.question(scene.person("민지"), title_of(scene), "결제를 취소했어요.")
    agent = scene.person("김서연", Role.AGENT).actor
    with transaction():
        answer_id = answers.post(agent, thread_id, body_md="영업일로 3일이 걸려요.")
        answers.make_official(agent, answer_id, summary=SUMMARY)
    return thread_id


def begin(scene: Scene, reader: Reader) -> None:
    """Type a title; without scripts the suggestions are a step before posting."""
    reader.go("/questions/ask")
    form = reader.form("/questions/ask")
    form.locator("[name=product]").select_option(str(scene.product_id))
    reader.fill(form, title=typed(scene), body="취소한 지 며칠 되었어요.")
    if reader.way.has_scripts:
        expect(reader.page.locator("[data-draft-note=saved]")).to_be_visible()
    else:
        # who is not signed in is asked to before anything is posted; what they typed comes back
        reader.press("Post the question")
        reader.go("/questions/ask")


def questions(scene: Scene) -> int:
    asked = select(func.count()).where(Thread.product_id == scene.product_id)
    number: int = Scene.rows(asked)[0][0]
    return number


def solved_by(thread_id: int) -> int:
    ended = (
        select(func.count())
        .select_from(AskSession)
        .join(AskSuggestion, AskSuggestion.session_id == AskSession.id)
        .where(AskSuggestion.thing_id == thread_id, AskSuggestion.kind == "question")
        .where(AskSuggestion.is_solving, AskSession.outcome == "solved")
    )
    number: int = Scene.rows(ended)[0][0]
    return number


def shown(thread_id: int) -> bool:
    told = select(AskSuggestion.session_id).where(
        AskSuggestion.thing_id == thread_id, AskSuggestion.kind == "question"
    )
    return bool(Scene.rows(told))
