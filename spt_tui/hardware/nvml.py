"""The NVIDIA driver's own counters, through the NVML library. The only file that imports `pynvml`.

`pynvml` comes from the distribution `nvidia-ml-py`. It is imported by the first `Nvml.open`, and not at all on a
machine without the library: most login nodes, where its 14 MB would buy one line of text. Codes and functions are
those of NVIDIA's NVML API reference.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from spt_tui.hardware.sample import Gpu, GpuState
from spt_tui.text import clean

LIBRARY = "libnvidia-ml.so.1"
NO_LIBRARY = "no NVIDIA driver on this node"
NO_GPUS = "the NVIDIA driver finds no GPU on this node"
NOT_INSTALLED = "the Python package nvidia-ml-py is not installed"
SHADOWED = "an old package `pynvml` hides nvidia-ml-py: pip uninstall pynvml"

_MEMORY_V2 = 0x02000028
"""Size and version of the second form of the memory question: `sizeof(nvmlMemory_v2_t) | 2 << 24`."""
_CHIP = 0
_SLOWDOWN = 1

_UNINITIALIZED, _NO_PERMISSION, _DRIVER_NOT_LOADED, _LIBRARY_NOT_FOUND = 1, 4, 9, 12
_FUNCTION_NOT_FOUND, _GPU_IS_LOST, _RESET_REQUIRED, _MISMATCH, _UNKNOWN = 13, 15, 16, 18, 999

_REASON = {
    _NO_PERMISSION: "no permission to ask the NVIDIA driver",
    _DRIVER_NOT_LOADED: "the NVIDIA driver is not loaded",
    _LIBRARY_NOT_FOUND: NO_LIBRARY,
    _MISMATCH: "NVIDIA's library and driver differ in version: reload the driver or reboot",
}
_DRIVER_IS_GONE = frozenset({_UNINITIALIZED, _DRIVER_NOT_LOADED, _MISMATCH})


class NvmlUnavailable(Exception):
    """No GPU can be read; the message is the reason, in one line."""


class Answer(NamedTuple):
    """What the library said to one question."""

    value: Any
    """`None` unless `code` is 0."""
    code: int
    """0, or the NVML error."""


@dataclass(frozen=True, slots=True)
class Device:
    """A GPU to be asked, and what never changes about it."""

    index: int
    handle: Any
    """The library's own handle; `None` if it refused one."""
    refusal: int = 0
    """The NVML error in place of a handle."""
    uuid: str = ""
    name: str = ""
    temp_limit: int | None = None


class Nvml:
    """One connection to the driver.

    Every method may block for as long as the driver likes. Several threads may `read` different devices at a time;
    `open` needs the connection to itself.
    """

    def __init__(self) -> None:
        self._library: ModuleType | None = None
        self._absent: set[str] = set()
        self._opened = False

    def open(self, known: Iterable[Device] = ()) -> tuple[Device, ...]:
        """Connect, or connect again, and find the GPUs; one that is lost keeps the identity it has in `known`.

        Raises NvmlUnavailable.
        """
        self._library = self._library or _load()
        if self._opened:
            self._opened = False
            self._ask("nvmlShutdown")
        self._require("nvmlInitWithFlags", 0)
        self._opened = True
        count = self._require("nvmlDeviceGetCount")
        if not count:
            raise NvmlUnavailable(NO_GPUS)
        before = {device.index: device for device in known}
        return tuple(self._device(index, before.get(index)) for index in range(count))

    def read(self, device: Device) -> Gpu:
        """The device's counters now. Raises NvmlUnavailable if the driver as a whole has gone."""
        if device.handle is None:
            return _gpu(device, _state_of({device.refusal}, True))
        codes: set[int] = set()

        def ask(function: str, *arguments: Any) -> Any:
            answer = self._ask(function, device.handle, *arguments)
            codes.add(answer.code)
            return answer.value

        busy = ask("nvmlDeviceGetUtilizationRates")
        memory = ask("nvmlDeviceGetMemoryInfo", _MEMORY_V2) or ask("nvmlDeviceGetMemoryInfo")
        power, limit = ask("nvmlDeviceGetPowerUsage"), ask("nvmlDeviceGetEnforcedPowerLimit")
        temp = ask("nvmlDeviceGetTemperatureV", _CHIP) or ask("nvmlDeviceGetTemperature", _CHIP)
        for code in codes & _DRIVER_IS_GONE:
            raise NvmlUnavailable(_reason(code))
        state = _state_of(codes, 0 not in codes)
        if state is not GpuState.READY:
            return _gpu(device, state)
        return _gpu(
            device,
            state,
            util=busy and busy.gpu,
            mem_util=busy and busy.memory,
            mem_used=memory and memory.used,
            mem_reserved=getattr(memory, "reserved", None),
            mem_total=memory and memory.total,
            power=_watts(power),
            power_limit=_watts(limit),
            temp=temp,
        )

    def _device(self, index: int, before: Device | None) -> Device:
        handle, refusal = self._ask("nvmlDeviceGetHandleByIndex", index)
        uuid = self._ask("nvmlDeviceGetUUID", handle).value if handle else None
        if uuid is None:
            uuid, name, limit = (before.uuid, before.name, before.temp_limit) if before else ("", "", None)
            return Device(index, handle, refusal, uuid, name, limit)
        name = self._ask("nvmlDeviceGetName", handle).value
        limit = self._ask("nvmlDeviceGetTemperatureThreshold", handle, _SLOWDOWN).value or None
        return Device(index, handle, refusal, clean(_text(uuid)), clean(_text(name)), limit)

    def _require(self, function: str, *arguments: Any) -> Any:
        value, code = self._ask(function, *arguments)
        if code:
            raise NvmlUnavailable(_reason(code))
        return value

    def _ask(self, function: str, *arguments: Any) -> Answer:
        """Ask one question: the one place where the library is called. What an old driver lacks is asked once."""
        library, form = self._library, f"{function}/{len(arguments)}"
        call = getattr(library, function, None)
        if library is None or call is None or form in self._absent:
            return Answer(None, _FUNCTION_NOT_FOUND)
        try:
            return Answer(call(*arguments), 0)
        except library.NVMLError as error:
            code = int(error.value)
        except library.NVMLLibraryMismatchError:
            code = _FUNCTION_NOT_FOUND
        except UnicodeDecodeError:
            code = _UNKNOWN
        if code == _FUNCTION_NOT_FOUND:
            self._absent.add(form)
        return Answer(None, code)


def _gpu(device: Device, state: GpuState, **counters: Any) -> Gpu:
    return Gpu(device.uuid, device.index, device.name, state, temp_limit=device.temp_limit, **counters)


def _state_of(codes: set[int], all_failed: bool) -> GpuState:
    if _GPU_IS_LOST in codes:
        return GpuState.LOST
    if _RESET_REQUIRED in codes:
        return GpuState.NEEDS_RESET
    if _NO_PERMISSION in codes and all_failed:
        return GpuState.NO_PERMISSION
    return GpuState.READY


def _reason(code: int) -> str:
    return _REASON.get(code) or f"the NVIDIA driver answers with error {code}"


def _watts(milliwatts: int | None) -> float | None:
    return None if milliwatts is None else milliwatts / 1000


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _load() -> ModuleType:
    """`pynvml`, silently. Raises NvmlUnavailable."""
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL(LIBRARY)
        except OSError:
            raise NvmlUnavailable(NO_LIBRARY) from None
    with warnings.catch_warnings():  # distribution pynvml 13 warns whenever anyone looks for the module
        warnings.simplefilter("ignore")
        spec = importlib.util.find_spec("pynvml")
        if spec is None:
            raise NvmlUnavailable(NOT_INSTALLED)
        if spec.submodule_search_locations is not None:  # nvidia-ml-py is one file; pynvml up to 11 is a folder
            raise NvmlUnavailable(SHADOWED)
        return importlib.import_module("pynvml")
