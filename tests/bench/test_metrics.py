"""That the program which measures readers measures the same work on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.metrics import MetricsReader
from tests.bench.metrics import METRICS, cost, write_csv
from tests.bench.metrics_side import ALL, APPEND, APPENDED, MANY, ONE, SIDES
from tests.reference import ABSENT, load_reference


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "metrics.csv"
    write_csv(found, 300, 0.5)
    return found


def test_the_file_is_as_lightning_writes_it_and_always_the_same(path: Path) -> None:
    reader = MetricsReader(str(path))
    metrics = reader.poll()
    assert metrics is not None
    assert (metrics.rows, len(metrics.series), metrics.notes) == (300, METRICS + 1, ())
    assert 0.4 < sum(len(one.values) for one in metrics.series[1:]) / (300 * METRICS) < 0.6
    before = path.read_bytes()
    write_csv(path, 300, 0.5)
    assert path.read_bytes() == before


@pytest.mark.parametrize("task", [ALL, ONE, MANY, APPEND])
def test_what_a_task_costs_is_measured(path: Path, task: str) -> None:
    figures = cost("spt-tui", task, path)  # of a process of its own: this one has children that other tests began
    assert 0 < figures.seconds < 5
    assert figures.peak > figures.taken >= 0
    assert figures.children == 0, "the file is small"
    metrics = MetricsReader(str(path)).poll()
    assert metrics is not None
    assert metrics.rows == 300 + (APPENDED if task == APPEND else 0)
    assert metrics.notes == ()


@pytest.mark.skipif(load_reference() is None, reason=ABSENT)
def test_the_reference_reads_the_file_anew_for_each_row(path: Path) -> None:
    read = SIDES["reference"](str(path), None)
    found = read()
    assert isinstance(found, dict) and len(found["metrics"]) == METRICS
    assert read() is found
    with path.open("ab") as file:
        file.write(path.read_bytes().splitlines(keepends=True)[-1])
    assert read() is not found
