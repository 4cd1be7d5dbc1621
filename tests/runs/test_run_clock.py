from pathlib import Path

from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_clock import run_clock


def metrics_of(path: Path, text: str) -> Metrics:
    (path / "metrics.csv").write_text(text)
    metrics = MetricsReader(str(path / "metrics.csv")).poll()
    assert metrics is not None
    return metrics


def run_with(created_at: float | None, heartbeat_at: float | None) -> Run:
    return Run("/r/a", "/r", "a", "a", State.RUNNING, created_at=created_at, heartbeat_at=heartbeat_at)


def test_the_clock_goes_through_the_start_and_the_newest_row(tmp_path: Path) -> None:
    metrics = metrics_of(tmp_path, "step,loss\n" + "".join(f"{step},1\n" for step in range(0, 101, 10)))
    clock = run_clock(run_with(1_000.0, 1_200.0), metrics)
    assert clock is not None
    assert (clock.time_of(0), clock.time_of(100), clock.time_of(50)) == (1_000.0, 1_200.0, 1_100.0)


def test_a_resumed_run_began_at_its_last_start(tmp_path: Path) -> None:
    metrics = metrics_of(tmp_path, "step,loss\n0,1\n50,1\n100,1\n60,1\n80,1\n")
    clock = run_clock(run_with(5_000.0, 5_020.0), metrics)
    assert clock is not None
    assert (clock.time_of(60), clock.time_of(80)) == (5_000.0, 5_020.0)


def test_where_the_files_do_not_tell_there_is_none(tmp_path: Path) -> None:
    metrics = metrics_of(tmp_path, "step,loss\n0,1\n1,1\n")
    assert run_clock(run_with(None, 5.0), metrics) is None
    assert run_clock(run_with(5.0, None), metrics) is None
    assert run_clock(run_with(5.0, 4.0), metrics) is None
    assert run_clock(run_with(5.0, 9.0), Metrics()) is None
    assert run_clock(run_with(5.0, 9.0), metrics_of(tmp_path, "loss\n1\n2\n")) is None
