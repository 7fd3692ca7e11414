"""Tables as files: what was put in is what is read back."""

import csv
import json
import time
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.kit.tables import FORMATS, csv_of, json_of, xlsx_of

SEOUL = timezone(timedelta(hours=9))
NINE = datetime(2026, 11, 30, 9, tzinfo=SEOUL)
HEADER = ("번호", "제목", "표", "반영", "언제", "날", "비율", "비고")
MIDNIGHT = "2026-11-30T00:00:00Z"
ROWS = [
    (1, "다크 모드를 켜 주세요", 42, True, NINE, date(2027, 1, 2), 0.5, None),
    (2, '따옴표 "와", 쉼표\n그리고 줄', -3, False, None, None, -1.25, "끝"),
]  # fmt: skip
PREAMBLE = (("거르기", "상태: 반영 예정"), ("시각", datetime(2026, 11, 30, tzinfo=UTC)), ("식", 3))
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
)


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> list[tuple[object, ...]]:
    (sheet,) = load_workbook(BytesIO(data)).worksheets
    return list(sheet.iter_rows(values_only=True))


def test_csv_carries_everything_below_what_it_is_about():
    lines = read_csv(csv_of(HEADER, ROWS, PREAMBLE))
    assert lines == [
        ["거르기", "상태: 반영 예정"],
        ["시각", "2026-11-30T00:00:00Z"],
        ["식", "3"],
        [],
        list(HEADER),
        ["1", "다크 모드를 켜 주세요", "42", "true", MIDNIGHT, "2027-01-02", "0.5", ""],
        ["2", '따옴표 "와", 쉼표\n그리고 줄', "-3", "false", "", "", "-1.25", "끝"],
    ]  # fmt: skip


def test_xlsx_keeps_every_type():
    rows = read_xlsx(xlsx_of(HEADER, ROWS, PREAMBLE))
    assert rows[:4] == [
        ("거르기", "상태: 반영 예정", *[None] * 6),
        ("시각", datetime(2026, 11, 30), *[None] * 6),  # noqa: DTZ001 - Excel knows no zones
        ("식", 3, *[None] * 6),
        (None,) * 8,
    ]
    assert rows[4] == HEADER
    first, second = rows[5:]
    assert first[:4] == (1, "다크 모드를 켜 주세요", 42, True)
    assert first[4] == datetime(2026, 11, 30)  # noqa: DTZ001 - Excel knows no zones
    assert first[5] == datetime(2027, 1, 2)  # noqa: DTZ001 - Excel knows no days without a time
    assert first[6:] == (0.5, None)
    assert second == (2, '따옴표 "와", 쉼표\n그리고 줄', -3, False, None, None, -1.25, "끝")


def test_json_names_every_cell():
    told = json.loads(json_of(HEADER, ROWS, PREAMBLE))
    assert told["about"] == {"거르기": "상태: 반영 예정", "시각": "2026-11-30T00:00:00Z", "식": 3}
    assert told["columns"] == list(HEADER)
    assert [row["표"] for row in told["rows"]] == [42, -3]
    assert told["rows"][0]["언제"] == "2026-11-30T00:00:00Z"
    with pytest.raises(ValueError, match="same name"):
        json_of(("a", "a"), [])


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text):
    lines = read_csv(csv_of((text,), [(text,)], [(text, text)]))
    assert all(cell == f"'{text}" for line in lines for cell in line)
    (sheet,) = load_workbook(BytesIO(xlsx_of((text,), [(text,)], [(text, text)]))).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) == 4
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_numbers_are_never_taken_for_formulas():
    assert read_csv(csv_of(("a",), [(-5,), (-0.5,)])) == [["a"], ["-5"], ["-0.5"]]


def test_what_a_sheet_cannot_hold_is_written_so_that_nothing_is_silently_wrong():
    long, huge = "가" * 40_000, 12_345_678_901_234_567
    rows = read_xlsx(xlsx_of(("a", "b", "c"), [(long, huge, float("nan"))]))
    assert rows[1][0] == "가" * 32_766 + "…"
    assert rows[1][1] == str(huge)
    assert rows[1][2] is None
    assert json.loads(json_of(("a",), [(float("inf"),)]))["rows"] == [{"a": None}]


PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PRINTABLE, st.integers(-(10**14), 10**14)), max_size=8))
def test_every_format_tells_the_same(rows):
    def spoken(text: str) -> str:
        return text.removeprefix("'") if text.startswith("'") else text

    from_csv = [(spoken(a), int(b)) for a, b in read_csv(csv_of(("a", "b"), rows))[1:]]
    from_json = [(row["a"], row["b"]) for row in json.loads(json_of(("a", "b"), rows))["rows"]]
    assert from_json == rows
    assert read_xlsx(xlsx_of(("a", "b"), rows))[1:] == rows
    assert from_csv == [(spoken(a), b) for a, b in rows]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_rows_of_thirty_columns_are_written_in_less_than_three_seconds(name):
    header = [f"열 {number}" for number in range(30)]
    rows = [tuple(f"값 {r}-{c}" if c % 2 else r * c for c in range(30)) for r in range(1_000)]
    begun = time.process_time()
    data = FORMATS[name].write(header, rows, PREAMBLE)
    assert time.process_time() - begun < 3
    if name == "xlsx":
        assert read_xlsx(data)[5:] == rows
