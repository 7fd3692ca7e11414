"""The inbox, the settings and the link that ends mails, as a browser without scripts meets them."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.kit import clock, signing
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.notify import actions, jobs, queries
from portal.notify.audience import KINDS
from portal.notify.models import Notice, Preference
from portal.notify.queries import Wish
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from tests.make import threads as make
from tests.make.cast import Cast, person
from tests.make.mailbox import Mailbox, receiving
from tests.make.news import heard, tell
from tests.make.pages import said, send

SignIn = Callable[[Actor], FlaskClient]

ASKED = [kind for kind in KINDS.values() if not kind.for_staff]
OFFERED = len(ASKED)


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with receiving(app) as box:
        yield box


def answered(cast: Cast, times: int = 1) -> int:
    """Let 준호 answer 민지's question, and tell people; gives the question's number."""
    thread_id = make.question(cast.minji, cast.product_id)
    for number in range(times):
        make.answer(cast.junho, thread_id, f"{number + 1}번 방법이에요.")
    tell()
    return thread_id


def newest(who: Actor) -> queries.NoticeLine:
    return queries.inbox(who).items[0]


def unread(who: Actor) -> int:
    return queries.unread_count(who)


def hears(wish: Wish) -> bool:
    return wish.in_inbox or wish.by_mail or wish.in_digest


class TestInbox:
    @pytest.mark.parametrize("path", ["/inbox", "/settings/notices"])
    def test_it_is_for_who_is_signed_in(self, client: FlaskClient, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 303
        assert unquote(answer.headers["Location"]) == f"/sign-in?next={path}"

    def test_an_empty_inbox_says_what_will_be_there(self, cast: Cast, client_as: SignIn) -> None:
        page = client_as(cast.minji).get("/inbox")
        assert page.status_code == 200
        assert "아직 알림이 없어요" in said(page)

    def test_it_says_who_did_what_and_looking_marks_nothing(
        self, cast: Cast, client_as: SignIn
    ) -> None:
        answered(cast)
        browser = client_as(cast.minji)
        for _ in range(2):
            html = said(browser.get("/inbox"))
            assert "준호님이 회원님의 질문에 답변했어요." in html
            assert "와이파이가 저녁마다 끊겨요" in html
            assert "is-unread" in html
        assert unread(cast.minji) == 1

    @pytest.mark.parametrize("kind", [kind.slug for kind in KINDS.values() if kind.in_inbox])
    def test_each_kind_of_news_is_drawn_with_a_sign_and_a_sentence(
        self, cast: Cast, client_as: SignIn, kind: str
    ) -> None:
        answered(cast)
        with transaction():
            db.session.execute(update(Notice).values(kind=kind, actor_id=cast.junho.id))
        page = client_as(cast.minji).get("/inbox")
        assert page.status_code == 200
        signs = re.findall(
            r'<i class="bi bi-([a-z0-9-]+)" aria-hidden="true"></i>\s*<form', said(page)
        )
        assert len(signs) == 1
        assert re.search(r'<span class="notice-words">.*[가-힣]', said(page))

    def test_the_bell_counts_on_every_page(self, cast: Cast, client_as: SignIn) -> None:
        answered(cast, times=2)
        html = said(client_as(cast.minji).get("/questions"))
        assert '<span class="bell-count" aria-hidden="true">2</span>' in html

    def test_opening_one_marks_it_and_leads_to_the_answer(
        self, cast: Cast, client_as: SignIn
    ) -> None:
        answered(cast)
        line = newest(cast.minji)
        browser = client_as(cast.minji)
        answer = send(browser, f"/inbox/{line.id}/open", at="/inbox")

        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/questions/")
        assert answer.headers["Location"].endswith(f"#answer-{line.answer_id}")
        assert browser.get(answer.headers["Location"]).status_code == 200
        assert unread(cast.minji) == 0
        assert "is-unread" not in said(browser.get("/inbox"))

    def test_nobody_opens_or_marks_what_is_anothers(self, cast: Cast, client_as: SignIn) -> None:
        answered(cast)
        line = newest(cast.minji)
        make.question(cast.minji, cast.product_id, title="@junho 님 도와주세요", body="@junho")
        tell()
        browser = client_as(cast.junho)

        assert send(browser, f"/inbox/{line.id}/open", at="/inbox").status_code == 404
        send(browser, "/inbox/read", at="/inbox", newest=10**6)
        assert unread(cast.minji) == 1

    def test_marking_all_leaves_what_came_after_the_page_was_drawn(
        self, cast: Cast, client_as: SignIn
    ) -> None:
        answered(cast, times=2)
        seen = newest(cast.minji).id
        answered_later = make.question(cast.minji, cast.product_id, title="또 다른 질문이 있어요")
        make.answer(cast.junho, answered_later)
        tell()
        send(client_as(cast.minji), "/inbox/read", at="/inbox", newest=seen)

        assert unread(cast.minji) == 1

    def test_what_is_hidden_is_neither_listed_nor_counted_nor_opened(
        self, cast: Cast, client_as: SignIn
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id, body="@junho 도와주세요.")
        tell()
        line = newest(cast.junho)
        with transaction():
            duplicates.hide(cast.eunji, thread_id, reason="개인정보가 있어요")
        browser = client_as(cast.junho)

        assert "와이파이가" not in said(browser.get("/inbox"))
        assert unread(cast.junho) == 0
        send_to = f"/inbox/{line.id}/open"
        assert send(browser, send_to, at="/settings/notices").status_code == 404

    def test_a_hidden_answer_is_listed_to_nobody_but_its_moderators(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        answer_id = make.answer(cast.junho, thread_id, "@eunji @seoyeon 봐 주세요.")
        tell()
        with transaction():
            answers.hide(cast.hana, answer_id, reason="틀린 내용이에요")

        assert heard(cast.minji) == []
        assert heard(cast.seoyeon) == []
        assert heard(cast.eunji) == ["mention"]

    def test_what_people_typed_is_shown_as_text(self, cast: Cast, client_as: SignIn) -> None:
        with transaction():
            named = update(User).where(User.id == cast.junho.id)
            db.session.execute(named.values(display_name="<img src=x onerror=alert(1)>"))
        title = "<script>alert(1)</script> 이거 되나요"
        thread_id = make.question(cast.minji, cast.product_id, title=title)
        make.answer(cast.junho, thread_id)
        tell()
        html = client_as(cast.minji).get("/inbox").get_data(as_text=True)

        assert "&lt;script&gt;alert(1)" in html
        assert "&lt;img src=x onerror" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html

    def test_it_goes_on_page_by_page(self, cast: Cast, client_as: SignIn) -> None:
        answered(cast, times=25)
        browser = client_as(cast.minji)
        first = said(browser.get("/inbox"))
        assert first.count("notice-line") == 20
        cursor = queries.inbox(cast.minji).next_cursor
        assert f"?cursor={cursor}" in first
        assert said(browser.get(f"/inbox?cursor={cursor}")).count("notice-line") == 5
        assert browser.get("/inbox?cursor=nonsense").status_code == 422

    def test_more_than_a_hundred_are_not_counted_further(self, cast: Cast) -> None:
        answered(cast)
        with transaction():
            row = db.session.execute(select(Notice.__table__)).mappings().first()
            assert row is not None
            standard = {name: value for name, value in row.items() if name != "id"}
            copies = [
                standard | {"event_id": event_id, "person_id": cast.minji.id}
                for event_id in _more_events(120)
            ]
            db.session.execute(Notice.__table__.insert(), copies)

        assert unread(cast.minji) == 100

    def test_it_costs_the_same_whatever_its_length(
        self, cast: Cast, client_as: SignIn, statements: list[str]
    ) -> None:
        answered(cast, times=15)
        browser = client_as(cast.minji)
        statements.clear()
        browser.get("/inbox")
        # who is asking, the bell, the list
        assert len(statements) == 3

    def test_it_speaks_the_readers_language(self, cast: Cast, client_as: SignIn) -> None:
        thread_id = make.idea(cast.daniel, cast.product_id)
        with transaction():
            answers.comment(cast.junho, thread_id, body_md="좋아요!")
        tell()
        html = said(client_as(cast.daniel).get("/inbox"))
        assert "준호 commented on what you wrote." in html


class TestSettings:
    def test_the_table_shows_how_one_is_told_and_keeps_what_was_chosen(
        self, cast: Cast, client_as: SignIn
    ) -> None:
        browser = client_as(cast.minji)
        page = browser.get("/settings/notices").get_data(as_text=True)
        assert page.count('type="checkbox"') == page.count("<select ") == OFFERED
        assert page.count(" checked") == sum(kind.in_inbox for kind in ASKED)
        assert page.count('value="once" selected') == sum(kind.by_mail for kind in ASKED)
        assert page.count('value="gathered" selected') == sum(kind.in_digest for kind in ASKED)

        mails = {"mail-mention": "once", "mail-comment": "gathered", "mail-answer": "never"}
        answer = send(browser, "/settings/notices", inbox=["answer", "mention"], **mails)
        assert answer.status_code == 303
        chosen = {wish for wish in queries.wishes(cast.minji) if hears(wish)}
        assert chosen == {
            Wish("answer", in_inbox=True, by_mail=False),
            Wish("mention", in_inbox=True, by_mail=True),
            Wish("comment", in_inbox=False, by_mail=False, in_digest=True),
        }
        page = browser.get("/settings/notices").get_data(as_text=True)
        assert page.count(" checked") == 2
        assert page.count('value="once" selected') == page.count('value="gathered" selected') == 1

    def test_kinds_that_do_not_exist_change_nothing(self, cast: Cast, client_as: SignIn) -> None:
        send(
            client_as(cast.minji),
            "/settings/notices",
            inbox=["everything"],
            mail=["<b>"],
            **{"mail-answer": "<b>", "mail-<b>": "once"},
        )
        rows = db.session.execute(select(Preference.in_inbox, Preference.by_mail)).all()
        assert len(rows) == OFFERED
        assert not any(row.in_inbox or row.by_mail for row in rows)


class TestUnsubscribing:
    def path(self, cast: Cast, mailbox: Mailbox) -> str:
        """Give the path in the header of a mail that really came."""
        answered(cast)
        jobs.send_due_mail()
        link: str = mailbox.mails[-1]["List-Unsubscribe"]
        return link.strip("<>").removeprefix("http://localhost")

    def wish(self, who: Actor) -> tuple[bool, bool]:
        (wish,) = (wish for wish in queries.wishes(who) if wish.kind == "answer")
        return wish.in_inbox, wish.by_mail

    def test_a_mail_program_ends_it_with_one_click_without_signing_in(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient
    ) -> None:
        answer = client.post(self.path(cast, mailbox), data={"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        assert self.wish(cast.minji) == (True, False)
        make.answer(cast.seoyeon, newest(cast.minji).thread_id)
        tell()
        assert jobs.send_due_mail() == 0
        assert heard(cast.minji) == ["answer", "answer"]

    def test_opening_the_link_changes_nothing(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient
    ) -> None:
        path = self.path(cast, mailbox)
        for _ in range(2):
            page = client.get(path)
            assert page.status_code == 200
            assert 'method="post"' in said(page)
            assert page.headers["Referrer-Policy"] == "no-referrer"
        assert client.head(path).status_code == 200
        assert self.wish(cast.minji) == (True, True)

        # and the person behind the scanner can still use it
        assert client.post(path, data={"what": "kind"}).status_code == 200
        assert self.wish(cast.minji) == (True, False)

    def test_using_it_twice_changes_nothing_more(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient
    ) -> None:
        path = self.path(cast, mailbox)
        assert [client.post(path).status_code for _ in range(2)] == [200, 200]
        assert self.wish(cast.minji) == (True, False)

    def test_it_keeps_what_else_was_chosen(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient
    ) -> None:
        path = self.path(cast, mailbox)
        with transaction():
            actions.set_wishes(cast.minji, [queries.Wish("answer", False, True)])
        client.post(path)
        assert self.wish(cast.minji) == (False, False)

    def test_one_post_can_be_silenced_instead_of_the_kind(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient
    ) -> None:
        path = self.path(cast, mailbox)
        assert client.post(path, data={"what": "thread"}).status_code == 200
        thread_id = newest(cast.minji).thread_id
        assert thread_queries.follow_level(cast.minji, thread_id) == "muted"
        assert self.wish(cast.minji) == (True, True)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_link_that_we_never_made_is_nothing(
        self, cast: Cast, mailbox: Mailbox, client: FlaskClient, method: str
    ) -> None:
        genuine = self.path(cast, mailbox)
        other = actions.unsubscribe_token(cast.junho.id or 0, "answer", 1).split(".")[0]
        forged = f"/unsubscribe/{other}.{genuine.rsplit('.', 1)[1]}"
        for path in (genuine[:-1], genuine + "A", forged, "/unsubscribe/x", "/unsubscribe/W10"):
            assert getattr(client, method)(path).status_code == 404, path
        assert self.wish(cast.minji) == (True, True)
        assert self.wish(cast.junho) == (True, True)

    def test_a_link_for_another_purpose_ends_nothing(self, cast: Cast, client: FlaskClient) -> None:
        token = signing.seal("something-else", cast.minji.id or 0, "answer", 1)
        assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_people_hear_through_the_worker_as_it_is_wired(
    cast: Cast, drain: Callable[[], None], mailbox: Mailbox
) -> None:
    thread_id = make.idea(cast.minji, cast.product_id)
    emily = person("emily", "Emily", locale="en")
    with transaction():
        threads.choose_follow(emily, thread_id, level="all")
    with transaction():
        answers.comment(cast.junho, thread_id, body_md="@seoyeon 저도 원해요.")
    drain()
    drain()

    assert heard(cast.minji) == ["comment"]
    assert heard(cast.seoyeon) == ["mention"]
    assert heard(emily) == ["followed"]
    assert jobs.send_due_mail() == 2


def _more_events(count: int) -> list[int]:
    rows = [
        {
            "kind": "ThreadLocked",
            "payload": {"thread_id": 1},
            "occurred_at": clock.now(),
            "is_replayed": False,
            "is_dispatched": True,
        }
        for _ in range(count)
    ]
    made = EventRow.__table__.insert().returning(EventRow.id)
    return list(db.session.execute(made, rows).scalars())
