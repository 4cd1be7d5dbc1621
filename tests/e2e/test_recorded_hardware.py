"""A node that is recorded while its run is watched from another terminal."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import COMMAND
from tests.e2e.conftest import Browse
from tests.hardware.recorded.recordings import BEGAN, Recorder, gpu
from tests.trees import MANIFEST, touch_heartbeat


@pytest.fixture
def recorded(own_runs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real recorder beside the run that was recorded alive."""
    run_dir = own_runs / MANIFEST["live"]
    touch_heartbeat(run_dir)
    command = [COMMAND, "record", "--out", run_dir, "--interval", "0.2", "--", "sleep", "60"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


def test_what_the_recorder_writes_is_seen_until_it_is_killed(
    browse: Browse, own_runs: Path, recorded: subprocess.Popen[bytes]
) -> None:
    browser = browse("--filter", "tag:live", own_runs)
    browser.shows_line("4 hardware", "recorded")
    recorded.send_signal(signal.SIGTERM)
    recorded.wait(5)
    browser.shows_line("4 hardware", "ended")
    browser.quits()


def test_hosts_and_gpus_of_a_growing_recording_at_80_by_24(browse: Browse, own_runs: Path) -> None:
    run_dir = own_runs / MANIFEST["live"]
    now = time.time() - BEGAN
    recorders = [Recorder(run_dir, f"gpu{number:03}") for number in range(3)]
    for recorder in recorders:
        recorder.run([now - 2, now], [gpu(0, util=97), gpu(1, util=88)])
    browser = browse("--filter", "tag:live", own_runs, rows=24, cols=80)
    browser.shows("296602672ef4")
    browser.go("4")
    browser.shows("3 hosts recorded", "gpu000", "gpu002")
    recorders[0].run([now + 1], [gpu(0, util=97), gpu(1, util=7)])
    browser.shows_line("gpu000", "52%")
    browser.send("\r")
    browser.shows("gpu000 recorded", "61/80G")
    browser.quits()
