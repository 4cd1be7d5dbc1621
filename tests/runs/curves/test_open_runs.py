"""The runs that are in memory stay within their limit."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from spt_tui.runs.curves.open_runs import LIMIT, SHARED, OpenRuns
from spt_tui.runs.curves.reader_memory import ReaderMemory
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
    runs = OpenRuns(ReaderMemory(LIMIT))
    runs.poll(path)
    return runs.bytes


def test_a_run_that_is_shown_again_is_not_read_again(paths: list[str]) -> None:
    runs = OpenRuns(ReaderMemory(LIMIT))
    first = runs.poll(paths[0])
    runs.poll(paths[1])
    assert first is not None and first.rows == 1_000
    assert runs.poll(paths[0]) is None
    again = runs.shown(paths[0])
    assert again is not None and plain(again) == plain(first)
    assert runs.shown("other.csv") is None


def test_the_least_recently_shown_goes_first(paths: list[str]) -> None:
    runs = OpenRuns(ReaderMemory(taken_by_one(paths[0]) * 3))
    for path in paths[:3]:
        runs.poll(path)
    runs.shown(paths[0])
    runs.poll(paths[3])
    assert [runs.shown(path) is not None for path in paths] == [True, False, True, True]
    assert 0 < runs.bytes <= runs.room
    read_anew = runs.poll(paths[1])
    assert read_anew is not None and read_anew.rows == 1_000


def test_one_run_above_the_limit_stays_and_says_so(paths: list[str]) -> None:
    runs = OpenRuns(ReaderMemory(10_000))
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
    runs = OpenRuns(ReaderMemory(200_000))
    runs.poll(str(path))
    polls = 1
    while runs.behind(str(path)):
        runs.poll(str(path))
        polls += 1
    metrics = runs.shown(str(path))
    assert metrics is not None and 0 < metrics.rows < 20_000 and metrics.is_cut and not metrics.behind
    assert runs.bytes < 3 * runs.room and polls < 4
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
    runs = OpenRuns(ReaderMemory(LIMIT))
    alone, all_of_it = runs.poll(paths[0], only=("fit/loss",)), runs.poll(paths[0])
    assert alone is not None and all_of_it is not None
    assert (set(plain(alone)), set(plain(all_of_it))) == ({"fit/loss"}, {"fit/loss", "epoch"})


def test_many_threads_may_ask(paths: list[str]) -> None:
    runs = OpenRuns(ReaderMemory(taken_by_one(paths[0]) * 2))
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
    assert runs.bytes <= runs.room


def test_two_holders_have_no_more_together_than_one_alone(paths: list[str]) -> None:
    memory = ReaderMemory(taken_by_one(paths[0]) * 3)
    pane, comparison = OpenRuns(memory), OpenRuns(memory)
    for path in paths[:3]:
        pane.poll(path)
    comparison.poll(paths[0])
    assert [pane.shown(path) is not None for path in paths[:3]] == [False, True, True], "the least recent of all"
    comparison.poll(paths[1])
    assert comparison.shown(paths[0]) is None and len(pane) == 2, "the comparison's own was the oldest"
    pane.shown(paths[2])
    comparison.poll(paths[3])
    assert (len(pane), len(comparison)) == (1, 2) and pane.shown(paths[2]) is not None
    assert memory.bytes == pane.bytes + comparison.bytes <= memory.limit


def test_what_each_shows_stays_and_is_taken_from_the_room_of_the_other(paths: list[str]) -> None:
    memory = ReaderMemory(taken_by_one(paths[0]) * 2)
    pane, comparison = OpenRuns(memory), OpenRuns(memory)
    pane.poll(paths[0])
    assert (pane.room, comparison.room) == (memory.limit, memory.limit - pane.bytes)
    for path in paths:
        comparison.poll(path, only=("fit/loss", "epoch"))
    assert pane.shown(paths[0]) is not None and len(comparison) < len(paths)
    assert comparison.shown(paths[-1], only=("fit/loss", "epoch")) is not None


def test_who_leaves_gives_its_memory_back_and_gets_none_again(paths: list[str]) -> None:
    memory = ReaderMemory(LIMIT)
    pane, comparison = OpenRuns(memory), OpenRuns(memory)
    pane.poll(paths[0])
    comparison.poll(paths[1])
    comparison.close()
    late = comparison.poll(paths[2])
    assert late is not None and late.rows == 1_000
    assert len(comparison) == 0 and comparison.bytes == 0 and comparison.behind(paths[2]) == 0
    assert memory.bytes == pane.bytes > 0


def test_who_is_gone_without_a_word_holds_nothing(paths: list[str]) -> None:
    memory = ReaderMemory(LIMIT)
    OpenRuns(memory).poll(paths[0])
    gc.collect()
    pane = OpenRuns(memory)
    pane.poll(paths[1])
    assert memory.bytes == pane.bytes


def test_all_share_one_memory_unless_told_otherwise(paths: list[str]) -> None:
    before = SHARED.bytes
    runs = OpenRuns()
    runs.poll(paths[0])
    assert SHARED.limit == LIMIT and SHARED.bytes - before <= runs.bytes
    runs.close()
