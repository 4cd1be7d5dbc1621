"""What was drawn of metrics, kept as long as they are listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from spt_tui.runs.curves.series import Series

Drawing = TypeVar("Drawing")
Key = tuple[object, ...]
"""What decides how a metric is drawn, besides its values."""


class Drawings(Generic[Drawing]):
    """A drawing for each metric. It is kept while another one takes its time; the rows behind it are not kept."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Key, Drawing]] = {}
        """Name -> the axes of the run and the key that it was drawn with, and the drawing."""

    def find(self, series: Series, key: Key) -> tuple[Drawing | None, bool]:
        """The last drawing of a metric of this name, and whether it is still as it would be drawn now."""
        axes, before, drawing = self._kept.get(series.name, (None, (), None))
        return drawing, axes is series.axes and before == (len(series.values), *key)

    def put(self, series: Series, key: Key, drawing: Drawing) -> None:
        """Keep a drawing."""
        self._kept[series.name] = series.axes, (len(series.values), *key), drawing

    def let_go(self, listed: Iterable[Series]) -> None:
        """Keep the drawings of these alone, and no axes but theirs: those of another run can be large."""
        axes = {series.name: series.axes for series in listed}
        self._kept = {
            name: (own if own is axes[name] else None, key, drawing)
            for name, (own, key, drawing) in self._kept.items()
            if name in axes
        }

    def clear(self) -> None:
        """Keep none."""
        self._kept = {}
