from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.host import cgroup
from tests.hardware.host.machine_tree import HYBRID_MOUNTS, UNLIMITED_V1, V2_MOUNT, memory_stat, unified, write_files

JOB = "/system.slice/slurmstepd.scope/job_48213/step_0/user/task_0"
TASK = "system.slice/slurmstepd.scope/job_48213/step_0/user/task_0"


def test_a_group_and_those_around_it(tmp_path: Path) -> None:
    place = cgroup.hierarchy(str(unified(tmp_path, "/a/b", {})), "memory")
    assert place is not None and place.is_unified
    assert [*place.groups()] == ["/a/b", "/a", "/"]
    assert place.file("/a/b", "memory.max") == f"{tmp_path}/sys/fs/cgroup/a/b/memory.max"


def test_the_tightest_limit_is_that_of_the_job_around_the_task(tmp_path: Path) -> None:
    files = {
        f"{TASK}/memory.max": "max\n",
        "system.slice/slurmstepd.scope/job_48213/memory.max": "68719476736\n",
        "system.slice/memory.max": "200000000000\n",
        f"{TASK}/cpu.max": "max 100000\n",
        "system.slice/slurmstepd.scope/job_48213/cpu.max": "350000 100000\n",
    }
    place = cgroup.hierarchy(str(unified(tmp_path, JOB, files)), "memory")
    assert place is not None
    job = "/system.slice/slurmstepd.scope/job_48213"
    assert cgroup.tightest(place, cgroup.memory_limit) == (68719476736, job)
    assert cgroup.tightest(place, cgroup.cpu_limit) == (3.5, job)


def test_memory_is_without_the_cache_that_can_go(tmp_path: Path) -> None:
    files = {
        "a/memory.current": "5000\n",
        "a/memory.stat": memory_stat(1200),
        "a/cpu.stat": "usage_usec 2500000\nx 1\n",
    }
    place = cgroup.hierarchy(str(unified(tmp_path, "/a", files)), "memory")
    assert place is not None
    assert cgroup.memory_used(place, "/a") == 3800
    assert cgroup.cpu_seconds(place, "/a") == 2.5


def test_each_controller_of_a_hybrid_machine_is_where_it_is(tmp_path: Path) -> None:
    groups = "9:cpuset:/\n4:memory:/slurm/uid_1/job_7\n1:cpu,cpuacct:/slurm/uid_1/job_7\n0::/init.scope\n"
    files = {
        "proc/self/cgroup": groups,
        "proc/self/mountinfo": HYBRID_MOUNTS,
        "sys/fs/cgroup/memory/slurm/uid_1/job_7/memory.limit_in_bytes": "4096000\n",
        "sys/fs/cgroup/memory/slurm/uid_1/memory.limit_in_bytes": UNLIMITED_V1,
        "sys/fs/cgroup/memory/slurm/uid_1/job_7/memory.usage_in_bytes": "3000\n",
        "sys/fs/cgroup/memory/slurm/uid_1/job_7/memory.stat": memory_stat(9999) + memory_stat(500, "total_"),
        "sys/fs/cgroup/cpu,cpuacct/slurm/uid_1/job_7/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu,cpuacct/slurm/uid_1/cpu.cfs_quota_us": "800000\n",
        "sys/fs/cgroup/cpu,cpuacct/slurm/uid_1/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/cpu,cpuacct/slurm/uid_1/job_7/cpuacct.usage": "12500000000\n",
    }
    root = str(write_files(tmp_path, files))
    memory, cpu, io = (cgroup.hierarchy(root, name) for name in ("memory", "cpu", "io"))
    assert memory is not None and cpu is not None and not memory.is_unified
    assert cgroup.tightest(memory, cgroup.memory_limit) == (4096000, "/slurm/uid_1/job_7")
    assert cgroup.memory_used(memory, memory.group) == 2500
    assert cgroup.tightest(cpu, cgroup.cpu_limit) == (8.0, "/slurm/uid_1")
    assert cgroup.cpu_seconds(cpu, cpu.group) == 12.5
    assert io is not None and io.is_unified and io.group == "/init.scope"


@pytest.mark.parametrize(
    ("mount", "group", "inner"),
    [
        ("/docker/abc", "/docker/abc", "/"),
        ("/docker/abc", "/docker/abc/child", "/child"),
        ("/docker/abc", "/docker/abcd", None),
        ("/", "/../other", None),
        ("/../..", "/", None),
    ],
)
def test_a_container_sees_a_part_of_the_hierarchy(tmp_path: Path, mount: str, group: str, inner: str | None) -> None:
    mounted = V2_MOUNT.replace(" / /sys", f" {mount} /sys")
    place = cgroup.hierarchy(str(unified(tmp_path, group, {}, mounted)), "cpu")
    assert (place and place.group) == inner


def test_a_mount_point_with_a_space_in_it(tmp_path: Path) -> None:
    place = cgroup.hierarchy(str(unified(tmp_path, "/", {}, V2_MOUNT.replace("cgroup rw", r"c\040g rw"))), "cpu")
    assert place is not None and place.mount == f"{tmp_path}/sys/fs/c g"


def test_only_version_2_tells_a_container_from_the_machine(tmp_path: Path) -> None:
    machine = cgroup.hierarchy(str(unified(tmp_path / "machine", "/", {"cpu.stat": "usage_usec 1\n"})), "cpu")
    inside = cgroup.hierarchy(str(unified(tmp_path / "inside", "/", {"cgroup.events": "populated 1\n"})), "cpu")
    assert machine is not None and machine.is_machine("/")
    assert inside is not None and not inside.is_machine("/")


@pytest.mark.parametrize("torn", ["", "max", "12x", "-1", "9" * 40, "\x00\xff", "100000"])
def test_what_is_torn_cannot_be_said(tmp_path: Path, torn: str) -> None:
    files = {f"a/{name}": torn for name in ("cpu.max", "cpu.stat", "memory.stat", "cpuset.cpus.effective")}
    place = cgroup.hierarchy(str(unified(tmp_path, "/a", {**files, "a/memory.current": "70\n"})), "cpu")
    assert place is not None
    assert cgroup.cpu_limit(place, "/a") is None and cgroup.cpu_seconds(place, "/a") is None
    assert cgroup.memory_used(place, "/a") == 70


def test_no_files_at_all(tmp_path: Path) -> None:
    assert cgroup.hierarchy(str(tmp_path), "cpu") is None
    write_files(tmp_path, {"proc/self/cgroup": "nonsense\n\n1:2\n", "proc/self/mountinfo": "a b - c\n - \n\n"})
    assert cgroup.hierarchy(str(tmp_path), "cpu") is None


@pytest.mark.parametrize(
    ("text", "size"), [("0-3,8\n", 5), ("7", 1), ("0-127", 128), ("\n", None), ("3-1", None), ("0-3,x", None)]
)
def test_lists_of_processors(text: str, size: int | None) -> None:
    assert cgroup.listed(text) == size


def test_a_file_that_comes_in_pieces_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pieces")

    def write() -> None:
        with open(tmp_path / "pieces", "wb", buffering=0) as end:
            end.write(b"one ")
            time.sleep(0.02)
            end.write(b"two")

    writer = threading.Thread(target=write)
    writer.start()
    assert cgroup.read_text(str(tmp_path / "pieces")) == "one two"
    writer.join()


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    assert (cgroup.number(text) or 0) >= 0
    assert (cgroup.listed(text) or 1) >= 1
