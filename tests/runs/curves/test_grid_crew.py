"""Large files are read by child processes: to the same values, and also where these are not to be had."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from spt_tui.runs.curves import crew_choice, csv_tail, grid_child, grid_crew, metric_rows, parcel
from spt_tui.runs.curves.grid_crew import MOST, GridCrew, crew_size
from spt_tui.runs.curves.metric_rows import MetricRows
from spt_tui.runs.curves.parcel import Layout
from spt_tui.runs.metrics import Metrics, MetricsReader
from tests.runs.metrics_file import HEADER, contents, plain, read

LAYOUT = Layout(3, (0, 1), (0, 2))


def by_itself(path: Path, only: tuple[str, ...] | None = None) -> Metrics:
    """Read without children."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crew_choice, "LEAST_BYTES", 1 << 40)
        return read(path, only)


@pytest.mark.parametrize("only", [None, ("fit/loss",)])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents)
def test_any_file_gives_the_same_series(
    tmp_path_factory: pytest.TempPathFactory, crew: GridCrew, only: tuple[str, ...] | None, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "crew.csv"
    path.write_bytes(content)
    far, near = read(path, only), by_itself(path, only)
    assert plain(far) == plain(near)
    assert (far.rows, far.notes, far.problem, far.has_steps) == (near.rows, near.notes, near.problem, near.has_steps)
    assert [(one.extent, one.nans, one.kept()) for one in far.series] == [
        (one.extent, one.nans, one.kept()) for one in near.series
    ]
    assert crew.limit == 2, "no child failed"


@pytest.mark.parametrize("odd", [b"", b"0,1\n", b'0,"7",5\n', b"step,eval/loss,epoch\n3,9.5,1\n", b"\r\n", b"0,t,3\n"])
def test_a_long_file_is_the_same(tmp_path: Path, crew: GridCrew, monkeypatch: pytest.MonkeyPatch, odd: bytes) -> None:
    """Many blocks for each child, one of them with an odd line in its middle."""
    monkeypatch.setattr(csv_tail, "BLOCK_BYTES", 1 << 14)
    chance = random.Random(3)
    rows = [b"%d,%s,%d\r\n" % (n // 99, b"" if n % 3 else repr(chance.gauss(0, 9)).encode(), n) for n in range(20_000)]
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"".join([*rows[:9_000], odd, *rows[9_000:]]))
    far, near = read(path), by_itself(path)
    assert crew.bytes_read > path.stat().st_size // 2
    assert plain(far) == plain(near)
    assert (far.rows, far.notes) == (near.rows, near.notes)
    assert [one.blocks for one in far.series] == [one.blocks for one in near.series]


def test_a_slow_disk_is_read_for_them_in_parts(tmp_path: Path, crew: GridCrew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_tail, "READING_SECONDS", 0)
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"".join(b"0,%d,%d\n" % (n, n) for n in range(100)))
    reader, rows = MetricsReader(str(path)), list[int]()
    while reader.behind or not rows:
        metrics = reader.poll()
        assert metrics is not None
        rows.append(metrics.rows)
    assert crew.bytes_read > path.stat().st_size // 2
    assert rows[-1] == 100 and max(after - before for before, after in pairwise(rows)) < 20
    assert plain(reader.shown) == plain(by_itself(path))


def test_what_no_child_read_is_read_here_in_pieces(crew: GridCrew, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an odd line slows few others, and the screen has its turn."""
    monkeypatch.setattr(metric_rows, "CHUNK_BYTES", 60)
    rows, fed = MetricRows(b"a,b,step"), list[bytes]()
    feed = rows.feed

    def feed_told(lines: bytes) -> None:
        fed.append(lines)
        feed(lines)

    monkeypatch.setattr(rows, "feed", feed_told)
    plain, quoted = b"1,2,3\n" * 50 + b"1,2\n", b'"1",2,3\n' * 50
    rows.feed_far(deque([plain, quoted]), crew, False)
    assert b"".join(fed) == plain + quoted and max(map(len, fed)) <= 60
    assert rows.count == 101


def test_blocks_come_in_their_order_with_the_rows_of_the_file(crew: GridCrew) -> None:
    blocks = [b"".join(b"0,%d.5,%d\n" % (n, n) for n in range(start, start + 10)) for start in range(0, 100, 10)]
    grids = [grid for _, grid in crew.grids(iter(blocks), LAYOUT, 7, False)]
    assert [grid and grid.first for grid in grids] == list(range(7, 107, 10))
    found = [grid.numbers(1) for grid in grids if grid]
    assert [value for numbers in found if numbers for value in numbers[0]] == [n + 0.5 for n in range(100)]
    assert [row for numbers in found if numbers for row in numbers[1]] == list(range(7, 107))


def test_a_ragged_block_is_no_grid_and_the_next_one_is(crew: GridCrew) -> None:
    blocks = [b"0,1\n", b"0,1,2\n", b"0,text,2\n"]
    found = list(crew.grids(iter(blocks), LAYOUT, 0, False))
    grids = [grid for _, grid in found]
    assert [block for block, _ in found] == blocks
    assert [grid is None for grid in grids] == [True, False, False]
    assert grids[2] is not None
    assert (grids[2].numbers(1), grids[2].column(1)) == (None, [b"text"])


def test_numpy_reads_the_same_there(crew: GridCrew) -> None:
    pytest.importorskip("numpy")
    chance = random.Random(5)
    width = 12
    layout = Layout(width, tuple(range(width)), (0, width - 1))
    block = b"".join(b",".join(repr(chance.gauss(0, 1)).encode() for _ in range(width)) + b"\n" for _ in range(2_000))
    ours, theirs = (next(crew.grids(iter([block]), layout, 0, with_numpy))[1] for with_numpy in (False, True))
    assert ours and theirs
    assert all(ours.numbers(place) == theirs.numbers(place) for place in range(width))
    assert all(ours.axis(place) == theirs.axis(place) for place in layout.axes)


def test_a_child_that_dies_costs_nothing_but_time(tmp_path: Path, crew: GridCrew) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"".join(b"0,%d,%d\n" % (n, n) for n in range(200)))
    os.kill(crew._free[0]._process.pid, signal.SIGKILL)
    assert plain(read(path)) == plain(by_itself(path))
    assert (crew.limit, crew.is_up) == (0, False)
    assert plain(read(path)) == plain(by_itself(path))


@pytest.mark.parametrize("rows", [1, 1 << 16], ids=["block", "block that no pipe holds"])
def test_a_child_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(grid_child, "ANSWER_SECONDS", 0.05)
    crew = GridCrew(2)
    crew.start()
    os.kill(crew._free[0]._process.pid, signal.SIGSTOP)
    block = b"0,1,2\n" * rows
    assert list(crew.grids(iter([block] * 3), LAYOUT, 0, False)) == [(block, None)] * 3
    assert not crew.is_up


def test_without_a_thread_to_send_them_home_there_are_no_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    crew = GridCrew(1)
    crew.start()
    assert (crew.limit, crew.is_up, crew._free) == (0, False, [])


def no_thread(thread: threading.Thread) -> None:
    """What a thread says where this user has too many."""
    raise RuntimeError("can't start new thread")


def test_where_none_can_be_started_the_file_is_read_all_the_same(
    tmp_path: Path, crew: GridCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.close()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    crew.start()
    assert (crew.limit, crew.is_up) == (0, False)
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"0,1,0\n")
    assert plain(read(path))["fit/loss"] == (["1.0"], [0.0], [0.0])


def test_children_without_work_go_home_and_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_crew, "IDLE_SECONDS", 0.05)
    crew = GridCrew(1)
    for _ in range(2):
        crew.start()
        child = crew._free[0]
        ((_, grid),) = crew.grids(iter([b"0,1,2\n"]), LAYOUT, 0, False)
        assert grid is not None
        deadline = time.monotonic() + 5
        while crew.is_up and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not crew.is_up
        child._process.wait(5)


def test_children_end_with_the_process_that_started_them() -> None:
    """Also where it is killed."""
    code = (
        "import os, sys; from spt_tui.runs.curves.grid_crew import GridCrew; crew = GridCrew(2); crew.start();"
        "print(*(child._process.pid for child in crew._free), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        children = list(map(int, process.stdout.readline().split()))
        assert len(children) == 2 and all(map(_lives, children))
        process.kill()
    deadline = time.monotonic() + 5
    while any(map(_lives, children)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(_lives, children))


def _lives(process: int) -> bool:
    """A process whose end nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("wanted", "cores", "size"),
    [(None, 1, 0), (None, 2, 2), (None, 64, MOST), ("0", 8, 0), ("1", 1, 1), ("99", 2, MOST), ("many", 2, 2)],
)
def test_how_many_children_there_are(wanted: str | None, cores: int, size: int) -> None:
    assert crew_size(wanted, cores) == size


def test_a_parcel_in_pieces_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    block = b"".join(b"%d,%s,%d\n" % (n // 9, b"" if n % 2 else b"1.5", n) for n in range(50))
    whole = parcel.parcel_of(block, LAYOUT, 3)
    monkeypatch.setattr(parcel, "CHUNK_BYTES", 20)
    assert parcel.parcel_of(block, LAYOUT, 3) == whole is not None


def test_one_metric_is_worth_children_when_several_large_files_are_read(
    crew: GridCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.close()
    monkeypatch.setattr(crew_choice, "WORTH_STARTING", {True: 4_000, False: 40_000})
    choice = crew_choice.CrewChoice()
    assert choice.crew_for(24_000, False) is None
    choice.read_without(24_000)
    assert choice.crew_for(10_000, False) is None
    assert choice.crew_for(24_000, False) is crew
    assert choice.crew_for(10, False) is crew, "it is there"
    assert crew_choice.CrewChoice().crew_for(4_000, True) is crew


def test_what_was_read_a_while_ago_does_not_count(crew: GridCrew, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.close()
    monkeypatch.setattr(crew_choice, "WORTH_STARTING", {True: 40_000, False: 40_000})
    monkeypatch.setattr(crew_choice, "LATELY_SECONDS", 0.01)
    choice = crew_choice.CrewChoice()
    choice.read_without(39_000)
    time.sleep(0.02)
    assert choice.crew_for(24_000, False) is None
