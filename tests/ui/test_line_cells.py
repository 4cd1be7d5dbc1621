import time
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from spt_tui.runs.logs.line_text import line_text
from spt_tui.text import clean
from spt_tui.ui.widgets.line_cells import LineCells, breaks, cell_before
from spt_tui.ui.widgets.log_lines import LogLines

TEXTS = st.lists(st.sampled_from(["a", "é", "日", "e\u0301", "␀", "█", "…", " "]) | st.characters(), max_size=20).map(
    lambda pieces: clean("".join(pieces), 1_000)
)
LOOKS = [Style(bold=True), Style(dim=True)]


@given(st.lists(TEXTS, max_size=4), st.integers(0, 60), st.integers(0, 60))
def test_a_piece_is_what_the_whole_shows_there(texts: list[str], begin: int, end: int) -> None:
    parts = [(text, LOOKS[place % 2]) for place, text in enumerate(texts)]
    whole = "".join(texts)
    line, strip = LineCells(parts), Strip([Segment(*part) for part in parts])
    assert line.length == cell_len(whole) == strip.cell_length
    piece = line.crop(begin, end)
    expected = cells(strip)[begin:end]
    assert piece.cell_length == cell_len(piece.text) == len(expected)
    assert cells(piece) == without_halves(expected)


@given(TEXTS, st.integers(2, 9))
def test_wrapped_rows_fit_and_lose_nothing(text: str, width: int) -> None:
    line, edges = LineCells([(text, LOOKS[0])]), [*breaks(text, width), cell_before(text, len(text))]
    rows = [line.crop(begin, end) for begin, end in pairwise(edges)]
    assert all(row.cell_length <= width for row in rows)
    assert "".join(row.text for row in rows) == without_first_marks(text)


def test_lines_that_are_no_text_cost_no_more_than_others() -> None:
    raw, lines = b"\0" * (1 << 20), LogLines()
    began = time.thread_time()
    lines.update("key", [line_text(raw), line_text(b"\xff" * (1 << 18))])
    lines.wrap(78)
    rows = [lines.strip(row, 78, 0, LOOKS[0]) for row in range(100, 200)]
    assert time.thread_time() - began < 0.3
    assert all(row.text == "␀" * 78 for row in rows)


def without_first_marks(text: str) -> str:
    """Marks that have nothing to stand on would stand on what is left of the line."""
    while text and cell_len(text[0]) == 0:
        text = text[1:]
    return text


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What stands in each cell, without marks; nothing in the second of a wide character."""
    found: list[tuple[str, Style | None]] = []
    for segment in strip:
        for character in segment.text:
            size = cell_len(character)
            found += [(character, segment.style), ("", segment.style)][:size]
    return found


def without_halves(row: Sequence[tuple[str, Style | None]]) -> list[tuple[str, Style | None]]:
    made = list(row)
    if made and not made[0][0]:
        made[0] = " ", None
    if made and made[-1][0] and cell_len(made[-1][0]) == 2:
        made[-1] = " ", None
    return made
