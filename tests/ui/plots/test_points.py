"""Points in a frame."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.points import FEW, POINT, SINGLE, Cloud, points

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def text(cloud: Cloud, width: int = 60, height: int = 16, glyphs: Glyphs = Glyphs.BRAILLE) -> list[str]:
    return ["".join(part for part, _ in line) for line in points(cloud, width, height, glyphs)]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(FINITE, FINITE), max_size=20), st.integers(1, 90), st.integers(1, 30), st.sampled_from(Glyphs)
)
def test_any_points_fill_exactly_the_cells(
    pairs: list[tuple[float, float]], width: int, height: int, glyphs: Glyphs
) -> None:
    cloud = Cloud([x for x, _ in pairs], [y for _, y in pairs], "x", "y", cursor=0 if pairs else None)
    lines = text(cloud, width, height, glyphs)
    assert len(lines) == height and {cell_len(line) for line in lines} == {width}


def test_points_stand_where_they_belong() -> None:
    lines = text(Cloud([0.0, 10.0], [0.0, 10.0], "lr", "top1", cursor=1))
    assert lines[1].rstrip("│").endswith(POINT)
    assert SINGLE in lines[-4][:8]
    assert "lr   up: top1" in lines[-1]


def test_a_logarithmic_axis_gives_decades_the_same_room() -> None:
    lines = text(Cloud([1.0, 10.0, 100.0], [1.0, 1.0, 1.0], "lr", "top1", log_x=True))
    row = next(line for line in lines if line.count(SINGLE) == 3)
    first, second, third = (place for place, character in enumerate(row) if character == SINGLE)
    assert second - first == pytest.approx(third - second, abs=1)
    assert "lr, log" in lines[-1]


def test_many_points_share_their_cells_as_dots() -> None:
    many = [float(number) for number in range(FEW + 1)]
    drawn = "".join(text(Cloud(many, many, "lr", "top1")))
    assert SINGLE not in drawn and any("⠀" < character <= "⣿" for character in drawn)


def test_without_points_it_says_so_and_ascii_stays_ascii() -> None:
    assert any("no run has both" in line for line in text(Cloud([], [], "a", "b")))
    assert "".join(text(Cloud([1.0, 2.0], [1.0, 2.0], "a", "b", cursor=0), glyphs=Glyphs.ASCII)).isascii()
