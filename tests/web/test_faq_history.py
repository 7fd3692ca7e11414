"""What changed in an article, as readers and reviewers see it."""

import re
from urllib.parse import quote

import pytest

from portal.faq import actions, workbench
from portal.faq.rules import ArticleText
from portal.kit.db import transaction
from tests.make.faq import TEXT, decided, published, seen, started, written
from tests.make.pages import said, send

SLUG = quote("와이파이가-저녁에만-끊길-때")
NEW = ArticleText(TEXT.title, TEXT.summary, TEXT.body_md + "\n\n<script>alert('환불')</script>")
TYPED = {"title": NEW.title, "summary": NEW.summary, "body": NEW.body_md}
ENGLISH = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the settings.")


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.seoyeon, cast.suhyun, cast.product_id)


def rewritten(cast, version_id: int, text: ArticleText = NEW) -> None:
    with transaction():
        actions.revise(cast.seoyeon, version_id)
        actions.describe_change(cast.seoyeon, version_id, significance="major", note="덧붙였어요")
    written(cast.seoyeon, version_id, text)
    decided(cast.suhyun, version_id)


def test_everybody_reads_what_changed_and_nothing_of_it_runs(client, cast, version_id):
    address = f"/faq/{version_id}/{SLUG}"
    assert f"{address}/history" not in client.get(address).get_data(as_text=True)
    rewritten(cast, version_id)
    assert f"{address}/history" in client.get(address).get_data(as_text=True)
    html = client.get(f"{address}/history").get_data(as_text=True)
    added = re.search(r"<ins>\s*&lt;script&gt;alert\(&#39;환불&#39;\)&lt;/script&gt;</ins>", html)
    assert added
    assert "<script>alert" not in html
    assert "덧붙였어요" in html
    first = said(client.get(f"{address}/history?edition=1"))
    assert "환불" not in first
    assert TEXT.summary in first


def test_an_old_slug_leads_to_the_history_too(client, cast, version_id):
    answer = client.get(f"/faq/{version_id}/old/history")
    assert (answer.status_code, answer.location) == (301, f"/faq/{version_id}/{SLUG}/history")


@pytest.mark.parametrize("rest", ["?edition=7", "?before=1"])
def test_an_edition_that_never_was_is_not_found(client, cast, version_id, rest):
    assert client.get(f"/faq/{version_id}/{SLUG}/history{rest}").status_code == 404


def test_nobody_reads_the_history_of_what_is_not_public(client, cast, version_id):
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="낡은 내용이에요.")
    for hidden in (version_id, started(cast.seoyeon, cast.product_id), 987):
        assert client.get(f"/faq/{hidden}/{SLUG}/history").status_code == 404


def test_a_reviewer_sees_what_the_draft_changes(client_as, cast, version_id):
    writer, desk = client_as(cast.seoyeon), f"/staff/faq/{version_id}"
    send(writer, f"{desk}/revise", at=desk)
    assert 'name="significance"' in said(writer.get(desk))
    sent = {**TYPED, "seen": 1, "significance": "minor", "change_note": "한 줄을 덧붙여요"}
    assert send(writer, f"{desk}/save", at=desk, **sent).status_code == 303
    editor_page = said(writer.get(desk))
    assert 'value="minor" checked' in editor_page
    assert 'value="한 줄을 덧붙여요"' in editor_page
    assert send(writer, f"{desk}/save", at=desk, **sent | {"seen": 2, "then": "submit"})
    html = client_as(cast.suhyun).get(desk).get_data(as_text=True)
    assert "&lt;script&gt;alert(&#39;환불&#39;)&lt;/script&gt;</ins>" in html
    assert "한 줄을 덧붙여요" in html


def test_a_first_text_is_not_asked_how_much_it_changes(client_as, cast):
    fresh = started(cast.seoyeon, cast.product_id)
    assert 'name="significance"' not in said(client_as(cast.seoyeon).get(f"/staff/faq/{fresh}"))


def test_readers_and_editors_are_told_of_a_translation_that_was_left_behind(
    client, client_as, cast, version_id
):
    with transaction():
        english = actions.translate(cast.seoyeon, version_id, lang="en")
    written(cast.seoyeon, english, ENGLISH)
    decided(cast.suhyun, english)
    client.set_cookie("maru_locale", "en")
    address = f"/faq/{english}/wi-fi-drops-in-the-evening"
    assert "has not caught up yet" not in said(client.get(address))
    rewritten(cast, version_id)
    assert "has not caught up yet" in said(client.get(address))

    editor, desk = client_as(cast.suhyun), f"/staff/faq/{english}"
    editor.set_cookie("maru_locale", "en")
    assert "Outdated translation" in said(editor.get("/staff/faq?pile=published"))
    confirm = f"{desk}/confirm-translation"
    assert confirm in said(editor.get(desk))
    assert confirm not in said(client_as(cast.seoyeon).get(desk))
    assert send(editor, confirm, at=desk).status_code == 303
    assert workbench.get(cast.suhyun, english).outdated is None
    assert "has not caught up yet" not in said(client.get(address))


def test_a_significance_that_does_not_exist_is_refused_and_nothing_is_lost(
    client_as, cast, version_id
):
    writer, desk = client_as(cast.seoyeon), f"/staff/faq/{version_id}"
    send(writer, f"{desk}/revise", at=desk)
    before = seen(cast.seoyeon, version_id)
    refused = send(
        writer, f"{desk}/save", at=desk, **TYPED, seen=before, significance="huge", change_note="말"
    )
    assert refused.status_code == 422
    assert 'value="말"' in said(refused)
    assert seen(cast.seoyeon, version_id) == before
