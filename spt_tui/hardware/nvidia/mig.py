"""The devices into which a GPU is split by MIG (multi-instance GPU)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spt_tui.hardware.nvidia.device import text_of
from spt_tui.hardware.nvidia.interview import Interview
from spt_tui.hardware.nvidia.nvml import Nvml


@dataclass(frozen=True, slots=True)
class MigDevice:
    """One part of a GPU, with memory of its own."""

    index: int
    """Its number within its GPU."""
    handle: Any
    uuid: str
    name: str


def find_mig_devices(nvml: Nvml, handle: Any, interview: Interview) -> tuple[MigDevice, ...]:
    """The parts of the GPU of `handle`; empty if it is whole. `interview` asks this GPU."""
    mode = interview.ask(("nvmlDeviceGetMigMode",))
    if not mode or not mode[0]:
        return ()
    most = interview.ask(("nvmlDeviceGetMaxMigDeviceCount",)) or 0
    return tuple(_mig_devices(nvml, handle, most))


def _mig_devices(nvml: Nvml, handle: Any, most: int) -> Iterator[MigDevice]:
    for index in range(most):
        part = nvml.ask("nvmlDeviceGetMigDeviceHandleByIndex", handle, index).value
        if part is not None:
            uuid, name = nvml.ask("nvmlDeviceGetUUID", part).value, nvml.ask("nvmlDeviceGetName", part).value
            yield MigDevice(index, part, text_of(uuid), text_of(name))
