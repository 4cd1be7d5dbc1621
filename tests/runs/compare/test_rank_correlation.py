from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.number_cells import number_cells
from spt_tui.runs.compare.rank_correlation import correlations, rank_correlation
from spt_tui.runs.compare.scatter import scatter
from tests.runs.compare.runs_of import catalog_with

FLOATS = st.one_of(st.floats(), st.sampled_from((0.0, -0.0, 1.0, 2.0)))
PAIRS = st.lists(st.tuples(FLOATS, FLOATS), max_size=30)


def naive_rho(pairs: list[tuple[float, float]]) -> float:
    """Pearson's correlation of ranks, each rank counted by looking at all others."""

    def ranks(values: list[float]) -> list[float]:
        return [sum(o < v for o in values) + (sum(o == v for o in values) + 1) / 2 for v in values]

    xs, ys = ranks([x for x, _ in pairs]), ranks([y for _, y in pairs])
    mean = (len(pairs) + 1) / 2
    across = math.fsum((x - mean) * (y - mean) for x, y in zip(xs, ys, strict=True))
    return across / math.sqrt(math.fsum((x - mean) ** 2 for x in xs) * math.fsum((y - mean) ** 2 for y in ys))


@given(PAIRS)
def test_it_is_spearmans(pairs: list[tuple[float, float]]) -> None:
    finite = [(x, y) for x, y in pairs if math.isfinite(x) and math.isfinite(y)]
    found = rank_correlation([x for x, _ in pairs], [y for _, y in pairs])
    if len(finite) < 3 or len({x for x, _ in finite}) < 2 or len({y for _, y in finite}) < 2:
        assert found is None
    else:
        assert found is not None and found.n == len(finite)
        assert found.rho == pytest.approx(naive_rho(finite), abs=1e-12)
        assert -1.0 <= found.rho <= 1.0


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=200, unique=True))
def test_what_rises_together_goes_together_exactly(xs: list[float]) -> None:
    up, down = rank_correlation(xs, xs), rank_correlation(xs, [-x for x in xs])
    assert up is not None and up.rho == 1.0 and up.n == len(xs)
    assert down is not None and down.rho == -1.0


def test_hparams_by_the_strength_of_their_correlation() -> None:
    rates = [0.1, 0.2, 0.3, 0.4]
    catalog = catalog_with(
        [
            {"lr": rate, "wd": [1, 3, 2, 4][i], "flag": i > 1, "text": f"{i}", "const": 1, "output_dir": i}
            for i, rate in enumerate(rates)
        ],
        [{"loss": -rate} for rate in rates],
    )
    found = correlations(catalog, range(4), "loss")
    assert [(one.hparam, round(one.rho, 3), one.n) for one in found] == [
        ("lr", -1.0, 4),
        ("flag", -0.894, 4),
        ("wd", -0.8, 4),
    ]


def test_runs_without_a_finite_figure_do_not_count() -> None:
    figures = [1.0, 2.0, 3.0, math.nan, math.inf, None, "5"]
    catalog = catalog_with([{"lr": i, "some": i if i else None} for i in range(7)], [{"loss": f} for f in figures])
    found = correlations(catalog, range(7), "loss")
    assert [(one.hparam, one.n) for one in found] == [("lr", 3)]
    assert correlations(catalog, range(7), "no such metric") == []


def test_points_of_any_two_columns() -> None:
    catalog = catalog_with([{"lr": 0.1}, {"lr": "0.2"}, {"lr": 0.3}, {}], [{"acc": True}, {"acc": 1}, {"acc": 2}, {}])
    found = scatter(catalog, [2, 1, 0, 3], "hp.lr", "m.acc")
    assert list(found.slots) == [2, 0] and list(found.xs) == [0.3, 0.1] and list(found.ys) == [2.0, 1.0]
    assert found.left_out == 2


def test_fixed_columns_are_numbers_too() -> None:
    catalog = catalog_with([{"lr": 1}])
    assert number_cells(catalog, "state", [0]) == [7.0]
    assert math.isnan(number_cells(catalog, "age", [0], now=5.0)[0])
    with pytest.raises(KeyError):
        number_cells(catalog, "no such column", [0])
