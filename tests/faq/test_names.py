"""R42. The title of a post is another wording of an article only while that post is public."""

import pytest

from portal.accounts.actor import NOBODY
from portal.duplicates import actions as duplicates
from portal.faq import actions, editions, workbench
from portal.integrity import queries as integrity
from portal.search import documents, jobs, queries
from portal.search.engine import Filters
from portal.threads import actions as threads
from portal.wiring import REACTIONS
from portal.worker import loop
from tests.make import threads as make
from tests.make.faq import TEXT, decided, seen, started
from tests.make.pages import said
from tests.make.refusals import do

SECRET = "홍길동 기사님이 오신 뒤로 먹통이에요"


def linked(cast) -> tuple[int, int]:
    """Publish an article that was linked with a post; gives the version and the post."""
    thread_id = make.question(cast.minji, cast.product_id, title=SECRET)
    version_id = started(cast.suhyun, cast.product_id)
    do(actions.link_source, cast.suhyun, version_id, thread_id)
    do(actions.submit, cast.suhyun, version_id)
    decided(cast.yejin, version_id)
    return version_id, thread_id


def hidden(cast, thread_id: int) -> None:
    do(duplicates.hide, cast.miran, thread_id, reason="이름이 있어요.")


def withdrawn(cast, thread_id: int) -> None:
    do(duplicates.withdraw, cast.minji, thread_id)


def renamed(cast, thread_id: int) -> None:
    do(threads.edit, cast.minji, thread_id, make.draft(cast.product_id), seen_version=1)


@pytest.fixture(params=[hidden, withdrawn, renamed], ids=lambda made: made.__name__)
def gone(request: pytest.FixtureRequest):
    return request.param


def called(version_id: int) -> tuple[str, ...]:
    return documents.of_articles([version_id])[0].aliases


def found() -> list[str]:
    looked_up = queries.find(NOBODY, "홍길동", Filters())
    return [f"{line.kind}:{line.id}" for lines in looked_up.groups.values() for line in lines]


def test_it_leaves_the_article_its_editions_and_its_draft(cast, drain, gone):
    version_id, thread_id = linked(cast)
    do(actions.revise, cast.suhyun, version_id)
    assert called(version_id) == (SECRET,)
    gone(cast, thread_id)
    assert called(version_id) == (), "at once, for the index"
    for _ in range(2):
        drain()
        work = workbench.get(cast.suhyun, version_id)
        assert work.draft is not None
        assert (work.aliases, work.draft.aliases) == ("", "")
        assert editions.get(version_id, 1).text.aliases == ()
    assert [drift for drift in integrity.findings() if drift.drift] == []


def test_it_is_not_found_at_any_moment_until_the_index_forgets_it(app, cast, drain, gone):
    version_id, thread_id = linked(cast)
    drain()
    while jobs.index_stale():
        pass
    assert f"faq:{version_id}" in found()
    gone(cast, thread_id)
    assert found() == []
    while loop.dispatch(REACTIONS):
        assert found() == []
    while loop.deliver(REACTIONS):
        assert found() == []
    drain()
    while jobs.index_stale():
        pass
    assert found() == []


def test_it_does_not_come_back_with_a_text_that_was_open_meanwhile(cast, drain):
    version_id, thread_id = linked(cast)
    do(actions.revise, cast.suhyun, version_id)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft is not None
    typed = draft.text
    hidden(cast, thread_id)
    drain()
    now = seen(cast.suhyun, version_id)
    do(actions.save_draft, cast.suhyun, version_id, typed, seen_version=now)
    assert workbench.get(cast.suhyun, version_id).draft.text.aliases == ()


def test_what_another_public_post_is_called_stays(cast, drain):
    version_id, thread_id = linked(cast)
    twin = make.question(cast.junho, cast.product_id, title=SECRET)
    do(actions.link_source, cast.suhyun, version_id, twin)
    hidden(cast, thread_id)
    drain()
    assert called(version_id) == (SECRET,)


def test_readers_of_the_history_see_no_other_wordings(cast, client):
    version_id, _ = linked(cast)
    do(actions.revise, cast.suhyun, version_id)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft is not None
    do(actions.save_draft, cast.suhyun, version_id, TEXT, seen_version=draft.edit_version)
    do(actions.submit, cast.suhyun, version_id)
    decided(cast.yejin, version_id)
    address = client.get(f"/faq/{version_id}").headers["Location"]
    for number in (1, 2):
        assert "홍길동" not in said(client.get(f"{address}/history?edition={number}"))
