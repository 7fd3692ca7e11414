"""Kept pages: quick for strangers, never stale, and never anybody's own."""

import re
import threading
import time

import pytest
from sqlalchemy import update

from portal.accounts import grants
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.ideas import actions as ideas
from portal.kit import heartbeat
from portal.kit.db import db, is_sqlite, transaction
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads.events import ThreadUnlocked
from portal.threads.models import Thread
from portal.votes import actions as votes
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.cast import person
from tests.make.pages import csrf_of, send
from tests.make.refusals import do

# what no page shows unless something wrote past the log, so that a kept page can be told apart
UNSEEN = "기록 없이 바뀐 제목"


def change_unseen(thread_id: int) -> None:
    """Change a row without a fact: only a page that was kept does not show it."""
    do(db.session.execute, update(Thread).where(Thread.id == thread_id).values(title=UNSEEN))


def keep(browser, path: str) -> list:
    """Ask for a page until it is kept, and give what is.

    On PostgreSQL nothing is kept while anybody writes, in the server's other databases too, and
    the other processes of the suite write nearly always.
    """
    shelf = browser.application.extensions["kept_pages"]
    until = time.monotonic() + 30
    while not len(shelf) and time.monotonic() < until:
        browser.get(path)
    assert len(shelf), "nobody was silent for long enough"
    return [kept.what for kept in shelf._kept.values()]


def is_kept(browser, path: str, thread_id: int) -> bool:
    keep(browser, path)
    change_unseen(thread_id)
    return UNSEEN not in browser.get(path).get_data(as_text=True)


def words_of(browser, path: str) -> str:
    """Read a page as a stranger: its words, without what differs anyway."""
    html = browser.get(path, follow_redirects=True).get_data(as_text=True)
    return re.sub(r"<[^>]+>", " ", re.sub(r"/assets/\w+/", "", html))


@pytest.fixture
def question(cast) -> int:
    return make.question(cast.minji, cast.product_id, tags=("와이파이",))


def test_a_strangers_page_is_kept(client, question):
    """Otherwise the tests below would prove nothing."""
    assert is_kept(client, "/questions", question)


@pytest.mark.parametrize(
    "path", ["/", "/questions", "/questions?sort=new", "/tags/와이파이", "/people/minji"]
)
def test_the_pages_that_strangers_read_most_are_kept(client, question, path):
    assert is_kept(client, path, question)


def test_a_thread_is_kept_too(client, question):
    path = client.get(f"/questions/{question}").location
    keep(client, path)
    do(db.session.execute, update(Thread).values(body_html="<p>다른 본문</p>"))
    assert "다른 본문" not in client.get(path).get_data(as_text=True)


# ── Never stale ──


def test_every_kind_of_write_changes_what_a_stranger_sees_at_once(cast, client, question):
    """Each step is a write; after each, at least one of the pages that were kept has changed."""
    idea = make.idea(cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, question)
    official_id = make.answer(cast.seoyeon, question, "공유기를 재시작하세요.")
    comment_id = do(answers.comment, cast.junho, question, body_md="저도 그래요.")
    version_id = articles.published(cast.suhyun, cast.yejin, cast.product_id)
    other = make.question(cast.hana, cast.product_id, title="똑같은 것을 묻는 글이에요")
    edited = make.draft(cast.product_id, title="공유기가 저녁마다 꺼져요", tags=("와이파이",))
    paths = (
        "/",
        "/questions",
        "/ideas",
        f"/questions/{question}",
        f"/ideas/{idea}",
        f"/questions/{other}",
        "/faq",
        f"/faq/{version_id}/",
        "/people/junho",
    )
    named = answers.set_comment_visibility
    steps = [
        (make.question, cast.junho, cast.product_id, {"title": "새로 올린 다른 질문입니다"}),
        (make.answer, cast.hana, question, "하나 더 해 볼 것이 있어요."),
        (do, answers.comment, cast.minji, question, {"body_md": "고맙습니다."}),
        (do, votes.cast, cast.junho, idea),
        (do, votes.withdraw, cast.junho, idea),
        (do, votes.say_helpful, cast.minji, answer_id, {"value": 1}),
        (do, votes.say_helpful, cast.minji, answer_id, {"value": 0}),
        (do, answers.accept, cast.minji, answer_id),
        (do, answers.unaccept, cast.minji, answer_id),
        (do, answers.make_official, cast.seoyeon, official_id, {"summary": "재시작하세요."}),
        (do, answers.correct_official, cast.seoyeon, official_id, {"correction": "10초 빼세요."}),
        (do, answers.withdraw_official, cast.miran, official_id, {"reason": "틀렸어요."}),
        (do, answers.edit, cast.junho, answer_id, {"body_md": "12번으로.", "seen_version": 1}),
        (do, answers.hide, cast.eunji, answer_id, {"reason": "광고예요."}),
        (do, answers.restore, cast.eunji, answer_id),
        (do, named, cast.eunji, comment_id, {"after": "hidden", "reason": "광고예요."}),
        (do, named, cast.eunji, comment_id, {"after": "visible"}),
        (do, threads.edit, cast.minji, question, edited, {"seen_version": 1}),
        (do, ideas.set_status, cast.daniel, idea, {"status": "planned", "note_md": "가을이요."}),
        (do, threads.lock, cast.eunji, question, {"reason": "다툼이 있어요."}),
        (do, threads.unlock, cast.eunji, question),
        (do, threads.link_duplicate, cast.eunji, other, question),
        (do, duplicates.hide, cast.eunji, question, {"reason": "광고예요."}),
        (do, duplicates.restore, cast.eunji, question),
        (do, duplicates.withdraw, cast.minji, idea),
        (do, faq.retire, cast.yejin, version_id, {"reason": "낡은 내용이에요."}),
    ]
    seen = [words_of(client, path) for path in paths]
    for act, *args in steps:
        named_args = args.pop() if isinstance(args[-1], dict) else {}
        act(*args, **named_args)
        now = [words_of(client, path) for path in paths]
        assert now != seen, (act, args)
        fresh = [words_of(client.application.test_client(), path) for path in paths]
        assert now == fresh
        for shelf in ("kept_pages", "kept_readings"):
            client.application.extensions[shelf].clear()
        assert now == [words_of(client, path) for path in paths], (
            "kept pages differ from drawn ones"
        )
        seen = now


def test_a_change_of_ones_name_shows_at_once_on_what_one_wrote(cast, client, client_as, question):
    before = words_of(client, "/questions")
    assert "민지" in before
    fields = {"display_name": "민지민지", "bio": "", "locale": "ko", "time_zone": "Asia/Seoul"}
    browser = client_as(cast.minji)
    page = browser.get("/settings/profile").get_data(as_text=True)
    names = dict.fromkeys(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    names.pop("csrf_token", None)
    sent = {name: fields.get(name, "민지민지" if "name" in name else "") for name in names}
    answer = send(browser, "/settings/profile", **sent)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "민지민지" in words_of(client, "/questions")


# ── Read once for all, drawn for each ──


def keep_reading(browser, path: str) -> None:
    """Ask for a page until what it read is kept, as ``keep`` does."""
    shelf = browser.application.extensions["kept_readings"]
    until = time.monotonic() + 30
    while not len(shelf) and time.monotonic() < until:
        browser.get(path)
    assert len(shelf), "nobody was silent for long enough"


@pytest.mark.parametrize("path", ["/", "/questions", "/tags/와이파이", "/questions/{}"])
def test_what_one_reader_was_shown_is_not_read_again_for_the_next(cast, client_as, question, path):
    first, second = client_as(cast.junho), client_as(cast.hana)
    path = first.get(path.format(question)).location or path.format(question)
    keep_reading(first, path)
    change_unseen(question)
    page = second.get(path).get_data(as_text=True)
    assert UNSEEN not in page
    assert "하나" in page


def test_what_is_hidden_in_a_thread_is_read_for_each_and_shown_to_whoever_may_see_it(
    cast, client_as, question
):
    answer_id = make.answer(cast.junho, question, "곧 가려질 답변이에요.")
    do(answers.hide, cast.eunji, answer_id, reason="광고예요.")
    for _ in range(2):
        for who, sees in ((cast.hana, True), (cast.minji, False), (cast.junho, True)):
            browser = client_as(who)
            page = browser.get(f"/questions/{question}", follow_redirects=True)
            assert ("곧 가려질" in page.get_data(as_text=True)) == sees, who.handle


def test_a_next_page_on_which_all_is_hidden_is_there_only_for_whoever_may_see_it(
    cast, client, client_as, question
):
    written = [make.answer(cast.junho, question, f"답변 {n}번이에요.") for n in range(11)]
    do(answers.hide, cast.eunji, written[-1], reason="광고예요.")
    for _ in range(2):
        for browser, sees in (
            (client_as(cast.minji), False),
            (client_as(cast.eunji), True),
            (client, False),
        ):
            page = browser.get(f"/questions/{question}", follow_redirects=True)
            assert ('rel="next"' in page.get_data(as_text=True)) == sees


def test_a_hidden_thread_is_shown_to_its_author_and_to_nobody_else(
    cast, client, client_as, question
):
    do(duplicates.hide, cast.eunji, question, reason="광고예요.")
    for _ in range(2):
        for browser, status in ((client_as(cast.minji), 200), (client_as(cast.junho), 404)):
            answer = browser.get(f"/questions/{question}", follow_redirects=True)
            assert answer.status_code == status
        assert client.get(f"/questions/{question}", follow_redirects=True).status_code == 404


def test_whoever_has_written_reads_it_at_once(cast, client_as, question):
    writer, reader = client_as(cast.junho), client_as(cast.hana)
    for browser in (writer, reader):
        browser.get(f"/questions/{question}", follow_redirects=True)
    path = writer.get(f"/questions/{question}").location
    send(writer, f"/threads/{question}/answers", at=path, body="방금 쓴 답변이에요.")
    for browser in (writer, reader):
        page = browser.get(f"/questions/{question}", follow_redirects=True)
        assert "방금 쓴 답변" in page.get_data(as_text=True)


# ── Never anybody's own ──


def test_whoever_is_signed_in_is_never_served_a_kept_page(cast, client, client_as, question):
    client.get("/questions")
    assert "준호" in client_as(cast.junho).get("/questions").get_data(as_text=True)


def test_a_signed_in_readers_page_is_never_kept_for_strangers(cast, client, client_as, question):
    client_as(cast.junho).get("/questions")
    page = client.get("/questions").get_data(as_text=True)
    assert "준호" not in page
    assert 'name="csrf_token"' not in page


def test_a_kept_page_carries_no_cookie_and_no_token(client, question):
    for page in keep(client, "/questions"):
        assert "Set-Cookie" not in dict(page.headers)
        assert b"csrf_token" not in page.body
        assert b"_csrf" not in page.body


def test_a_word_of_thanks_is_for_one_reader_only(cast, client, question):
    """A flash makes a session, and whoever carries one is not served from here."""
    answer = client.post("/threads/1/follow", data={"level": "all"})
    assert answer.status_code in (303, 400, 403)
    flashed = client.application.test_client()
    with flashed.session_transaction() as session:
        session["_flashes"] = [("success", "한 사람에게만")]
    assert "한 사람에게만" in flashed.get("/questions").get_data(as_text=True)
    stranger = client.application.test_client()
    assert "한 사람에게만" not in stranger.get("/questions").get_data(as_text=True)


def test_what_a_stranger_began_to_write_is_not_in_another_strangers_page(client, question):
    token = csrf_of(client.get("/questions/ask"))
    form = {"csrf_token": token, "body": "남이 보면 안 되는 글"}
    assert client.post(f"/drafts/answer-{question}", data=form).status_code == 204
    path = client.get(f"/questions/{question}").location
    client.get(path)
    other = client.application.test_client()
    assert "남이 보면 안 되는 글" not in other.get(path).get_data(as_text=True)


def test_each_language_and_theme_has_its_own_page(client, question):
    for locale, word in (("ko", "질문"), ("en", "Questions")):
        for theme in ("light", "dark"):
            browser = client.application.test_client()
            browser.set_cookie("maru_locale", locale)
            browser.set_cookie("maru_theme", theme)
            for _ in range(2):
                html = browser.get("/questions").get_data(as_text=True)
                assert f'<html lang="{locale}" data-theme="{theme}"' in html
                assert word in html
    browser = client.application.test_client()
    for language, locale in (("en-US,en;q=0.9", "en"), ("ko-KR,ko", "ko"), ("fr", "ko")):
        html = browser.get("/questions", headers={"Accept-Language": language}).get_data(
            as_text=True
        )
        assert f'<html lang="{locale}"' in html


def test_refusals_and_forms_are_not_kept(client, question):
    for path in ("/questions/999", "/questions?cursor=garbage", "/questions/ask", "/search?q=a"):
        client.get(path)
    assert not len(client.application.extensions["kept_pages"])


def test_a_kept_page_comes_with_the_security_headers_and_its_own_request_id(client, question):
    first, second = client.get("/questions"), client.get("/questions")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert first.headers[name] == second.headers[name]
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert second.headers["Cache-Control"] == "private, no-cache"
    assert first.data == second.data


@pytest.fixture
def slow_writer(app, question):
    """Give a thread that changes a title with a fact, and then waits to be let go."""
    written, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), transaction():
            announce(ThreadUnlocked(actor_id=None, thread_id=question))
            db.session.execute(update(Thread).values(title=UNSEEN))
            written.set()
            go_on.wait(10)

    writer = threading.Thread(target=write)

    def begin() -> None:
        writer.start()
        written.wait(10)

    def end() -> None:
        go_on.set()
        writer.join()

    return begin, end


def test_a_lower_number_committed_later_makes_no_page_stale(app, client, question, slow_writer):
    """On PostgreSQL the second writer is done first; till the first is, too, nothing is kept."""
    begin, end = slow_writer

    def overtake() -> None:
        with app.app_context(), transaction():
            # this transaction is the older one, its fact the younger
            heartbeat.hold("worker", "somebody", lease_seconds=0)
            begin()
            announce(ThreadUnlocked(actor_id=None, thread_id=question))

    if is_sqlite():
        begin()
    else:
        other = threading.Thread(target=overtake)
        other.start()
        other.join()
    assert UNSEEN not in client.get("/questions").get_data(as_text=True)
    end()
    assert UNSEEN in client.get("/questions").get_data(as_text=True)


def test_a_new_role_shows_at_once(cast, client, question):
    who = person("bada", "바다")
    make.question(who, cast.product_id, title="바다가 물어본 질문입니다")
    before = words_of(client, "/people/bada")
    do(grants.grant, cast.hana, who.id, Role.EXPERT, None)
    assert words_of(client, "/people/bada") != before
