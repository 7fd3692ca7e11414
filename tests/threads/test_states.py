"""The label a reader sees, derived from the facts: the first that is true."""

from dataclasses import dataclass, replace

import pytest

from portal.threads import states
from portal.threads.kinds import BUILT_IN, VOTABLE


@dataclass(frozen=True)
class Facts:
    kind: str = "question"
    visibility: str = "visible"
    canonical_id: int | None = None
    status: str | None = None
    resolution: str | None = None
    confirmed_by: str | None = None
    official_count: int = 0
    answer_count: int = 0


ASKED = Facts()
ANSWERED = Facts(answer_count=1)
BY_ASKER = Facts(answer_count=1, resolution="accepted", confirmed_by="asker")
BY_STAFF = Facts(answer_count=1, resolution="accepted", confirmed_by="staff")
BY_TIMER = Facts(answer_count=1, official_count=1, resolution="official", confirmed_by="timer")
OFFICIAL = Facts(answer_count=1, official_count=1)
IDEA = Facts("idea", status="planned", answer_count=1, official_count=1)


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        pytest.param(ASKED, "waiting", id="nobody answered"),
        pytest.param(ANSWERED, "answered", id="somebody answered"),
        pytest.param(BY_STAFF, "resolved", id="staff said it is solved"),
        pytest.param(OFFICIAL, "official", id="the company answered"),
        pytest.param(BY_TIMER, "official", id="the company answered and nobody objected"),
        pytest.param(
            replace(BY_STAFF, official_count=1), "official", id="official comes before staff's word"
        ),
        pytest.param(BY_ASKER, "resolved_by_asker", id="the asker said it is solved"),
        pytest.param(
            replace(BY_ASKER, official_count=1),
            "resolved_by_asker",
            id="the asker's word comes before the company's",
        ),
        pytest.param(replace(BY_ASKER, canonical_id=7), "duplicate", id="a duplicate"),
        pytest.param(
            replace(BY_ASKER, canonical_id=7, visibility="hidden"), "hidden", id="hidden before all"
        ),
        pytest.param(replace(BY_ASKER, visibility="withdrawn"), "withdrawn", id="taken back"),
        pytest.param(IDEA, "planned", id="an idea shows its status, whoever answered"),
        pytest.param(replace(IDEA, canonical_id=7), "merged", id="unless it was merged"),
        pytest.param(replace(IDEA, visibility="hidden"), "hidden", id="or hidden"),
    ],
)
def test_the_label_is_the_first_that_is_true(facts, label):
    assert states.label(facts) == label


def test_every_label_of_a_question_is_known_to_those_who_draw_it():
    drawn = {states.label(f) for f in (ASKED, ANSWERED, BY_STAFF, OFFICIAL, BY_ASKER)}
    drawn |= {"hidden", "withdrawn", "duplicate"}
    assert drawn == set(states.LABELS)


def test_lists_show_ideas_that_can_still_move():
    moving = {status.slug for status in BUILT_IN.values() if status.kind in VOTABLE}
    assert moving == {
        "new",
        "under_review",
        "needs_info",
        "planned",
        "in_progress",
        "partly_delivered",
    }
