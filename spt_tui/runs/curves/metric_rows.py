"""Lines of a metrics.csv -> series that grow.

The file is written by Lightning's `CSVLogger` through `csv.DictWriter`: a header, then one line a logged row, most
cells of it empty. Every line is read by itself, so that it does not matter in which pieces a file arrives: a quoted
cell does not go on after the end of its line.
"""

from __future__ import annotations

import math
import time
from array import array
from collections import Counter, deque
from collections.abc import Collection, Iterable
from contextlib import closing
from itertools import takewhile
from typing import TYPE_CHECKING

from spt_tui.runs.curves.axis import Axes, Axis
from spt_tui.runs.curves.cell import cells_of, number_in
from spt_tui.runs.curves.cell_grid import grid_of
from spt_tui.runs.curves.double_precision import DoublePrecision
from spt_tui.runs.curves.grid_engine import CHUNK_BYTES, grid_in
from spt_tui.runs.curves.growing import Growing
from spt_tui.runs.curves.line_blocks import line_blocks
from spt_tui.runs.curves.line_grid import LineGrid
from spt_tui.runs.curves.parcel import Layout
from spt_tui.runs.curves.series import Series
from spt_tui.text import clean_bytes

if TYPE_CHECKING:
    from spt_tui.runs.curves.grid_crew import GridCrew

STEP, EPOCH = b"step", b"epoch"
NAMED_IN_NOTE = 3
"""Columns that a note names before it only counts."""


class MetricRows:
    """The rows of one file, as far as they were fed, under the headers that were met on the way."""

    def __init__(self, header: bytes, only: Collection[str] | None = None) -> None:
        self.count = 0
        """Data rows, the ragged ones included: a row's number is its place among them."""
        self.axes = Axes(Axis(), Axis())
        self.has_steps = False
        """True when a row gave its step; else the steps are row numbers."""
        self._only = only
        self._growing: dict[bytes, Growing] = {}
        self._ragged = 0
        self._long = 0
        self._texts: Counter[bytes] = Counter()
        self._duplicates: dict[bytes, None] = {}
        self._take_header(header.removeprefix(b"\xef\xbb\xbf"))

    @property
    def nbytes(self) -> int:
        """Memory that the numbers take."""
        return self.axes.nbytes + sum(growing.nbytes for growing in self._growing.values())

    def feed(self, block: bytes) -> None:
        """Take whole lines, the last of them with its end. LF or CRLF ends them; blank ones are no rows."""
        grid = None if self._needs_care(block) else grid_in(block, len(self._names), self._wanted, self.count)
        if grid is None:
            self._take_lines(block)
        else:
            self._take_rows(grid)

    def feed_far(self, blocks: deque[bytes], crew: GridCrew, with_numpy: bool) -> None:
        """Take these blocks as `feed` does, read by the children of `crew`. None is left."""
        plain = sum(1 for _ in takewhile(lambda block: not self._needs_care(block), blocks))
        taken = (blocks.popleft() for _ in range(plain))
        with closing(crew.grids(taken, self._layout, self.count, with_numpy)) as grids:
            for block, grid in grids:
                # After another header, or a blank line, the columns are others, or the rows.
                if grid is None or grid.layout is not self._layout or grid.first != self.count:
                    self._feed_near(block)
                else:
                    self._take_rows(grid)
                self._settle()
        while blocks:
            self._feed_near(blocks.popleft())

    def skip_long(self) -> None:
        """Count a row whose line is too long to be read."""
        self._long += 1
        self._take_rows(grid_of([self._blank], len(self._blank), self.count))

    def series(self) -> tuple[Series, ...]:
        """The metrics that have a value, in the order of the header."""
        self._settle()
        found = [growing for growing in self._growing.values() if growing.values]
        return tuple(growing.snapshot(self.axes, self.has_steps) for growing in found)

    def notes(self) -> tuple[str, ...]:
        """What of the file is not in the series, one line a kind."""
        found = []
        if self._ragged:
            found.append(f"{_times(self._ragged, 'row')} skipped: not as many cells as the header")
        if self._long:
            found.append(f"{_times(self._long, 'row')} skipped: the line is too long")
        if self._texts:
            found.append(
                f"{_times(self._texts.total(), 'cell')} skipped: not a number, in {_named(sorted(self._texts))}"
            )
        if self._duplicates:
            found.append(f"more than one column named {_named(sorted(self._duplicates))}: the last one is shown")
        return tuple(found)

    def _feed_near(self, block: bytes) -> None:
        """Take a large block in pieces: others have their turn, and what is odd in one piece does not slow the rest."""
        for lines in line_blocks(block, CHUNK_BYTES):
            self.feed(lines)
            time.sleep(0)

    def _settle(self) -> None:
        for growing in self._growing.values():
            growing.settle(self.axes)

    def _take_header(self, header: bytes) -> None:
        self._header = header
        names = cells_of(header)
        seen = Counter(name for name in names if name)
        twice = (name for name, times in seen.items() if times > 1 and (name == STEP or self._is_wanted(name)))
        self._duplicates.update(dict.fromkeys(twice))
        for name in filter(self._is_wanted, seen):
            if name not in self._growing:
                self._growing[name] = Growing(clean_bytes(name))
        self._names = names
        self._blank = [b""] * len(names)
        # Of columns with one name the last counts, as in the dict of each row that the writer keeps.
        self._places = {name: place for place, name in enumerate(names) if name}
        axes_and_metrics = {STEP, EPOCH, *filter(self._is_wanted, seen)}
        self._wanted = sorted(place for name, place in self._places.items() if name in axes_and_metrics)
        axes = [self._places[name] for name in (STEP, EPOCH) if name in self._places]
        metrics = [self._places[name] for name in self._growing if name in self._places]
        self._layout = Layout(len(names), tuple(sorted(metrics)), tuple(axes))

    def _is_wanted(self, name: bytes) -> bool:
        return name != STEP and (self._only is None or clean_bytes(name) in self._only)

    def _needs_care(self, block: bytes) -> bool:
        """Whether lines have to be looked at one by one: for quotes, for blank ones, or for another header."""
        if b'"' in block or len(self._names) < 2:
            return True
        if STEP in self._places or EPOCH in self._places:
            # One byte is found twenty times as fast as several, and no number has it.
            return b"p" in block and (STEP in block or EPOCH in block)
        return STEP in block or EPOCH in block or self._header in block

    def _take_lines(self, block: bytes) -> None:
        rows: list[list[bytes]] = []
        for line in block.replace(b"\r\n", b"\n").split(b"\n"):
            if not line or line == self._header:
                continue
            cells = cells_of(line)
            if (STEP in line or EPOCH in line) and _is_header(cells):
                self._take_rows(grid_of(rows, len(self._names), self.count))
                rows = []
                self._take_header(line)
                continue
            if len(cells) != len(self._names):
                self._ragged += 1
                cells = self._blank
            rows.append(cells)
        self._take_rows(grid_of(rows, len(self._names), self.count))

    def _take_rows(self, grid: LineGrid) -> None:
        """Take rows column by column: faster than cell by cell."""
        if not len(grid):
            return
        first = self.count
        self.count += len(grid)
        with DoublePrecision():
            self._place_rows(first, grid)
            for name, growing in self._growing.items():
                place = self._places.get(name)
                if place is not None:
                    values, rows = grid.numbers(place) or self._numbers_among_texts(name, grid.column(place), first)
                    growing.values.extend(values)
                    growing.rows.extend(rows)

    def _numbers_among_texts(self, name: bytes, cells: list[bytes], first: int) -> tuple[array[float], array[int]]:
        found = [(row, number) for row, cell in enumerate(cells, first) if (number := number_in(cell)) is not None]
        if texts := sum(map(bool, cells)) - len(found):  # there is none among digits of another script
            self._texts[name] += texts
        return array("d", (number for _, number in found)), array("I", (row for row, _ in found))

    def _place_rows(self, first: int, grid: LineGrid) -> None:
        given, epochs = self._numbers(STEP, grid), self._numbers(EPOCH, grid)
        if math.isfinite(sum(given)):
            self.has_steps = True
            self.axes.steps.extend(given)
        else:
            self.has_steps = self.has_steps or any(map(math.isfinite, given))
            self.axes.steps.extend(self._places_of(first, given, epochs), given)
        self.axes.epochs.extend(epochs)

    def _places_of(self, first: int, given: array[float], epochs: array[float]) -> array[float]:
        """A step for each row: with an epoch but no step it was logged at the step before, with neither its number."""
        latest, places = self.axes.steps.latest, array("d")
        for row, (step, epoch) in enumerate(zip(given, epochs, strict=True), first):
            latest = latest if math.isnan(step) else step
            stays = not math.isnan(step) or not (math.isnan(epoch) or math.isnan(latest))
            places.append(latest if stays else row)
        return places

    def _numbers(self, name: bytes, grid: LineGrid) -> array[float]:
        """An axis of these rows; NaN where a cell holds no finite number."""
        place = self._places.get(name)
        return array("d", [math.nan]) * len(grid) if place is None else grid.axis(place)


def _is_header(cells: list[bytes]) -> bool:
    return (STEP in cells or EPOCH in cells) and all(number_in(cell) is None for cell in cells)


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _named(names: Iterable[bytes]) -> str:
    texts = [clean_bytes(name) for name in names]
    more = len(texts) - NAMED_IN_NOTE
    return ", ".join(texts[:NAMED_IN_NOTE]) + (f" and {more} more" if more > 0 else "")
