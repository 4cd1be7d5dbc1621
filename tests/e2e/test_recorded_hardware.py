"""A node that is recorded while its run is watched from another terminal."""

from __future__ import annotations

import shutil
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
    browser.send("\r")
    browser.shows("gpu000 recorded", "61/80G")
    recorders[0].run([time.time() - BEGAN], [gpu(0, util=97), gpu(1, util=7)])
    browser.shows_line("1 ", " 7%")
    browser.quits()


@pytest.fixture(scope="module")
def hanging_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that, preloaded, lets requests about some paths hang: see tests/runs/failing_fs.c."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("NO C COMPILER: gcc is needed to make a disk hang, so that is NOT tested here")
    library = tmp_path_factory.mktemp("disk") / "failing_fs.so"
    source = Path(__file__).parent.parent / "runs" / "failing_fs.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def test_a_disk_that_hangs_is_said_and_keeps_nobody_from_leaving(
    browse: Browse, own_runs: Path, hanging_disk: Path, tmp_path: Path
) -> None:
    run_dir, control = own_runs / MANIFEST["live"], tmp_path / "control"
    Recorder(run_dir).run([time.time() - BEGAN], [gpu(0, util=97)])
    env = {"LD_PRELOAD": str(hanging_disk), "FAILING_FS": str(control)}
    browser = browse("--filter", "tag:live", own_runs, env=env)
    browser.shows_line("4 hardware", "gpu031")
    control.write_text("0 hw-gpu031")
    browser.shows("the disk has not answered for", timeout=15)
    assert "97%" in browser.text
    browser.quits()
