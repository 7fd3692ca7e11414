"""From a wish to what is there: many want it, an answer is owed, and each voter hears the end."""

import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from portal.accounts.actor import SYSTEM
from portal.accounts.roles import Role
from portal.ideas import outcomes
from portal.ideas import queries as ideas
from portal.kit import clock
from portal.kit.db import transaction
from portal.notify import jobs
from portal.products import actions as products
from portal.products.rules import ProductDraft
from portal.votes import actions as votes
from tests.browser import words
from tests.browser.reader import Reader
from tests.browser.running import until
from tests.browser.scene import Person, Scene
from tests.make.mailbox import text_of

pytestmark = pytest.mark.browser

THRESHOLD = 3
# enough for a mail that has to be tried again, too
AN_HOUR = timedelta(hours=1)
PROMISES = "a[href='/about/responses']"
ABROAD = "Alex"
OTHER = {"ko": "en", "en": "ko"}


@dataclass(frozen=True)
class Decision:
    """A status, what is said with it, and the subject of its mail where that is not the status."""

    status: str
    note: str = ""
    subject: str = ""


BEGUN = Decision("in_progress")


def test_each_voter_is_told_in_their_language_what_becomes_of_an_idea_and_says_if_it_solved_it(
    scene: Scene,
) -> None:
    wanted_by_so_many_is_answered(scene)
    author, friend = scene.person("민지"), scene.person("준호")
    # whoever reads the other language votes for the same, and is written to in theirs
    abroad = scene.person(ABROAD, locale=OTHER[scene.way.locale])
    crowd = [friend, abroad, *(scene.person(f"손님 {number}") for number in range(2))]
    customer = scene.reader(author)
    wish = scene.say("{model} 앱을 어두운 화면으로 보고 싶어요", "A dark mode for the {model} app")
    idea_id = propose(scene, customer, wish)
    votes_by_hand(scene, friend, idea_id)
    for voter in crowd[1:]:
        with transaction():
            votes.cast(voter.actor, idea_id)

    sees_until_when_an_answer_is_owed(customer, idea_id)

    desk = scene.reader(scene.person("다니엘", Role.PRODUCT_MANAGER))
    planned = Decision(
        "planned",
        scene.say("봄에 나오는 앱에 넣을게요.", "It comes with the app in spring."),
    )
    delivered = Decision(
        "delivered",
        scene.say("오늘 나온 앱에 들어 있어요.", "It is in the app of today."),
        "Did this solve it? %(title)s",
    )
    for decision in (planned, BEGUN, delivered):
        decide(desk, idea_id, decision)
        if decision.note:
            # what was read already is not mailed any more
            are_mailed(scene, [author, abroad], wish, decision)
            reads_in_the_inbox(customer, wish, decision.note)

    answers_whether_it_is_solved(customer, idea_id)
    too_many_say_no(customer, crowd, idea_id)


def wanted_by_so_many_is_answered(scene: Scene) -> None:
    """Let an answer be owed to fewer people than usual."""
    draft = ProductDraft(
        name_ko=f"공유기 {scene.model}",
        name_en=f"Router {scene.model}",
        review_threshold_votes=THRESHOLD,
    )
    with transaction():
        products.change(SYSTEM, scene.slug, draft)


def propose(scene: Scene, customer: Reader, title: str) -> int:
    customer.go("/ideas/propose")
    form = customer.form("/ideas/propose")
    form.locator("[name=product]").select_option(str(scene.product_id))
    customer.fill(form, title=title, body="밤에 화면이 너무 밝아요.")
    customer.press("Post the idea")
    if not customer.way.has_scripts and "propose" in customer.page.url:
        # what is like it was shown before
        customer.press("Post the idea")
    expect(customer.page).to_have_url(re.compile(r"/ideas/\d+/"))
    expect(customer.page.locator("h1")).to_have_text(title)
    found = re.search(r"/ideas/(\d+)/", customer.page.url)
    assert found
    return int(found.group(1))


def votes_by_hand(scene: Scene, voter: Person, idea_id: int) -> None:
    reader = scene.reader(voter)
    reader.go(f"/ideas/{idea_id}")
    button = reader.page.locator(f"#vote-{idea_id} button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    reader.context.close()


def sees_until_when_an_answer_is_owed(customer: Reader, idea_id: int) -> None:
    owed = customer.page.locator("main .note", has=customer.page.locator(PROMISES))

    def look() -> bool:
        customer.go(f"/ideas/{idea_id}")
        return owed.count() > 0

    until(look, "until when an answer is owed")
    customer.examine("idea, an answer is owed")
    customer.page.locator(PROMISES).first.click()
    expect(customer.page.locator("h1")).to_have_text(
        customer.word("How promises of an answer are kept")
    )


def decide(desk: Reader, idea_id: int, decision: Decision) -> None:
    desk.go(f"/ideas/{idea_id}")
    form = desk.form(f"/threads/{idea_id}/status")
    form.locator("[name=status]").select_option(decision.status)
    desk.fill(form, note=decision.note)
    desk.press("Decide and tell the voters", form)
    expect(desk.page.locator(".timeline")).to_contain_text(decision.note)
    expect(desk.page.locator("form [name=seen_status]")).to_have_value(decision.status)


def reads_in_the_inbox(customer: Reader, title: str, note: str) -> None:
    lines = customer.page.locator(".notice-line.is-unread", has_text=title)

    def look() -> bool:
        customer.go("/inbox")
        return lines.count() > 0

    until(look, f"{title!r} is in the inbox")
    lines.locator("button", has_text=title).first.click()
    expect(customer.page.locator("h1")).to_have_text(title)
    expect(customer.page.locator(".timeline")).to_contain_text(note)
    # once the team has said something, no answer is owed any more
    expect(customer.page.locator(f"main {PROMISES}")).to_have_count(0)


def are_mailed(scene: Scene, people: list[Person], title: str, decision: Decision) -> None:
    """Let more than ten minutes pass, and wait for the mails about a decision."""
    # a slip of the hand can be mended first
    assert not any(mail_to(scene, person, title, decision) for person in people)
    for person in people:

        def look(person: Person = person) -> EmailMessage | None:
            with clock.at(clock.now() + AN_HOUR):
                jobs.send_due_mail()
            return mail_to(scene, person, title, decision)

        text = text_of(until(look, f"{decision.status} is mailed to {person.email}", seconds=40))
        locale = locale_of(scene, person)
        assert words.word(locale, "Hello %(name)s,", name=person.name) in text
        assert words.status(locale, decision.status) in text
        assert decision.note in text


def mail_to(scene: Scene, person: Person, title: str, decision: Decision) -> EmailMessage | None:
    """Find the mail about a decision, in the language of its reader."""
    locale, asked = locale_of(scene, person), decision.subject
    status = words.status(locale, decision.status)
    subject = words.word(locale, asked, title=title) if asked else f"{status}: {title}"
    for mail in list(scene.portal.mailbox.mails):
        if person.email in str(mail["To"]) and subject in str(mail["Subject"]):
            return mail
    return None


def locale_of(scene: Scene, person: Person) -> str:
    return OTHER[scene.way.locale] if person.name == ABROAD else scene.way.locale


def answers_whether_it_is_solved(customer: Reader, idea_id: int) -> None:
    customer.go(f"/ideas/{idea_id}")
    customer.examine("idea, asked whether it solved it")
    customer.press("Yes, it is solved")
    chosen = customer.page.get_by_role("button", name=customer.word("Yes, it is solved"))
    expect(chosen).to_have_attribute("aria-pressed", "true")
    assert ideas.life(idea_id).outcome.solved == 1


def too_many_say_no(customer: Reader, crowd: list[Person], idea_id: int) -> None:
    """Let the other voters say no: with the fifth answer the idea goes back by itself."""
    for number, voter in enumerate(crowd, start=2):
        with transaction():
            goes_back = outcomes.tell(voter.actor, idea_id, solved=False)
        assert goes_back == (number == 5)
    customer.page.reload()
    badge = customer.page.locator(".thread-head .badge-label")
    expect(badge).to_have_text(customer.status("under_review"))
