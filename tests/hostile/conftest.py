"""A small community with something behind every address, and who comes to do it harm."""

import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from portal.accounts.actor import Actor
from tests.hostile.chromium import CHROMIUM, NO_FAULT, Watched, launched, served, watched
from tests.hostile.routes import Route, all_routes
from tests.hostile.watch import Accidents, Watch
from tests.house.permissions import World, build


@pytest.fixture
def world(app: Flask) -> World:
    return build()


@pytest.fixture
def routes(app: Flask, world: World) -> list[Route]:
    return list(all_routes(app, world))


@pytest.fixture
def no_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forms come without their token, so that what lies behind it is what is tried."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


@pytest.fixture
def admin(world: World, client_as: Callable[[Actor], FlaskClient]) -> FlaskClient:
    return client_as(world.people["admin"])


@pytest.fixture
def author(world: World, client_as: Callable[[Actor], FlaskClient]) -> FlaskClient:
    return client_as(world.people["author"])


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Give what sends anything anywhere; afterwards there may have been no accident."""
    watch = Watch([])
    handler = Accidents(watch.found)
    logger = logging.getLogger("portal.web")
    logger.addHandler(handler)
    yield watch
    logger.removeHandler(handler)
    assert watch.asked
    assert watch.found == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the one Chromium of this process."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with launched() as browser:
        yield browser


@pytest.fixture
def chrome(app: Flask, chromium: Browser) -> Iterator[Watched]:
    """Give a window onto the portal that tells of every script that runs."""
    with served(app) as address, watched(chromium, address) as window:
        yield window


@pytest.fixture
def unharmed(chrome: Watched) -> Iterator[Watched]:
    """Give such a window, in which nothing may have happened by the end."""
    yield chrome
    assert chrome.looked_at
    assert chrome.faults() == NO_FAULT
