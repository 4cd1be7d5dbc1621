from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.runs.columns import DEFAULT, column
from spt_tui.text import clean
from spt_tui.ui.widgets.table_layout import fit, lay_out

COLUMNS = [column(id) for id in (*DEFAULT, "m.fit/loss", "m.eval/top1", "m.rankme")]
TEXT = st.text(max_size=40).map(clean)


@given(TEXT, st.integers(0, 30), st.booleans(), st.booleans())
def test_a_cell_has_exactly_its_width(text: str, cells: int, right: bool, keep_end: bool) -> None:
    shown = fit(text, cells, right, keep_end)
    assert cell_len(shown) == cells
    if cell_len(text) > cells > 0:
        assert "…" in shown


@given(st.integers(30, 300), st.integers(0, 60), st.integers(0, 12))
def test_what_is_laid_out_fits_and_nothing_is_lost(width: int, longest: int, shift: int) -> None:
    layout = lay_out(COLUMNS, width, {"name": longest, "state": longest}, shift)
    assert sum(cells + 1 for _, cells in layout.columns) <= width
    assert layout.before + len(layout.columns) + layout.after == len(COLUMNS)
    assert [shown.id for shown, _ in layout.columns[:2]] == ["state", "name"]


def test_room_goes_to_the_name_up_to_the_longest() -> None:
    widths = {shown.id: cells for shown, cells in lay_out(COLUMNS, 200, {"name": 20}).columns}
    assert widths["name"] == 20
    widths = {shown.id: cells for shown, cells in lay_out(COLUMNS, 90, {"name": 200}).columns}
    assert widths["name"] >= 10


def test_shifting_keeps_state_and_name() -> None:
    layout = lay_out(COLUMNS, 60, {"name": 12}, 3)
    assert [shown.id for shown, _ in layout.columns[:3]] == ["state", "name", "duration"]
    assert layout.before == 3
