"""A plot of a few cells without axes, for a grid of many."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from spt_tui.runs.curves.series import widest
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import AnyCurve, View
from spt_tui.ui.plots.plot import PLAIN, bare, message
from spt_tui.ui.plots.sketch import Sketches
from spt_tui.ui.plots.stage import Stage, set_stage
from spt_tui.units import number_text

LEAST_WIDTH, LEAST_HEIGHT = 20, 2
"""A smaller plot does not say from where to where it reaches."""
GAP = 1


def small_plot(curves: Sequence[AnyCurve], width: int, height: int, view: View = PLAIN) -> list[Line]:
    """`curves` as exactly `height` lines of exactly `width` cells.

    Before the first line stands the largest value, before the last one the smallest; of a constant its value stands
    once, before the line that it is drawn in.
    """
    stage, sketches = set_stage(curves, view), Sketches()
    if stage is None:
        return message("no rows", width, height, view.glyphs.value)
    labels = _labels(stage, height) if width >= LEAST_WIDTH and height >= LEAST_HEIGHT else None
    if labels is None:
        return bare(stage, width, height, view, sketches)
    gutter = max(map(cell_len, labels.values())) + GAP
    lines = bare(stage, width - gutter, height, view, sketches)
    texts = [labels.get(row, "").rjust(gutter - GAP) + " " * GAP for row in range(height)]
    return [[(text, theme.DIM), *line] for text, line in zip(texts, lines, strict=True)]


def _labels(stage: Stage, height: int) -> dict[int, str] | None:
    """Line -> what stands before it."""
    if stage.y is None:
        return None
    constant = _constant(stage)
    if constant is not None:
        return {height - 1 - height // 2: number_text(constant)}
    return {0: number_text(stage.y.number(1.0)), height - 1: number_text(stage.y.number(0.0))}


def _constant(stage: Stage) -> float | None:
    """The one value that all curves have; `None` where they have several."""
    tracks = [track for placed in stage.placed for track in placed.tracks]
    extent = widest(track.series.extent_in(track.kept) for track in tracks)
    return extent.low if extent is not None and extent.low == extent.high else None
