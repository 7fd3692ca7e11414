"""What holds for every template."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent.parent / "portal" / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if "email" not in path.relative_to(TEMPLATES).parts
)
IDS = [str(path.relative_to(TEMPLATES)) for path in PAGES]


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_it_declares_what_it_needs(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{# needs:")


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", source)
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=[\"']https?:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", source)


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_escaping_is_never_switched_off(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape", path.read_text(encoding="utf-8"))


# a mail program posts there without a session; the link's signed token is the proof
WITHOUT_TOKEN = {"account/unsubscribe.html"}


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_every_form_that_writes_carries_its_token(path: Path) -> None:
    if str(path.relative_to(TEMPLATES)) in WITHOUT_TOKEN:
        return
    for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
        if re.search(r"method=[\"']post", form, re.IGNORECASE):
            assert "csrf_token" in form or "hidden_tag" in form or "csrf(" in form, form[:120]
