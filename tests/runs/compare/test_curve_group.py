from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.curve_group import ALL_BUT_SEED, group_runs
from tests.catalogs import catalog_of
from tests.runs.compare.runs_of import catalog_with
from tests.strategies import runs


def labels_and_slots(groups: list) -> list[tuple[str, list[int]]]:
    return [(group.label, list(group.slots)) for group in groups]


def test_runs_by_one_hyper_parameter_in_the_order_of_its_values() -> None:
    rates = [10, "auto", 2, None, 10.0, math.nan, False, 2, math.nan]
    catalog = catalog_with([*({"lr": rate} for rate in rates), {}])
    assert labels_and_slots(group_runs(catalog, range(10), "lr")) == [
        ("lr=false", [6]),
        ("lr=2", [2, 7]),
        ("lr=10", [0, 4]),
        ("lr=NaN", [5, 8]),
        ("lr=auto", [1]),
        ("lr=null", [3]),
        ("no lr", [9]),
    ]


def test_runs_that_differ_in_their_seed_only_are_one_group() -> None:
    hparams = [
        {"lr": rate, "wd": 0, "data.seed": seed, "output_dir": f"/out/{rate}/{seed}", "exp_name": f"x{rate}s{seed}"}
        for rate in (0.2, 0.1)
        for seed in range(3)
    ]
    catalog = catalog_with(hparams)
    assert labels_and_slots(group_runs(catalog, range(6), ALL_BUT_SEED)) == [
        ("lr=0.1", [3, 4, 5]),
        ("lr=0.2", [0, 1, 2]),
    ]
    assert labels_and_slots(group_runs(catalog, [2, 0], ALL_BUT_SEED)) == [("all", [2, 0])]
    assert group_runs(catalog, [], ALL_BUT_SEED) == []


@given(st.lists(runs(), min_size=1, max_size=12), st.sampled_from(("optim.lr", "odd", ALL_BUT_SEED)))
def test_every_run_is_in_one_group(found: list, by: str) -> None:
    catalog = catalog_of(found)
    groups = group_runs(catalog, catalog.slots(), by)
    assert sorted(slot for group in groups for slot in group.slots) == catalog.slots()
    assert all(group.slots and group.label for group in groups)
