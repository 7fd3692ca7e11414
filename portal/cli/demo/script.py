"""The whole story as acts, in the order of time."""

from collections.abc import Iterator
from functools import partial

from portal.cli.demo import (
    conversations,
    decisions,
    echoes,
    help_pages,
    interest,
    news,
    upkeep,
    weighing,
)
from portal.cli.demo.acts import Act
from portal.cli.demo.crowd import LAUNCH_DAYS_AGO, Crowd
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Story


def write(story: Story) -> list[Act]:
    """Turn a story into acts, the earliest first."""
    # sorting keeps what happens at one moment in the order in which it was written down
    return sorted(_acts(story), key=lambda act: -act.days_ago)


def _acts(story: Story) -> Iterator[Act]:
    crowd = Crowd(story)
    for product in story.products:
        yield Act(LAUNCH_DAYS_AGO, partial(Stage.offer, product=product))
    for person in story.people:
        yield Act(crowd.joined(person.key), partial(Stage.join, person=person))
    for thread in story.threads:
        yield from conversations.acts(thread)
        yield from decisions.acts(thread)
        yield from echoes.acts(thread, crowd)
        yield from interest.of_thread(thread)
    yield from news.acts(story)
    yield from weighing.acts()
    yield from _at_the_desk(story)
    for day in range(int(LAUNCH_DAYS_AGO) - 1, -1, -1):
        weighs = day < interest.WEIGHED_FROM_DAYS
        yield Act(day, partial(Stage.let_time_pass, weighs=weighs))


def _at_the_desk(story: Story) -> Iterator[Act]:
    """Give what becomes of help."""
    for article in story.articles:
        yield from help_pages.acts(article, story)
    yield from upkeep.acts(story)
    for group in story.synonyms:
        yield Act(group.days_ago, partial(Stage.say_the_same, group=group))
    for decision in story.decisions:
        yield interest.of_decision(decision)
