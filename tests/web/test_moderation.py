"""Hiding, locking, restoring and linking, where the thing itself stands."""

import pytest

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.kit.db import transaction
from portal.threads import queries
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do

ASK = "/questions/ask"


@pytest.fixture
def question(cast) -> int:
    return make.question(cast.minji, cast.product_id)


def test_a_moderator_hides_a_thread_and_its_author_reads_why(cast, client, client_as, question):
    path = f"/questions/{question}"
    moderator = client_as(cast.eunji)
    hidden = send(moderator, f"/threads/{question}/hide", at=ASK, reason="광고 글이에요.")
    assert hidden.status_code == 303
    assert client.get(path, follow_redirects=True).status_code == 404
    assert "광고 글이에요." in said(client_as(cast.minji).get(path, follow_redirects=True))
    assert send(moderator, f"/threads/{question}/restore", at=ASK).status_code == 303
    assert client.get(path, follow_redirects=True).status_code == 200


def test_doing_it_twice_is_409_and_without_a_reason_422(cast, client_as, question):
    moderator = client_as(cast.eunji)
    for path, again in (("lock", 409), ("hide", 409)):
        assert send(moderator, f"/threads/{question}/{path}", at=ASK, reason=" ").status_code == 422
        assert (
            send(moderator, f"/threads/{question}/{path}", at=ASK, reason="이유").status_code == 303
        )
        answer = send(moderator, f"/threads/{question}/{path}", at=ASK, reason="이유")
        assert answer.status_code == again
    assert send(moderator, f"/threads/{question}/unlock", at=ASK).status_code == 303
    assert send(moderator, f"/threads/{question}/unlock", at=ASK).status_code == 409
    assert send(moderator, f"/threads/{question}/restore", at=ASK).status_code == 303
    assert send(moderator, f"/threads/{question}/restore", at=ASK).status_code == 409


def test_answers_and_comments_are_hidden_and_restored_in_place(cast, client, client_as, question):
    answer_id = make.answer(cast.junho, question, "광고 답변이에요")
    comment_id = do(answers.comment, cast.junho, question, body_md="광고 댓글이에요")
    moderator = client_as(cast.eunji)
    path = f"/questions/{question}"
    for what in (f"/answers/{answer_id}", f"/comments/{comment_id}"):
        assert send(moderator, f"{what}/hide", at=ASK, reason="광고예요.").status_code == 303
    html = said(client.get(path, follow_redirects=True))
    assert "광고 답변" not in html
    assert "광고 댓글" not in html
    assert "광고예요." in said(client_as(cast.junho).get(path, follow_redirects=True))
    for what in (f"/answers/{answer_id}", f"/comments/{comment_id}"):
        assert send(moderator, f"{what}/restore", at=ASK).status_code == 303
    html = said(client.get(path, follow_redirects=True))
    assert "광고 답변" in html
    assert "광고 댓글" in html


def test_only_comment_of_a_thread_can_be_restored_where_it_was_hidden(
    cast, client, client_as, question
):
    moderator, path = client_as(cast.eunji), f"/questions/{question}"
    said_by_junho = remark(cast.junho, question)
    hidden = send(moderator, f"/comments/{said_by_junho}/hide", at=ASK, reason="광고예요.")
    assert hidden.status_code == 303
    for browser in (moderator, client_as(cast.junho)):
        assert "광고예요." in said(browser.get(path, follow_redirects=True))
    assert f"/comments/{said_by_junho}/restore" in said(moderator.get(path, follow_redirects=True))
    for browser in (client, client_as(cast.minji)):
        assert "저도 궁금해요." not in said(browser.get(path, follow_redirects=True))


def remark(who, thread_id: int) -> int:
    with transaction():
        return answers.comment(who, thread_id, body_md="저도 궁금해요.")


def test_two_questions_are_linked_by_number(cast, client_as, question):
    other = make.question(cast.junho, cast.product_id, title="저녁에 와이파이가 느려져요")
    answer = send(
        client_as(cast.eunji), f"/threads/{other}/duplicate", at=ASK, canonical_id=question
    )
    assert answer.status_code == 303
    assert queries.get(NOBODY, other).canonical_id == question
    circle = send(
        client_as(cast.eunji), f"/threads/{question}/duplicate", at=ASK, canonical_id=other
    )
    assert circle.status_code == 409


@pytest.mark.parametrize("act", ["hide", "restore", "lock", "unlock", "duplicate"])
def test_nobody_else_moderates(cast, client, client_as, question, act):
    before = queries.get(NOBODY, question)
    for who in (cast.minji, cast.junho, cast.seoyeon, cast.daniel, cast.suhyun):
        fields = {"reason": "이유", "canonical_id": question}
        answer = send(client_as(who), f"/threads/{question}/{act}", at=ASK, **fields)
        assert answer.status_code in (403, 409), who.handle
    assert queries.get(NOBODY, question) == before
