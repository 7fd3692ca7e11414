"""What a post's fate means for the FAQ.

A question that is resolved is weighed at once; one that is open again, no more. What is hidden or
called otherwise gives no article its name any more.
"""

from portal.accounts.actor import SYSTEM
from portal.faq import actions, names, weighing
from portal.kit.events import Fact
from portal.threads import queries as threads
from portal.threads.events import (
    QuestionReopened,
    QuestionResolved,
    ThreadEdited,
    ThreadVisibilityChanged,
)


def on_question_resolved(fact: Fact) -> None:
    """Weigh a question that was resolved by an accepted or official answer."""
    if isinstance(fact.event, QuestionResolved):
        _follow_resolution(fact.event.thread_id)


def on_question_reopened(fact: Fact) -> None:
    """Take back what the evidence of a thread that is open again had proposed."""
    if isinstance(fact.event, QuestionReopened):
        _follow_resolution(fact.event.thread_id)


def on_title_withdrawn(fact: Fact) -> None:
    """Call no article by the title of a post that is not public, or not called so, any more."""
    if isinstance(fact.event, ThreadEdited | ThreadVisibilityChanged):
        names.forget(fact.event.thread_id)


def _follow_resolution(thread_id: int) -> None:
    # facts may arrive twice or out of order, so the rows are asked and not the fact
    thread = threads.get(SYSTEM, thread_id, for_update=True)
    if thread.resolution is None:
        actions.drop_nomination(thread_id)
    weighing.weigh_again(thread_id)
