"""That the program which measures logs measures the work that it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.logs.line_window import GLIMPSE
from spt_tui.runs.logs.tail import LogTail
from tests.bench import logs
from tests.bench.logs import write_lines
from tests.bench.logs_side import APPENDED, END, GROWTH, MIDDLE, OPEN, START, work

SIZE = 8 << 20


@pytest.mark.parametrize("holes", [False, True])
def test_the_file_has_its_size_and_ends_in_lines(tmp_path: Path, holes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "TEXT", 1)
    path = write_lines(tmp_path / "x.out", SIZE, holes)
    assert path.stat().st_size == SIZE
    assert (path.stat().st_blocks * 512 < SIZE / 2) is holes
    view = LogTail(str(path)).poll()
    assert view is not None
    assert all(line.startswith("[2026-11-22") or not line.strip() for line in view.lines)
    for offset in (0, SIZE // 2, SIZE - logs.CHUNK):
        assert path.read_bytes()[offset : offset + 11] == b"[2026-11-22"


def test_the_tasks_read_what_a_screen_needs(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.out", SIZE)
    figures = work(str(path))
    assert GLIMPSE <= figures[OPEN].read < GLIMPSE + 2_000
    for task in (MIDDLE, START, END):
        assert GLIMPSE <= figures[task].read < 2 * GLIMPSE + 2_000
    assert figures[GROWTH].read < 2_000
    assert path.stat().st_size == SIZE + len(APPENDED)
    assert all(0 < each.milliseconds < 5_000 for each in figures.values())
