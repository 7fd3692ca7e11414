"""What the pages of the FAQ's desk are composed of."""

from dataclasses import dataclass

from portal.accounts.actor import Actor
from portal.answers import queries as answers
from portal.answers.queries import AnswerView
from portal.faq import (
    editions,
    intake,
    policy,
    replacements,
    topics,
    unhelpful,
    upkeep,
    workbench,
    writers,
)
from portal.faq import queries as faq
from portal.faq.editions import TextChanges
from portal.faq.queries import ArticleLink
from portal.faq.topics import TopicView
from portal.faq.upkeep import Care
from portal.faq.workbench import Work
from portal.kit import markup
from portal.kit.errors import NotAllowed, NotFound
from portal.threads import lists
from portal.threads import queries as threads
from portal.threads.lists import ThreadCard
from portal.threads.queries import ThreadView

_READ_IN_FULL = 3
"""So many of an article's threads stand beside its text; the others are linked."""


@dataclass(frozen=True, slots=True)
class Source:
    """A thread that an article grew from, with the answer that settled it."""

    thread: ThreadView
    answer: AnswerView | None

    @property
    def answer_html(self) -> str:
        """Give what settled it: what was endorsed, where something was."""
        if self.answer is None:
            return ""
        return self.answer.official.body_html if self.answer.official else self.answer.body_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What this person may do with the version before them."""

    decide: bool
    send_back: bool
    take_back: bool
    discard: bool
    retire: bool
    confirm: bool
    say_right: bool
    publish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """A version on the desk, beside the threads it grew from."""

    work: Work
    cards: tuple[ThreadCard, ...]
    # which of them only the text takes in that is being written
    taken_in: frozenset[int]
    sources: tuple[Source, ...]
    draft_html: str
    # what the draft says otherwise than what readers saw last, once it is to be decided about
    changes: TextChanges | None
    # where readers of a retired article are led, if it leads anywhere
    replacement: ArticleLink | None
    allowed: Allowed
    # how what readers see is looked after; nothing while they see nothing
    care: Care | None
    # how many readers gave which reason why it did not help
    whys: dict[str, int]
    topics: tuple[TopicView, ...]
    topic_id: int | None


def desk_page(actor: Actor, version_id: int) -> DeskPage:
    """Compose the page of a version.

    Raises: NotFound; NotAllowed("faq.draft").
    Costs: at most 19 statements.
    """
    work = workbench.get(actor, version_id)
    if not policy.can_draft(actor, work.product_id):
        raise NotAllowed("faq.draft")
    grown_from = faq.sources_of(actor, work.article_id)
    taken_in = _taken_in(actor, work, grown_from)
    cards = taken_in + grown_from
    return DeskPage(
        work=work,
        cards=cards,
        taken_in=frozenset(card.id for card in taken_in),
        sources=tuple(_source(actor, card.id) for card in cards[:_READ_IN_FULL]),
        draft_html=str(markup.render(work.draft.body_md)) if work.draft else "",
        changes=changes_of(work),
        replacement=replacements.of(version_id) if work.state == "retired" else None,
        allowed=_allowed(actor, work),
        topics=topics.of_product(work.product_id),
        topic_id=topics.of_article(work.article_id),
        whys=_whys(actor, work),
        care=upkeep.find(actor, version_id) if work.state == "published" else None,
    )


def _taken_in(
    actor: Actor, work: Work, grown_from: tuple[ThreadCard, ...]
) -> tuple[ThreadCard, ...]:
    known = {card.id for card in grown_from}
    ids = [number for number in intake.ids_of(work.version_id) if number not in known]
    cards = lists.cards(actor, ids)
    return tuple(cards[number] for number in ids if number in cards)


def _whys(actor: Actor, work: Work) -> dict[str, int]:
    may_read = policy.can_read_readers(actor, work.product_id)
    return unhelpful.counts(work.version_id) if work.state == "published" and may_read else {}


def changes_of(work: Work) -> TextChanges | None:
    """Tell what a draft that is handed in changes; nothing for a first text."""
    if work.draft is None or work.draft.state == "writing" or not work.edition:
        return None
    return editions.compare(work.text, work.draft.text)


def _source(actor: Actor, thread_id: int) -> Source:
    thread = threads.get(actor, thread_id)
    said = answers.page(actor, thread).items
    return Source(thread, next((a for a in said if a.visibility == "visible"), None))


def _allowed(actor: Actor, work: Work) -> Allowed:
    draft, product_id = work.draft, work.product_id
    may_publish = policy.can_publish(actor, product_id)
    if draft is None:
        return Allowed(
            decide=False,
            send_back=False,
            take_back=False,
            discard=False,
            retire=may_publish and work.state == "published",
            confirm=may_publish,
            say_right=policy.can_confirm(actor, product_id),
            publish=may_publish,
        )
    is_writer = draft.writer_id == actor.id
    parts_by = writers.of(work.version_id) if draft.state != "writing" else frozenset[int]()
    wrote = parts_by | {draft.writer_id}
    return Allowed(
        decide=policy.can_decide(actor, product_id, wrote),
        send_back=may_publish and not is_writer,
        take_back=is_writer,
        discard=policy.can_discard(actor, product_id, draft.writer_id),
        retire=may_publish and work.state == "published",
        confirm=may_publish,
        say_right=policy.can_confirm(actor, product_id),
        publish=may_publish,
    )


def check_known(pile: str) -> None:
    """Refuse a pile that the desk does not have.

    Raises: NotFound.
    """
    if pile not in PILES:
        raise NotFound


PILES = ("nominated", "writing", "in_review", "approved", "published", "retired")
