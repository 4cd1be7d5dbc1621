"""`spt-tui record` where something is unusual: the command runs as it would alone, and is recorded if it can be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.browser import COMMAND
from tests.hardware.recorder.record_command import FAST, run
from tests.hardware.recorder.recordings import ended_recording


@pytest.mark.parametrize("locale", [{}, {"LANG": "C"}, {"LC_CTYPE": "C"}])
def test_the_environment_of_a_plain_locale_stays_as_it_is(locale: dict[str, str], out: Path) -> None:
    given = {"PATH": os.environ["PATH"], **locale}
    alone = subprocess.run(["env"], env=given, capture_output=True, text=True)
    assert sorted(run("--out", out, "--", "env", env=given).stdout.split()) == sorted(alone.stdout.split())


def test_a_script_that_names_no_interpreter_is_the_shells(out: Path, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("echo $1; exit 5\n")
    script.chmod(0o755)
    done = run("--out", out, "--", script, "word")
    assert (done.returncode, done.stdout) == (5, "word\n")


IN_A_DELETED_DIRECTORY = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"'


@pytest.mark.parametrize("where", [[], ["--out", "below"]])
def test_in_a_directory_that_was_deleted_the_command_runs(where: list[str], tmp_path: Path) -> None:
    command = [str(COMMAND), "record", *where, "--", "echo", "ran"]
    shell = ["sh", "-c", IN_A_DELETED_DIRECTORY, str(tmp_path / "gone"), *command]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (0, "ran\n")
    assert done.stderr.count("\n") == 1 and "the working directory is gone" in done.stderr


def test_it_records_until_the_end_whatever_standard_files_are_closed(out: Path) -> None:
    closed = f'exec "{COMMAND}" record --out "$0" --interval 0.05 -- sleep 0.8 0<&- 1>&- 2>&-'
    began = time.time()
    assert subprocess.run(["sh", "-c", closed, str(out)], timeout=20).returncode == 0
    found = ended_recording(out)
    assert found.ends[-1].time > began + 0.8 and found.samples and not found.bad


def test_who_ignores_the_end_of_children_is_recorded_like_others(out: Path) -> None:
    done = run(
        "--out", out, *FAST, "--", "sleep", "0.2", preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    )
    assert done.returncode == 0 and done.stderr == f"spt-tui: recording this node to {out}\n"


def mounted(place: Path | str, options: str, command: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command where an empty disk is mounted at `place`, which no other process sees."""
    in_a_namespace = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c"]
    if subprocess.run([*in_a_namespace, "mount -t tmpfs t /proc"], capture_output=True).returncode:
        pytest.skip("NO NAMESPACE: nothing can be mounted here, so machines with odd mounts are NOT tested")
    script = f'mount -t tmpfs -o {options} t "{place}" && exec {command}'
    return subprocess.run(
        [*in_a_namespace, script, COMMAND, *map(str, words)], capture_output=True, text=True, timeout=20
    )


def test_where_proc_is_hidden_it_records_what_it_can(tmp_path: Path) -> None:
    recorded = '"$0" record --out "$1" --interval 0.05 -- sh -c "sleep 0.3; exit 3"'
    assert mounted("/proc", "rw", recorded, tmp_path).returncode == 3
    found = ended_recording(tmp_path)
    assert found.samples and found.samples[0].host.disk and found.samples[0].host.cpu is None


def test_a_disk_that_is_read_only_is_called_so(tmp_path: Path) -> None:
    done = mounted(tmp_path, "ro", '"$0" record --out "$1" -- echo ran', tmp_path)
    assert done.stdout == "ran\n" and done.stderr == f"spt-tui: cannot record to {tmp_path}: read-only file system\n"


IN_A_DELETED_DIRECTORY_TOO = """
import logging, os, sys, tempfile
from spt_tui.hardware.recorder.hw_monitor import HWMonitor
logging.getLogger("spt_tui").addHandler(logging.StreamHandler())
folder = tempfile.mkdtemp()
os.chdir(folder)
os.rmdir(folder)
monitor = HWMonitor()
monitor.start("run")
assert monitor.stop() == (None, None, None)
"""


def test_a_monitor_in_a_directory_that_was_deleted_is_a_warning() -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_DELETED_DIRECTORY_TOO], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr.count("\n") == 1 and "cannot record to run" in done.stderr
