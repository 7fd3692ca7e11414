"""Reads a file of rows in XML, and trusts nothing in it.

Entities and document types are refused before they can grow or fetch anything.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portal.kit.errors import RuleBroken

_ROW = "row"
_DEPTH_OF_ROWS = 2


def read_rows(path: Path, *, root: str) -> Iterator[dict[str, str]]:
    """Give the attributes of each row of a file, in the order of the file.

    Takes: root, the name that the outermost element must have.
    Raises: RuleBroken("import.file_missing" | "import.file_unreadable" | "import.file_malformed" |
        "import.file_forbidden" | "import.file_strange"), at the latest after the last row.
    """
    try:
        with path.open("rb") as file:
            yield from _rows(file, path.name, root)
    except FileNotFoundError as error:
        raise RuleBroken("import.file_missing", file=path.name) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise RuleBroken("import.file_unreadable", file=path.name, reason=reason) from error
    except DefusedXmlException as error:
        raise RuleBroken("import.file_forbidden", file=path.name) from error
    except (ParseError, LookupError, ValueError) as error:
        raise RuleBroken("import.file_malformed", file=path.name, reason=str(error)) from error


def _rows(file: IO[bytes], name: str, root: str) -> Iterator[dict[str, str]]:
    above: list[Element] = []
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            above.append(element)
            _check_place(name, root, [each.tag for each in above])
            continue
        above.pop()
        if above:
            yield dict(element.attrib)
            above[0].clear()


def _check_place(name: str, root: str, path: list[str]) -> None:
    if path[0] != root or path[1:] not in ([], [_ROW]):
        found = "/".join(path[:_DEPTH_OF_ROWS] + ["…"] * (len(path) > _DEPTH_OF_ROWS))
        raise RuleBroken("import.file_strange", file=name, root=root, found=found)
