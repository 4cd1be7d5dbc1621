from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.hardware.host.bounds import Bounds, Capacity, read_bounds, slurm_id
from tests.hardware.host.machine_tree import UNLIMITED_V1, V1_MOUNTS, memory_stat, unified, write_files

GIB = 1 << 30
NODE = Capacity(64, 512 * GIB)
TASK = "system.slice/slurmstepd.scope/job_48219/step_0/user/task_0"
JOB = "system.slice/slurmstepd.scope/job_48219"
IN_JOB = {"SLURM_JOB_ID": "48219", "SLURM_CPUS_ON_NODE": "32", "SLURMD_NODENAME": "gpu031"}
IN_ARRAY = {**IN_JOB, "SLURM_ARRAY_JOB_ID": "48213", "SLURM_ARRAY_TASK_ID": "3"}


def bounds(root: Path, environ: dict[str, str], usable: int, capacity: Capacity = NODE) -> Bounds | None:
    return read_bounds(str(root), environ, capacity, usable)


def slurm_node(root: Path) -> Path:
    files = {
        f"{JOB}/memory.max": f"{256 * GIB}\n",
        f"{JOB}/memory.current": f"{20 * GIB}\n",
        f"{JOB}/memory.stat": memory_stat(4 * GIB),
        f"{JOB}/cpu.stat": "usage_usec 9000000\n",
        f"{JOB}/cpuset.cpus.effective": "0-31\n",
        f"{TASK}/memory.current": f"{GIB}\n",
        f"{TASK}/cpu.stat": "usage_usec 1000000\n",
        f"{TASK}/cpuset.cpus.effective": "0-7\n",
        "cpu.stat": "usage_usec 999000000\n",
    }
    return unified(root, f"/{TASK}", files)


def test_nothing_bounds_a_process_of_the_whole_machine(tmp_path: Path) -> None:
    root = unified(tmp_path, "/user.slice/user-7.slice/session-1.scope", {"user.slice/memory.max": "max\n"})
    assert bounds(root, {}, 64) is None
    assert bounds(tmp_path / "nothing", {}, 64) is None


def test_a_rank_speaks_of_its_job_and_not_of_its_own_eight_processors(tmp_path: Path) -> None:
    found = bounds(slurm_node(tmp_path), IN_ARRAY, usable=8)
    assert found is not None
    assert (found.cpus, found.mem_limit, found.slurm_id) == (32, 256 * GIB, "48213_3")
    assert found.cpu_seconds() == 9.0 and found.mem_used() == 16 * GIB


def test_a_shell_that_was_adopted_into_a_job_knows_it_by_its_group(tmp_path: Path) -> None:
    found = bounds(slurm_node(tmp_path), {}, usable=32)
    assert found is not None and (found.cpus, found.slurm_id) == (32, "48219")


def test_the_shell_of_an_allocation_on_the_login_node_is_in_no_job(tmp_path: Path) -> None:
    assert bounds(unified(tmp_path, "/user.slice", {}), {"SLURM_JOB_ID": "48219"}, 64) is None


def test_a_job_without_groups_has_its_processors_and_cannot_say_what_they_do(tmp_path: Path) -> None:
    found = bounds(unified(tmp_path, "/", {"cpu.stat": "usage_usec 5\n"}), IN_JOB, 64)
    assert found == Bounds(32, None, None, None, "48219")
    assert found.cpu_seconds() is None and found.mem_used() is None


def test_a_quota_bounds_more_than_the_processors(tmp_path: Path) -> None:
    files = {"cgroup.events": "populated 1\n", "cpu.max": "250000 100000\n", "cpu.stat": "usage_usec 3000000\n"}
    found = bounds(unified(tmp_path, "/", files), {}, usable=64)
    assert found is not None and found.cpus == 2.5 and found.cpu_seconds() == 3.0


def test_a_limit_beyond_the_machine_is_none(tmp_path: Path) -> None:
    assert bounds(unified(tmp_path, "/a", {"a/memory.max": f"{600 * GIB}\n"}), {}, 64) is None


def test_a_container_bound_to_processors_uses_those(tmp_path: Path) -> None:
    files = {"cgroup.events": "", "cpuset.cpus.effective": "4-7\n", "cpu.stat": "usage_usec 8000000\n"}
    found = bounds(unified(tmp_path, "/", {**files, "memory.current": "70\n"}), {}, usable=4)
    assert found is not None and found.cpus == 4 and found.cpu_seconds() == 8.0
    assert found.mem_used() is None  # nothing of memory is bounded


def test_the_time_of_a_group_says_nothing_about_one_process_that_was_bound_to_less(tmp_path: Path) -> None:
    files = {"a/cpuset.cpus.effective": "0-63\n", "a/cpu.stat": "usage_usec 8000000\n"}
    found = bounds(unified(tmp_path, "/a", files), {}, usable=4)
    assert found is not None and found.cpus == 4 and found.cpu_seconds() is None


def test_version_1_tells_the_time_in_a_hierarchy_of_its_own(tmp_path: Path) -> None:
    mounts = V1_MOUNTS.replace(
        "cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct", "cpu rw - cgroup cgroup rw,cpu"
    )
    mounts += "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct\n"
    group = "slurm/uid_7/job_5"
    files = {
        "proc/self/cgroup": f"9:memory:/{group}\n4:cpuset:/{group}\n2:cpuacct:/{group}\n1:cpu:/{group}\n0::/\n",
        "proc/self/mountinfo": mounts,
        f"sys/fs/cgroup/memory/{group}/memory.limit_in_bytes": UNLIMITED_V1,
        f"sys/fs/cgroup/memory/{group}/memory.usage_in_bytes": "5000\n",
        f"sys/fs/cgroup/cpuset/{group}/cpuset.effective_cpus": "0-15\n",
        f"sys/fs/cgroup/cpuacct/{group}/cpuacct.usage": "4000000000\n",
    }
    found = bounds(write_files(tmp_path, files), {}, usable=2)
    assert found is not None and (found.cpus, found.mem_limit, found.slurm_id) == (16, None, "5")
    assert found.cpu_seconds() == 4.0 and found.mem_used() == 5000


@pytest.mark.parametrize(
    ("environ", "id"),
    [
        (IN_ARRAY, "48213_3"),
        ({"SLURM_JOB_ID": "48216"}, "48216"),
        ({"SLURM_ARRAY_JOB_ID": "48213", "SLURM_JOB_ID": "48216"}, "48216"),
        ({"SLURM_JOB_ID": "\x1b[31m"}, "␛[31m"),
        ({}, None),
    ],
)
def test_the_job_of_an_environment(environ: dict[str, str], id: str | None) -> None:
    assert slurm_id(environ) == id
