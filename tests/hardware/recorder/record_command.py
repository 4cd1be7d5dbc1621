"""`spt-tui record` as users run it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.e2e.browser import COMMAND
from tests.hardware.recorder.recordings import only_recording, read_recording, samples_in, until

FAST = ("--interval", "0.05")


def start(*arguments: str | Path, **options: object) -> subprocess.Popen[str]:
    command = [COMMAND, "record", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **{**pipes, **options})  # type: ignore[call-overload, no-any-return]


def run(*arguments: str | Path, given: str = "", **options: object) -> subprocess.CompletedProcess[str]:
    started = start(*arguments, **options)
    out, errors = started.communicate(given, timeout=20)
    return subprocess.CompletedProcess(started.args, started.returncode, out, errors)


def recorder_of(folder: Path) -> int:
    """The process that records into a folder."""
    until(lambda: samples_in(folder))
    return read_recording(only_recording(folder)).headers[-1].pid


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
