"""A plot of a few cells without axes, for a grid of many."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

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


def small_plot(
    curves: Sequence[AnyCurve], width: int, height: int, view: View = PLAIN, sketches: Sketches | None = None
) -> list[Line]:
    """`curves` as exactly `height` lines of exactly `width` cells.

    Before the first line stands the largest value, before the last one the smallest.
    """
    stage, sketches = set_stage(curves, view), sketches or Sketches()
    if stage is None:
        return message("no rows", width, height, view.glyphs.value)
    labels = _labels(stage) if width >= LEAST_WIDTH and height >= LEAST_HEIGHT else None
    if labels is None:
        return bare(stage, width, height, view, sketches)
    gutter = max(map(cell_len, labels)) + GAP
    lines = bare(stage, width - gutter, height, view, sketches)
    texts = [labels[0], *[""] * (height - 2), labels[1]]
    return [[(text.rjust(gutter - GAP) + " " * GAP, theme.DIM), *line] for text, line in zip(texts, lines, strict=True)]


def _labels(stage: Stage) -> tuple[str, str] | None:
    if stage.y is None:
        return None
    return number_text(stage.y.number(1.0)), number_text(stage.y.number(0.0))
