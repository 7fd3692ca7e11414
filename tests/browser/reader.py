"""Somebody at a browser: where they go, what they press and type, and what went wrong meanwhile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser import words

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 780}
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")

Scheme = Literal["light", "dark"]

_AXE = Axe()
_OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": list(RULES)},
    "resultTypes": ["violations"],
}
# What reaches beyond the page: a script may hide it with overflow, so every element is asked.
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > room + 1)
    .map((part) => part.outerHTML.slice(0, 120)).slice(0, 5);
}"""
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_FOCUS = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    name: here.outerHTML.slice(0, 120),
    isVisible: (line || style.boxShadow !== "none") && box.width > 0 && box.bottom > 0,
  };
}"""


@dataclass(frozen=True)
class Way:
    """How a story is told: in which language, and with or without scripts."""

    locale: str
    has_scripts: bool

    def __str__(self) -> str:
        """Name it in the names of tests."""
        return self.locale if self.has_scripts else f"{self.locale}-plain"


class Reader:
    """One person at one browser."""

    def __init__(
        self, context: BrowserContext, address: str, way: Way, examined: set[tuple[str, str]]
    ) -> None:
        """Open a tab."""
        self.context = context
        self.address = address
        self.way = way
        self.faults: list[str] = []
        self._examined = examined
        self._expected: set[int] = set()
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("requestfailed", self._miss)
        context.on("response", self._receive)
        self.page: Page = context.new_page()

    def word(self, sentence: str, **values: str) -> str:
        """Give a sentence as this reader sees it."""
        return words.word(self.way.locale, sentence, **values)

    def status(self, slug: str) -> str:
        """Give the name of a status as this reader sees it."""
        return words.status(self.way.locale, slug)

    def go(self, path: str) -> None:
        """Open a page by its path, or by the whole address that a mail named."""
        self.page.goto(path if "://" in path else f"{self.address}{path}")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button of this name."""
        place = within or self.page.locator("body")
        place.get_by_role("button", name=self.word(name), exact=True).click()

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Follow the first link of this name."""
        place = within or self.page.locator("body")
        place.get_by_role("link", name=self.word(name), exact=True).first.click()

    def unfold(self, form: Locator) -> None:
        """Open what a form is folded into."""
        form.locator("xpath=ancestor::details[1]/summary").click()

    def fill(self, within: Locator | None = None, **fields: str) -> None:
        """Type into fields by their names."""
        place = within or self.page.locator("main")
        for name, value in fields.items():
            place.locator(f"[name='{name}']").fill(value)

    def form(self, action: str) -> Locator:
        """Find the first form that is sent to a path."""
        return self.page.locator(f"form[action='{action}']").first

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Expect these refusals; the reader is told of them on the page."""
        self._expected |= set(statuses)
        yield
        self._expected -= set(statuses)

    def examine(self, kind: str) -> None:
        """Look at a kind of page as everybody may: wide and light, on a phone in the dark, narrow.

        Once a kind and language: the same page need not be looked at in every story.
        """
        if not self.way.has_scripts or (kind, self.way.locale) in self._examined:
            return
        self._examined.add((kind, self.way.locale))
        assert self.page.locator("html").get_attribute("lang") == self.way.locale
        for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
            self._look(size, scheme)
            found = _AXE.run(self.page, options=_OPTIONS).response["violations"]
            assert not found, f"{kind}, {scheme}: {_told(found)}"
        self._look(NARROW, "light")
        beyond = self.page.evaluate(_TOO_WIDE)
        assert not beyond, f"{kind} is wider than {NARROW['width']} px: {beyond}"
        self._look(WIDE, "light")

    def tab_to(self, target: Locator, *, most: int = 80) -> None:
        """Reach something by the Tab key alone; whatever has the focus on the way shows it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(_FOCUS)
            assert focus["isVisible"], f"the focus cannot be seen on {focus['name']}"
            if target.evaluate("part => part === document.activeElement"):
                return
        raise AssertionError(f"{target} is not within {most} steps of the Tab key")

    def _look(self, size: dict[str, int], scheme: str) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.page.evaluate(_DRAWN)

    def _hear(self, message: ConsoleMessage) -> None:
        # as the browser says it, and as htmx does
        said = ("status of {} ", "Status Error Code {} ")
        refusals = [words.format(status) for status in self._expected for words in said]
        if message.type != "error" or any(refusal in message.text for refusal in refusals):
            return
        self.faults.append(f"console: {message.text} ({message.location})")

    def _miss(self, request: Request) -> None:
        # the reader went on before it had come
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _receive(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")


def _told(violations: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{found['id']}: {found['help']}\n"
        + "\n".join(
            f"  {node['html'][:200]}\n  {json.dumps(node['any'][:1], ensure_ascii=False)[:400]}"
            for node in found["nodes"][:4]
        )
        for found in violations
    )
