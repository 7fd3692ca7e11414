"""What a draft starts from: a thread and the answer that settled it."""

from collections.abc import Iterable

from portal.accounts.actor import Actor
from portal.answers import queries as answers
from portal.answers.queries import AnswerView
from portal.faq import aliases
from portal.faq.rules import ArticleText
from portal.kit.errors import NotFound
from portal.threads import lists
from portal.threads import queries as threads
from portal.threads.queries import ThreadView


def from_thread(actor: Actor, thread_id: int) -> ArticleText:
    """Give the question as title, and the official, accepted or best answer as body.

    The titles of its duplicates are other wordings. The summary is that of the official answer.
    A person rewrites all of it before readers see it.
    Raises: NotFound("thread.not_found").
    Costs: 2 statements; 5 when an endorsed answer was edited since; more when it has duplicates.
    """
    thread = threads.get(actor, thread_id)
    called = _other_titles(actor, thread)
    best = next((a for a in answers.page(actor, thread).items if a.visibility == "visible"), None)
    if best is None:
        return ArticleText(thread.title, "", "", called)
    summary = best.official.summary if best.official else ""
    return ArticleText(thread.title, summary, _words(actor, best), called)


def _other_titles(actor: Actor, thread: ThreadView) -> tuple[str, ...]:
    """Give what others called the same thing, in the same language."""
    if not thread.has_duplicates:
        return ()
    same = lists.duplicates_of(actor, thread.id)
    titles = (one.title for one in same if one.lang == thread.lang)
    return aliases.gathered((), titles, title=thread.title)


def is_copied(actor: Actor, thread_ids: Iterable[int], body_md: str) -> bool:
    """Tell whether a text is still what a thread gave a draft to start from, but for blanks.

    Costs: 2 statements a thread; 5 when an endorsed answer was edited since.
    """
    written = body_md.split()
    for thread_id in thread_ids:
        try:
            start = from_thread(actor, thread_id)
        except NotFound:
            # hidden since: nobody could compare
            continue
        if start.body_md.split() == written:
            return True
    return False


def _words(actor: Actor, answer: AnswerView) -> str:
    if answer.official is None or not answer.is_edited_since_endorsed:
        return answer.body_md
    # the company stood behind an earlier wording, and only that may speak for it
    endorsed = answer.official.answer_version
    earlier = answers.revisions(actor, answer.id)
    return next((r.body_md for r in earlier if r.version == endorsed), answer.body_md)
