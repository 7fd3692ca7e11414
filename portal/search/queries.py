"""Finding things. The index names candidates; the database decides who may see them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from portal.accounts.actor import Actor
from portal.faq import queries as faq
from portal.faq.queries import ArticleCard
from portal.kit import text
from portal.search import analysis, engines, language, moment, ranking, removals, spelling, titles
from portal.search.engine import NO_FILTERS, EngineUnavailable, Filters, Hit
from portal.search.highlight import Fragment, excerpt, highlight
from portal.search.widening import Thesaurus
from portal.threads import lists
from portal.threads.lists import ThreadCard

QUERY_MAX = 200
FURTHEST = 900
"""Nobody reads on after so many, and an engine ranks no more than a little further."""

GROUPS = ("faq", "official", "question", "idea")
_CANDIDATES = 60
_MOST_UNWANTED = 1_000
_EXCERPT = 160
SUGGESTED_FROM_CHARACTERS = 2
_SUGGESTED = 8
_OF_A_GROUP = 3
_ALIKE_OF_A_GROUP = 2
# With fewer whole answers, another spelling is looked for; so many of its own are looked up.
_FEW = 3
_CHECKED = 12
# When nothing is found: so many articles for so many of the words.
_RELATED = 3
_WORDS_TRIED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing found, as the results show it.

    What matched is marked when it is asked for: a page shows fewer lines than were found.
    """

    kind: str
    id: int
    slug: str
    lang: str
    label: str
    plain_title: str
    plain_text: str
    terms: tuple[str, ...]
    product_name_ko: str
    product_name_en: str
    at: datetime
    vote_count: int
    answer_count: int
    is_official: bool
    is_partial: bool
    # where it stands in everything that was found, from 0
    place: int = 0

    @property
    def title(self) -> list[Fragment]:
        """Give the title with what matched marked."""
        return highlight(self.plain_title, self.terms)

    @property
    def text(self) -> list[Fragment]:
        """Give the telling part of the text with what matched marked."""
        return excerpt(self.plain_text, self.terms, length=_EXCERPT)

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


@dataclass(frozen=True, slots=True)
class Lift:
    """A filter that keeps something away: which, and how many would be found without it.

    ``name`` and ``value`` are those of an operator, or "state", "lang" and "all".
    """

    name: str
    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    ``is_cut``: there may be more than was looked at. ``is_degraded``: the index is away, only
    titles were looked at. ``correction``: words that
    find more, spelled otherwise. When nothing is found: ``lifts`` say what fewer filters would
    give, ``related`` are articles that have one of the words.
    """

    hits: tuple[Line, ...] = ()
    groups: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    is_cut: bool = False
    is_degraded: bool = False
    correction: str | None = None
    lifts: tuple[Lift, ...] = ()
    related: tuple[Line, ...] = ()


NOTHING = Found()
_UNSOUGHT = Hit("", "question", 0, 1.0, 1.0, False, ())  # noqa: FBT003 - a Hit is positional
"""Stands for a thing that was not found by words, but named: nothing of it is marked."""


class _Way(NamedTuple):
    """Filters with one less, and what the index finds by them."""

    name: str
    value: str
    filters: Filters
    hits: tuple[Hit, ...]


class _Things(NamedTuple):
    """What hits stand for, by its number; a duplicate stands for its original.

    ``doubted`` are the keys of what has lost a text that the index may still know.
    """

    threads: dict[int, ThreadCard]
    articles: dict[int, ArticleCard]
    doubted: frozenset[str]


def find(actor: Actor, query: str, filters: Filters, *, after: int = 0) -> Found:
    """Find what somebody asked for: FAQ, official answers, questions and ideas, best first.

    Takes: query, the words alone; without any, the newest that pass the filters are found. after,
        how many of everything that was found are left out: a page goes on where one ended.
    Costs: 4 statements; 5 when the index is away, or when synonyms were changed.
    """
    query = text.one_line(query)[:QUERY_MAX]
    if text.is_blank(query) and filters == NO_FILTERS:
        return NOTHING
    try:
        return _asked(actor, query, filters, min(max(after, 0), FURTHEST))
    except EngineUnavailable:
        hits = titles.find(query, filters, limit=_CANDIDATES)
        things = _things(actor, hits, frozenset())
        return replace(_found(things, hits, filters), is_degraded=True)


def similar(actor: Actor, title: str, *, lang: str | None, limit: int) -> Found:
    """Find what says nearly the same as the draft of a title. A duplicate shows its original.

    Costs: 4 statements; 1 when nothing is like it; one more when synonyms were changed.
    """
    thesauri, doubted = moment.now()
    same = thesauri.get(lang, {})
    draft, filters = text.one_line(title)[:QUERY_MAX], Filters(lang=lang)
    try:
        hits = engines.current().similar(draft, filters, limit=limit * 4, thesaurus=same)
    except EngineUnavailable:
        return NOTHING
    alike = tuple(hit for hit in hits if _is_alike(hit, hits[0].score))
    found = _found(_things(actor, alike, doubted), alike, NO_FILTERS)
    # some of each, and then whatever is most alike
    first = [line for lines in found.groups.values() for line in lines[:_ALIKE_OF_A_GROUP]][:limit]
    rest = [line for line in found.hits if line not in first]
    chosen = {id(line) for line in first + rest[: limit - len(first)]}
    lines = tuple(line for line in found.hits if id(line) in chosen)
    return Found(hits=lines, groups=grouped(lines))


def _is_alike(hit: Hit, best_score: float) -> bool:
    """Tell whether a hit is worth showing to somebody who is writing."""
    if hit.kind == "faq":
        least_share = ranking.SUGGESTED_ARTICLE_SHARE_RATIO
        least_score = ranking.SUGGESTED_ARTICLE_SCORE_RATIO
    else:
        least_share = ranking.SUGGESTED_SHARE_RATIO
        least_score = ranking.SUGGESTED_SCORE_RATIO
    return hit.share_ratio >= least_share and hit.score >= least_score * best_score


def lines_of(actor: Actor, thread_ids: list[int]) -> tuple[Line, ...]:
    """Give threads as lines of results, as far as this actor may see them. A duplicate shows its
    original.

    Costs: at most 2 statements.
    """  # noqa: D205 - the sentence needs its two lines
    cards = _visible_threads(actor, thread_ids).values()
    return tuple(_line(card, _UNSOUGHT) for card in cards)


def suggest(actor: Actor, typed: str) -> tuple[Line, ...]:
    """Give what somebody may be looking for while they type: FAQ, official, questions, ideas.

    Gives: at most eight; none for a single character.
    Costs: 4 statements; 1 when no title has such a word.
    """
    typed = text.one_line(typed)[:QUERY_MAX]
    if len(typed) < SUGGESTED_FROM_CHARACTERS:
        return ()
    doubted = removals.pending()
    try:
        hits = engines.current().begun(typed, limit=_CANDIDATES)
    except EngineUnavailable:
        return ()
    groups = _found(_things(actor, hits, doubted), hits, NO_FILTERS).groups
    # a few of each, and then whatever there is
    first = [line for lines in groups.values() for line in lines[:_OF_A_GROUP]]
    rest = [line for lines in groups.values() for line in lines[_OF_A_GROUP:]]
    chosen = {id(line) for line in (first + rest)[:_SUGGESTED]}
    return tuple(line for lines in groups.values() for line in lines if id(line) in chosen)


def is_healthy() -> bool:
    """Tell whether the index can be read now."""
    return engines.current().is_healthy()


def _asked(actor: Actor, query: str, filters: Filters, after: int) -> Found:
    # without words nothing is found by a text that may be gone
    same, doubted = ({}, frozenset[str]()) if text.is_blank(query) else moment.now()
    hits = _hits(query, filters, same, after)
    if after:
        found = _found(_things(actor, hits, doubted), hits, filters, after=after)
        return replace(found, is_cut=len(hits) == _CANDIDATES)
    correction, better = _correction(query, filters, hits)
    ways = _ways_out(query, filters, same) if not hits else ()
    helpful = _having_a_word(query, filters) if not hits else ()
    other = [hit for way in ways for hit in way.hits]
    things = _things(actor, (*hits, *better, *other, *helpful), doubted)
    found = replace(_found(things, hits, filters), is_cut=len(hits) == _CANDIDATES)
    if not hits:
        counted = (
            Lift(way.name, way.value, len(_found(things, way.hits, way.filters).hits))
            for way in ways
        )
        related = _found(things, helpful, NO_FILTERS).hits[:_RELATED]
        found = replace(found, lifts=tuple(lift for lift in counted if lift.count), related=related)
    if _whole(_found(things, better, filters)) > _whole(found):
        return replace(found, correction=correction)
    return found


def _hits(
    query: str, filters: Filters, same: Mapping[str | None, Thesaurus], after: int = 0
) -> tuple[Hit, ...]:
    if text.is_blank(query):
        return engines.current().newest(filters, limit=after + _CANDIDATES)[after:]
    if unwanted := analysis.unwanted_alone(query):
        return _newest_without(unwanted, filters, after)
    thesaurus = same.get(filters.lang, {})
    return engines.current().search(
        query, filters, limit=_CANDIDATES, offset=after, thesaurus=thesaurus
    )


def _newest_without(unwanted: tuple[str, ...], filters: Filters, after: int) -> tuple[Hit, ...]:
    """Find the newest that have none of these words."""
    engine = engines.current()
    having = {
        hit.key
        for words in unwanted
        for hit in engine.search(words, filters, limit=_MOST_UNWANTED)
        if not hit.is_partial
    }
    most = min(_MOST_UNWANTED, after + _CANDIDATES + len(having))
    left = [hit for hit in engine.newest(filters, limit=most) if hit.key not in having]
    return tuple(left[after : after + _CANDIDATES])


def _correction(
    query: str, filters: Filters, hits: tuple[Hit, ...]
) -> tuple[str | None, tuple[Hit, ...]]:
    """Find the spelling with the most whole answers, when what was typed has few.

    Gives: it, and the first of what it finds; nothing when none has more.
    """
    most = sum(not hit.is_partial for hit in hits)
    best: tuple[str | None, tuple[Hit, ...]] = (None, ())
    if most >= _FEW or text.is_blank(query):
        return best
    engine = engines.current()
    for correction in spelling.corrections(query, engine.vocabulary, engine.holders):
        found = engine.search(correction, filters, limit=_CHECKED)
        whole = tuple(hit for hit in found if not hit.is_partial)
        if len(whole) > most:
            most, best = len(whole), (correction, whole)
    return best


def _ways_out(
    query: str, filters: Filters, same: Mapping[str | None, Thesaurus]
) -> tuple[_Way, ...]:
    """Search once more without each of the filters, and without any; there are few."""
    fewer_filters: dict[Filters, tuple[str, str]] = {}
    for name, value, fewer in _with_one_less(filters):
        if fewer != filters and (query or fewer != NO_FILTERS):
            fewer_filters.setdefault(fewer, (name, value))
    return tuple(
        _Way(name, value, fewer, _hits(query, fewer, same))
        for fewer, (name, value) in fewer_filters.items()
    )


def _with_one_less(filters: Filters) -> Iterator[tuple[str, str, Filters]]:
    ways = (
        ("kind", "", replace(filters, kinds=frozenset())),
        ("product", "", replace(filters, product_id=None)),
        ("state", "", replace(filters, state=None)),
        ("lang", "", replace(filters, lang=None)),
        ("author", filters.author or "", replace(filters, author=None)),
        ("is", "official", replace(filters, is_official=None)),
        ("is", "unanswered", replace(filters, is_unanswered=False)),
    )
    yield from ways
    for tag in sorted(filters.tags):
        yield "tag", tag, replace(filters, tags=filters.tags - {tag})
    yield "all", "", NO_FILTERS


def _having_a_word(query: str, filters: Filters) -> tuple[Hit, ...]:
    """Find articles that have one of the words, the longest first."""
    words = [word.mark for word in analysis.parse(query).words if not word.is_optional]
    only_articles = Filters(kinds=frozenset({"faq"}), lang=filters.lang)
    found: list[Hit] = []
    for word in sorted(dict.fromkeys(words), key=len, reverse=True)[:_WORDS_TRIED]:
        hits = engines.current().search(word, only_articles, limit=_RELATED)
        found += (hit for hit in hits if not hit.is_partial)
    return tuple(found)


def _whole(found: Found) -> int:
    return sum(not line.is_partial for line in found.hits)


def _things(actor: Actor, hits: tuple[Hit, ...], doubted: frozenset[str]) -> _Things:
    """Look all hits up at once, as far as this actor may see them."""
    threads = _visible_threads(actor, sorted({hit.id for hit in hits if hit.kind != "faq"}))
    articles = faq.get_many(actor, sorted({hit.id for hit in hits if hit.kind == "faq"}))
    return _Things(threads, articles, doubted)


def _found(things: _Things, hits: tuple[Hit, ...], filters: Filters, *, after: int = 0) -> Found:
    threads, articles, doubted = things
    lines: list[Line] = []
    seen: set[tuple[bool, int]] = set()
    for place, hit in enumerate(hits, after):
        thing = articles.get(hit.id) if hit.kind == "faq" else threads.get(hit.id)
        if thing is None or not _passes(thing, filters):
            continue
        if isinstance(thing, ArticleCard):
            line = _article_line(thing, hit, place)
        else:
            line = _line(thing, hit, place)
        if doubted and _key(hit) in doubted and not _is_plain(line):
            continue
        if (line.kind == "faq", line.id) not in seen:
            seen.add((line.kind == "faq", line.id))
            lines.append(line)
    return Found(hits=tuple(lines), groups=grouped(lines))


def _key(hit: Hit) -> str:
    """Give the key under which a document is noted as stale."""
    return hit.key if hit.kind == "faq" else f"thread:{hit.id}"


def _is_plain(line: Line) -> bool:
    """Tell whether every word that a line was found by stands in what readers see of it.

    Where no words are known, as of suggestions, it is not.
    """
    if not line.terms:
        return False
    shown = f"{line.plain_title}\n{line.plain_text}"
    return all(any(marked for _, marked in highlight(shown, (term,))) for term in line.terms)


def _passes(thing: ThreadCard | ArticleCard, filters: Filters) -> bool:
    """Hold what is shown to the filters: the index may not know the latest yet.

    What an article cannot have, such as an author, no article passes.
    """
    is_alike = filters.product_id in (None, thing.product_id) and filters.lang in (None, thing.lang)
    if isinstance(thing, ArticleCard):
        return is_alike and _passes_article(filters)
    return (
        is_alike
        and (not filters.kinds or thing.kind in filters.kinds)
        and filters.state in (None, thing.label)
        and filters.is_official in (None, thing.official_count > 0)
        and (not filters.is_unanswered or _is_unanswered(thing))
        and filters.tags <= set(thing.tags)
        and (filters.author is None or filters.author in _names(thing))
    )


def _passes_article(filters: Filters) -> bool:
    return (
        (not filters.kinds or "faq" in filters.kinds)
        and filters.state in (None, "published")
        and not (filters.is_official or filters.is_unanswered or filters.tags or filters.author)
    )


def _is_unanswered(card: ThreadCard) -> bool:
    return card.kind == "question" and not card.answer_count


def _names(card: ThreadCard) -> tuple[str, str]:
    return language.key(card.author.name), language.key(card.author.handle)


def _visible_threads(actor: Actor, thread_ids: list[int]) -> dict[int, ThreadCard]:
    cards = lists.cards(actor, thread_ids)
    originals = [
        c.canonical_id for c in cards.values() if c.canonical_id and c.canonical_id not in cards
    ]
    cards |= lists.cards(actor, originals)
    return {
        thread_id: cards.get(card.canonical_id or card.id, card)
        for thread_id, card in cards.items()
    }


def grouped(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    """Put lines into their groups, in their order."""
    groups: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for line in lines:
        # whatever else is true of it: most official answers are accepted, and labelled by that
        groups["official" if line.is_official else line.kind].append(line)
    return {name: tuple(found) for name, found in groups.items() if found}


def _line(card: ThreadCard, hit: Hit, place: int = 0) -> Line:
    return Line(
        kind=card.kind,
        id=card.id,
        slug=card.slug,
        lang=card.lang,
        label=card.label,
        plain_title=card.title,
        plain_text=card.excerpt,
        terms=hit.terms,
        product_name_ko=card.product_name_ko,
        product_name_en=card.product_name_en,
        at=card.posted_at,
        vote_count=card.vote_count,
        answer_count=card.answer_count,
        is_official=card.kind == "question" and card.official_count > 0,
        is_partial=hit.is_partial,
        place=place,
    )


def _article_line(card: ArticleCard, hit: Hit, place: int) -> Line:
    return Line(
        kind="faq",
        id=card.version_id,
        slug=card.slug,
        lang=card.lang,
        label="faq",
        plain_title=card.title,
        plain_text=card.summary,
        terms=hit.terms,
        product_name_ko=card.product_name_ko,
        product_name_en=card.product_name_en,
        at=card.updated_at,
        vote_count=card.helpful_count,
        answer_count=0,
        is_official=False,
        is_partial=hit.is_partial,
        place=place,
    )
