"""The values of a metric that are not finite: what is said of them in the pane, under the plot and in print."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.export.metrics_table import _marks_text
from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.curve_verdict import not_finite
from spt_tui.runs.health.odd_values import OddValues
from spt_tui.ui.plots.marks import marks_sentence, marks_text
from tests.ui.series_of import series_of

Part = tuple[int, int, float]
"""From this step to before that one, this value."""


def of_parts(*parts: Part) -> Series:
    rows = [(float(step), value) for start, stop, value in parts for step in range(start, stop)]
    return series_of([value for _, value in rows], steps=[step for step, _ in rows])


@pytest.mark.parametrize(
    ("parts", "note", "sentence", "printed", "since"),
    [
        ([(0, 9, 1.0)], "", "", "", None),
        (
            [(0, 100, 1.0), (100, 150, math.nan)],
            "NaN from 100",
            "NaN from step 100 on (50)",
            "50 NaN, from step 100 on",
            100,
        ),
        (
            [(0, 10, 1.0), (10, 11, math.nan), (11, 100, 1.0), (100, 150, math.nan)],
            "NaN from 100",
            "NaN from step 100 on (51 in all, first at step 10)",
            "51 NaN, first at step 10, none finite from step 100 on",
            100,
        ),
        (
            [(0, 10, 1.0), (10, 12, math.inf), (12, 13, math.nan), (13, 20, 1.0)],
            "3 Inf/NaN, first 10",
            "3 Inf/NaN, first at step 10",
            "1 NaN, 2 Inf, first at step 10",
            None,
        ),
        # Overtaken by a resumed run that had none.
        ([(0, 100, 1.0), (100, 150, math.nan), (80, 140, 1.0)], "", "", "", None),
        # Resumed, and NaN again before the steps at which it was before.
        (
            [(0, 100, 1.0), (100, 150, math.nan), (80, 90, math.nan)],
            "NaN from 80",
            "NaN from step 80 on (10)",
            "10 NaN, from step 80 on",
            80,
        ),
        # Resumed after the first of them.
        (
            [(0, 100, 1.0), (100, 150, math.nan), (120, 130, math.inf)],
            "NaN/Inf from 100",
            "NaN/Inf from step 100 on (30)",
            "20 NaN, 10 Inf, from step 100 on",
            100,
        ),
    ],
)
def test_all_places_say_the_same(parts: list[Part], note: str, sentence: str, printed: str, since: int | None) -> None:
    series = of_parts(*parts)
    assert (marks_text(series), marks_sentence(series, "step"), _marks_text(series)) == (note, sentence, printed)
    verdict = not_finite(series)
    assert (verdict.since_step if verdict else None) == since


@given(
    st.lists(st.sampled_from((1.0, 2.0, math.nan, math.inf, -math.inf)), min_size=1, max_size=60),
    st.integers(0, 20),
    st.integers(0, 60),
)
def test_it_is_what_the_values_say(values: list[float], back: int, ending: int) -> None:
    values = values + [math.nan] * ending
    resumed = len(values) // 2
    back = min(back, resumed)
    back *= back > 1  # the same step again is no fall
    steps = [float(row if row < resumed else row - back) for row in range(len(values))]
    kept = [place for place in range(len(values)) if not resumed - back <= place < resumed]
    odd = [place for place in kept if not math.isfinite(values[place])]
    finite = [place for place in kept if math.isfinite(values[place])]
    after = [place for place in kept if not finite or place > finite[-1]]
    expected = (
        OddValues(len(odd), sum(math.isnan(values[place]) for place in odd), odd[0], after[0] if after else None)
        if odd
        else None
    )
    assert OddValues.of(series_of(values, steps=steps)) == expected
