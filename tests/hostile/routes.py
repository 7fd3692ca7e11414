"""Every route of the portal, with an address where there is something."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.house.permissions import World

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Route:
    """One route as it can be asked."""

    endpoint: str
    rule: str
    path: str
    methods: frozenset[str]

    @property
    def is_unsafe(self) -> bool:
        return bool(self.methods & UNSAFE)


def all_routes(app: Flask, world: World) -> Iterator[Route]:
    """Give every route, with numbers of things that are there."""
    known = {**world.numbers, "fingerprint": "x", "name": "maru.css"}
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
            methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
            yield Route(rule.endpoint, rule.rule, _path(app, rule, known), methods)


def _path(app: Flask, rule: Rule, known: dict[str, object]) -> str:
    values = {name: known.get(name, 1) for name in rule.arguments}
    if "/ideas/" in rule.rule or rule.endpoint == "community.idea_status":
        values["thread_id"] = known["idea_id"]
    _, path = rule.build({**values, **(rule.defaults or {})}) or ("", "")
    return str(path).partition("?")[0]
