"""What the people of the soak do: one function for each act, and how often it is drawn."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.threads.kinds import BUILT_IN
from tools.bench_words import Writer
from tools.soak_visit import Person, Town, Visit

_REASONS = ("out_of_scope", "not_feasible", "cost_vs_value", "insufficient_demand")
_LEVELS = ("all", "status", "muted", "none")
_ORDERS = ("hot", "new", "top")
_PAGES = ("/", "/ideas", "/questions", "/faq", "/changelog", "/search?q=")
_FOR_STAFF = ("/pm", "/staff/integrity", "/staff/duplicates", "/admin/health", "/staff")
_CHOSEN = re.compile(r'name="vote" value="(\d+-\d+)"')
_MOST_BANNED = 6
_LATEST = 40
"""Half of what is done is done to so many: what nobody meets twice finds no fault."""

Act = Callable[["Chance", Visit], None]


@dataclass
class Chance:
    """One connection's luck, always the same for one seed."""

    seed: int

    def __post_init__(self) -> None:
        self.luck = random.Random(self.seed)  # noqa: S311 - chance, not secrecy
        self.writer = Writer(self.luck)

    def member(self, town: Town) -> Person:
        """Pick a customer."""
        return self.luck.choice(town.members)

    def anybody(self, town: Town) -> Person:
        """Pick a customer, or somebody who may more."""
        return self.luck.choice((self.member(town), *town.staff.values()))

    def keeper(self, town: Town) -> Person:
        """Pick somebody who may decide."""
        return town.staff[self.luck.choice(("manager", "moderator", "administrator"))]

    def thread(self, town: Town) -> int:
        """Pick a thread: one of the first again and again, or any."""
        some = town.threads[:_LATEST] if self.luck.random() < 0.5 else town.threads  # noqa: PLR2004 - half
        return self.luck.choice(some)

    def lang(self) -> str:
        """Pick a language."""
        return self.luck.choice(("ko", "ko", "en"))


def vote(chance: Chance, visit: Visit) -> None:
    """Want something."""
    visit.post(chance.member(visit.town), f"/threads/{chance.thread(visit.town)}/vote", kind="idea")


def unvote(chance: Chance, visit: Visit) -> None:
    """Want it no more."""
    visit.post(
        chance.member(visit.town), f"/threads/{chance.thread(visit.town)}/unvote", kind="idea"
    )


def weigh(chance: Chance, visit: Visit) -> None:
    """Say how important it is, and what for."""
    fields: dict[str, object] = {"importance": chance.luck.randrange(4)}
    if chance.luck.random() < 0.5:  # noqa: PLR2004 - half
        fields |= {"use_case": chance.writer.title(chance.lang()), "shared": "1"}
    path = f"/threads/{chance.thread(visit.town)}/vote/words"
    visit.post(chance.member(visit.town), path, **fields)


def propose(chance: Chance, visit: Visit) -> None:
    """Propose an idea."""
    _post_thread(chance, visit, "/ideas/propose")


def ask(chance: Chance, visit: Visit) -> None:
    """Ask a question."""
    _post_thread(chance, visit, "/questions/ask")


def _post_thread(chance: Chance, visit: Visit, path: str) -> None:
    author, lang = chance.member(visit.town), chance.lang()
    location = visit.post(
        author,
        path,
        product=chance.luck.choice(visit.town.products),
        lang=lang,
        title=chance.writer.title(lang),
        body=chance.writer.body(lang, 3),
        similar_seen="1",
    )
    number = visit.town.note_thread(location)
    if number:
        visit.town.authors.append((number, author))


def comment(chance: Chance, visit: Visit) -> None:
    """Comment, following or not."""
    follows = {"follow": "1"} if chance.luck.random() < 0.3 else {}  # noqa: PLR2004 - a third
    path = f"/threads/{chance.thread(visit.town)}/comments"
    body = chance.writer.body(chance.lang(), 2)
    visit.post(chance.anybody(visit.town), path, body=body, **follows)


def answer(chance: Chance, visit: Visit) -> None:
    """Answer."""
    path = f"/threads/{chance.thread(visit.town)}/answers"
    visit.post(chance.anybody(visit.town), path, body=chance.writer.body(chance.lang(), 2))


def follow(chance: Chance, visit: Visit) -> None:
    """Choose what to hear of it."""
    path = f"/threads/{chance.thread(visit.town)}/follow"
    visit.post(chance.anybody(visit.town), path, level=chance.luck.choice(_LEVELS))


def suggest(chance: Chance, visit: Visit) -> None:
    """Say that it is the same as another."""
    path = f"/threads/{chance.thread(visit.town)}/duplicate/suggest"
    visit.post(chance.member(visit.town), path, canonical_id=chance.thread(visit.town))


def merge(chance: Chance, visit: Visit) -> None:
    """Merge one or a few ideas into another."""
    sources = [chance.thread(visit.town) for _ in range(chance.luck.choice((1, 1, 1, 2, 3)))]
    path = f"/threads/{chance.thread(visit.town)}/merge"
    fields = {"with": " ".join(map(str, sources)), "across_languages": "1"}
    if visit.post(chance.keeper(visit.town), path, **fields):
        visit.town.merged.extend(sources)


def part(chance: Chance, visit: Visit) -> None:
    """Undo a merge, or try to."""
    known = visit.town.merged[-_LATEST:]
    number = chance.luck.choice(known) if known else chance.thread(visit.town)
    visit.post(chance.keeper(visit.town), f"/threads/{number}/duplicate/reverse")


def split(chance: Chance, visit: Visit) -> None:
    """Make an idea of a part."""
    lang = chance.lang()
    path = f"/threads/{chance.thread(visit.town)}/split"
    fields = {"title": chance.writer.title(lang), "body": chance.writer.body(lang, 2)}
    visit.town.note_thread(visit.post(chance.keeper(visit.town), path, **fields))


def decide(chance: Chance, visit: Visit) -> None:
    """Move an idea on, with all that some moves need."""
    visit.post(
        chance.keeper(visit.town),
        f"/threads/{chance.thread(visit.town)}/status",
        status=chance.luck.choice(tuple(BUILT_IN)),
        note=chance.writer.body("ko", 2),
        link="https://example.org/notes",
        reason_code=chance.luck.choice(_REASONS),
    )


def convert(chance: Chance, visit: Visit) -> None:
    """Make the other kind of it."""
    path = f"/threads/{chance.thread(visit.town)}/convert"
    kind = chance.luck.choice(("idea", "question"))
    title = chance.writer.title(chance.lang())
    visit.post(chance.keeper(visit.town), path, seen_kind=kind, title=title)


def hide(chance: Chance, visit: Visit) -> None:
    """Hide it."""
    path = f"/threads/{chance.thread(visit.town)}/hide"
    visit.town.hidden.append(int(path.split("/")[2]))
    visit.post(visit.town.staff["moderator"], path, reason="광고로 보여요")


def restore(chance: Chance, visit: Visit) -> None:
    """Show again what was hidden."""
    number = visit.town.hidden.popleft() if visit.town.hidden else chance.thread(visit.town)
    visit.post(visit.town.staff["moderator"], f"/threads/{number}/restore")


def take_back(chance: Chance, visit: Visit) -> None:
    """Take back what one posted oneself."""
    if visit.town.authors:
        number, author = chance.luck.choice(visit.town.authors)
        visit.post(author, f"/threads/{number}/withdraw")


def ban(chance: Chance, visit: Visit) -> None:
    """Shut somebody out: one after the other, and never too many."""
    outside = [each for each in visit.town.members if each.is_out]
    moderator = visit.town.staff["moderator"]
    if len(outside) < _MOST_BANNED:
        person = chance.member(visit.town)
        reason = chance.luck.choice(("spam", "vote_fraud"))
        visit.post(moderator, f"/people/{person.name}/suspend", reason=reason)
        person.is_out = True
    else:
        unban(chance, visit)


def unban(chance: Chance, visit: Visit) -> None:
    """Let somebody in again, who then signs in."""
    outside = [each for each in visit.town.members if each.is_out]
    if not outside:
        return
    person = chance.luck.choice(outside)
    if visit.post(visit.town.staff["moderator"], f"/people/{person.name}/suspend/lift"):
        visit.town.sign_in(person)


def judge(chance: Chance, visit: Visit) -> None:
    """Look through the votes that were put aside, and decide about some."""
    moderator = visit.town.staff["moderator"]
    pile = chance.luck.choice(("waiting", "waiting", "decided"))
    page = visit.get(moderator, f"/staff/integrity?pile={pile}")
    found = _CHOSEN.findall(page)
    if found:
        some = chance.luck.sample(found, min(len(found), 5))
        choice = chance.luck.choice(("count", "exclude"))
        visit.post(moderator, "/staff/integrity/decide", pile=pile, choice=choice, vote=some)


def read(chance: Chance, visit: Visit) -> None:
    """Open a thread."""
    folder = chance.luck.choice(("ideas", "questions"))
    visit.get(chance.anybody(visit.town), f"/{folder}/{chance.thread(visit.town)}/-")


def browse(chance: Chance, visit: Visit) -> None:
    """Look at a list, or at a page of the team's."""
    if chance.luck.random() < 0.2:  # noqa: PLR2004 - one in five
        visit.get(chance.keeper(visit.town), chance.luck.choice(_FOR_STAFF))
    else:
        order = chance.luck.choice(_ORDERS)
        path = chance.luck.choice((*_PAGES, f"/ideas?order={order}", "/inbox"))
        visit.get(chance.member(visit.town), path)


def search(chance: Chance, visit: Visit) -> None:
    """Look for words."""
    query = chance.writer.query(chance.lang())
    visit.get(chance.member(visit.town), "/search", q=query)


ACTS: tuple[tuple[int, Act], ...] = (
    (24, vote),
    (10, unvote),
    (6, weigh),
    (3, propose),
    (1, ask),
    (6, comment),
    (2, answer),
    (6, follow),
    (1, suggest),
    (3, merge),
    (3, part),
    (1, split),
    (4, decide),
    (2, convert),
    (2, hide),
    (2, restore),
    (1, take_back),
    (1, judge),
    (8, read),
    (5, browse),
    (4, search),
)
"""What everybody draws from, and how often of all."""

APART: tuple[tuple[int, Act], ...] = ((1, ban), (1, unban))
"""What the first connection does now and then, and no other: it knows who is outside."""


def draw(chance: Chance, lane: int) -> Act:
    """Draw what is done next."""
    # one in ten of that one connection's
    is_apart = lane == 0 and chance.luck.random() < 0.1  # noqa: PLR2004
    acts = APART if is_apart else ACTS
    weights: list[Any] = [weight for weight, _act in acts]
    return chance.luck.choices([act for _weight, act in acts], weights)[0]
