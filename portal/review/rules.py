"""The law of weighing ideas, as pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.kit.errors import RuleBroken
from portal.kit.text import is_blank
from portal.review.formulas import CONFIDENCES, EFFORT_MAX, EFFORT_MIN, FIT_MAX, IMPACTS, REACH_MAX

NOTE_MAX: Final = 1_000
NAME_MAX: Final = 60
QUERY_MAX: Final = 2_000
VIEWS_MAX: Final = 50
TEMPLATE_MAX: Final = 2_000
AT_ONCE_MAX: Final = 100
"""So many ideas are changed at once."""

VARIABLES: Final = ("title", "votes", "status", "eta", "product", "site")
"""What a template may speak of; the words in braces are the same in every language."""
_VARIABLE = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What somebody estimates of an idea. None: not estimated."""

    reach: int | None = None
    impact: float | None = None
    confidence: float | None = None
    effort: float | None = None
    fit: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text to begin from: its name, with which status (None: any), in both languages."""

    name: str
    status: str | None
    body_ko: str
    body_en: str


def check_estimate(estimate: Estimate) -> None:
    """Hold an estimate to the scales of its parts.

    Raises: RuleBroken("score.reach" | "score.impact" | "score.confidence" | "score.effort" |
        "score.fit" | "score.note_too_long").
    """
    if estimate.reach is not None and not 0 <= estimate.reach <= REACH_MAX:
        raise RuleBroken("score.reach", field="reach", most=REACH_MAX)
    if estimate.impact is not None and estimate.impact not in IMPACTS:
        raise RuleBroken("score.impact", field="impact")
    if estimate.confidence is not None and estimate.confidence not in CONFIDENCES:
        raise RuleBroken("score.confidence", field="confidence")
    # written so that what is no number is refused, too
    if estimate.effort is not None and not EFFORT_MIN <= estimate.effort <= EFFORT_MAX:
        raise RuleBroken("score.effort", field="effort", least=EFFORT_MIN, most=EFFORT_MAX)
    if estimate.fit is not None and not 0 <= estimate.fit <= FIT_MAX:
        raise RuleBroken("score.fit", field="fit", most=FIT_MAX)
    if len(estimate.note) > NOTE_MAX:
        raise RuleBroken("score.note_too_long", field="note", most=NOTE_MAX)


def check_name(name: str) -> None:
    """Demand a name that fits on a tab.

    Raises: RuleBroken("view.name_blank" | "view.name_too_long").
    """
    if is_blank(name):
        raise RuleBroken("view.name_blank", field="name")
    if len(name) > NAME_MAX:
        raise RuleBroken("view.name_too_long", field="name", most=NAME_MAX)


def check_template(template: Template) -> None:
    """Demand a name, and a text in both languages that speaks only of what there is.

    Raises: RuleBroken("view.name_blank" | "view.name_too_long" | "template.blank" |
        "template.too_long" | "template.variable").
    """
    check_name(template.name)
    for field, body in (("body_ko", template.body_ko), ("body_en", template.body_en)):
        if is_blank(body):
            raise RuleBroken("template.blank", field=field)
        if len(body) > TEMPLATE_MAX:
            raise RuleBroken("template.too_long", field=field, most=TEMPLATE_MAX)
        unknown = unresolved(body, dict.fromkeys(VARIABLES, "-"))
        if unknown:
            raise RuleBroken("template.variable", field=field, name=unknown[0])


def fill(body: str, values: Mapping[str, str]) -> str:
    """Put what is known in the place of the variables; the rest stays in its braces.

    >>> fill("“{title}”에 {votes}명이 함께했어요. {eta}", {"title": "다크 모드", "votes": "12"})
    '“다크 모드”에 12명이 함께했어요. {eta}'
    """
    return _VARIABLE.sub(lambda found: values.get(found[1].strip(), found[0]), body)


def unresolved(body: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Name what stands in braces and is not known.

    >>> unresolved("{title} {eta} {eta}", {"title": "다크 모드"})
    ('eta',)
    """
    names = (found.strip() for found in _VARIABLE.findall(body))
    return tuple(dict.fromkeys(name for name in names if name not in values))
