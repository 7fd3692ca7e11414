"""Other wordings of an article: written with it, published with it, found by search (R42)."""

import pytest

from portal.faq import actions, aliases, editions, workbench
from portal.faq.rules import ArticleText
from portal.integrity import queries as integrity
from portal.search import documents, jobs
from portal.threads import actions as threads
from tests.make import threads as make
from tests.make.faq import TEXT, decided, grown, published, seen, started
from tests.make.pages import said, send
from tests.make.refusals import do, refusal


def called(*wordings: str) -> ArticleText:
    return ArticleText(TEXT.title, TEXT.summary, TEXT.body_md, wordings)


def test_a_wording_is_found_though_no_reader_sees_it(cast, client, drain):
    version_id = published(
        cast.suhyun, cast.yejin, cast.product_id, text=called("무선 인터넷 먹통", "Wi-Fi dead")
    )
    (document,) = documents.of_articles([version_id])
    assert document.aliases == ("무선 인터넷 먹통", "Wi-Fi dead")
    drain()
    while jobs.index_stale():
        pass
    assert f"/faq/{version_id}/" in said(client.get("/search?q=무선 인터넷 먹통"))
    assert "먹통" not in said(client.get(f"/faq/{version_id}", follow_redirects=True))
    assert [found for found in integrity.findings() if found.drift] == []


def test_a_draft_from_a_post_begins_with_the_titles_of_its_duplicates(cast):
    root = make.question(cast.minji, cast.product_id)
    same = make.question(cast.junho, cast.product_id, title="밤에 무선 인터넷이 안 돼요")
    do(threads.link_duplicate, cast.eunji, same, root)
    version_id = grown(cast.suhyun, cast.yejin, root)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft is not None
    assert draft.text.aliases == ("밤에 무선 인터넷이 안 돼요",)


def test_the_title_of_a_post_that_is_linked_becomes_another_wording_once(cast):
    version_id = started(cast.suhyun, cast.product_id)
    other = make.question(cast.junho, cast.product_id, title="공유기가 밤마다 꺼져요")
    for _ in range(2):
        do(actions.link_source, cast.suhyun, version_id, other)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft is not None
    assert draft.text.aliases == ("공유기가 밤마다 꺼져요",)
    stale = refusal(actions.save_draft, cast.suhyun, version_id, TEXT, seen_version=2)
    assert stale == "faq.edited_meanwhile"


@pytest.mark.parametrize(
    ("wordings", "code"),
    [
        (["가" * 100] + [f"말 {n}" for n in range(19)], None),
        ([f"말 {n}" for n in range(21)], "aliases.too_many"),
        (["가" * 101], "aliases.too_long"),
    ],
)
def test_there_are_twenty_of_a_hundred_characters_at_most(cast, wordings, code):
    version_id = started(cast.suhyun, cast.product_id)
    now = seen(cast.suhyun, version_id)
    text = called(*wordings)
    assert refusal(actions.save_draft, cast.suhyun, version_id, text, seen_version=now) == code


def test_a_translation_begins_without_them_and_an_edition_keeps_them(cast):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id, text=called("먹통"))
    english = do(actions.translate, cast.suhyun, version_id, lang="en")
    draft = workbench.get(cast.suhyun, english).draft
    assert draft is not None
    assert draft.text.aliases == ()
    do(actions.revise, cast.suhyun, version_id)
    now = seen(cast.suhyun, version_id)
    do(actions.save_draft, cast.suhyun, version_id, called("먹통", "불통"), seen_version=now)
    do(actions.submit, cast.suhyun, version_id)
    decided(cast.yejin, version_id)
    changes = editions.get(version_id, 2).changes
    assert changes is not None
    assert not changes.is_empty
    assert [piece.text.strip() for piece in changes.aliases if piece.kind == "new"] == ["불통"]


def test_they_are_edited_with_the_draft_and_kept_when_refused(client_as, cast):
    version_id = started(cast.suhyun, cast.product_id)
    desk, writer = f"/staff/faq/{version_id}", client_as(cast.suhyun)
    typed = {"title": TEXT.title, "summary": TEXT.summary, "body": TEXT.body_md}
    now = seen(cast.suhyun, version_id)
    refused = send(writer, f"{desk}/save", at=desk, **typed, seen=now, aliases="가" * 101)
    assert refused.status_code == 422
    assert "가" * 101 in refused.text
    kept = send(writer, f"{desk}/save", at=desk, **typed, seen=now, aliases="먹통\n\n먹통\n 불통 ")
    assert kept.status_code == 303
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft is not None
    assert draft.aliases == "먹통\n불통"


def test_the_old_address_of_a_renamed_article_leads_to_the_new_one_for_good(cast, client):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id)
    before = client.get(f"/faq/{version_id}").headers["Location"]
    do(actions.revise, cast.suhyun, version_id)
    renamed = ArticleText("공유기 채널 바꾸는 방법", TEXT.summary, TEXT.body_md)
    now = seen(cast.suhyun, version_id)
    do(actions.save_draft, cast.suhyun, version_id, renamed, seen_version=now)
    do(actions.submit, cast.suhyun, version_id)
    decided(cast.yejin, version_id)
    moved = client.get(before)
    assert moved.status_code == 301
    assert moved.headers["Location"] != before
    assert client.get(moved.headers["Location"]).status_code == 200


def test_wordings_are_gathered_without_the_title_itself():
    found = aliases.gathered(["하나"], ["제목", "둘", "하나"], title="제목")
    assert found == ("하나", "둘")


def test_a_wording_holds_nothing_that_only_steers():
    assert aliases.split("와이파이\u202e 끊김\n와이파이\u2066 끊김\u2069\n\u200b") == (
        "와이파이 끊김",
    )
