"""Each check is shown the drift it is there for, in a transaction that is never kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from portal.accounts import contacts
from portal.accounts.contacts import Contact
from portal.accounts.models import RoleGrant, User
from portal.answers import actions as answers
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
    ArticleVote,
    Claim,
    Confirmation,
    Nomination,
    Topic,
    TranslationMark,
    UpdateReason,
    Upkeep,
)
from portal.ideas import actions as ideas
from portal.ideas.models import Conversion, OutcomeAnswer, StatusChange
from portal.integrity import queries
from portal.integrity.actions import recount
from portal.integrity.counters import COUNTERS
from portal.kit import clock
from portal.kit.db import Base, db, is_sqlite, transaction
from portal.kit.events import Delivery, EventRow
from portal.notify.models import Notice, OutgoingMail
from portal.threads import actions as threads
from portal.threads.models import Tag, Thread, ThreadRevision, ThreadTag
from portal.votes import actions as votes
from portal.votes.models import HelpfulVote, SetAsideVote, UnattributedVote, Vote
from tests.make import faq
from tests.make import threads as make
from tests.make.cast import Cast

NOBODY_ID = 987_654


@dataclass(frozen=True)
class World:
    """A community in which everything that is checked is there once."""

    cast: Cast
    accepted: int
    accepted_answer: int
    official: int
    official_answer: int
    bare: int
    bare_answer: int
    comment: int
    idea: int
    article: int
    draft: int
    contact: int


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    accepted = make.question(cast.minji, cast.product_id)
    accepted_answer = make.answer(cast.junho, accepted)
    official = make.question(cast.junho, cast.product_id, title="요금이 두 번 나갔어요, 왜죠?")
    official_answer = make.answer(cast.seoyeon, official)
    bare = make.question(cast.minji, cast.product_id, title="셋톱박스가 계속 꺼져요")
    bare_answer = make.answer(cast.junho, bare)
    idea = make.idea(cast.minji, cast.product_id)
    with transaction():
        answers.accept(cast.minji, accepted_answer)
        answers.make_official(cast.seoyeon, official_answer, summary="환불해 드려요")
        answers.edit(cast.seoyeon, official_answer, body_md="모두 환불해 드려요.", seen_version=1)
        draft = make.draft(cast.product_id, title="셋톱박스가 저녁마다 꺼져요")
        threads.edit(cast.minji, bare, draft, seen_version=1)
        comment = answers.comment(cast.junho, bare, body_md="저도요", answer_id=bare_answer)
        votes.cast(cast.junho, bare)
        votes.say_helpful(cast.minji, bare_answer, value=1)
        ideas.set_status(cast.daniel, idea, status="planned", note_md="다음 분기에 해요.")
        contact = contacts.make_contact(Contact(name="Ann", joined_at=clock.now()))
    article = faq.published(cast.suhyun, cast.yejin, cast.product_id)
    unfinished = faq.started(cast.suhyun, cast.product_id)
    return World(
        cast=cast,
        accepted=accepted,
        accepted_answer=accepted_answer,
        official=official,
        official_answer=official_answer,
        bare=bare,
        bare_answer=bare_answer,
        comment=comment,
        idea=idea,
        article=article,
        draft=unfinished,
        contact=contact,
    )


def change(model: type[Base], row_id: int, **values: Any) -> None:
    key = model.__table__.primary_key.columns[0]
    db.session.execute(update(model).where(key == row_id).values(**values))


def add(model: type[Base], **values: Any) -> None:
    db.session.execute(insert(model).values(**values))


def drop(model: type[Base], *conditions: Any) -> None:
    db.session.execute(delete(model).where(*conditions))


def loosen() -> None:
    """Let this transaction write what the tables refuse: the checks must not rely on them."""
    if is_sqlite():
        db.session.execute(text("PRAGMA ignore_check_constraints=ON"))
        db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
    else:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        found = (
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        )
        for table, name in db.session.execute(text(found)).all():
            db.session.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    for name in ("uq_answers_accepted", "uq_official_marks_current"):
        db.session.execute(text(f"DROP INDEX {name}"))


def tighten() -> None:
    db.session.rollback()
    if is_sqlite():
        db.session.execute(text("PRAGMA ignore_check_constraints=OFF"))
        db.session.rollback()


def second_mark(world: World) -> None:
    mark = db.session.execute(
        select(*OfficialMark.__table__.columns).where(OfficialMark.state == "official")
    ).one()
    add(OfficialMark, **(mark._asdict() | {"id": None or mark.id + 1}))


def sent_mail(world: World) -> None:
    event_id = db.session.execute(select(EventRow.id).limit(1)).scalar_one()
    now = clock.now()
    notice = insert(Notice).values(
        person_id=world.cast.minji.id,
        event_id=event_id,
        kind="answer",
        thread_id=world.bare,
        in_inbox=True,
        noticed_at=now,
    )
    notice_id = db.session.execute(notice.returning(Notice.id)).scalar_one()
    add(OutgoingMail, notice_id=notice_id, state="sent", attempts=1, due_at=now)


def early_reaction(world: World) -> None:
    event_id = db.session.execute(select(EventRow.id).limit(1)).scalar_one()
    change(EventRow, event_id, is_dispatched=False)
    drop(Delivery)
    add(Delivery, event_id=event_id, reaction="x", state="waiting", attempts=0, due_at=clock.now())


def unattributed(world: World) -> None:
    now = clock.now()
    values = {"source": "x", "source_id": "1", "thread_id": world.bare, "value": 1, "cast_at": now}
    add(UnattributedVote, **values)


def later_decision(world: World) -> None:
    add(
        StatusChange,
        thread_id=world.idea,
        before="under_review",
        after="planned",
        note_md="",
        note_html="",
        decided_at=clock.now(),
    )


def asked_too_early(world: World) -> None:
    change_id = db.session.execute(select(StatusChange.id).limit(1)).scalar_one()
    voter_id = world.cast.minji.id
    asked = {"change_id": change_id, "person_id": voter_id}
    add(OutcomeAnswer, **asked, solved=True, answered_at=clock.now())


def mistagged(world: World) -> None:
    tag_id = db.session.execute(insert(Tag).values(slug="tv").returning(Tag.id)).scalar_one()
    long_ago = clock.now() - timedelta(days=9)
    add(ThreadTag, thread_id=world.bare, tag_id=tag_id, posted_at=long_ago)


def misplaced(world: World) -> None:
    elsewhere = {"product_id": NOBODY_ID, "slug": "x", "name_ko": "x", "name_en": "x"}
    topic_id = db.session.execute(insert(Topic).values(**elsewhere).returning(Topic.id)).scalar()
    article_id = db.session.execute(select(Article.id).limit(1)).scalar_one()
    add(ArticleTopic, article_id=article_id, topic_id=topic_id)


def imported(kind: str) -> Callable[[World], None]:
    return lambda world: add(ImportedRow, source="x", kind=kind, source_id="1", local_id=NOBODY_ID)


def untold(kind: str) -> Callable[[World], None]:
    return lambda world: drop(EventRow, EventRow.kind == kind, EventRow.thread_id == world.bare)


PLANTS: dict[str, Callable[[World], None]] = {
    "votes of a thread": lambda w: drop(
        Vote, Vote.person_id == w.cast.junho.id, Vote.thread_id == w.bare
    ),
    "heat of a thread": lambda w: change(Thread, w.bare, hot_key=Thread.hot_key + 1e-7),
    "visible answers of a thread": lambda w: change(Thread, w.idea, answer_count=1),
    "visible comments of a thread": lambda w: change(Comment, w.comment, visibility="withdrawn"),
    "accepted answers of a thread": lambda w: change(Thread, w.accepted, accepted_count=0),
    "official answers of a thread": lambda w: change(Thread, w.bare, official_count=1),
    "who finds an answer helpful": lambda w: drop(HelpfulVote),
    "who finds an answer unhelpful": lambda w: change(Answer, w.bare_answer, unhelpful_count=2),
    "rank of an answer": lambda w: change(Answer, w.bare_answer, helpful_rank=0.2066),
    "who finds an article helpful": lambda w: add(
        ArticleVote, version_id=w.article, voter="x", value=1, cast_at=clock.now()
    ),
    "who finds an article unhelpful": lambda w: change(
        ArticleVersion, w.article, unhelpful_count=1
    ),
    "rank of an article": lambda w: change(ArticleVersion, w.article, helpful_rank=0.5),
    "an idea has a status, a question has none": lambda w: change(Thread, w.bare, status="new"),
    "an idea has a status of the catalogue, and its kind": lambda w: change(
        Thread, w.idea, status_kind="done"
    ),
    "a duplicate points at a thread that is no duplicate itself": lambda w: (
        change(Thread, w.bare, canonical_id=w.accepted),
        change(Thread, w.accepted, canonical_id=w.official),
    )[0],
    "what a duplicate repeats can be seen": lambda w: (
        change(Thread, w.bare, canonical_id=w.accepted),
        change(Thread, w.accepted, visibility="withdrawn"),
    )[0],
    "a duplicate has the link that says so": lambda w: change(
        Thread, w.bare, canonical_id=w.accepted
    ),
    "what was linked to a thread that can be seen repeats what that repeats": lambda w: add(
        DuplicateLink,
        thread_id=w.bare,
        target_id=w.accepted,
        state="active",
        applied_at=clock.now(),
    ),
    "a thread is what it was converted into last": lambda w: add(
        Conversion, thread_id=w.bare, after="idea", converted_at=clock.now()
    ),
    "votes wait only for what a thread is not": lambda w: add(
        SetAsideVote,
        thread_id=w.bare,
        thread_kind="question",
        person_id=w.cast.minji.id,
        cast_at=clock.now(),
        source="direct",
        use_case_shared=False,
        state="counted",
    ),
    "a lock has its reason": lambda w: change(Thread, w.bare, locked_at=clock.now()),
    "a thread moved last when it was posted, or later": lambda w: change(
        Thread, w.bare, last_activity_at=clock.now() - timedelta(days=9)
    ),
    "a tag knows when its thread was posted": mistagged,
    "a hidden thread has its reason, a visible one has none": lambda w: change(
        Thread, w.bare, visibility="hidden"
    ),
    "a hidden answer has its reason, a visible one has none": lambda w: change(
        Answer, w.bare_answer, visibility_reason="spam"
    ),
    "a hidden comment has its reason, a visible one has none": lambda w: change(
        Comment, w.comment, visibility="hidden"
    ),
    "a resolution has its time and its witness": lambda w: change(
        Thread, w.accepted, confirmed_by=None
    ),
    "an idea is never resolved": lambda w: change(Thread, w.idea, resolution="accepted"),
    "a question with an accepted answer is resolved": lambda w: change(
        Thread, w.accepted, resolution=None, resolved_at=None, confirmed_by=None
    ),
    "a question that was resolved by acceptance has an accepted answer": lambda w: change(
        Answer, w.accepted_answer, accepted_at=None, accepted_by_id=None
    ),
    "a question that was resolved by an official answer has one": lambda w: change(
        Thread, w.bare, resolution="official", resolved_at=clock.now(), confirmed_by="timer"
    ),
    "the asker is the witness where the asker accepted, and nowhere else": lambda w: change(
        Thread, w.accepted, confirmed_by="staff"
    ),
    "an accepted answer is visible": lambda w: change(
        Answer, w.accepted_answer, visibility="withdrawn"
    ),
    "a thread has at most one accepted answer": lambda w: change(
        Answer,
        w.bare_answer,
        thread_id=w.accepted,
        accepted_at=clock.now(),
        accepted_by_id=w.cast.minji.id,
    ),
    "a thread has at most one official answer": second_mark,
    "an official answer is visible": lambda w: change(
        Answer, w.official_answer, visibility="withdrawn"
    ),
    "an official mark is in the thread of its answer": lambda w: db.session.execute(
        update(OfficialMark).values(thread_id=w.bare)
    ),
    "an official answer that staff wrote shows its present wording": lambda w: change(
        Answer, w.official_answer, body_html="<p>Nothing.</p>"
    ),
    "a comment on an answer is in the answer's thread": lambda w: change(
        Comment, w.comment, thread_id=w.accepted
    ),
    "nobody calls their own answer helpful": lambda w: db.session.execute(
        update(HelpfulVote).values(person_id=w.cast.junho.id)
    ),
    "every earlier wording of a thread is kept": lambda w: drop(ThreadRevision),
    "every earlier wording of an answer is kept": lambda w: db.session.execute(
        update(AnswerRevision).values(version=2)
    ),
    "every decision about an idea begins where the one before ended": later_decision,
    "a refusal has its reason": lambda w: db.session.execute(
        update(StatusChange).values(after="declined")
    ),
    "what was delivered was asked about, and nothing else": asked_too_early,
    "an idea has the status of the last decision": lambda w: drop(StatusChange),
    "a published article has a text": lambda w: change(ArticleVersion, w.article, body_html=""),
    "who approved an article did not write it": lambda w: change(
        ArticleVersion, w.article, approver_id=ArticleVersion.writer_id
    ),
    "who approved a draft did not write it": lambda w: change(
        ArticleDraft, w.draft, approver_id=ArticleDraft.writer_id
    ),
    "who approved an edition did not write it": lambda w: change(
        ArticleEdition, w.article, approver_id=ArticleEdition.writer_id
    ),
    "what readers of an article see is its newest edition": lambda w: change(
        ArticleVersion, w.article, summary="다른 말이에요."
    ),
    "no edition is newer than the article": lambda w: change(ArticleVersion, w.article, edition=0),
    "only a retired article leads to another, and to one that is published": lambda w: add(
        ArticleRedirect, version_id=w.article, target_id=w.draft
    ),
    "what has left a translation behind is there": lambda w: add(
        TranslationMark, version_id=w.article, significance="major", marked_at=clock.now()
    ),
    "an article stands under a topic of its own product": misplaced,
    "somebody answers for every article that readers have seen, and for no other": lambda w: drop(
        Upkeep
    ),
    "only what is published needs an update": lambda w: add(
        UpdateReason, version_id=w.draft, cause="staff", noted_at=clock.now()
    ),
    "nobody counts as standing behind what they wrote": lambda w: add(
        Confirmation,
        version_id=w.article,
        person_id=w.cast.suhyun.id,
        occasion="review",
        confirmed_at=clock.now(),
    ),
    "only a candidate that nobody has decided about is claimed": lambda w: (
        add(
            Nomination,
            id=1,
            thread_id=w.bare,
            cause="editor",
            state="drafted",
            nominated_at=clock.now(),
        ),
        add(Claim, nomination_id=1, person_id=w.cast.suhyun.id, claimed_at=clock.now()),
    ),
    "a published article was approved": lambda w: change(
        ArticleVersion, w.article, approver_id=None
    ),
    "an approved draft has its approver, another has none": lambda w: change(
        ArticleDraft, w.draft, state="approved"
    ),
    "an article that was never published has a draft": lambda w: drop(ArticleDraft),
    "an article is written in some language": lambda w: add(
        Article, product_id=w.cast.product_id, made_at=clock.now()
    ),
    "a contact is signed in nowhere and holds no role": lambda w: add(
        RoleGrant, person_id=w.contact, role="admin", granted_at=clock.now()
    ),
    "every fact is of a kind we know": lambda w: db.session.execute(
        update(EventRow).where(EventRow.kind == "CommentPosted").values(kind="Unheard")
    ),
    "a fact about a thread is about one that exists": lambda w: db.session.execute(
        update(EventRow).where(EventRow.kind == "CommentPosted").values(thread_id=NOBODY_ID)
    ),
    "a fact is handed out before anything reacts to it": early_reaction,
    "the log tells of every thread once": untold("ThreadPosted"),
    "the log tells of every answer once": untold("AnswerPosted"),
    "the log tells of every comment once": untold("CommentPosted"),
    "a mail that was sent has its time": sent_mail,
    "every person that was brought in is here": imported("person"),
    "every tag that was brought in is here": imported("tag"),
    "every thread that was brought in is here": imported("accepted"),
    "every answer that was brought in is here": imported("answer"),
    "every comment that was brought in is here": imported("comment"),
    "every reference leads to a row": lambda w: change(Thread, w.bare, author_id=NOBODY_ID),
}


def drift() -> dict[str, int]:
    return {finding.name: finding.drift for finding in queries.findings() if finding.drift}


def test_every_check_finds_the_drift_it_is_there_for(world: World) -> None:
    assert drift() == {}
    checks = dict(queries.checks())
    assert set(PLANTS) == set(checks)
    missed = []
    loosen()
    for name, plant in PLANTS.items():
        with db.session.begin_nested() as kept_apart:
            plant(world)
            if queries.look(name, checks[name]).drift != 1:
                missed.append(name)
            kept_apart.rollback()
    tighten()
    assert missed == []
    assert drift() == {}


def test_unattributed_votes_count_as_votes_do(world: World) -> None:
    unattributed(world)
    assert drift() == {"votes of a thread": 1, "heat of a thread": 1}


def test_every_counter_is_mended_from_its_rows(world: World) -> None:
    with transaction():
        unattributed(world)
        db.session.execute(
            update(Thread).values(
                vote_count=90,
                hot_key=90.0,
                answer_count=90,
                comment_count=90,
                accepted_count=90,
                official_count=90,
            )
        )
        for model in (Answer, ArticleVersion):
            wrong = {"helpful_count": 90, "unhelpful_count": 90, "helpful_rank": 0.9}
            db.session.execute(update(model).values(**wrong))
    assert set(drift()) == {counter.name for counter in COUNTERS}
    for counter in COUNTERS:
        with transaction():
            assert recount(counter) > 0
    assert drift() == {}


def test_each_check_is_one_statement(world: World, statements: list[str]) -> None:
    statements.clear()
    checked = len(list(queries.findings()))
    assert len(statements) == checked


def test_an_empty_portal_has_no_drift(app: Flask) -> None:
    assert drift() == {}


def test_votes_long_ago_and_lately_make_the_heat_that_is_kept(world: World) -> None:
    with transaction():
        rows = [
            {
                "source": "x",
                "source_id": str(days),
                "thread_id": world.bare,
                "value": 1,
                "cast_at": clock.now() - timedelta(days=days, microseconds=days),
            }
            for days in (0, 1, 13, 400, 3_000, 7_000)
        ]
        votes.add_unattributed(rows)
        votes.recount(world.bare)
    assert drift() == {}
    assert db.session.get_one(User, world.contact).handle == "ann"
    assert db.session.execute(select(Tag.id)).all() == []
