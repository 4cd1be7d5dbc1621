"""Run logs of any program, and what is no run log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.recorded.log_reading import MOST_ENTRIES, LogReading
from spt_tui.hardware.run_log_reader import LINE_LIMIT, EntryKind, LogEntry, read_entry
from spt_tui.text import clean
from tests.hardware.summary.files import RECORDED
from tests.strategies import json_values

NOON = 1_795_348_800.0


def test_the_log_of_pytyches_own_monitor() -> None:
    start, warmup, sample, done = LogReading(str(RECORDED / "run_log.jsonl")).look()
    assert start == LogEntry(EntryKind.EVENT, "start", 1795320740.997, detail="config=c1 n_visitors=1000")
    assert (warmup.kind, warmup.name, warmup.seconds, warmup.detail) == (EntryKind.PHASE, "warmup", 2.2, "n_trees=200")
    assert warmup.start == pytest.approx(1795320740.997)
    assert sample.detail == "r_hat=NaN" and done.start == done.time


@pytest.mark.parametrize(
    ("record", "entry"),
    [
        ({"timestamp": NOON, "name": "epoch", "duration": 3}, LogEntry(EntryKind.PHASE, "epoch", NOON, 3.0)),
        ({"time": NOON * 1e3, "event": "saved", "step": 5}, LogEntry(EntryKind.EVENT, "saved", NOON, step=5)),
        ({"ts": "2026-11-22T12:00:00Z", "message": "go"}, LogEntry(EntryKind.EVENT, "go", NOON)),
        ({"ts": "2026-11-22 13:00:00,5+0100", "msg": "go"}, LogEntry(EntryKind.EVENT, "go", NOON + 0.5)),
        ({"type": "event", "event": "x", "data": {"step": 7}}, LogEntry(EntryKind.EVENT, "x", step=7, detail="step=7")),
        ({"type": "phase", "name": "x", "seconds": "?"}, LogEntry(EntryKind.PHASE, "x")),
        ({"type": "event", "event": "a\x1b[2J\n"}, LogEntry(EntryKind.EVENT, "a␛[2J ")),
        ({"type": "event", "event": "x", "ts": True}, LogEntry(EntryKind.EVENT, "x")),
        ({"type": "event", "event": "x", "ts": 10**400}, LogEntry(EntryKind.EVENT, "x")),
    ],
)
def test_other_words_for_the_same(record: dict[str, Any], entry: LogEntry) -> None:
    assert read_entry(json.dumps(record).encode()) == entry


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b'{"ts": "2026-11-22T04:12:20.997+00:00", "type": "eve',
        b'{"step": 5, "fit/loss": 0.1}',
        b'{"name": "without a time or a kind"}',
        b'{"type": "phase", "name": 7}',
        b"[1, 2]",
        b'{"a":' * 100_000,
        b"\x00\xff",
        b'{"type": "event", "event": "' + b"x" * LINE_LIMIT + b'"}',
    ],
)
def test_what_is_no_entry(line: bytes) -> None:
    assert read_entry(line) is None


def test_of_a_long_log_the_newest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    path.write_bytes(b"".join(b'{"type": "event", "event": "%d"}\n' % number for number in range(MOST_ENTRIES + 5)))
    found = LogReading(str(path)).look()
    assert len(found) == MOST_ENTRIES and found[0].name == "5"


@given(
    st.binary(max_size=200) | json_values().map(lambda value: json.dumps({"type": "event", "event": value}).encode())
)
def test_anything(raw: bytes) -> None:
    for entry in filter(None, map(read_entry, raw.splitlines())):
        assert entry.name == clean(entry.name) and entry.detail == clean(entry.detail)


KEYS = st.sampled_from(["type", "ts", "name", "event", "seconds", "step", "data", "x"])


@given(st.dictionaries(KEYS, st.sampled_from(["phase", "event"]) | json_values(), max_size=8))
def test_any_object(record: dict[str, Any]) -> None:
    entry = read_entry(json.dumps(record).encode())
    if entry:
        assert entry.name == clean(entry.name) and entry.detail == clean(entry.detail)
        assert entry.start is None or entry.time is not None
