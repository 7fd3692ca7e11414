"""Following a thread: how much, since which act, and how it ends. Without scripts."""

import re

import pytest

from portal.answers import actions as answers
from portal.ideas import response_clock
from portal.kit.db import db, transaction
from portal.products.models import Product
from portal.threads import actions as threads
from portal.threads import queries
from portal.votes import actions as votes
from portal.votes import behalf
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def read(browser, idea: int) -> str:
    answer = browser.get(f"/ideas/{idea}", follow_redirects=True)
    assert answer.status_code == 200
    return said(answer)


def choose(browser, idea: int, level: str) -> None:
    at = browser.get(f"/ideas/{idea}").location
    assert send(browser, f"/threads/{idea}/follow", at=at, level=level).status_code == 303


def comment(browser, idea: int, **fields: object) -> None:
    at = browser.get(f"/ideas/{idea}").location
    sent = send(browser, f"/threads/{idea}/comments", at=at, **fields)
    assert sent.status_code == 303


def pressed(html: str) -> list[str]:
    return re.findall(r'name="level" value="(\w+)" aria-pressed="true"', html)


def ticked(html: str) -> bool | None:
    """Tell whether following is offered beside the comment, and whether it is ticked."""
    box = re.search(r'<input type="checkbox" name="follow" value="1"( checked)?>', html)
    return bool(box[1]) if box else None


def test_the_menu_says_how_one_follows_and_since_which_act(cast, client_as, drain, idea):
    """R04 V8"""
    junho = client_as(cast.junho)
    assert "팔로우하지 않는 글이에요" in read(junho, idea)
    assert pressed(read(client_as(cast.minji), idea)) == ["all"]
    assert "직접 올리신 글이라서" in read(client_as(cast.minji), idea)

    do(votes.cast, cast.junho, idea)
    drain()
    assert pressed(read(junho, idea)) == ["status"]
    assert "추천하신 글이라서" in read(junho, idea)

    comment(junho, idea, body="저도 원해요.", follow_offered="1", follow="1")
    assert pressed(read(junho, idea)) == ["all"]
    assert "댓글을 쓰신 글이라서" in read(junho, idea)


@pytest.mark.parametrize("level", ["all", "status", "muted"])
def test_bug_26_a_chosen_level_is_shown_as_chosen_on_the_next_page(cast, client_as, idea, level):
    junho = client_as(cast.junho)
    choose(junho, idea, level)
    html = read(junho, idea)
    assert pressed(html) == [level]
    assert ("아무 소식도 받지 않기로" if level == "muted" else "직접 고르셨어요") in html


def test_following_no_more_leaves_nothing_behind_and_a_later_vote_may_follow_again(
    cast, client_as, drain, idea
):
    junho = client_as(cast.junho)
    choose(junho, idea, "all")
    choose(junho, idea, "none")
    assert pressed(read(junho, idea)) == []
    assert queries.follow_level(cast.junho, idea) is None
    do(votes.cast, cast.junho, idea)
    drain()
    assert queries.follow_level(cast.junho, idea) == "status"


def test_what_was_muted_stays_muted_whatever_its_reader_does_there(cast, client_as, drain, idea):
    """V8"""
    do(threads.choose_follow, cast.junho, idea, level="muted")
    do(votes.cast, cast.junho, idea)
    drain()
    do(answers.comment, cast.junho, idea, body_md="저도 원해요.", wants_to_follow=True)
    do(votes.withdraw, cast.junho, idea)
    drain()
    assert queries.follow_level(cast.junho, idea) == "muted"
    assert ticked(read(client_as(cast.junho), idea)) is None


def test_bug_20_who_votes_or_comments_is_subscribed(cast, client_as, drain, idea):
    do(votes.cast, cast.junho, idea)
    drain()
    comment(client_as(cast.seoyeon), idea, body="확인할게요.", follow_offered="1", follow="1")
    assert queries.follower_ids(idea, ("status",)) == {cast.junho.id}
    assert queries.follower_ids(idea, ("all",)) == {cast.minji.id, cast.seoyeon.id}


def test_the_tick_beside_a_comment_is_remembered_for_the_next_one(cast, client_as, idea):
    """V8"""
    junho = client_as(cast.junho)
    assert ticked(read(junho, idea)) is True
    comment(junho, idea, body="한 번만 말할게요.", follow_offered="1")
    assert queries.follow_level(cast.junho, idea) is None
    assert ticked(read(junho, idea)) is False

    comment(junho, idea, body="그래도 궁금해요.", follow_offered="1", follow="1")
    assert ticked(read(junho, idea)) is None
    other = make.idea(cast.minji, cast.product_id, title="글자를 크게 보고 싶어요")
    assert ticked(read(junho, other)) is True


def test_a_comment_where_following_was_not_offered_follows_nothing(cast, client_as, idea):
    comment(client_as(cast.junho), idea, body="저도 원해요.")
    assert queries.follow_level(cast.junho, idea) is None


def test_taking_a_vote_back_ends_only_what_the_vote_began(cast, drain, idea):
    """V8"""
    for who, told in ((cast.junho, None), (cast.seoyeon, True)):
        do(votes.cast, who, idea)
        drain()
        do(answers.comment, who, idea, body_md="저도 원해요.", wants_to_follow=told)
        do(votes.withdraw, who, idea)
    drain()
    assert queries.follow_level(cast.junho, idea) is None
    assert queries.follow_level(cast.seoyeon, idea) == "all"


def test_what_is_followed_through_a_merged_idea_says_so_and_can_be_ended(cast, client_as, idea):
    """M5"""
    other = make.idea(cast.minji, cast.product_id, title="어두운 화면이 있으면 좋겠어요")
    do(threads.choose_follow, cast.junho, idea, level="status")
    do(threads.link_duplicate, cast.eunji, idea, other)
    junho = client_as(cast.junho)
    html = read(junho, other)
    assert pressed(html) == ["status"]
    assert "여기에 연결된 글을 팔로우하고 있어서" in html
    choose(junho, other, "none")
    assert pressed(read(junho, other)) == []


def test_who_was_noted_to_want_it_hears_what_becomes_of_it_until_they_take_that_back(
    cast, client_as, drain, idea
):
    """V8 V10"""
    do(behalf.cast, cast.seoyeon, idea, who="junho", ref="4711")
    drain()
    html = read(client_as(cast.junho), idea)
    assert pressed(html) == ["status"]
    assert "담당자가 회원님의 추천을 대신 남겨 드린 글이라서" in html
    do(behalf.answer, behalf.link_of(idea, cast.junho.id), is_right=False)
    drain()
    assert queries.follow_level(cast.junho, idea) is None


def test_votes_that_the_team_notes_for_people_start_the_clock_too(cast, drain, idea):
    """K1 V10"""
    with transaction():
        db.session.get_one(Product, cast.product_id).review_threshold_votes = 2
    do(behalf.cast, cast.seoyeon, idea, who="junho", ref="4711")
    drain()
    assert response_clock.running([idea])
