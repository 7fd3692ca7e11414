"""How the embedded index lies on the disk: everything that extends Whoosh itself.

Whoosh keeps the postings of a term in small pickled blocks that its matchers walk through one by
one. Here each term has one array of documents and one of strengths, read whole from a memory map:
a search is ten times faster for it, and no thread disturbs another's place in a file.
"""

import mmap
import struct
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from whoosh.codec.base import Segment as SegmentFiles
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.formats import Existence, Format
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from portal.search.scoring import Postings

INDEX_NAME = "MAIN"

_MAGIC = 0x4D52
_HEADER = struct.Struct("=HI")

# Six segments of about the same size become one; ten times as large is another size.
_MOST_OF_ONE_SIZE = 5
_SIZE_STEP = 10


class BrokenIndex(Exception):
    """A file of the index does not hold what it must."""


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh ships no types
    """A file read through memory, so that reading it has no place that threads could share."""

    def __init__(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            is_empty = not file.read(1)
            content = (
                BytesIO() if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )
        self.file = content
        self._buf = b"" if is_empty else content
        self._name = name
        self.onclose = None
        self.is_real = False
        self.is_closed = False


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """A directory whose files are read through memory."""

    def open_file(self, name: str, **_: object) -> MappedFile:
        return MappedFile(Path(self.folder) / name, name)


class StrengthField(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field whose value says how strongly a document speaks for each term."""

    def __init__(self) -> None:
        self.format = Existence()

    def index(
        self, value: Mapping[str, int], **_: object
    ) -> Iterator[tuple[bytes, int, int, bytes]]:
        for term, strength in value.items():
            yield term.encode(), 1, strength, b""


class ArrayPostingsWriter:
    """Write each term's postings as two arrays."""

    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._postings = no_postings()

    def start_postings(self, _form: Format, _info: W3TermInfo) -> None:
        self._postings = no_postings()

    def take(self, postings: Postings) -> None:
        """Take all postings of the term at once."""
        self._postings = postings

    def finish_postings(self) -> W3TermInfo:
        documents, strengths = self._postings
        start = self._file.tell()
        header = _HEADER.pack(_MAGIC, len(documents))
        self._file.write(header + documents.tobytes() + strengths.tobytes())
        # Nobody asks for Whoosh's own weights: strengths are read from the postings.
        info = W3TermInfo(df=len(documents), minid=documents[0], maxid=documents[-1])
        info.set_extent(start, _HEADER.size)
        return info


class ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Write the terms of a field with their postings whole."""

    def add_terms(self, field: str, schema: Schema, terms: Mapping[bytes, Postings]) -> None:
        self.start_field(field, schema[field])
        for term in sorted(terms):
            self.start_term(term)
            self._postwriter.take(terms[term])
            self.finish_term()
        self.finish_field()


class ArrayCodec(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's own files, but for the postings."""

    def field_writer(self, storage: FileStorage, segment: SegmentFiles) -> ArrayFieldWriter:
        return ArrayFieldWriter(self, storage, segment)

    def postings_writer(self, file: StructFile, **_: object) -> ArrayPostingsWriter:
        return ArrayPostingsWriter(file)


class ArrayPool:
    """Gather the postings of a segment in memory, term by term, until it is written.

    Whoosh's own pool keeps a tuple for each posting and sorts them through temporary files: five
    times slower here, and many times larger.
    """

    def __init__(self) -> None:
        self._fields: defaultdict[str, dict[bytes, Postings]] = defaultdict(dict)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting; documents come in ascending order."""
        field, term, document, strength, _ = item
        terms = self._fields[field]
        postings = terms.get(term)
        if postings is None:
            postings = terms[term] = no_postings()
        postings.documents.append(document)
        postings.strengths.append(int(strength))

    def write(self, writer: ArrayFieldWriter, schema: Schema) -> None:
        for field in sorted(self._fields):
            writer.add_terms(field, schema, self._fields[field])

    def cleanup(self) -> None:
        self._fields.clear()


class ArrayWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Write one commit; merging takes whole posting lists, not one posting after the other."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False)
        self.pool = ArrayPool()

    def add_postings_to_pool(
        self, reader: SegmentReader, first: int, new_numbers: Mapping[int, int] | None
    ) -> None:
        with reader.segment().open_file(self.storage, W3Codec.POSTS_EXT) as file:
            for field, term in reader.all_terms():
                offset, _ = reader.term_info(field, term).extent()
                documents, strengths = read_postings(file, offset)
                for document, strength in zip(documents, strengths, strict=True):
                    number = first + document if new_numbers is None else new_numbers.get(document)
                    if number is not None:
                        self.pool.add((field, term, number, strength, b""))

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.pool.write(self.fieldwriter, self.schema)
        self.fieldwriter.close()


def no_postings() -> Postings:
    """Give postings of no document."""
    return Postings(array("I"), array("H"))


def read_postings(file: StructFile, offset: int) -> Postings:
    """Read what ArrayPostingsWriter wrote."""
    documents, strengths = array("I"), array("H")
    magic, count = _HEADER.unpack(file.get(offset, _HEADER.size))
    middle = offset + _HEADER.size
    if magic != _MAGIC:
        raise BrokenIndex(f"no postings at {offset}")
    documents.frombytes(file.get(middle, count * documents.itemsize))
    strengths.frombytes(file.get(middle + count * documents.itemsize, count * strengths.itemsize))
    if len(strengths) != count:
        raise BrokenIndex(f"postings cut off at {offset}")
    return Postings(documents, strengths)


def schema() -> Schema:
    """Describe a document on the disk: key, terms, words, what it can be filtered by, card."""
    fields = {name: StrengthField() for name in ("key", "terms", "words", "facts")}
    return Schema(card=STORED(), **fields)


def merge_alike(writer: SegmentWriter, segments: list[SegmentFiles]) -> list[SegmentFiles]:
    """Choose which segments become one: those of one size, when there are many.

    A search asks every segment, so there must be few; a merge writes them anew, so large ones are
    merged seldom. A segment of which nothing is left is dropped.
    """
    alive = [part for part in segments if part.deleted_count() < part.doc_count_all()]
    sizes: dict[int, list[SegmentFiles]] = {}
    for part in alive:
        sizes.setdefault(_size_class(part.doc_count_all()), []).append(part)
    kept: list[SegmentFiles] = []
    for alike in sizes.values():
        if len(alike) <= _MOST_OF_ONE_SIZE:
            kept += alike
            continue
        for part in alike:
            reader = SegmentReader(writer.storage, writer.schema, part)
            writer.add_reader(reader)
            reader.close()
    return kept


def _size_class(documents: int) -> int:
    """Tell how many times ten documents must grow to be so many."""
    size_class = 0
    while documents >= _SIZE_STEP:
        documents //= _SIZE_STEP
        size_class += 1
    return size_class
