"""metrics.csv files for tests: what they may hold, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from hypothesis import strategies as st

from spt_tui.runs.metrics import Metrics, MetricsReader, Series

HEADER = b"epoch,fit/loss,step\r\n"

_cell = st.one_of(
    st.just(b""),
    st.floats().map(lambda value: repr(value).encode()),
    st.sampled_from(
        [b"1_0", b" 2 ", b"infinity", b"0x10", b"1e400", b"text", b'"3.5"', b'"4', b"\xff", b"\0", b"step"]
    ),
)
_line = st.one_of(
    st.lists(_cell, min_size=3, max_size=3).map(b",".join),
    st.lists(_cell, max_size=5).map(b",".join),
    st.sampled_from([HEADER.strip(), b"step,eval/loss", b'"a ""b""",step,epoch', b"epoch,x,x,step,"]),
    st.binary(max_size=12),
)
_body = st.lists(st.tuples(_line, st.sampled_from([b"\n", b"\r\n"])).map(b"".join), max_size=30).map(b"".join)
contents = st.tuples(st.sampled_from([HEADER, b""]), _body, st.binary(max_size=6)).map(b"".join)
"""A file with whatever can go wrong in it, its last line torn."""


def read(path: Path, only: Collection[str] | None = None) -> Metrics:
    """All of a file."""
    reader = MetricsReader(str(path), only=only)
    metrics = reader.poll()
    while reader.behind:
        metrics = reader.poll() or metrics
    assert metrics is not None
    return metrics


def plain(metrics: Metrics) -> dict[str, tuple[list[str], list[float], list[float] | None]]:
    """The series as values that compare equal, NaN included."""
    return {
        one.name: (
            [repr(value) for value in one.values],
            list(one.steps),
            None if one.epochs is None else list(one.epochs),
        )
        for one in metrics.series
    }


def named(metrics: Metrics, name: str) -> Series:
    return next(one for one in metrics.series if one.name == name)
