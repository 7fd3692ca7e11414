"""Two languages, one article: which of them has been left behind by the other."""

from sqlalchemy import delete, select

from portal.accounts.actor import Actor
from portal.faq import policy, rules, workbench
from portal.faq.events import FaqTranslationConfirmed, FaqTranslationOutdated
from portal.faq.models import ArticleVersion, TranslationMark
from portal.faq.workbench import Work
from portal.kit import clock
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import NotAllowed
from portal.kit.events import announce


def confirm(actor: Actor, version_id: int) -> None:
    """Say, having compared both, that a version is still right although the other has changed.

    Repeating it changes nothing.
    Raises: NotFound; NotAllowed("faq.publish").
    Announces: FaqTranslationConfirmed, when it was marked.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_publish(actor, work.product_id):
        raise NotAllowed("faq.publish")
    if _unmark(version_id):
        announce(
            FaqTranslationConfirmed(
                actor_id=actor.id, article_id=work.article_id, version_id=version_id
            )
        )


def follow(actor: Actor, work: Work, significance: str) -> None:
    """Draw the consequences of a text that is being published, for both languages.

    The version itself is up to date again; the other may be outdated now.
    Takes: work, the version as it was before.
    Announces: FaqTranslationOutdated, for the other version.
    Costs: 1 statement; 4 when the other is marked.
    """
    catches_up = _unmark(work.version_id)
    mark = rules.mark_for_translation(
        significance, is_first=work.edition == 0, catches_up=catches_up
    )
    if mark is None or work.other_version_id is None or not _is_out(work.other_version_id):
        return
    _mark(work.other_version_id, mark)
    announce(
        FaqTranslationOutdated(
            actor_id=actor.id,
            article_id=work.article_id,
            version_id=work.other_version_id,
            significance=mark,
        )
    )


def _is_out(version_id: int) -> bool:
    statement = select(ArticleVersion.id).where(
        ArticleVersion.id == version_id, ArticleVersion.state != "draft"
    )
    return db.session.execute(statement).scalar_one_or_none() is not None


def _mark(version_id: int, significance: str) -> None:
    if significance == "major":
        # what may be outdated is outdated now
        _unmark(version_id)
    insert_once(
        TranslationMark,
        version_id=version_id,
        significance=significance,
        marked_at=clock.now(),
    )


def _unmark(version_id: int) -> bool:
    return bool(
        rows_changed(delete(TranslationMark).where(TranslationMark.version_id == version_id))
    )
