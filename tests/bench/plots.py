"""Plots: curves drawn on 200 x 50 cells. In this process; the reference column is plotext 5 where that is installed.

The last row of each group moves the cursor of the plot that was drawn before.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
import random
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from spt_tui.runs.curves import quick_numbers
from spt_tui.runs.curves.axis import Axes, Axis
from spt_tui.runs.curves.growing import Growing
from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.ui import theme
from spt_tui.ui.plots.plot import Curve, Sketches, View, letter_of, plot
from tests.bench.ground import Ground
from tests.bench.table import Aim, Row

WIDTH, HEIGHT = 200, 50
CURVES = (1, 10, 30)
LENGTHS = (1_000, 100_000, 1_000_000)
MOST_POINTS = 10_000_000
"""Of all curves together; more would only show how much memory there is."""
MOST_PLOTEXT_POINTS = 100_000
"""plotext draws them in a second."""
REPEATS = 5
FACTOR = 0.9
AIMS, QUICK_AIMS = {(10, 100_000): Aim(80.0)}, {(10, 100_000): Aim(15.0)}
"""Without NumPy, and with it."""


def rows(ground: Ground) -> Iterator[Row]:
    """Milliseconds."""
    quick = ground.plan.scan_repeats == 1
    for length in LENGTHS[:1] if quick else LENGTHS:
        series = [_series(length, seed) for seed in range(min(max(CURVES), MOST_POINTS // length))]
        for count in CURVES:
            if count <= len(series):
                yield from _drawing(
                    f"{count} x {length:,} points",
                    series[:count],
                    AIMS.get((count, length)),
                    QUICK_AIMS.get((count, length)),
                )
        yield from _smoothing(f"{length:,} points", series[0])


def _drawing(name: str, series: Sequence[Series], aim: Aim | None, quick_aim: Aim | None) -> Iterator[Row]:
    curves = [
        Curve(one, theme.CURVES[number % len(theme.CURVES)], f"run {number}", letter_of(number))
        for number, one in enumerate(series)
    ]
    yield Row(name, "ms", [_timed(lambda: plot(curves, WIDTH, HEIGHT)) for _ in range(REPEATS)], _plotext(series), aim)
    if importlib.util.find_spec("numpy") is not None:
        with _numpy():
            times = [_timed(lambda: plot(curves, WIDTH, HEIGHT)) for _ in range(REPEATS)]
        yield Row(f"{name}, with NumPy", "ms", times, aim=quick_aim)
    yield Row(f"{name}, cursor moved", "ms", _moves(curves))


def _smoothing(name: str, series: Series) -> Iterator[Row]:
    length = len(series.values)
    yield Row(f"smooth {name}", "ms", [_timed(lambda: Smoother(FACTOR).follow(series, length))])
    smoother = Smoother(FACTOR)
    smoother.follow(series, length - 10)
    yield Row(f"smooth the last 10 of {name}", "ms", [_timed(lambda: smoother.follow(series, length))])


@contextmanager
def _numpy() -> Iterator[None]:
    """NumPy is used, and then no more."""
    quick_numbers.prepare(1, quick_numbers.WORTH_IT)
    try:
        yield
    finally:
        quick_numbers._numbers = None


def _series(length: int, seed: int) -> Series:
    """A falling curve with noise."""
    noise = random.Random(seed)
    axes, growing = Axes(Axis(), Axis()), Growing("fit/loss")
    axes.steps.extend(array("d", range(length)))
    axes.epochs.extend(array("d", [math.nan]) * length)
    growing.values.extend(math.exp(-5 * n / length) + noise.random() for n in range(length))
    growing.rows.extend(range(length))
    growing.settle(axes)
    return growing.snapshot(axes, has_steps=True)


def _moves(curves: Sequence[Curve]) -> list[float]:
    sketches, length = Sketches(), len(curves[0].series.values)
    plot(curves, WIDTH, HEIGHT, sketches=sketches)
    return [_timed(partial(_move, curves, sketches, length * place / REPEATS)) for place in range(REPEATS)]


def _move(curves: Sequence[Curve], sketches: Sketches, cursor: float) -> None:
    plot(curves, WIDTH, HEIGHT, view=View(cursor=cursor), sketches=sketches)


def _plotext(series: Sequence[Series]) -> list[float]:
    """One repeat: it is slow. Its version 6 is another program."""
    if importlib.util.find_spec("plotext") is None or sum(len(one.values) for one in series) > MOST_PLOTEXT_POINTS:
        return []
    plotext = importlib.import_module("plotext")
    if not hasattr(plotext, "clear_figure"):
        return []

    def draw() -> None:
        plotext.clear_figure()
        plotext.plot_size(WIDTH, HEIGHT)
        for one in series:
            plotext.plot(list(one.steps), list(one.values), marker="braille")
        plotext.build()

    return [_timed(draw)]


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1e3
