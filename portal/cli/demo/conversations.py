"""What is said in a thread, and the marks that are put on it, as acts."""

from collections.abc import Iterator
from functools import partial

from portal.cli.demo import pace
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Answer, Thread

_AT_ONCE_DAYS = 0.0015


def acts(thread: Thread) -> Iterator[Act]:
    """Give all that is said in a thread, its own text first."""
    yield Act(thread.days_ago, partial(Stage.post, thread=thread))
    for comment in thread.comments:
        said = partial(Stage.comment, thread=thread, number=None, comment=comment)
        yield Act(thread.hours_in(comment.hours_after), said)
    for number, answer in enumerate(thread.answers):
        yield from _of_answer(thread, number, answer)
    if thread.duplicate_of:
        linked = thread.hours_in(thread.duplicate_hours_after)
        yield Act(linked, partial(Stage.link_duplicate, thread=thread))


def accepted_at(thread: Thread, number: int, answer: Answer) -> float:
    """Tell how many days ago the asker accepted an answer: as they thanked for it, or later."""
    answered = thread.hours_in(answer.hours_after)
    later = pace.dice(thread.key, str(number), "accepted").uniform(0.05, 1.5)
    return _thanked(thread, answer, thread.author) or answered - min(later, answered * 0.6)


def _of_answer(thread: Thread, number: int, answer: Answer) -> Iterator[Act]:
    answered = thread.hours_in(answer.hours_after)
    yield Act(answered, partial(Stage.answer, thread=thread, number=number, answer=answer))
    for comment in answer.comments:
        said = partial(Stage.comment, thread=thread, number=number, comment=comment)
        yield Act(thread.hours_in(comment.hours_after), said)
    if answer.accepted:
        accept = partial(Stage.accept, thread=thread, number=number)
        yield Act(accepted_at(thread, number, answer), accept)
    if answer.official:
        mark = partial(Stage.make_official, thread=thread, number=number, answer=answer)
        yield Act(_marked_at(thread, number, answer), mark)


def _marked_at(thread: Thread, number: int, answer: Answer) -> float:
    """Tell when an answer was made official: by its author at once, by another after reading it."""
    answered = thread.hours_in(answer.hours_after)
    if answer.marked_by == answer.author:
        return answered - min(_AT_ONCE_DAYS, answered * 0.5)
    later = pace.dice(thread.key, str(number), "official").uniform(0.08, 1.2)
    return _thanked(thread, answer, answer.marked_by) or answered - min(later, answered * 0.7)


def _thanked(thread: Thread, answer: Answer, who: str) -> float | None:
    """Tell when somebody first remarked on an answer, and so had read it; None if never."""
    remarks = [remark.hours_after for remark in answer.comments if remark.author == who]
    if not remarks:
        return None
    said = thread.hours_in(min(remarks))
    return said - min(_AT_ONCE_DAYS, said * 0.5)
