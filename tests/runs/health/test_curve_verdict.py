"""A single metric's verdict: NaN, diverged, plateau, and the laws that hold for any values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.curve_verdict import Course, diverged, not_finite, plateau
from spt_tui.runs.health.thresholds import DEFAULT
from spt_tui.runs.health.verdict import Kind, Verdict
from spt_tui.runs.metric_name import lower_is_better
from tests.ui.series_of import series_of

FALLING = [3.0 - 2.7 * place / 99 for place in range(100)]
"""From 3 down to 0.3."""


def verdict(series: Series, downwards: bool | None = None) -> Verdict | None:
    """By the direction of its name, if none is given."""
    course = Course.of(series, lower_is_better(series.name) if downwards is None else downwards, DEFAULT)
    found = not_finite(series)
    if found is None and course is not None:
        found = diverged(course, DEFAULT) or plateau(course, DEFAULT)
    return found


def test_nan_since_the_step_after_the_last_finite_value() -> None:
    found = verdict(series_of([1.0, math.nan, 0.5, math.nan, math.inf, math.nan], steps=[0, 10, 20, 30, 40, 50]))
    assert found == Verdict(Kind.NAN, 30, "fit/loss is NaN since step 30", "fit/loss")
    assert verdict(series_of([1.0, 0.5, -math.inf])).reason == "fit/loss is -Inf since step 2"  # type: ignore[union-attr]


def test_a_nan_that_went_by_is_none() -> None:
    assert verdict(series_of([1.0, math.nan, math.inf, 0.5])) is None


def test_a_loss_that_is_a_multiple_of_its_best_has_diverged() -> None:
    found = verdict(series_of([*FALLING, 0.4, 1.2, *[1.86] * 20]))
    assert found == Verdict(Kind.DIVERGED, 101, "fit/loss is 6.2 times its best (0.3 at step 99)", "fit/loss")


def test_a_score_that_is_a_fraction_of_its_best_has_diverged() -> None:
    found = verdict(series_of([0.1, 0.5, 0.9, 0.8, 0.2, 0.2, 0.18], "eval/top1"))
    assert found is not None and found.kind is Kind.DIVERGED
    assert (found.since_step, found.reason) == (4, "eval/top1 fell to 0.20 of its best (0.9 at step 2)")


def test_which_way_is_better_is_told_and_not_guessed() -> None:
    falls = [0.1, 0.5, 0.9, 0.8, 0.2, 0.2, 0.18]
    assert verdict(series_of(falls, "eval/top1"), downwards=True) is None
    found = verdict(series_of(falls, "eval/loss"), downwards=False)
    assert found is not None and found.reason == "eval/loss fell to 0.20 of its best (0.9 at step 2)"


@pytest.mark.parametrize(
    "values",
    [
        FALLING,
        [*FALLING, *[5.0] * 9],  # a spike is shorter than a tenth
        [*FALLING, *[0.6, 0.9, 0.5] * 10],  # the best of the newest is 0.5
        [2.3, 1.0, 0.5, 1e-9, *[0.4, 0.05] * 20],  # a best near 0 is no yardstick
        [2.3, 1.0],
        [0.0] * 50,
        [-5.0, -6.0, -7.0, -6.5, -6.0, -6.2],
    ],
)
def test_what_has_not_diverged(values: list[float]) -> None:
    found = verdict(series_of(values))
    assert found is None or found.kind is not Kind.DIVERGED


def test_below_zero_more_than_all_of_the_gain_must_be_lost() -> None:
    found = verdict(series_of([2.0, 0.0, -1.0, -1.5, -2.0, 12.0, 12.0, 12.0]))
    assert found is not None and found.kind is Kind.DIVERGED and found.since_step == 5
    assert found.reason == "fit/loss is 12, at its start it was 2, at its best (-2 at step 4)"


def test_what_a_resumed_run_overtook_does_not_count() -> None:
    steps = [*range(0, 100), *range(60, 100)]
    blown_up = [*FALLING[:60], *[9.0] * 40]
    assert verdict(series_of([*blown_up, *FALLING[60:]], steps=steps)) is None
    # Nor is a best that was overtaken a best.
    lucky = [*FALLING[:60], *[0.001] * 40]
    assert verdict(series_of([*lucky, *FALLING[60:]], steps=steps)) is None


def test_a_plateau_is_measured_in_steps_from_the_last_improvement() -> None:
    values = [*FALLING, *[0.31, 0.4, 0.302] * 40]
    found = verdict(series_of(values, steps=[10 * row for row in range(len(values))]))
    assert found is not None and found.kind is Kind.PLATEAU
    assert (found.since_step, found.reason) == (990, "fit/loss has not improved on 0.3 for 1,200 steps")
    assert verdict(series_of(values)) is None  # 120 steps are not long


def test_slow_improvement_is_no_plateau() -> None:
    values = [3.0 - 0.002 * place for place in range(1_200)]
    assert verdict(series_of(values)) is None


# Laws -----------------------------------------------------------------------------------------------------------

VALUES = st.lists(st.one_of(st.floats(), st.floats(-10, 10)), min_size=1, max_size=200)
MODEST = st.lists(st.integers(-1_000, 1_000).map(float), min_size=1, max_size=200)
NAMES = st.sampled_from(("fit/loss", "eval/top1"))


@given(VALUES, NAMES)
def test_any_values_have_a_verdict_or_none(values: list[float], name: str) -> None:
    series = series_of(values, name, steps=[30 * row for row in range(len(values))])
    found = verdict(series)
    assert found is None or (found.reason.isprintable() and found.since_step in series.steps)


@given(MODEST, NAMES, st.integers(-40, 40))
def test_the_unit_of_the_values_does_not_matter(values: list[float], name: str, power: int) -> None:
    steps = [30 * row for row in range(len(values))]
    found = verdict(series_of(values, name, steps))
    scaled = verdict(series_of([value * 2.0**power for value in values], name, steps))
    assert (found and (found.kind, found.since_step)) == (scaled and (scaled.kind, scaled.since_step))
