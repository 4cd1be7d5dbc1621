"""A scatter plot as text, with what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.column import title_of
from spt_tui.runs.compare.scatter import Scatter
from spt_tui.ui import theme
from spt_tui.ui.compare.correlation_lines import correlation_lines
from spt_tui.ui.compare.scatter_state import ScatterState
from spt_tui.ui.compare.side_lines import LEAST_WIDTH_BESIDE, SHARE_BELOW
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.fitting import fitted
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.points import Cloud, points
from spt_tui.units import counted

LEAST_HEIGHT_FOR_LIST = 15
"""A lower view says no more than how the plotted hyper-parameter goes with the metric."""
BESIDE = 44


@dataclass(frozen=True, slots=True, eq=False)
class ScatterPicture:
    """What the view shows, and what its keys need to know."""

    title: Line
    note: Line
    lines: tuple[Line, ...]
    x_choices: Sequence[str]
    x: str
    """Column id, as those of the choices."""
    y_choices: Sequence[str]
    y: str
    dir: str | None
    """Of the run at the cursor."""
    text: str
    """The points in full precision, a line each, as they can be copied."""
    cloud: Cloud
    labels: Sequence[str]
    """The names of the runs whose points they are."""
    roots: Sequence[str]
    """Of all runs."""


def draw_scatter(state: ScatterState, width: int, height: int, glyphs: Glyphs = Glyphs.BRAILLE) -> ScatterPicture:
    """The picture in `height` lines of `width` cells."""
    found, places = state.points(), state.shown()
    at = next((place for place in places if found.slots[place] == state.cursor), None)
    dir, line = _at_cursor(state, found, at)
    beside = BESIDE if width >= LEAST_WIDTH_BESIDE else 0
    below = 0 if beside else height // SHARE_BELOW if height >= LEAST_HEIGHT_FOR_LIST else 1
    plot_height, cloud = height - below - 1, _cloud(state, found, places, at)
    if plot_height < 1:
        lines = points(cloud, width, height, glyphs)
    else:
        lines = points(cloud, width - beside, plot_height, glyphs)
        said = correlation_lines(state.correlated, state.x, state.metric, (beside or width) - 1, below or plot_height)
        if beside:
            lines = [[*left, (" ", theme.TEXT), *right] for left, right in zip(lines, said, strict=True)]
        lines += [fitted(each, width) for each in (line, *(said if below else ()))]
    return ScatterPicture(
        [(title_of(state.y) or "no metric", theme.BOLD), (f" over {title_of(state.x)}", theme.TEXT)],
        _note(state, found, len(places)),
        tuple(lines),
        state.x_choices(),
        state.x,
        state.y_choices(),
        state.y,
        dir,
        _text(state, found),
        cloud,
        [state.catalog.name(found.slots[place]) for place in places],
        tuple(state.catalog.roots),
    )


def _cloud(state: ScatterState, found: Scatter, places: Sequence[int], at: int | None) -> Cloud:
    return Cloud(
        [found.xs[place] for place in places],
        [found.ys[place] for place in places],
        title_of(state.x),
        title_of(state.y),
        state.log_x,
        state.log_y,
        None if at is None else places.index(at),
    )


def _at_cursor(state: ScatterState, found: Scatter, place: int | None) -> tuple[str | None, Line]:
    """The directory of the run at the cursor, and what is said of it."""
    if place is None:
        return None, [(" arrows: a point and its run" if len(found.slots) else "", theme.DIM)]
    try:
        run = state.catalog.run(found.slots[place])
    except KeyError:
        return None, [(" that run is gone", theme.WARN)]
    figures = f"   {title_of(state.x)} {found.xs[place]:.10g}   {title_of(state.y)} {found.ys[place]:.10g}"
    return run.dir, [(f" {run.name}", theme.BOLD), (figures, theme.TEXT)]


def _note(state: ScatterState, found: Scatter, shown: int) -> Line:
    out = len(found.slots) - shown
    parts = [f"{counted(shown, 'run')} "]
    if found.left_out:
        parts.append(f"{found.left_out:,} without both ")
    if out:
        parts.append(f"{out:,} not above 0 ")
    return [(" ".join(parts), theme.DIM)]


def _text(state: ScatterState, found: Scatter) -> str:
    names = [state.catalog.name(slot) for slot in found.slots]
    rows = zip(names, found.xs, found.ys, strict=True)
    head = f"run\t{title_of(state.x)}\t{title_of(state.y)}"
    return "\n".join([head, *(f"{name}\t{x!r}\t{y!r}" for name, x, y in rows)])
