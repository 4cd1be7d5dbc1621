"""A line of text in cells: any piece of it is cut out at the cost of the piece, however long the line is."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class LineCells:
    """Clean text in parts of one look each."""

    def __init__(self, parts: Iterable[tuple[str, Style]]) -> None:
        self._parts = tuple(parts)
        self._begins = [0, *accumulate(len(text) for text, _ in self._parts)]
        """Characters before each part."""
        self._edges = edges_of("".join(text for text, _ in self._parts))

    @property
    def length(self) -> int:
        """Cells that it takes."""
        return self._edges[-1]

    def crop(self, begin: int, end: int) -> Strip:
        """Cells `begin` to `end`, as far as there are so many; of a wide character that is cut a blank stays.

        Marks that a line begins with are left out: they would stand on the cell to its left.
        """
        end = min(end, self.length)
        if begin >= end:
            return Strip([], 0)
        first, last = (bisect_right(self._edges, cell) - 1 for cell in (begin, end))
        is_cut = self._edges[first] < begin
        segments = [*self._segments(first + is_cut, last)]
        if is_cut:
            segments.insert(0, Segment(" "))
        if self._edges[last] < end and last >= first + is_cut:
            segments.append(Segment(" "))
        return Strip(segments, end - begin)

    def _segments(self, first: int, last: int) -> Iterator[Segment]:
        """Characters `first` to `last`."""
        place = max(0, bisect_right(self._begins, first) - 1)
        for (text, style), begin in zip(self._parts[place:], self._begins[place:], strict=False):
            if begin >= last:
                return
            piece = text[max(0, first - begin) : last - begin]
            if piece:
                yield Segment(piece, style)


@lru_cache(maxsize=256)
def edges_of(text: str) -> Sequence[int]:
    """The cells before each character of clean `text`, and before its end."""
    if text.isascii() or all(get_character_cell_size(character) == 1 for character in set(text)):
        return range(len(text) + 1)
    return array("I", accumulate(map(get_character_cell_size, text), initial=0))


def breaks(text: str, width: int) -> Sequence[int]:
    """The cells at which the rows of `text` begin when it is wrapped to `width` cells, 2 at least; one row at least."""
    edges = range(len(text) + 1) if text.isascii() else edges_of(text)
    if isinstance(edges, range):
        return range(0, max(1, len(text)), width)
    begins = [0]
    while edges[-1] - begins[-1] > width:
        begins.append(edges[bisect_right(edges, begins[-1] + width) - 1])
    return begins


def cell_before(text: str, place: int) -> int:
    """The cell at which character `place` of clean `text` begins."""
    return place if text.isascii() else edges_of(text)[place]
