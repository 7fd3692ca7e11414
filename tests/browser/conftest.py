"""A running portal and a Chromium for each test process; a scene for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.reader import WIDE, Reader, Way
from tests.browser.running import RunningPortal, running
from tests.browser.scene import Scene

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 15_000
WAYS = [Way(locale, has_scripts) for has_scripts in (True, False) for locale in ("ko", "en")]
_LANGUAGES = {"ko": "ko-KR", "en": "en-US"}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Run one portal for all stories of this process."""
    with running(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once; Playwright's own would come from elsewhere."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def examined() -> set[tuple[str, str]]:
    """Remember which kinds of pages were examined in which language."""
    return set()


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    """Tell every story in both languages, with scripts and without."""
    chosen: Way = request.param
    return chosen


@pytest.fixture
def scene(
    chromium: Browser, portal: RunningPortal, way: Way, examined: set[tuple[str, str]]
) -> Iterator[Scene]:
    """Set the stage of one story; afterwards nothing may have gone wrong on any page."""
    readers: list[Reader] = []
    told_before = len(portal.troubles())

    def open_reader() -> Reader:
        context = chromium.new_context(
            locale=_LANGUAGES[way.locale],
            viewport=WIDE,  # type: ignore[arg-type]
            java_script_enabled=way.has_scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        readers.append(Reader(context, portal.address, way, examined))
        return readers[-1]

    with portal.app.app_context():
        yield Scene(portal, way, open_reader)
    for reader in readers:
        reader.context.close()
    faults = [fault for reader in readers for fault in reader.faults]
    assert faults + portal.troubles()[told_before:] == []
