"""Speaking in a thread, and putting marks on what was said."""

from datetime import datetime

from sqlalchemy import func, insert, select, union_all, update

from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.answers import policy, queries, rules
from portal.answers.events import (
    AnswerAccepted,
    AnswerEdited,
    AnswerPosted,
    AnswerUnaccepted,
    AnswerVisibilityChanged,
    CommentPosted,
    CommentVisibilityChanged,
    OfficialCorrected,
    OfficialPublished,
    OfficialWithdrawn,
)
from portal.answers.models import Answer, AnswerRevision, Comment, OfficialMark
from portal.answers.queries import AnswerView
from portal.kit import clock, limits, submissions, text
from portal.kit.db import db, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound
from portal.kit.events import EventRow, announce
from portal.kit.limits import Limit
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.policy import is_author as is_asker
from portal.threads.queries import ThreadView
from portal.threads.rules import check_reason, check_writable

_ANSWERS = Limit("answers", times=100, window_seconds=86_400)
_COMMENTS = Limit("comments", times=60, window_seconds=3_600)
_ACCEPTS = Limit("accepts", times=20, window_seconds=3_600)


def post(actor: Actor, thread_id: int, *, body_md: str) -> int:
    """Answer a question, or speak for the team under an idea. Who answers follows the thread.

    Gives: the answer's id.
    Raises: NotFound; NotAllowed("answer.post" | "account.…"); Conflict when the thread takes no
        more writing or the same answer was sent already; RuleBroken for the text; TooMany.
    Announces: AnswerPosted.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_answer(actor, thread, kind=thread.kind):
        raise _refusal(actor, "answer.post")
    check_writable(thread)
    body_md = text.normalise(body_md)
    rules.check_answer(body_md)
    _once(actor, "answer", thread_id, body_md)
    _limit(actor, _ANSWERS)
    answer_id = _insert_answer(actor, thread_id, body_md)
    threads.touch(thread_id, answers=1)
    threads.follow(actor, thread_id, level="all", origin="answer")
    announce(AnswerPosted(actor_id=actor.id, thread_id=thread_id, answer_id=answer_id))
    return answer_id


def edit(actor: Actor, answer_id: int, *, body_md: str, seen_version: int) -> None:
    """Change an answer; its wording before stays readable.

    An official answer that staff wrote themselves stays official in its new wording, if whoever
    changes it may still speak for the company. Otherwise, and for one that was endorsed, what was
    marked stays shown until staff mark it again.
    Raises: NotFound; NotAllowed("answer.edit" | "account.sign_in"); RuleBroken;
        Conflict("answer.edited_meanwhile").
    Announces: AnswerEdited, unless nothing changed.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_edit(actor, answer, thread.product_id):
        raise NotAllowed("answer.edit" if actor.is_known else "account.sign_in")
    check_writable(thread)
    body_md = text.normalise(body_md)
    rules.check_answer(body_md)
    if answer.version != seen_version:
        raise Conflict("answer.edited_meanwhile", body=answer.body_md)
    if body_md == answer.body_md:
        return
    _keep_revision(actor, answer)
    version, body_html = answer.version + 1, mentions.render(body_md)
    _update(answer_id, body_md=body_md, body_html=body_html, edited_at=clock.now(), version=version)
    speaks_for_company = policy.can_make_official(actor, thread)
    if answer.official and answer.official.mode == "authored" and speaks_for_company:
        same = OfficialMark.id == answer.official.id
        change = update(OfficialMark).where(same)
        db.session.execute(change.values(body_html=body_html, answer_version=version))
    announce(
        AnswerEdited(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id, version=version)
    )


def accept(actor: Actor, answer_id: int) -> None:
    """Say that this answer helped: the question is resolved. Replaces an earlier acceptance.

    The asker may at any time while the thread is open. Staff may for an asker who has been
    silent for 72 hours, but not against the asker's own word, and not for 30 days after the
    asker took an acceptance back. Accepting the accepted answer again changes nothing.
    Raises: NotFound; NotAllowed("answer.accept"); Conflict("thread.locked" |
        "answer.not_acceptable" | "answer.accept_too_soon" | "answer.accept_undone" |
        "answer.accepted_by_asker"); TooMany.
    Announces: AnswerAccepted, QuestionResolved; AnswerUnaccepted for the one before.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_accept(actor, thread):
        raise _refusal(actor, "answer.accept")
    check_writable(thread)
    if not policy.takes_acceptance(actor, thread) or answer.visibility != "visible":
        raise Conflict("answer.not_acceptable")
    if answer.is_accepted:
        return
    if not is_asker(actor, thread):
        _check_staff_acceptance(thread, answer)
    _limit(actor, _ACCEPTS)
    _clear_acceptance(actor, thread)
    _update(answer_id, accepted_at=clock.now(), accepted_by_id=actor.id)
    threads.add_counts(thread.id, accepted=1)
    announce(AnswerAccepted(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id))
    if thread.kind == "question":
        confirmed_by = "asker" if is_asker(actor, thread) else "staff"
        threads.resolve(actor, thread.id, resolution="accepted", confirmed_by=confirmed_by)


def unaccept(actor: Actor, answer_id: int) -> None:
    """Take an acceptance back: the question is open again. Doing it twice changes nothing.

    Staff take back only what staff accepted: the asker keeps the last word.
    Raises: NotFound; NotAllowed("answer.accept"); Conflict("thread.locked" |
        "answer.accepted_by_asker").
    Announces: AnswerUnaccepted, QuestionReopened.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_accept(actor, thread):
        raise _refusal(actor, "answer.accept")
    check_writable(thread)
    if not answer.is_accepted:
        return
    if not is_asker(actor, thread):
        _check_not_by_asker(thread)
    _clear_acceptance(actor, thread)
    _reopen(actor, thread)


def make_official(actor: Actor, answer_id: int, *, summary: str) -> None:
    """Make an answer the company's word: one's own, or a customer's, who keeps the credit.

    The official answer before it, if any, is superseded and stays readable. Official is not
    accepted: the asker keeps the last word.
    Raises: NotFound; NotAllowed("answer.make_official"); RuleBroken("summary.…");
        Conflict("thread.locked" | "answer.not_visible").
    Announces: OfficialPublished.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_make_official(actor, thread):
        raise NotAllowed("answer.make_official")
    check_writable(thread)
    if answer.visibility != "visible":
        raise Conflict("answer.not_visible")
    summary = text.one_line(summary)
    rules.check_summary(summary)
    was_official = _end_official(thread.id, "superseded", None)
    mode = "authored" if answer.author.is_staff else "endorsed"
    _insert_mark(actor, answer, mode=mode, summary=summary)
    if not was_official:
        threads.add_counts(thread.id, official=1)
    threads.touch(thread.id)
    announce(
        OfficialPublished(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id, mode=mode)
    )


def correct_official(actor: Actor, answer_id: int, *, correction: str) -> None:
    """Put a correction on an official answer, where every reader sees it.

    Raises: NotFound; NotAllowed("answer.make_official"); RuleBroken("correction.…");
        Conflict("answer.not_official").
    Announces: OfficialCorrected.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_make_official(actor, thread):
        raise NotAllowed("answer.make_official")
    if answer.official is None:
        raise Conflict("answer.not_official")
    correction = text.one_line(correction)
    rules.check_correction(correction)
    db.session.execute(
        update(OfficialMark)
        .where(OfficialMark.id == answer.official.id)
        .values(correction=correction, corrected_at=clock.now())
    )
    announce(OfficialCorrected(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id))


def withdraw_official(actor: Actor, answer_id: int, *, reason: str) -> None:
    """Take the company's word back. That it was said stays visible, with the reason.

    A second person does it: never the one who made it official.
    Raises: NotFound; NotAllowed("answer.withdraw_official"); RuleBroken("reason.…");
        Conflict("answer.not_official" | "answer.withdraw_own").
    Announces: OfficialWithdrawn.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_withdraw_official(actor, thread):
        raise NotAllowed("answer.withdraw_official")
    if answer.official is None:
        raise Conflict("answer.not_official")
    if answer.official.marked_by.id == actor.id:
        raise Conflict("answer.withdraw_own")
    reason = text.one_line(reason)
    check_reason(reason)
    _end_official(thread.id, "withdrawn", reason)
    threads.add_counts(thread.id, official=-1)
    if thread.resolution == "official":
        threads.reopen(actor, thread.id)
    announce(OfficialWithdrawn(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id))


def comment(
    actor: Actor,
    thread_id: int,
    *,
    body_md: str,
    answer_id: int | None = None,
    wants_to_follow: bool | None = None,
) -> int:
    """Remark on a thread, or on one of its answers.

    Takes: wants_to_follow, what was ticked where following was offered; None where it was not.
    Gives: the comment's id.
    Raises: NotFound; NotAllowed("comment.post" | "account.…"); Conflict when the thread takes
        no more writing or the same was sent already; RuleBroken for the text; TooMany.
    Announces: CommentPosted.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_comment(actor):
        raise _refusal(actor, "comment.post")
    check_writable(thread)
    if answer_id is not None:
        _check_answer_of(actor, answer_id, thread_id)
    body_md = text.normalise(body_md)
    rules.check_comment(body_md)
    _once(actor, "comment", f"{thread_id}/{answer_id}", body_md)
    _limit(actor, _COMMENTS)
    comment_id = _insert_comment(actor, thread_id, answer_id, body_md)
    if wants_to_follow is not None:
        threads.follow_as_commenter(actor, thread_id, wants=wants_to_follow)
    threads.touch(thread_id, comments=1)
    announce(
        CommentPosted(
            actor_id=actor.id, thread_id=thread_id, comment_id=comment_id, answer_id=answer_id
        )
    )
    return comment_id


def hide(actor: Actor, answer_id: int, *, reason: str) -> None:
    """Take an answer out of sight. Its marks fall with it.

    Raises: NotFound; NotAllowed("thread.moderate"); RuleBroken("reason.…");
        Conflict("answer.hidden_already" | "answer.withdraw_own").
    Announces: AnswerVisibilityChanged; AnswerUnaccepted, QuestionReopened, OfficialWithdrawn.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    reason = text.one_line(reason)
    check_reason(reason)
    _set_visibility(actor, thread, answer, after="hidden", reason=reason)


def withdraw(actor: Actor, answer_id: int) -> None:
    """Take one's own answer back. Its marks fall with it.

    Raises: NotFound; NotAllowed("answer.withdraw"); Conflict("answer.withdrawn_already" |
        "answer.withdraw_own").
    Announces: as ``hide``.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.is_author(actor, answer) or answer.visibility == "hidden":
        raise NotAllowed("answer.withdraw")
    _set_visibility(actor, thread, answer, after="withdrawn", reason=None)


def restore(actor: Actor, answer_id: int) -> None:
    """Bring an answer back; its marks stay off until somebody gives them again.

    Raises: NotFound; NotAllowed("thread.moderate"); Conflict("answer.visible_already").
    Announces: AnswerVisibilityChanged.
    """
    thread, answer = queries.get(actor, answer_id, for_update=True)
    if not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    _set_visibility(actor, thread, answer, after="visible", reason=None)


def set_comment_visibility(actor: Actor, comment_id: int, *, after: str, reason: str = "") -> None:
    """Hide or restore a comment (moderators, hiding with a reason), or withdraw one's own.

    Raises: NotFound; NotAllowed("thread.moderate" | "comment.withdraw");
        RuleBroken("reason.…"); Conflict("comment.<after>_already").
    Announces: CommentVisibilityChanged.
    """
    thread, found = queries.get_comment(actor, comment_id)
    if after == "withdrawn":
        if not policy.is_author(actor, found) or found.visibility == "hidden":
            raise NotAllowed("comment.withdraw")
    elif not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    reason = text.one_line(reason)
    if after == "hidden":
        check_reason(reason)
    change = (
        update(Comment)
        .where(Comment.id == comment_id, Comment.visibility == found.visibility)
        .where(Comment.visibility != after)
        .values(visibility=after, visibility_reason=reason or None)
    )
    if rows_changed(change) != 1:
        raise Conflict(f"comment.{after}_already")
    threads.add_counts(thread.id, comments=_difference(found.visibility, after))
    announce(
        CommentVisibilityChanged(
            actor_id=actor.id,
            thread_id=thread.id,
            comment_id=comment_id,
            before=found.visibility,
            after=after,
        )
    )


def set_helpfulness(answer_id: int, *, helpful: int, unhelpful: int) -> tuple[int, int]:
    """Move an answer's helpful counts, and rank it by what they then are.

    Takes: differences. Takes the row's lock, so it comes late in its transaction.
    Gives: helpful and unhelpful counts, from the database.
    Costs: 2 statements.
    """
    changed = (
        update(Answer)
        .where(Answer.id == answer_id)
        .values(
            helpful_count=Answer.helpful_count + helpful,
            unhelpful_count=Answer.unhelpful_count + unhelpful,
        )
        .returning(Answer.helpful_count, Answer.unhelpful_count)
    )
    counts = db.session.execute(changed).one()
    _update(answer_id, helpful_rank=rules.wilson_lower_bound(*counts))
    return counts.helpful_count, counts.unhelpful_count


def _refusal(actor: Actor, code: str) -> NotAllowed:
    if not actor.is_known:
        return NotAllowed("account.sign_in")
    return NotAllowed(code if actor.is_confirmed else "account.unconfirmed")


def _once(actor: Actor, noun: str, where: object, body_md: str) -> None:
    if actor.is_retelling:
        return
    if not submissions.is_first(noun, actor.id, where, body_md):
        raise Conflict(f"{noun}.posted_already")


def _limit(actor: Actor, limit: Limit) -> None:
    if not actor.may("limit.exceed"):
        limits.hit(limit, str(actor.id))


def _check_answer_of(actor: Actor, answer_id: int, thread_id: int) -> None:
    thread, answer = queries.get(actor, answer_id)
    if thread.id != thread_id:
        raise NotFound("answer.not_found")
    if answer.visibility != "visible":
        raise Conflict("answer.not_visible")


def _check_staff_acceptance(thread: ThreadView, answer: AnswerView) -> None:
    _check_not_by_asker(thread)
    spoke_last = max([thread.posted_at, *_asker_spoke_at(thread.id, thread.author_id)])
    if not rules.staff_may_accept_by_now(
        last_asker_post_at=spoke_last, answered_at=answer.posted_at, now=clock.now()
    ):
        raise Conflict("answer.accept_too_soon", hours=rules.STAFF_ACCEPT_AFTER_HOURS)
    if _asker_undid_lately(thread):
        raise Conflict("answer.accept_undone", days=rules.STAFF_BARRED_DAYS)


def _check_not_by_asker(thread: ThreadView) -> None:
    if thread.resolution == "accepted" and thread.confirmed_by == "asker":
        raise Conflict("answer.accepted_by_asker")


def _asker_spoke_at(thread_id: int, author_id: int) -> list[datetime]:
    said = union_all(
        select(func.max(Comment.posted_at).label("at")).where(
            Comment.thread_id == thread_id, Comment.author_id == author_id
        ),
        select(func.max(Answer.posted_at)).where(
            Answer.thread_id == thread_id, Answer.author_id == author_id
        ),
    ).subquery()
    return [at for at in db.session.execute(select(said.c.at)).scalars() if at is not None]


def _asker_undid_lately(thread: ThreadView) -> bool:
    since = clock.now() - rules.barred_for()
    undone = (
        select(EventRow.id)
        .where(EventRow.thread_id == thread.id, EventRow.kind == AnswerUnaccepted.__name__)
        .where(EventRow.actor_id == thread.author_id, EventRow.occurred_at > since)
        .limit(1)
    )
    return db.session.execute(undone).scalar() is not None


def _clear_acceptance(actor: Actor, thread: ThreadView) -> None:
    cleared = (
        update(Answer)
        .where(Answer.thread_id == thread.id, Answer.accepted_at.is_not(None))
        .values(accepted_at=None, accepted_by_id=None)
        .returning(Answer.id)
    )
    for answer_id in db.session.execute(cleared).scalars().all():
        threads.add_counts(thread.id, accepted=-1)
        announce(AnswerUnaccepted(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id))


def _end_official(thread_id: int, state: str, reason: str | None) -> bool:
    ended = (
        update(OfficialMark)
        .where(OfficialMark.thread_id == thread_id, OfficialMark.state == "official")
        .values(state=state, ended_at=clock.now(), end_reason=reason)
    )
    return bool(rows_changed(ended))


def _insert_mark(actor: Actor, answer: AnswerView, *, mode: str, summary: str) -> None:
    db.session.execute(
        insert(OfficialMark).values(
            answer_id=answer.id,
            thread_id=answer.thread_id,
            mode=mode,
            state="official",
            summary=summary,
            body_html=answer.body_html,
            answer_version=answer.version,
            marked_by_id=actor.id,
            marked_by_role=actor.role,
            marked_at=clock.now(),
        )
    )


def _insert_answer(actor: Actor, thread_id: int, body_md: str) -> int:
    statement = insert(Answer).values(
        thread_id=thread_id,
        author_id=actor.id,
        author_role=actor.role,
        body_md=body_md,
        body_html=mentions.render(body_md, names_strangers=actor.is_retelling),
        visibility="visible",
        posted_at=clock.now(),
    )
    return db.session.execute(statement.returning(Answer.id)).scalar_one()


def _insert_comment(actor: Actor, thread_id: int, answer_id: int | None, body_md: str) -> int:
    statement = insert(Comment).values(
        thread_id=thread_id,
        answer_id=answer_id,
        author_id=actor.id,
        author_role=actor.role,
        body_md=body_md,
        body_html=mentions.render(body_md, names_strangers=actor.is_retelling),
        visibility="visible",
        posted_at=clock.now(),
    )
    return db.session.execute(statement.returning(Comment.id)).scalar_one()


def _keep_revision(actor: Actor, answer: AnswerView) -> None:
    db.session.execute(
        insert(AnswerRevision).values(
            answer_id=answer.id,
            version=answer.version,
            body_md=answer.body_md,
            editor_id=actor.id,
            edited_at=clock.now(),
        )
    )


def _set_visibility(
    actor: Actor, thread: ThreadView, answer: AnswerView, *, after: str, reason: str | None
) -> None:
    if answer.visibility == after:
        raise Conflict(f"answer.{after}_already")
    if after != "visible":
        _drop_marks(actor, thread, answer)
    _update(answer.id, visibility=after, visibility_reason=reason)
    threads.add_counts(thread.id, answers=_difference(answer.visibility, after))
    announce(
        AnswerVisibilityChanged(
            actor_id=actor.id,
            thread_id=thread.id,
            answer_id=answer.id,
            before=answer.visibility,
            after=after,
        )
    )


def _drop_marks(actor: Actor, thread: ThreadView, answer: AnswerView) -> None:
    if answer.official and answer.official.marked_by.id == actor.id:
        # the company's word is taken back by a second person, on this way as on the other
        raise Conflict("answer.withdraw_own")
    if answer.is_accepted:
        _clear_acceptance(actor, thread)
    if answer.official:
        _end_official(thread.id, "withdrawn", None)
        threads.add_counts(thread.id, official=-1)
        announce(OfficialWithdrawn(actor_id=actor.id, thread_id=thread.id, answer_id=answer.id))
    if answer.is_accepted or (answer.official and thread.resolution == "official"):
        _reopen(actor, thread)


def _reopen(actor: Actor, thread: ThreadView) -> None:
    # an idea that was brought in may have an accepted answer; it is never resolved by that
    if thread.resolution is not None:
        threads.reopen(actor, thread.id)


def _difference(before: str, after: str) -> int:
    return int(after == "visible") - int(before == "visible")


def _update(answer_id: int, **values: object) -> None:
    db.session.execute(update(Answer).where(Answer.id == answer_id).values(**values))
