import os
from pathlib import Path

import pytest

from spt_tui.runs.logs.far_finder import FarFinder, TooSlow
from spt_tui.runs.logs.file_cell import CELL, read_cell
from spt_tui.runs.logs.file_search import FileSearch
from spt_tui.runs.logs.line_finder import finder_of
from spt_tui.runs.logs.search_query import parse_query

FOR_EVER = "/(a|b|ab)*c/"


@pytest.mark.parametrize("text", ["/lo+s/", "/é.*s/", "/Step 1?7/"])
def test_it_finds_what_is_found_here(tmp_path: Path, text: str) -> None:
    log = tmp_path / "train.out"
    log.write_text("".join(f"Step {step} é loss {step % 7}\n" for step in range(20_000)))
    near, far = finder_of(parse_query(text)), FarFinder(parse_query(text))
    assert near is not None and log.stat().st_size > CELL
    with log.open("rb") as opened:
        for number in (0, 1):
            cell = read_cell(opened.fileno(), number)
            assert near.starts(cell) and far.starts(cell) == near.starts(cell)
            assert far.count(cell) == near.count(cell)


def test_what_takes_for_ever_is_ended_and_said(tmp_path: Path) -> None:
    log = tmp_path / "train.out"
    log.write_bytes(b"ab" * 5_000)
    search = FileSearch(str(log), FarFinder(parse_query(FOR_EVER)))
    assert not search.sweep(0.1)
    assert search.progress.fault == "takes too long" and search.progress.is_done


def test_no_process_stays_behind(tmp_path: Path) -> None:
    log = tmp_path / "train.out"
    log.write_bytes(b"ab\n")
    finder = FarFinder(parse_query("/a+/"))
    with log.open("rb") as opened:
        assert finder.starts(read_cell(opened.fileno(), 0)) == [0]
    (number,) = finder.processes
    del finder
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_what_was_too_slow_is_not_tried_again(tmp_path: Path) -> None:
    log = tmp_path / "train.out"
    log.write_bytes(b"ab" * 5_000)
    finder = FarFinder(parse_query(FOR_EVER))
    with log.open("rb") as opened:
        cell = read_cell(opened.fileno(), 0)
    for _ in range(2):
        with pytest.raises(TooSlow):
            finder.starts(cell)
        finder._text = "/a/"
