from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spt_tui.hardware.host.disk import DiskReader, read_disk
from spt_tui.hardware.sample import Disk

HERE = Path(__file__).parent


def settled(reader: DiskReader) -> Disk | None:
    """What the reader says once it was answered."""
    for _ in range(200):
        disk = reader.read()
        if disk is None or disk.free is not None:
            return disk
        time.sleep(0.01)
    return reader.read()


def test_the_room_below_a_directory(tmp_path: Path) -> None:
    disk = read_disk(str(tmp_path))
    room = shutil.disk_usage(tmp_path)
    assert disk is not None and disk.path == str(tmp_path) and disk.total == room.total
    assert disk.free is not None and abs(disk.free - room.free) < 1 << 30


def test_no_directory_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert read_disk(str(tmp_path / "missing")) is None
    assert read_disk(str(tmp_path / "file" / "below")) is None
    assert read_disk("a\0b") == Disk("a␀b")


def test_sizes_that_are_not_known_are_not_zero() -> None:
    if not os.path.isdir("/proc/self"):
        pytest.skip("no /proc here, whose file system knows no sizes")
    assert read_disk("/proc") == Disk("/proc")


def test_the_reader_follows_to_another_directory(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    reader = DiskReader()
    assert reader.read() is None
    for place in (tmp_path, tmp_path / "other"):
        reader.directory = str(place)
        disk = settled(reader)
        assert disk is not None and disk.path == str(place) and disk.free
    reader.directory = str(tmp_path / "missing")
    assert reader.read() in (None, Disk(str(tmp_path / "missing")))
    for _ in range(200):
        if reader.read() is None:
            break
        time.sleep(0.01)
    assert reader.read() is None


def test_a_file_system_that_does_not_answer_keeps_nobody_waiting(tmp_path: Path) -> None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("NO C COMPILER: gcc is needed for a statvfs that hangs, so that is NOT tested here")
    library = tmp_path / "hanging.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, HERE / "hanging_statvfs.c"], check=True)
    program = """
import time
from spt_tui.hardware.host.host_reader import HostReader
reader = HostReader("/hangs")
reader.read()
began = time.monotonic()
hosts = [reader.read() for _ in range(20)]
print(time.monotonic() - began < 1, hosts[-1].mem_total is not None, hosts[-1].disk)
"""
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=20)
    assert done.stdout == "True True Disk(path='/hangs', free=None, total=None)\n" and done.stderr == ""
