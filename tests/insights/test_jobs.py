"""Help that people had to ask after is put on the list of what needs an update (R39)."""

from datetime import timedelta

import pytest

from portal.faq import actions, upkeep
from portal.insights import asking, jobs
from portal.insights.asking import Thing, Told
from portal.kit import clock
from tests.make.faq import published
from tests.make.refusals import do


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.suhyun, cast.yejin, cast.product_id)


def asked_after(version_id, *, viewed=True, asked=True):
    """Let somebody begin to ask, be shown an article, read it, and ask all the same."""
    token = asking.shown(asking.begin("question", "ko"), [Thing("faq", version_id)])
    do(asking.record, Told(token=token, opened=1), place="192.0.2.7")
    if viewed:
        with clock.at(clock.now() + timedelta(seconds=60)):
            do(asking.record, Told(token=token, viewed=1), place="192.0.2.7")
    if asked:
        do(asking.record, Told(token=token, has_asked=True), place="192.0.2.7")


def causes(cast, version_id):
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    return [reason.cause for reason in care.reasons]


def test_three_who_asked_after_reading_an_article_speak_against_it(cast, version_id):
    for _ in range(3):
        assert do(jobs.note_asked_after) == 0
        asked_after(version_id, asked=False)
        asked_after(version_id, viewed=False)
        asked_after(version_id)
    assert do(jobs.note_asked_after) == 1
    assert do(jobs.note_asked_after) == 0
    assert causes(cast, version_id) == ["asked_after"]


def test_who_asked_before_somebody_looked_does_not_speak_against_it(cast, version_id):
    for _ in range(3):
        asked_after(version_id)
    with clock.at(clock.now() + timedelta(minutes=5)):
        do(upkeep.confirm, cast.yejin, version_id)
        assert do(jobs.note_asked_after) == 0
        do(actions.retire, cast.yejin, version_id, reason="이제 없어요.")
        assert do(jobs.note_asked_after) == 0
