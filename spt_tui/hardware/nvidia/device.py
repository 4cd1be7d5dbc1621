"""The GPUs of a connection: who they are, and what never changes about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from spt_tui.hardware.nvidia.nvml import Nvml
from spt_tui.hardware.nvidia.nvml_code import Code
from spt_tui.text import clean


@dataclass(frozen=True, slots=True)
class Device:
    """A GPU to be asked."""

    index: int
    handle: Any
    """The library's own handle; `None` if it refused one."""
    refusal: int = 0
    """The NVML error in place of a handle."""
    uuid: str = ""
    name: str = ""
    bus: str = ""

    @property
    def key(self) -> str:
        """What identifies it from one connection to the next: its UUID, or its index if it never told that."""
        return self.uuid or f"index {self.index}"


def find_devices(nvml: Nvml, count: int, known: Iterable[Device] = ()) -> tuple[Device, ...]:
    """The GPUs of a fresh connection, in the order of their indexes.

    One that does not say who it is keeps the identity that this index has in `known`, unless another GPU turns out to
    be that one. One of `known` that is not among them is listed as lost: a GPU that falls off the bus is not counted
    any more, and those behind it move up.
    """
    found = [_find(nvml, index) for index in range(count)]
    missing = _without(known, found)
    named = [device if device.uuid else _remembered(device, missing) for device in found]
    gone = [replace(device, handle=None, refusal=Code.GPU_IS_LOST) for device in _without(missing, named)]
    return tuple(sorted((*gone, *named), key=lambda device: device.index))


def text_of(answer: object) -> str:
    """A text of the library as one line that can be shown; older versions of `pynvml` return bytes."""
    return clean(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer or ""))


def _find(nvml: Nvml, index: int) -> Device:
    handle, refusal = nvml.ask("nvmlDeviceGetHandleByIndex", index)
    uuid = nvml.ask("nvmlDeviceGetUUID", handle).value if handle else None
    if uuid is None:
        return Device(index, handle, refusal)
    name = nvml.ask("nvmlDeviceGetName", handle).value
    place = nvml.ask("nvmlDeviceGetPciInfo", handle).value
    return Device(index, handle, refusal, text_of(uuid), text_of(name), text_of(place and place.busId))


def _without(known: Iterable[Device], found: Iterable[Device]) -> list[Device]:
    there = {device.uuid for device in found}
    return [device for device in known if device.uuid and device.uuid not in there]


def _remembered(device: Device, missing: Iterable[Device]) -> Device:
    before = next((known for known in missing if known.index == device.index), None)
    return replace(device, uuid=before.uuid, name=before.name, bus=before.bus) if before else device
