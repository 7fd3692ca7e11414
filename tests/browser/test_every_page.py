"""The pages that no story leads over: they too are clean, readable and fit a phone."""

import pytest
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.changelog.rules import Words
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.faq import growing, wanted
from portal.faq.wanted import Wanted
from portal.ideas import converting, splitting
from portal.kit import clock
from portal.kit.db import transaction
from portal.review import actions as reviewing
from portal.review.rules import Template
from tests.browser.conftest import WAYS
from tests.browser.reader import PHONE, Reader
from tests.browser.running import until
from tests.browser.scene import Scene
from tests.make import changelog, ideas, threads

pytestmark = pytest.mark.browser

WITH_SCRIPTS = pytest.mark.parametrize(
    "way", [way for way in WAYS if way.has_scripts], ids=str, indirect=True
)
OF_MEMBERS = {
    **{f"own ideas, {kind}": f"/me/ideas?show={kind}" for kind in ("posted", "voted", "drafts")},
    "profile": "/settings/profile",
    "address and password": "/settings/account",
    "browsers": "/settings/sessions",
    "notices": "/settings/notices",
    "followed": "/questions?sort=followed",
}
OF_STRANGERS = {
    "ideas, discussed": "/ideas?sort=discussed",
    "ideas, waiting": "/ideas?sort=waiting&lang=ko",
    "ideas, news": "/ideas?sort=spoken&tag=없는-태그",
    "roadmap": "/roadmap",
    "roadmap by quarter": "/roadmap?view=quarter",
    "roadmap for other sites": "/roadmap/embed",
    "ranking": "/about/ranking",
    "promises of answers": "/about/responses",
    "roadmap, nothing planned": "/roadmap",
    "forgotten password": "/password/forgotten",
    "forgotten password, sent": "/password/forgotten/sent",
    "shelf": "/faq?sort=new",
    "unanswered": "/questions?sort=unanswered",
    "search, empty": "/search",
    "what is new": "/changelog",
    "what came of reviews": "/you-said",
    "what is new, nothing of it": "/changelog?label=fixed",
}
OF_STAFF = {
    "people": "/admin/people",
    "products": "/admin/products",
    "statuses": "/admin/statuses",
    "health": "/admin/health",
    "new article": "/staff/faq/new",
    "published articles": "/staff/faq?pile=published",
    "candidates": "/staff/faq/candidates",
    "candidates, too early": "/staff/faq/candidates?pile=early",
    "candidates, wanted words": "/staff/faq/candidates?pile=words",
    "numbers of the help": "/staff/numbers/help?lang=ko",
    "searches": "/staff/search?lang=ko",
    "searches, numbers": "/staff/search?pile=numbers&lang=ko",
    "synonyms": "/staff/search/synonyms?lang=ko",
    "generic words": "/staff/search/generic",
    "numbers": "/staff/numbers?lang=ko",
    "numbers, those who began to ask": "/staff/numbers/asking",
    "votes that look made up": "/staff/integrity",
    "numbers, duplicates": "/staff/numbers/duplicates",
    "suggested duplicates": "/staff/duplicates",
    "contested duplicates": "/staff/duplicates?pile=contested",
    "pictures of ideas": "/pm/pictures",
    "review sessions": "/pm/sessions",
    "what is new, drafts": "/staff/changelog",
    "what is new, scheduled": "/staff/changelog?pile=scheduled",
    "what is new, a new one": "/staff/changelog/new",
}


# words of the tables that are pushed sideways, each with the lines that its letters stand on
BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll('.scroll-x > table.plain :is(th, td)')) {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      for (const word of walk.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        const tops = [...range.getClientRects()].map((rect) => Math.round(rect.top));
        if (new Set(tops).size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""
TABLES = ("/staff/numbers", "/staff/numbers/help", "/staff/search?pile=numbers", "/admin/people")


def examine_all(reader: Reader, pages: dict[str, str]) -> None:
    for kind, path in pages.items():
        reader.go(path)
        expect(reader.page.locator("h1")).to_have_count(1)
        reader.examine(kind)


WIDE_TEXT = f"""```
{"wide " * 60}
```

| {" | ".join(f"column number {number}" for number in range(9))} |
|{"---|" * 9}
| {" | ".join("cell" for _ in range(9))} |

<https://example.com/{"long" * 40}>
"""


@WITH_SCRIPTS
def test_a_post_that_is_wider_than_a_phone_scrolls_inside_itself(scene: Scene) -> None:
    person = scene.person("민지")
    thread_id = scene.question(person, "설정 파일이 이상해 보여요", WIDE_TEXT)
    answer_id = threads.answer(person.actor, thread_id, WIDE_TEXT)
    for place in (None, answer_id):
        with transaction():
            answers.comment(person.actor, thread_id, body_md=WIDE_TEXT, answer_id=place)
    reader = scene.reader()
    reader.go(f"/questions/{thread_id}")
    expect(reader.page.locator(".rich pre")).to_have_count(4)
    reader.examine("wide question")


@WITH_SCRIPTS
def test_pages_for_everybody(scene: Scene) -> None:
    stranger = scene.reader()
    examine_all(stranger, OF_STRANGERS)
    person = scene.person("민지")
    thread_id = scene.question(person, "설치 기사님이 언제 오시나요?", "예약을 확인하고 싶어요.")
    examine_all(stranger, {"person": f"/people/{person.actor.handle}"})
    examine_all(stranger, {"related": f"/threads/{thread_id}/related"})
    with stranger.refused(404):
        examine_all(stranger, {"nothing there": "/questions/999999", "old link": "/confirm/x"})


@WITH_SCRIPTS
def test_pages_of_what_is_new(scene: Scene) -> None:
    manager = scene.person("다니엘", Role.PRODUCT_MANAGER)
    idea_id = scene.idea(scene.person("민지"), "다크 모드를 지원해 주세요", "밤에 눈이 부셔요.")
    shown = changelog.published(manager.actor, scene.product_id, idea_id)
    # in one language, with something that is wider than a phone
    wide = Words("넓은 소식이에요", WIDE_TEXT)
    other = changelog.published(manager.actor, scene.product_id, ko=wide, en=changelog.NONE)
    draft = changelog.entry(manager.actor, scene.product_id, idea_id)
    stranger, desk = scene.reader(), scene.reader(manager)
    examine_all(
        stranger,
        {
            "what is new, filled": f"/changelog?product={scene.slug}",
            "an entry": f"/changelog/{shown}",
            "an entry in another language": f"/changelog/{other}",
            "idea with what is new about it": f"/ideas/{idea_id}",
        },
    )
    examine_all(
        desk,
        {
            "entry, being written": f"/staff/changelog/{draft}",
            "entry, published": f"/staff/changelog/{shown}",
            "entry of an idea": f"/staff/changelog/new?idea={idea_id}",
            "entries, published": "/staff/changelog?pile=published",
        },
    )


@WITH_SCRIPTS
def test_pages_of_members(scene: Scene) -> None:
    person = scene.person("민지")
    member = scene.reader(person)
    thread_id = scene.question(person, "요금제는 어디서 바꾸나요?", "앱에서 못 찾겠어요.")
    answer_id = threads.answer(person.actor, thread_id, "찾았어요. 설정에 있어요.")
    examine_all(member, OF_MEMBERS)
    examine_all(member, {"edit": f"/threads/{thread_id}/edit"})
    member.fill(member.page.locator("main form"), body="앱과 웹에서 모두 못 찾겠어요.")
    member.press("Save")
    expect(member.page.locator("main article .rich").first).to_contain_text("앱과 웹")
    examine_all(member, {"history": f"/threads/{thread_id}/history"})
    examine_all(member, {"edit answer": f"/answers/{answer_id}/edit"})


@WITH_SCRIPTS
def test_pages_of_staff(scene: Scene) -> None:
    hana = scene.person("정하나", Role.ADMIN)
    admin = scene.reader(hana)
    customer = scene.person("민지")
    thread_id = scene.question(customer, "해지는 어떻게 하나요?", "이사를 가요.")
    answer_id = threads.answer(customer.actor, thread_id, "고객센터에 물어볼게요.")
    other_id = scene.question(customer, "이사할 때 공유기도 가져가나요?", "새 집이 멀어요.")
    with transaction():
        answers.accept(customer.actor, answer_id)
        faq.nominate(hana.actor, other_id)
        wanted.note([Wanted("ko", f"위약금 {scene.model}", 5, clock.now())])
    growing.weigh_and_propose({})
    examine_all(admin, OF_STAFF)
    examine_all(admin, {"same": f"/threads/{thread_id}/same"})
    examine_all(admin, {"two compared": f"/threads/{thread_id}/same/{other_id}"})
    with transaction():
        duplicates.apply(hana.actor, thread_id, other_id)
    examine_all(admin, {"same, linked": f"/threads/{thread_id}/same"})
    examine_all(admin, {"roles": f"/admin/people/{customer.actor.handle}"})
    examine_all(admin, {"question, for who moderates": f"/questions/{thread_id}"})


@WITH_SCRIPTS
def test_pages_of_who_tends_ideas(scene: Scene) -> None:
    manager = scene.person("다니엘", Role.PRODUCT_MANAGER)
    desk = scene.reader(manager)
    customer = scene.person("민지")
    one = scene.idea(customer, "어두운 화면이 있으면 좋겠어요", "밤에 화면이 너무 밝아요.")
    other = scene.idea(customer, "다크 모드를 지원해 주세요", "밤에 눈이 부셔요.")
    asked = scene.question(customer, "다크 모드는 언제 나오나요?", "기다리고 있어요.")
    with transaction():
        answers.comment(customer.actor, one, answer_id=None, body_md="저도 바라요.")
    examine_all(desk, {"two ideas compared": f"/threads/{one}/same/{other}"})
    examine_all(desk, {"merging many": f"/threads/{other}/merge?with={one}+999"})
    examine_all(desk, {"splitting": f"/threads/{other}/split"})
    examine_all(desk, {"converting": f"/threads/{asked}/convert"})
    draft = threads.draft(1, kind="idea", title="위젯도 어둡게 해 주세요", body="앱만이 아니라요.")
    with transaction():
        duplicates.apply(manager.actor, one, other)
        splitting.split(manager.actor, other, draft)
        converting.convert(manager.actor, asked, seen_kind="question")
    examine_all(desk, {"merged, by itself": f"/ideas/{one}?raw=1"})
    examine_all(desk, {"idea with merged ones and a part": f"/ideas/{one}"})
    examine_all(desk, {"history": f"/threads/{other}/history"})
    reader = scene.reader(customer)
    examine_all(reader, {"asked to confirm": f"/ideas/{asked}"})


LONG_TITLE = (
    "공유기를바꾸었는데도저녁마다와이파이가끊기는이유를앱에서바로알려주면좋겠어요"
    " and a-very-long-english-word-without-any-place-to-break-it-on-a-narrow-screen"
)
OF_WHO_REVIEWS = {
    "review": "/pm",
    "review, active people alone": "/pm?lens=active",
    "review, overdue": "/pm?view=overdue",
    "review, chosen and not understood": "/pm?votes=1&order=luck&flag=never&column=importance",
    "review, nothing fits": "/pm?votes=1000000",
    "many ideas, none chosen": "/pm/together",
    "texts to begin from": "/pm/templates",
    "how ideas fare": "/pm/pictures",
}


@WITH_SCRIPTS
def test_pages_of_who_reviews_ideas(scene: Scene) -> None:
    manager = scene.person("다니엘", Role.PRODUCT_MANAGER)
    desk = scene.reader(manager)
    customer = scene.person("민지")
    planned = scene.idea(customer, LONG_TITLE, WIDE_TEXT)
    refused = scene.idea(customer, "앱 아이콘을 바꿀 수 있게 해 주세요", "색이 어두워요.")
    ideas.lead(manager.actor, planned, "planned", "봄에 나오는 앱에 넣을게요.")
    ideas.lead(manager.actor, refused, "declined")
    spring = Template(
        name=f"봄 {scene.number}", status="planned", body_ko="봄에 나와요.", body_en="In spring."
    )
    with transaction():
        reviewing.add_template(manager.actor, spring)
    until(lambda: is_listed(desk, planned), "the idea is on the list")
    examine_all(desk, OF_WHO_REVIEWS)
    chosen = f"idea={planned}&idea={refused}"
    examine_all(
        desk,
        {
            "review of one idea": f"/pm/ideas/{planned}",
            "many ideas chosen": f"/pm/together?{chosen}",
            "many ideas decided": f"/pm/together/done?{chosen}",
            "voters": f"/ideas/{planned}/voters",
            "idea, planned, for who decides": f"/ideas/{planned}",
            "idea, declined": f"/ideas/{refused}",
        },
    )
    examine_all(
        scene.reader(),
        {
            "roadmap": "/roadmap",
            "roadmap by quarter": "/roadmap?view=quarter",
            "idea, planned": f"/ideas/{planned}",
        },
    )


def is_listed(desk: Reader, idea_id: int) -> bool:
    desk.go("/pm")
    return desk.page.locator(f"#idea-{idea_id}").count() > 0


@WITH_SCRIPTS
def test_no_word_and_no_number_in_a_table_breaks_on_a_phone(scene: Scene) -> None:
    admin = scene.reader(scene.person("정하나", Role.ADMIN))
    title = "공유기를바꾸었는데도저녁마다와이파이가끊기는이유가무엇인지궁금해요"
    scene.question(scene.person("민지"), title, "저녁마다 끊겨요.")
    admin.page.set_viewport_size(PHONE)
    for path in TABLES:
        admin.go(path)
        assert admin.page.evaluate(BROKEN_WORDS) == [], path
