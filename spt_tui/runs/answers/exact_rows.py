"""Rows of a metrics.csv with what only a copy of the file needs: its own names, and which steps are its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from spt_tui.runs.curves.csv_tail import CsvTail
from spt_tui.runs.curves.growing import Growing
from spt_tui.runs.curves.line_grid import LineGrid
from spt_tui.runs.curves.metric_rows import EPOCH, STEP, MetricRows

Columns = dict[str, list[Any]]
"""`step`, `epoch` and `y` of one metric, equally long; `None` in the first two where the file gives none."""


class ExactRows(MetricRows):
    """Rows that give a metric's columns as they stand in the file."""

    def __init__(self, header: bytes) -> None:
        self._has_step = bytearray()
        self._steps: list[float | None] = []
        self._epochs: list[float | None] = []
        super().__init__(header)

    @property
    def memory(self) -> int:
        """Bytes that the values and their places take, about."""
        values = sum(len(growing.values) for growing in self._growing.values())
        return 16 * values + 97 * self.count

    def metrics(self) -> Iterator[tuple[str, Growing]]:
        """Name and values of each metric that has a value, in the order of the header. The name is not cleaned."""
        for name, growing in self._growing.items():
            if name != EPOCH and growing.values:
                yield name.decode("utf-8", "replace"), growing

    def columns(self, growing: Growing, start: int, stop: int) -> Columns:
        """The values from `start` to `stop` of one metric, with their rows' steps and epochs.

        A row without a step has its number for one if it has no epoch either.
        """
        self._list_places()
        rows = growing.rows[start:stop]
        return {
            "step": list(map(self._steps.__getitem__, rows)),
            "epoch": list(map(self._epochs.__getitem__, rows)),
            "y": growing.values[start:stop].tolist(),
        }

    def _list_places(self) -> None:
        """Make one number of each row's step and epoch, which all metrics share."""
        start = len(self._steps)
        steps, epochs = self.axes.steps.numbers[start:], self.axes.epochs.numbers[start:]
        self._epochs += [None if math.isnan(epoch) else epoch for epoch in epochs]
        self._steps += [
            step if has_step or math.isnan(epoch) else None
            for step, epoch, has_step in zip(steps, epochs, self._has_step[start:], strict=True)
        ]

    def _place_rows(self, first: int, grid: LineGrid) -> None:
        super()._place_rows(first, grid)
        self._has_step.extend(not math.isnan(step) for step in self._numbers(STEP, grid))


class ExactTail(CsvTail):
    """A metrics.csv read on into `ExactRows`."""

    exact: ExactRows | None = None
    """`rows`, by the kind that they are here."""

    def _take_header(self, piece: bytes) -> int:
        end = super()._take_header(piece)
        if end:
            self.rows = self.exact = ExactRows(self._header.rstrip(b"\r\n"))
        return end
