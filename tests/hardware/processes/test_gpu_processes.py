from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from spt_tui.hardware.processes import gpu_processes
from spt_tui.hardware.processes.gpu_processes import ProcessReader, processes_of
from spt_tui.hardware.sample import Gpu, GpuProcess
from tests.hardware.host.machine_tree import write_files

OTHER = 4_190_001
"""More than any pid."""


def stat(began: int) -> str:
    return f"77 (python) S{' 0' * 18} {began} 0\n"


def process_files(root: Path, pid: int, began: int, name: str) -> None:
    files = {"stat": stat(began), "comm": f"{name}\n", "cmdline": "", "status": "Uid:\t4242424\n"}
    write_files(root / "proc" / str(pid), files)


def board(*pids: int) -> Gpu:
    return Gpu("GPU-1", 0, processes=tuple(GpuProcess(pid, 100) for pid in pids))


def commands(reader: ProcessReader, gpu: Gpu) -> list[str | None]:
    (named,) = reader.named([gpu])
    return [process.command for process in processes_of(named)]


def asking() -> set[threading.Thread]:
    """The threads that look at processes."""
    return {thread for thread in threading.enumerate() if thread.name == "GPU processes"}


def test_processes_get_their_names_and_a_stranger_stays_a_number(tmp_path: Path) -> None:
    process_files(tmp_path, 77, 5, "trainer")
    reader = ProcessReader(str(tmp_path))
    (named,) = reader.named([board(77, OTHER)])
    assert named.processes == (
        GpuProcess(77, 100, user="4242424", command="[trainer]"),
        GpuProcess(OTHER, 100),
    )


def test_those_of_an_instance_are_named_too(tmp_path: Path) -> None:
    process_files(tmp_path, 77, 5, "trainer")
    parent = Gpu("GPU-1", 0, instances=(board(77), board()))
    (named,) = ProcessReader(str(tmp_path)).named([parent])
    assert [process.command for process in processes_of(named)] == ["[trainer]"] and named.processes is None


def test_a_new_process_of_the_same_number_is_not_taken_for_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu_processes, "EVERY", 0.0)
    process_files(tmp_path, 77, 5, "trainer")
    reader = ProcessReader(str(tmp_path))
    assert commands(reader, board(77)) == ["[trainer]"]
    process_files(tmp_path, 77, 6, "another")
    deadline = time.monotonic() + 5
    while commands(reader, board(77)) != ["[another]"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_known_processes_are_looked_at_seldom(tmp_path: Path) -> None:
    process_files(tmp_path, 77, 5, "trainer")
    reader = ProcessReader(str(tmp_path))
    commands(reader, board(77))
    process_files(tmp_path, 77, 6, "another")
    assert [commands(reader, board(77)) for _ in range(5)] == [["[trainer]"]] * 5


def test_a_process_whose_memory_cannot_be_read_delays_no_sample(tmp_path: Path) -> None:
    process_files(tmp_path, 77, 5, "trainer")
    os.remove(tmp_path / "proc/77/cmdline")
    os.mkfifo(tmp_path / "proc/77/cmdline")  # opened for reading it waits for a writer
    reader = ProcessReader(str(tmp_path))
    before = asking()
    began = time.monotonic()
    assert [commands(reader, board(77)) for _ in range(20)] == [[None]] * 20
    assert time.monotonic() - began < 2
    assert len(asking() - before) == 1
    with open(tmp_path / "proc/77/cmdline", "wb") as end:
        end.write(b"python\0train.py\0")


def test_where_nobody_uses_a_gpu_nobody_is_asked(tmp_path: Path) -> None:
    gpus, before = (Gpu("GPU-1", 0), board()), asking()
    assert ProcessReader(str(tmp_path)).named(gpus) == gpus
    assert asking() <= before
