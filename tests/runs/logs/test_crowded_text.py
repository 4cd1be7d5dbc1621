import os
import random
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from spt_tui.runs.curves.grid_crew import VARIABLE
from spt_tui.runs.logs import crowded_text, far_finder
from spt_tui.runs.logs.crowded_text import CrowdedText, quickest_finder
from spt_tui.runs.logs.far_finder import FarFinder
from spt_tui.runs.logs.file_cell import FileCell, read_cell
from spt_tui.runs.logs.file_search import FileSearch
from spt_tui.runs.logs.line_finder import LineFinder, OtherLines, TextFinder, finder_of
from spt_tui.runs.logs.search_query import parse_query

WORDS = [b"loss", b"Loss", b"lo", b"ss", b"&loss", b"/loss", b" ", b"0.25", b"\xff", b"\r", b"INFO"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Lines of all lengths, up to some that are longer than a cell follows them."""
    chance = random.Random(7)
    path = tmp_path / "train.out"
    lines = [b"".join(chance.choices(WORDS, k=chance.choice([0, 1, 2, 9, 30]))) for _ in range(40_000)]
    lines[20_000:20_000] = [b"loss " * 60_000, b"x" * 300_000]
    path.write_bytes(b"\n".join(lines))
    return path


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started at the second cell, and take two cells at a time."""
    monkeypatch.setattr(crowded_text, "WORTH_STARTING", 1)
    monkeypatch.setattr(far_finder, "CELLS_EACH", 2)
    monkeypatch.setenv(VARIABLE, "3")


def searched(path: Path, finder: LineFinder | None) -> FileSearch:
    assert finder is not None
    search = FileSearch(str(path), finder, count_lines=True)
    search.sweep(1e9)
    return search


@pytest.fixture
def counted_far(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells processes were given, each time."""
    given: list[int] = []
    original = FarFinder.counts

    def counts(self: FarFinder, cells: Sequence[FileCell]) -> list[int]:
        given.append(len(cells))
        return original(self, cells)

    monkeypatch.setattr(FarFinder, "counts", counts)
    return given


@pytest.mark.parametrize("text", ["loss", "Loss", "s", "&&loss", "/lo+s/", "&!loss", "info"])
def test_processes_find_what_is_found_here(log: Path, text: str, soon: None, counted_far: list[int]) -> None:
    query = parse_query(text)
    near, far = finder_of(query), quickest_finder(query)
    assert near is not None and far is not None and not isinstance(far, TextFinder)
    here, there = searched(log, near), searched(log, far)
    assert max(counted_far) > 2, "there were no more processes than one"
    assert far.at_once <= 2, "processes wait for nothing"
    assert there.progress == here.progress and here.progress.count > 100
    assert list(there._counts) == list(here._counts)
    assert searched(log, OtherLines(far)).progress == searched(log, OtherLines(near)).progress
    place, backward = -1, here.size
    for _ in range(20):
        hit, before = there.seek(place, 1), there.seek(backward, -1)
        assert hit is not None and before is not None
        assert (hit, before) == (here.seek(place, 1), here.seek(backward, -1))
        place, backward = hit.offset, before.offset


def test_what_few_lines_have_is_searched_here(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowded_text, "WORTH_STARTING", 1)
    finder = quickest_finder(parse_query("nowhere"))
    assert searched(log, finder).progress.count == 0 and finder is not None and finder.at_once == 1


def test_without_processes_it_is_searched_here(log: Path, soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "0")
    finder = quickest_finder(parse_query("loss"))
    assert searched(log, finder).progress.is_done and finder is not None and finder.at_once == 1


def test_processes_that_are_killed_cost_no_count(log: Path, soon: None) -> None:
    query = parse_query("loss")
    finder = CrowdedText(query)
    with log.open("rb") as opened:
        cells = [read_cell(opened.fileno(), number) for number in range(4)]
    expected = [TextFinder("loss", True).count(cell) for cell in cells]
    assert finder.counts(cells[:1]) == expected[:1]
    assert finder.counts(cells) == expected and finder._far is not None
    assert len(finder._far.processes) > 1
    for number in finder._far.processes:
        os.kill(number, signal.SIGKILL)
    assert finder.counts(cells) == expected and finder.at_once == 1
