"""A run log: its lines are on disk as they are logged, and no trouble of a disk or of a value reaches the trainer."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui import RunLog
from spt_tui.hardware.recorded.log_reading import LogReading
from spt_tui.hardware.timestamp import epoch_seconds
from tests.hardware.summary.reference import ABSENT, load_reference
from tests.strategies import hostile_text, json_values


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_each_entry_is_on_disk_as_it_happens(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    log = RunLog(path)
    log.log_event("start", {"config": "c1"})
    (start,) = entries(path)
    assert start.pop("ts").endswith("+00:00")
    assert start == {"type": "event", "event": "start", "data": {"config": "c1"}}
    log.log_phase("warmup", 2.20049, n_trees=200)
    warmup = entries(path)[1]
    assert epoch_seconds(warmup.pop("ts"))
    assert warmup == {"type": "phase", "name": "warmup", "seconds": 2.2, "n_trees": 200}
    log.log_event("done")
    assert entries(path)[2].keys() == {"ts", "type", "event"}


def test_what_was_logged_outlives_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    code = f"from spt_tui import RunLog\nimport os\nRunLog({str(path)!r}).log_event('x')\nos.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGKILL
    assert entries(path)[0]["event"] == "x"


def test_without_a_path_nothing_is_written_before_write(tmp_path: Path) -> None:
    log = RunLog()
    log.log_phase("fit", 1)
    with pytest.raises(ValueError, match="no path"):
        log.write()
    path = tmp_path / "log.jsonl"
    path.write_text("what was there is replaced, as pytyche does\n")
    log.write(path)
    assert [entry["seconds"] for entry in entries(path)] == [1]


def test_ranks_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"

    def log(rank: int) -> None:
        own = RunLog(path)
        for step in range(50):
            own.log_event("step", {"rank": rank, "step": step})

    threads = [threading.Thread(target=log, args=[rank]) for rank in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [(entry["data"]["rank"], entry["data"]["step"]) for entry in entries(path)]
    assert sorted(found) == [(rank, step) for rank in range(4) for step in range(50)]


def test_a_directory_that_is_not_there_yet_gets_what_was_logged_before(tmp_path: Path) -> None:
    path = tmp_path / "later" / "run_log.jsonl"
    log = RunLog(path)
    log.log_event("early")
    with pytest.raises(FileNotFoundError):
        log.write()
    path.parent.mkdir()
    log.log_event("late")
    assert [entry["event"] for entry in entries(path)] == ["early", "late"]


def test_a_file_that_was_removed_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    log = RunLog(path)
    log.log_event("a")
    path.unlink()
    log.write()
    log.write(path)
    assert [entry["event"] for entry in entries(path)] == ["a"]


def test_a_full_device_is_the_matter_of_write_alone() -> None:
    log = RunLog("/dev/full")
    log.log_event("a")
    with pytest.raises(OSError, match="No space left"):
        log.write()


def test_a_line_that_was_cut_by_a_limit_is_written_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    code = f"""
import resource, signal
from spt_tui import RunLog
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
log = RunLog({str(path)!r})
log.log_event("first")
log.log_event("second", {{"text": "x" * 50}})
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
log.log_event("third")
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100
    assert [entry.name for entry in LogReading(str(path)).look()] == ["first", "second", "third"]


def test_the_torn_line_of_another_writer_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    path.write_bytes(b'{"ts": "2026-11-22T04:12:20.997+00:00", "type": "eve')
    RunLog(path).log_event("next")
    assert [entry.name for entry in LogReading(str(path)).look()] == ["next"]


class Unruly:
    def __str__(self) -> str:
        raise RuntimeError("CUDA error: device-side assert triggered")

    def __float__(self) -> float:
        raise RuntimeError("CUDA error: device-side assert triggered")


def unruly_values() -> list[Any]:
    endless: dict[str, Any] = {}
    endless["self"] = endless
    return [
        Unruly(),
        {(1, 2): 3},
        endless,
        [Unruly()],
        {Unruly(): 1},
        float("nan"),
        b"\xff",
        "\ud800",
        {1, 2},
        10**5000,
        array("d", [1.0]),
    ]


@pytest.mark.parametrize("value", unruly_values(), ids=lambda value: type(value).__name__)
def test_no_value_stops_the_trainer(value: Any, tmp_path: Path) -> None:
    path = tmp_path / "run_log.jsonl"
    log = RunLog(path)
    log.log_phase("phase", value, extra=value)
    log.log_event("event", {"value": value})
    assert [entry.name for entry in LogReading(str(path)).look()] == ["phase", "event"]


def test_numbers_of_a_library_stay_numbers(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    log = RunLog(tmp_path / "log")
    log.log_phase("fit", numpy.float32(2.5))
    assert entries(tmp_path / "log")[0]["seconds"] == 2.5


def test_a_relative_path_is_that_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = RunLog("log")
    os.mkdir("elsewhere")
    monkeypatch.chdir("elsewhere")
    log.log_event("a")
    assert (tmp_path / "log").exists()


@given(hostile_text(3), st.floats(allow_nan=False), st.dictionaries(st.text(max_size=4), json_values(4), max_size=3))
def test_the_same_entries_as_the_real_one(name: str, seconds: float, data: dict[str, Any]) -> None:
    reference = load_reference()
    if reference is None:
        pytest.skip(ABSENT)
    ours, theirs = RunLog(), reference.RunLog()
    for log in (ours, theirs):
        log.log_phase(name, seconds, note=data)
        log.log_event(name, data)
    for line, entry in zip(ours._lines, theirs._entries, strict=True):
        expected = json.loads(json.dumps(entry, default=str))
        found = json.loads(line)
        assert found.pop("ts") and expected.pop("ts")
        assert json.dumps(found) == json.dumps(expected)
