from __future__ import annotations

import queue
from pathlib import Path

import pytest

from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.recording_follower import RecordingFollower, RecordingReport
from tests.hardware.recorded.recordings import Recorder


def run_on(folder: Path, *hosts: str) -> Run:
    folder.mkdir()
    for host in hosts:
        Recorder(folder, host).run([0])
    return Run(str(folder), str(folder.parent), folder.name, folder.name, State.COMPLETED)


def test_a_run_that_is_left_while_its_hosts_are_read_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spt_tui.hardware.recorded.recorded_run.PARTIAL_SECONDS", 0.0)
    first, then = run_on(tmp_path / "a", "node1", "node2", "node3"), run_on(tmp_path / "b", "node4")
    told: queue.SimpleQueue[RecordingReport] = queue.SimpleQueue()

    def deliver(report: RecordingReport) -> None:
        told.put(report)
        if report.run_dir == first.dir:
            follower.follow(then)

    follower = RecordingFollower(deliver)
    follower.follow(first)
    follower.resume()
    try:
        reports = [told.get(timeout=5), told.get(timeout=5)]
    finally:
        follower.pause()
    assert [(report.run_dir, report.recorded.unread) for report in reports] == [(first.dir, 2), (then.dir, 0)]
