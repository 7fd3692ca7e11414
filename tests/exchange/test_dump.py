from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.exchange import dump
from portal.kit.errors import RuleBroken
from tests.make.dumps import SITE, DumpWriter


@pytest.fixture
def writer(tmp_path: Path) -> DumpWriter:
    writer = DumpWriter(tmp_path / SITE)
    writer.person("1", "Ann")
    writer.question("1")
    writer.comment("1", "1")
    writer.vote("1", "1")
    writer.link("1", "1", "1", link_type="1")
    return writer


def refusal_of(writer: DumpWriter) -> RuleBroken:
    with pytest.raises(RuleBroken) as refusal:
        dump.read(writer.write())
    return refusal.value


@pytest.mark.parametrize("name", dump.FILES)
def test_every_file_is_needed(name: str, writer: DumpWriter) -> None:
    (writer.write() / name).unlink()
    with pytest.raises(RuleBroken) as refusal:
        dump.read(writer.folder)
    assert (refusal.value.code, refusal.value.facts["file"]) == ("import.file_missing", name)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refusal:
        dump.read(tmp_path / "nowhere")
    assert refusal.value.code == "import.folder_missing"


@pytest.mark.parametrize(
    ("file", "attribute", "value"),
    [
        ("Posts.xml", "Id", "one"),
        ("Posts.xml", "PostTypeId", ""),
        ("Posts.xml", "CreationDate", "yesterday"),
        ("Posts.xml", "CreationDate", "1970-01-01T00:00:00"),
        ("Posts.xml", "CreationDate", "9999-01-01T00:00:00"),
        ("Posts.xml", "OwnerUserId", "1; DROP TABLE"),
        ("Comments.xml", "PostId", "9" * 40),
        ("Votes.xml", "VoteTypeId", "2.5"),
        ("PostLinks.xml", "RelatedPostId", "١"),
        ("Users.xml", "CreationDate", "2012-13-01T00:00:00"),
    ],
)
def test_a_row_that_makes_no_sense_is_pointed_at(
    writer: DumpWriter, file: str, attribute: str, value: str
) -> None:
    writer.rows[file][0][attribute] = value
    refusal = refusal_of(writer)
    assert refusal.code == "import.row"
    assert refusal.facts == {"file": file, "row": 1, "attribute": attribute}


@pytest.mark.parametrize(
    ("file", "attribute"),
    [("Posts.xml", "Title"), ("Posts.xml", "Body"), ("Comments.xml", "Text"), ("Votes.xml", "Id")],
)
def test_a_row_that_lacks_something_is_pointed_at(
    writer: DumpWriter, file: str, attribute: str
) -> None:
    del writer.rows[file][0][attribute]
    assert refusal_of(writer).facts["attribute"] == attribute


def test_an_id_that_comes_twice_is_refused(writer: DumpWriter) -> None:
    writer.question("1")
    assert refusal_of(writer).facts == {"file": "Posts.xml", "row": 2, "id": "1"}


def test_what_is_read_keeps_instants_in_utc_and_tags_of_both_spellings(writer: DumpWriter) -> None:
    writer.question("2", Tags="|c++|feature-request|", ClosedDate="2012-05-01T09:00:00.5+09:00")
    read = dump.read(writer.write())
    assert read.site == SITE
    assert read.posts["2"].tags == ("c++", "feature-request")
    assert read.posts["2"].posted_at == datetime(2012, 3, 1, 10, tzinfo=UTC)
    assert read.posts["2"].closed_at == datetime(2012, 5, 1, 0, 0, 0, 500_000, tzinfo=UTC)


def test_files_that_are_not_read_are_named(writer: DumpWriter) -> None:
    (writer.write() / "Badges.xml").write_text("<badges />")
    assert dump.read(writer.folder).unread_files == ("Badges.xml",)
