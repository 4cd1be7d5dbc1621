"""The columns of a table of GPUs in plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spt_tui.hardware.sample import Gpu
from spt_tui.units import ABSENT, bytes_text, percent_text


@dataclass(frozen=True, slots=True)
class GpuColumn:
    """A column: its head, and what it says of a GPU; `-` is "cannot say"."""

    title: str
    text: Callable[[Gpu], str]
    usual: str = ABSENT
    """What it says where there is nothing to say."""

    def is_worth(self, gpus: Iterable[Gpu]) -> bool:
        """Whether it says something of any of these."""
        return any(self.text(gpu) not in (ABSENT, self.usual) for gpu in gpus)


def rate_text(rate: float | None) -> str:
    """Bytes a second: `1.2G/s`."""
    return ABSENT if rate is None else f"{bytes_text(rate)}/s"


def of_text(part: float | None, whole: float | None, text: Callable[[float | None], str]) -> str:
    """A part and the whole of it: `61.0G/80.0G`, only the part where there is no whole."""
    return text(part) if whole is None else f"{text(part)}/{text(whole)}"


def _watts(watts: float | None) -> str:
    return ABSENT if watts is None else f"{watts:.0f}W"


def _megahertz(clock: float | None) -> str:
    return ABSENT if clock is None else f"{clock:.0f}"


def _degrees(temp: float | None) -> str:
    return ABSENT if temp is None else f"{temp:.0f}C"


def _count(number: int | None) -> str:
    return ABSENT if number is None else f"{number}"


COLUMNS = (
    GpuColumn("util", lambda gpu: percent_text(gpu.util)),
    GpuColumn("memory", lambda gpu: of_text(gpu.mem_used, gpu.mem_total, bytes_text)),
    GpuColumn("traffic", lambda gpu: percent_text(gpu.mem_util)),
    GpuColumn("power", lambda gpu: of_text(gpu.power, gpu.power_limit, _watts)),
    GpuColumn("mean", lambda gpu: _watts(gpu.mean_power)),
    GpuColumn("temp", lambda gpu: of_text(gpu.temp, gpu.temp_limit, _degrees)),
    GpuColumn("sm MHz", lambda gpu: of_text(gpu.sm_clock, gpu.sm_clock_max, _megahertz)),
    GpuColumn("mem MHz", lambda gpu: of_text(gpu.mem_clock, gpu.mem_clock_max, _megahertz)),
    GpuColumn("fan", lambda gpu: percent_text(gpu.fan)),
    GpuColumn("ecc mended", lambda gpu: _count(gpu.ecc_corrected), usual="0"),
    GpuColumn("ecc lost", lambda gpu: _count(gpu.ecc_uncorrected), usual="0"),
    GpuColumn("pcie in", lambda gpu: rate_text(gpu.pcie_rx)),
    GpuColumn("pcie out", lambda gpu: rate_text(gpu.pcie_tx)),
    GpuColumn("nvlink in", lambda gpu: rate_text(gpu.nvlink_rx)),
    GpuColumn("nvlink out", lambda gpu: rate_text(gpu.nvlink_tx)),
)
"""In their order; those worth nothing are left out."""
