"""The engine of the large house: the index lies in PostgreSQL, our own scoring ranks what it finds.

PostgreSQL keeps one row for each document with a ``tsvector`` of our own terms, and how many
documents have each of them. A search takes two statements: the first asks how rare the terms are,
the second lets a GIN index find the best candidates. These are then ranked by the same code as in
the embedded engine.

Every process reads the same tables, and what is written is written in one transaction: nothing of
the index is in a process or on its disk. Reads and writes go over connections of their own, so
that a search that fails takes nothing down with it.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, wraps
from itertools import islice
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from portal.kit import clock
from portal.search import analysis, composing, facts, ranking, scoring, widening
from portal.search import postgres_rows as rows
from portal.search import postgres_tables as tables
from portal.search.answering import (
    MOST_ENDINGS,
    MOST_HITS,
    MOST_TERMS_OF_A_DRAFT,
    PROBE,
    beginnings_of,
    hit_of,
    hits,
    months_back,
    terms_of,
    unavailable_when_broken,
)
from portal.search.engine import NO_FILTERS, Document, EngineUnavailable, Filters, Hit
from portal.search.postgres_rows import Gathered, Written
from portal.search.widening import NO_SYNONYMS, Thesaurus

_LOCK_WAIT_SECONDS = 10.0
_SECONDS_BETWEEN_TRIES = 0.02
# Whoever holds it writes the index of this database; PostgreSQL takes it from those who die.
_LOCK = 0x4D617275
_DOCUMENTS_A_BATCH = 1_000
# So many rows are looked into at most, and so many of them are ranked to the end.
_MOST_ROWS = 500
_POOL = 100
# Of what is found everywhere, so much help, and so much of the last months.
_MOST_HELP = 60
_MONTHS_BACK = 24
# About so much of what has a word speaks strongly for it; and so much more is looked at than that.
_STRONG_PART = 0.25
_MARGIN = 2
# To choose these, so many terms are looked at, in groups of about the same weight.
_MOST_TELLING = 16
_GROUPS = 2
_MOST_WORDS = 5_000

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Rows = Sequence[Any]
_Values = dict[str, Any]


class _Shelf(NamedTuple):
    """The shelf in use: its name, how many documents are on it, and what was asked of its terms."""

    name: str
    size: int
    generation: str
    recipe: str
    holders: dict[str, int]


class _Part(NamedTuple):
    """A part of what is looked for, as tsqueries: one after the other, until there is enough.

    Of ``help``, which is asked first, only some are taken.
    """

    queries: tuple[str, ...]
    help: str
    is_whole: bool


class _MovedError(EngineUnavailable):
    """The shelf was emptied because the other is in use by now."""


def _once_more_when_moved(ask: Callable[_P, _T]) -> Callable[_P, _T]:
    """Answer from the shelf in use, though a rebuild may change it between two statements."""

    @wraps(ask)
    def asked(*arguments: _P.args, **named: _P.kwargs) -> _T:
        try:
            return ask(*arguments, **named)
        except _MovedError:
            return ask(*arguments, **named)

    return asked


class PostgresEngine:
    """A search engine in tables of a PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        """Take the address of the database; nothing is opened before it is used."""
        # the planner must not read all rows to find the first; plans are made for their values
        options = (
            "-c lock_timeout=10000 -c statement_timeout=30000 -c timezone=UTC"
            " -c enable_seqscan=off -c jit=off"
        )
        arguments = {"options": options, "connect_timeout": 5, "prepare_threshold": None}
        self._database: Engine = create_engine(
            url,
            pool_size=4,
            max_overflow=28,
            isolation_level="AUTOCOMMIT",
            connect_args=arguments,
        )
        self._shelf_last_seen = tables.SHELVES[0]

    def close(self) -> None:
        """Let all connections go."""
        self._database.dispose()

    # ── Writing ──

    def apply(self, upserts: Iterable[Document], removals: Iterable[str] = ()) -> None:
        """Put documents in, replacing those of the same key, and take keys out, in one commit.

        Removals come first: a key that is in both is in the index afterwards.
        """
        documents = {document.key: document for document in upserts}
        outdated = sorted({*removals, *documents})
        if not outdated:
            return
        written = [rows.write(document) for document in documents.values()]
        with (
            unavailable_when_broken("write to"),
            self._writing() as connection,
            connection.transaction(),
        ):
            # whoever asked for it notes that it is done, and that waits for the disk
            connection.execute("SET LOCAL synchronous_commit = off")
            _replace(connection, _shelf_in_use(connection), outdated, written)

    def index(self, documents: Iterable[Document]) -> None:
        """Put documents in, replacing those of the same key."""
        self.apply(documents)

    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out; a key that is not there is no error."""
        self.apply((), keys)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Fill the other shelf, and put it in use when it is whole."""
        with _unavailable_when_away(), self._writing() as connection:
            found = connection.execute("SELECT shelf FROM search_index").fetchone()
            first, second = tables.SHELVES
            shelf = second if found and found[0] == first else first
            _clear(connection, shelf)
            try:
                count = _fill(connection, shelf, documents)
            except BaseException:
                _clear(connection, shelf)
                raise
            with connection.transaction():
                values = (shelf, uuid.uuid4().hex, _recipe(), count)
                connection.execute(_PUT_IN_USE, values)
            if found:
                # somebody may still be reading it; the next rebuild clears it, too
                with suppress(psycopg.OperationalError):
                    _clear(connection, found[0])
            return count

    # ── Reading ──

    @_once_more_when_moved
    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 10,
        offset: int = 0,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what a person typed, best first; any text is a good query."""
        typed = analysis.parse(query)
        if not typed.words or limit <= 0:
            return ()
        size = min(max(0, offset) + limit, MOST_HITS)
        with unavailable_when_broken("search"):
            asked_for, widenings = widening.widen(query, typed, thesaurus)
            terms = [*terms_of(typed.words)]
            every = {*terms, *_needed_by(asked_for), *_earning_by(widenings)}
            shelf = self._look_up((*every, *_recent_months()))
            found = Gathered(shelf.size, shelf.holders)
            asked = scoring.weigh([found], terms, beginnings_of(typed.words), widenings)
            wanted = _wanted(asked, shelf, filters, asked_for)
            found.take(self._candidates(shelf, asked, wanted, size), every)
            inside = scoring.circles([found], asked_for, filters, size)
            best = scoring.rank([found], asked, filters, size=size, inside=inside)
            return tuple(hits(asked, best[max(0, offset) :], typed.words))

    @_once_more_when_moved
    def newest(self, filters: Filters, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what passes the filters, the newest first."""
        with unavailable_when_broken("search"):
            shelf = self._look_up(())
            passing = " & ".join(rows.wanted(filters))
            where = "WHERE terms @@ %(passing)s::tsquery" if passing else ""
            statement = f"""
                SELECT key, version, created_at FROM {tables.documents(shelf.name)} {where}
                ORDER BY created_at DESC, key DESC LIMIT %(most)s
            """  # noqa: S608 - the names are ours
            values = {"passing": passing, "most": max(0, min(limit, MOST_HITS))}
            found = self._sure(shelf, self._read(statement, values))
            return tuple(hit_of(scoring.Card(*row)) for row in found)

    @_once_more_when_moved
    def similar(
        self,
        text: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 5,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what says nearly the same as the draft of a title, best first."""
        terms = analysis.query_terms(text)[:MOST_TERMS_OF_A_DRAFT]
        if not terms or limit <= 0:
            return ()
        with unavailable_when_broken("search"):
            widenings = widening.of_draft(text, thesaurus)
            every = {*terms, *_earning_by(widenings)}
            shelf = self._look_up((*every, *_recent_months()))
            found = Gathered(shelf.size, shelf.holders)
            asked = scoring.weigh([found], terms, frozenset(), widenings)
            size = min(limit, MOST_HITS)
            wanted = _wanted(asked, shelf, filters, analysis.Query())
            found.take(self._candidates(shelf, asked, wanted, size), every)
            best = scoring.rank([found], asked, filters, size=size)
            return tuple(hits(asked, best, ()))

    @_once_more_when_moved
    def begun(self, typed: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what has a word in its title or tags that is being typed, and all words before."""
        earlier, ranges = composing.read(typed)
        if not ranges:
            return ()
        with unavailable_when_broken("search"):
            shelf = self._look_up(())
            words = self._words(shelf, ranges, MOST_ENDINGS, "holders DESC")
            if not words:
                return ()
            query = analysis.parse(earlier)
            parts = [" | ".join(rows.quote(rows.WORD + word) for word in words)]
            parts += [_whole(query)] if query.words else []
            statement = f"""
                SELECT key, version, created_at
                FROM (
                    SELECT * FROM {tables.documents(shelf.name)}
                    WHERE terms @@ %(query)s::tsquery LIMIT %(rows)s
                ) AS found
                ORDER BY standing DESC, created_at DESC, key LIMIT %(most)s
            """  # noqa: S608 - the names are ours
            values = {
                "query": " & ".join(f"({part})" for part in parts) + _without(query),
                "rows": _MOST_ROWS,
                "most": max(0, min(limit, MOST_HITS)),
            }
            found = self._sure(shelf, self._read(statement, values))
            return tuple(hit_of(scoring.Card(*row)) for row in found)

    @_once_more_when_moved
    def vocabulary(self, first: str, before: str) -> Mapping[str, int]:
        """Give the words of titles and tags from one text up to before another."""
        with unavailable_when_broken("read"):
            shelf = self._look_up(())
            return self._words(shelf, [composing.Range(first, before)], _MOST_WORDS, "term")

    def holders(self, terms: Collection[str]) -> Mapping[str, int]:
        """Tell how many documents have each of these terms, wherever they have it."""
        with unavailable_when_broken("read"):
            return self._look_up(terms).holders

    def generation(self) -> str:
        """Name the state of the index; it changes with every commit."""
        with unavailable_when_broken("read"):
            return self._look_up(()).generation

    @_once_more_when_moved
    def versions(self) -> Mapping[str, str]:
        """Tell the key and version of every document."""
        with unavailable_when_broken("read"):
            shelf = self._look_up(())
            statement = f"SELECT key, version FROM {tables.documents(shelf.name)}"  # noqa: S608
            found = self._sure(shelf, self._read(statement, {}))
            return {key: version for key, version in found}  # noqa: C416 - rows are no pairs

    def is_healthy(self) -> bool:
        """Tell whether the index can be read now. Never raises."""
        try:
            self.search(PROBE)
        except EngineUnavailable:
            return False
        return True

    def is_outdated(self) -> bool:
        """Tell whether the index was written by rules that have changed since. Never raises."""
        try:
            with unavailable_when_broken("read"):
                return self._look_up(()).recipe != _recipe()
        except EngineUnavailable:
            return True

    # ── The tables ──

    def _look_up(self, terms: Iterable[str]) -> _Shelf:
        """Ask which shelf is in use, and how many documents on it have each of the terms."""
        values = {"terms": [*terms]}
        guess, found = self._shelf_last_seen, self._on_shelf(self._shelf_last_seen, values)
        if found and found[0].shelf != guess:
            self._shelf_last_seen = guess = found[0].shelf
            found = self._on_shelf(guess, values)
        if not found or found[0].shelf != guess:
            raise EngineUnavailable("there is no index in the database")
        first = found[0]
        holders = {row.term: row.holders for row in found if row.term is not None}
        return _Shelf(first.shelf, first.document_count, first.generation, first.recipe, holders)

    def _on_shelf(self, shelf: str, values: _Values) -> _Rows:
        return self._read(
            f"""
            SELECT i.shelf, i.document_count, i.generation, i.recipe, t.term, t.holders
            FROM search_index i
            LEFT JOIN {tables.terms(shelf)} t ON t.term = ANY(%(terms)s)
            """,  # noqa: S608 - the names are ours
            values,
        )

    def _candidates(
        self, shelf: _Shelf, asked: scoring.Asked, parts: Sequence[_Part], enough: int
    ) -> _Rows:
        """Let the database choose what is worth ranking: whole answers first, then the best.

        Takes: enough, how many are to be shown; where so many are whole answers, the database looks
            for nothing else.
        """
        most = max(enough, _POOL)
        if not parts:
            return self._sure(shelf, ())
        values: _Values = {"rows": _MOST_ROWS, "most": most, "now": clock.now(), "enough": enough}
        values["help"] = _MOST_HELP
        arms = []
        for number, part in enumerate(parts):
            queries = enumerate((part.help, *part.queries))
            values |= {f"query{number}_{place}": query for place, query in queries}
            arms.append(f"part{number} AS MATERIALIZED ({_arm(shelf.name, number, part)})")
        worth, weights = _worth(asked)
        found = " UNION ALL ".join(f"SELECT * FROM part{number}" for number in range(len(parts)))  # noqa: S608 - the names are ours
        statement = f"""
            WITH {", ".join(arms)}
            SELECT key, version, created_at, strengths FROM ({found}) AS found
            ORDER BY is_whole DESC, ({worth}) * {_RECENCY} DESC LIMIT %(most)s
        """  # noqa: S608 - nothing of a person's is in it
        return self._sure(shelf, self._read(statement, values | weights))

    def _words(
        self, shelf: _Shelf, ranges: Iterable[composing.Range], most: int, order: str
    ) -> dict[str, int]:
        """Read the words of titles and tags in some ranges, and how many documents have each."""
        values: _Values = {"most": most}
        inside = []
        for number, (first, before) in enumerate(ranges):
            values[f"first{number}"] = rows.WORD + first
            # PostgreSQL holds no NUL; no word has what comes next either
            values[f"before{number}"] = rows.WORD + before.replace("\0", "\1")
            inside.append(f"term >= %(first{number})s AND term < %(before{number})s")
        statement = f"""
            SELECT term, holders FROM {tables.terms(shelf.name)}
            WHERE ({" OR ".join(inside)}) AND holders > 0 ORDER BY {order} LIMIT %(most)s
        """  # noqa: S608 - nothing of a person's is in it
        found = self._sure(shelf, self._read(statement, values))
        return {row.term.removeprefix(rows.WORD): row.holders for row in found}

    def _sure(self, shelf: _Shelf, found: _Rows) -> _Rows:
        """Make sure that nothing was found because there is nothing."""
        if not found and self._look_up(()).name != shelf.name:
            raise _MovedError("the index was built anew")
        return found

    def _read(self, statement: str, values: _Values) -> _Rows:
        """Ask over a connection of our own, and once more when the server had let it go."""
        for tries_left in (1, 0):
            try:
                with self._database.connect() as connection:
                    return connection.exec_driver_sql(statement, values).all()
            except DBAPIError as error:
                if not (error.connection_invalidated and tries_left):
                    raise
        raise AssertionError

    @contextmanager
    def _writing(self) -> Iterator[psycopg.Connection]:
        """Be the only one who writes, in this and every other process.

        Gives: psycopg's own connection, because only that can COPY. What is done there is kept
        at once, or with the transaction that it is done in.
        """
        with self._connected() as pooled:
            connection = cast(psycopg.Connection, pooled.connection.driver_connection)
            give_up_at = time.monotonic() + _LOCK_WAIT_SECONDS
            while connection.execute(_TAKE_LOCK).fetchone() != (True,):
                if time.monotonic() > give_up_at:
                    raise EngineUnavailable("another process is writing the index")
                time.sleep(_SECONDS_BETWEEN_TRIES)
            try:
                yield connection
            finally:
                # a connection that is broken has let go of it already
                if not connection.closed:
                    connection.execute(_LEAVE_LOCK)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            pooled = self._database.connect()
        except DBAPIError as error:
            raise EngineUnavailable(f"the database does not answer: {error!r}") from error
        with pooled:
            yield pooled


_TAKE_LOCK = f"SELECT pg_try_advisory_lock({_LOCK})"
_LEAVE_LOCK = f"SELECT pg_advisory_unlock({_LOCK})"
_PUT_IN_USE = """
    INSERT INTO search_index (slot, shelf, generation, recipe, document_count)
    VALUES (1, %s, %s, %s, %s)
    ON CONFLICT (slot) DO UPDATE SET shelf = excluded.shelf, generation = excluded.generation,
        recipe = excluded.recipe, document_count = excluded.document_count
"""
_AGES = ranking.PART_THAT_AGES
_RECENCY = f"""
    CASE WHEN left(key, 1) <> 'q' THEN 1
    ELSE {1 - _AGES} + {_AGES} * power(0.5, greatest(0, extract(epoch FROM %(now)s - created_at))
                                            / {ranking.HALF_LIFE.total_seconds()}) END
"""


@contextmanager
def _unavailable_when_away() -> Iterator[None]:
    """Turn what the database says into the one error that callers know; all else is theirs."""
    try:
        yield
    except psycopg.Error as error:
        raise EngineUnavailable(f"cannot build the index: {error!r}") from error


# ── What is written ──


def _shelf_in_use(connection: psycopg.Connection) -> str:
    """Find the shelf to write to."""
    found = connection.execute("SELECT shelf FROM search_index FOR UPDATE").fetchone()
    if not found:
        raise EngineUnavailable("there is no index in the database")
    return str(found[0])


def _replace(
    connection: psycopg.Connection, shelf: str, keys: list[str], written: Sequence[Written]
) -> None:
    """Take rows out, put others in, and count what has changed."""
    table = tables.documents(shelf)
    lexemes = f"SELECT tsvector_to_array(terms) FROM {table} WHERE key = ANY(%s)"  # noqa: S608
    old = connection.execute(lexemes, (keys,)).fetchall()
    if old:
        connection.execute(f"DELETE FROM {table} WHERE key = ANY(%s)", (keys,))  # noqa: S608
    _copy(connection, shelf, written)
    changes = Counter(lexeme for one in written for lexeme in one.lexemes)
    for (lexemes_of_one,) in old:
        changes.subtract(lexemes_of_one)
    _count(connection, shelf, changes)
    statement = """
        UPDATE search_index SET generation = %s, document_count = document_count + %s
    """
    connection.execute(statement, (uuid.uuid4().hex, len(written) - len(old)))


def _count(connection: psycopg.Connection, shelf: str, changes: Mapping[str, int]) -> None:
    """Keep how many documents have each lexeme."""
    table = tables.terms(shelf)
    more = {lexeme: change for lexeme, change in changes.items() if change > 0}
    fewer = {lexeme: -change for lexeme, change in changes.items() if change < 0}
    if more:
        statement = f"""
            INSERT INTO {table} AS known SELECT * FROM unnest(%s::text[], %s::int[])
            ON CONFLICT (term) DO UPDATE SET holders = known.holders + excluded.holders
        """  # noqa: S608 - the names are ours
        connection.execute(statement, ([*more], [*more.values()]))
    if fewer:
        statement = f"""
            UPDATE {table} SET holders = holders - fewer.number
            FROM unnest(%s::text[], %s::int[]) AS fewer (lexeme, number) WHERE term = fewer.lexeme
        """  # noqa: S608 - the names are ours
        connection.execute(statement, ([*fewer], [*fewer.values()]))
        nobody = f"DELETE FROM {table} WHERE term = ANY(%s) AND holders = 0"  # noqa: S608
        connection.execute(nobody, ([*fewer],))


def _copy(connection: psycopg.Connection, shelf: str, written: Iterable[Written]) -> None:
    """Put rows in, the fast way."""
    columns = ", ".join(rows.Row._fields)
    statement = f"COPY {tables.documents(shelf)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for one in written:
            copy.write_row(one.row)


def _clear(connection: psycopg.Connection, shelf: str) -> None:
    """Take everything off a shelf."""
    connection.execute(f"TRUNCATE {tables.documents(shelf)}, {tables.terms(shelf)}")


def _fill(connection: psycopg.Connection, shelf: str, documents: Iterable[Document]) -> int:
    """Write a whole index; it is made findable and counted at the end, which is much faster."""
    table, index = tables.documents(shelf), tables.terms_index(shelf)
    connection.execute(f"DROP INDEX IF EXISTS {index}")
    keys: set[str] = set()
    rest = iter(documents)
    while batch := list(islice(rest, _DOCUMENTS_A_BATCH)):
        new = {document.key: document for document in batch if document.key not in keys}
        keys.update(new)
        _copy(connection, shelf, map(rows.write, new.values()))
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SET LOCAL maintenance_work_mem = '128MB'")
        connection.execute(
            f"CREATE INDEX {index} ON {table} USING gin (terms) WITH (fastupdate = off)"
        )
        connection.execute(
            f"INSERT INTO {tables.terms(shelf)}"  # noqa: S608 - the names are ours
            f" SELECT word, ndoc FROM ts_stat('SELECT terms FROM {table}')"
        )
    connection.execute(f"ANALYZE {table}, {tables.terms(shelf)}")
    return len(keys)


# ── What is asked for ──


def _wanted(
    asked: scoring.Asked, shelf: _Shelf, filters: Filters, query: analysis.Query
) -> list[_Part]:
    """Say what the database is to look for; nothing when no document can have any of it."""
    if not asked.weights:
        return []
    limits = "".join(f" & {part}" for part in rows.wanted(filters)) + _without(query)
    parts, but = [], ""
    find = _Finder(shelf, filters, limits)
    if whole := _whole(query):
        strong = _whole(query, rows.STRONG)
        parts.append(find.part(whole, strong, _most_whole(query, shelf.holders), is_whole=True))
        but = f" & !({whole})"
    if not query.demanded:
        opening = _affordable(asked.opening, shelf.holders)
        most = sum(map(shelf.holders.__getitem__, opening))
        strong = _any_of(opening, rows.STRONG)
        find = find._replace(limits=limits + but)
        parts.append(find.part(_any_of(opening), strong, most, is_whole=False))
    return parts


class _Finder(NamedTuple):
    """Puts together how a part is looked for: of much, only the first that are found are taken."""

    shelf: _Shelf
    filters: Filters
    limits: str

    def part(self, found: str, strong: str, most: int, *, is_whole: bool) -> _Part:
        """Ask for all at once; where too much may fit, first for what is likely to be the best.

        Takes: strong, what speaks strongly for it; most, how many documents may fit.
        """
        found, limits = f"({found})", self.limits
        if most <= _MOST_ROWS:
            return _Part((found + limits,), "", is_whole)
        strong, help_first = f"({strong})", ""
        if not self.filters.kinds:
            # it does not grow old, and there is little of it
            help_first = f"{found} & {_HELP}{limits}"
            limits += f" & !{_HELP}"
        weak = f"{found} & !{strong}"
        if recent := self._recent(most * _STRONG_PART):
            ages = (f" & {recent}", f" & !{recent}")
            queries = tuple(one + age + limits for one in (strong, weak) for age in ages)
        else:
            queries = (strong + limits, weak + limits)
        return _Part(queries, help_first, is_whole)

    def _recent(self, expected: float) -> str:
        """Name the last months in which enough of so many are to be expected.

        PostgreSQL finds all that fit before it gives the first: what is narrowed to some months is
        found in a time that does not grow with the community.

        Gives: nothing where all have to be looked at.
        """
        months = []
        share = 0.0
        for month in _recent_months():
            if self.shelf.holders.get(month):
                months.append(month)
                share += self.shelf.holders[month] / self.shelf.size
            if expected * share >= _MARGIN * _MOST_ROWS:
                return f"({' | '.join(map(rows.quote, months))})"
        return ""


_HELP = rows.quote(f"{rows.FACT}kind=faq")


def _recent_months() -> list[str]:
    return [rows.FACT + month for month in months_back(clock.now(), _MONTHS_BACK)]


def _arm(shelf: str, number: int, part: _Part) -> str:
    """Say in SQL where a part is looked for, in the order of its queries."""
    found = f"""
        SELECT key, version, created_at, strengths, top, {part.is_whole} AS is_whole
        FROM {tables.documents(shelf)} WHERE
    """  # noqa: S608 - the names are ours
    if number:
        found += " (SELECT count(*) FROM part0) < %(enough)s AND "
    asked = [
        f"{found} terms @@ %(query{number}_{place})s::tsquery"
        for place in range(1, len(part.queries) + 1)
    ]
    first = f"({found} terms @@ %(query{number}_0)s::tsquery LIMIT %(help)s)" if part.help else ""
    return f"{' UNION ALL '.join(filter(None, (first, *asked)))} LIMIT %(rows)s"


def _any_of(terms: Iterable[str], mark: str = "") -> str:
    return f"({' | '.join(rows.quote(mark + term) for term in terms)})"


def _whole(query: analysis.Query, mark: str = "") -> str:
    """Say what a document must have to be a whole answer."""
    needed = [word.alternatives for word in query.words if not word.is_optional]
    parts = [_one_of(alternatives, mark) for alternatives in needed]
    parts += [rows.quote(mark + term) for term in sorted(query.demanded)]
    return " & ".join(parts)


def _without(query: analysis.Query) -> str:
    return "".join(f" & !{_one_of(word.alternatives)}" for word in query.unwanted)


def _one_of(alternatives: Iterable[frozenset[str]], mark: str = "") -> str:
    choices = (" & ".join(rows.quote(mark + term) for term in sorted(one)) for one in alternatives)
    return f"({' | '.join(f'({choice})' for choice in choices)})"


def _most_whole(query: analysis.Query, holders: Mapping[str, int]) -> int:
    """Say at most how many documents can be whole answers."""
    needed = [word.alternatives for word in query.words if not word.is_optional]
    needed += [(frozenset((term,)),) for term in query.demanded]
    counts = (
        sum(min(holders.get(term, 0) for term in one) for one in alternatives)
        for alternatives in needed
    )
    return min(counts, default=0)


def _affordable(opening: Sequence[str], holders: Mapping[str, int]) -> tuple[str, ...]:
    """Take the rarest terms that together have not too many documents, and one in any case."""
    spent = 0
    for place, term in enumerate(opening):
        spent += holders[term]
        if place and spent > _MOST_ROWS:
            return tuple(opening[:place])
    return tuple(opening)


def _worth(asked: scoring.Asked) -> tuple[str, _Values]:
    """Say in SQL about how much a document counts: terms of about one weight are added at once."""
    telling = sorted(asked.weights, key=asked.weights.__getitem__, reverse=True)[:_MOST_TELLING]
    size = -(-len(telling) // _GROUPS)
    groups = [telling[at : at + size] for at in range(0, len(telling), size)]
    values: _Values = {"ranks": rows.RANK_WEIGHTS}
    parts = []
    for number, group in enumerate(groups):
        # ts_rank gives the mean of a group
        values[f"weight{number}"] = sum(asked.weights[term] for term in group)
        values[f"group{number}"] = " | ".join(map(rows.quote, group))
        rank = f"ts_rank(%(ranks)s::float4[], top, %(group{number})s::tsquery)"
        parts.append(f"%(weight{number})s * {rank}")
    return " + ".join(parts), values


def _needed_by(query: analysis.Query) -> Iterator[str]:
    """Yield the terms that decide whether a document is a whole answer, or none at all."""
    yield from query.demanded
    for word in (*query.words, *query.unwanted):
        for choice in word.alternatives:
            yield from choice


def _earning_by(widenings: Iterable[widening.Widening]) -> Iterator[str]:
    """Yield the terms of words, and of what may stand in their place."""
    for one in widenings:
        yield from one.typed
        for choice in one.choices:
            yield from choice.earning | choice.needed


@cache
def _recipe() -> str:
    """Name the rules by which the index is written."""
    return facts.recipe("postgres_rows")
