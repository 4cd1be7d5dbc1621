"""Where and in which job a recorder runs, as it stands in the header of what it writes."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from spt_tui.hardware.recording import Header
from spt_tui.hardware.sample import Host
from spt_tui.text import clean

_KEPT = (
    "SLURM_JOB_ID",
    "SLURM_ARRAY_JOB_ID",
    "SLURM_ARRAY_TASK_ID",
    "SLURM_STEP_ID",
    "SLURM_RESTART_COUNT",
    "SLURM_PROCID",
    "SLURM_LOCALID",
    "SLURM_NODEID",
    "SLURM_NTASKS",
    "SLURM_NNODES",
    "PBS_JOBID",
    "LSB_JOBID",
    "RANK",
    "LOCAL_RANK",
    "WORLD_SIZE",
    "LOCAL_WORLD_SIZE",
    "NODE_RANK",
    "GROUP_RANK",
    "OMPI_COMM_WORLD_RANK",
    "OMPI_COMM_WORLD_LOCAL_RANK",
    "OMPI_COMM_WORLD_SIZE",
    "CUDA_VISIBLE_DEVICES",
)
"""Variables that say which job and rank a process is. Others may be secrets, and are never written down."""
_VALUE_LIMIT = 500


def job_environment(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those of `environ` that say which job and which rank it is."""
    return tuple((name, clean(environ[name], _VALUE_LIMIT)) for name in _KEPT if environ.get(name))


def first_header(hostname: str, interval: float, command_pid: int | None = None) -> Header:
    """What is known before the first sample."""
    return Header(
        time=time.time(),
        machine=Host(hostname),
        interval=interval,
        boot_id=_boot_id(),
        time_zone=time_zone(),
        pid=os.getpid(),
        command_pid=command_pid,
        environ=job_environment(os.environ),
    )


def time_zone() -> str:
    """This machine's distance from UTC, as `+01:00`."""
    digits = time.strftime("%z")
    return f"{digits[:3]}:{digits[3:5]}"


def _boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return clean(file.read().strip())
    except OSError:
        return ""
