"""Saying which words mean the same. A search hears of it at once."""

import uuid

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.actor import Actor
from portal.kit import clock
from portal.kit.db import db, is_sqlite
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.events import announce
from portal.search import policy, rules
from portal.search.events import SynonymsChanged
from portal.search.models import SynonymEdition, SynonymGroup, SynonymWord
from portal.search.rules import Word


def add_synonyms(actor: Actor, *, lang: str, words: str) -> int:
    """Put words together that mean the same, in one language.

    Takes: words, as they are typed, with commas between them.
    Gives: the id of the group.
    Raises: NotAllowed("search.tend"); RuleBroken("synonym.…"); Conflict("synonym.taken" |
        "synonym.too_many_groups").
    Announces: SynonymsChanged.
    Costs: 6 statements.
    """
    _check(actor)
    rules.check_lang(lang)
    read = rules.words_of(words)
    _renew(lang)
    counted = select(func.count()).select_from(SynonymGroup).where(SynonymGroup.lang == lang)
    rules.check_room(db.session.execute(counted).scalar_one())
    _check_free(lang, read, group_id=0)
    made = insert(SynonymGroup).values(lang=lang, edited_at=clock.now())
    group_id = db.session.execute(made.returning(SynonymGroup.id)).scalar_one()
    _write(group_id, lang, read)
    announce(SynonymsChanged(actor_id=actor.id, group_id=group_id, lang=lang))
    return group_id


def change_synonyms(actor: Actor, group_id: int, *, words: str) -> None:
    """Give a group other words.

    Raises: NotAllowed("search.tend"); NotFound("synonym.not_found"); RuleBroken("synonym.…");
        Conflict("synonym.taken").
    Announces: SynonymsChanged.
    Costs: 7 statements.
    """
    _check(actor)
    lang = _lang_of(group_id)
    read = rules.words_of(words)
    _renew(lang)
    row = SynonymGroup.id == group_id
    db.session.execute(update(SynonymGroup).where(row).values(edited_at=clock.now()))
    _check_free(lang, read, group_id=group_id)
    db.session.execute(delete(SynonymWord).where(SynonymWord.group_id == group_id))
    _write(group_id, lang, read)
    announce(SynonymsChanged(actor_id=actor.id, group_id=group_id, lang=lang))


def remove_synonyms(actor: Actor, group_id: int) -> None:
    """Part the words of a group again.

    Raises: NotAllowed("search.tend"); NotFound("synonym.not_found").
    Announces: SynonymsChanged.
    Costs: 5 statements.
    """
    _check(actor)
    lang = _lang_of(group_id)
    _renew(lang)
    db.session.execute(delete(SynonymWord).where(SynonymWord.group_id == group_id))
    db.session.execute(delete(SynonymGroup).where(SynonymGroup.id == group_id))
    announce(SynonymsChanged(actor_id=actor.id, group_id=group_id, lang=lang))


def _check(actor: Actor) -> None:
    if not policy.can_tend(actor):
        raise NotAllowed("search.tend")


def _lang_of(group_id: int) -> str:
    """Give a group's language, and let nobody else change the group meanwhile."""
    found = select(SynonymGroup.lang).where(SynonymGroup.id == group_id).with_for_update()
    lang = db.session.execute(found).scalar()
    if lang is None:
        raise NotFound("synonym.not_found")
    return lang


def _renew(lang: str) -> None:
    """Let every process read the words of a language anew; one editor at a time."""
    name = uuid.uuid4().hex
    make = sqlite.insert if is_sqlite() else postgresql.insert
    renewed = make(SynonymEdition).values(lang=lang, name=name)
    db.session.execute(renewed.on_conflict_do_update(index_elements=["lang"], set_={"name": name}))


def _check_free(lang: str, words: tuple[Word, ...], *, group_id: int) -> None:
    keys = [word.key for word in words]
    taken = select(SynonymWord.word).where(
        SynonymWord.lang == lang, SynonymWord.key.in_(keys), SynonymWord.group_id != group_id
    )
    rules.check_free(db.session.execute(taken.limit(1)).scalar())


def _write(group_id: int, lang: str, words: tuple[Word, ...]) -> None:
    rows = [
        {"group_id": group_id, "position": at, "lang": lang, "key": one.key, "word": one.word}
        for at, one in enumerate(words)
    ]
    db.session.execute(insert(SynonymWord), rows)
