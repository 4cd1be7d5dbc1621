"""Lines split in one go give the cells that they give one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.curves.cell_grid import CellGrid, grid_in, grid_of

cells = st.binary(max_size=3).map(lambda cell: cell.translate(None, b',"\n\r'))


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6), st.integers(2, 4), st.booleans())
def test_a_grid_holds_the_lines_or_is_none(rows: list[list[bytes]], width: int, crlf: bool) -> None:
    end = b"\r\n" if crlf else b"\n"
    grid = grid_in(b"".join(b",".join(row) + end for row in rows), width, 0)
    if any(len(row) != width for row in rows):
        assert grid is None
    else:
        assert grid is not None
        assert len(grid) == len(rows)
        columns = [[cell.removesuffix(b"\r") for cell in grid.column(place)] for place in range(width)]
        assert columns == [list(column) for column in zip(*rows, strict=True)]


def test_ragged_lines_do_not_make_up_for_each_other() -> None:
    assert grid_in(b"1,2\n1,2,3\n1\n", 2, 0) is None
    assert grid_in(b"1,2,3\n4\n", 5, 0) is None


def test_an_empty_cell_before_crlf_is_empty() -> None:
    grid = grid_in(b"1,\r\n2,3\r\n4,\r\n", 2, 0)
    assert grid is not None
    assert grid.column(1) == [b"", b"3", b""]


def test_rows_that_are_split_already() -> None:
    grid = grid_of([[b"1", b"2"], [b"3", b"4"]], 2, 7)
    assert (len(grid), grid.column(0), grid.column(1)) == (2, [b"1", b"3"], [b"2", b"4"])
    assert len(CellGrid([], 2, 2, 0)) == 0
