"""A question that is looked at tells so, where scripts run and nobody is a program."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.faq.models import Reading
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BY_HAND = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"


def test_a_question_that_is_looked_at_is_counted_without_by_whom(scene: Scene) -> None:
    asker = scene.person("민지")
    title = scene.say("{model} 전원이 켜지지 않아요", "{model} does not start any more")
    thread_id = scene.question(asker, title, scene.say("불이 안 들어와요.", "No light at all."))
    reader = scene.reader()
    reader.go(f"/questions/{thread_id}")
    kept = select(Reading.reader).where(Reading.thread_id == thread_id)
    if not scene.way.has_scripts:
        assert scene.rows(kept) == []
        return
    pretend_to_be_somebody(reader.page)
    with reader.page.expect_response("**/readings") as told:
        reader.go(f"/questions/{thread_id}")
    assert told.value.status == 204
    assert len(scene.rows(kept)) == 1


def pretend_to_be_somebody(page: Page) -> None:
    """Let the browser say what one says that a person uses."""
    page.context.add_init_script(BY_HAND)
    page.context.new_cdp_session(page).send("Network.setUserAgentOverride", {"userAgent": FIREFOX})
