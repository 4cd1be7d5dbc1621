"""One metric read alone: the same as among the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves.one_metric import read_metrics
from spt_tui.runs.metrics import MetricsReader
from tests.runs.metrics_file import HEADER, contents, plain, read

NAMES = ("fit/loss", "x", "eval/loss", 'a "b"', "epoch", "nothing")


@settings(max_examples=150)
@given(contents, st.sampled_from(NAMES))
def test_a_metric_is_the_same_alone(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / "alone.csv"
    path.write_bytes(content)
    whole, alone = read(path), read_metrics(str(path), (name,))
    assert plain(alone) == {key: value for key, value in plain(whole).items() if key == name}
    assert (alone.rows, alone.problem, alone.has_steps) == (whole.rows, whole.problem, whole.has_steps)
    assert [one.kept() for one in alone.series] == [one.kept() for one in whole.series if one.name == name]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("odd", [b"", b"0,1\n", b'0,"7",5\n', b"step,eval/loss,epoch\n3,9.5,1\n", b"\r\n", b"0,torn"])
def test_a_long_file_is_the_same_alone(tmp_path: Path, end: bytes, odd: bytes) -> None:
    """Several blocks of lines, one of which has an odd one in its middle."""
    rows = [b"%d,%s,%d" % (n // 99, b"" if n % 3 else b"%d.25" % n, n) + end for n in range(20_000)]
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"".join([*rows[:9_000], odd, *rows[9_000:]]))
    whole, alone = read(path), read_metrics(str(path), ("fit/loss",))
    assert whole.rows >= 20_000 - 1
    assert alone.rows == whole.rows
    assert plain(alone)["fit/loss"] == plain(whole)["fit/loss"]


def test_only_the_notes_about_the_metric_are_given(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(b"step,a,b,b\n0,text,1,2\n1,2\n")
    assert read(path).notes == (
        "1 row skipped: not as many cells as the header",
        "1 cell skipped: not a number, in a",
        "more than one column named b: the last one is shown",
    )
    assert read(path, only=("a",)).notes == read(path).notes[:2]


def test_it_goes_on_from_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(HEADER + b"0,1,0\n")
    reader = MetricsReader(str(path), only=("fit/loss",))
    reader.poll()
    before = reader.bytes_read
    with path.open("ab") as file:
        file.write(b"0,2,1\n")
    seen = reader.poll()
    assert seen is not None and plain(seen) == {"fit/loss": (["1.0", "2.0"], [0.0, 1.0], [0.0, 0.0])}
    assert reader.bytes_read - before == len(b"0,2,1\n")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    metrics = read_metrics(str(tmp_path / "metrics.csv"), ("fit/loss",))
    assert (metrics.series, metrics.problem) == ((), "no metrics.csv yet")
