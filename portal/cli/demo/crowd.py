"""Who is around: since when people are members, and who of them comes by to vote."""

from collections.abc import Iterator
from random import Random

from portal.cli.demo import pace
from portal.cli.demo.story import Article, Person, Story, Thread

LAUNCH_DAYS_AGO = 204.0
_CUSTOMERS_FROM = 199.0
_WELCOME_DAYS = 0.3
_EDITING_DAYS = 10.0
_STAFF_WEIGHT = 0.03
_FOREIGN_WEIGHT = 0.25


class Crowd:
    """The people of the story, as voters."""

    def __init__(self, story: Story) -> None:
        """Let everybody join before they say anything, most of them early."""
        self._people = {person.key: person for person in story.people}
        first = _first_acts(story)
        self._joined = {
            person.key: _joined(person, first.get(person.key, _CUSTOMERS_FROM - 1))
            for person in story.people
        }
        self._eagerness = {
            key: pace.dice(key, "eagerness").uniform(0.5, 1.5) for key in self._people
        }

    def joined(self, key: str) -> float:
        """Tell how many days ago somebody joined."""
        return self._joined[key]

    def some(self, rolled: Random, count: int, *, lang: str, without: set[str]) -> list[str]:
        """Draw people: customers rather than staff, and rather those who speak a language.

        Gives: keys of as many different people as asked for, fewer when there are no more.
        """
        drawn = sorted(
            (key for key in self._people if key not in without),
            key=lambda key: rolled.random() ** (1 / self._weight(key, lang)),
            reverse=True,
        )
        return drawn[:count]

    def _weight(self, key: str, lang: str) -> float:
        person = self._people[key]
        if person.is_staff:
            return _STAFF_WEIGHT
        return self._eagerness[key] * (1.0 if person.locale == lang else _FOREIGN_WEIGHT)


def _joined(person: Person, first_act: float) -> float:
    rolled = pace.dice(person.key, "joined")
    if person.is_staff:
        return rolled.uniform(_CUSTOMERS_FROM + 1, LAUNCH_DAYS_AGO - 1)
    latest = first_act + _WELCOME_DAYS
    return float(latest + (_CUSTOMERS_FROM - latest) * rolled.random() ** 0.35)


def _first_acts(story: Story) -> dict[str, float]:
    first: dict[str, float] = {}
    for key, days_ago in _acts(story):
        first[key] = max(first.get(key, 0.0), days_ago)
    return first


def _acts(story: Story) -> Iterator[tuple[str, float]]:
    for thread in story.threads:
        yield thread.author, thread.days_ago
        for author, hours_after in _said(thread):
            yield author, thread.hours_in(hours_after)
    for article in story.articles:
        yield from _written(article)


def _said(thread: Thread) -> Iterator[tuple[str, float]]:
    for answer in thread.answers:
        yield answer.author, answer.hours_after
        for comment in answer.comments:
            yield comment.author, comment.hours_after
    for comment in thread.comments:
        yield comment.author, comment.hours_after


def _written(article: Article) -> Iterator[tuple[str, float]]:
    yield article.writer, article.days_ago + _EDITING_DAYS
    yield article.approver, article.days_ago + _EDITING_DAYS
