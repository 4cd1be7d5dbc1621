"""One GPU, as long as one connection to the driver lasts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

from spt_tui.hardware.nvidia.counters import LINKS, MEMORY, QUICK, SLOW, read_counters, read_static, refused_fields
from spt_tui.hardware.nvidia.device import Device
from spt_tui.hardware.nvidia.interview import Interview, Refused
from spt_tui.hardware.nvidia.meter import Meter
from spt_tui.hardware.nvidia.mig import MigDevice, find_mig_devices
from spt_tui.hardware.nvidia.nvml import Nvml
from spt_tui.hardware.nvidia.users import read_users
from spt_tui.hardware.sample import Gpu, GpuProcess, GpuState

SLOW_LAST_SECONDS = 15.0
"""What is read slowly is shown for so long."""

Users = tuple[GpuProcess, ...] | None


@dataclass(frozen=True, slots=True)
class SlowReading:
    """What is asked every few seconds only."""

    at: float = float("-inf")
    """Seconds of the monotonic clock."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Of the `Gpu`."""
    part_users: dict[str, Users] = field(default_factory=dict)
    """The processes of each part of a board that is split by MIG, by its UUID."""


@dataclass(slots=True)
class Past:
    """What the next answers of a GPU are compared with, and shown beside."""

    energy: Meter = field(default_factory=Meter)
    link_rx: Meter = field(default_factory=Meter)
    link_tx: Meter = field(default_factory=Meter)
    slow: SlowReading = field(default_factory=SlowReading)


class Board:
    """Asks one GPU, and remembers its past and which questions it refuses.

    `read` and `read_slowly` may run on two threads at a time, each on one only.
    """

    def __init__(self, nvml: Nvml, device: Device, before: Board | None = None) -> None:
        """Asks what stays as it is, unless the GPU is lost. `before` is the same GPU in the connection before."""
        self.device = device
        self._nvml = nvml
        self._refused: Refused = {}
        self._part_refused: Refused = {}
        self._past: Past = before._past if before else Past()
        self._static: dict[str, Any] = {}
        self._parts: tuple[MigDevice, ...] = ()
        if device.handle is not None:
            interview = self._interview()
            self._static = read_static(interview)
            self._parts = find_mig_devices(nvml, device.handle, interview)

    def read(self) -> Gpu:
        """What is asked in every round. Raises DriverProblem if the driver as a whole has gone."""
        interview, now = self._interview(), time.monotonic()
        fields = read_counters(QUICK, interview)
        fields["mean_power"] = self._past.energy.rate(fields.get("energy"), now)
        parts = tuple(self._read_part(part) for part in self._parts)
        state = interview.state()
        return self.gpu(state, **fields, instances=parts) if state is GpuState.READY else self.gpu(state)

    def read_slowly(self) -> None:
        """Ask what is slow to answer, for `complete`. Raises DriverProblem."""
        interview = self._interview()
        self._look_for_parts(interview)
        users = None if self._parts else read_users(interview)
        part_users = {part.uuid: read_users(self._part_interview(part)) for part in self._parts}
        fields = read_counters(SLOW, interview)
        counts = dict(LINKS.read(interview))
        now = time.monotonic()
        for name, meter in (("nvlink_rx", self._past.link_rx), ("nvlink_tx", self._past.link_tx)):
            fields[name] = meter.rate(counts.get(name), now)
        interview.state()
        self._past.slow = SlowReading(now, {**fields, "processes": users}, part_users)

    def complete(self, gpu: Gpu, now: float, age: float, state: GpuState) -> Gpu:
        """A reading of this GPU as of `now`, with what was read slowly unless that is old, and with what is refused."""
        if gpu.state is not GpuState.READY:
            return replace(gpu, age=age, state=state)
        slow = self._past.slow if now - self._past.slow.at < SLOW_LAST_SECONDS else SlowReading()
        parts = tuple(
            replace(part, processes=slow.part_users.get(part.uuid), age=age, state=state) for part in gpu.instances
        )
        whole = replace(gpu, age=age, state=state, instances=parts, **slow.fields)
        refused = tuple(pair for pair in refused_fields(self._refused) if getattr(whole, pair[0]) is None)
        return replace(whole, refused=refused)

    def gpu(self, state: GpuState, **fields: Any) -> Gpu:
        """This GPU with nothing but what stays as it is, and `fields`."""
        device = self.device
        return Gpu(device.uuid, device.index, device.name, state, bus=device.bus, **self._static, **fields)

    def _interview(self) -> Interview:
        return Interview(self._nvml, self.device.handle, self._refused, self.device.refusal)

    def _part_interview(self, part: MigDevice) -> Interview:
        return Interview(self._nvml, part.handle, self._part_refused)

    def _read_part(self, part: MigDevice) -> Gpu:
        interview = self._part_interview(part)
        return Gpu(part.uuid, part.index, part.name, bus=self.device.bus, **read_counters([MEMORY], interview))

    def _look_for_parts(self, interview: Interview) -> None:
        """A board that is split or made whole tells other things than before."""
        parts = find_mig_devices(self._nvml, self.device.handle, interview)
        if bool(parts) != bool(self._parts):
            self._refused.clear()
        self._parts = parts
