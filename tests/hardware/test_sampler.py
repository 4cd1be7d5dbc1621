from __future__ import annotations

import json
import queue
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from spt_tui.hardware.sample import Host, Sample
from spt_tui.hardware.sampler import Machine, Sampler, put_newest
from tests.hardware.conftest import REPOSITORY, Probe, command, environment

HANG_ALL = "gpu 0 util=60\ngpu 1 util=50\nhang nvmlDeviceGetPowerUsage\n"


def test_one_sample_has_the_host_and_says_what_there_is_of_gpus() -> None:
    sample = Machine().read(whole=True)
    assert abs(sample.time - time.time()) < 5
    assert sample.host.cores
    assert sample.gpus or sample.gpu_problem


def test_subscribers_get_the_newest_sample_only() -> None:
    sampler = Sampler(interval=0.02)
    inbox, other = sampler.subscribe(), sampler.subscribe()
    sampler.start()
    first = inbox.get(timeout=5)
    time.sleep(0.15)
    second = other.get(timeout=5)
    sampler.stop()
    assert second.time > first.time
    assert other.qsize() <= 1


def test_who_subscribes_late_need_not_wait_and_who_left_gets_nothing() -> None:
    sampler = Sampler(interval=60)
    inbox = sampler.subscribe()
    sampler.start()
    sample = inbox.get(timeout=5)
    late = sampler.subscribe()
    assert late.get_nowait() is sample
    sampler.unsubscribe(inbox)
    sampler.stop()
    with pytest.raises(queue.Empty):
        inbox.get_nowait()


def test_a_sampler_looks_at_the_disk_that_it_is_told_of(tmp_path: Path) -> None:
    sampler = Sampler(interval=0.02, directory=str(tmp_path))
    inbox = sampler.subscribe()
    sampler.start()
    first = inbox.get(timeout=5)
    sampler.look_at("/")
    deadline = time.monotonic() + 5
    while (disk := inbox.get(timeout=5).host.disk) is None or disk.path != "/" or not disk.free:
        assert time.monotonic() < deadline
    sampler.stop()
    assert first.host.disk is not None and first.host.disk.path == str(tmp_path) and first.host.disk.free


def test_an_untaken_sample_is_replaced() -> None:
    inbox: queue.Queue[Sample] = queue.Queue(maxsize=1)
    for moment in (1.0, 2.0, 3.0):
        put_newest(inbox, Sample(moment, Host("here")))
    assert inbox.get_nowait().time == 3.0
    assert inbox.empty()


def test_the_host_goes_on_while_a_gpu_hangs(probe: Probe) -> None:
    samples = probe("hang", what="samples", rounds=6, pause=0.02)
    assert all(sample["host"]["cpu"] is not None for sample in samples)
    last = samples[-1]
    assert [gpu["state"] for gpu in last["gpus"]] == ["ready", "late", "ready"]
    assert last["time"] - samples[0]["time"] < 5


@pytest.mark.parametrize("hanging", ["hang_slow", HANG_ALL])
def test_quitting_takes_no_time_while_the_driver_hangs(
    nvml_library: Path, scenario: Callable[[str], Path], hanging: str
) -> None:
    path = scenario(hanging)
    program = subprocess.Popen(
        command("samples", path, rounds=2, pause=0.05),
        env=environment(nvml_library, path),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None and program.stderr is not None
    for _ in range(2):
        json.loads(program.stdout.readline())
    began = time.monotonic()
    assert program.wait(timeout=10) == 0
    assert time.monotonic() - began < 0.5
    assert program.stderr.read() == b""


def test_neither_psutil_nor_pynvml_is_imported_before_it_is_needed() -> None:
    asks = "import sys, spt_tui.hardware.sampler as s; s.Sampler(); print({'psutil', 'pynvml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asks], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
