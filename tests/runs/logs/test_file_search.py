import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.logs.error_finder import ErrorFinder
from spt_tui.runs.logs.errors import errors_in
from spt_tui.runs.logs.file_cell import CELL, OVERHANG, FileCell, cell_count
from spt_tui.runs.logs.file_search import FileSearch, Hit, Progress
from spt_tui.runs.logs.line_finder import LineFinder, OtherLines, TextFinder, chunks, finder_of
from spt_tui.runs.logs.search_query import parse_query
from tests.runs.logs.small_cells import OVERHANG as SMALL_OVERHANG
from tests.runs.logs.small_cells import small_cells

WHOLE = 1e9
"""Seconds: to the end."""

TEXTS = [
    "loss",
    "Loss",
    "a",
    "a.c",
    "/lo+s/",
    "/^loss/",
    "/s$/",
    "/loss.*a/",
    "/[^x]b/",
    "/x*/",
    "/é|日/",
    "/loss é/",
    "é",
]
LINES = st.lists(
    st.sampled_from(
        [b"", b"loss", b"Loss 0.5", b"abc", b"xa\rloss", b"the LOSS a", b"\xff\xfe", "loss é 日".encode(), b"b", b"s x"]
    ),
    max_size=60,
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "train.out"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search") / "train.out"


def finder(text: str) -> LineFinder:
    found = finder_of(parse_query(text))
    assert found is not None
    return found


def searched(path: Path, of: LineFinder, count_lines: bool = False) -> FileSearch:
    search = FileSearch(str(path), of, count_lines)
    search.sweep(WHOLE)
    assert search.progress.is_done
    return search


def hits(search: FileSearch, step: int = 1) -> list[Hit]:
    """All, in the order in which they are gone to."""
    found: list[Hit] = []
    at = -1 if step > 0 else search.size
    while (hit := search.seek(at, step)) is not None and hit not in found:
        found.append(hit)
        at = hit.offset
    return found


def starts(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for line in content.split(b"\n"):
        yield at, line
        at += len(line) + 1


def expected(content: bytes, text: str) -> list[int]:
    pattern = parse_query(text).pattern
    assert pattern is not None
    lines = [(at, line) for at, line in starts(content) if at < len(content)]
    return [at for at, line in lines if pattern.search(line.decode("utf-8", "backslashreplace"))]


@settings(max_examples=150)
@given(LINES, st.sampled_from(TEXTS), st.booleans())
def test_searching_in_cells_is_searching_in_lines(shared: Path, lines: list[bytes], text: str, ended: bool) -> None:
    content = b"\n".join(lines) + (b"\n" if ended else b"")
    shared.write_bytes(content)
    offsets = expected(content, text)
    with small_cells():
        search = searched(shared, finder(text), count_lines=True)
        total = len([at for at, _ in starts(content) if at < len(content)])
        assert search.progress == Progress(len(offsets), total, len(content), len(content))
        assert hits(search) == [Hit(at, place) for place, at in enumerate(offsets, 1)]
        assert [hit.offset for hit in hits(search, -1)] == offsets[::-1]
        others = searched(shared, OtherLines(finder(text)))
        assert others.progress.count == total - len(offsets)
        assert len(hits(others)) == total - len(offsets)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=5), st.sampled_from(TEXTS), st.booleans())
def test_searching_what_grows_is_searching_it_whole(
    shared: Path, parts: list[list[bytes]], text: str, torn: bool
) -> None:
    shared.write_bytes(b"")
    content = b""
    with small_cells():
        search = FileSearch(str(shared), finder(text), count_lines=True)
        for part in parts:
            content += b"\n".join(part) + (b"" if torn else b"\n")
            shared.write_bytes(content)
            search.sweep(WHOLE)
        assert search.progress.count == len(expected(content, text))
        assert search.generation == 0


ERRORS = [
    b"Traceback (most recent call last):",
    b'  File "a.py", line 1, in f',
    b"    f(" + b"x" * 20 + b")",
    b"ValueError: nan",
    b"RuntimeError: CUDA out of memory",
    b"During handling of the above exception, another exception occurred:",
    b"",
    b"all is well",
    b"\x1b[31mERROR\x1b[0m: bad",
    b"slurmstepd: error: x",
]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(ERRORS), max_size=12))
def test_errors_in_cells_are_errors_in_lines(shared: Path, lines: list[bytes]) -> None:
    content = b"".join(line + b"\n" for line in lines)
    shared.write_bytes(content)
    texts = [re.sub(r"\x1b\[\d*m", "", line.decode()) for line in lines]
    at = [offset for offset, _ in starts(content)]
    with small_cells(size=128, overhang=1024):
        search = searched(shared, ErrorFinder())
        assert [hit.offset for hit in hits(search)] == [at[error.first] for error in errors_in(texts)]


def test_case_is_ignored_in_letters_that_are_rare(log: Path) -> None:
    log.write_bytes(b"abc\n" * 300_000 + b"QUIZ\nQuiz\n" + b"abc\n" * 300_000)
    assert searched(log, TextFinder("quiz", True)).progress.count == 2
    assert searched(log, TextFinder("Quiz", False)).progress.count == 1
    assert searched(log, TextFinder("quit", True)).progress.count == 0


def test_a_line_longer_than_a_cell_is_searched_all_through(log: Path) -> None:
    log.write_bytes(b"first\n" + b"x" * CELL + b"needle" + b"x" * (2 * CELL) + b"\nlast needle\n")
    search = searched(log, finder("needle"))
    assert [hit.offset for hit in hits(search)] == [CELL, 3 * CELL + 13]
    assert searched(log, finder("/last needle/")).progress.count == 1


def test_bars_without_line_ends_are_searched(log: Path) -> None:
    log.write_bytes(b"".join(b"\r%6d/100000 loss=%.3f" % (n, n / 1e5) for n in range(100_000)) + b" end\n")
    assert searched(log, finder("/99999/100000 loss=.* end/")).progress.count == 1


def test_an_expression_sees_no_more_than_a_chunk_at_once() -> None:
    raw = b"a" * 40_000 + b"\n" + b"b\n" * 20_000 + b"c" * 20_000 + b"\r" + b"c" * 20_000
    seen = list(chunks(raw, 0, len(raw)))
    assert all(0 < end - begin <= 16_384 for begin, end in seen)
    assert seen[0] == (0, 16_384) and seen[1][0] == 40_001
    assert seen[-1][0] == 100_002


def test_it_stops_and_goes_on(log: Path) -> None:
    log.write_bytes(b"needle in the hay\n" * 300_000)
    search = FileSearch(str(log), finder("needle"))
    slices = 1
    while search.sweep(0):
        slices += 1
        progress = search.progress
        assert 0 < progress.count < 300_000 and not progress.is_done
    assert slices == cell_count(18 * 300_000) and search.progress.count == 300_000
    assert search.seek(0, 1, is_stopped=lambda: True) is None


def test_the_end_is_searched_first_and_its_place_is_not_known_yet(log: Path) -> None:
    log.write_bytes(b"needle\n" + b"hay\n" * 1_000_000 + b"needle\n")
    search = FileSearch(str(log), finder("needle"))
    search.sweep(0)
    assert search.progress.count == 1
    assert search.seek(search.size, -1) == Hit(7 + 4_000_000, None)
    search.sweep(WHOLE)
    assert search.seek(search.size, -1) == Hit(7 + 4_000_000, 2)


def test_only_new_bytes_are_searched(log: Path) -> None:
    log.write_bytes(b"needle\n" * 800_000)
    search = searched(log, counting := Counting())
    before = counting.cells
    assert before == cell_count(7 * 800_000)
    with log.open("ab") as file:
        file.write(b"needle\n")
    search.sweep(WHOLE)
    assert search.progress.count == 800_001 and counting.cells - before <= 2
    search.sweep(WHOLE)
    assert counting.cells - before <= 2


class Counting(TextFinder):
    def __init__(self) -> None:
        super().__init__("needle", True)
        self.cells = 0

    def count(self, cell: FileCell) -> int:
        self.cells += 1
        return super().count(cell)


def test_truncated_replaced_and_rewritten_files_are_searched_anew(log: Path) -> None:
    log.write_bytes(b"needle\n" * 10)
    search = searched(log, finder("needle"))
    log.write_bytes(b"needle\n")
    search.sweep(WHOLE)
    assert (search.progress.count, search.generation) == (1, 1)
    other = log.with_name("other")
    other.write_bytes(b"needle\n" * 3)
    other.replace(log)
    search.sweep(WHOLE)
    assert (search.progress.count, search.generation) == (3, 2)
    log.write_bytes(b"hay hay hay hay needle\n" * 9)
    search.sweep(WHOLE)
    assert (search.progress.count, search.generation) == (9, 3)


def test_a_file_that_is_gone_is_said_and_comes_back(log: Path) -> None:
    log.write_bytes(b"needle\n")
    search = searched(log, finder("needle"))
    log.unlink()
    assert not search.sweep(WHOLE)
    assert search.progress.fault == "gone" and search.seek(0, 1) is None
    log.write_bytes(b"needle\nneedle\n")
    search.sweep(WHOLE)
    assert (search.progress.count, search.progress.fault) == (2, "")


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    search = FileSearch(str(tmp_path / "fifo"), finder("x"))
    assert not search.sweep(WHOLE) and search.progress.fault == "not a regular file"


def test_memory_is_that_of_two_numbers_a_cell(log: Path) -> None:
    with log.open("wb") as file:
        file.truncate(2000 * CELL)
    search = FileSearch(str(log), finder("needle"))
    search.sweep(0)
    assert search.progress.searched <= CELL and SMALL_OVERHANG < OVERHANG
    held = search._counts.itemsize * (len(search._counts) + len(search._line_counts))
    assert held <= 16 * 2000
