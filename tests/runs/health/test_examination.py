"""Runs judged by their metrics.csv: the real ones, and each thing that can be wrong."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from spt_tui.runs.health.examination import examine
from spt_tui.runs.health.summary_verdict import summary_verdict
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.summary_figures import LOG_EVERY

NOW = 1_000_000.0
RUN = Run("/r/a", "/r", "a", "a", State.RUNNING, created_at=NOW - 10_000, heartbeat_at=NOW - 1)


def read(path: Path, **columns: Sequence[float]) -> Metrics:
    """A metrics.csv with these columns, `fit_loss` for `fit/loss`, and a step a row unless they are given."""
    length = len(next(iter(columns.values())))
    columns = {"step": range(length), **columns}
    lines = [",".join(name.replace("_", "/") for name in columns)]
    lines += [",".join(map(repr, row)) for row in zip(*columns.values(), strict=True)]
    (path / "metrics.csv").write_text("\n".join(lines) + "\n")
    reader = MetricsReader(str(path / "metrics.csv"))
    while (metrics := reader.poll()) is not None and metrics.behind:
        pass
    assert metrics is not None
    return metrics


def test_completed_real_runs_give_no_alarm_but_the_one_that_went_nan(real_runs: dict[str, tuple[Run, Metrics]]) -> None:
    ended = {name: pair for name, pair in real_runs.items() if pair[0].ended}
    assert len(ended) >= 14
    for name, (run, metrics) in ended.items():
        verdicts = examine(metrics, run, time.time())
        if name == "nan":
            assert verdicts[0].reason == "fit/loss is NaN since step 2"
            assert "fit/ratio_inf" in {verdict.metric for verdict in verdicts}
        else:
            assert [verdict.kind for verdict in verdicts] == [Kind.OK], name


def test_the_killed_real_run_has_stalled(real_runs: dict[str, tuple[Run, Metrics]]) -> None:
    run, metrics = real_runs["killed"]
    verdict = examine(metrics, run, time.time())[0]
    assert verdict.kind is Kind.STALLED
    assert verdict.reason == "no new row for 2h"  # its heartbeat is older than its start: nothing says how fast it was


def test_silence_is_measured_by_the_runs_own_cadence(tmp_path: Path) -> None:
    metrics = read(tmp_path, fit_loss=[1.0 / (1 + row) for row in range(250)])  # a row every 40 s
    silent = [replace(RUN, created_at=at - 10_000, heartbeat_at=at) for at in (NOW - 190, NOW - 210)]
    assert [examine(metrics, run, NOW)[0].kind for run in silent] == [Kind.OK, Kind.STALLED]
    assert examine(metrics, silent[1], NOW)[0].reason == "no new row for 3m, they came every 40s or so"
    assert examine(metrics, replace(silent[1], state=State.FAILED), NOW)[0].kind is Kind.OK


def test_no_run_is_silent_before_its_writer_would_call_it_dead(tmp_path: Path) -> None:
    metrics = read(tmp_path, fit_loss=[1.0 / (1 + row) for row in range(500)])  # a row every 20 s
    silent = [replace(RUN, created_at=at - 10_000, heartbeat_at=at, step=499) for at in (NOW - 179, NOW - 181)]
    silent = [replace(run, summary=Record({"fit/loss": 0.5}), hparams=Record({LOG_EVERY: 1})) for run in silent]
    assert [examine(metrics, run, NOW)[0].kind for run in silent] == [Kind.OK, Kind.STALLED]
    assert [summary_verdict(run, NOW).kind for run in silent] == [Kind.OK, Kind.STALLED]


def test_a_resumed_runs_cadence_is_that_of_its_last_part(tmp_path: Path) -> None:
    steps = [*range(1_000), *range(900, 910)]
    metrics = read(tmp_path, step=steps, fit_loss=[1.0 / (1 + step) for step in steps])
    run = replace(RUN, created_at=NOW - 1_200, heartbeat_at=NOW - 200)  # ten rows in 1,000 s
    assert examine(metrics, run, NOW)[0].kind is Kind.OK
    assert examine(metrics, replace(run, created_at=NOW - 201, heartbeat_at=NOW - 200), NOW)[0].kind is Kind.STALLED


def test_slower_than_half_of_its_sweep(tmp_path: Path) -> None:
    metrics = read(tmp_path, fit_loss=[1.0 / (1 + row) for row in range(1_000)])
    assert examine(metrics, RUN, NOW, usual_rate=0.15)[0].kind is Kind.OK
    verdict = examine(metrics, RUN, NOW, usual_rate=1.0)[0]
    assert (verdict.kind, verdict.reason) == (Kind.SLOW, "0.1 steps/s, the median of its sweep is 1 steps/s")


def test_a_run_is_on_a_plateau_when_all_its_evaluations_are(tmp_path: Path) -> None:
    falling, flat = [1.0 / (1 + row) for row in range(2_000)], [0.5] * 2_000
    verdicts = examine(read(tmp_path, fit_loss=falling, eval_loss=flat, rankme=flat), RUN, NOW)
    assert [(verdict.kind, verdict.metric) for verdict in verdicts] == [(Kind.PLATEAU, "eval/loss")] * 2
    verdicts = examine(read(tmp_path, fit_loss=flat, eval_loss=falling), RUN, NOW)
    assert [(verdict.kind, verdict.metric) for verdict in verdicts] == [(Kind.OK, None), (Kind.PLATEAU, "fit/loss")]
    assert examine(read(tmp_path, fit_loss=flat), replace(RUN, state=State.COMPLETED), NOW)[0].kind is Kind.OK


def test_the_worst_and_most_telling_comes_first(tmp_path: Path) -> None:
    nan = [1.0] * 10 + [math.nan]
    blown_up = [1.0, 0.5, 0.1, *[7.0] * 8]
    verdicts = examine(read(tmp_path, rankme=nan, eval_loss=blown_up, fit_loss=nan), RUN, NOW)
    assert [verdict.metric for verdict in verdicts] == ["fit/loss", "fit/loss", "rankme", "eval/loss"]


def test_a_chosen_direction_decides_what_is_lost(tmp_path: Path) -> None:
    blown_up = [1.0, 0.5, 0.1, *[7.0] * 8]
    metrics = read(tmp_path, eval_loss=blown_up)
    assert examine(metrics, RUN, NOW)[0].kind is Kind.DIVERGED
    assert examine(metrics, RUN, NOW, is_lower=lambda name: False)[0].kind is Kind.OK


def test_nothing_is_known_of_a_run_without_rows() -> None:
    assert [verdict.kind for verdict in examine(Metrics(), RUN, NOW)] == [Kind.UNKNOWN]


def test_nothing_is_said_before_the_file_is_read_to_its_end(tmp_path: Path) -> None:
    metrics = replace(read(tmp_path, fit_loss=[1.0, 0.1, *[9.0] * 9]), behind=1)
    assert [verdict.reason for verdict in examine(metrics, RUN, NOW)] == ["its metrics are not read to their end"]


def test_a_hundred_thousand_rows_are_not_looked_at_one_by_one(tmp_path: Path) -> None:
    chance = random.Random(1)
    metrics = read(tmp_path, fit_loss=[math.exp(-row / 3e4) + chance.random() / 9 for row in range(100_000)])
    looked = 0

    class Counted(type(metrics.series[0].values)):  # type: ignore[misc]
        def __getitem__(self, place: object) -> object:
            nonlocal looked
            found = super().__getitem__(place)
            looked += len(found) if isinstance(place, slice) else 1
            return found

    series = metrics.series[0]
    values = Counted(series.values._numbers, len(series.values))
    assert examine(replace(metrics, series=(replace(series, values=values),)), RUN, NOW)
    assert 0 < looked < 2_000
