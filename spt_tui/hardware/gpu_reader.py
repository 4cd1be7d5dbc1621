"""All GPUs, read in rounds that are given up when the driver does not answer."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from spt_tui.hardware.nvml import Device, Nvml, NvmlUnavailable
from spt_tui.hardware.sample import Gpu, GpuState

REOPEN_SECONDS = 10.0
"""The driver is not connected to more often than this, however badly it does."""
_CONNECTION = -1
"""Stands for the connection where a device's index is expected."""


class GpuReader:
    """Asks every GPU once per round, each round on a daemon thread of its own.

    A call into a driver can hang for ever and cannot be interrupted. So a round is waited for until a deadline; after
    it, the call that hangs keeps its thread, and later rounds leave that GPU out until it answers. There are never
    more such threads than GPUs, and one. `begin` and `finish` are called in turn, by one thread.
    """

    def __init__(self, deadline: float = 0.5, reopen_seconds: float = REOPEN_SECONDS) -> None:
        self.deadline = deadline
        self.reopen_seconds = reopen_seconds
        self._nvml = Nvml()
        self._lock = threading.Lock()  # held to change the fields below, never while the driver is asked
        self._asked: dict[int, float] = {}
        self._devices: tuple[Device, ...] = ()
        self._known: tuple[Device, ...] = ()
        self._problem: str | None = None
        self._may_open_at = 0.0
        self._reopen = True
        self._readings: dict[int, _Reading] = {}
        self._round = _Round()

    def begin(self) -> None:
        """Start a round, unless the last one still waits for a connection."""
        if _CONNECTION in self._asked:
            return
        self._round = _Round()
        thread = threading.Thread(target=self._run, args=(self._round,), name="GPU round", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads for this user, or the program is ending
            self._round.done.set()

    def finish(self) -> tuple[tuple[Gpu, ...], str | None]:
        """The GPUs, and why there are none, as known at the latest `deadline` seconds from now."""
        self._round.done.wait(0 if self._round.late else self.deadline)
        self._round.late = not self._round.done.is_set()
        now = time.monotonic()
        with self._lock:
            if since := self._asked.get(_CONNECTION):
                waited = int(now - since)
                return (), f"the NVIDIA driver has not answered for {waited}s" if waited else None
            gpus = [self._readings[device.index].as_of(now, self._round.began) for device in self._devices]
            return tuple(gpus), self._problem

    def _run(self, this: _Round) -> None:
        try:
            self._open_if_due()
            for device in self._fastest_first():
                self._read(device)
                if this is not self._round:
                    return
        except NvmlUnavailable as gone:
            self._close(str(gone))
        finally:
            this.done.set()

    def _open_if_due(self) -> None:
        with self._lock:
            now = time.monotonic()
            if not self._reopen or now < self._may_open_at or self._asked:
                return
            self._asked[_CONNECTION] = now
        try:
            devices = self._nvml.open(self._known)
            with self._lock:
                self._devices = self._known = devices
                self._problem, self._reopen = None, False
                self._readings = {device.index: self._first_reading(device, now) for device in devices}
        finally:
            with self._lock:
                self._may_open_at = time.monotonic() + self.reopen_seconds
                del self._asked[_CONNECTION]

    def _first_reading(self, device: Device, now: float) -> _Reading:
        before = self._readings.get(device.index)
        if before and before.gpu.uuid == device.uuid:
            return before
        return _Reading(Gpu(device.uuid, device.index, device.name, GpuState.LATE, temp_limit=device.temp_limit), now)

    def _fastest_first(self) -> list[Device]:
        """The GPUs, one that keeps its readers waiting last, so that it makes no other late."""
        return sorted(self._devices, key=lambda device: self._readings[device.index].took)

    def _read(self, device: Device) -> None:
        with self._lock:
            if device.index in self._asked or _CONNECTION in self._asked:
                return
            self._asked[device.index] = began = time.monotonic()
        gpu = None
        try:
            gpu = self._nvml.read(device)
        finally:
            with self._lock:
                del self._asked[device.index]
                if gpu is not None:
                    self._note(gpu, began)

    def _note(self, gpu: Gpu, began: float) -> None:
        now = time.monotonic()
        ready_at = now if gpu.state is GpuState.READY else self._readings[gpu.index].ready_at
        self._readings[gpu.index] = _Reading(gpu, ready_at, took=round(now - began, 1))
        self._reopen |= gpu.state in (GpuState.LOST, GpuState.NEEDS_RESET)

    def _close(self, problem: str) -> None:
        with self._lock:
            self._devices, self._problem, self._reopen = (), problem, True


class _Round:
    """One pass over the GPUs."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = threading.Event()
        self.late = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """The last answer of one GPU."""

    gpu: Gpu
    ready_at: float
    """When it last answered in full, or was first known; monotonic."""
    took: float = 0.0
    """Seconds, in tenths: GPUs alike keep their order."""

    def as_of(self, now: float, began: float) -> Gpu:
        """The GPU at `now`, in a round that began at `began`."""
        late = self.gpu.state is GpuState.READY and self.ready_at < began
        return replace(self.gpu, age=now - self.ready_at, state=GpuState.LATE if late else self.gpu.state)
