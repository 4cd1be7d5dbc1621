import pytest

from spt_tui.ui import theme
from spt_tui.ui.plots import smoothed_curves
from spt_tui.ui.plots.smoothed_curves import SmoothedCurves, Wanted
from tests.ui.series_of import series_of

NOISE = [float(n % 7) for n in range(300)]


def test_a_curve_is_the_same_object_until_something_of_it_changes() -> None:
    series, made = series_of(NOISE), SmoothedCurves()
    wanted = Wanted("a", series, theme.CURVE)
    (first,) = made.of([wanted], 0.0)
    assert made.of([wanted], 0.0)[0] is first and first.smoothed is None
    (smoothed,) = made.of([wanted], 0.9)
    assert smoothed.smoothed is not None and made.of([wanted], 0.9)[0] is smoothed
    assert made.of([Wanted("a", series, theme.CURVE, "loss", "a")], 0.9)[0] is not smoothed


def test_smoothing_that_takes_long_goes_on_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoothed_curves, "SMOOTHING_SECONDS", -1.0)
    made = SmoothedCurves()
    wanted = [Wanted(name, series_of(NOISE, name), theme.CURVE) for name in ("a", "b", "c")]
    done = []
    for _ in range(3):
        done.append(sum(curve.smoothed is not None for curve in made.of(wanted, 0.6)))
    assert done == [1, 2, 3] and not made.behind


def test_what_is_not_wanted_any_more_is_forgotten() -> None:
    made = SmoothedCurves()
    wanted = Wanted("a", series_of(NOISE), theme.CURVE)
    (first,) = made.of([wanted], 0.6)
    assert made.of([], 0.6) == []
    assert made.of([wanted], 0.6)[0] is not first
