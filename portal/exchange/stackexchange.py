"""A Stack Exchange site becomes a part of this community, through the actions that people use.

Authors become contacts. What an author without an account said belongs to the site's own account
("Community", the person -1 of every dump) and is signed with the name the dump gives.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from portal.accounts import contacts
from portal.accounts.actor import EVERYWHERE, RETELL, SYSTEM, Actor
from portal.accounts.contacts import Contact
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.exchange import dump as dumps
from portal.exchange import texts, timeline
from portal.exchange.dump import DOWN, Comment, Dump, Link, Person, Post, Vote
from portal.exchange.ledger import Ledger
from portal.exchange.report import Report
from portal.exchange.timeline import Plan, Step
from portal.ideas import actions as ideas
from portal.kit import clock, text
from portal.kit.db import db
from portal.kit.errors import PortalError, RuleBroken
from portal.kit.events import replaying
from portal.products import actions as products
from portal.products import queries as product_queries
from portal.threads import actions as threads
from portal.threads.actions import ThreadDraft
from portal.votes import actions as votes
from portal.votes.models import UnattributedVote

COMMUNITY = "-1"
STEPS_A_BATCH = 200
ROWS_A_BATCH = 500

_PRODUCT_SLUG_MAX = 40
_PRODUCT_NAME_MAX = 60

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one transaction: the items, and what does it."""

    items: Sequence[Any]
    bring_in: Callable[["Import", Sequence[Any]], None]


@dataclass(slots=True)
class Import:
    """One run: what the dump says, what is known of it, and what is left to do."""

    dump: Dump
    plan: Plan
    ledger: Ledger
    report: Report
    product_slug: str
    product_id: int = 0


def prepare(folder: Path, *, site: str | None = None, product_slug: str | None = None) -> Import:
    """Read and check a dump, and lay out what has to be done. Nothing is written.

    Takes: site, its name where the folder is not called after it. product_slug, where the threads
        go; without it, to a product named after the site, made when it is missing.
    Raises: RuleBroken("import.…" | "product.retired").
    Costs: 2 statements.
    """
    dump = dumps.read(folder, site=site)
    report = Report()
    plan = timeline.lay_out(dump, report)
    slug = text.slugify(product_slug or dump.site)[:_PRODUCT_SLUG_MAX].strip("-")
    if not slug:
        raise RuleBroken("import.site", site=dump.site)
    if any(each.slug == slug and each.is_retired for each in product_queries.list_all()):
        raise RuleBroken("product.retired", field="product")
    return Import(dump, plan, Ledger(dump.site), report, slug)


def batches(job: Import) -> list[Batch]:
    """Cut what is left to do into batches; what earlier runs did is counted as known.

    Costs: 1 statement.
    """
    new_people = [p for p in job.dump.people.values() if _is_new(job, "person", p.id)]
    new_tags = [tag for tag in job.dump.tags if _is_new(job, "tag", tag)]
    new_steps = [step for step in job.plan.steps if _is_new(job, step.kind, step.source_id)]
    known_votes = _known_votes(job.dump.site)
    new_votes = [vote for vote in job.plan.votes if vote.id not in known_votes]
    job.report.known["vote"] += len(job.plan.votes) - len(new_votes)
    return [
        *(Batch(piece, _bring_people) for piece in _pieces(new_people, ROWS_A_BATCH)),
        *(Batch(piece, _bring_tags) for piece in _pieces(new_tags, ROWS_A_BATCH)),
        *(Batch(piece, _bring_steps) for piece in _pieces(new_steps, STEPS_A_BATCH)),
        *(Batch(piece, _bring_votes) for piece in _pieces(new_votes, ROWS_A_BATCH)),
    ]


def bring_in(job: Import, batch: Batch) -> None:
    """Do one batch, in the transaction that the caller has opened.

    All of it is kept with the memory of it, or nothing: a run that is killed loses no more than
    the batch it was at, and the next run begins there.
    Raises: Conflict("import.running_already").
    """
    with replaying():
        job.product_id = job.product_id or _product(job)
        batch.bring_in(job, batch.items)
        job.ledger.write()


def _product(job: Import) -> int:
    name = text.excerpt(job.dump.site, _PRODUCT_NAME_MAX)
    return products.add(slug=job.product_slug, name_ko=name, name_en=name)


def _is_new(job: Import, kind: str, source_id: str) -> bool:
    if job.ledger.find(_LEDGER_KIND.get(kind, kind), source_id) is None:
        return True
    job.report.known[kind] += 1
    return False


def _known_votes(site: str) -> frozenset[str]:
    rows = db.session.execute(
        select(UnattributedVote.source_id).where(UnattributedVote.source == site)
    )
    return frozenset(rows.scalars())


def _pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece


def _bring_people(job: Import, people: Sequence[Person]) -> None:
    ids = contacts.make_contacts([Contact(name=p.name, joined_at=p.joined_at) for p in people])
    for person, local_id in zip(people, ids, strict=True):
        job.ledger.note("person", person.id, local_id)
    job.report.new["person"] += len(people)


def _bring_tags(job: Import, tags: Sequence[str]) -> None:
    slugs = {tag: texts.tag(tag) for tag in tags}
    ids = threads.add_tags(tuple(slug for slug in slugs.values() if slug))
    for tag, slug in slugs.items():
        if slug:
            job.ledger.note("tag", tag, ids[slug])
            job.report.new["tag"] += 1
        else:
            job.report.refuse("tag", "tag_blank")


def _bring_steps(job: Import, steps: Sequence[Step]) -> None:
    for step in steps:
        try:
            with clock.at(step.at):
                local_id = _DO[step.kind](job, step.item)
        except PortalError as refusal:
            # every action refuses before it writes, so there is nothing to undo
            job.report.refuse(step.kind, refusal.code)
            continue
        licence = getattr(step.item, "licence", None) if step.kind in _WRITTEN else None
        job.ledger.note(_LEDGER_KIND.get(step.kind, step.kind), step.source_id, local_id, licence)
        job.report.new[step.kind] += 1


def _post_thread(job: Import, post: Post) -> int:
    actor, signature = _author(job, post)
    title, change = texts.title(post.title)
    body_md = _body(job, post, signature)
    job.report.adapted.update([change] if change else [])
    draft = ThreadDraft(
        kind="idea" if timeline.WISH in post.tags else "question",
        product_id=job.product_id,
        lang=texts.language(f"{title}\n{body_md}"),
        title=title,
        body_md=body_md,
        tags=tuple(texts.tag(tag) for tag in post.tags),
    )
    return threads.post(actor, draft)


def _post_answer(job: Import, post: Post) -> int:
    thread_id = _local(job, "thread", post.parent_id)
    actor, signature = _author(job, post)
    return answers.post(actor, thread_id, body_md=_body(job, post, signature))


def _post_comment(job: Import, comment: Comment) -> int:
    post = job.dump.posts[comment.post_id]
    is_on_answer = post.type == dumps.ANSWER
    thread_id = _local(job, "thread", post.parent_id if is_on_answer else post.id)
    answer_id = _local(job, "answer", post.id) if is_on_answer else None
    actor, signature = _author(job, comment)
    body_md = texts.comment(comment.text, signature=signature)
    return answers.comment(actor, thread_id, body_md=body_md, answer_id=answer_id)


def _accept(job: Import, post: Post) -> int:
    actor, _ = _author(job, post)
    answers.accept(actor, _local(job, "answer", post.accepted_id))
    return _local(job, "thread", post.id)


def _set_status(job: Import, post: Post) -> int:
    thread_id = _local(job, "thread", post.id)
    status, tag = timeline.status_of(post) or ("", "")
    note = _STATUS_NOTE.format(tag=tag, site=job.dump.site)
    ideas.retell_status(_SITE, thread_id, status=status, note_md=note)
    return thread_id


def _lock(job: Import, post: Post) -> int:
    thread_id = _local(job, "thread", post.id)
    threads.lock(_SITE, thread_id, reason=f"Closed on {job.dump.site}")
    return thread_id


def _link(job: Import, link: Link) -> int:
    thread_id = _local(job, "thread", link.post_id)
    duplicates.bring_in(_SITE, thread_id, _local(job, "thread", link.related_id))
    return thread_id


_DO: dict[str, Callable[[Import, Any], int]] = {
    "question": _post_thread,
    "idea": _post_thread,
    "answer": _post_answer,
    "comment": _post_comment,
    "accepted": _accept,
    "status": _set_status,
    "closed": _lock,
    "duplicate": _link,
}
"""What each kind of step does with its post, comment or link, and the id it gives."""

# what was decided there, nobody in particular says here
_SITE = replace(SYSTEM, scopes={**SYSTEM.scopes, RETELL: EVERYWHERE})
_WRITTEN = frozenset({"question", "idea", "answer", "comment"})
_LEDGER_KIND = {"question": "thread", "idea": "thread"}
_STATUS_NOTE = "This idea carried the tag {tag} on {site} when it was brought here."


def _bring_votes(job: Import, cast_votes: Sequence[Vote]) -> None:
    """Add votes of several posts, then count those posts anew."""
    rows: list[dict[str, Any]] = []
    for vote in cast_votes:
        thread_id = job.ledger.find("thread", vote.post_id)
        answer_id = job.ledger.find("answer", vote.post_id)
        if thread_id is None and answer_id is None:
            job.report.refuse("vote", "import.post_not_here")
            continue
        rows.append(_vote_row(job, vote, thread_id, answer_id))
    job.report.new["vote"] += votes.add_unattributed(rows)
    for thread_id in sorted({row["thread_id"] for row in rows if row["thread_id"]}):
        votes.recount(thread_id)
    for answer_id in sorted({row["answer_id"] for row in rows if row["answer_id"]}):
        votes.recount_helpfulness(answer_id)


def _vote_row(
    job: Import, vote: Vote, thread_id: int | None, answer_id: int | None
) -> dict[str, Any]:
    return {
        "source": job.dump.site,
        "source_id": vote.id,
        "thread_id": thread_id,
        "answer_id": answer_id,
        "value": -1 if vote.type == DOWN else 1,
        "cast_at": vote.cast_at,
    }


def _author(job: Import, item: Post | Comment) -> tuple[Actor, str | None]:
    """Give who speaks, and with what name to sign when they have no account there any more."""
    local_id = job.ledger.find("person", item.author_id)
    if local_id is not None:
        return contacts.speaker(local_id), None
    return contacts.speaker(_community(job)), item.author_name


def _community(job: Import) -> int:
    known = job.ledger.find("person", COMMUNITY)
    if known is not None:
        return known
    # every dump has this person; one that was cut to size by hand may not
    local_id = contacts.make_contact(Contact(name="Community", joined_at=clock.now()))
    job.ledger.note("person", COMMUNITY, local_id)
    return local_id


def _body(job: Import, post: Post, signature: str | None) -> str:
    body_md, change = texts.body(
        post.body_html, site=job.dump.site, post_id=post.id, signature=signature
    )
    job.report.adapted.update([change] if change else [])
    return body_md


def _local(job: Import, kind: str, source_id: str | None) -> int:
    local_id = job.ledger.find(kind, source_id)
    if local_id is None:
        raise RuleBroken("import.post_not_here")
    return local_id
