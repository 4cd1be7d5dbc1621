"""The runs that are in memory stay within their limit."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from spt_tui.runs.curves.open_runs import OpenRuns
from spt_tui.runs.health.examination import examine
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.run import Run, State
from tests.runs.metrics_file import HEADER, plain

RUN = Run("/r/a", "/r", "a", "a", State.RUNNING)


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    found = []
    for number in range(4):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(HEADER + b"".join(b"%d,1.5,%d\n" % (number, step) for step in range(1_000)))
        found.append(str(path))
    return found


def taken_by_one(path: str) -> int:
    runs = OpenRuns()
    runs.poll(path)
    return runs.bytes


def test_a_run_that_is_shown_again_is_not_read_again(paths: list[str]) -> None:
    runs = OpenRuns()
    first = runs.poll(paths[0])
    runs.poll(paths[1])
    assert first is not None and first.rows == 1_000
    assert runs.poll(paths[0]) is None
    again = runs.shown(paths[0])
    assert again is not None and plain(again) == plain(first)
    assert runs.shown("other.csv") is None


def test_the_least_recently_shown_goes_first(paths: list[str]) -> None:
    runs = OpenRuns(limit=taken_by_one(paths[0]) * 3)
    for path in paths[:3]:
        runs.poll(path)
    runs.shown(paths[0])
    runs.poll(paths[3])
    assert [runs.shown(path) is not None for path in paths] == [True, False, True, True]
    assert 0 < runs.bytes <= runs.limit
    read_anew = runs.poll(paths[1])
    assert read_anew is not None and read_anew.rows == 1_000


def test_one_run_above_the_limit_stays_and_says_so(paths: list[str]) -> None:
    runs = OpenRuns(limit=10_000)
    runs.poll(paths[0])
    metrics = runs.poll(paths[1])
    assert metrics is not None
    assert len(runs) == 1
    assert metrics.notes[-1].endswith(" of memory, more than the 9.8K for all open runs")
    again = runs.shown(paths[1])
    assert again is not None and again.notes == metrics.notes


def test_a_file_that_takes_more_than_all_runs_may_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spt_tui.runs.metrics.POLL_BYTES", 1 << 16)
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"".join(b"0,1.5,%d\n" % step for step in range(60_000)))
    runs = OpenRuns(limit=200_000)
    runs.poll(str(path))
    polls = 1
    while runs.behind(str(path)):
        runs.poll(str(path))
        polls += 1
    metrics = runs.shown(str(path))
    assert metrics is not None and 0 < metrics.rows < 20_000 and metrics.is_cut and not metrics.behind
    assert runs.bytes < 3 * runs.limit and polls < 4
    assert metrics.notes[-1].startswith(f"the first {metrics.rows:,} rows are shown, no more: it takes ")
    with path.open("ab") as file:
        file.write(b"0,1.5,60000\n" * 10)
    assert (runs.poll(str(path)), runs.behind(str(path))) == (None, 0)
    path.write_bytes(b"step,eval/loss\n" + b"".join(b"%d,2.5\n" % step for step in range(metrics.rows)))
    assert [verdict.kind for verdict in examine(metrics, RUN, 0.0)] == [Kind.UNKNOWN]
    rewritten = runs.poll(str(path))
    assert rewritten is not None and [series.name for series in rewritten.series] == ["eval/loss"]
    assert rewritten.is_whole


def test_one_metric_of_a_run_is_kept_beside_all_of_it(paths: list[str]) -> None:
    runs = OpenRuns()
    alone, all_of_it = runs.poll(paths[0], only=("fit/loss",)), runs.poll(paths[0])
    assert alone is not None and all_of_it is not None
    assert (set(plain(alone)), set(plain(all_of_it))) == ({"fit/loss"}, {"fit/loss", "epoch"})


def test_many_threads_may_ask(paths: list[str]) -> None:
    runs = OpenRuns(limit=taken_by_one(paths[0]) * 2)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(20):
                for path in paths:
                    runs.poll(path)
                    shown = runs.shown(path)
                    assert shown is None or shown.rows in (0, 1_000)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert failures == []
    assert runs.bytes <= runs.limit
