"""What the index is told of a thread or an article: rows become documents.

Only what everybody may see becomes a document; whatever is hidden has none, and so leaves the
index.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.answers.models import Answer, Comment, OfficialMark
from portal.faq import queries as faq
from portal.faq.models import ArticleVersion
from portal.faq.policy import PUBLISHED
from portal.kit import markup
from portal.kit.db import db
from portal.search.engine import Document
from portal.threads import policy, queries, states
from portal.threads.models import Thread

_BATCH = 200


def of_threads(thread_ids: list[int]) -> list[Document]:
    """Make the documents of those threads that everybody may see.

    Costs: 4 statements, whatever the number of threads.
    """
    if not thread_ids:
        return []
    rows = db.session.execute(
        select(Thread, User.display_name, User.handle)
        .join(User, User.id == Thread.author_id)
        .where(Thread.id.in_(thread_ids), policy.VISIBLE)
    ).all()
    ids = [row.Thread.id for row in rows]
    tags, said = queries.tags_of(ids), _said(ids)
    made = [
        _versioned(
            replace(
                _of_thread(row.Thread, tags.get(row.Thread.id, ()), said),
                author=row.display_name,
                handle=row.handle,
            )
        )
        for row in rows
    ]
    # what was read in bulk is not needed as objects any more
    db.session.expunge_all()
    return made


def of_articles(version_ids: list[int]) -> list[Document]:
    """Make the documents of those articles that are published.

    Costs: 1 statement.
    """
    if not version_ids:
        return []
    return [_of_article(article) for article in faq.document_texts(version_ids)]


def all_documents() -> Iterator[Document]:
    """Walk everything that belongs into the index, in batches of 200."""
    last = 0
    while ids := _next_threads(last):
        yield from of_threads(ids)
        last = ids[-1]
    last = 0
    while versions := faq.published_ids(after=last, size=_BATCH):
        yield from of_articles(versions)
        last = versions[-1]


def count() -> int:
    """Count what belongs into the index.

    Costs: 2 statements.
    """
    threads = select(func.count()).select_from(Thread).where(policy.VISIBLE)
    articles = select(func.count()).select_from(ArticleVersion).where(PUBLISHED)
    return sum(db.session.execute(each).scalar_one() for each in (threads, articles))


def _next_threads(after: int) -> list[int]:
    statement = select(Thread.id).where(Thread.id > after, policy.VISIBLE)
    return list(db.session.execute(statement.order_by(Thread.id).limit(_BATCH)).scalars())


def _said(thread_ids: list[int]) -> dict[int, dict[str, str]]:
    """Gather what is said in threads: official, accepted, and all the rest."""
    said: dict[int, dict[str, list[str]]] = {}
    answers = db.session.execute(
        select(Answer.thread_id, Answer.body_md, Answer.accepted_at, OfficialMark.summary)
        .outerjoin(
            OfficialMark,
            (OfficialMark.answer_id == Answer.id) & (OfficialMark.state == "official"),
        )
        .where(Answer.thread_id.in_(thread_ids), Answer.visibility == "visible")
        .order_by(Answer.id)
    )
    for thread_id, body_md, accepted_at, summary in answers:
        texts = said.setdefault(thread_id, {"official": [], "accepted": [], "other": []})
        place = "official" if summary else "accepted" if accepted_at else "other"
        texts[place] += [summary, body_md] if summary else [body_md]
    comments = db.session.execute(
        select(Comment.thread_id, Comment.body_md)
        .where(Comment.thread_id.in_(thread_ids), Comment.visibility == "visible")
        .order_by(Comment.id)
    )
    for thread_id, body_md in comments:
        texts = said.setdefault(thread_id, {"official": [], "accepted": [], "other": []})
        texts["other"].append(body_md)
    return {
        thread_id: {place: markup.to_text("\n\n".join(parts)) for place, parts in texts.items()}
        for thread_id, texts in said.items()
    }


def _of_thread(thread: Thread, tags: tuple[str, ...], said: dict[int, dict[str, str]]) -> Document:
    texts = said.get(thread.id, {})
    kind: Any = thread.kind
    return Document(
        kind=kind,
        id=thread.id,
        version="",
        created_at=thread.posted_at,
        lang=thread.lang,
        title=thread.title,
        product_id=thread.product_id,
        official_text=texts.get("official", ""),
        accepted_text=texts.get("accepted", ""),
        body=markup.to_text(thread.body_md),
        answers_text=texts.get("other", ""),
        tags=tags,
        state=states.label(thread),
        is_official=thread.official_count > 0,
        is_accepted=thread.accepted_count > 0,
        is_resolved=thread.resolution is not None,
        is_answered=thread.answer_count > 0,
        votes=thread.vote_count,
    )


def _of_article(article: faq.ArticleDocument) -> Document:
    return _versioned(
        Document(
            kind="faq",
            id=article.version_id,
            version="",
            created_at=article.published_at,
            lang=article.lang,
            title=article.title,
            product_id=article.product_id,
            aliases=article.aliases,
            summary=article.summary,
            body=article.body_text,
            state="published",
            is_validated=article.is_validated,
            needs_update=article.needs_update,
        )
    )


def _versioned(document: Document) -> Document:
    text = repr(sorted(asdict(document).items()))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return replace(document, version=digest)
