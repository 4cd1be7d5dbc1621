from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.best_table import best_table, winners
from spt_tui.runs.curves.series import Series
from tests.ui.series_of import series_of

NAN = math.nan


def run(**metrics: list[float]) -> dict[str, Series]:
    return {name: series_of(values, name) for name, values in metrics.items()}


def test_the_direction_of_the_metric_tells_the_winner() -> None:
    loss, top1 = best_table([run(loss=[3.0, 1.0, 2.0], top1=[0.5]), run(loss=[2.5, 1.5], top1=[0.4, 0.6])])
    assert (loss.metric, loss.lower, loss.best, loss.last) == ("loss", True, (1.0, 1.5), (2.0, 1.5))
    assert (loss.best_winners, loss.last_winners) == ({0}, {1})
    assert (top1.lower, top1.best, top1.best_winners) == (False, (0.5, 0.6), {1})


def test_the_direction_can_be_given() -> None:
    (row,) = best_table([run(loss=[3.0, 1.0]), run(loss=[2.0])], lambda name: False)
    assert (row.best, row.best_winners) == ((3.0, 2.0), {0})


def test_what_a_resumed_run_overtook_is_no_best() -> None:
    resumed = {"loss": series_of([3.0, 0.1, 2.0, 1.5], "loss", steps=[0, 10, 5, 10])}
    (row,) = best_table([resumed, run(loss=[1.8])])
    assert row.best == (1.5, 1.8) and row.best_winners == {0}


def test_nan_never_wins_and_a_run_may_lack_a_metric() -> None:
    (row,) = best_table([run(loss=[NAN, NAN]), {}, run(loss=[9.0, math.inf]), run(loss=[10.0, 11.0])])
    assert row.best == (None, None, 9.0, 10.0) and row.best_winners == {2}
    assert math.isnan(row.last[0] or 0) and row.last[1:] == (None, math.inf, 11.0)
    assert row.last_winners == frozenset()


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
