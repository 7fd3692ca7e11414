from pathlib import Path

import pytest

from portal.exchange.xml_rows import read_rows
from portal.kit.errors import RuleBroken

BOMB = "".join(
    ['<!DOCTYPE tags [<!ENTITY a0 "ha">']
    + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    + [']><tags><row Id="&a11;" /></tags>']
)
REFUSED = {
    "cut off": ("import.file_malformed", b'<tags><row Id="1" />'),
    "an attribute twice": ("import.file_malformed", b'<tags><row Id="1" Id="2" /></tags>'),
    "an unquoted attribute": ("import.file_malformed", b"<tags><row Id=1 /></tags>"),
    "empty": ("import.file_malformed", b""),
    "no XML": ("import.file_malformed", b"PK\x03\x04 not a dump"),
    "not the encoding it names": ("import.file_malformed", b'<tags><row Name="\xff\xfe" /></tags>'),
    "an encoding nobody knows": (
        "import.file_malformed",
        b'<?xml version="1.0" encoding="klingon"?><tags />',
    ),
    "a NUL byte": ("import.file_malformed", b'<tags><row Name="a\x00b" /></tags>'),
    "rows after the end": ("import.file_malformed", b"<tags></tags><tags></tags>"),
    "an unknown entity": ("import.file_malformed", b'<tags><row Name="&nbsp;" /></tags>'),
    "the root of another file": ("import.file_strange", b'<posts><row Id="1" /></posts>'),
    "something that is no row": ("import.file_strange", b'<tags><line Id="1" /></tags>'),
    "a row in a row": ("import.file_strange", b'<tags><row Id="1"><row Id="2" /></row></tags>'),
    "a billion laughs": ("import.file_forbidden", BOMB.encode()),
    "an external entity": (
        "import.file_forbidden",
        b'<!DOCTYPE tags [<!ENTITY x SYSTEM "file:///etc/passwd">]><tags><row Id="&x;" /></tags>',
    ),
    "a document type": ("import.file_forbidden", b'<!DOCTYPE tags SYSTEM "x.dtd"><tags />'),
}


def rows_of(content: bytes, folder: Path) -> list[dict[str, str]]:
    path = folder / "Tags.xml"
    path.write_bytes(content)
    return list(read_rows(path, root="tags"))


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_wrong_is_refused_with_its_name(what: str, tmp_path: Path) -> None:
    code, content = REFUSED[what]
    with pytest.raises(RuleBroken) as refusal:
        rows_of(content, tmp_path)
    assert refusal.value.code == code
    assert refusal.value.facts["file"] == "Tags.xml"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refusal:
        list(read_rows(tmp_path / "Tags.xml", root="tags"))
    assert (refusal.value.code, refusal.value.facts["file"]) == ("import.file_missing", "Tags.xml")


def test_rows_come_in_order_with_what_stands_in_them(tmp_path: Path) -> None:
    content = '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<tags>\n'
    content += '<row Id="1" Name="한글 &lt;b&gt; &#10;" />\n<row Id="2" /></tags>\n'
    assert rows_of(content.encode(), tmp_path) == [
        {"Id": "1", "Name": "한글 <b> \n"},
        {"Id": "2"},
    ]
