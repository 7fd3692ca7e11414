"""Anyone finds questions, official answers, articles and ideas, two seconds after they are made."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.faq.rules import ArticleText
from portal.kit.db import transaction
from tests.browser.reader import Reader
from tests.browser.scene import Scene
from tests.make import faq

pytestmark = pytest.mark.browser


def test_what_is_posted_is_found_soon_after(scene: Scene) -> None:
    """How soon is measured where the machine does nothing else: `make bench`."""
    reader = scene.reader()
    query = scene.say("{model} 녹화 저장", "{model} recording storage")
    for make in everything(scene):
        path = make()
        scene.wait_for_search(reader, query, path)

    search(reader, query)
    found_in_its_group(scene, reader, "question", scene.say("어디에", "Where"))
    found_in_its_group(scene, reader, "official", scene.say("며칠", "How long"))
    found_in_its_group(scene, reader, "faq", scene.say("기간", "Keeping"))
    found_in_its_group(scene, reader, "idea", scene.say("늘려", "More"))
    # the chip says how many there are, too
    reader.page.locator("main a.chip", has_text=reader.word("Ideas")).first.click()
    expect(reader.page.locator("#group-idea")).to_be_visible()
    expect(reader.page.locator("#group-faq")).to_have_count(0)
    nothing_found_offers_to_ask(reader)


def everything(scene: Scene) -> list[Callable[[], str]]:
    customer = scene.person("민지")
    agent = scene.person("김서연", Role.AGENT).actor
    writer = scene.person("이수현", Role.EDITOR).actor
    reviewer = scene.person("박예진", Role.EDITOR).actor

    def question() -> str:
        title = scene.say(
            "{model} 녹화는 어디에 저장되나요?", "Where is {model} recording storage?"
        )
        return f"/questions/{scene.question(customer, title, '찾을 수가 없어요.')}"

    def official() -> str:
        title = scene.say(
            "{model} 녹화는 며칠 저장돼요?", "How long does {model} recording storage last?"
        )
        thread_id = scene.question(customer, title, "일주일이 넘나요?")
        with transaction():
            answer_id = answers.post(agent, thread_id, body_md="30일 동안 저장돼요.")
            answers.make_official(agent, answer_id, summary="30일 동안 저장돼요.")
        return f"/questions/{thread_id}"

    def idea() -> str:
        title = scene.say("{model} 녹화 저장 공간을 늘려 주세요", "More {model} recording storage")
        return f"/ideas/{scene.idea(customer, title, '금방 가득 차요.')}"

    def article() -> str:
        text = ArticleText(
            scene.say("{model} 녹화 저장 기간", "Keeping {model} recording storage"),
            scene.say("30일 동안 저장돼요.", "Recordings stay for 30 days."),
            "## 30일\n\n그 뒤에는 지워져요.",
        )
        product = scene.product_id
        version_id = faq.published(writer, reviewer, product, lang=scene.way.locale, text=text)
        return f"/faq/{version_id}"

    return [question, official, idea, article]


def search(reader: Reader, query: str) -> None:
    reader.go("/")
    form = reader.page.locator("main form.hero-search, .hero form").first
    reader.fill(form, q=query)
    reader.press("Search", form)
    expect(reader.page.locator("h1")).to_have_text(reader.word("Search: %(query)s", query=query))
    reader.examine("search")


def found_in_its_group(scene: Scene, reader: Reader, group: str, words: str) -> None:
    section = reader.page.locator("section", has=reader.page.locator(f"#group-{group}"))
    line = section.locator(".found-line", has_text=scene.model).filter(has_text=words)
    expect(line).to_have_count(1)
    expect(line.locator("mark").first).to_be_visible()


def nothing_found_offers_to_ask(reader: Reader) -> None:
    reader.go("/search?q=zxqvjk%20wqzzx")
    expect(reader.page.locator("h2")).to_have_text(reader.word("Nothing was found"))
    reader.examine("nothing found")
    reader.follow("Ask a question", reader.page.locator(".empty"))
    assert reader.page.locator("[name=title]").input_value() == "zxqvjk wqzzx"
