import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.log_reader import LogReader, Looked, Move, Read, Report, Request
from spt_tui.ui.widgets.log_source import LogSource


class Desk:
    """Asks a reader, and holds what it answers."""

    def __init__(self) -> None:
        self._reports: queue.Queue[Report] = queue.Queue()
        self.reader = LogReader(self._reports.put)

    def next(self) -> Report:
        return self._reports.get(timeout=5)

    def silent(self, seconds: float = 0.1) -> bool:
        time.sleep(seconds)
        return self._reports.empty()

    def open(self, run: Run, follow: bool = True) -> tuple[Request, Read]:
        self.reader.want(Request(run, None, follow, True))
        looked = self.next()
        assert isinstance(looked, Looked) and looked.run_dir == run.dir
        request = Request(run, LogSource((looked.found.streams[0],)), follow, True)
        self.reader.want(request)
        read = self.next()
        assert isinstance(read, Read)
        return request, read


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.reader.start()
    yield desk
    desk.reader.stop()


def run_with(folder: Path, content: bytes) -> Run:
    folder.mkdir()
    (folder / "train.out").write_bytes(content)
    return Run(str(folder), str(folder.parent), "r", "r", State.RUNNING)


def test_what_does_not_change_is_not_reported_again(desk: Desk, tmp_path: Path) -> None:
    request, read = desk.open(run_with(tmp_path / "run", b"one\n"))
    assert (read.view.lines, read.age) == (("one",), "now")
    for _ in range(3):
        desk.reader.want(request)
        assert desk.silent(0.03)


def test_nothing_is_looked_for_while_hidden(desk: Desk, tmp_path: Path) -> None:
    run = run_with(tmp_path / "run", b"one\n")
    desk.reader.want(Request(run, None, True, False))
    assert desk.silent(0.15)
    desk.reader.want(Request(run, None, True, True))
    assert isinstance(desk.next(), Looked)


def test_a_cursor_that_passes_over_runs_reads_only_the_last(desk: Desk, tmp_path: Path) -> None:
    runs = [run_with(tmp_path / str(number), b"one\n") for number in range(20)]
    for run in runs:
        desk.reader.want(Request(run, None, True, True))
        time.sleep(0.001)
    report = desk.next()
    assert isinstance(report, Looked) and report.run_dir == runs[-1].dir
    assert desk.silent()


def test_moves_are_answered_even_if_they_lead_nowhere(desk: Desk, tmp_path: Path) -> None:
    lines = b"".join(b"line %06d\n" % number for number in range(60_000))
    request, read = desk.open(run_with(tmp_path / "run", lines), follow=False)
    assert request.source is not None
    for move, first in ((Move.EARLIER, None), (Move.START, "line 000000"), (Move.EARLIER, "line 000000")):
        desk.reader.move(request.source, move)
        moved = desk.next()
        assert isinstance(moved, Read) and moved.view.start < read.view.start
        assert first is None or moved.view.lines[0] == first


def test_a_move_on_a_stream_that_is_not_shown_is_forgotten(desk: Desk, tmp_path: Path) -> None:
    first, _ = desk.open(run_with(tmp_path / "a", b"one\n"))
    desk.open(run_with(tmp_path / "b", b"two\n"))
    assert first.source is not None
    desk.reader.move(first.source, Move.START)
    assert desk.silent()
