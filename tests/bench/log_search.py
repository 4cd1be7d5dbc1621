"""Searching a log whole, beside `grep -c` of the same words in the same file.

Both read from the page cache. `grep` is a process, whose start of a millisecond is in its figures; so are, in ours, the
processes that search for what is in very many lines and match what may take long, where the program has such.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from spt_tui.runs.logs.crowded_text import quickest_finder
from spt_tui.runs.logs.error_finder import ErrorFinder
from spt_tui.runs.logs.file_search import FileSearch
from spt_tui.runs.logs.line_finder import LineFinder
from spt_tui.runs.logs.search_query import parse_query
from tests.bench.table import Aim, Of, Row
from tests.bench.tree import temporary_place
from tests.bench.wire import SIZES, Size, Wire, spt_tui, started
from tests.trees import MANIFEST, real_runs

SEARCHES = {
    "Traceback": ("-c", "Traceback"),
    "zebra": ("-ci", "zebra"),
    "step 19": ("-ci", "step 19"),
    "/loss 0\\.0+1/": ("-ciE", "loss 0\\.0+1"),
    "loss": ("-ci", "loss"),
}
"""What is typed, and grep's arguments for the same: what no line has, what few have, what every line has."""
HALF = 2.0
"""Times the time of `grep`."""
SLOW = "loss"
"""Every line has it: that is searched for slowest."""
KEYS = ("\x1b[5~", "\x1b[6~")
"""A page up and down."""
PAGE_BYTES = 400
"""A frame of a page has more, one of a title less."""


def rows(path: Path, repeats: int) -> Iterator[Row]:
    """Seconds for a whole search, and for a look for errors, of the file at `path`."""
    gigabytes = path.stat().st_size / 1e9
    for typed, arguments in SEARCHES.items():
        ours, beside = [], []
        for _ in range(repeats):
            finder = quickest_finder(parse_query(typed))
            assert finder is not None
            ours.append(_searched(path, finder))
            beside.append(_grepped(path, arguments))
        yield Row(f"search for {typed}", "s", ours, beside, Aim(HALF * statistics.median(beside)))
        yield Row("  speed", "GB/s", [gigabytes / each for each in ours], [gigabytes / each for each in beside])
    errors = [_searched(path, ErrorFinder()) for _ in range(repeats)]
    yield Row("look for errors", "s", errors)
    yield Row("  speed", "GB/s", [gigabytes / each for each in errors])
    yield from _key_rows(path, 8 * repeats)


def _key_rows(path: Path, keys: int) -> Iterator[Row]:
    """Milliseconds from a page key to its repaint in a log, while it is searched and while it is not."""
    with temporary_place() as place:
        run_dir = real_runs(place) / MANIFEST["live"]
        (run_dir / "train.err").unlink()
        (run_dir / "train.out").unlink()
        (run_dir / "train.err").symlink_to(path)
        for size in SIZES:
            with ExitStack() as stack:
                wire = started(stack, spt_tui(run_dir.parent), size)
                wire.listen(2.5)
                _type(wire, "3", "z", "g")
                resting = _pressed(wire, keys)
                _type(wire, "/", SLOW, "\r")
                yield _key_row(size, _pressed(wire, keys), resting)


def _type(wire: Wire, *typed: str) -> None:
    for each in typed:
        wire.send(each)
        wire.listen(0.4)


def _key_row(size: Size, searching: list[float], resting: list[float]) -> Row:
    return Row(f"page key while searching, {size}; not searching", "ms", searching, resting, Aim(25, Of.P95))


def _pressed(wire: Wire, keys: int) -> list[float]:
    taken = []
    for number in range(keys):
        taken.append(wire.press(KEYS[number % 8 < 4], PAGE_BYTES).seconds * 1e3)
        wire.listen(0.02)
    return taken


def _searched(path: Path, finder: LineFinder) -> float:
    search = FileSearch(str(path), finder)
    began = time.perf_counter()
    search.sweep(1e9)
    seconds = time.perf_counter() - began
    assert search.progress.is_done
    return seconds


def _grepped(path: Path, arguments: tuple[str, ...]) -> float:
    began = time.perf_counter()  # into a pipe: with its output thrown away grep ends at the first match
    subprocess.run(["grep", *arguments, str(path)], stdout=subprocess.PIPE, check=False)
    return time.perf_counter() - began
