"""Lines of a metrics.csv -> series that grow.

The file is written by Lightning's `CSVLogger` through `csv.DictWriter`: a header, then one line a logged row, most
cells of it empty. Every line is read by itself, so that it does not matter in which pieces a file arrives: a quoted
cell does not go on after the end of its line.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import compress

from spt_tui.runs.curves.series import Axes, Axis, Growing, Series
from spt_tui.text import clean_bytes

STEP, EPOCH = b"step", b"epoch"
NAMED_IN_NOTE = 3
"""Columns that a note names before it only counts."""


class MetricRows:
    """The rows of one file, as far as they were fed, under the headers that were met on the way."""

    def __init__(self, header: bytes) -> None:
        self.count = 0
        """Data rows, the ragged ones included: a row's number is its place among them."""
        self.axes = Axes(Axis(), Axis())
        self.has_steps = False
        """True when a row gave its step; else the steps are row numbers."""
        self._growing: dict[bytes, Growing] = {}
        self._ragged = 0
        self._long = 0
        self._texts: Counter[bytes] = Counter()
        self._duplicates: dict[bytes, None] = {}
        self._take_header(header.removeprefix(b"\xef\xbb\xbf"))

    def feed(self, block: bytes) -> None:
        """Take whole lines. LF or CRLF ends them; blank ones are no rows."""
        rows: list[list[bytes]] = []
        for line in block.replace(b"\r\n", b"\n").split(b"\n"):
            if not line or line == self._header:
                continue
            cells = _cells(line)
            if (STEP in line or EPOCH in line) and _is_header(cells):
                self._take_rows(rows)
                rows = []
                self._take_header(line)
                continue
            if len(cells) != len(self._names):
                self._ragged += 1
                cells = self._blank
            rows.append(cells)
        self._take_rows(rows)
        for growing in self._growing.values():
            growing.settle(self.axes)

    def skip_long(self) -> None:
        """Count a row whose line is too long to be read."""
        self._long += 1
        self._take_rows([self._blank])

    def series(self) -> tuple[Series, ...]:
        """The metrics that have a value, in the order of the header."""
        return tuple(growing.snapshot(self.axes) for growing in self._growing.values() if growing.values)

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

    def _take_header(self, header: bytes) -> None:
        self._header = header
        names = _cells(header)
        seen = Counter(name for name in names if name)
        self._duplicates.update(dict.fromkeys(name for name, times in seen.items() if times > 1))
        for name in seen:
            if name != STEP and name not in self._growing:
                self._growing[name] = Growing(clean_bytes(name))
        self._names = names
        self._blank = [b""] * len(names)
        # Of columns with one name the last counts, as in the dict of each row that the writer keeps.
        self._places = {name: place for place, name in enumerate(names) if name}

    def _take_rows(self, rows: list[list[bytes]]) -> None:
        """Take rows column by column: faster than cell by cell."""
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        first = self.count
        self.count += len(rows)
        self._place_rows(first, columns)
        for name, place in self._places.items():
            if name != STEP:
                self._take_column(name, columns[place], first)

    def _take_column(self, name: bytes, cells: tuple[bytes, ...], first: int) -> None:
        growing = self._growing[name]
        try:
            values = array("d", map(float, filter(None, cells)))
            rows = array("L", compress(range(first, first + len(cells)), cells))
        except ValueError:
            found = [(row, number) for row, cell in enumerate(cells, first) if (number := _number(cell)) is not None]
            self._texts[name] += sum(map(bool, cells)) - len(found)
            rows, values = array("L", (row for row, _ in found)), array("d", (number for _, number in found))
        growing.values.extend(values)
        growing.rows.extend(rows)

    def _place_rows(self, first: int, columns: list[tuple[bytes, ...]]) -> None:
        steps, epochs = self._numbers(STEP, columns), self._numbers(EPOCH, columns)
        if not math.isfinite(sum(steps)):
            self.has_steps = self.has_steps or any(map(math.isfinite, steps))
            steps = array("d", (row if math.isnan(step) else step for row, step in enumerate(steps, first)))
        else:
            self.has_steps = True
        self.axes.steps.extend(steps)
        self.axes.epochs.extend(epochs)

    def _numbers(self, name: bytes, columns: list[tuple[bytes, ...]]) -> array[float]:
        """An axis of these rows; NaN where a cell holds no finite number."""
        place = self._places.get(name)
        if place is None:
            return array("d", [math.nan]) * len(columns[0])
        try:
            numbers = array("d", map(float, columns[place]))
        except ValueError:
            numbers = array("d", (math.nan if (number := _number(cell)) is None else number for cell in columns[place]))
        if math.isfinite(sum(numbers)):
            return numbers
        return array("d", (number if math.isfinite(number) else math.nan for number in numbers))


def _is_header(cells: list[bytes]) -> bool:
    return (STEP in cells or EPOCH in cells) and all(_number(cell) is None for cell in cells)


def _cells(line: bytes) -> list[bytes]:
    if b'"' not in line:
        return line.split(b",")
    # Python 3.10's csv raises on NUL; no number has one.
    text = line.decode("utf-8", "surrogateescape").replace("\0", "\ufffd")
    try:
        return [cell.encode("utf-8", "surrogateescape") for cell in next(csv.reader([text]), [])]
    except csv.Error:
        return line.split(b",")


def _number(cell: bytes) -> float | None:
    """The cell as `float()` reads it, so that `1_0`, ` 2 ` and `infinity` are numbers; `None` when it is none."""
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        pass
    try:
        return float(cell.decode())
    except ValueError:
        return None


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _named(names: Iterable[bytes]) -> str:
    texts = [clean_bytes(name) for name in names]
    more = len(texts) - NAMED_IN_NOTE
    return ", ".join(texts[:NAMED_IN_NOTE]) + (f" and {more} more" if more > 0 else "")
