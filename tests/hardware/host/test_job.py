from __future__ import annotations

import time
from pathlib import Path

import pytest

from spt_tui.hardware.host import job as job_module
from spt_tui.hardware.host.job import CpuTime, JobReader, busy_percent
from tests.hardware.host.machine_tree import memory_stat, unified, write_files

GROUP = {"cgroup.events": "", "cpu.max": "50000 100000\n", "memory.max": "1000000\n", "memory.stat": memory_stat(100)}


def used(root: Path, seconds: float, memory: int = 600) -> None:
    files = {"cpu.stat": f"usage_usec {int(seconds * 1e6)}\n", "memory.current": f"{memory}\n"}
    write_files(root / "sys/fs/cgroup", files)


def test_what_is_used_is_read_each_time(tmp_path: Path) -> None:
    reader = JobReader(str(unified(tmp_path, "/", GROUP)), {})
    used(tmp_path, 10.0)
    first = reader.read(mem_total=1 << 40)
    assert first is not None and (first.cpus, first.cpu, first.mem_used, first.mem_limit) == (0.5, None, 500, 1_000_000)
    time.sleep(0.05)
    used(tmp_path, 10.0, memory=900)
    second = reader.read(mem_total=1 << 40)
    assert second is not None and second.cpu == 0.0 and second.mem_used == 800
    used(tmp_path, 9999.0)
    third = reader.read(mem_total=1 << 40)
    assert third is not None and third.cpu == 100.0


def test_a_group_that_went_away_keeps_the_host_alive(tmp_path: Path) -> None:
    reader = JobReader(str(unified(tmp_path, "/", GROUP)), {})
    used(tmp_path, 1.0)
    reader.read()
    for path in (tmp_path / "sys/fs/cgroup").iterdir():
        path.unlink()
    job = reader.read()
    assert job is not None and job.cpu is None and job.mem_used is None


def test_limits_are_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "BOUNDS_EVERY", 0.0)
    reader = JobReader(str(unified(tmp_path, "/", GROUP)), {})
    reader.read()
    write_files(tmp_path / "sys/fs/cgroup", {"cpu.max": "25000 100000\n"})
    job = reader.read()
    assert job is not None and job.cpus == 0.25


def test_a_quarter_of_four_processors() -> None:
    assert busy_percent(CpuTime(10.0, 5.0), CpuTime(12.0, 7.0), 4) == 25.0
    assert busy_percent(CpuTime(10.0), CpuTime(12.0, 7.0), 4) is None
    assert busy_percent(CpuTime(10.0, 5.0), CpuTime(12.0), 4) is None
    assert busy_percent(CpuTime(10.0, 5.0), CpuTime(10.0, 5.0), 4) is None
    assert busy_percent(CpuTime(10.0, 5.0), CpuTime(11.0, 5.0), None) is None
