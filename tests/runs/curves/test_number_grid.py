"""What NumPy reads of a block is what `float()` reads, to the last bit."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy")

from spt_tui.runs.curves import cell_grid, grid_engine, number_grid
from tests.runs.metrics_file import HEADER, contents, plain, read

pytestmark = pytest.mark.skipif(not number_grid.IS_EXACT, reason="long double is no 80-bit number here")

digits = st.text("0123456789", max_size=24)
decimal = st.tuples(st.sampled_from(["", "-"]), digits, st.sampled_from(["", "."]), digits).map("".join)
number = st.one_of(st.floats().map(repr), st.floats(width=32).map(repr), st.integers().map(str), decimal)
cell = st.one_of(number, st.just(""), st.sampled_from(["-", ".", "-.", "1.2.3", "+1.5", " 2", "1_0", "1\r", "text"]))
WIDTH = 3


@pytest.fixture
def with_numpy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Used for every block, however small."""
    monkeypatch.setattr(grid_engine, "_number_grid", number_grid)
    for limit in ("LARGE", "LEAST_VALUES"):
        monkeypatch.setattr(grid_engine, limit, 1)
    yield


@settings(max_examples=400)
@given(st.lists(st.lists(cell, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=20), st.booleans())
def test_numbers_and_axes_are_those_of_float(rows: list[list[str]], crlf: bool) -> None:
    end = "\r\n" if crlf else "\n"
    block = "".join(",".join(row) + end for row in rows).encode()
    fast = number_grid.grid_in(block, WIDTH, [0, 2], 5)
    slow = cell_grid.grid_in(block, WIDTH, 5)
    assert fast is not None and slow is not None
    assert len(fast) == len(slow) == len(rows)
    for place in (0, 2):
        ours, expected = fast.numbers(place), slow.numbers(place)
        assert (ours is None) == (expected is None)
        if ours and expected:
            assert list(map(repr, ours[0])) == list(map(repr, expected[0]))
            assert ours[1] == expected[1]
        assert list(map(repr, fast.axis(place))) == list(map(repr, slow.axis(place)))
        assert [one.strip() for one in fast.column(place)] == [one.strip() for one in slow.column(place)]


def test_many_numbers_of_each_kind() -> None:
    chance = random.Random(7)
    doubles = [struct.unpack("d", chance.randbytes(8))[0] for _ in range(5_000)]
    kinds = {
        "share": [repr(chance.random()) for _ in range(60_000)],
        "float32": [repr(struct.unpack("f", struct.pack("f", chance.gauss(0, 3)))[0]) for _ in range(60_000)],
        "halfway": [f"{(2**53 + chance.randrange(2**53) * 2 + 1) / 2**54:.19f}" for _ in range(20_000)],
        "any": [repr(value) for value in doubles if math.isfinite(value)],
        "long": [f"{chance.random() / 100:.{chance.randrange(15, 24)}f}" for _ in range(20_000)],
        "whole": [str(chance.randrange(10**9)) for _ in range(20_000)],
    }
    for name, texts in kinds.items():
        grid = number_grid.grid_in("".join(f"{text},\n" for text in texts).encode(), 2, [0], 0)
        assert grid is not None
        found = grid.numbers(0)
        assert found is not None
        assert found[0].tolist() == [float(text) for text in texts], name


@pytest.mark.parametrize("block", [b"1,2\n1,2,3\n1\n", b"1,2\n3\n", b"1\n2,3\n", b"1,2,3\n4\n5,6\n"])
def test_ragged_lines_make_no_grid(block: bytes) -> None:
    assert number_grid.grid_in(block, 2, [0, 1], 0) is None


@settings(max_examples=100)
@given(content=contents)
@pytest.mark.usefixtures("with_numpy")
def test_any_file_gives_the_same_series(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "numpy.csv"
    path.write_bytes(content)
    fast = read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_engine, "_number_grid", None)
        slow = read(path)
    assert plain(fast) == plain(slow)
    assert (fast.rows, fast.notes, fast.problem) == (slow.rows, slow.notes, slow.problem)
    assert [(one.extent, one.nans) for one in fast.series] == [(one.extent, one.nans) for one in slow.series]


@pytest.mark.usefixtures("with_numpy")
def test_a_long_file_with_odd_cells_gives_the_same_blocks(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    values = [b"nan" if n % 700 == 3 else b"-inf" if n == 5_000 else b"%d.125e-3" % n for n in range(20_000)]
    path.write_bytes(HEADER + b"".join(b"%d,%s,%d\r\n" % (n // 99, value, n) for n, value in enumerate(values)))
    fast = read(path).series[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_engine, "_number_grid", None)
        slow = read(path).series[1]
    assert fast.blocks == slow.blocks
    assert (fast.extent, fast.nans, list(fast.marks)) == (slow.extent, slow.nans, list(slow.marks))


def test_numpy_is_imported_for_much_to_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_engine, "_number_grid", None)
    grid_engine.prepare(grid_engine.WORTH_IT - 1)
    assert grid_engine._number_grid is None
    grid_engine.prepare(grid_engine.WORTH_IT)
    assert grid_engine._number_grid is number_grid
