"""What the story tells of the product manager's work: estimates, plans, texts and a view."""

import tomllib
from collections.abc import Iterator
from functools import partial
from importlib import resources
from typing import Any

from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.review.rules import Estimate, Template

_BY = "daniel"
_DAYS_AGO = 0.4


def acts() -> Iterator[Act]:
    """Give it as acts of one morning, after all ideas were decided."""
    told = _told()
    for score in told["score"]:
        idea = score.pop("idea")
        yield _act(Stage.score, idea=idea, estimate=Estimate(**score))
    for plan in told["plan"]:
        yield _act(Stage.plan, **plan)
    for template in told["template"]:
        yield _act(Stage.add_template, template=Template(**template))
    for view in told["view"]:
        yield _act(Stage.share_view, **view)


def _act(perform: Any, **values: Any) -> Act:  # noqa: ANN401 - a method of the stage
    return Act(_DAYS_AGO, partial(perform, who=_BY, **values))


def _told() -> dict[str, Any]:
    file = resources.files("portal.cli.demo") / "review.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
