"""Measure what the pages of ideas cost where there are many ideas, and say whether budgets hold.

python -m tools.bench_ideas                  20,000 ideas and 500,000 votes on SQLite
python -m tools.bench_ideas --postgres URL   100,000 and 5,000,000, in a database made beside it
python -m tools.bench_ideas --keep FOLDER    keep the community there, and take one that is there

As in `tools.bench`, what is counted is CPU time as a multiple of a bare page. "Drawn anew" asks so
that no kept page answers, and has no budget.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import environment
from tools.bench_client import Asked, Client, sign_in
from tools.bench_community import PASSWORD, READERS
from tools.bench_servers import Server, serving

SMALL, LARGE = (20_000, 500_000), (100_000, 5_000_000)
ROUNDS = 8
BURST = 64
LISTS = {
    "hot": "/ideas",
    "top": "/ideas?sort=top",
    "top of 30 days": "/ideas?sort=top&days=30",
    "top of a year": "/ideas?sort=top&days=365",
    "new": "/ideas?sort=new",
    "discussed": "/ideas?sort=discussed",
    "waiting": "/ideas?sort=waiting",
    "news": "/ideas?sort=spoken",
    "hot of a product": "/ideas?product=product-1",
    "top of a status": "/ideas?sort=top&status=planned",
    "roadmap": "/roadmap",
    "roadmap by quarter": "/roadmap?view=quarter",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What one page cost."""

    name: str
    times: float
    must: float | None


def main() -> int:
    """Build, measure, and say what is missed."""
    options = _options()
    if options.build:
        return _build(*options.build)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        size = LARGE if options.postgres else SMALL
        environ = _environ(folder, options.postgres, size)
        if not (folder / "built").exists():
            _run(environ, "-m", "tools.prepare", "--only-database")
            _run(environ, "-m", "tools.bench_ideas", "--build", *map(str, size))
            (folder / "built").touch()
        bare = stack.enter_context(serving("bare", "tools.bench_bare:application", {}))
        site = stack.enter_context(serving("ideas", "wsgi:application", environ))
        found = list(_measure(bare, site))
    for one in found:
        judged = "" if one.must is None else f"must {one.must:g}"
        missed = " MISS" if one.must is not None and one.times > one.must else ""
        print(f"{one.name:40} {one.times:7.1f} × {judged}{missed}")
    return 1 if any(one.must is not None and one.times > one.must for one in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--postgres", metavar="URL", help="measure on PostgreSQL, and more of all")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep and reuse the community")
    parser.add_argument("--build", nargs=2, type=int, metavar=("IDEAS", "VOTES"), help="build only")
    return parser.parse_args()


def _environ(folder: Path, postgres: str | None, size: tuple[int, int]) -> dict[str, str]:
    environ = {"MARU_ENV": "development", "VAR_DIR": str(folder), "LOG_LEVEL": "INFO"}
    if not postgres:
        return environ | {"DATABASE_URL": ""}
    import psycopg

    name = f"maru_bench_ideas_{size[0]}"
    if not (folder / "built").exists():
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    return environ | {"DATABASE_URL": f"{postgres.rsplit('/', 1)[0]}/{name}"}


def _measure(bare: Server, site: Server) -> Iterator[Found]:
    readers = [sign_in(site.port, f"reader{n}@example.org", PASSWORD) for n in range(READERS)]
    asked: list[tuple[str, float | None, Any]] = []
    for name, path in LISTS.items():
        sign = "&" if "?" in path else "?"
        asked.append((f"{name}, anonymous", 5, lambda _l, _n, p=path: Asked(p)))
        asked.append(
            (f"{name}, signed in", 8, lambda lane, _n, p=path: Asked(p, readers[lane].cookie))
        )
        # an address that nobody asked for before: the page is drawn, its list is read once
        asked.append(
            (f"{name}, drawn anew", None, lambda _l, n, p=path, s=sign: Asked(f"{p}{s}n={n}"))
        )
    address = "/ideas/{}/idea"
    asked.append(("idea, anonymous", 6, lambda _l, n: Asked(address.format(n % 30 + 1))))
    asked.append(
        (
            "idea, signed in",
            12,
            lambda lane, n: Asked(address.format(n % 30 + 1), readers[lane].cookie),
        )
    )
    asked.append(("list of the manager", 20, lambda _l, _n: Asked("/pm", readers[0].cookie)))
    own = _cost(bare, lambda _l, _n: Asked("/"), ROUNDS * 2)
    for name, must, plan in asked:
        yield Found(name, _cost(site, plan, ROUNDS) / own, must)
        own = (own + _cost(bare, lambda _l, _n: Asked("/"), 2)) / 2


def _cost(server: Server, plan: Any, rounds: int) -> float:  # noqa: ANN401 - a plan of requests
    client = Client(server.port, plan)
    client.burst(BURST)
    before, requests = server.cpu_ms(), 0
    for _ in range(rounds):
        requests += len(client.burst(BURST))
    return (server.cpu_ms() - before) / requests


def _run(environ: dict[str, str], *arguments: str) -> None:
    command = [str(environment.PYTHON), *arguments]
    subprocess.run(command, cwd=environment.ROOT, env=os.environ | environ, check=True)


def _build(ideas: int, votes: int) -> int:
    """Fill an empty database; counters and figures are those that the rows say."""
    from tools.bench_ideas_community import build

    build(ideas, votes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
