"""Who may see a notice: only whom it tells, and only while what it tells of may be seen."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, true

from portal.accounts.actor import Actor
from portal.answers.models import Answer, Comment
from portal.changelog import policy as changelog
from portal.changelog.models import Entry
from portal.faq import policy as faq
from portal.faq.models import ArticleVersion
from portal.kit.db import BigId
from portal.notify.models import Notice
from portal.threads import policy as threads
from portal.threads.models import Thread


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say it in SQL, for the inbox and each mail as it is sent.

    Takes: actor, known. The statement joins all that a notice can be about.
    """
    return _visible(threads.visible_to(actor), threads.sight_of(actor), actor.id)


def visible_in(sight: threads.Sight) -> ColumnElement[bool]:
    """Say the same for a statement that is built once and run with the viewer's ``viewer_id``."""
    viewer = bindparam(threads.VIEWER, type_=BigId)
    return _visible(threads.visible_in(sight), sight, viewer)


def _visible(
    thread_is_visible: ColumnElement[bool],
    sight: threads.Sight,
    viewer: Any,  # noqa: ANN401 - an id or its parameter
) -> ColumnElement[bool]:
    return and_(
        Notice.person_id == viewer,
        or_(Notice.thread_id.is_(None), thread_is_visible),
        _post_is_visible(Answer, sight, viewer),
        _post_is_visible(Comment, sight, viewer),
        # who was writing a draft knows it
        or_(ArticleVersion.id.is_(None), faq.PUBLISHED, Notice.kind == "faq_lock"),
        or_(Entry.id.is_(None), changelog.PUBLISHED),
    )


def _post_is_visible(
    posts: type[Answer] | type[Comment],
    sight: threads.Sight,
    viewer: Any,  # noqa: ANN401 - an id or its parameter
) -> ColumnElement[bool]:
    if sight == "all":
        return true()
    visible = or_(posts.id.is_(None), posts.visibility == "visible", posts.author_id == viewer)
    return visible if isinstance(sight, str) else or_(visible, Thread.product_id.in_(sight))
