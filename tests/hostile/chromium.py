"""A Chromium that tells of every script that runs, every rule of the policy that is broken, and
every part of a page that we did not put there.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.kit.markup import ALLOWED_ATTRIBUTES, ALLOWED_TAGS

CHROMIUM = Path("/usr/bin/chromium")

# Runs in every document and frame before anything of the page does.
_TELL = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...words) => { window.__ran(`${window.name} ${name} ${words}`.slice(0, 200)); };
}
document.addEventListener("securitypolicyviolation", (event) => {
  window.__broken(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""

# Looks through a document for what no template of ours holds and no written text may hold.
_LOOK = """
window.__look = (root, allowed) => {
  const strange = [];
  const never = new Set(("iframe frame frameset object embed applet base style svg math template "
    + "audio video source track canvas marquee bgsound isindex keygen portal fencedframe "
    + "noscript xmp plaintext listing layer dialog slot").split(" "));
  for (const part of root.querySelectorAll("*")) {
    const tag = part.localName;
    const say = (what) => strange.push(`${tag} ${what} ${part.outerHTML.slice(0, 120)}`);
    if (never.has(tag) || part.shadowRoot) say("is not ours");
    const src = part.getAttribute("src") ?? "";
    if (tag === "script" && !src.startsWith("/assets/") && part.type !== "application/ld+json")
      say("is not ours");
    if (tag === "meta" && part.httpEquiv) say("is not ours");
    if (tag === "img" && !src.startsWith("/assets/")) say("is not ours");
    const isWritten = part.closest(".rich") !== null && !part.classList.contains("rich");
    if (isWritten && !allowed.tags.includes(tag)) say("is not allowed");
    for (const {name, value} of part.attributes) {
      if (/^on|^style$|^srcdoc$|^ping$|^background$|:/.test(name)) say(name);
      if (isWritten && !(allowed.attributes[tag] ?? []).includes(name)) say(`${name} not allowed`);
      if (["href", "src", "action", "formaction", "data", "poster", "cite"].includes(name)) {
        let scheme = "https:";
        try { scheme = new URL(value, location.href).protocol; } catch { scheme = "https:"; }
        if (!["http:", "https:", "mailto:"].includes(scheme)) say(`${name}=${value}`);
        if (name !== "href" && new URL(value, location.href).host !== location.host)
          say(`${name} of another host`);
      }
    }
  }
  return strange;
};
"""

# What a field holds, what is announced of a page, or what is read.
_TEXTS = """
window.__texts = (root, selector) => [...root.querySelectorAll(selector)].map((part) =>
  ["input", "textarea"].includes(part.localName) ? part.value
  : part.localName === "meta" ? part.content : part.textContent);
"""

# What a reader does: points, presses keys, moves on.
_STIR = """
(root) => {
  const names = ("mouseover mouseenter mousemove mouseout pointerover pointerenter focus focusin "
    + "blur wheel scroll load error toggle animationstart animationend transitionend beforetoggle "
    + "keydown keyup auxclick contextmenu copy cut paste drag drop touchstart "
    + "click dblclick mousedown mouseup pointerdown pointerup focusout change input").split(" ");
  for (const part of root.querySelectorAll("*"))
    for (const name of names) part.dispatchEvent(new Event(name, {bubbles: false}));
}
"""


class Watched:
    """One page of a browser, and all that ought not to have happened in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.ran: list[str] = []
        self.broken: list[str] = []
        self.strange: list[str] = []
        self.elsewhere: list[str] = []
        self.looked_at = 0
        context = page.context
        context.expose_binding("__ran", lambda _source, words: self.ran.append(words))
        context.expose_binding("__broken", lambda _source, words: self.broken.append(words))
        context.add_init_script(_TELL)
        context.add_init_script(_LOOK)
        context.add_init_script(_TEXTS)
        page.on("request", self._note_host)
        page.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        page.on("download", lambda download: self.elsewhere.append(download.url))

    def sign_in(self, browser: FlaskClient) -> None:
        """Take over the session of a test client."""
        cookie = browser.get_cookie("maru")
        assert cookie is not None
        value = {"name": "maru", "value": cookie.value, "url": self.address}
        self.page.context.add_cookies([value])  # type: ignore[list-item] # a TypedDict

    def visit(self, path: str) -> None:
        """Load a page, stir what is in it, and look."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        assert answer.status < 500, path
        self.examine()

    def submit(self, path: str, fields: dict[str, str]) -> str:
        """Send a form as the browser does; gives the text that the answer shows in its fields."""
        script = """([path, fields]) => {
          const form = document.createElement("form");
          form.method = "post"; form.action = path; form.enctype = "multipart/form-data";
          for (const [name, value] of Object.entries(fields)) {
            const field = document.createElement("textarea");
            field.name = name; field.value = value; form.append(field);
          }
          document.body.append(form); form.submit();
        }"""
        with self.page.expect_navigation(wait_until="load") as arriving:
            self.page.evaluate(script, [path, fields])
        assert arriving.value.status < 500, (path, arriving.value.status)
        self.examine()
        shown = "[...document.querySelectorAll('textarea, input')].map((f) => f.value).join('\\n')"
        return str(self.page.evaluate(shown))

    def examine(self) -> None:
        """Stir the page, look through it, and see that it is still where it was."""
        where = self.page.url
        self.page.evaluate(f"({_STIR})(document)")
        self.strange += self.page.evaluate("(a) => window.__look(document, a)", _ALLOWED)
        assert self.page.url == where
        self.looked_at += 1

    def look_for_handlers(self) -> None:
        """Stir and look through a page that is not one of ours: a mail has styles of its own."""
        script = """() => [...document.querySelectorAll("*")].filter((part) =>
          ["script", "iframe", "object", "embed", "base", "form", "svg"].includes(part.localName)
          || [...part.attributes].some(({name}) => name.startsWith("on"))
          || /^(?!https?:|mailto:)/.test(part.href ?? "http:")).map((part) => part.outerHTML)"""
        self.page.evaluate(f"({_STIR})(document)")
        self.strange += self.page.evaluate(script)
        self.looked_at += 1

    def shown(self, selector: str) -> list[str]:
        """Give the text that each of these parts of the page holds, or the value of a field."""
        texts: list[str] = self.page.evaluate("(what) => window.__texts(document, what)", selector)
        return texts

    def walk(self, path: str, selector: str) -> list[str]:
        """Visit a list from its first page to its last; gives the texts of all."""
        texts: list[str] = []
        onward: str | None = path
        while onward:
            self.visit(onward)
            texts += self.shown(selector)
            onward = self.page.evaluate(
                "document.querySelector('main a[rel=next]')?.getAttribute('href')"
            )
            if onward and onward.startswith("?"):
                onward = path.partition("?")[0] + onward
        return texts

    def read(self, paths: list[str], selectors: tuple[str, ...]) -> list[list[list[str]]]:
        """Fetch pages and look at what the browser's own parser makes of them.

        Gives: for each page and selector the texts that it holds there.
        """
        script = """async ([paths, selectors, allowed]) => {
          const read = async (path) => {
            const answer = await fetch(path);
            const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
            const strange = window.__look(parsed, allowed);
            if (answer.status !== 200) strange.push(`${answer.status} ${path}`);
            return [strange, selectors.map((selector) => window.__texts(parsed, selector))];
          };
          const found = [];
          while (paths.length) found.push(...await Promise.all(paths.splice(0, 4).map(read)));
          return found;
        }"""
        found = self.page.evaluate(script, [paths, selectors, _ALLOWED])
        self.strange += [fault for strange, _ in found for fault in strange]
        self.looked_at += len(paths)
        return [texts for _, texts in found]

    def swap_in(self, fragments: list[str]) -> None:
        """Put fragments into the page the way htmx does, then stir and look."""
        script = """(fragments) => {
          const main = document.querySelector("main");
          main.replaceChildren(...fragments.map((html) => {
            const box = document.createElement("div");
            box.innerHTML = html;
            return box;
          }));
        }"""
        self.page.evaluate(script, fragments)
        self.page.wait_for_timeout(50)
        self.examine()

    def show_raw(self, texts: dict[int, str]) -> None:
        """Show texts with nothing between them and the browser, each in a frame of its own."""
        self.page.goto("about:blank")
        script = """async (texts) => {
          const stir = %s;
          await Promise.all(Object.entries(texts).map(([number, text]) => {
            const frame = document.createElement("iframe");
            frame.name = `#${number}#`;
            frame.srcdoc = text;
            const arrived = new Promise((go) => {
              frame.onload = () => {
                try { stir(frame.contentDocument); } catch { /* it has gone elsewhere */ }
                go();
              };
              setTimeout(go, 700);
            });
            document.body.append(frame);
            return arrived;
          }));
        }"""
        self.page.evaluate(script % _STIR, {str(key): text for key, text in texts.items()})

    def frames_that_ran(self) -> set[str]:
        """Name the frames of ``show_raw`` in which a script was run."""
        return {words.split(" ")[0] for words in self.ran if words.startswith("#")}

    def faults(self) -> dict[str, list[str]]:
        """Give everything that ought not to have happened."""
        return {
            "ran": self.ran[:20],
            "broken": self.broken[:20],
            "strange": self.strange[:20],
            "elsewhere": self.elsewhere[:20],
        }

    def _note_host(self, request: Any) -> None:
        if not request.url.startswith((self.address, "about:", "data:")):
            self.elsewhere.append(request.url)


_ALLOWED = {
    "tags": sorted(ALLOWED_TAGS),
    "attributes": {tag: sorted(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
}
NO_FAULT: dict[str, list[str]] = {"ran": [], "broken": [], "strange": [], "elsewhere": []}


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a port of its own; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Open a window of its own, with its own cookies, that tells."""
    context = browser.new_context(locale="ko-KR", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Watched(page, address)
    context.close()
