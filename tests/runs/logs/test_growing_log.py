"""The lines of a log, each once, however the file grows and whatever becomes of it."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.ansi import fold
from spt_tui.runs.logs.growing_log import BACK_BYTES, GrowingLog, begin_of_last


def texts(log: GrowingLog) -> list[str]:
    return [line.text for line in log.news()]


def write(path: Path, raw: bytes) -> None:
    with path.open("ab") as file:
        file.write(raw)


PIECES = st.lists(st.sampled_from([b"a", b"\n", b"\r", b"\xc3\xa9", b"\xff", b"\x1b[31m", b"long" * 99]), max_size=30)


@given(PIECES, st.lists(st.integers(0, 400), max_size=5))
def test_what_is_read_as_it_grows_is_what_is_read_at_once(pieces: Sequence[bytes], cuts: Sequence[int]) -> None:
    raw = b"".join(pieces)
    places = sorted({min(cut, len(raw)) for cut in cuts} | {0, len(raw)})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.err"
        path.write_bytes(b"")
        log, found = GrowingLog(str(path)), []
        for begin, end in zip(places, [*places[1:], len(raw)], strict=True):
            write(path, raw[begin:end])
            found += log.news()
        found += log.rest()
    whole = raw.split(b"\n")
    whole = whole if whole[-1] else whole[:-1]
    offsets = [sum(len(line) + 1 for line in whole[:place]) for place in range(len(whole))]
    assert [line.offset for line in found] == offsets
    expected = [line.decode("utf-8", "backslashreplace") for line in whole]
    assert [line.text for line in found][:-1] == [fold(text) for text in expected][:-1]


@given(st.lists(st.sampled_from([b"\n", b"x\n", b"yy\n"]), max_size=12), st.booleans(), st.integers(0, 14))
def test_the_last_lines(lines: Sequence[bytes], is_ended: bool, count: int) -> None:
    raw = b"".join(lines) + (b"" if is_ended else b"end")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.err"
        path.write_bytes(raw)
        descriptor = os.open(path, os.O_RDONLY)
        begin = begin_of_last(descriptor, len(raw), count)
        os.close(descriptor)
    all_lines = raw.splitlines(keepends=True)
    assert raw[begin:] == b"".join(all_lines[len(all_lines) - min(count, len(all_lines)) :])


def test_the_last_lines_of_a_large_file_cost_little(tmp_path: Path) -> None:
    path = tmp_path / "big.err"
    with path.open("wb") as file:
        file.seek(10 * 1024**3)
        file.write(b"\none\ntwo\nthree\n")
    log = GrowingLog(str(path), 2)
    assert texts(log) == ["two", "three"]


def test_a_line_that_never_ends_is_not_sought_to_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.err"
    path.write_bytes(b"step 1\n")
    os.truncate(path, 1024 * BACK_BYTES)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert begin_of_last(descriptor, 1024 * BACK_BYTES, 2) == 1023 * BACK_BYTES
    finally:
        os.close(descriptor)
    log = GrowingLog(str(path), 1)
    assert not [*log.news()]
    (last,) = log.rest()
    assert last.text.startswith("…")


def test_a_line_that_never_ends_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bar.err"
    path.write_bytes(b"".join(b"\r%d/100000 it/s" % step for step in range(600_000)))
    log = GrowingLog(str(path))
    tracemalloc.start()
    assert texts(log) == []
    assert tracemalloc.get_traced_memory()[1] < 6 * 1024**2
    tracemalloc.stop()
    (line,) = log.rest()
    assert (line.offset, line.text) == (0, "599999/100000 it/s")


def test_a_truncated_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.err"
    path.write_bytes(b"one\ntwo\nunended")
    log = GrowingLog(str(path))
    assert texts(log) == ["one", "two"]
    path.write_bytes(b"new\n")
    assert (texts(log), log.note) == (["unended", "new"], "truncated")


def test_a_file_that_was_written_anew_and_is_longer_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.err"
    path.write_bytes(b"one\ntwo\n")
    log = GrowingLog(str(path))
    texts(log)
    path.write_bytes(b"other\nand more\n")
    assert (texts(log), log.note) == (["other", "and more"], "rewritten")


def test_the_rest_of_a_rotated_file_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.err"
    path.write_bytes(b"one\n")
    log = GrowingLog(str(path))
    texts(log)
    write(path, b"last words\n")
    path.rename(tmp_path / "a.err.1")
    path.write_bytes(b"first of the new\n")
    assert (texts(log), log.note) == (["last words", "first of the new"], "replaced")


def test_a_file_that_goes_and_comes_back_is_read_on(tmp_path: Path) -> None:
    path, aside = tmp_path / "a.err", tmp_path / "aside"
    path.write_bytes(b"one\n")
    log = GrowingLog(str(path))
    texts(log)
    path.rename(aside)
    with pytest.raises(FileNotFoundError):
        texts(log)
    aside.rename(path)
    write(path, b"two\n")
    assert texts(log) == ["two"]


def test_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.err")
    with pytest.raises(OSError, match="not a regular file"):
        texts(GrowingLog(str(tmp_path / "fifo.err")))
