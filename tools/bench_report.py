"""What was measured, beside what it may cost, as a table."""

import gzip
import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

from tools.bench_pages import PAGES, Page

GROWTH_MUST, GROWTH_AIM = 1.3, 1.1
WEB_MB, WORKER_MB = 180, 120
FINDABLE_SECONDS = 2.0
MERGE_SECONDS = 2.0
BYTES = {"list": (40, 12), "question": (60, 16)}
ASSETS_KB = 110
PACKAGES = ("flask", "werkzeug", "jinja2", "sqlalchemy", "flask-login", "flask-babel", "gunicorn")
_ASSET = re.compile(rb'(?:href|src)="(/assets/[^"]+\.(?:css|js))"')


@dataclass(frozen=True, slots=True)
class Figures:
    """What one page cost in one community."""

    cpu_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass
class Findings:
    """Everything that was measured in one run."""

    bare: Figures
    pages: dict[tuple[str, int], Figures]
    sizes: list[int]
    bytes: dict[str, bytes] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    findable: list[float] = field(default_factory=list)
    merge: dict[str, float] = field(default_factory=dict)

    def times(self, page: str, size: int) -> float | None:
        """Tell how many bare pages a page costs."""
        figures = self.pages.get((page, size))
        return figures.cpu_ms / self.bare.cpu_ms if figures else None

    def growth(self, page: str) -> float | None:
        """Tell how much more a page costs in the largest community than in the smallest."""
        small, large = (self.times(page, size) for size in (self.sizes[0], self.sizes[-1]))
        return large / small if small and large and len(self.sizes) > 1 else None


def draw(findings: Findings) -> str:
    """Give the whole report."""
    parts = [_machine(), _pages(findings), _sizes(findings), _memory(findings)]
    parts += [_findable(findings), _merge(findings), _verdict(findings)]
    return "\n\n".join(parts)


def missed(findings: Findings) -> list[str]:
    """Name every "must" that is missed."""
    found = [name for name, _figure, must, figure in _checks(findings) if figure > must]
    return list(dict.fromkeys(found))


def asset_paths(html: bytes) -> list[str]:
    """List the style sheets and scripts that a page loads."""
    return [path.decode() for path in dict.fromkeys(_ASSET.findall(html))]


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}\n"
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )


def _pages(findings: Findings) -> str:
    lines = [
        f"{'page':50} {'questions':>9} {'CPU ms':>7} {'× bare':>7} {'must':>5} {'aim':>5}"
        f" {'':4} {'p50 ms':>7} {'p99 ms':>7} {'req/s':>6}",
        _line("bare Flask, 20 KB", "", findings.bare, "   1.0", ("", "", "")),
    ]
    for page in PAGES:
        lines += _rows(findings, page)
    return "\n".join(lines)


def _rows(findings: Findings, page: Page) -> Iterator[str]:
    for size in findings.sizes:
        times = findings.times(page.name, size)
        if times is None:
            continue
        judged = (_plain(page.must), _plain(page.aim), _mark(times, page.must, page.aim))
        figures = findings.pages[page.name, size]
        yield _line(page.name, f"{size:,}", figures, f"{times:6.1f}", judged)
    growth = findings.growth(page.name)
    if growth:
        mark = _mark(growth, GROWTH_MUST if page.must else None, GROWTH_AIM)
        yield f"{'':50} {'growth':>9} {'':7} {growth:7.2f} {GROWTH_MUST:5} {GROWTH_AIM:5} {mark:4}"


def _line(name: str, size: str, figures: Figures, times: str, judged: tuple[str, str, str]) -> str:
    must, aim, mark = judged
    return (
        f"{name:50} {size:>9} {figures.cpu_ms:7.2f} {times:>7} {must:>5} {aim:>5} {mark:4}"
        f" {figures.p50_ms:7.1f} {figures.p99_ms:7.1f} {figures.per_second:6.0f}"
    )


def _plain(budget: float | None) -> str:
    return "" if budget is None else f"{budget:g}"


def _mark(figure: float, must: float | None, aim: float | None) -> str:
    if must is None:
        return ""
    if figure > must:
        return "MISS"
    return "aim" if aim is not None and figure <= aim else "ok"


def _sizes(findings: Findings) -> str:
    lines = [f"{'bytes':20} {'KB':>7} {'must':>5} {'gzip KB':>8} {'must':>5}"]
    for name, (raw_must, small_must) in BYTES.items():
        raw, small = _kb(findings.bytes[name])
        lines.append(f"{name:20} {raw:7.1f} {raw_must:5} {small:8.1f} {small_must:5}")
    assets = _asset_kb(findings)
    lines.append(f"{'CSS and JS in all':20} {assets[0]:7.1f} {'':5} {assets[1]:8.1f} {ASSETS_KB:5}")
    return "\n".join(lines)


def _asset_kb(findings: Findings) -> tuple[float, float]:
    both = [_kb(body) for name, body in findings.bytes.items() if name.startswith("/assets/")]
    return sum(raw for raw, _ in both), sum(small for _, small in both)


def _kb(body: bytes) -> tuple[float, float]:
    return len(body) / 1_024, len(gzip.compress(body, 6)) / 1_024


def _memory(findings: Findings) -> str:
    web, worker = findings.memory["web"], findings.memory["worker"]
    return (
        f"memory (PSS): two web workers {web:.0f} MB (must {WEB_MB}),"
        f" their parent {findings.memory['master']:.0f} MB,"
        f" worker {worker:.0f} MB (must {WORKER_MB})"
    )


def _findable(findings: Findings) -> str:
    seconds = findings.findable
    return (
        f"findable after posting, {len(seconds)} questions at once:"
        f" median {seconds[len(seconds) // 2]:.1f} s, last {seconds[-1]:.1f} s"
        f" (must {FINDABLE_SECONDS:g} s)"
    )


def _merge(findings: Findings) -> str:
    took = ", ".join(f"{step} {seconds:.2f} s" for step, seconds in findings.merge.items())
    return f"two ideas with 50,000 voters each: {took} (must {MERGE_SECONDS:g} s each)"


def _verdict(findings: Findings) -> str:
    found = missed(findings)
    return f"Missed: {'; '.join(found)}" if found else "Every must is met."


def _checks(findings: Findings) -> Iterator[tuple[str, str, float, float]]:
    """Give every judgement: what, in which unit, the most it may be, what it is."""
    for page in PAGES:
        if page.must is None:
            continue
        for size in findings.sizes:
            times = findings.times(page.name, size)
            if times is not None:
                yield f"{page.name} ({size:,})", "×", page.must, times
        growth = findings.growth(page.name)
        if growth:
            yield f"growth of {page.name}", "×", GROWTH_MUST, growth
    for name, musts in BYTES.items():
        for must, figure in zip(musts, _kb(findings.bytes[name]), strict=True):
            yield f"bytes of the {name}", "KB", must, figure
    yield "bytes of CSS and JS", "KB", ASSETS_KB, _asset_kb(findings)[1]
    yield "memory of the web workers", "MB", WEB_MB, findings.memory["web"]
    yield "memory of the worker", "MB", WORKER_MB, findings.memory["worker"]
    yield "findable after posting", "s", FINDABLE_SECONDS, findings.findable[-1]
    steps = findings.merge.items()
    yield from ((f"{step} of much-wanted ideas", "s", MERGE_SECONDS, took) for step, took in steps)
