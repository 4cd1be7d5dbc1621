"""The recorder inside a program that trains: nothing that happens to it is the program's problem."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import spt_tui
from spt_tui.hardware.recorder.hw_monitor import HWMonitor
from tests.hardware.conftest import REPOSITORY, environment
from tests.hardware.recorder.recordings import TRAINER, ended, only_recording, read_recording, samples_in, train, until


def test_a_recording_has_a_header_samples_and_an_end(tmp_path: Path) -> None:
    monitor = HWMonitor()
    monitor.start(tmp_path / "new" / "run", interval_sec=1)
    gpu, cpu, dmon = monitor.stop()
    found = read_recording(only_recording(tmp_path / "new" / "run"))
    assert cpu == only_recording(tmp_path / "new" / "run") and dmon is None
    assert (gpu == cpu) == any(sample.gpus for sample in found.samples)
    assert len(found.headers) == 1 and len(found.samples) >= 2 and len(found.ends) == 1 and not found.bad
    header = found.headers[0]
    assert (header.pid, header.command_pid, header.interval) == (os.getpid(), os.getpid(), 1.0)
    assert header.host == found.samples[0].host.hostname and header.boot_id and header.machine.mem_total


def test_starting_and_stopping_twice_is_no_error(tmp_path: Path) -> None:
    monitor = HWMonitor()
    assert monitor.stop() == (None, None, None)
    monitor.start(str(tmp_path), 60)
    monitor.start(str(tmp_path), 60)
    assert monitor.stop()[1] and monitor.stop() == (None, None, None)
    monitor.start(tmp_path, 60)
    monitor.stop()
    found = read_recording(only_recording(tmp_path))
    assert len(found.headers) == len(found.ends) == 2


@pytest.mark.parametrize("interval", [0, -1, float("nan")])
def test_an_interval_that_is_none_is_a_wrong_call(interval: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="interval_sec"):
        HWMonitor().start(tmp_path, interval)


def test_of_two_in_one_place_one_records_and_the_other_takes_over(tmp_path: Path) -> None:
    first, second = HWMonitor(), HWMonitor()
    first.start(tmp_path, 0.02)
    until(lambda: samples_in(tmp_path))
    second.start(tmp_path, 0.02)
    time.sleep(0.2)
    assert len(read_recording(only_recording(tmp_path)).headers) == 1
    first.stop()
    until(lambda: len(read_recording(only_recording(tmp_path)).headers) == 2)
    assert second.stop()[1] == only_recording(tmp_path)


def test_two_jobs_on_one_host_have_a_file_each(tmp_path: Path) -> None:
    trainers = [train(tmp_path, env={**os.environ, "SLURM_JOB_ID": job}) for job in ("1", "2")]
    until(lambda: len(list(tmp_path.glob("hw-*.jsonl"))) == 2)
    for trainer in trainers:
        trainer.kill()
        ended(trainer, -signal.SIGKILL)
    jobs = {read_recording(path).headers[0].job_id for path in tmp_path.glob("hw-*.jsonl")}
    assert jobs == {"1", "2"}


def test_a_killed_trainer_leaves_a_file_that_can_be_read_and_another_rank_goes_on_in_it(tmp_path: Path) -> None:
    first, second = train(tmp_path), train(tmp_path)
    until(lambda: samples_in(tmp_path) > 3)
    writer = read_recording(only_recording(tmp_path)).headers[0].pid
    killed, left = (first, second) if first.pid == writer else (second, first)
    killed.kill()
    ended(killed, -signal.SIGKILL)
    until(lambda: len(read_recording(only_recording(tmp_path)).headers) == 2)
    left.kill()
    assert not ended(left, -signal.SIGKILL)
    found = read_recording(only_recording(tmp_path))
    assert [header.pid for header in found.headers] == [killed.pid, left.pid] and not found.bad and not found.ends


def test_a_program_that_ends_without_stopping_it_still_writes_the_end(tmp_path: Path) -> None:
    assert not ended(train(tmp_path, "wait(size)"))
    assert len(read_recording(only_recording(tmp_path)).ends) == 1


FORKING = """
wait(size)
child = os.fork()
if child == 0:
    began = time.monotonic()
    status = 0 if monitor.stop() == (None, None, None) and time.monotonic() - began < 0.5 else 1
    sys.exit(status)
assert os.waitpid(child, 0)[1] == 0
assert monitor.stop()[1] is not None
"""


def test_a_forked_process_has_no_monitor_and_does_no_harm(tmp_path: Path) -> None:
    assert not ended(train(tmp_path, FORKING))
    found = read_recording(only_recording(tmp_path))
    assert len(found.ends) == 1 and {header.pid for header in found.headers} == {found.headers[0].command_pid}


DELETING = """
import shutil
wait(size)
shutil.rmtree(sys.argv[1])
wait(lambda: told)
assert not os.path.exists(sys.argv[1])
os.mkdir(sys.argv[1])
wait(size)
monitor.stop()
"""


def test_a_deleted_directory_is_told_once_and_recorded_to_again_once_it_is_back(tmp_path: Path) -> None:
    errors = ended(train(tmp_path / "run", DELETING)).splitlines()
    assert len(errors) == 1 and "no such file or directory" in errors[0]
    found = read_recording(only_recording(tmp_path / "run"))
    assert found.headers and found.samples and not found.bad


def test_a_place_where_nothing_can_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    errors = ended(train(tmp_path / "file" / "below", "wait(lambda: told)\nassert monitor.stop()[1] is None"))
    assert errors.count("\n") == 1 and "cannot record to" in errors and "not a directory" in errors


LIMITED = """
import resource
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))
wait(lambda: told)
assert size() == 3000
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
wait(lambda: size() > 4000)
assert monitor.stop()[1] is not None
"""


def test_a_line_that_is_cut_by_a_limit_spoils_no_other(tmp_path: Path) -> None:
    errors = ended(train(tmp_path, LIMITED))
    assert errors.count("\n") <= 2 and "Traceback" not in errors and "cannot record" in errors
    found = read_recording(only_recording(tmp_path))
    assert len(found.bad) <= 1 and len(found.ends) == 1 and len(found.headers) <= 2


FULL = """
wait(size)
checkpoint = os.open(os.path.join(sys.argv[1], "checkpoint"), os.O_WRONLY | os.O_CREAT)
try:
    while True: os.write(checkpoint, bytes(512))
except OSError:
    os.close(checkpoint)
wait(lambda: told)
full = size()
os.unlink(os.path.join(sys.argv[1], "checkpoint"))
wait(lambda: size() > full)
path = monitor.stop()[1]
print(open(path).read())
"""


def test_a_full_disk_is_told_once_and_recorded_to_again_once_there_is_room(tmp_path: Path) -> None:
    script = f'mount -t tmpfs -o size=64k tmpfs "{tmp_path}" && exec "$0" -c "$1" "{tmp_path}"'
    in_a_namespace = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c"]
    may_mount = subprocess.run([*in_a_namespace, "mount -t tmpfs t /tmp"], capture_output=True).returncode == 0
    if not may_mount:
        pytest.skip("NO SMALL DISK: a tmpfs cannot be mounted here, so a full disk is NOT tested")
    done = subprocess.run(
        [*in_a_namespace, script, sys.executable, TRAINER + FULL],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0 and done.stderr.count("\n") == 1 and "no space left" in done.stderr
    copy = tmp_path / "copy.jsonl"
    copy.write_text(done.stdout.removeprefix("started\n"))
    found = read_recording(copy)
    assert len(found.headers) <= 2 and len(found.bad) <= 1 and len(found.ends) == 1


STOPPING = """
time.sleep(0.3)
began = time.monotonic()
monitor.stop()
assert time.monotonic() - began < 2
"""


def test_stopping_takes_less_than_two_seconds_while_the_disk_hangs(hanging_disk: Path, tmp_path: Path) -> None:
    control = tmp_path / "failing"
    hang = f"wait(size)\nopen({str(control)!r}, 'w').write('0 hw-')\n"
    preloaded = {**os.environ, "LD_PRELOAD": str(hanging_disk), "FAILING_FS": str(control)}
    assert not ended(train(tmp_path / "run", hang + STOPPING, env=preloaded))
    found = read_recording(only_recording(tmp_path / "run"))
    assert found.samples and not found.ends


@pytest.mark.parametrize("scene", ["hang", "hang_at_start"])
def test_stopping_takes_less_than_two_seconds_while_the_driver_hangs(
    scene: str, nvml_library: Path, scenario: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    assert not ended(train(folder, STOPPING, env=environment(nvml_library, scenario(scene))))
    found = read_recording(only_recording(folder))
    assert found.samples and len(found.ends) == 1


LOSING = """
wait(lambda: any('"s":"lost"' in open(path).read() for path in glob.glob(os.path.join(sys.argv[1], "hw-*"))))
assert monitor.stop()[0]
"""


def test_a_gpu_that_falls_off_is_in_the_samples_and_hurts_nothing(
    nvml_library: Path, scenario: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    trainer = train(
        folder, "time.sleep(0.6)\nassert monitor.stop()[0]", env=environment(nvml_library, scenario("gpu_lost"))
    )
    assert not ended(trainer)
    found = read_recording(only_recording(folder))
    states = {gpu.state.value for sample in found.samples for gpu in sample.gpus}
    assert {"ready", "lost"} <= states and not found.bad
    assert all(gpu.uuid for header in found.headers for gpu in header.gpus)


def test_it_is_a_name_of_the_library() -> None:
    assert spt_tui.HWMonitor is HWMonitor
