from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.best_table import BestRow, best_row, run_figures, unjudged, winners
from tests.ui.series_of import series_of

NAN = math.nan


def row(*runs: list[float], lower: bool = True) -> BestRow:
    """The row of `loss`; a run without values lacks it."""
    return best_row("loss", [run_figures([series_of(values, "loss")] if values else []) for values in runs], lower)


def test_the_direction_tells_the_best_and_the_winner() -> None:
    found = row([3.0, 1.0, 2.0], [2.5, 1.5])
    assert (found.metric, found.lower, found.best, found.last) == ("loss", True, (1.0, 1.5), (2.0, 1.5))
    assert (found.best_winners, found.last_winners) == ({0}, {1})
    found = row([3.0, 1.0, 2.0], [2.5, 1.5], lower=False)
    assert (found.lower, found.best, found.best_winners, found.last_winners) == (False, (3.0, 2.5), {0}, {0})


def test_what_a_resumed_run_overtook_is_no_best() -> None:
    resumed = run_figures([series_of([3.0, 0.1, 2.0, 1.5], "loss", steps=[0, 10, 5, 10])])
    found = best_row("loss", [resumed, run_figures([series_of([1.8], "loss")])], lower=True)
    assert found.best == (1.5, 1.8) and found.best_winners == {0}


def test_nan_never_wins_and_a_run_may_lack_a_metric() -> None:
    found = row([NAN, NAN], [], [9.0, math.inf], [10.0, 11.0])
    assert found.best == (None, None, 9.0, 10.0) and found.best_winners == {2}
    assert math.isnan(found.last[0] or 0) and found.last[1:] == (None, math.inf, 11.0)
    assert found.last_winners == frozenset()


def test_nobody_wins_by_what_is_not_judged() -> None:
    found = unjudged(row([1.0], [2.0]))
    assert (found.best, found.last, found.last_winners) == ((None, None), (1.0, 2.0), frozenset())


def test_those_that_tie_win_together_unless_all_do() -> None:
    assert winners((1.0, 2.0, 1.0), lower=True) == {0, 2}
    assert winners((1.0, 1.0), lower=True) == winners((1.0, None), lower=True) == frozenset()


@given(st.lists(st.one_of(st.none(), st.floats()), max_size=8), st.booleans())
def test_no_loser_is_better_than_a_winner(values: list[float | None], lower: bool) -> None:
    won = winners(values, lower)
    for place in won:
        for other in values:
            if other is not None and math.isfinite(other):
                assert values[place] <= other if lower else values[place] >= other
