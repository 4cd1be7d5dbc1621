"""What is kept of summary.json's figures: the extremes, which metrics are lost, where a run went on."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.bests import LOST_IF_HIGH, LOST_IF_LOW, bests, lost_metric
from spt_tui.runs.metric_directions import Directions, IsLower
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.scan import scan
from spt_tui.runs.sidecar import read_run
from spt_tui.runs.summary_figures import MOST_TELLING, Figures, extremes, figures_in, lost, resumed_at
from tests.strategies import json_values, metric_names
from tests.trees import real_runs, write_run


def of(last: float, least: float, most: float, count: int = 100) -> dict[str, Any]:
    return {"last": last, "min": least, "max": most, "count": count}


def run_of(figures: Figures) -> Run:
    """A run that has these figures."""
    lows, highs = extremes(figures)
    return Run("/r/a", "/r", "a", "a", State.COMPLETED, lows=lows, highs=highs, lost=lost(figures))


def diverged(figures: Figures, is_lower: IsLower = lower_is_better) -> str | None:
    return lost_metric(run_of(figures), is_lower)


def test_the_best_is_the_smallest_loss_and_the_largest_score() -> None:
    figures = {"lr": of(1.0, 0.5, 2.0), "fit/loss": of(0.5, 0.25, 3.0), "eval/top1": of(0.5, 0.1, 0.75)}
    assert dict(bests(run_of(figures), lower_is_better)) == {"fit/loss": 0.25, "eval/top1": 0.75}
    chosen = Directions({"/r": {"eval/top1": True}})
    assert dict(bests(run_of(figures), chosen.is_lower)) == {"fit/loss": 0.25, "eval/top1": 0.1}


def test_only_the_most_telling_are_kept_in_their_order() -> None:
    figures = {f"aux{place}/loss": of(1.0, 0.5, 2.0) for place in range(20)} | {"train/loss": of(1.0, 0.75, 2.0)}
    for found in extremes(figures):
        assert len(found) == MOST_TELLING and list(found)[-1] == "train/loss"


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, None, True, "0.5", [], 10**400])
def test_what_is_no_finite_number_is_no_best(odd: object) -> None:
    figures = {"fit/loss": {"min": odd, "max": 2.0, "last": 1.0, "count": 9}}
    assert extremes(figures) == (Record({}), Record({"fit/loss": 2.0}))
    assert bests(run_of(figures), lower_is_better) == Record({})
    for name in ("last", "min", "max", "count"):
        assert diverged({"fit/loss": of(9.0, 0.1, 10.0) | {name: odd}}) is None or (name, odd) == ("count", 10**400)


@pytest.mark.parametrize(
    ("name", "figures", "expected"),
    [
        ("eval/loss", {"last": 1.2, "least": 0.3, "most": 2.3}, True),
        ("eval/loss", {"last": 0.8, "least": 0.3, "most": 2.3}, False),  # not three times its best
        ("eval/loss", {"last": 0.04, "least": 0.01, "most": 2.3}, False),  # the noise round a best near 0
        ("eval/loss", {"last": 1.2, "least": 0.3, "most": 2.3, "count": 5}, False),  # too few values
        ("eval/loss", {"last": 4.0, "least": -1.0, "most": 5.0}, False),  # a ratio to it says nothing
        ("eval/loss", {"last": -1e308, "least": -1e308, "most": 1e308}, False),
        ("eval/top1", {"last": 0.1, "least": 0.05, "most": 0.9}, True),
        ("eval/top1", {"last": 0.4, "least": 0.05, "most": 0.9}, False),
        ("fit/loss", {"last": 2.2, "least": 0.3, "most": 2.3}, True),
        ("fit/loss", {"last": 1.0, "least": 0.1, "most": 2.3}, False),  # a single batch is often so
        ("fit/top1", {"last": 0.0, "least": 0.0, "most": 1.0}, False),
        ("fit/kl", {"last": 2.2, "least": 0.3, "most": 2.3}, False),
        ("rankme", {"last": 1.0, "least": 1.0, "most": 64.0}, False),
    ],
)
def test_lost_is_what_one_value_can_say(name: str, figures: dict[str, Any], expected: bool) -> None:
    assert diverged({name: of(**figures)}) == (name if expected else None)


@pytest.mark.parametrize(
    ("name", "figures", "downwards"),
    [
        ("eval/loss", of(0.3, 0.2, 2.3), False),  # well as a loss, lost as a score
        ("eval/top1", of(0.9, 0.1, 0.95), True),
        ("eval/top1", of(3.0, 0.5, 10.0), True),  # lost either way
    ],
)
def test_what_is_lost_follows_from_the_direction(name: str, figures: dict[str, Any], downwards: bool) -> None:
    assert diverged({name: figures}, lambda name: downwards) == name
    assert (diverged({name: figures}, lambda name: not downwards) == name) is (figures["last"] == 3.0)


def test_of_the_training_only_the_loss_is_judged_and_only_as_one() -> None:
    assert lost({"fit/loss": of(0.3, 0.2, 2.3), "fit/top1": of(0.1, 0.05, 0.9)}) == Record({})
    assert lost({"fit/loss": of(2.2, 0.3, 2.3)}) == Record({"fit/loss": LOST_IF_LOW})
    assert lost({"eval/loss": of(0.3, 0.2, 2.3)}) == Record({"eval/loss": LOST_IF_HIGH})


def test_the_most_telling_of_the_lost_is_named() -> None:
    figures = {name: of(2.2, 0.1, 2.3) for name in ("eval/other_loss", "train/loss", "eval/loss")}
    assert diverged(figures) == "train/loss"


@pytest.mark.parametrize(
    ("step", "epoch", "rows", "log_every", "expected"),
    [
        (9_999, 9, 100, 50, 5_000),
        (9_999, 9, 200, 50, None),  # from the first step on
        (9_999, 9, 181, 50, None),  # a few rows are missing
        (9_999, 99, 100, 50, None),  # one row an epoch
        (9_999, 9, 300, 50, None),  # more rows than there can be
        (None, 9, 100, 50, None),
        (9_999, None, 100, 50, None),
        (9_999, 9, 100, None, None),
        (9_999, 9, 100, "50", None),
        (9_999, 9, 100, True, None),
        (9_999, 9, 100, -1, None),
        (2**62, 0, 100, 2**62, None),
    ],
)
def test_where_a_run_went_on(step: int | None, epoch: int | None, rows: int, log_every: Any, expected: object) -> None:
    figures = {
        "epoch": of(1.0, 0.0, 9.0, 100_000),
        "fit/loss": of(1.0, 0.5, 2.0, rows),
        "eval/loss": of(1.0, 1.0, 1.0, 3),
    }
    assert resumed_at(figures, step, epoch, log_every) == expected


@given(
    st.dictionaries(metric_names(), json_values(6), max_size=8), st.none() | st.integers(), st.none() | st.integers()
)
def test_any_figures_give_clean_names_and_finite_numbers(
    metrics: dict[str, Any], step: int | None, epoch: int | None
) -> None:
    figures = figures_in(metrics)
    run = run_of(figures)
    for found in (run.lows, run.highs, bests(run, lower_is_better)):
        assert all(
            name.isprintable() and isinstance(best, int | float) and math.isfinite(best) for name, best in found.items()
        )
    assert set(run.lost) <= set(run.lows) & set(run.highs)
    resumed_at(figures, step, epoch, 50)


@given(st.lists(st.floats(0.01, 1e6), min_size=6, max_size=40), st.floats(1e-3, 1e3))
def test_the_unit_of_the_values_does_not_matter(values: list[float], unit: float) -> None:
    def judged(values: list[float]) -> str | None:
        return diverged({"eval/loss": of(values[-1], min(values), max(values), len(values))})

    power = 2.0 ** round(math.log2(unit))
    assert judged(values) == judged([value * power for value in values])


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """hparam `exp_name` -> each real run."""
    root = real_runs(tmp_path_factory.mktemp("real"))
    return {str(run.hparams["exp_name"]): run for run in scan(str(root / "runs"))}


def test_the_real_runs_have_their_best_values_and_no_false_alarm(known: dict[str, Run]) -> None:
    assert {name for name, run in known.items() if lost_metric(run, lower_is_better)} == set()
    assert all(len(run.lows) >= 3 for run in known.values())
    for run in known.values():
        written = json.loads(Path(run.dir, "summary.json").read_text())["metrics"]
        for name, best in bests(run, lower_is_better).items():
            assert best == written[name]["min" if name.endswith("loss") else "max"]


def test_of_the_real_runs_the_resumed_one_is_known(known: dict[str, Run]) -> None:
    assert {name: run.resumed_at for name, run in known.items() if run.resumed_at} == {"resumed": 40}


@pytest.mark.parametrize(
    ("summary", "problem"),
    [
        ({"metrics": [1]}, "summary.json: metrics is a list, not an object"),
        ({"metrics": {"fit/loss": 3}}, None),
        ({"metrics": None}, None),
        ({}, None),
    ],
)
def test_one_bad_file_costs_one_cell(tmp_path: Path, summary: dict[str, Any], problem: str | None) -> None:
    run_dir = write_run(tmp_path / "run", tags=["kept"])
    (run_dir / "summary.json").write_text(json.dumps({"step": 3, **summary}))
    run = read_run(str(tmp_path), str(run_dir))
    assert (run.step, run.tags, run.lows, run.lost, run.problem) == (3, ("kept",), Record({}), Record({}), problem)
