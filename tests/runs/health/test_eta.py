"""How long a run still takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.health.catalog_etas import etas
from spt_tui.runs.health.eta import remaining
from spt_tui.runs.health.target import epoch_steps_in, limit
from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of
from tests.strategies import VALUES, runs

NOW = 1_000_000.0


def a_run(step: int | None = 99, epoch: int | None = None, took: float = 100.0, **hparams: object) -> Run:
    """Running, at `step` after `took` seconds."""
    known = Record({f"trainer.{name}": value for name, value in hparams.items()})  # type: ignore[misc]
    began = NOW - took
    return Run(
        "/r/a", "/r", "a", "a", State.RUNNING, "", began, heartbeat_at=NOW, step=step, epoch=epoch, hparams=known
    )


def read(path: Path, rows: str) -> Metrics:
    (path / "metrics.csv").write_text(rows)
    metrics = MetricsReader(str(path / "metrics.csv")).poll()
    assert metrics is not None
    return metrics


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (100, 100),
        ("100", 100),
        (1e3, 1000),
        ("1e3", 1000),
        (-1, None),
        ("-1", None),
        (0, None),
        (None, None),
        ("None", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        ("inf", None),
        (2**53 - 1, 2**53 - 1),
        (2**53, None),
        (9e18, None),
        ("1e308", None),
        ("9" * 4_000, None),
    ],
)
def test_limits_as_lightning_writes_them(value: object, expected: float | None) -> None:
    assert limit(value) == expected  # type: ignore[arg-type]


def test_a_guess_from_the_newest_step() -> None:
    eta = remaining(a_run(max_steps=1_100))
    assert (eta.seconds, eta.rate) == (1_000.0, 1.0)
    assert eta.basis == "1,100 steps by max_steps, 1 steps/s if it was never resumed"
    assert remaining(a_run(max_steps=50)).seconds == 0


def test_the_limit_that_comes_first_counts() -> None:
    run = a_run(99, epoch=4, max_steps=10_000, max_epochs=10)  # a step a second
    assert remaining(run).seconds == pytest.approx(10 * (100 / 5 + 100 / 4) / 2 - 100)
    assert remaining(replace(run, hparams=Record({**run.hparams, "trainer.max_steps": 150}))).seconds == 50


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (a_run(), "its trainer has no limit"),
        (a_run(max_steps=-1, max_epochs="-1"), "its trainer has no limit"),
        (a_run(step=None, max_steps=9), "its step is not known"),
        (a_run(epoch=0, max_epochs=9), "the steps of an epoch are not known before the first has ended"),
        (replace(a_run(max_steps=9), state=State.COMPLETED), "the run is completed"),
        (replace(a_run(max_steps=9), state=State.STALE), "the run is stale"),
    ],
)
def test_why_there_is_none(run: Run, why: str) -> None:
    eta = remaining(run)
    assert (eta.seconds, eta.basis) == (None, why)


def test_without_times_its_end_is_still_known() -> None:
    eta = remaining(replace(a_run(max_steps=1_100), created_at=None))
    assert (eta.seconds, eta.rate, eta.basis) == (None, None, "1,100 steps by max_steps")


def test_nobody_waits_a_hundred_years() -> None:
    run = a_run(max_steps=2**52)
    assert remaining(run).seconds is None
    assert remaining(run).basis.endswith(
        " steps by max_steps, 1 steps/s if it was never resumed: more than a hundred years"
    )
    assert str(etas(catalog_of([run]))[0]) == "nan"
    assert remaining(a_run(max_steps=99 * 365 * 86_400)).seconds is not None


def test_what_the_user_asks_for_wins() -> None:
    assert remaining(a_run(max_steps=1_100), target_steps=200).seconds == 100


def test_the_rate_is_that_since_the_last_start(tmp_path: Path) -> None:
    steps = [*range(0, 1_000, 10), *range(900, 1_100, 10)]
    metrics = read(tmp_path, "step,fit/loss\n" + "".join(f"{step},1.0\n" for step in steps))
    eta = remaining(a_run(1_090, took=191.0, max_steps=2_091), metrics)
    assert (eta.rate, eta.seconds) == (1.0, 1_000.0)
    assert eta.basis == "2,091 steps by max_steps, 1 steps/s since its last start"


def test_steps_of_an_epoch_are_exact_where_it_ends_with_a_row(tmp_path: Path) -> None:
    # Seven steps an epoch, a row every five steps and one at the end of each epoch.
    rows = [(step, step // 7) for step in range(20) if step % 5 == 4 or step % 7 == 6]
    metrics = read(tmp_path, "step,epoch,fit/loss\n" + "".join(f"{step},{epoch},1.0\n" for step, epoch in rows))
    assert epoch_steps_in(metrics) == 7
    run = a_run(19, took=20.0, max_epochs=4)
    assert remaining(run, metrics).seconds == 8 / 0.8  # 16 steps from the first row on in 20 s


def test_no_epoch_is_measured_across_a_restart(tmp_path: Path) -> None:
    rows = [(0, 0), (5, 0), (10, 1), (15, 1), (10, 1), (15, 1)]
    metrics = read(tmp_path, "step,epoch,fit/loss\n" + "".join(f"{step},{epoch},1.0\n" for step, epoch in rows))
    assert epoch_steps_in(metrics) in (None, 6)


def test_row_numbers_are_no_steps(tmp_path: Path) -> None:
    metrics = read(tmp_path, "fit/loss\n" + "1.0\n" * 50)
    eta = remaining(a_run(max_steps=1_000), metrics)
    assert (eta.seconds, eta.rate, eta.basis) == (None, None, "1,000 steps by max_steps")


def test_the_real_runs_are_at_their_end(real_runs: dict[str, tuple[Run, Metrics]]) -> None:
    completed = [pair for pair in real_runs.values() if pair[0].state is State.COMPLETED]
    assert len(completed) > 10
    for run, metrics in completed:
        assert remaining(replace(run, state=State.RUNNING), metrics).seconds == 0, run.name


@st.composite
def limited(draw: st.DrawFn) -> Run:
    limits = st.one_of(VALUES, st.integers(-1, 2_000), st.integers(1, 2_000).map(str))
    names = st.sampled_from(("trainer.max_steps", "trainer.max_epochs", "max_steps", "max_epochs"))
    hparams = Record(draw(st.dictionaries(names, limits)))
    state = draw(st.sampled_from((State.RUNNING, State.RUNNING, State.COMPLETED)))
    return replace(draw(runs()), state=state, hparams=hparams, step=draw(st.none() | st.integers(0, 3_000)))


@given(st.lists(limited(), max_size=8, unique_by=lambda run: run.dir))
def test_all_at_once_as_one_by_one(known: list[Run]) -> None:
    for seconds, run in zip(etas(catalog_of(known)), known, strict=True):
        expected = remaining(run).seconds
        assert seconds == expected or (expected is None and seconds != seconds)


def test_a_resume_without_an_overlap_shows_in_what_the_run_knows_of_it(tmp_path: Path) -> None:
    metrics = read(tmp_path, "step,fit/loss\n" + "".join(f"{step},1.0\n" for step in range(1_000)))
    run = replace(a_run(999, took=100.0, max_steps=2_000), resumed_at=900)
    assert remaining(run, metrics).rate == remaining(run).rate == 1.0
    assert remaining(replace(run, resumed_at=None), metrics).rate == 10.0
    assert remaining(run).basis == "2,000 steps by max_steps, 1 steps/s since its last start"
    ahead = replace(run, resumed_at=5_000)  # its file is behind its summary
    assert remaining(ahead, metrics).rate is not None and remaining(ahead).rate is None
