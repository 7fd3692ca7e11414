"""Nothing that anybody types is ever run, and all of it is shown back as it was typed.

Every string of the hostile collections goes through each of these fields in a form that is refused
for its length and shown back whole, sent and shown by a real Chromium.
"""

import re

import pytest

from tests.hostile.chromium import CHROMIUM, NO_FAULT
from tests.hostile.payloads import hostile_texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]

INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff]+")


@pytest.fixture(autouse=True)
def _forms_without_tokens(no_tokens):
    """What lies behind the token is what is tried."""


def test_watch_sees_hundreds_run_where_texts_are_shown_raw(chrome):
    """The positive control: without escaping, sanitising and policy the same browser tells."""
    texts = hostile_texts()[::9]
    for start in range(0, len(texts), 40):
        chrome.show_raw(dict(enumerate(texts[start : start + 40], start)))
    assert len(chrome.frames_that_ran()) >= 150, len(texts)


REFUSED = (
    ("/questions/ask", ("title", "body", "tags")),
    ("/ideas/propose", ("title", "body", "tags")),
    ("/threads/{thread_id}/edit", ("title", "body", "tags")),
    ("/threads/{thread_id}/answers", ("body",)),
    ("/threads/{thread_id}/comments", ("body",)),
    ("/answers/{answer_id}/edit", ("body",)),
    ("/answers/{answer_id}/official", ("summary",)),
    ("/answers/{answer_id}/correct", ("correction",)),
    ("/answers/{answer_id}/unofficial", ("reason",)),
    ("/threads/{thread_id}/hide", ("reason",)),
    ("/threads/{thread_id}/lock", ("reason",)),
    ("/answers/{answer_id}/hide", ("reason",)),
    ("/comments/{comment_id}/hide", ("reason",)),
    ("/threads/{idea_id}/status", ("note",)),
    ("/settings/profile", ("name", "bio")),
    ("/settings/account/address", ("email",)),
    ("/admin/people/junho/titles", ("title_ko", "title_en")),
    ("/staff/faq/new", ("title",)),
    ("/staff/faq/{version_id}/return", ("note",)),
    ("/staff/faq/nominations/{nomination_id}/decline", ("reason",)),
)
BY_STRANGERS = (
    ("/register", ("email", "name", "handle")),
    ("/register/resend", ("email",)),
    ("/sign-in", ("email",)),
    ("/password/forgotten", ("email",)),
)
"""Fields of whoever is not signed in."""


@pytest.mark.parametrize("path_and_fields", REFUSED + BY_STRANGERS, ids=lambda case: case[0])
def test_what_is_too_long_is_shown_back_and_nothing_of_it_runs(
    path_and_fields, world, chrome, admin
):
    path, fields = path_and_fields
    everything = "\n".join(hostile_texts())
    if path_and_fields in REFUSED:
        chrome.sign_in(admin)
    chrome.visit("/search")
    shown = chrome.submit(
        path.format(**world.numbers),
        {"product": "1", "lang": "ko", "similar_seen": "1", "status": "planned", "version": "1"}
        | dict.fromkeys(fields, everything),
    )
    assert chrome.faults() == NO_FAULT
    kept = squeezed(shown)
    lost = [text for text in hostile_texts() if squeezed(text) not in kept]
    assert lost == []


def squeezed(text: str) -> str:
    """Leave out what a field of one line, a browser and a form do not keep."""
    return INVISIBLE.sub("", text)
