"""The points behind a plot, as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spt_tui.export.point_table import PlottedCurve, band_lines, curve_lines
from spt_tui.ui.plots.curve import AnyCurve, BandCurve, Curve, View
from spt_tui.ui.plots.stage import placed_curves


def plot_tables(curves: Sequence[AnyCurve], view: View) -> dict[str, Iterator[str]]:
    """A table of the curves and one of the bands, those that there are, by the ending of its file.

    Curves that have no place on the axis are left out, as in the plot; so is what lies outside its window.
    """
    placed = placed_curves(curves, view.x)[1]
    alone = [
        PlottedCurve(each.curve.name, each.tracks[0], each.curve.smoothed)
        for each in placed
        if isinstance(each.curve, Curve)
    ]
    bands = [(each.curve.name, each.curve.band) for each in placed if isinstance(each.curve, BandCurve)]
    tables: dict[str, Iterator[str]] = {}
    if alone or not bands:
        tables["csv"] = curve_lines(alone, view.window)
    if bands:
        tables["bands.csv"] = band_lines(bands, view.window)
    return tables
