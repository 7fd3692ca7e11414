"""Bugs that other communities' software had, each by its number; this one must not have them."""

import re
from itertools import permutations

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import NOBODY
from portal.duplicates import actions as duplicates
from portal.kit import clock, locale
from portal.kit.db import db, transaction
from portal.kit.paging import PAGE_SIZE
from portal.products.models import Product
from portal.search import jobs
from portal.search import queries as search
from portal.search.engine import NO_FILTERS
from portal.threads import lists, queries
from portal.threads.models import Thread
from portal.votes import actions as votes
from portal.votes.models import Vote
from portal.web import locales
from tests.make import threads as make
from tests.make.cast import person
from tests.make.ideas import lead
from tests.make.news import heard, mailed, tell
from tests.make.pages import csrf_of, said, send
from tests.make.refusals import do
from tests.make.together import crowd

HTMX = {"HX-Request": "true"}


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def count(thread_id: int) -> int:
    return queries.get(NOBODY, thread_id).vote_count


# ── Voting ──


def test_bug_1_the_table_itself_holds_one_vote_of_a_person_for_an_idea(cast, idea):
    do(votes.cast, cast.junho, idea)
    row = {"thread_id": idea, "person_id": cast.junho.id, "cast_at": clock.now()}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Vote).values(**row))
    db.session.rollback()
    rows = select(func.count()).select_from(Vote).where(Vote.person_id == cast.junho.id)
    assert db.session.execute(rows).scalar_one() == 1


@pytest.mark.parametrize("status", ["declined", "delivered", "already_available"])
def test_bug_5_a_vote_that_is_not_taken_is_never_answered_with_a_silent_yes(
    cast, client_as, idea, status
):
    lead(cast.daniel, idea, status)
    browser = client_as(cast.junho)
    form = {"csrf_token": csrf_of(browser.get("/questions/ask")), "kind": "idea"}
    answer = browser.post(f"/threads/{idea}/vote", data=form, headers=HTMX)
    assert answer.status_code == 409
    assert "data-message" in said(answer)
    assert 'aria-pressed="true"' not in said(answer)
    assert count(idea) == 1


def test_bug_6_taking_back_twice_is_answered_with_how_it_stands(cast, client_as, idea):
    browser = client_as(cast.junho)
    form = {"csrf_token": csrf_of(browser.get("/questions/ask")), "kind": "idea"}
    browser.post(f"/threads/{idea}/vote", data=form, headers=HTMX)
    pages = [browser.post(f"/threads/{idea}/unvote", data=form, headers=HTMX) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert said(pages[0]) == said(pages[1])
    assert count(idea) == 1


@pytest.mark.parametrize(
    "path", ["/ideas", "/ideas?sort=new", "/ideas?sort=top", "/people/minji", "/tags/화면"]
)
def test_bug_7_lists_show_what_one_has_voted_for(cast, client_as, path):
    wanted = make.idea(cast.minji, cast.product_id, tags=("화면",))
    other = make.idea(cast.minji, cast.product_id, title="글자를 크게 보고 싶어요", tags=("화면",))
    do(votes.cast, cast.junho, wanted)
    html = said(client_as(cast.junho).get(path))
    assert f'action="/threads/{wanted}/unvote"' in html
    assert f'action="/threads/{other}/vote"' in html


# ── Merging ──


@pytest.mark.parametrize("visibility", ["count_only", "names", "staff_only"])
def test_bug_15_a_merge_keeps_all_votes_whatever_is_shown_of_voters(cast, idea, visibility):
    with transaction():
        db.session.execute(update(Product).values(voter_visibility=visibility))
    other = make.idea(cast.junho, cast.product_id, title="밤에는 어두운 화면으로 보고 싶어요")
    for each in crowd(3):
        do(votes.cast, each, other)
    do(duplicates.apply, cast.eunji, other, idea)
    assert count(idea) == 1 + 1 + 3


# ── Notification ──


def test_bug_23_what_is_hidden_before_anybody_was_told_is_told_to_nobody(cast):
    asked = make.question(cast.minji, cast.product_id, body="@seoyeon 님, 광고 한 번 보세요.")
    do(duplicates.hide, cast.eunji, asked, reason="광고예요.")
    tell()
    assert heard(cast.seoyeon) == mailed(cast.seoyeon) == []


def test_bug_24_a_mention_reaches_the_one_who_is_named_and_no_namesake(cast):
    meant, namesake = person("kim1", "김민수"), person("kim2", "김민수")
    make.question(cast.minji, cast.product_id, body="@kim1 님 김민수 님, 어떻게 하셨어요?")
    tell()
    assert heard(meant) == ["mention"]
    assert heard(namesake) == []


# ── Privacy and permission ──


def _rules(app, *inside: str) -> list[str]:
    """Give the addresses of all pages of the team's doors, the numbers in them filled in."""
    found = [
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.rule.startswith(inside)
    ]
    assert len(found) > 20
    return found


def test_bug_31_no_page_behind_a_door_of_the_team_is_open_by_its_own_address(app, cast, client_as):
    stranger, member = app.test_client(), client_as(cast.junho)
    for path in _rules(app, "/staff", "/admin", "/pm"):
        answer = stranger.get(path)
        assert answer.status_code in (303, 401, 404), path
        if answer.status_code == 303:
            assert answer.location.startswith("/sign-in"), path
        assert member.get(path).status_code in (403, 404), path


def test_bug_33_an_author_who_edits_changes_nothing_that_is_the_teams(cast, client_as, idea):
    def kept() -> tuple[object, ...]:
        db.session.rollback()
        theirs = ("status", "status_kind", "visibility", "vote_count", "hot_key", "canonical_id")
        columns = [getattr(Thread, name) for name in (*theirs, "locked_at", "author_id", "kind")]
        return tuple(db.session.execute(select(*columns).where(Thread.id == idea)).one())

    before = kept()
    answer = send(
        client_as(cast.minji),
        f"/threads/{idea}/edit",
        at=f"/threads/{idea}/edit",
        product=cast.product_id,
        lang="ko",
        title="다크 모드를 꼭 지원해 주세요",
        body="밤에 눈이 부셔요.",
        tags="",
        version=1,
        status="planned",
        status_kind="active",
        visibility="hidden",
        vote_count=1_000,
        hot_key=9_999,
        canonical_id=1,
        locked_at="2027-01-01",
        author_id=cast.junho.id,
        kind="question",
        eta="2027-Q1",
        owner_id=cast.minji.id,
    )
    assert answer.status_code == 303
    assert queries.get(NOBODY, idea).title == "다크 모드를 꼭 지원해 주세요"
    assert kept() == before
    # and the form of the team is not theirs
    refused = send(client_as(cast.minji), f"/threads/{idea}/status", at="/ideas", status="planned")
    assert refused.status_code == 403
    assert kept() == before


def test_bug_34_counts_by_status_leave_out_what_is_hidden_or_merged(cast, idea):
    hidden = make.idea(cast.junho, cast.product_id, title="광고를 한 번만 봐 주세요")
    merged = make.idea(cast.junho, cast.product_id, title="밤에는 어두운 화면이 좋아요")
    assert _by_status() == {"new": 3}
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    assert _by_status() == {"new": 2}
    do(duplicates.apply, cast.eunji, merged, idea)
    assert _by_status() == {"new": 1}


def _by_status() -> dict[str, int]:
    rows = db.session.execute(lists.counted_by_status(of_all=True)).all()
    return {row.status: row.count for row in rows}


@pytest.mark.parametrize("most", ["all", "100000", "-1", "0"])
@pytest.mark.parametrize("path", ["/ideas", "/ideas?sort=new", "/people/hana", "/questions"])
def test_bug_35_nobody_gets_more_than_a_page_however_they_ask(cast, client, path, most):
    kind = "question" if path == "/questions" else "idea"
    for number in range(PAGE_SIZE + 3):
        make.question(
            cast.hana, cast.product_id, kind=kind, title=f"{number:03}번째 글의 제목이에요"
        )
    sign = "&" if "?" in path else "?"
    asked = "&".join(f"{name}={most}" for name in ("limit", "size", "per_page", "page_size", "n"))
    html = said(client.get(f"{path}{sign}{asked}"))
    shown = set(re.findall(r"(\d{3})번째 글의 제목", html))
    assert 0 < len(shown) <= PAGE_SIZE


# ── Korean ──


@pytest.mark.parametrize("letter", ["가", "a", "漢", "👍"])
def test_bug_36_a_title_is_as_long_as_its_letters_in_the_form_and_in_the_database(
    cast, client_as, letter
):
    browser = client_as(cast.junho)

    def propose(title: str) -> int:
        form = {"product": cast.product_id, "lang": "ko", "title": title, "similar_seen": "1"}
        at = "/ideas/propose"
        return send(browser, at, at=at, body="밤에 눈이 부셔요.", tags="", **form).status_code

    assert propose(letter * 121) == 422
    assert propose(letter * 120) == 303
    kept = select(Thread.title, func.length(Thread.title).label("length"))
    row = db.session.execute(kept.where(Thread.author_id == cast.junho.id)).one()
    assert (row.title, row.length) == (letter * 120, 120)


def test_bug_37_an_address_keeps_the_letters_of_its_title(cast, client):
    made = make.idea(cast.junho, cast.product_id, title="다크 모드를 지원해 주세요")
    answer = client.get(f"/ideas/{made}/")
    assert answer.status_code == 301
    assert client.get(answer.location).status_code == 200
    slug = queries.get(NOBODY, made).slug
    assert slug == "다크-모드를-지원해-주세요"


def test_bug_38_each_language_that_is_offered_is_whole_and_each_whole_one_is_offered(client):
    html = said(client.get("/"))
    offered = set(re.findall(r"[?&;]locale=(\w+)", html)) | set(re.findall(r'lang="(\w+)"', html))
    assert offered >= set(locales.LOCALES)
    # the English words are those of the code; every other language has a catalogue
    for other in set(locales.LOCALES) - {"en"}:
        words = {
            english: said_there
            for english, said_there in locale.catalogue(other)._catalog.items()
            if isinstance(english, str) and english
        }
        assert len(words) > 500
        assert not [english for english, said_there in words.items() if not said_there]
        in_hangul = sum(1 for said_there in words.values() if re.search("[가-힣]", str(said_there)))
        assert in_hangul / len(words) >= 0.95


def test_bug_39_the_order_of_words_changes_nothing_of_what_is_found(cast, drain):
    wanted = make.question(cast.minji, cast.product_id, title="밤에는 앱 알림 끄기가 안 돼요")
    make.question(cast.junho, cast.product_id, title="청소기가 자꾸 꺼져요, 왜죠?")
    drain()
    jobs.rebuild()
    for words in (("알림", "끄기"), ("앱", "알림", "끄기"), ("밤", "알림")):
        found = [_found(" ".join(order)) for order in permutations(words)]
        assert wanted in found[0]
        assert all(each == found[0] for each in found)


def _found(query: str) -> list[int]:
    return [line.id for line in search.find(NOBODY, query, NO_FILTERS).hits]
