"""Tables for other programs: CSV, JSON, Markdown and HTML say what was in them, and nothing more."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.export.exported_table import ExportedTable, csv_pieces, json_pieces, safe_cell
from spt_tui.export.html_table import html_lines
from spt_tui.export.markdown_table import markdown_lines
from spt_tui.export.plain_cells import plain_text
from spt_tui.export.replaced_file import replaced
from spt_tui.text import clean
from tests.strategies import hostile_text

ELEMENTS = {"html", "head", "meta", "title", "style", "body", "table", "caption", "thead", "tbody", "tr", "th", "td"}
TEXTS = hostile_text(3).map(clean)
VALUES: st.SearchStrategy[Any] = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
ROWS = st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=5)


@given(ROWS)
def test_csv_is_read_back_and_no_cell_is_a_formula(rows: list[list[Any]]) -> None:
    text = b"".join(csv_pieces(ExportedTable(["a", "=b"], rows))).decode()
    head, *read = csv.reader(io.StringIO(text, newline=""))
    assert head == ["a", "'=b"]
    told = [[plain_text(value) for value in row] for row in rows]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in told
    ]
    for cell in (cell for row in read for cell in row):
        assert not cell.startswith(("=", "@", "\t", "\r")) and (cell[:1] not in ("+", "-") or is_number(cell))


def is_number(text: str) -> bool:
    try:
        return bool(float(text)) or True
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-1.5, "-1.5"), ("-1.5", "-1.5"), ("-1.5;x", "'-1.5;x"), ("+x", "'+x"), ("=1", "'=1"), ("@x", "'@x"), (-1, "-1")],
)
def test_numbers_stay_numbers(value: float | str, cell: str) -> None:
    assert safe_cell(value) == cell


@given(ROWS)
def test_json_is_strict_and_read_back(rows: list[list[Any]]) -> None:
    def refuse(word: str) -> None:
        raise ValueError(word)

    text = b"".join(json_pieces(ExportedTable(["a", "b"], rows)))
    told = json.loads(text, parse_constant=refuse)
    assert [list(each) for each in told] == [["a", "b"]] * len(rows)
    finite = [[value for value in row if not isinstance(value, float)] for row in rows]
    assert all(value in each.values() for each, row in zip(told, finite, strict=True) for value in row)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4))
def test_markdown_has_as_many_cells_as_there_are(rows: list[list[str]]) -> None:
    head, rule, *lines = markdown_lines(["a", "b"], rows, [True])
    assert (head, rule) == ("| a | b |", "|---:|---|") and len(lines) == len(rows)
    for line in lines:
        plain = line.replace("\\\\", "").replace("\\|", "")
        assert plain.count("|") == 3 and "<" not in plain.replace("\\<", "")


@given(st.lists(st.lists(TEXTS.map(str.strip), min_size=2, max_size=2), max_size=4), TEXTS)
def test_html_holds_the_text_as_text(rows: list[list[str]], title: str) -> None:
    cells: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert tag in ELEMENTS
            if tag == "td":
                cells.append("")

        def handle_data(self, data: str) -> None:
            if cells and data != "\n":
                cells[-1] += data

    Reader().feed("\n".join(html_lines(title, ["a", "b"], rows, [False, True])))
    assert [cell.rstrip("\n") for cell in cells] == [cell for row in rows for cell in row]


def test_a_file_that_cannot_be_finished_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("before")
    with pytest.raises(OSError, match="disk"), replaced(str(path)) as file:
        file.write(b"half")
        raise OSError("disk full")
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_what_is_no_plain_file_is_written_to(tmp_path: Path) -> None:
    with replaced("/dev/null") as file:
        file.write(b"gone")
    assert Path("/dev/null").is_char_device()
