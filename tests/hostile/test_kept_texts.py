"""What was accepted is shown on every page as it was typed, and nothing of it is ever run.

The strings of the hostile collections are kept by the same actions that people use, many to a
page, and a real Chromium opens the pages. A field of one line holds as many strings as fit.
Where a text's life is long and its pages are many, the fields share the strings; every string is
refused and shown back in each of these fields, too (test_xss).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from urllib.parse import quote

import pytest
from sqlalchemy import select

from portal.accounts import actions as accounts
from portal.accounts.actions import ProfileDraft
from portal.accounts.actor import Actor
from portal.accounts.roles import Role
from portal.accounts.rules import BIO_MAX, check_customers_name
from portal.accounts.rules import TITLE_MAX as TITLE_LENGTH
from portal.answers import actions as answers
from portal.answers.queries import COMMENTS_SHOWN_MAX
from portal.answers.rules import COMMENT_MAX, CORRECTION_MAX, SUMMARY_MAX
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.faq.rules import ArticleText
from portal.ideas import actions as ideas
from portal.kit import markup, site, text
from portal.kit.db import db, transaction
from portal.kit.errors import RuleBroken
from portal.notify import letters
from portal.notify.models import Notice
from portal.safety.names import NAME_MAX_CODEPOINTS
from portal.search.queries import QUERY_MAX
from portal.threads import actions as threads
from portal.threads.rules import REASON_MAX, TAG_MAX, TAGS_MAX, TITLE_MAX
from tests.hostile.chromium import CHROMIUM
from tests.hostile.payloads import hostile_lines, hostile_texts, packed
from tests.hostile.test_xss import squeezed
from tests.make import faq as make_faq
from tests.make import threads as make
from tests.make.cast import person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]

PRODUCT = 1
BODY_MAX = 4_000
"""Not the most that fits: what a fence of code swallows should be short."""
EVERY_THREAD = {"question": 4, "idea": 12}
"""Of so many threads the page of one is read, too; lists show all."""


@pytest.fixture(autouse=True)
def _forms_without_tokens(no_tokens):
    """What lies behind the token is what is tried."""


@pytest.fixture
def people(world) -> dict[str, Actor]:
    return world.people


def kept_texts() -> list[str]:
    """Give every string as a field of several lines keeps it, each once."""
    kept = (text.normalise(typed) for typed in hostile_texts())
    return list(dict.fromkeys(typed for typed in kept if not text.is_blank(typed)))


def bodies() -> list[str]:
    """Give every string, a paragraph each."""
    return [text.normalise(pack) for pack in packed(kept_texts(), BODY_MAX, between="\n\n")]


def lines(most: int, share: slice = slice(None)) -> list[str]:
    """Give every string, packed into lines of so many characters."""
    return [text.one_line(pack) for pack in packed(hostile_lines(), most)[share]]


def in_parts(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


def lost(expected: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Name what was typed and is not shown exactly so."""
    return sorted(set(expected) - set(shown))


def lost_to_readers(written: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Name the texts of which a reader does not see every letter but the marks of Markdown."""
    read = {squeezed(seen) for seen in shown}
    return [body for body in written if squeezed(markup.to_text(body)) not in read]


# ── Threads ──


@pytest.mark.parametrize("share", [0, 1], ids=str)
def test_comment_says_what_was_typed(share, people, unharmed):
    """Every string alone, as nobody else's marks come before it."""
    fitting = [typed for typed in kept_texts() if len(typed) <= COMMENT_MAX]
    for number, texts in enumerate(in_parts(fitting[share::2], COMMENTS_SHOWN_MAX)):
        thread_id = make.question(
            people["specialist"], PRODUCT, title=f"누가 뭐라고 썼나요 {number}"
        )
        with transaction():
            for typed in texts:
                answers.comment(people["admin"], thread_id, body_md=typed)
        unharmed.visit(f"/questions/{thread_id}/")
        shown = unharmed.shown(".comment > .rich")
        assert len(shown) == len(texts)
        assert lost_to_readers(texts, shown) == []


@pytest.mark.parametrize("share", [0, 1], ids=str)
@pytest.mark.parametrize("kind", ["question", "idea"])
def test_title_and_excerpt_of_a_thread(kind, share, people, unharmed):
    titles = lines(TITLE_MAX[kind], slice(share, None, 2))
    tags = [tag for tag in hostile_lines() if 0 < len(text.slugify(tag)) <= TAG_MAX]
    paths = []
    with transaction():
        for number, title in enumerate(titles):
            labels = tuple(tags[number :: len(titles)][:TAGS_MAX])
            draft = make.draft(PRODUCT, kind=kind, title=title, body=title, tags=labels)
            paths.append(f"/{kind}s/{threads.post(people['admin'], draft)}/")
    assert lost(titles, unharmed.walk(f"/{kind}s?sort=new", ".card-title")) == []
    places = ("h1", 'meta[property="og:title"]', "main a.tag")
    some = slice(None, None, EVERY_THREAD[kind])
    for title, (heading, announced, labels) in zip(
        titles[some], unharmed.read(paths[some], places), strict=True
    ):
        assert heading == announced == [title]
        assert labels == ["#" + label.removeprefix("#") for label in labels]
    for path in ("/", "/staff", f"/people/{people['admin'].handle}", paths[0]):
        unharmed.visit(path)


def test_long_text_of_every_kind_and_its_history(people, unharmed, admin):
    """Bodies of threads, answers and decisions; what they said before; and their forms."""
    asker, staff = people["specialist"], people["admin"]
    written = bodies()
    unharmed.sign_in(admin)
    for number, texts in enumerate(in_parts(written, 10)):
        thread_id = make.question(staff, PRODUCT, title=f"긴 글 {number}번째 모음", body=texts[0])
        posted = [make.answer(asker, thread_id, typed) for typed in texts]
        unharmed.visit(f"/questions/{thread_id}/")
        assert lost_to_readers(texts, unharmed.shown(".rich")) == []
        with transaction():
            threads.edit(
                staff,
                thread_id,
                make.draft(PRODUCT, title=f"긴 글 {number}번째 모음", body="고쳤어요."),
                seen_version=1,
            )
            for answer_id in posted:
                answers.edit(staff, answer_id, body_md="고쳤어요.", seen_version=1)
        histories = [f"/answers/{answer_id}/history" for answer_id in posted]
        found = unharmed.read([f"/threads/{thread_id}/history", *histories], ("main pre",))
        assert [shown for (shown,) in found] == [[texts[0]], *([typed] for typed in texts)]
    unharmed.visit(histories[0])


def test_note_of_a_decision(people, unharmed):
    manager = people["product_manager"]
    notes = [text.normalise(pack) for pack in packed(kept_texts(), 1_900, between="\n\n")]
    for number, texts in enumerate(in_parts(notes, 50)):
        thread_id = make.idea(people["specialist"], PRODUCT, title=f"결정이 많은 아이디어 {number}")
        with transaction():
            for turn, note in enumerate(texts):
                status = ("planned", "under_review")[turn % 2]
                ideas.set_status(manager, thread_id, status=status, note_md=note)
        unharmed.visit(f"/ideas/{thread_id}/")
        assert lost_to_readers(texts, unharmed.shown(".timeline .rich")) == []


def test_preview_and_draft_show_what_is_being_typed(people, unharmed, author):
    unharmed.sign_in(author)
    unharmed.visit("/questions")
    fragments = [
        author.post("/preview", data={"body": typed}).get_data(as_text=True) for typed in bodies()
    ]
    for some in in_parts(fragments, 20):
        unharmed.swap_in(list(some))
    for some in in_parts(bodies(), 30):
        together = "\n".join(some)[:19_000]
        line = text.one_line(together)
        fields = {"title": line, "body": together, "tags": line, "lang": "ko", "product": "1"}
        for form, path in (("question", "/questions/ask"), ("idea", "/ideas/propose")):
            assert author.post(f"/drafts/{form}", data=fields).status_code == 204
            unharmed.visit(path)
            assert unharmed.shown("#title") == unharmed.shown("#tags") == [line]
            assert unharmed.shown("#body") == [together]


# ── Marks and reasons ──


def test_summary_correction_and_reason_of_an_official_answer(people, unharmed, admin):
    summaries = lines(SUMMARY_MAX, slice(None, None, 12))
    corrections = lines(CORRECTION_MAX, slice(None, None, 3))
    reasons = lines(REASON_MAX, slice(None, None, 6))
    pages, told = [], list(zip(summaries, corrections * 2, reasons * 2, strict=False))
    for summary, correction, reason in told:
        thread_id = make.question(
            people["specialist"], PRODUCT, title=f"공식 답변을 바라요 {len(pages)}"
        )
        answer_id = make.answer(people["product_manager"], thread_id)
        with transaction():
            answers.make_official(people["agent"], answer_id, summary=summary)
            answers.withdraw_official(people["lead"], answer_id, reason=reason)
            answers.make_official(people["agent"], answer_id, summary=summary)
            answers.correct_official(people["agent"], answer_id, correction=correction)
        pages.append(f"/questions/{thread_id}/")
    unharmed.sign_in(admin)
    unharmed.visit(pages[0])
    places = (".summary-line", ".correction-line", "details .soft", 'meta[name="description"]')
    found = unharmed.read(pages, places)
    for (summary, correction, reason), parts in zip(told, found, strict=True):
        (short,), (corrected,), ended, described = parts
        assert short == summary
        assert described == [summary]
        assert corrected.endswith(f" {correction}")
        assert any(line.endswith(f" · {reason}") for line in ended)


def test_reason_of_what_was_hidden_or_locked(people, unharmed, admin):
    """Comments take every string; threads and answers share them."""
    reasons = lines(REASON_MAX)
    moderator, author = people["moderator"], people["specialist"]
    unharmed.sign_in(admin)
    for number, some in enumerate(in_parts(reasons, COMMENTS_SHOWN_MAX)):
        thread_id = make.question(author, PRODUCT, title=f"숨긴 댓글이 많은 질문 {number}")
        answer_ids = [make.answer(moderator, thread_id, f"답변 {turn}") for turn in range(8)]
        with transaction():
            for turn, reason in enumerate(some):
                said = answers.comment(moderator, thread_id, body_md=f"댓글 {turn}")
                answers.set_comment_visibility(moderator, said, after="hidden", reason=reason)
            for answer_id, reason in zip(answer_ids, some, strict=False):
                answers.hide(moderator, answer_id, reason=reason)
            threads.lock(moderator, thread_id, reason=some[0])
            duplicates.hide(moderator, thread_id, reason=some[1])
        unharmed.visit(f"/questions/{thread_id}/")
        assert lost(some, unharmed.shown(".comment .post-head > .badge-label + span")) == []
        notes = unharmed.shown(".note")
        for reason in (*some[:8], some[1]):
            assert any(note.strip().endswith(f": {reason}") for note in notes)


# ── People ──


@dataclass(frozen=True)
class Portrait:
    """What somebody calls themselves, says of themselves, and does."""

    name: str
    bio: str
    title: str


def portraits() -> list[Portrait]:
    """Give so many that every name and every introduction is there."""
    names = [line for line in hostile_lines() if len(line) <= NAME_MAX_CODEPOINTS]
    names = [name for name in names if _is_taken(name)]
    bios = [text.normalise(pack) for pack in packed(kept_texts(), BIO_MAX, between="\n")]
    size = max(len(names), len(bios))
    several = zip(cycle(names), cycle(bios), cycle(lines(TITLE_LENGTH)), strict=False)
    return [Portrait(*parts) for parts in islice(several, size)]


def introduced(portrait: Portrait, handle: str, admin: Actor) -> Actor:
    who = person(handle, "손님", Role.EXPERT)
    with transaction():
        accounts.change_profile(
            who,
            ProfileDraft(name=portrait.name, bio=portrait.bio, locale="ko", time_zone="Asia/Seoul"),
        )
        title = portrait.title
        accounts.set_titles(admin, who.id or 0, title_ko=title, title_en=title)
    return who


def test_name_introduction_and_title_of_a_person(people, unharmed, client_as, admin):
    everybody = portraits()
    for number, some in enumerate(in_parts(everybody, COMMENTS_SHOWN_MAX)):
        title = f"많은 사람이 겪는 일 {number}번째"
        thread_id = make.question(people["specialist"], PRODUCT, title=title)
        for turn, portrait in enumerate(some, number * COMMENTS_SHOWN_MAX):
            who = introduced(portrait, f"p{turn}", people["admin"])
            with transaction():
                answers.comment(who, thread_id, body_md="저도요.")
        unharmed.visit(f"/questions/{thread_id}/")
        assert unharmed.shown(".comment a.person") == [portrait.name for portrait in some]
        badges = unharmed.shown(".comment .person-badge")
        assert badges == [portrait.title for portrait in some]
    own = [f"/people/p{number}" for number in range(len(everybody))]
    found = unharmed.read(own, ("h1", "header p", "header .person-badge"))
    for portrait, parts in zip(everybody, found, strict=True):
        assert parts == [[portrait.name], [portrait.bio], [portrait.title]]
    unharmed.sign_in(admin)
    names = [portrait.name for portrait in everybody]
    assert lost(names, unharmed.walk("/admin/people", "td strong")) == []
    unharmed.visit("/admin/people/p3")
    assert unharmed.shown("#title_ko") == [everybody[3].title]
    unharmed.sign_in(client_as(who))
    unharmed.visit("/settings/profile")
    assert unharmed.shown("#name") == [names[-1]]
    assert unharmed.shown("#bio") == [everybody[-1].bio]


def _is_taken(name: str) -> bool:
    try:
        check_customers_name(name, "Maru")
    except RuleBroken:
        return False
    return True


# ── Help ──


@pytest.fixture
def articles() -> list[ArticleText]:
    titles, summaries = lines(200, slice(None, None, 25)), lines(SUMMARY_MAX, slice(5, None, 25))
    parts = zip(titles, summaries, cycle(bodies()), strict=False)
    return [ArticleText(*texts) for texts in parts]


def test_article_at_the_desk(articles, people, unharmed, admin):
    writer, editor = people["agent"], people["editor"]
    numbers = [make_faq.started(writer, PRODUCT, text=article) for article in articles]
    desk = [f"/staff/faq/{number}" for number in numbers]
    notes = lines(500, slice(None, None, 12))[: len(numbers)]
    with transaction():
        for number, note in zip(numbers, notes, strict=False):
            faq.submit(writer, number)
            faq.return_to_writer(editor, number, note=note)
    unharmed.sign_in(admin)
    unharmed.visit(desk[0])
    found = unharmed.read(desk, ("#title", "#summary", "#body", ".faq-note"))
    assert [(title, lead, body) for (title,), (lead,), (body,), _ in found] == [
        (article.title, article.summary, article.body_md) for article in articles
    ]
    assert lost(notes, [note for *_, said in found for note in said]) == []
    with transaction():
        for number in numbers:
            faq.submit(writer, number)
    titles = [article.title for article in articles]
    assert lost(titles, unharmed.walk("/staff/faq?pile=in_review", ".faq-link")) == []
    unharmed.visit(desk[1])
    assert unharmed.shown(".faq-article h1") == [titles[1]]
    assert unharmed.shown(".faq-lead") == [articles[1].summary]


def test_article_before_readers_and_retired(articles, people, unharmed, admin):
    writer, editor = people["agent"], people["editor"]
    numbers = [make_faq.published(writer, editor, PRODUCT, text=article) for article in articles]
    unharmed.visit("/faq")
    found = unharmed.read(
        [f"/faq/{number}/" for number in numbers],
        ("h1", ".faq-lead", 'meta[property="og:title"]', ".faq-body"),
    )
    for article, (title, lead, announced, body) in zip(articles, found, strict=True):
        assert title == announced == [article.title]
        assert lead == [article.summary]
        assert lost_to_readers([article.body_md], body) == []
    titles = [article.title for article in articles]
    assert lost(titles, unharmed.walk("/faq?product=internet", ".faq-link")) == []
    unharmed.sign_in(admin)
    for path in ("/", f"/faq/{numbers[0]}/", "/staff/faq?pile=published"):
        unharmed.visit(path)
    reasons = lines(REASON_MAX, slice(None, None, 16))[: len(numbers)]
    retired = numbers[: len(reasons)]
    with transaction():
        for number, reason in zip(retired, reasons, strict=True):
            faq.retire(editor, number, reason=reason)
    told = unharmed.read([f"/staff/faq/{number}" for number in retired], (".note.is-warning",))
    for reason, ((note,),) in zip(reasons, told, strict=True):
        assert note.strip().endswith(f": {reason}")


# ── Search, inbox and mail ──


@pytest.fixture
def searching_freely(app, monkeypatch) -> None:
    """Let one browser search hundreds of times a minute."""
    freely = replace(site.current(), searches_a_minute=0)
    monkeypatch.setitem(app.extensions, "maru_site", freely)


@pytest.mark.usefixtures("searching_freely")
def test_search_shows_query_and_highlights(people, unharmed, author, drain):
    titles = lines(QUERY_MAX, slice(None, None, 12))
    with transaction():
        for title in titles:
            threads.post(people["admin"], make.draft(PRODUCT, title=title, body=title))
    drain()
    unharmed.visit("/search")
    queries = lines(QUERY_MAX, slice(None, None, 3))
    asked = [f"/search?q={quote(query, safe='')}" for query in queries]
    found = unharmed.read(asked, ("main input[type=search]", "h1"))
    for query, (field, heading) in zip(queries, found, strict=True):
        assert field == [query]
        assert heading[0].endswith(query)
    seen: set[str] = set()
    marked: list[str] = []
    for word in ("alert", "onerror", "script", "svg", "javascript", "style", "test", "img", "xss"):
        unharmed.visit(f"/search?kind=question&q={word}")
        marked += unharmed.shown("mark")
        seen.update(unharmed.shown(".found-line .card-title"))
    assert seen
    assert marked
    assert seen <= set(titles), "titles are shown whole, marks and all"
    for title in titles[::8]:
        unharmed.visit(f"/questions/ask?title={quote(title, safe='')}")
        assert unharmed.shown("#title") == [title]
    similar = [author.get(f"/similar?title={quote(title, safe='')}") for title in titles[::8]]
    unharmed.swap_in([answer.get_data(as_text=True) for answer in similar])


def test_inbox_and_mail_name_what_was_posted(people, unharmed, client_as, drain):
    titles = lines(TITLE_MAX["question"], slice(7, None, 12))
    said = bodies()
    name = '<img src=x onerror=alert(1)>"'
    with transaction():
        profile = ProfileDraft(name=name, bio="", locale="ko", time_zone="Asia/Seoul")
        accounts.change_profile(people["moderator"], profile)
    with transaction():
        for number, title in enumerate(titles):
            thread_id = threads.post(people["specialist"], make.draft(PRODUCT, title=title))
            answers.post(people["moderator"], thread_id, body_md=said[number % len(said)])
    drain()
    unharmed.sign_in(client_as(people["specialist"]))
    assert lost(titles, unharmed.walk("/inbox", ".notice-title")) == []
    assert all(name in words for words in unharmed.shown(".notice-words"))
    own = select(Notice.id).where(Notice.person_id == people["specialist"].id)
    notices = list(db.session.execute(own).scalars())
    mails = [mail for mail in map(letters.write, notices[::4]) if mail]
    assert mails
    for mail in mails:
        assert "\n" not in mail.subject
        assert any(mail.subject.endswith(title) for title in titles)
        unharmed.page.set_content(mail.html)
        unharmed.look_for_handlers()
        assert unharmed.shown("b")[1] in titles


def test_address_of_a_thread_is_an_address_in_the_site_map(people, unharmed):
    with transaction():
        for title in lines(TITLE_MAX["question"], slice(3, None, 25)):
            threads.post(people["admin"], make.draft(PRODUCT, title=title))
    unharmed.visit("/")
    addresses = unharmed.page.evaluate(
        """async () => {
          const answer = await fetch("/sitemap/0.xml");
          const map = new DOMParser().parseFromString(await answer.text(), "text/xml");
          return [...map.querySelectorAll("loc, parsererror")].map((part) => part.textContent);
        }"""
    )
    assert addresses
    assert all(re.fullmatch(r"http://localhost/[^<>\"'\s]+", place) for place in addresses)
