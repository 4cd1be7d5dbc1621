"""What a GPU is asked, and what of a `Gpu` the answers are.

The functions, constants and units are those of NVIDIA's NVML API reference. Where a function has an older form, both
stand here, the newer one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spt_tui.hardware.nvidia.interview import Interview, Question, Refused
from spt_tui.hardware.nvidia.nvml import FIELD_VALUES
from spt_tui.hardware.nvidia.nvml_code import REFUSALS, Code
from spt_tui.hardware.nvidia.throttle import throttle_words

_NOT_AVAILABLE = (0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)
"""NVML_VALUE_NOT_AVAILABLE as an unsigned number: what drivers answer that have neither a value nor an error."""
_MEMORY_V2 = 0x02000028
"""Size and version of the second form of the memory question: `sizeof(nvmlMemory_v2_t) | 2 << 24`."""
_CHIP = 0
_SM, _MEMORY = 1, 2
_SLOWDOWN = 1
_CORRECTED, _UNCORRECTED, _SINCE_LOADED = 0, 1, 0
_FROM_GPU, _TO_GPU = 0, 1
_SLOWDOWN_MARGIN = (194, 0)
"""NVML_FI_DEV_TEMPERATURE_SLOWDOWN_TLIMIT."""
_ALL_LINKS = 0xFFFFFFFF
_LINK_TX, _LINK_RX = (138, _ALL_LINKS), (139, _ALL_LINKS)
"""NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX and _RX: KiB without the protocol's share since the driver was loaded."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One question in its forms, and the fields of a `Gpu` that its answer fills."""

    fields: tuple[str, ...]
    questions: tuple[Question, ...]
    values: Callable[[Any], tuple[Any, ...]] = lambda answer: (answer,)
    """From the answer to a value for each of `fields`."""
    also: tuple[str, ...] = ()
    """Fields that follow from these."""

    def read(self, interview: Interview) -> Iterator[tuple[str, Any]]:
        """The fields and their values; none if the question gets no answer."""
        answer = interview.ask(*self.questions)
        is_told = answer is not None and answer not in _NOT_AVAILABLE
        return zip(self.fields, self.values(answer), strict=True) if is_told else iter(())

    def refused_as(self, refused: Refused) -> str | None:
        """Why it is not asked any more, in words of `Refusal`; `None` as long as one of its questions is.

        The oldest form speaks of the board, newer ones may speak of the driver only.
        """
        codes = [refused.get(question, Code.SUCCESS) for question in self.questions]
        return REFUSALS[codes[-1]].value if all(codes) else None


def _thousandth(value: int) -> tuple[float, ...]:
    return (value / 1000,)


def _kilo(value: int) -> tuple[float, ...]:
    return (value * 1000.0,)


def _busy(answer: Any) -> tuple[Any, ...]:
    return tuple(percent if 0 <= percent <= 100 else None for percent in (answer.gpu, answer.memory))


def _memory(answer: Any) -> tuple[Any, ...]:
    return answer.used, getattr(answer, "reserved", None), answer.total


MEMORY = Counter(
    ("mem_used", "mem_reserved", "mem_total"),
    (("nvmlDeviceGetMemoryInfo", _MEMORY_V2), ("nvmlDeviceGetMemoryInfo",)),
    _memory,
)
TEMP = Counter(("temp",), (("nvmlDeviceGetTemperatureV", _CHIP), ("nvmlDeviceGetTemperature", _CHIP)))
QUICK = (
    Counter(("energy",), (("nvmlDeviceGetTotalEnergyConsumption",),), _thousandth, also=("mean_power",)),
    Counter(("util", "mem_util"), (("nvmlDeviceGetUtilizationRates",),), _busy),
    MEMORY,
    Counter(("power",), (("nvmlDeviceGetPowerUsage",),), _thousandth),
    Counter(("power_limit",), (("nvmlDeviceGetEnforcedPowerLimit",),), _thousandth),
    TEMP,
    Counter(("sm_clock",), (("nvmlDeviceGetClockInfo", _SM),)),
    Counter(("mem_clock",), (("nvmlDeviceGetClockInfo", _MEMORY),)),
    Counter(
        ("throttle",),
        (("nvmlDeviceGetCurrentClocksEventReasons",), ("nvmlDeviceGetCurrentClocksThrottleReasons",)),
        lambda reasons: (throttle_words(reasons),),
    ),
)
"""Asked in every round; energy first, for a moment belongs to it."""
SLOW = (
    Counter(("fan",), (("nvmlDeviceGetFanSpeed",),)),
    Counter(("ecc_corrected",), (("nvmlDeviceGetTotalEccErrors", _CORRECTED, _SINCE_LOADED),)),
    Counter(("ecc_uncorrected",), (("nvmlDeviceGetTotalEccErrors", _UNCORRECTED, _SINCE_LOADED),)),
    Counter(("pcie_rx",), (("nvmlDeviceGetPcieThroughput", _TO_GPU),), _kilo),
    Counter(("pcie_tx",), (("nvmlDeviceGetPcieThroughput", _FROM_GPU),), _kilo),
)
"""Asked every few seconds: they change rarely, or each keeps its caller for 20 ms, as PCIe's do (in KB/s)."""
LINKS = Counter(
    ("nvlink_rx", "nvlink_tx"),
    ((FIELD_VALUES, (_LINK_RX, _LINK_TX)),),
    lambda kibibytes: tuple(None if value is None else value * 1024 for value in kibibytes),
)
"""Bytes since the driver was loaded, from which the rates of `Gpu` follow. Asked as rarely as `SLOW`."""
USERS = Counter(
    ("processes",), (("nvmlDeviceGetComputeRunningProcesses",), ("nvmlDeviceGetComputeRunningProcesses_v2",))
)
"""Processes that compute; `users` adds those that draw. Asked as rarely as `SLOW`."""
STATIC = (
    Counter(("sm_clock_max",), (("nvmlDeviceGetMaxClockInfo", _SM),)),
    Counter(("mem_clock_max",), (("nvmlDeviceGetMaxClockInfo", _MEMORY),)),
    Counter(("temp_limit",), (("nvmlDeviceGetTemperatureThreshold", _SLOWDOWN),), lambda degrees: (degrees or None,)),
)
"""Asked once per connection."""


def read_static(interview: Interview) -> dict[str, Any]:
    """The fields of a `Gpu` that stay as they are while a connection lasts."""
    fields = read_counters(STATIC, interview)
    if fields.get("temp_limit") is None:
        fields["temp_limit"] = read_temp_limit(interview)
    return fields


def read_temp_limit(interview: Interview) -> int | None:
    """Degrees Celsius at which the chip slows itself down, from margins; `None` if the board does not tell them.

    Boards since Ada and Hopper may tell only how far the chip is from its highest working temperature, and the
    distance, below 0, at which it slows down.
    """
    margin = interview.ask(("nvmlDeviceGetMarginTemperature",))
    at_slowdown = interview.ask((FIELD_VALUES, (_SLOWDOWN_MARGIN,)))
    temp = interview.ask(*TEMP.questions)
    told = margin is not None and at_slowdown is not None and temp is not None
    return int(temp + margin - at_slowdown[0]) if told else None


def read_counters(counters: Iterable[Counter], interview: Interview) -> dict[str, Any]:
    """The fields of a `Gpu` that got a value."""
    return {field: value for counter in counters for field, value in counter.read(interview)}


def refused_fields(refused: Refused) -> tuple[tuple[str, str], ...]:
    """`Gpu.refused`."""
    asked = (*QUICK, *SLOW, LINKS, USERS, *STATIC)
    return tuple(
        (field, why)
        for counter in asked
        if (why := counter.refused_as(refused))
        for field in (*counter.fields, *counter.also)
    )
