"""Which processes hold memory of a GPU."""

from __future__ import annotations

from typing import Any

from spt_tui.hardware.nvidia.counters import USERS
from spt_tui.hardware.nvidia.interview import Interview, Question
from spt_tui.hardware.sample import GpuProcess

_OTHERS: tuple[tuple[Question, ...], ...] = (
    (("nvmlDeviceGetGraphicsRunningProcesses",), ("nvmlDeviceGetGraphicsRunningProcesses_v2",)),
    (("nvmlDeviceGetMPSComputeRunningProcesses",), ("nvmlDeviceGetMPSComputeRunningProcesses_v2",)),
)
"""Those that draw, and those that compute through a multi-process server."""


def read_users(interview: Interview) -> tuple[GpuProcess, ...] | None:
    """Every process once, in the order of pids; `None` if the driver does not tell.

    A driver older than version 450 knows only a form of these questions that `pynvml` has not got.
    """
    lists = [interview.ask(*questions) for questions in (USERS.questions, *_OTHERS)]
    if all(users is None for users in lists):
        return None
    return merged(user for users in lists for user in users or ())


def merged(users: Any) -> tuple[GpuProcess, ...]:
    """`nvmlProcessInfo_t` of several lists: one that computes and draws is in two, each time with all its memory."""
    memory: dict[int, int | None] = {}
    for user in users:
        known, used = memory.get(user.pid), user.usedGpuMemory
        memory[user.pid] = known if used is None else max(used, known or 0)
    return tuple(GpuProcess(pid, memory[pid]) for pid in sorted(memory))
