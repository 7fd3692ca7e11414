"""Who is named beside an article that grew from what they asked, and who would rather not be."""

from sqlalchemy import delete, select

from portal.accounts.actor import Actor
from portal.faq import workbench
from portal.faq.events import FaqCreditChanged
from portal.faq.models import ArticleSource, DeclinedCredit
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads.models import Thread


def declined(article_id: int) -> frozenset[int]:
    """Give who does not want to be named beside an article.

    Costs: 1 statement.
    """
    people = select(DeclinedCredit.person_id).where(DeclinedCredit.article_id == article_id)
    return frozenset(db.session.execute(people).scalars())


def choose(actor: Actor, version_id: int, *, is_named: bool) -> None:
    """Say whether one is named beside an article that grew from one's own post.

    The post itself and the conversation stay as they are. Saying it twice changes nothing.
    Raises: NotFound; NotAllowed("account.sign_in" | "faq.credit"); Conflict("faq.not_published").
    Announces: FaqCreditChanged, when it is another choice than before.
    """
    if not actor.is_known:
        raise NotAllowed("account.sign_in")
    work = workbench.get(actor, version_id)
    if work.state != "published":
        raise Conflict("faq.not_published")
    if not _asked(actor, work.article_id):
        raise NotAllowed("faq.credit")
    own = {"article_id": work.article_id, "person_id": actor.id}
    if is_named:
        is_new = bool(rows_changed(delete(DeclinedCredit).filter_by(**own)))
    else:
        is_new = insert_once(DeclinedCredit, **own)
    if is_new:
        announce(FaqCreditChanged(actor_id=actor.id, article_id=work.article_id))


def _asked(actor: Actor, article_id: int) -> bool:
    """Tell whether an article grew from something that this person posted."""
    own = (
        select(Thread.id)
        .join(ArticleSource, ArticleSource.thread_id == Thread.id)
        .where(ArticleSource.article_id == article_id, Thread.author_id == actor.id)
    )
    return db.session.execute(own.limit(1)).scalar() is not None
