"""The pages of what is new: for readers, for feed readers and for those who write it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from portal.accounts.actor import NOBODY
from portal.changelog import actions, queries
from portal.changelog.rules import Words
from portal.duplicates import actions as duplicates
from portal.ideas import actions as ideas
from portal.kit import clock
from portal.kit.db import transaction
from portal.notify import queries as notices
from portal.products import actions as products
from tests.make import changelog as make
from tests.make import threads as make_threads
from tests.make.news import tell
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def idea(cast) -> int:
    return make_threads.idea(cast.minji, cast.product_id)


def feed(browser, query: str = ""):
    answer = browser.get(f"/changelog.atom{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return fromstring(answer.get_data())


def fields(entry, **changes: str) -> dict[str, str]:
    """Give what the form of an entry sends."""
    return {
        "product": str(entry.product_id),
        "label": entry.label,
        "title_ko": entry.title_ko,
        "body_ko": entry.body_md_ko,
        "title_en": entry.title_en,
        "body_en": entry.body_md_en,
        "seen": str(entry.version),
        **changes,
    }


class TestReaders:
    def test_they_read_what_is_published_and_nothing_else(self, cast, client):
        make.entry(cast.daniel, cast.product_id, ko=Words("아직 초안이에요", "본문"))
        gone = make.published(cast.daniel, cast.product_id, ko=Words("내린 소식", "본문"))
        do(actions.withdraw, cast.daniel, gone)
        make.published(cast.daniel, cast.product_id)
        page = said(client.get("/changelog"))
        assert make.KO.title in page
        assert "아직 초안이에요" not in page
        assert "내린 소식" not in page
        assert client.get(f"/changelog/{gone}").status_code == 404

    def test_they_narrow_it_to_a_product_and_a_label(self, cast, client):
        do(products.add, slug="tv", name_ko="티비", name_en="TV")
        make.published(cast.daniel, cast.product_id, label="fixed")
        for path in ("?product=internet", "?label=fixed", "?product=internet&label=fixed"):
            assert make.KO.title in said(client.get(f"/changelog{path}"))
        for path in ("?product=tv", "?label=new", "?product=tv&label=fixed"):
            assert make.KO.title not in said(client.get(f"/changelog{path}"))
        for path in ("?product=gone", "?label=old"):
            assert client.get(f"/changelog{path}").status_code == 404

    def test_an_entry_has_one_address_in_each_language_and_its_number_leads_there(
        self, cast, client
    ):
        entry_id = make.published(cast.daniel, cast.product_id)
        answer = client.get(f"/changelog/{entry_id}")
        assert answer.status_code == 302
        assert client.get(answer.location).status_code == 200
        english = {"Accept-Language": "en"}
        other = client.get(f"/changelog/{entry_id}/old-name", headers=english)
        assert other.location == f"/changelog/{entry_id}/dark-mode-is-here"
        # a link that somebody sent works in whichever language it is opened
        shown = client.get(other.location)
        assert shown.status_code == 200
        assert make.KO.title in said(shown)

    def test_a_missing_language_falls_back_and_says_so(self, cast, client):
        entry_id = make.published(cast.daniel, cast.product_id, en=make.NONE)
        english = {"Accept-Language": "en"}
        path = client.get(f"/changelog/{entry_id}").location
        for address in ("/changelog", path):
            page = said(client.get(address, headers=english))
            assert make.KO.title in page
            assert "You read it in: 한국어." in page
            assert f'lang="ko">{make.KO.title}' in page or 'lang="ko"><a' in page
            assert "You read it in" not in said(client.get(address))

    def test_hidden_ideas_never_leak_through_links(self, cast, client, client_as, idea):
        entry_id = make.published(cast.daniel, cast.product_id, idea)
        path = client.get(f"/changelog/{entry_id}").location
        title = "다크 모드를 지원해 주세요"
        assert title in said(client.get("/changelog"))
        do(duplicates.hide, cast.eunji, idea, reason="개인 정보가 있어요.")
        for browser in (client, client_as(cast.junho), client_as(cast.daniel)):
            for address in ("/changelog", path, "/changelog.atom"):
                assert title not in said(browser.get(address)), address
        desk = said(client_as(cast.daniel).get(f"/staff/changelog/{entry_id}"))
        assert title not in desk
        assert "1" in desk

    def test_the_page_of_an_idea_and_the_entry_lead_to_each_other(self, cast, client, idea):
        entry_id = make.published(cast.daniel, cast.product_id, idea)
        with transaction():
            ideas.set_status(cast.daniel, idea, status="planned", note_md="봄에 나와요.")
        path = client.get(f"/changelog/{entry_id}").location
        page = client.get(path).get_data(as_text=True)
        assert f"/ideas/{idea}/" in page
        assert "반영 예정" in page
        page = client.get(client.get(f"/ideas/{idea}").location).get_data(as_text=True)
        assert path in page

    def test_a_page_costs_two_statements_whatever_the_number_of_entries(
        self, cast, client, statements, idea
    ):
        for _ in range(3):
            make.published(cast.daniel, cast.product_id, idea)
        for browser_path in ("/changelog", client.get("/changelog/1").location):
            for shelf in ("kept_pages", "kept_readings"):
                client.application.extensions[shelf].clear()
            statements.clear()
            assert client.get(browser_path).status_code == 200
            assert len(statements) <= 3

    def test_who_is_told_of_it_opens_it_from_their_inbox(self, cast, client_as, idea):
        make.published(cast.daniel, cast.product_id, idea)
        tell()
        browser = client_as(cast.minji)
        page = said(browser.get("/inbox"))
        assert make.KO.title in page
        assert "제안하신 아이디어에 새로운 소식이 있어요." in page
        (line,) = notices.inbox(cast.minji).items
        answer = send(browser, f"/inbox/{line.id}/open", at="/inbox")
        assert make.KO.title in said(browser.get(answer.location))

    def test_the_sitemap_lists_it(self, cast, client, html_of):
        entry_id = make.published(cast.daniel, cast.product_id)
        draft = make.entry(cast.daniel, cast.product_id)
        assert "/sitemap/changelog/0.xml" in html_of(client.get("/sitemap.xml"))
        listed = html_of(client.get("/sitemap/changelog/0.xml"))
        assert f"/changelog/{entry_id}/" in listed
        assert f"/changelog/{draft}" not in listed
        assert client.get("/sitemap/changelog/7.xml").status_code == 404


class TestFeed:
    def test_bug_27_it_holds_the_newest_thirty_the_newest_first(self, cast, client):
        made = []
        for number in range(33):
            with clock.at(NOON + timedelta(hours=number)):
                made.append(make.published(cast.daniel, cast.product_id))
        root = feed(client)
        numbers = [
            int(e.find(f"{ATOM}id").text.rsplit("/", 1)[1]) for e in root.iter(f"{ATOM}entry")
        ]
        assert numbers == made[:2:-1]
        instants = [e.find(f"{ATOM}published").text for e in root.iter(f"{ATOM}entry")]
        assert instants == sorted(instants, reverse=True)
        assert root.find(f"{ATOM}updated").text == instants[0]

    def test_it_is_valid_and_every_address_in_it_is_whole(self, cast, client, idea):
        body = f"[이 아이디어](/ideas/{idea})에서 <시작>했어요 & 끝났어요."
        make.published(cast.daniel, cast.product_id, idea, ko=Words("<제목> & 말", body))
        root = feed(client)
        assert root.tag == f"{ATOM}feed"
        for part in ("id", "title", "updated", "author"):
            assert len(root.findall(f"{ATOM}{part}")) == 1, part
        relations = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert relations["self"] == "http://localhost/changelog.atom?lang=ko"
        (entry,) = root.iter(f"{ATOM}entry")
        for part in ("id", "title", "updated", "published", "link", "content"):
            assert len(entry.findall(f"{ATOM}{part}")) == 1, part
        assert entry.find(f"{ATOM}title").text == "<제목> & 말"
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "html"
        assert "&lt;시작&gt;했어요 &amp; 끝났어요" in content.text
        addresses = re.findall(r'(?:href|src)="([^"]*)"', content.text)
        addresses += [link.get("href") for link in root.iter(f"{ATOM}link")]
        addresses += [part.text for part in root.iter(f"{ATOM}id")]
        assert f"http://localhost/ideas/{idea}" in addresses
        assert [one for one in addresses if not one.startswith("http://localhost/")] == []
        rfc3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
        for part in ("updated", "published"):
            assert all(rfc3339.fullmatch(e.text) for e in root.iter(f"{ATOM}{part}"))

    def test_it_speaks_the_language_that_is_asked_for_and_says_which(self, cast, client):
        with clock.at(NOON):
            make.published(cast.daniel, cast.product_id)
        with clock.at(NOON + timedelta(hours=1)):
            make.published(cast.daniel, cast.product_id, en=make.NONE)
        root = feed(client, "?lang=en")
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        assert root.get(lang) == "en"
        only_korean, both = root.iter(f"{ATOM}entry")
        assert (both.get(lang), both.find(f"{ATOM}title").text) == ("en", make.EN.title)
        assert (only_korean.get(lang), only_korean.find(f"{ATOM}title").text) == (
            "ko",
            make.KO.title,
        )
        assert "What is new" in root.find(f"{ATOM}title").text
        assert "새로운 소식" in feed(client).find(f"{ATOM}title").text

    def test_it_is_there_before_anything_is_published(self, cast, client):
        root = feed(client)
        assert list(root.iter(f"{ATOM}entry")) == []
        assert root.find(f"{ATOM}updated").text.endswith("Z")

    def test_an_edit_shows_in_it(self, cast, client):
        with clock.at(NOON):
            entry_id = make.published(cast.daniel, cast.product_id)
        with clock.at(NOON + timedelta(days=1)), transaction():
            text = make.text(cast.product_id, label="fixed")
            actions.edit(cast.daniel, entry_id, text, seen_version=2)
        (entry,) = feed(client).iter(f"{ATOM}entry")
        assert entry.find(f"{ATOM}published").text == "2026-11-30T12:00:00Z"
        assert entry.find(f"{ATOM}updated").text == "2026-12-01T12:00:00Z"


class TestDesk:
    def test_it_is_not_there_for_those_who_do_not_write(self, cast, client, client_as):
        entry_id = make.published(cast.daniel, cast.product_id)
        for who in (cast.minji, cast.seoyeon, cast.eunji):
            browser = client_as(who)
            for path in ("", "/new", f"/{entry_id}"):
                assert browser.get(f"/staff/changelog{path}").status_code == 404
        assert client.get("/staff/changelog").status_code == 303

    def test_a_delivered_idea_offers_an_entry_that_is_filled_in(self, cast, client_as, idea):
        browser = client_as(cast.daniel)
        at = browser.get(f"/ideas/{idea}").location
        offer = f"/staff/changelog/new?idea={idea}"
        assert offer not in said(browser.get(at))
        for status in ("planned", "in_progress", "delivered"):
            with transaction():
                ideas.set_status(cast.daniel, idea, status=status, note_md="다 되었어요.")
        assert offer in said(browser.get(at))
        assert offer not in said(client_as(cast.junho).get(at))
        page = said(browser.get(offer))
        assert 'value="다크 모드를 지원해 주세요"' in page
        answer = send(
            browser, "/staff/changelog/new", at=offer, product=cast.product_id, label="new",
            title_ko="다크 모드가 생겼어요", body_ko="본문", idea=idea,
        )  # fmt: skip
        assert answer.status_code == 303
        (entry,) = queries.desk(cast.daniel, "draft").items
        assert answer.location == f"/staff/changelog/{entry.id}"
        assert queries.idea_ids(entry.id) == (idea,)

    def test_a_preview_keeps_nothing_and_loses_nothing(self, cast, client_as):
        entry_id = make.entry(cast.daniel, cast.product_id)
        entry = make.seen(cast.daniel, entry_id)
        typed = fields(entry, body_ko="**굵게** <script>x</script>", do="preview")
        answer = send(client_as(cast.daniel), f"/staff/changelog/{entry_id}", **typed)
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        assert "<strong>굵게</strong>" in page
        assert "<script>x" not in page
        assert "**굵게**" in page
        assert make.seen(cast.daniel, entry_id) == entry

    def test_it_is_planned_in_the_time_zone_of_the_portal(self, cast, client_as):
        entry_id = make.entry(cast.daniel, cast.product_id)
        entry = make.seen(cast.daniel, entry_id)
        typed = fields(entry, do="schedule", publish_at="2031-03-01T09:30")
        answer = send(client_as(cast.daniel), f"/staff/changelog/{entry_id}", **typed)
        assert answer.status_code == 303
        planned = make.seen(cast.daniel, entry_id)
        assert planned.state == "scheduled"
        # half past nine in Seoul
        assert planned.publish_at == datetime(2031, 3, 1, 0, 30, tzinfo=UTC)

    @pytest.mark.parametrize("typed_at", ["", "tomorrow", "2020-01-01T00:00", "9999-99-99T00:00"])
    def test_a_plan_that_is_none_is_refused_and_nothing_typed_is_lost(
        self, cast, client_as, typed_at
    ):
        entry_id = make.entry(cast.daniel, cast.product_id)
        entry = make.seen(cast.daniel, entry_id)
        typed = fields(entry, do="schedule", publish_at=typed_at, body_ko="새로 쓴 글이에요")
        answer = send(client_as(cast.daniel), f"/staff/changelog/{entry_id}", **typed)
        assert answer.status_code == 422
        page = said(answer)
        assert "Please choose a moment that is still to come." in page
        assert "새로 쓴 글이에요" in page
        assert make.seen(cast.daniel, entry_id) == entry

    def test_publishing_takes_along_what_was_typed(self, cast, client_as, client):
        entry_id = make.entry(cast.daniel, cast.product_id)
        typed = fields(
            make.seen(cast.daniel, entry_id), do="publish", title_ko="마지막에 고친 제목"
        )
        assert (
            send(client_as(cast.daniel), f"/staff/changelog/{entry_id}", **typed).status_code == 303
        )
        assert "마지막에 고친 제목" in said(client.get("/changelog"))

    def test_a_conflict_shows_both_texts_and_the_next_save_is_meant(self, cast, client_as):
        entry_id = make.entry(cast.daniel, cast.product_id)
        old = make.seen(cast.daniel, entry_id)
        with transaction():
            theirs = make.text(cast.product_id, ko=Words("다른 사람의 제목", "다른 본문"))
            actions.edit(cast.suhyun, entry_id, theirs, seen_version=1)
        browser, path = client_as(cast.daniel), f"/staff/changelog/{entry_id}"
        answer = send(browser, path, **fields(old, title_ko="내가 쓴 제목", do="save"))
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        assert "다른 사람의 제목" in page
        assert 'value="내가 쓴 제목"' in page
        assert 'name="seen" value="2"' in page
        again = fields(old, title_ko="내가 쓴 제목", do="save", seen="2")
        token = csrf_of(browser.get(path))
        assert browser.post(path, data={**again, "csrf_token": token}).status_code == 303
        assert make.seen(cast.daniel, entry_id).title_ko == "내가 쓴 제목"

    def test_ideas_are_found_by_number_linked_and_taken_off_again(self, cast, client_as, idea):
        entry_id = make.entry(cast.daniel, cast.product_id)
        browser, path = client_as(cast.daniel), f"/staff/changelog/{entry_id}"
        entry = make.seen(cast.daniel, entry_id)
        page = said(send(browser, path, **fields(entry, do="find", find=f"#{idea}")))
        assert f'value="link:{idea}"' in page
        question = make_threads.question(cast.minji, cast.product_id)
        page = said(send(browser, path, **fields(entry, do="find", find=str(question))))
        assert f"link:{question}" not in page
        assert "Nothing like it was found." in page
        send(browser, path, **fields(entry, do=f"link:{idea}"))
        assert queries.idea_ids(entry_id) == (idea,)
        send(browser, path, **fields(entry, do=f"unlink:{idea}"))
        assert queries.idea_ids(entry_id) == ()
        answer = send(browser, path, **fields(entry, do="link:999999"))
        assert answer.status_code == 404

    def test_an_editor_writes_and_cannot_publish(self, cast, client_as):
        entry_id = make.entry(cast.suhyun, cast.product_id)
        browser, path = client_as(cast.suhyun), f"/staff/changelog/{entry_id}"
        page = said(browser.get(path))
        assert 'value="publish"' not in page
        assert 'value="save"' in page
        entry = make.seen(cast.suhyun, entry_id)
        assert send(browser, path, **fields(entry, do="publish")).status_code == 403
        assert queries.published().items == ()
        do(actions.publish, cast.daniel, entry_id, seen_version=1)
        page = said(browser.get(path))
        assert 'value="save"' not in page
        assert "제품 담당자가 정해요" in page
        late = fields(make.seen(NOBODY, entry_id), title_ko="고친 제목", do="save")
        assert send(browser, path, **late).status_code == 403

    @pytest.mark.parametrize("button", ["unschedule", "withdraw", "discard", "publish"])
    def test_every_button_does_what_it_says_and_only_where_it_may(self, cast, client_as, button):
        entry_id = make.entry(cast.daniel, cast.product_id)
        browser, path = client_as(cast.daniel), f"/staff/changelog/{entry_id}"
        if button == "unschedule":
            later = clock.now() + timedelta(days=1)
            do(actions.schedule, cast.daniel, entry_id, later, seen_version=1)
        if button == "withdraw":
            do(actions.publish, cast.daniel, entry_id, seen_version=1)
        assert f'value="{button}"' in said(browser.get(path))
        sent = fields(make.seen(cast.daniel, entry_id), do=button)
        assert send(browser, path, **sent).status_code == 303
        after = {"unschedule": "draft", "withdraw": "withdrawn", "publish": "published"}
        if button == "discard":
            assert browser.get(path).status_code == 404
        else:
            assert make.seen(cast.daniel, entry_id).state == after[button]
            assert f'value="{button}"' not in said(browser.get(path))

    def test_a_button_that_there_is_not_does_nothing(self, cast, client_as):
        entry_id = make.entry(cast.daniel, cast.product_id)
        sent = fields(make.seen(cast.daniel, entry_id), do="explode")
        answer = send(client_as(cast.daniel), f"/staff/changelog/{entry_id}", **sent)
        assert answer.status_code == 404
