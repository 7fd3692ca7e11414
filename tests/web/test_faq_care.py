"""Keeping articles true in a browser without JavaScript, and what readers see of it (R39)."""

from datetime import timedelta

import pytest

from portal.faq import upkeep
from portal.kit import clock
from portal.kit.db import transaction
from tests.make.faq import published
from tests.make.pages import said, send
from tests.make.refusals import do


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.suhyun, cast.yejin, cast.product_id)


@pytest.fixture
def desk(version_id) -> str:
    return f"/staff/faq/{version_id}"


def read(client, version_id) -> str:
    return said(client.get(f"/faq/{version_id}", follow_redirects=True))


def test_an_editor_says_that_an_article_is_still_right(client_as, cast, desk, version_id):
    editor = client_as(cast.yejin)
    assert "이수현" in said(editor.get(desk))
    assert send(editor, f"{desk}/still-right", at=desk).headers["Location"] == desk
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    assert care.is_confirmed_by_me


def test_readers_are_told_quietly_that_an_article_needs_an_update_until_it_is_settled(
    client, client_as, cast, desk, version_id
):
    note = "담당 팀에 알렸고, 다시 확인할 예정이에요"
    assert note not in read(client, version_id)
    send(client_as(cast.seoyeon), f"{desk}/doubt", at=desk)
    assert note in read(client, version_id)
    editor = client_as(cast.yejin)
    assert "업데이트가 필요해요" in said(editor.get(desk))
    send(editor, f"{desk}/still-right", at=desk)
    assert note not in read(client, version_id)


def test_readers_see_when_an_article_was_checked_and_whether_several_stand_behind_it(
    client, cast, version_id
):
    assert "마지막 확인" in read(client, version_id)
    assert "여러 담당자가 확인했어요" not in read(client, version_id)
    for who in (cast.yejin, cast.seoyeon, cast.eunji):
        do(upkeep.confirm, who, version_id)
    assert "여러 담당자가 확인했어요" in read(client, version_id)


def test_a_wrong_owner_or_day_is_refused_and_what_was_typed_stays(client_as, cast, desk):
    editor = client_as(cast.yejin)
    refused = send(editor, f"{desk}/hand-over", at=desk, owner="minji")
    assert refused.status_code == 422
    assert 'value="minji"' in refused.text
    for day in ("2000-01-01", "99999-01-01", "내일", ""):
        refused = send(editor, f"{desk}/review-date", at=desk, review_by=day)
        assert refused.status_code == 422, day
        assert f'value="{day}"' in refused.text


def test_owner_and_review_date_are_changed(client_as, cast, desk, version_id):
    editor = client_as(cast.yejin)
    day = (clock.now() + timedelta(days=40)).date()
    assert send(editor, f"{desk}/hand-over", at=desk, owner="@seoyeon").status_code == 303
    assert send(editor, f"{desk}/review-date", at=desk, review_by=str(day)).status_code == 303
    with transaction():
        care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    assert care.owner.handle == "seoyeon"
    assert abs((care.review_by.date() - day).days) <= 1
