"""Changing threads: one function per intention."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, insert, literal, select, update

from portal.accounts import actions as accounts
from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.kit import clock, limits, markup, submissions, text
from portal.kit.db import (
    BigId,
    UtcDateTime,
    db,
    insert_missing,
    insert_missing_from,
    insert_once,
    rows_changed,
)
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit
from portal.products import queries as products
from portal.threads import policy, queries, ranking, rules
from portal.threads.events import (
    QuestionReopened,
    QuestionResolved,
    ThreadConverted,
    ThreadEdited,
    ThreadFollowChosen,
    ThreadLinkedAsDuplicate,
    ThreadLocked,
    ThreadPartedFromOriginal,
    ThreadPosted,
    ThreadUnlocked,
    ThreadVisibilityChanged,
)
from portal.threads.kinds import FIRST, FIRST_KIND
from portal.threads.models import Follow, Tag, Thread, ThreadRevision, ThreadTag
from portal.threads.queries import ThreadView

EXCERPT_MAX = 200
EVERY_LINK = frozenset({"other_lang", "again"})
"""What a link may be where nobody looks at it: brought in from elsewhere."""

Settle = Callable[[int], None]
"""Lets what repeats a thread follow it out of sight and back, in the same transaction.

``duplicates`` knows how. No thread changes its visibility without it: people hide, take back and
restore by ``duplicates.actions``.
"""

_LIMITS = {
    "question": Limit("questions", times=5, window_seconds=86_400),
    "idea": Limit("ideas", times=10, window_seconds=86_400),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadDraft:
    """What somebody wants to post."""

    kind: str
    product_id: int
    lang: str
    title: str
    body_md: str
    tags: tuple[str, ...] = ()


def post(actor: Actor, draft: ThreadDraft) -> int:
    """Ask a question or propose an idea. The author follows it from the start.

    Gives: the thread's number.
    Raises: NotAllowed("thread.post"); RuleBroken for a title, text, product or tag that does
        not fit; Conflict("thread.posted_already") for the same again within a day; TooMany.
    Announces: ThreadPosted.
    """
    if not policy.can_post(actor):
        raise NotAllowed("account.unconfirmed" if actor.is_known else "account.sign_in")
    draft = _checked(draft, is_retold=actor.is_retelling)
    _check_product(draft.product_id)
    _check_haste(actor, draft)
    now = clock.now()
    thread_id = _insert(actor, draft, now)
    _set_tags(thread_id, draft.tags, posted_at=now)
    follow(actor, thread_id, level="all", origin="author")
    announce(ThreadPosted(actor_id=actor.id, thread_id=thread_id, thread_kind=draft.kind))
    return thread_id


def edit(actor: Actor, thread_id: int, draft: ThreadDraft, *, seen_version: int) -> None:
    """Change what a thread says; the wording before stays readable as a revision.

    Takes: seen_version, the version the editor started from.
    Raises: NotFound; NotAllowed("thread.edit" | "account.sign_in"); RuleBroken;
        Conflict("thread.edited_meanwhile") when somebody else changed it since.
    Announces: ThreadEdited, unless nothing changed.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not may_edit(actor, thread):
        raise NotAllowed("thread.edit" if actor.is_known else "account.sign_in")
    draft = _checked(draft)
    if draft.product_id != thread.product_id:
        _check_product(draft.product_id)
    if thread.version != seen_version:
        raise Conflict("thread.edited_meanwhile", title=thread.title, body=thread.body_md)
    if _says(thread) == draft:
        return
    _keep_revision(actor, thread)
    values = _texts(draft) | {"product_id": draft.product_id, "lang": draft.lang}
    _update(thread_id, **values, edited_at=clock.now(), version=thread.version + 1)
    _set_tags(thread_id, draft.tags, posted_at=thread.posted_at)
    announce(ThreadEdited(actor_id=actor.id, thread_id=thread_id, version=thread.version + 1))


def may_edit(actor: Actor, thread: ThreadView) -> bool:
    """Tell whether this actor may change this thread now."""
    still = rules.author_may_edit(
        thread,
        posted_at=thread.posted_at,
        other_votes=max(thread.vote_count - 1, 0),
        now=clock.now(),
    )
    return policy.can_edit(actor, thread, author_still_may=still)


def withdraw(actor: Actor, thread_id: int, *, settle: Settle) -> None:
    """Take one's own thread back. It stays as a row, and a moderator can restore it.

    Takes: settle, what is done for those that repeat it.
    Raises: NotFound; NotAllowed("thread.withdraw").
    Announces: ThreadVisibilityChanged.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not policy.can_withdraw(actor, thread):
        raise NotAllowed("thread.withdraw")
    _set_visibility(actor, thread, "withdrawn", None)
    settle(thread_id)


def hide(actor: Actor, thread_id: int, *, reason: str, settle: Settle) -> None:
    """Take a thread out of sight, for a reason that its author is told.

    Takes: settle, what is done for those that repeat it.
    Raises: NotFound; NotAllowed("thread.moderate"); RuleBroken("reason.…"); Conflict when it
        is hidden already.
    Announces: ThreadVisibilityChanged.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    reason = text.one_line(reason)
    rules.check_reason(reason)
    _set_visibility(actor, thread, "hidden", reason)
    settle(thread_id)


def restore(actor: Actor, thread_id: int, *, settle: Settle) -> None:
    """Bring a hidden or withdrawn thread back.

    Takes: settle, what is done for those that repeat it.
    Raises: NotFound; NotAllowed("thread.moderate"); Conflict("thread.visible_already").
    Announces: ThreadVisibilityChanged.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not policy.can_moderate(actor, thread):
        raise NotAllowed("thread.moderate")
    _set_visibility(actor, thread, "visible", None)
    settle(thread_id)


def lock(actor: Actor, thread_id: int, *, reason: str) -> None:
    """Let nobody write in a thread any more; it can still be read.

    Raises: NotFound; NotAllowed("thread.lock"); RuleBroken("reason.…");
        Conflict("thread.locked").
    Announces: ThreadLocked.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not policy.can_lock(actor, thread):
        raise NotAllowed("thread.lock")
    reason = text.one_line(reason)
    rules.check_reason(reason)
    if thread.is_locked:
        raise Conflict("thread.locked")
    _update(thread_id, locked_at=clock.now(), lock_reason=reason)
    announce(ThreadLocked(actor_id=actor.id, thread_id=thread_id))


def unlock(actor: Actor, thread_id: int) -> None:
    """Open a locked thread again.

    Raises: NotFound; NotAllowed("thread.lock"); Conflict("thread.not_locked").
    Announces: ThreadUnlocked.
    """
    thread = queries.get(actor, thread_id, for_update=True)
    if not policy.can_lock(actor, thread):
        raise NotAllowed("thread.lock")
    if not thread.is_locked:
        raise Conflict("thread.not_locked")
    _update(thread_id, locked_at=None, lock_reason=None)
    announce(ThreadUnlocked(actor_id=actor.id, thread_id=thread_id))


def link_duplicate(
    actor: Actor,
    thread_id: int,
    canonical_id: int,
    *,
    allowing: frozenset[str] = EVERY_LINK,
    is_upheld: bool = False,
) -> int:
    """Say that a thread is the same as another. Nothing is copied or moved.

    A chain is collapsed: the link always points at a thread that is itself no duplicate. Votes of
    both stand uncounted then; people link by ``duplicates.actions``, which counts them.
    Takes: allowing, of "other_lang" and "again" what may be: another language, another link;
        is_upheld, the asker contested the link and it was decided that it stays.
    Gives: the number of the original.
    Raises: NotFound; NotAllowed("duplicate.apply" | "idea.merge"); Conflict("duplicate.itself" |
        "duplicate.other_kind" | "duplicate.other_product" | "duplicate.other_lang" |
        "duplicate.not_public" | "duplicate.linked_already").
    Announces: ThreadLinkedAsDuplicate.
    """
    root_id = _root_of(queries.get(actor, canonical_id))
    held = hold(actor, thread_id, root_id)
    thread, root = held[thread_id], held[root_id]
    # where threads are brought in from, a wish may have been found to be the same as a question
    if root.kind != thread.kind and not actor.is_retelling:
        raise Conflict("duplicate.other_kind")
    if not policy.can_link_duplicate(actor, thread):
        raise NotAllowed(policy.LINKING[thread.kind] if actor.is_known else "account.sign_in")
    # it may have become a duplicate itself while we waited
    root_id = _root_of(root)
    _check_same(thread, root, root_id)
    _check_products(actor, thread, root)
    rules.check_new_link(thread, root, allowing=allowing)
    linked = (Thread.id == thread_id) | (Thread.canonical_id == thread_id)
    _set_family(linked, root_id)
    _set_family(Thread.id == root_id, None)
    announce(
        ThreadLinkedAsDuplicate(
            actor_id=actor.id, thread_id=thread_id, canonical_id=root_id, is_upheld=is_upheld
        )
    )
    return root_id


def part_duplicate(actor: Actor, thread_id: int, *, own: frozenset[int]) -> int:
    """Take a thread for itself again, with those that repeat it and not the other.

    The caller holds both, has asked whether the actor may, and counts the votes of both after.
    Takes: own, the numbers of the threads that go with it.
    Gives: the number of what it was the same as.
    Raises: NotFound; Conflict("duplicate.not_linked").
    Announces: ThreadPartedFromOriginal.
    """
    root_id = queries.get(actor, thread_id).canonical_id
    if root_id is None:
        raise Conflict("duplicate.not_linked")
    _set_family(Thread.id == thread_id, None)
    _set_family(Thread.id == root_id, None)
    if own:
        _set_family(Thread.id.in_(own), thread_id)
    announce(ThreadPartedFromOriginal(actor_id=actor.id, thread_id=thread_id, canonical_id=root_id))
    return root_id


def place_in_family(thread_id: int, *, before: int | None, after: int | None) -> None:
    """Let a thread repeat another one than before, or none: what it repeats is seen or is not.

    The caller holds all three and counts their votes after.
    Costs: 3 statements at most.
    """
    _set_family(Thread.id == thread_id, after)
    for root_id in (before, after):
        if root_id is not None:
            _set_family(Thread.id == root_id, None)


def hold(actor: Actor, *thread_ids: int) -> dict[int, ThreadView]:
    """Hold threads until the transaction ends, all in one order: nobody waits in a circle.

    Raises: NotFound.
    Costs: 1 statement for each.
    """
    return {number: _held(actor, number) for number in sorted(set(thread_ids))}


def hold_rows(which: Select[Any]) -> list[int]:
    """Hold many threads at once, in the same order, whatever can be seen of them.

    Takes: which, a statement that selects their numbers.
    Gives: the numbers.
    Costs: 1 statement.
    """
    held = select(Thread.id).where(Thread.id.in_(which)).order_by(Thread.id)
    rows = db.session.execute(held.with_for_update(key_share=True))
    return list(rows.scalars())


def follow(actor: Actor, thread_id: int, *, level: str = "all", origin: str = "choice") -> None:
    """Follow a thread. What a person chose themselves, muting included, is never overwritten
    by what merely follows from an act of theirs.

    Announces: ThreadFollowChosen, of a choice alone.
    Costs: 1 or 2 statements, and 1 for a choice.
    """  # noqa: D205 - the sentence needs its two lines
    if origin == "choice":
        announce(ThreadFollowChosen(actor_id=actor.id, thread_id=thread_id, level=level))
    is_new = insert_once(
        Follow,
        thread_id=thread_id,
        person_id=actor.id,
        level=level,
        origin=origin,
        followed_at=clock.now(),
    )
    if is_new:
        return
    row = (Follow.thread_id == thread_id) & (Follow.person_id == actor.id)
    if origin == "choice":
        change = update(Follow).where(row).values(level=level, origin=origin)
        db.session.execute(change)
    elif level == "all":
        stronger = row & (Follow.level == "status") & (Follow.origin != "choice")
        db.session.execute(update(Follow).where(stronger).values(level=level, origin=origin))


def choose_follow(actor: Actor, thread_id: int, *, level: str) -> None:
    """Follow or mute a thread by one's own choice, or follow it no more ("none").

    Following no more leaves no trace: a later vote or comment may follow again. It ends, too,
    what was followed through threads that repeat this one. Muting is kept.
    Raises: NotFound; NotAllowed("account.sign_in" | "account.unconfirmed");
        RuleBroken("follow.level").
    Announces: ThreadFollowChosen.
    Costs: 3 or 4 statements.
    """
    if not actor.may("thread.follow"):
        raise NotAllowed("account.unconfirmed" if actor.is_known else "account.sign_in")
    if level not in ("all", "status", "muted", "none"):
        raise RuleBroken("follow.level")
    queries.get(actor, thread_id)
    if level == "none":
        family = Follow.thread_id.in_(queries.family_ids(thread_id))
        db.session.execute(delete(Follow).where(family, Follow.person_id == actor.id))
        announce(ThreadFollowChosen(actor_id=actor.id, thread_id=thread_id, level=level))
    else:
        follow(actor, thread_id, level=level)


def follow_as_commenter(actor: Actor, thread_id: int, *, wants: bool) -> None:
    """Follow all of a thread one comments on, if that was ticked; remember it for the next one.

    Costs: 1 to 3 statements.
    """
    accounts.remember_following(actor, follows=wants)
    if wants:
        follow(actor, thread_id, level="all", origin="comment")


def unfollow(actor: Actor, thread_id: int, *, origins: Collection[str] | None = None) -> None:
    """Stop following; with origins, only when the following came from one of these.

    Costs: 1 statement.
    """
    gone = delete(Follow).where(Follow.thread_id == thread_id, Follow.person_id == actor.id)
    if origins is not None:
        gone = gone.where(Follow.origin.in_(origins))
    db.session.execute(gone)


def add_tags(tags: tuple[str, ...]) -> dict[str, int]:
    """Let there be these tags, on threads or not.

    Takes: tags, as ``text.slugify`` spells them.
    Gives: their ids.
    Costs: 2 statements, 1 for no tags.
    """
    insert_missing(Tag, [{"slug": tag} for tag in tags])
    rows = db.session.execute(select(Tag.slug, Tag.id).where(Tag.slug.in_(tags)))
    return {row.slug: row.id for row in rows}


def add_counts(thread_id: int, **deltas: int) -> None:
    """Move a thread's counts, relatively, in the transaction of the rows they count.

    Takes: deltas by count: answers, comments, accepted, official.
    Costs: 1 statement.
    """
    columns = {name: getattr(Thread, _COUNTS[name]) for name in deltas}
    values = {column.key: column + deltas[name] for name, column in columns.items()}
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(values))


def touch(thread_id: int, **deltas: int) -> None:
    """Note that something was said in a thread now, and count it.

    Costs: 1 statement.
    """
    columns = {name: getattr(Thread, _COUNTS[name]) for name in deltas}
    values: dict[str, Any] = {c.key: c + deltas[name] for name, c in columns.items()}
    values["last_activity_at"] = clock.now()
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(values))


def add_vote(
    thread_id: int,
    cast_at: datetime,
    *,
    family_edition: int = 0,
    is_new_person: ColumnElement[int] | None = None,
) -> int | None:
    """Count one vote and let it warm the thread.

    Takes: family_edition, what the thread was known to be linked to; is_new_person, 0 or 1 in SQL,
        whether the voter is not counted yet for a thread that repeats this one. Who is counted
        already warms it no more: what counts is when somebody voted first.
    Gives: the count, from the database; nothing when threads were linked to it, or it to another,
        since.
    Costs: 1 statement; it takes the row's lock, so it comes last in its transaction.
    """
    more: int | ColumnElement[int] = 1
    hot_key = ranking.warmer_sql(Thread.hot_key, cast_at)
    if is_new_person is not None:
        more, hot_key = is_new_person, case((is_new_person == 1, hot_key), else_=Thread.hot_key)
    changed = (
        update(Thread)
        .where(Thread.id == thread_id, Thread.family_edition == family_edition)
        .values(
            vote_count=Thread.vote_count + more,
            hot_key=hot_key,
        )
        .returning(Thread.vote_count)
    )
    return db.session.execute(changed).scalar_one_or_none()


def set_votes(thread_id: int, *, vote_count: int, hot_key: float) -> None:
    """Write what was counted from the votes.

    Costs: 1 statement.
    """
    _update(thread_id, vote_count=vote_count, hot_key=hot_key)


def set_status(thread_id: int, *, before: str, after: str, kind: str) -> None:
    """Give an idea another status, if it still has the one the decision was made on.

    Raises: Conflict("idea.status_meanwhile").
    Costs: 1 statement.
    """
    change = (
        update(Thread)
        .where(Thread.id == thread_id, Thread.status == before)
        .values(status=after, status_kind=kind, last_activity_at=clock.now())
    )
    if rows_changed(change) != 1:
        raise Conflict("idea.status_meanwhile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a thread is, and what has come of it: the facts that differ between the kinds."""

    kind: str
    status: str | None = None
    status_kind: str | None = None
    resolution: str | None = None
    confirmed_by: str | None = None
    resolved_at: datetime | None = None


def convert(actor: Actor, thread: ThreadView, after: Standing, *, title: str) -> None:
    """Make an idea of a question or a question of an idea. It keeps its number and its followers.

    The caller holds it, has asked whether the actor may, and sees to its votes.
    Takes: title, which the other kind may want shorter; the wording before stays a revision.
    Raises: RuleBroken("title.…").
    Announces: ThreadConverted, and ThreadEdited when the title changed.
    Costs: 2 statements, 5 with another title.
    """
    title = text.one_line(title)
    rules.check_title(after.kind, title)
    values = {"kind": after.kind, "status": after.status, "status_kind": after.status_kind}
    resolved = {"resolution": after.resolution, "confirmed_by": after.confirmed_by}
    _update(thread.id, **values, **resolved, resolved_at=after.resolved_at)
    announce(
        ThreadConverted(
            actor_id=actor.id, thread_id=thread.id, before=thread.kind, after=after.kind
        )
    )
    if title != thread.title:
        _keep_revision(actor, thread)
        said = {"title": title, "slug": text.slugify(title), "version": thread.version + 1}
        _update(thread.id, **said, edited_at=clock.now())
        announce(ThreadEdited(actor_id=actor.id, thread_id=thread.id, version=thread.version + 1))


def let_follow(thread_id: int, people: Select[int]) -> None:
    """Let people hear what becomes of a thread, unless they chose otherwise.

    Takes: people, a statement that selects their ids.
    Costs: 1 statement.
    """
    who = people.subquery()
    rows = select(
        literal(thread_id, BigId).label("thread_id"),
        who.c[0].label("person_id"),
        literal("status").label("level"),
        literal("vote").label("origin"),
        literal(clock.now(), UtcDateTime()).label("followed_at"),
    )
    insert_missing_from(Follow, rows)


def resolve(actor: Actor, thread_id: int, *, resolution: str, confirmed_by: str) -> None:
    """Note that a question is resolved, how, and on whose word.

    Announces: QuestionResolved.
    Costs: 2 statements.
    """
    _update(thread_id, resolution=resolution, confirmed_by=confirmed_by, resolved_at=clock.now())
    announce(
        QuestionResolved(
            actor_id=actor.id,
            thread_id=thread_id,
            resolution=resolution,
            confirmed_by=confirmed_by,
        )
    )


def reopen(actor: Actor, thread_id: int) -> None:
    """Take a question's resolution back.

    Announces: QuestionReopened.
    Costs: 2 statements.
    """
    _update(thread_id, resolution=None, confirmed_by=None, resolved_at=None)
    announce(QuestionReopened(actor_id=actor.id, thread_id=thread_id))


_COUNTS = {
    "answers": "answer_count",
    "comments": "comment_count",
    "accepted": "accepted_count",
    "official": "official_count",
}


def _check_haste(actor: Actor, draft: ThreadDraft) -> None:
    if actor.is_retelling:
        return
    if not submissions.is_first("thread", actor.id, draft.kind, text.fold(draft.title)):
        raise Conflict("thread.posted_already")
    if not actor.may("limit.exceed"):
        limits.hit(_LIMITS[draft.kind], str(actor.id))


def _root_of(thread: ThreadView) -> int:
    return thread.canonical_id or thread.id


def _check_same(thread: ThreadView, root: ThreadView, root_id: int) -> None:
    if root_id == thread.id:
        raise Conflict("duplicate.itself")
    if root.visibility != "visible":
        raise Conflict("duplicate.not_public")


def _check_products(actor: Actor, thread: ThreadView, root: ThreadView) -> None:
    is_across = thread.kind == "idea" and thread.product_id != root.product_id
    if is_across and not actor.is_retelling and not policy.can_merge_across(actor, thread, root):
        raise Conflict("duplicate.other_product")


def _set_family(of: ColumnElement[bool], canonical_id: int | None) -> None:
    edition = Thread.family_edition + 1
    change = update(Thread).where(of).values(canonical_id=canonical_id, family_edition=edition)
    db.session.execute(change)


def _held(actor: Actor, thread_id: int) -> ThreadView:
    return queries.get(actor, thread_id, for_update=True)


def _check_product(product_id: int) -> None:
    try:
        product = products.get(product_id)
    except NotFound as error:
        raise RuleBroken("product.not_found", field="product") from error
    if product.is_retired:
        raise RuleBroken("product.retired", field="product")


def _checked(draft: ThreadDraft, *, is_retold: bool = False) -> ThreadDraft:
    if draft.kind not in rules.KINDS:
        raise RuleBroken("thread.kind", field="kind")
    if draft.lang not in rules.LANGS:
        raise RuleBroken("thread.lang", field="lang")
    title = text.one_line(draft.title)
    body_md = text.normalise(draft.body_md)
    tags = tuple(sorted({tag for tag in map(text.slugify, draft.tags) if tag}))
    rules.check_title(draft.kind, title, is_retold=is_retold)
    rules.check_body(body_md)
    rules.check_tags(tags, is_retold=is_retold)
    return ThreadDraft(
        kind=draft.kind,
        product_id=draft.product_id,
        lang=draft.lang,
        title=title,
        body_md=body_md,
        tags=tags,
    )


def _insert(actor: Actor, draft: ThreadDraft, now: datetime) -> int:
    statement = insert(Thread).values(
        kind=draft.kind,
        product_id=draft.product_id,
        author_id=actor.id,
        author_role=actor.role,
        lang=draft.lang,
        status=FIRST if draft.kind == "idea" else None,
        status_kind=FIRST_KIND if draft.kind == "idea" else None,
        visibility="visible",
        posted_at=now,
        last_activity_at=now,
        hot_key=ranking.COLD,
        **_texts(draft, is_retold=actor.is_retelling),
    )
    return db.session.execute(statement.returning(Thread.id)).scalar_one()


def _texts(draft: ThreadDraft, *, is_retold: bool = False) -> dict[str, str]:
    return {
        "title": draft.title,
        "slug": rules.free_slug(text.slugify(draft.title)),
        "body_md": draft.body_md,
        "body_html": mentions.render(draft.body_md, names_strangers=is_retold),
        "excerpt": text.excerpt(markup.to_text(draft.body_md), EXCERPT_MAX),
    }


def _says(thread: ThreadView) -> ThreadDraft:
    return ThreadDraft(
        kind=thread.kind,
        product_id=thread.product_id,
        lang=thread.lang,
        title=thread.title,
        body_md=thread.body_md,
        tags=thread.tags,
    )


def _keep_revision(actor: Actor, thread: ThreadView) -> None:
    db.session.execute(
        insert(ThreadRevision).values(
            thread_id=thread.id,
            version=thread.version,
            title=thread.title,
            body_md=thread.body_md,
            editor_id=actor.id,
            edited_at=clock.now(),
        )
    )


def _set_tags(thread_id: int, tags: tuple[str, ...], *, posted_at: datetime) -> None:
    ids = add_tags(tags).values()
    stale = delete(ThreadTag).where(ThreadTag.thread_id == thread_id, ThreadTag.tag_id.not_in(ids))
    db.session.execute(stale)
    tagged = {"thread_id": thread_id, "posted_at": posted_at}
    insert_missing(ThreadTag, [{**tagged, "tag_id": tag_id} for tag_id in ids])


def _set_visibility(actor: Actor, thread: ThreadView, after: str, reason: str | None) -> None:
    if thread.visibility == after:
        raise Conflict(f"thread.{after}_already")
    _update(thread.id, visibility=after, visibility_reason=reason)
    announce(
        ThreadVisibilityChanged(
            actor_id=actor.id, thread_id=thread.id, before=thread.visibility, after=after
        )
    )


def _update(thread_id: int, **values: object) -> None:
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(**values))
