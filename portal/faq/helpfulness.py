"""Did it help? Readers say so of articles, signed in or not, once each.

Whoever forgets their cookies is another browser. Every word is counted and shown; but where readers
speak against a text, people count each, and those who are not signed in once a place. What tells
places apart is a hash that says nothing without the portal's key, is another one for each article
and month, and is dropped after 30 days.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from sqlalchemy import delete, select, update

from portal.accounts.actor import Actor
from portal.answers.rules import wilson_lower_bound
from portal.faq import queries, unhelpful, upkeep_rules, workbench
from portal.faq.events import FaqHelpfulnessChanged, FaqUnhelpfulBecause
from portal.faq.models import ArticleVersion, ArticleVote, VotePlace
from portal.kit import clock, limits, signing, text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit

_OF_A_PERSON = Limit("faq_votes", times=60, window_seconds=3_600)
# whoever clears their cookies is another browser, but comes from the same place
_FROM_A_PLACE = Limit("faq_votes_place", times=120, window_seconds=3_600)
# a browser that said more than this is no reader's, and signing in must not wait for it
_TAKEN_ALONG = 200
_PURPOSE = "faq-vote-place"
_PLACE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Voter:
    """A person or a browser: ``person:12``, or ``browser:`` and a hash."""

    key: str
    # the address that an anonymous word comes from; it is counted, as a hash, and not kept itself
    place: str = ""
    # the browser a person sits at; what it said before they signed in is theirs
    browser: str = ""


def vote_helpful(actor: Actor, version_id: int, *, value: int, voter: Voter) -> tuple[int, int]:
    """Say that an article helped (1), did not (-1), or nothing any more (0). Repeating it
    changes nothing.

    Gives: helpful and unhelpful counts, from the database.
    Raises: NotFound; RuleBroken("helpful.value"); Conflict("faq.not_published"); TooMany.
    Announces: FaqHelpfulnessChanged, when it is another word than before.
    """  # noqa: D205 - the sentence needs its two lines
    if value not in (-1, 0, 1):
        raise RuleBroken("helpful.value")
    work = workbench.get(actor, version_id, for_update=True)
    if work.state != "published":
        raise Conflict("faq.not_published")
    if voter.browser:
        _take_along(actor, voter.browser, version_id, work.article_id)
    before = queries.my_word(voter.key, version_id)
    if before != value:
        _limit(voter)
        _replace(voter, version_id, value)
        announce(
            FaqHelpfulnessChanged(
                actor_id=actor.id, article_id=work.article_id, version_id=version_id, value=value
            )
        )
    return _count(
        version_id,
        helpful=int(value == 1) - int(before == 1),
        unhelpful=int(value == -1) - int(before == -1),
    )


def say_why(actor: Actor, version_id: int, *, reason: str, note: str, voter: Voter) -> None:
    """Say why an article did not help. Another reason takes the place of the one before it.

    Takes: reason, one of upkeep_rules.UNHELPFUL_REASONS; note, a few words or none.
    Raises: NotFound; RuleBroken("unhelpful.…"); Conflict("faq.not_published" |
        "unhelpful.not_said") where the reader did not say that it did not help; TooMany.
    Announces: FaqUnhelpfulBecause.
    """
    work = workbench.get(actor, version_id, for_update=True)
    if work.state != "published":
        raise Conflict("faq.not_published")
    note = text.one_line(note)
    upkeep_rules.check_why(reason, note)
    if voter.browser:
        _take_along(actor, voter.browser, version_id, work.article_id)
    if queries.my_word(voter.key, version_id) != -1:
        raise Conflict("unhelpful.not_said")
    _limit(voter)
    unhelpful.keep(version_id, voter.key, reason, note or None)
    announce(
        FaqUnhelpfulBecause(
            actor_id=actor.id, article_id=work.article_id, version_id=version_id, code=reason
        )
    )


def take_along(actor: Actor, browser: str) -> None:
    """Make what a browser said of articles the word of the person who signs in with it.

    One reader is one voice: where the person has said something before, only that stays.
    Takes: browser, its key.
    Announces: FaqHelpfulnessChanged, for every voice that was one too many.
    Costs: 1 statement when the browser said nothing.
    """
    said = (
        select(ArticleVersion.id, ArticleVersion.article_id)
        .join(ArticleVote, ArticleVote.version_id == ArticleVersion.id)
        .where(ArticleVote.voter == browser)
        .order_by(ArticleVersion.id)
        .limit(_TAKEN_ALONG)
        .with_for_update(of=ArticleVersion)
    )
    for version_id, article_id in db.session.execute(said).all():
        _take_along(actor, browser, version_id, article_id)


def forget_places() -> int:
    """Drop what told places apart longer ago than it counts.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=_PLACE_DAYS)
    return rows_changed(delete(VotePlace).where(VotePlace.seen_at < limit))


def _take_along(actor: Actor, browser: str, version_id: int, article_id: int) -> None:
    """Do so for one article, whose row is locked."""
    said = (ArticleVote.version_id == version_id) & (ArticleVote.voter == browser)
    why = unhelpful.of_voter(version_id, browser)
    word = db.session.execute(
        delete(ArticleVote).where(said).returning(ArticleVote.value, ArticleVote.cast_at)
    ).one_or_none()
    if word is None:
        return
    key, facts = f"person:{actor.id}", {"value": word.value, "cast_at": word.cast_at}
    if insert_once(ArticleVote, version_id=version_id, voter=key, **facts):
        if why:
            unhelpful.keep(version_id, key, why.reason, why.note)
        return
    _count(version_id, helpful=-int(word.value == 1), unhelpful=-int(word.value == -1))
    announce(
        FaqHelpfulnessChanged(
            actor_id=actor.id, article_id=article_id, version_id=version_id, value=0
        )
    )


def _limit(voter: Voter) -> None:
    limits.hit(_OF_A_PERSON, voter.key)
    if voter.place:
        limits.hit(_FROM_A_PLACE, voter.place)


def _replace(voter: Voter, version_id: int, value: int) -> None:
    mine = (ArticleVote.version_id == version_id) & (ArticleVote.voter == voter.key)
    db.session.execute(delete(ArticleVote).where(mine))
    if value:
        insert_once(
            ArticleVote,
            version_id=version_id,
            voter=voter.key,
            value=value,
            cast_at=clock.now(),
            speaks=_speaks(voter, version_id),
        )


def _speaks(voter: Voter, version_id: int) -> bool:
    """Tell whether a word is a voice of its own: a person's, or the first one of a place."""
    if not voter.place:
        return True
    # sealed, so that nobody without the portal's key can try addresses until one fits
    sealed = signing.seal(_PURPOSE, version_id, f"{clock.now():%Y-%m}", voter.place)
    place = blake2b(sealed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    here = {"version_id": version_id, "place": place}
    if insert_once(VotePlace, **here, voter=voter.key, seen_at=clock.now()):
        return True
    first = select(VotePlace.voter).filter_by(**here)
    return db.session.execute(first).scalar_one_or_none() == voter.key


def _count(version_id: int, *, helpful: int, unhelpful: int) -> tuple[int, int]:
    row = ArticleVersion.id == version_id
    counted = (
        update(ArticleVersion)
        .where(row)
        .values(
            helpful_count=ArticleVersion.helpful_count + helpful,
            unhelpful_count=ArticleVersion.unhelpful_count + unhelpful,
        )
        .returning(ArticleVersion.helpful_count, ArticleVersion.unhelpful_count)
    )
    counts = db.session.execute(counted).one()
    rank = wilson_lower_bound(counts.helpful_count, counts.unhelpful_count)
    db.session.execute(update(ArticleVersion).where(row).values(helpful_rank=rank))
    return counts.helpful_count, counts.unhelpful_count
