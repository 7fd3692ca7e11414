"""What people looked for before they said anything: searches, and questions they began to ask.

How much a search finds is looked up in the demo's own index, so this comes after it is built.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from portal.accounts.actor import NOBODY
from portal.cli.demo import pace
from portal.cli.demo.story import Begun, Searched, Story
from portal.insights import asking
from portal.insights.asking import Thing
from portal.kit import clock
from portal.search import log
from portal.search import queries as search
from portal.search.engine import NO_FILTERS

# eight full weeks, and a little of what is not over yet
_SINCE_DAYS = 56.0
_OPENED_SHARE = 0.66
_FIRST_SHARE = 0.55
_AGAIN_SHARE = 0.14
_ASKED_SHARE = 0.04
_ASKED_AFTER_NOTHING_SHARE = 0.3
_SUGGESTIONS = 5
_OPENING_SHARE = 0.6
_SOLVED_SHARE = 0.3
_LEAVING_SHARE = 0.2
_READING = timedelta(seconds=asking.VIEWED_SECONDS + 12)


def perform(story: Story) -> None:
    """Let people search and begin to ask, over the last weeks."""
    now = clock.now()
    for searched in story.searches:
        _search(searched, now)
    for begun in story.askings:
        _ask(begun, now)


def _search(searched: Searched, now: datetime) -> None:
    rolled = pace.dice(searched.lang, searched.words)
    count = len(search.find(NOBODY, searched.words, NO_FILTERS).hits)
    before = ""
    for number, at in enumerate(_moments(rolled, searched.times, now)):
        with clock.at(at):
            page = log.shown(
                searched.words, lang=searched.lang, filters="", result_count=count, after=before
            )
            if page is None:
                return
            told = log.Told(page.token, *_what_became_of_it(rolled, count))
            log.record(told, place=f"demo {searched.words} {number}")
        # somebody who searches again does so from the page before
        before = page.id if rolled.random() < _AGAIN_SHARE else ""


def _what_became_of_it(rolled: Random, count: int) -> tuple[int | None, bool]:
    """Give the position of what was opened, and whether somebody asked."""
    if count == 0:
        return None, rolled.random() < _ASKED_AFTER_NOTHING_SHARE
    if rolled.random() > _OPENED_SHARE:
        return None, rolled.random() < _ASKED_SHARE
    position = 1
    while position < count and rolled.random() > _FIRST_SHARE:
        position += 1
    return position, False


def _ask(begun: Begun, now: datetime) -> None:
    rolled = pace.dice(begun.lang, begun.title)
    alike = search.similar(NOBODY, begun.title, lang=None, limit=_SUGGESTIONS).hits
    things = tuple(Thing(line.kind, line.id) for line in alike)
    for number, at in enumerate(_moments(rolled, begun.times, now)):
        place = f"demo {begun.title} {number}"
        with clock.at(at):
            token = asking.shown(asking.begin("question", begun.lang), things)
            asking.record(asking.Told(token=token), place=place)
        for after, told in _steps(rolled, token, len(things)):
            with clock.at(at + after):
                asking.record(told, place=place)


def _steps(rolled: Random, token: str, suggestions: int) -> Iterator[tuple[timedelta, asking.Told]]:
    """Yield what the page tells after it was shown, and how long after."""
    end = rolled.random()
    if suggestions and end < _OPENING_SHARE:
        position = min(suggestions, 1 + int(rolled.expovariate(1.2)))
        yield timedelta(seconds=9), asking.Told(token=token, opened=position)
        yield _READING, asking.Told(token=token, viewed=position)
        if end < _SOLVED_SHARE:
            yield 2 * _READING, asking.Told(token=token, solved=position)
    elif end > _OPENING_SHARE + _LEAVING_SHARE:
        yield 5 * _READING, asking.Told(token=token, has_asked=True)


def _moments(rolled: Random, times: int, now: datetime) -> list[datetime]:
    days = sorted((rolled.uniform(0.05, _SINCE_DAYS) for _ in range(times)), reverse=True)
    return [pace.instant(ago, now) for ago in days]
