"""What a fact is about, and the people around it: what the table of hearers asks of the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import or_, select

from portal.accounts import mentions
from portal.accounts import queries as accounts
from portal.accounts.actor import NOBODY
from portal.answers.events import AnswerUnaccepted
from portal.answers.models import Answer, Comment
from portal.changelog import queries as changelog
from portal.changelog.events import ChangelogPublished
from portal.changelog.models import Entry
from portal.duplicates import queries as duplicates
from portal.duplicates.events import DuplicateContestDecided, DuplicateReversed
from portal.faq import queries as faq
from portal.faq import upkeep
from portal.faq.events import FaqDraftTakenOver, FaqNeedsUpdate, FaqPublished
from portal.faq.models import ArticleVersion
from portal.ideas.events import IdeaMilestoneReached, IdeaSplit, IdeaStatusChanged
from portal.kit.db import db
from portal.kit.events import Event
from portal.notify.audience import Group
from portal.notify.models import Notice, Preference
from portal.notify.rules import MENTIONS_MAX
from portal.threads import queries as threads
from portal.threads.events import ThreadLinkedAsDuplicate
from portal.threads.models import Thread
from portal.threads.policy import can_see
from portal.votes import queries as votes


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A fact as its hearers meet it: in which thread, about which post, from whom."""

    # None: it is about an article alone
    thread_id: int | None
    asker_id: int | None
    answer_id: int | None
    answerer_id: int | None
    comment_id: int | None
    article_version_id: int | None
    status: str | None
    # the text that may call people by name
    body_md: str
    # who answers for the article
    owner_id: int | None = None
    # who was writing it
    ousted_id: int | None = None
    # whose contest was decided against them
    overruled_id: int | None = None
    # who had linked the thread that is parted, and who posted what it was linked to
    linker_id: int | None = None
    original_id: int | None = None
    # what a new idea was split off
    split_from_id: int | None = None
    # who posted or follows the idea that was merged into another
    merged_ids: frozenset[int] = frozenset()
    changelog_entry_id: int | None = None
    # the decision asks the author something, or the voters whether it solved it
    asks_author: bool = False
    is_delivery: bool = False
    product_id: int | None = None
    is_idea: bool = False
    # how many want it
    votes: int | None = None


_NOTHING: Final = News(
    thread_id=None,
    asker_id=None,
    answer_id=None,
    answerer_id=None,
    comment_id=None,
    article_version_id=None,
    status=None,
    body_md="",
)


def read(event: Event) -> tuple[News, ...]:
    """Give what there is to tell of an event, per thread that it concerns.

    What is hidden or withdrawn by now is told to nobody.
    Costs: 1 statement; 3 more for an article, 2 more for an entry of the changelog.
    """
    if isinstance(event, FaqPublished | ChangelogPublished):
        return _of_article(event) if isinstance(event, FaqPublished) else _of_entry(event)
    if isinstance(event, DuplicateContestDecided | DuplicateReversed):
        return _of_decision(event)
    if isinstance(event, FaqNeedsUpdate | FaqDraftTakenOver):
        return _of_desk(event)
    row = _row(
        getattr(event, "thread_id", 0),
        getattr(event, "answer_id", None),
        getattr(event, "comment_id", None),
    )
    # that a link is upheld is told with the decision
    link = event if isinstance(event, ThreadLinkedAsDuplicate) else None
    if row is None or (link and link.is_upheld) or not _is_public(event, row):
        return ()
    return _of_merge(row) if link and row.kind == "idea" else _of_post(event, row)


def _of_post(event: Event, row: Any) -> tuple[News, ...]:  # noqa: ANN401 - a row of _row
    is_shown = row.answer_visibility == "visible"
    return (
        News(
            thread_id=row.id,
            asker_id=row.author_id,
            answer_id=row.answer_id if is_shown else None,
            answerer_id=row.answerer_id,
            comment_id=row.comment_id,
            article_version_id=None,
            status=event.after if isinstance(event, IdeaStatusChanged) else None,
            split_from_id=event.from_id if isinstance(event, IdeaSplit) else None,
            asks_author=isinstance(event, IdeaStatusChanged) and event.asks_author,
            is_delivery=isinstance(event, IdeaStatusChanged) and event.is_delivery,
            product_id=row.product_id,
            is_idea=row.kind == "idea",
            votes=event.votes if isinstance(event, IdeaMilestoneReached) else None,
            body_md=row.comment_body or row.answer_body or row.body_md,
        ),
    )


def people(news: News, group: Group) -> frozenset[int]:
    """Give who belongs to a group around some news.

    Costs: at most 1 statement.
    """
    return _GROUPS[group](news)


def muted_by(news: News) -> frozenset[int]:
    """Give who wants to hear nothing of the thread.

    Costs: 1 statement, none for what is about no thread.
    """
    return _followers(news, "muted")


def _row(thread_id: int, answer_id: int | None, comment_id: int | None) -> Any:  # noqa: ANN401 - a row
    return db.session.execute(
        select(
            Thread.id,
            Thread.product_id,
            Thread.author_id,
            Thread.kind,
            Thread.visibility,
            Thread.canonical_id,
            Thread.body_md,
            Answer.id.label("answer_id"),
            Answer.author_id.label("answerer_id"),
            Answer.visibility.label("answer_visibility"),
            Answer.body_md.label("answer_body"),
            Comment.id.label("comment_id"),
            Comment.visibility.label("comment_visibility"),
            Comment.body_md.label("comment_body"),
        )
        .select_from(Thread)
        .outerjoin(Answer, Answer.id == answer_id)
        .outerjoin(Comment, Comment.id == comment_id)
        .where(Thread.id == thread_id)
    ).one_or_none()


def _is_public(event: Event, row: Any) -> bool:  # noqa: ANN401 - a row of _row
    """Tell whether nobody in particular may see it, and so everybody."""
    if not can_see(NOBODY, row):
        return False
    # an acceptance ends because its answer was hidden: that is the news
    shown = {None, "visible"}
    is_answer_shown = row.answer_visibility in shown or isinstance(event, AnswerUnaccepted)
    return is_answer_shown and row.comment_visibility in shown


def _of_article(event: FaqPublished) -> tuple[News, ...]:
    """An article is news to the people of each thread that it grew from, and of its duplicates."""
    state = select(ArticleVersion.state).where(ArticleVersion.id == event.version_id)
    if not event.is_first or db.session.execute(state).scalar() != "published":
        return ()
    ids = faq.source_ids(event.article_id)
    sources = select(Thread).where(or_(Thread.id.in_(ids), Thread.canonical_id.in_(ids)))
    return tuple(
        News(
            thread_id=thread.id,
            asker_id=thread.author_id,
            answer_id=None,
            answerer_id=None,
            comment_id=None,
            article_version_id=event.version_id,
            status=None,
            body_md="",
        )
        for thread in db.session.execute(sources.order_by(Thread.id)).scalars()
        if can_see(NOBODY, thread)
    )


def _of_decision(event: DuplicateContestDecided | DuplicateReversed) -> tuple[News, ...]:
    """What is parted is news to its asker, to who had linked it, and to who posted the other one;
    that it stays linked only to who had contested it.
    """  # noqa: D205 - the sentence needs its two lines
    row, original = (_row(number, None, None) for number in (event.thread_id, event.target_id))
    is_upheld = isinstance(event, DuplicateContestDecided) and event.is_upheld
    found = []
    if row is not None and can_see(NOBODY, row):
        about = replace(_NOTHING, thread_id=row.id)
        found.append(
            replace(about, overruled_id=row.author_id)
            if is_upheld
            else replace(about, asker_id=row.author_id, linker_id=event.linked_by_id)
        )
    if original is not None and can_see(NOBODY, original) and not is_upheld:
        found.append(replace(_NOTHING, thread_id=original.id, original_id=original.author_id))
    return tuple(found)


def _of_entry(event: ChangelogPublished) -> tuple[News, ...]:
    """An entry of the changelog is news to the people of each idea that it answers, once, and then
    to who asked to hear of all.
    """  # noqa: D205 - the sentence needs its two lines
    state = select(Entry.state).where(Entry.id == event.entry_id)
    if not event.is_first or db.session.execute(state).scalar() != "published":
        return ()
    ids = changelog.idea_ids(event.entry_id)
    ideas = select(Thread).where(Thread.id.in_(ids)).order_by(Thread.id)
    about = replace(_NOTHING, changelog_entry_id=event.entry_id)
    of_ideas = (
        replace(about, thread_id=idea.id, asker_id=idea.author_id)
        for idea in db.session.execute(ideas).scalars()
        if can_see(NOBODY, idea)
    )
    return (*of_ideas, about)


def _of_desk(event: FaqNeedsUpdate | FaqDraftTakenOver) -> tuple[News, ...]:
    """That an article needs an update is news to who answers for it, as long as readers see it;
    that somebody goes on with a draft, to who was writing it.
    """  # noqa: D205 - the sentence needs its two lines
    if isinstance(event, FaqDraftTakenOver):
        return (replace(_of_article_alone(event.version_id), ousted_id=event.from_id),)
    state = select(ArticleVersion.state).where(ArticleVersion.id == event.version_id)
    if db.session.execute(state).scalar() != "published":
        return ()
    owner_id = upkeep.owner_id(event.version_id)
    return (replace(_of_article_alone(event.version_id), owner_id=owner_id),)


def _of_merge(row: Any) -> tuple[News, ...]:  # noqa: ANN401 - a row of _row
    """A merge is news to who posted or follows the idea and those merged into it before; not to
    those of the idea that goes on, nor to who muted that, nor when it was undone meanwhile.
    """  # noqa: D205 - the sentence needs its two lines
    if row.canonical_id is None:
        return ()
    people = {row.author_id}
    for number in {row.id, *duplicates.linked_below(row.id)}:
        people |= threads.follower_ids(number, ("all", "status"))
    people -= threads.follower_ids(row.canonical_id, ("muted",))
    return (replace(_NOTHING, thread_id=row.id, merged_ids=frozenset(people)),)


def _of_article_alone(version_id: int) -> News:
    return replace(_NOTHING, article_version_id=version_id)


def told_of_article(article_id: int) -> frozenset[int]:
    """Give who was told already that an article, in whichever language, is there.

    Costs: 1 statement.
    """
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    told = select(Notice.person_id).where(
        Notice.article_version_id.in_(versions), Notice.kind == "faq_published"
    )
    return frozenset(db.session.execute(told).scalars())


def _mentioned(news: News) -> frozenset[int]:
    called = mentions.people_in(news.body_md)
    return called if len(called) <= MENTIONS_MAX else frozenset()


def _answerers(news: News) -> frozenset[int]:
    visible = (Answer.thread_id == news.thread_id) & (Answer.visibility == "visible")
    return frozenset(db.session.execute(select(Answer.author_id).where(visible)).scalars())


def _followers(news: News, *levels: str) -> frozenset[int]:
    return threads.family_follower_ids(news.thread_id, levels) if news.thread_id else frozenset()


def _split(news: News) -> frozenset[int]:
    """Who wanted the whole, and did not mute it, is asked about the part."""
    if news.split_from_id is None:
        return frozenset()
    muted = threads.family_follower_ids(news.split_from_id, ("muted",))
    return votes.family_voter_ids(news.split_from_id) - muted


def _managers(news: News) -> frozenset[int]:
    return accounts.holders("idea.set_status", news.product_id or 0)


def _subscribers(news: News) -> frozenset[int]:
    """Who asked to hear of every entry of what is new, whichever ideas it answers."""
    if news.changelog_entry_id is None or news.thread_id is not None:
        return frozenset()
    wanted = or_(Preference.in_inbox, Preference.by_mail, Preference.in_digest)
    asked = select(Preference.person_id).where(Preference.kind == "news", wanted)
    return frozenset(db.session.execute(asked).scalars())


def _voters(news: News) -> frozenset[int]:
    return votes.family_voter_ids(news.thread_id) if news.thread_id else frozenset()


def _known(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(person_id for person_id in ids if person_id is not None)


_GROUPS: Final[dict[Group, Callable[[News], frozenset[int]]]] = {
    "answerer": lambda news: _known([news.answerer_id]),
    "answerers": _answerers,
    "asked": lambda news: _known([news.asker_id if news.asks_author else None]),
    "asker": lambda news: _known([news.asker_id]),
    "beneficiaries": lambda news: _voters(news) if news.is_delivery else frozenset(),
    "commented": lambda news: _known([news.answerer_id or news.asker_id]),
    "followers": lambda news: _followers(news, "all"),
    "linker": lambda news: _known([news.linker_id]),
    "idea_managers": lambda news: _managers(news) if news.is_idea else frozenset(),
    "managers": _managers,
    "mentioned": _mentioned,
    "merged": lambda news: news.merged_ids,
    "original": lambda news: _known([news.original_id]),
    "ousted": lambda news: _known([news.ousted_id]),
    "overruled": lambda news: _known([news.overruled_id]),
    "owner": lambda news: _known([news.owner_id]),
    "split": _split,
    "subscribers": _subscribers,
    "voters": _voters,
    "watchers": lambda news: _followers(news, "all", "status"),
}
