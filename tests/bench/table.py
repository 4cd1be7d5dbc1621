"""What is measured, as aligned Markdown tables."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

HEAD = ("what", "unit", "spt-tui", "p95", "empty app", "p95", "ratio", "aim", "met")


class Of(Enum):
    """Which figure an aim is about."""

    MEDIAN = "median"
    P95 = "p95"
    EXCESS = "over the empty app"
    """The difference of the medians."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The largest value that is good enough."""

    limit: float
    of: Of = Of.MEDIAN

    def __str__(self) -> str:
        sign = {Of.MEDIAN: "≤", Of.P95: "p95 ≤", Of.EXCESS: "≤ ref +"}[self.of]
        return f"{sign} {self.limit:,.6g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    what: str
    unit: str
    ours: Sequence[float]
    """One figure a repeat."""
    reference: Sequence[float] = ()
    """The same of the empty app, taken in turns with ours; empty where it has nothing comparable."""
    aim: Aim | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without one."""
        if self.aim is None:
            return None
        median = statistics.median(self.ours)
        figure = {Of.MEDIAN: median, Of.P95: p95(self.ours), Of.EXCESS: median - _median_or_nan(self.reference)}
        return figure[self.aim.of] <= self.aim.limit

    def cells(self) -> tuple[str, ...]:
        """The row as text, under `HEAD`."""
        median, reference = statistics.median(self.ours), _median_or_nan(self.reference)
        ratio = median / reference if reference else math.nan
        return (
            self.what, self.unit, number(median), _p95_text(self.ours), number(reference), _p95_text(self.reference),
            f"{ratio:.2f}" if math.isfinite(ratio) else "",
            str(self.aim or ""), {None: "", True: "yes", False: "**no**"}[self.met],
        )  # fmt: skip


def p95(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed, by nearest rank: of fewer than twenty it is the largest."""
    return sorted(values)[max(0, math.ceil(0.95 * len(values)) - 1)]


def number(value: float) -> str:
    """Three significant digits or all whole ones; empty for NaN."""
    if math.isnan(value):
        return ""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}" if abs(value) >= 0.01 else f"{value:.2g}"


def _median_or_nan(values: Sequence[float]) -> float:
    return statistics.median(values) if values else math.nan


def _p95_text(values: Sequence[float]) -> str:
    return number(p95(values)) if len(values) > 1 else ""


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, its columns aligned."""
    return aligned([HEAD, *(row.cells() for row in rows)])


def aligned(lines: Sequence[Sequence[str]], words: int = 2) -> str:
    """Lines of cells, the head first, as a Markdown table; the first `words` columns hold words, the others figures."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    rule = [("-" * width if place < words else "-" * (width - 1) + ":") for place, width in enumerate(widths)]
    return "\n".join(_line(cells, widths, words) for cells in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int], words: int) -> str:
    padded = (
        cell.ljust(width) if place < words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"
