"""Recordings read back, and programs that make them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from spt_tui.hardware.recording import End, Header, decode_line
from spt_tui.hardware.sample import Sample
from tests.hardware.conftest import REPOSITORY

TRAINER = """
import glob, logging, os, sys, time
from spt_tui.hardware.recorder.hw_monitor import HWMonitor

told = []
logging.getLogger("spt_tui").addHandler(logging.StreamHandler())
logging.getLogger("spt_tui").addFilter(lambda record: told.append(record) or True)

def wait(holds):
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)

def size():
    return sum(map(os.path.getsize, glob.glob(os.path.join(sys.argv[1], "hw-*"))))

monitor = HWMonitor()
monitor.start(sys.argv[1], 0.02)
print("started", flush=True)
"""
"""What a program that trains begins with; its argument is the directory. `told` are the warnings."""


@dataclass
class Recording:
    """What is in a file, line by line."""

    headers: list[Header] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    bad: list[bytes] = field(default_factory=list)


def read_recording(path: Path) -> Recording:
    found = Recording()
    header = None
    for line in path.read_bytes().splitlines(keepends=True):
        decoded = decode_line(line, header) if line.endswith(b"\n") else None
        if isinstance(decoded, Header):
            header = decoded
            found.headers.append(header)
        elif isinstance(decoded, Sample):
            found.samples.append(decoded)
        elif isinstance(decoded, End):
            found.ends.append(decoded)
        elif line != b"\n":
            found.bad.append(line)
    return found


def only_recording(folder: Path) -> Path:
    (path,) = folder.glob("hw-*.jsonl")
    return path


def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something holds, and fail if it does not."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def ended_recording(folder: Path) -> Recording:
    """The only recording in a folder, once its recorder has stopped."""
    until(lambda: any(read_recording(path).ends for path in folder.glob("hw-*.jsonl")))
    return read_recording(only_recording(folder))


def samples_in(folder: Path) -> int:
    return sum(len(read_recording(path).samples) for path in folder.glob("hw-*.jsonl"))


def train(folder: Path, rest: str = "time.sleep(60)", *arguments: str, **options: object) -> subprocess.Popen[str]:
    """A program that records itself into `folder`, and then does the `rest`."""
    command = [sys.executable, "-c", f"{TRAINER}\n{rest}", str(folder), *arguments]
    trainer = subprocess.Popen(  # type: ignore[call-overload]
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    assert trainer.stdout.readline() == "started\n", trainer.stderr.read()
    return trainer  # type: ignore[no-any-return]


def ended(trainer: subprocess.Popen[str], status: int = 0) -> str:
    """Wait for a program to end with `status`; gives what it wrote to standard error."""
    _, errors = trainer.communicate(timeout=20)
    assert trainer.returncode == status, errors
    return errors
