"""The line below a plot: what the axes are, and what the curves do not show."""

from __future__ import annotations

from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.axis import axis_name
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import BandCurve, View
from spt_tui.ui.plots.event_marks import marks_note
from spt_tui.ui.plots.marks import marks_sentence
from spt_tui.ui.plots.stage import Placed, Stage
from spt_tui.units import counted


def notes(stage: Stage, x_name: str, view: View) -> Line:
    """The name of the x axis, then each thing that a reader has to know."""
    axis = axis_name(stage.kind, x_name, view.log_x)
    parts: Line = [(axis, theme.TEXT)]
    if stage.kind is not view.x:
        parts.append((f"  no {_lacking(view.x)} known", theme.WARN))
    elif stage.left_out:
        parts.append((f"  {counted(stage.left_out, 'curve')} without {_lacking(view.x)} left out", theme.WARN))
    if view.log:
        parts.append(("  log scale", theme.TEXT))
        if stage.y and any(map(_reaches_zero, stage.placed)):
            parts.append(("  values not above 0 at the bottom", theme.WARN))
    for placed in stage.placed:
        parts += _curve_notes(placed, x_name, stage.kind, view)
    return parts + marks_note(view.marks, stage.kind, stage.x, view.glyphs.value)


def _curve_notes(placed: Placed, x_name: str, kind: XKind, view: View) -> Line:
    if isinstance(placed.curve, BandCurve):
        return []
    curve, glyphs = placed.curve, view.glyphs.value
    by_epoch = kind is XKind.EPOCH
    unit = "epoch" if by_epoch else x_name
    whose = f"{curve.letter}: " if curve.letter else ""
    found: Line = []
    sentence = marks_sentence(curve.series, unit, by_epoch)
    if sentence:
        found.append((f"  {glyphs.mark} {whose}{sentence}", theme.BAD))
    restarts = curve.series.restarts(by_epoch) if placed.tracks[0].restarts else ()
    if restarts:
        times = "" if len(restarts) == 1 else f" {len(restarts)} times, last"
        found.append((f"  {glyphs.restart} {whose}resumed{times} at {unit} {restarts[-1]:,.10g}", theme.DIM))
    return found


def _reaches_zero(placed: Placed) -> bool:
    if isinstance(placed.curve, BandCurve):
        return any(low <= 0 for low in placed.curve.band.low)
    extent = placed.curve.series.extent
    return extent is not None and extent.low <= 0


def _lacking(kind: XKind) -> str:
    return {XKind.STEP: "finite values", XKind.EPOCH: "epochs"}.get(kind, "times")
