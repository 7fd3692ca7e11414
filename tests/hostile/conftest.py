"""A small community with something behind every address, and who comes to do it harm."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.actor import Actor
from tests.hostile.routes import Route, all_routes
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
