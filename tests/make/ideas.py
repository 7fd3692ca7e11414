"""Ideas that have come a way: decided by legal moves, each with what has to be said."""

from collections import deque

from portal.accounts.actor import NOBODY, Actor
from portal.ideas import actions as ideas
from portal.ideas import transitions
from portal.ideas.rules import Verdict
from portal.kit.db import transaction
from portal.threads import queries as threads
from portal.threads.kinds import BUILT_IN, Status

WHY = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 이해를 부탁드려요."
LINK = "https://example.com/notes/7"


def verdict(needs: str, status: str, note_md: str | None = None, **more: object) -> Verdict:
    """Say with a move what it needs, and nothing else."""
    said: dict[str, object] = {"status": status}
    if needs != "nothing":
        said["note_md"] = WHY
    if needs == "text_and_link":
        said["link"] = LINK
    if needs == "refusal":
        said["reason_code"] = "cost_vs_value"
    if note_md is not None:
        said["note_md"] = note_md
    return Verdict(**(said | more))  # type: ignore[arg-type]


def lead(who: Actor, thread_id: int, status: str, note_md: str | None = None) -> None:
    """Lead an idea to a status on the shortest way; the note is said with the last move."""
    before = BUILT_IN[threads.get(NOBODY, thread_id).status or ""]
    for step in _way(before, status):
        move = transitions.get(BUILT_IN[before.slug], BUILT_IN[step])
        with transaction():
            last = note_md if step == status else None
            ideas.decide(who, thread_id, verdict(move.needs, step, last))
        before = BUILT_IN[step]


def _way(before: Status, status: str) -> list[str]:
    waiting: deque[tuple[Status, list[str]]] = deque([(before, [])])
    seen = {before.slug}
    while waiting:
        at, way = waiting.popleft()
        for after, _ in transitions.after(at, BUILT_IN):
            if after.slug == status:
                return [*way, status]
            if after.slug not in seen:
                seen.add(after.slug)
                waiting.append((after, [*way, after.slug]))
    raise LookupError(status)
