"""Cells in columns, each as wide as its widest cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

GAP = "  "


def cells_of(text: str) -> int:
    """Cells that cleaned text takes in a terminal: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def aligned_lines(grid: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> Iterator[str]:
    """The lines of a grid of cleaned text; a column that is `right` is aligned there, the others at the left."""
    widths = [max(map(cells_of, column)) for column in zip(*grid, strict=True)]
    sides = [*right, *[False] * (len(widths) - len(right))]
    for cells in grid:
        parts = map(_padded, cells, widths, sides)
        yield GAP.join(parts).rstrip()


def _padded(text: str, width: int, right: bool) -> str:
    padding = " " * (width - cells_of(text))
    return padding + text if right else text + padding
