"""`spt-tui record`: a command runs as it would alone, and what its node did is written down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hardware.recorder.record_command import FAST, is_alive, recorder_of, run, start
from tests.hardware.recorder.recordings import ended_recording, only_recording, read_recording, samples_in, until


def test_input_output_and_exit_status_are_the_commands_own(out: Path) -> None:
    done = run("--out", out, *FAST, "--", "sh", "-c", "cat; sleep 0.5; echo problem >&2; exit 7", given="through\n")
    assert (done.returncode, done.stdout) == (7, "through\n")
    assert done.stderr.splitlines() == [f"spt-tui: recording this node to {out}", "problem"]
    found = ended_recording(out)
    assert found.headers and len(found.samples) > 1 and not found.bad


def test_the_command_takes_the_place_and_the_number_of_what_was_started(out: Path) -> None:
    started = start(
        "--out", out, *FAST, "--", sys.executable, "-c", "import os, time; print(os.getpid()); time.sleep(0.4)"
    )
    printed, _ = started.communicate(timeout=20)
    assert int(printed) == started.pid
    assert ended_recording(out).headers[0].command_pid == started.pid


def test_the_command_has_no_child_that_it_did_not_start(out: Path) -> None:
    waits = "import os, time\ntime.sleep(0.3)\ntry: os.wait()\nexcept ChildProcessError: print('none')"
    assert run("--out", out, *FAST, "--", sys.executable, "-c", waits).stdout == "none\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGUSR1])
def test_a_signal_reaches_the_command_which_dies_of_it(number: signal.Signals, out: Path) -> None:
    started = start("--out", out, *FAST, "--", "sleep", "60")
    recorder = recorder_of(out)
    started.send_signal(number)
    assert started.wait(timeout=5) == -number
    until(lambda: not is_alive(recorder))
    found = read_recording(only_recording(out))
    assert len(found.ends) == 1 and not found.bad


COUNTING = """
import signal, sys, time
got = []
signal.signal(signal.SIGINT, lambda *_: got.append(1))
signal.signal(signal.SIGTERM, lambda *_: (print(len(got), flush=True), sys.exit(0)))
print("ready", flush=True)
while True: time.sleep(0.05)
"""


def test_ctrl_c_reaches_the_command_once_and_the_recorder_stays_as_long_as_the_command(out: Path) -> None:
    started = start("--out", out, *FAST, "--", sys.executable, "-c", COUNTING, start_new_session=True)
    assert started.stdout is not None and started.stdout.readline() == "ready\n"
    recorder = recorder_of(out)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does
    os.kill(recorder, signal.SIGTERM)  # as a scheduler does, to each process of a job
    before = samples_in(out)
    until(lambda: samples_in(out) > before + 1)
    started.terminate()
    assert started.communicate(timeout=5)[0] == "1\n" and started.returncode == 0


def test_a_killed_recorder_does_the_command_no_harm_and_leaves_what_it_wrote(out: Path) -> None:
    started = start("--out", out, *FAST, "--", "sh", "-c", "read line; echo $line")
    recorder = recorder_of(out)
    os.kill(recorder, signal.SIGKILL)
    until(lambda: not is_alive(recorder))
    assert started.communicate("alive\n", timeout=5)[0] == "alive\n" and started.returncode == 0
    found = read_recording(only_recording(out))
    assert found.samples and not found.ends


def test_who_reads_the_commands_output_is_not_kept_waiting_by_a_disk_that_hangs(
    hanging_disk: Path, out: Path, tmp_path: Path
) -> None:
    control = tmp_path / "failing"
    preloaded = {**os.environ, "LD_PRELOAD": str(hanging_disk), "FAILING_FS": str(control)}
    started = start("--out", out, *FAST, "--", "sleep", "0.6", env=preloaded, stderr=subprocess.STDOUT)
    recorder = recorder_of(out)
    control.write_text("0 hw-")
    started.wait(timeout=5)
    began = time.monotonic()
    started.communicate(timeout=5)
    assert time.monotonic() - began < 0.5
    until(lambda: not is_alive(recorder), 3)


FILES_AND_SIGNALS = """
import json, os, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
with open("/proc/self/status") as status:
    print(json.dumps([sorted(os.listdir("/proc/self/fd")), [line for line in status if line.startswith("Sig")]]))
"""


def test_the_command_holds_files_and_signals_as_it_would_alone(out: Path) -> None:
    command = [sys.executable, "-c", FILES_AND_SIGNALS]
    alone = subprocess.run(command, stdin=subprocess.PIPE, capture_output=True, text=True)
    assert json.loads(run("--out", out, "--", *command).stdout) == json.loads(alone.stdout)


def test_where_nothing_can_be_written_the_command_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("--out", tmp_path / "file" / "below", "--", "sh", "-c", "echo ran; exit 3")
    assert (done.returncode, done.stdout) == (3, "ran\n")
    assert done.stderr.count("\n") == 1 and "cannot record to" in done.stderr and "not a directory" in done.stderr


def test_a_command_that_cannot_be_run_is_told_and_nothing_is_recorded(tmp_path: Path) -> None:
    (tmp_path / "script").write_text("not executable")
    for command, status, words in (("no-such-command", 127, "not found"), ("./script", 126, "permission denied")):
        done = run("--", command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (status, "")
        assert command in done.stderr and words in done.stderr and done.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == ["script"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--"], "missing"), (["python", "train.py"], "put --"), (["--interval", "0", "--", "true"], "interval")],
)
def test_a_wrong_call_is_told(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr and not os.listdir(tmp_path)


# Without a command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_node_is_recorded_until_a_signal_ends_it(number: signal.Signals, out: Path) -> None:
    started = start("--out", out, *FAST)
    until(lambda: samples_in(out) > 2)
    started.send_signal(number)
    _, errors = started.communicate(timeout=5)
    found = read_recording(only_recording(out))
    assert started.returncode == 0 and errors == f"spt-tui: recording this node to {out}\n"
    assert len(found.ends) == 1 and found.headers[0].command_pid is None


def test_a_node_that_cannot_be_recorded_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("--out", tmp_path / "file")
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "not a directory" in done.stderr


# Where to ------------------------------------------------------------------------------------------------------


def test_without_out_the_run_directory_around_the_working_directory_is_taken(tmp_path: Path) -> None:
    inside = tmp_path / "run" / "code"
    inside.mkdir(parents=True)
    (tmp_path / "run" / "sidecar.json").write_text("{}")
    done = run(*FAST, "--", "sleep", "0.3", cwd=inside)
    assert done.stderr == f"spt-tui: recording this node to {tmp_path / 'run'}\n"
    assert ended_recording(tmp_path / "run").samples


MAKING = """
import os, pathlib, time
def wait_for_a_recording_in(folder):
    deadline = time.monotonic() + 10
    while not list(folder.glob("hw-*")) and time.monotonic() < deadline: time.sleep(0.05)
wait_for_a_recording_in(pathlib.Path())
run = pathlib.Path(os.environ["SPT_CACHE_DIR"], "runs", time.strftime("%Y%m%d/%H%M%S"), "3d48bc48403d")
run.mkdir(parents=True)
(run / "run_meta.json").write_text("{}")
wait_for_a_recording_in(run)
print(run)
"""


def test_a_recording_moves_to_the_run_directory_once_the_trainer_has_made_it(tmp_path: Path) -> None:
    work, cache = tmp_path / "work", tmp_path / "cache"
    work.mkdir()
    done = run(*FAST, "--", sys.executable, "-c", MAKING, cwd=work, env={**os.environ, "SPT_CACHE_DIR": str(cache)})
    folder = Path(done.stdout.strip())
    assert done.stderr.splitlines() == [
        f"spt-tui: recording this node to {work}",
        f"spt-tui: recording to {folder} from now on",
    ]
    found = ended_recording(folder)
    made_at = (folder / "run_meta.json").stat().st_mtime
    assert not os.listdir(work) and not found.bad
    assert found.samples[0].time < made_at < found.samples[-1].time
