"""What a thread stirs up beyond words, as acts: votes, helpful votes, people who follow it."""

from collections.abc import Iterator
from functools import partial

from portal.cli.demo import conversations, decisions, pace
from portal.cli.demo.acts import Act
from portal.cli.demo.crowd import Crowd
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Answer, Thread

# questions are answered and forgotten, ideas are found in the lists for a long time
_LATE_VOTES = {"question": 0.15, "idea": 0.45}
_LATE_READERS = 0.3
_FOLLOWED_SHARE = 0.15
_LOUD_VOTES = 20


def acts(thread: Thread, crowd: Crowd) -> Iterator[Act]:
    """Give what a thread and its answers stir up."""
    yield from _votes(thread, crowd)
    for number, answer in enumerate(thread.answers):
        yield from _helpfulness(thread, number, answer, crowd)
    yield from _follows(thread, crowd)


def _votes(thread: Thread, crowd: Crowd) -> Iterator[Act]:
    rolled = pace.dice(thread.key, "votes")
    end = decisions.votes_end(thread)
    voters = crowd.some(rolled, thread.votes, lang=thread.lang, without={thread.author})
    for who in voters:
        here_since = min(thread.days_ago, crowd.joined(who))
        after = pace.delay(rolled, here_since - end, late_share=_LATE_VOTES[thread.kind])
        yield Act(here_since - after, partial(Stage.vote, thread=thread, who=who))


def _helpfulness(thread: Thread, number: int, answer: Answer, crowd: Crowd) -> Iterator[Act]:
    """Give who says that an answer helped, the asker who accepted it first, and who says not."""
    rolled = pace.dice(thread.key, str(number), "helpful")
    answered = thread.hours_in(answer.hours_after)
    count = answer.helpful + answer.unhelpful
    readers = crowd.some(rolled, count, lang=thread.lang, without={answer.author, thread.author})
    if answer.accepted and answer.helpful:
        readers = [thread.author, *readers[: count - 1]]
    for place, who in enumerate(readers):
        here_since = min(answered, crowd.joined(who))
        if who == thread.author:
            here_since = conversations.accepted_at(thread, number, answer)
        after = pace.delay(rolled, here_since, late_share=_LATE_READERS)
        value = 1 if place < answer.helpful else -1
        say = partial(Stage.say_helpful, thread=thread, number=number, who=who, value=value)
        yield Act(here_since - after, say)


def _follows(thread: Thread, crowd: Crowd) -> Iterator[Act]:
    """Let some people follow a thread, and one mute a thread in which everybody votes."""
    rolled = pace.dice(thread.key, "follows")
    readers = crowd.some(rolled, 2, lang=thread.lang, without={thread.author})
    levels = ["all"] if rolled.random() < _FOLLOWED_SHARE else []
    levels += ["muted"] if thread.votes > _LOUD_VOTES else []
    for who, level in zip(readers, levels, strict=False):
        here_since = min(thread.days_ago, crowd.joined(who))
        after = pace.delay(rolled, here_since, late_share=_LATE_READERS)
        yield Act(here_since - after, partial(Stage.follow, thread=thread, who=who, level=level))
