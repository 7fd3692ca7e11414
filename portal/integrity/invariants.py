"""Every sentence that holds of all rows at any time, each as the rows that would break it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import Over
from sqlalchemy.sql.functions import FunctionElement

from portal.accounts.models import RoleGrant, SignIn, User
from portal.answers.models import Answer, AnswerRevision, Comment, OfficialMark
from portal.duplicates.models import DuplicateLink
from portal.exchange.models import ImportedRow
from portal.faq.models import (
    Article,
    ArticleDraft,
    ArticleEdition,
    ArticleRedirect,
    ArticleTopic,
    ArticleVersion,
    Claim,
    Confirmation,
    Nomination,
    Topic,
    TranslationMark,
    UpdateReason,
    Upkeep,
)
from portal.ideas.models import Conversion, OutcomeAnswer, StatusChange
from portal.kit.db import db
from portal.kit.events import Delivery, Event, EventRow
from portal.notify.models import OutgoingMail
from portal.threads.kinds import FIRST
from portal.threads.models import IdeaStatus, Tag, Thread, ThreadRevision, ThreadTag
from portal.votes.models import HelpfulVote, SetAsideVote

Column = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence, and the rows that break it: one column, what to call them."""

    name: str
    broken_by: Select[Any]


def _threads(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(Thread.id).where(*conditions)


def _answers(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(Answer.id).join(Thread, Thread.id == Answer.thread_id).where(*conditions)


def _differ(first: Column, second: Column) -> ColumnElement[bool]:
    """Tell whether one of the two is missing and the other is not."""
    return first.is_(None) != second.is_(None)


def _of_threads() -> Iterator[Invariant]:
    is_idea = Thread.kind == "idea"
    yield Invariant(
        "an idea has a status, a question has none",
        _threads(is_idea != Thread.status.is_not(None)),
    )
    is_known = exists().where(
        IdeaStatus.slug == Thread.status, IdeaStatus.kind == Thread.status_kind
    )
    yield Invariant(
        "an idea has a status of the catalogue, and its kind", _threads(is_idea, ~is_known)
    )
    yield Invariant(
        "a lock has its reason", _threads(_differ(Thread.locked_at, Thread.lock_reason))
    )
    yield Invariant(
        "a thread moved last when it was posted, or later",
        _threads(Thread.last_activity_at < Thread.posted_at),
    )
    yield Invariant(
        "a tag knows when its thread was posted",
        select(Thread.id)
        .join(ThreadTag, ThreadTag.thread_id == Thread.id)
        .where(ThreadTag.posted_at != Thread.posted_at),
    )
    for noun, posts in (("thread", Thread), ("answer", Answer), ("comment", Comment)):
        hidden = posts.visibility == "hidden"
        yield Invariant(
            f"a hidden {noun} has its reason, a visible one has none",
            select(posts.id).where(
                or_(
                    and_(hidden, posts.visibility_reason.is_(None)),
                    and_(posts.visibility == "visible", posts.visibility_reason.is_not(None)),
                )
            ),
        )


def of_families() -> Iterator[Invariant]:
    """Give what holds of threads that repeat others, so that their votes are counted together."""
    original = aliased(Thread)
    yield Invariant(
        "a duplicate points at a thread that is no duplicate itself",
        select(Thread.id)
        .join(original, original.id == Thread.canonical_id)
        .where(or_(original.canonical_id.is_not(None), original.id == Thread.id)),
    )
    yield Invariant(
        "what a duplicate repeats can be seen",
        select(Thread.id)
        .join(original, original.id == Thread.canonical_id)
        .where(original.visibility != "visible"),
    )
    is_linked = exists().where(
        DuplicateLink.thread_id == Thread.id, DuplicateLink.state == "active"
    )
    yield Invariant(
        "a duplicate has the link that says so",
        _threads(Thread.canonical_id.is_not(None), ~is_linked),
    )
    target = aliased(Thread)
    stands = func.coalesce(target.canonical_id, target.id)
    yield Invariant(
        "what was linked to a thread that can be seen repeats what that repeats",
        select(DuplicateLink.id)
        .join(Thread, Thread.id == DuplicateLink.thread_id)
        .join(target, target.id == DuplicateLink.target_id)
        .where(DuplicateLink.state == "active", target.visibility == "visible")
        .where(func.coalesce(Thread.canonical_id, 0) != stands, stands != Thread.id),
    )


def _of_conversions() -> Iterator[Invariant]:
    newest = select(func.max(Conversion.id)).group_by(Conversion.thread_id)
    yield Invariant(
        "a thread is what it was converted into last",
        select(Thread.id)
        .join(Conversion, Conversion.thread_id == Thread.id)
        .where(Conversion.id.in_(newest), Conversion.after != Thread.kind),
    )
    yield Invariant(
        "votes wait only for what a thread is not",
        select(SetAsideVote.person_id)
        .join(Thread, Thread.id == SetAsideVote.thread_id)
        .where(SetAsideVote.thread_kind == Thread.kind),
    )


def _of_resolutions() -> Iterator[Invariant]:
    accepted = exists().where(Answer.thread_id == Thread.id, Answer.accepted_at.is_not(None))
    official = exists().where(OfficialMark.thread_id == Thread.id, OfficialMark.state == "official")
    is_question = Thread.kind == "question"
    yield Invariant(
        "a resolution has its time and its witness",
        _threads(
            or_(
                _differ(Thread.resolution, Thread.resolved_at),
                _differ(Thread.resolution, Thread.confirmed_by),
            )
        ),
    )
    yield Invariant(
        "an idea is never resolved", _threads(Thread.kind == "idea", Thread.resolution.is_not(None))
    )
    yield Invariant(
        "a question with an accepted answer is resolved",
        _threads(is_question, accepted, func.coalesce(Thread.resolution, "") != "accepted"),
    )
    yield Invariant(
        "a question that was resolved by acceptance has an accepted answer",
        _threads(Thread.resolution == "accepted", ~accepted),
    )
    yield Invariant(
        "a question that was resolved by an official answer has one",
        _threads(Thread.resolution == "official", ~official),
    )
    yield Invariant(
        "the asker is the witness where the asker accepted, and nowhere else",
        _answers(
            Answer.accepted_at.is_not(None),
            Thread.resolution == "accepted",
            (Thread.confirmed_by == "asker") != (Answer.accepted_by_id == Thread.author_id),
        ),
    )


def _of_answers() -> Iterator[Invariant]:
    is_accepted = Answer.accepted_at.is_not(None)
    current = OfficialMark.state == "official"
    marks = select(OfficialMark.id).join(Answer, Answer.id == OfficialMark.answer_id)
    yield Invariant(
        "an accepted answer is visible", _answers(is_accepted, Answer.visibility != "visible")
    )
    yield Invariant(
        "a thread has at most one accepted answer",
        select(Answer.thread_id).where(is_accepted).group_by(Answer.thread_id).having(_many()),
    )
    yield Invariant(
        "a thread has at most one official answer",
        select(OfficialMark.thread_id)
        .where(current)
        .group_by(OfficialMark.thread_id)
        .having(_many()),
    )
    yield Invariant(
        "an official answer is visible", marks.where(current, Answer.visibility != "visible")
    )
    yield Invariant(
        "an official mark is in the thread of its answer",
        marks.where(OfficialMark.thread_id != Answer.thread_id),
    )
    yield Invariant(
        "an official answer that staff wrote shows its present wording",
        marks.where(
            current,
            OfficialMark.mode == "authored",
            or_(
                OfficialMark.answer_version != Answer.version,
                OfficialMark.body_html != Answer.body_html,
            ),
        ),
    )
    yield Invariant(
        "a comment on an answer is in the answer's thread",
        select(Comment.id)
        .join(Answer, Answer.id == Comment.answer_id)
        .where(Comment.thread_id != Answer.thread_id),
    )
    yield Invariant(
        "nobody calls their own answer helpful",
        select(Answer.id)
        .join(HelpfulVote, HelpfulVote.answer_id == Answer.id)
        .where(HelpfulVote.person_id == Answer.author_id),
    )


def _of_wordings() -> Iterator[Invariant]:
    for noun, posts, revisions, of in (
        ("a thread", Thread, ThreadRevision, ThreadRevision.thread_id),
        ("an answer", Answer, AnswerRevision, AnswerRevision.answer_id),
    ):
        kept = (
            select(
                of.label("id"),
                func.count().label("count"),
                func.min(revisions.version).label("first"),
                func.max(revisions.version).label("last"),
            )
            .group_by(of)
            .subquery()
        )
        earlier = posts.version - 1
        yield Invariant(
            f"every earlier wording of {noun} is kept",
            select(posts.id)
            .outerjoin(kept, kept.c.id == posts.id)
            .where(
                or_(
                    func.coalesce(kept.c.count, 0) != earlier,
                    kept.c.first != 1,
                    kept.c.last != earlier,
                )
            ),
        )


def _of_ideas() -> Iterator[Invariant]:
    chain = select(
        StatusChange.id,
        StatusChange.thread_id,
        StatusChange.before,
        StatusChange.after,
        func.coalesce(_of_idea(func.lag(StatusChange.after)), FIRST).label("stood_at"),
        _of_idea(func.lead(StatusChange.id)).label("next_id"),
    ).subquery()
    yield Invariant(
        "every decision about an idea begins where the one before ended",
        select(chain.c.id).where(chain.c.before != chain.c.stood_at),
    )
    yield Invariant(
        "a refusal has its reason",
        select(StatusChange.id)
        .join(IdeaStatus, IdeaStatus.slug == StatusChange.after)
        .where(IdeaStatus.kind == "rejected", StatusChange.reason_code.is_(None)),
    )
    yield Invariant(
        "what was delivered was asked about, and nothing else",
        select(OutcomeAnswer.person_id)
        .join(StatusChange, StatusChange.id == OutcomeAnswer.change_id)
        .join(IdeaStatus, IdeaStatus.slug == StatusChange.after)
        .where(IdeaStatus.kind != "done"),
    )
    yield Invariant(
        "an idea has the status of the last decision",
        select(Thread.id)
        .outerjoin(chain, and_(chain.c.thread_id == Thread.id, chain.c.next_id.is_(None)))
        .where(Thread.kind == "idea", Thread.status != func.coalesce(chain.c.after, FIRST)),
    )


def _of_idea(function: FunctionElement[Any]) -> Over[Any]:
    return function.over(partition_by=StatusChange.thread_id, order_by=StatusChange.id)


def _of_articles() -> Iterator[Invariant]:
    is_out = ArticleVersion.state != "draft"
    has_draft = exists().where(ArticleDraft.version_id == ArticleVersion.id)
    has_version = exists().where(ArticleVersion.article_id == Article.id)
    yield Invariant(
        "a published article has a text",
        select(ArticleVersion.id).where(
            is_out,
            or_(
                ArticleVersion.title == "",
                ArticleVersion.slug == "",
                ArticleVersion.body_md == "",
                ArticleVersion.body_html == "",
                ArticleVersion.edition < 1,
            ),
        ),
    )
    for name, texts, row_id in (
        ("who approved an article did not write it", ArticleVersion, ArticleVersion.id),
        ("who approved a draft did not write it", ArticleDraft, ArticleDraft.version_id),
        ("who approved an edition did not write it", ArticleEdition, ArticleEdition.version_id),
    ):
        yield Invariant(name, select(row_id).where(texts.approver_id == texts.writer_id))
    yield Invariant(
        "a published article was approved",
        select(ArticleVersion.id).where(
            is_out,
            or_(ArticleVersion.approver_id.is_(None), ArticleVersion.published_at.is_(None)),
        ),
    )
    yield Invariant(
        "an approved draft has its approver, another has none",
        select(ArticleDraft.version_id).where(
            (ArticleDraft.state == "approved") != ArticleDraft.approver_id.is_not(None)
        ),
    )
    yield Invariant(
        "an article that was never published has a draft",
        select(ArticleVersion.id).where(~is_out, ~has_draft),
    )
    yield Invariant(
        "an article is written in some language", select(Article.id).where(~has_version)
    )
    yield from _of_editions()
    yield from _of_upkeep()
    target = aliased(ArticleVersion)
    yield Invariant(
        "only a retired article leads to another, and to one that is published",
        select(ArticleRedirect.version_id)
        .join(ArticleVersion, ArticleVersion.id == ArticleRedirect.version_id)
        .join(target, target.id == ArticleRedirect.target_id)
        .where(or_(ArticleVersion.state != "retired", target.state != "published")),
    )


def _of_editions() -> Iterator[Invariant]:
    newest = exists().where(
        ArticleEdition.version_id == ArticleVersion.id,
        ArticleEdition.number == ArticleVersion.edition,
        ArticleEdition.title == ArticleVersion.title,
        ArticleEdition.summary == ArticleVersion.summary,
        ArticleEdition.body_md == ArticleVersion.body_md,
        ArticleEdition.aliases == ArticleVersion.aliases,
    )
    yield Invariant(
        "what readers of an article see is its newest edition",
        select(ArticleVersion.id).where(ArticleVersion.state != "draft", ~newest),
    )
    yield Invariant(
        "no edition is newer than the article",
        select(ArticleVersion.id)
        .join(ArticleEdition, ArticleEdition.version_id == ArticleVersion.id)
        .where(ArticleEdition.number > ArticleVersion.edition),
    )
    other = aliased(ArticleVersion)
    is_followed = exists().where(
        other.article_id == ArticleVersion.article_id,
        other.id != ArticleVersion.id,
        other.edition > 1,
    )
    yield Invariant(
        "what has left a translation behind is there",
        select(ArticleVersion.id)
        .join(TranslationMark, TranslationMark.version_id == ArticleVersion.id)
        .where(~is_followed),
    )


def _of_candidates() -> Iterator[Invariant]:
    yield Invariant(
        "only a candidate that nobody has decided about is claimed",
        select(Claim.nomination_id)
        .join(Nomination, Nomination.id == Claim.nomination_id)
        .where(Nomination.state != "open"),
    )


def _of_upkeep() -> Iterator[Invariant]:
    is_kept = exists().where(Upkeep.version_id == ArticleVersion.id)
    yield Invariant(
        "somebody answers for every article that readers have seen, and for no other",
        select(ArticleVersion.id).where((ArticleVersion.state != "draft") != is_kept),
    )
    yield Invariant(
        "only what is published needs an update",
        select(UpdateReason.version_id)
        .join(ArticleVersion, ArticleVersion.id == UpdateReason.version_id)
        .where(ArticleVersion.state != "published"),
    )
    yield Invariant(
        "nobody counts as standing behind what they wrote",
        select(Confirmation.version_id)
        .join(ArticleVersion, ArticleVersion.id == Confirmation.version_id)
        .where(Confirmation.person_id == ArticleVersion.writer_id),
    )


def _of_topics() -> Iterator[Invariant]:
    yield Invariant(
        "an article stands under a topic of its own product",
        select(ArticleTopic.article_id)
        .join(Topic, Topic.id == ArticleTopic.topic_id)
        .join(Article, Article.id == ArticleTopic.article_id)
        .where(Topic.product_id != Article.product_id),
    )


def _of_people() -> Iterator[Invariant]:
    holds = exists().where(RoleGrant.person_id == User.id)
    is_signed_in = exists().where(SignIn.person_id == User.id)
    yield Invariant(
        "a contact is signed in nowhere and holds no role",
        select(User.id).where(
            User.email_confirmed_at.is_(None),
            User.password_hash.is_(None),
            or_(holds, is_signed_in),
        ),
    )


def _of_facts() -> Iterator[Invariant]:
    yield Invariant(
        "every fact is of a kind we know",
        select(EventRow.id).where(EventRow.kind.not_in(sorted(Event.by_kind))),
    )
    yield Invariant(
        "a fact about a thread is about one that exists",
        select(EventRow.id)
        .outerjoin(Thread, Thread.id == EventRow.thread_id)
        .where(EventRow.thread_id.is_not(None), Thread.id.is_(None)),
    )
    yield Invariant(
        "a fact is handed out before anything reacts to it",
        select(EventRow.id)
        .join(Delivery, Delivery.event_id == EventRow.id)
        .where(~EventRow.is_dispatched),
    )
    yield _told("thread", "ThreadPosted", Thread.id)
    yield _told("answer", "AnswerPosted", Answer.thread_id)
    yield _told("comment", "CommentPosted", Comment.thread_id)
    yield Invariant(
        "a mail that was sent has its time",
        select(OutgoingMail.notice_id).where(
            (OutgoingMail.state == "sent") != OutgoingMail.sent_at.is_not(None)
        ),
    )


def _told(noun: str, kind: str, of: Column) -> Invariant:
    """Each post was told of once; compared by thread, which needs no look into the facts."""
    facts = select(EventRow.thread_id.label("id"), literal(-1).label("n")).where(
        EventRow.kind == kind
    )
    both = union_all(select(of.label("id"), literal(1).label("n")), facts).subquery()
    uneven = select(both.c.id).group_by(both.c.id).having(func.sum(both.c.n) != 0)
    return Invariant(f"the log tells of every {noun} once", uneven)


def _of_imports() -> Iterator[Invariant]:
    for noun, model, kinds in (
        ("person", User, ("person",)),
        ("tag", Tag, ("tag",)),
        ("thread", Thread, ("thread", "accepted", "status", "closed", "duplicate")),
        ("answer", Answer, ("answer",)),
        ("comment", Comment, ("comment",)),
    ):
        yield Invariant(
            f"every {noun} that was brought in is here",
            select(ImportedRow.source_id)
            .outerjoin(model, model.id == ImportedRow.local_id)
            .where(ImportedRow.kind.in_(kinds), model.id.is_(None)),
        )


def _of_references() -> Invariant:
    """Foreign keys, which a database checks only while it is told to."""
    dangling: list[Select[Any]] = []
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.alias()
            found = exists().where(target.c[key.column.name] == key.parent)
            name = literal(f"{table.name}.{key.parent.name}").label("reference")
            dangling.append(select(name).select_from(table).where(key.parent.is_not(None), ~found))
    every = union_all(*dangling).subquery()
    return Invariant("every reference leads to a row", select(every.c.reference))


def _many() -> ColumnElement[bool]:
    return func.count() > literal(1)


def all_invariants() -> tuple[Invariant, ...]:
    """List every invariant."""
    return (
        *_of_threads(),
        *of_families(),
        *_of_conversions(),
        *_of_resolutions(),
        *_of_answers(),
        *_of_wordings(),
        *_of_ideas(),
        *_of_articles(),
        *_of_topics(),
        *_of_candidates(),
        *_of_people(),
        *_of_facts(),
        *_of_imports(),
        _of_references(),
    )
