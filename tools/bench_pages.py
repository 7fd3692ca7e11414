"""The pages that are measured, with what they must cost at most and what we aim at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tools.bench_client import Asked, Plan, Reader

Told = dict[str, Any]
WARM = 30
"""So many different pages are kept; asking for more would measure how they are drawn."""


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the table.

    A page without a budget is shown to be honest about what another hides.
    """

    name: str
    plan: Callable[[Told, list[Reader]], Plan]
    must: float | None = None
    aim: float | None = None
    burst: int = 160
    needs_index: bool = False
    writes: bool = False


def _fixed(path: str) -> Callable[[Told, list[Reader]], Plan]:
    return lambda _told, _readers: lambda _lane, _number: Asked(path)


def _anew(path: str) -> Callable[[Told, list[Reader]], Plan]:
    """Ask so that no kept page answers: every address is another."""
    sign = "&" if "?" in path else "?"
    return lambda _told, _readers: lambda _lane, number: Asked(f"{path}{sign}n={number}")


def _signed_in(path: str) -> Callable[[Told, list[Reader]], Plan]:
    return lambda _told, readers: lambda lane, _number: Asked(path, readers[lane].cookie)


def _tag(told: Told) -> str:
    return f"/tags/{told['tag']}"


def _tag_plan(told: Told, _readers: list[Reader]) -> Plan:
    return lambda _lane, _number: Asked(_tag(told))


def _tag_signed_in(told: Told, readers: list[Reader]) -> Plan:
    return lambda lane, _number: Asked(_tag(told), readers[lane].cookie)


def _question(told: Told, number: int) -> str:
    paths: list[str] = told["question_paths"]
    return paths[number % len(paths)]


def _question_plan(told: Told, _readers: list[Reader]) -> Plan:
    return lambda _lane, number: Asked(_question(told, number % WARM))


def _question_anew(told: Told, _readers: list[Reader]) -> Plan:
    return lambda _lane, number: Asked(f"{_question(told, number)}?n={number}")


def _question_signed_in(told: Told, readers: list[Reader]) -> Plan:
    return lambda lane, number: Asked(_question(told, number), readers[lane].cookie)


def _article(told: Told, _readers: list[Reader]) -> Plan:
    paths = told["article_paths"]
    return lambda _lane, number: Asked(paths[number % WARM])


def _article_anew(told: Told, _readers: list[Reader]) -> Plan:
    paths = told["article_paths"]
    return lambda _lane, number: Asked(f"{paths[number % len(paths)]}?n={number}")


def _search(told: Told, _readers: list[Reader]) -> Plan:
    queries = told["queries"]
    return lambda _lane, number: Asked(
        f"/search?q={quote(queries[number % len(queries)])}&n={number}"
    )


def _similar(told: Told, _readers: list[Reader]) -> Plan:
    titles = told["titles"]
    return lambda _lane, number: Asked(
        f"/similar?title={quote(titles[number % len(titles)])}&n={number}",
        headers={"HX-Request": "true"},
    )


def _vote(told: Told, readers: list[Reader]) -> Plan:
    """Vote for a thread nobody of the readers has voted for: each connection has its own."""
    count = told["questions"]

    def plan(lane: int, number: int) -> Asked:
        thread_id = (number * 7_919 + lane) % count + 1
        return Asked(
            f"/threads/{thread_id}/vote",
            readers[lane].cookie,
            "POST",
            f"kind=question&csrf_token={quote(readers[lane].token)}",
            {"HX-Request": "true"},
        )

    return plan


PAGES = (
    Page("home, anonymous", _fixed("/"), 5, 2),
    Page("list, anonymous", _fixed("/questions"), 5, 2),
    Page("tag, anonymous", _tag_plan, 5, 2),
    Page("list, anonymous, drawn anew", _anew("/questions")),
    Page("home, signed in", _signed_in("/"), 8, 5),
    Page("list, signed in", _signed_in("/questions"), 8, 5),
    Page("tag, signed in", _tag_signed_in, 8, 5),
    Page("question with 10 answers, anonymous", _question_plan, 6, 2),
    Page("question with 10 answers, anonymous, drawn anew", _question_anew),
    Page("question with 10 answers, signed in", _question_signed_in, 12, 7),
    Page("FAQ article, anonymous", _article, 5, 2),
    Page("FAQ article, anonymous, drawn anew", _article_anew),
    Page("search", _search, 40, 15, burst=32, needs_index=True),
    Page("similar while typing", _similar, 30, 12, burst=32, needs_index=True),
    Page("vote, signed in", _vote, 12, 8, burst=96, writes=True),
)
