"""`hw_metrics.csv` GPU by GPU: with and without a column for it, with cells that say nothing, torn, and huge."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given

from spt_tui.hardware.summary.gpu_table import read_gpu_table
from spt_tui.hardware.summary.quantity import MEBIBYTE
from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.usage import EnergySource, GpuUsage
from tests.hardware.summary.files import GPU_TEXTS

DAY = "2026/11/22 03:30:"


def table(text: str) -> TableUsage:
    return read_gpu_table(text.encode().splitlines(keepends=True))


def row(second: float, util: object = 50, used: object = 1000, power: object = 100) -> str:
    return f"{DAY}{second:06.3f}, {util}, 10, {used}, 81559, {power}, 60, 1980, 2619\n"


def rows(times: Iterable[float], utils: Iterable[int]) -> TableUsage:
    return table("".join(row(time, util) for time, util in zip(times, utils, strict=True)))


def means(gpus: Iterable[GpuUsage]) -> list[float | None]:
    return [gpu.util and gpu.util.mean for gpu in gpus]


def test_one_gpu() -> None:
    (gpu,) = table(row(0, 0, 0, 100) + row(1, 50, 50_000, 150) + row(2, 97, 97_000, 200)).gpus
    assert gpu.util and (gpu.util.mean, gpu.util.max, gpu.util.p95, gpu.util.count) == (49, 97, 97, 3)
    assert gpu.mem_peak == 97_000 * MEBIBYTE and gpu.mem_total == 81_559 * MEBIBYTE
    assert gpu.power and (gpu.power.mean, gpu.power.max, gpu.power.p95) == (150, 200, None)
    assert gpu.energy and gpu.energy.source is EnergySource.POWER
    assert gpu.energy.kwh * 3.6e6 == pytest.approx(125 + 175)
    assert gpu.span and gpu.span.seconds == 2 and gpu.idle_seconds == 0


def test_a_cell_that_says_nothing_costs_its_cell() -> None:
    (gpu,) = table(row(0, 90, 40_000, "[N/A]") + row(1, "[Not Supported]", "", 300) + row(2, "nan", "inf", -1)).gpus
    assert gpu.util and (gpu.util.mean, gpu.util.count) == (90, 1)
    assert gpu.power and (gpu.power.mean, gpu.power.count) == (300, 1)
    assert gpu.mem_peak == 40_000 * MEBIBYTE


def test_nothing_said_is_none_and_not_0() -> None:
    (gpu,) = table(row(0, "[N/A]", "[N/A]", "[N/A]")).gpus
    assert (gpu.util, gpu.power, gpu.mem_peak, gpu.energy, gpu.idle_seconds, gpu.throttled) == (None,) * 6


def test_units_are_read() -> None:
    (gpu,) = table(f"{DAY}00.000, 90 %, 1 %, 40 GiB, 81559 MiB, 0.3 kW, 60, 1980 MHz, 2619 MHz\n").gpus
    assert gpu.util and gpu.util.mean == 90
    assert gpu.mem_peak == 40 << 30 and gpu.power and gpu.power.mean == 300


def test_the_last_cell_of_a_torn_line_is_not_believed() -> None:
    (gpu,) = table(row(0, 90, 40_000, 300) + f"{DAY}01.000, 80, 1, 410").gpus
    assert gpu.util and gpu.util.mean == 85
    assert gpu.mem_peak == 40_000 * MEBIBYTE


def test_what_the_driver_said_instead_is_a_note() -> None:
    found = table("NVIDIA-SMI has failed because it couldn't\x1b[2J communicate with the driver.\n\nagain\n")
    assert not found.gpus
    (note,) = found.notes
    assert note.startswith("2 lines that are no row, the first: NVIDIA-SMI has failed") and "␛[2J" in note


@pytest.mark.parametrize("apart", [0.0, 0.004, 0.03])
def test_rows_of_one_moment_are_of_as_many_gpus(apart: float) -> None:
    times = [second + place * apart for second in range(5) for place in range(3)]
    found = rows(times, [0, 50, 97] * 5)
    assert means(found.gpus) == [0, 50, 97]
    assert [gpu.index for gpu in found.gpus] == [0, 1, 2]
    assert found.interval == pytest.approx(1, abs=0.1) and found.samples == 5
    assert "told apart by their order" in found.notes[0] and "3 GPUs" in found.whys[0]


def test_a_single_moment_of_several_gpus() -> None:
    assert means(rows([0, 0], [10, 90]).gpus) == [10, 90]


def test_rows_of_a_quick_sampler_are_of_one_gpu() -> None:
    assert means(rows([place * 0.05 for place in range(20)], [10, 30] * 10).gpus) == [20]


def test_an_hour_without_samples_does_not_join_what_is_before_and_after_it() -> None:
    found = table("".join(row(second) for second in range(8)) + row(59).replace("03:30", "04:30"))
    (gpu,) = found.gpus
    assert gpu.span and (gpu.span.gaps, gpu.span.gap_seconds, gpu.span.seconds) == (1, 3652, 7)


def test_the_last_moment_may_be_torn() -> None:
    assert means(rows([0, 0, 1, 1, 2], [10, 90] * 2 + [10]).gpus) == [10, 90]


@pytest.mark.parametrize("times", [[0, 0, 1, 2, 2], [0, 1, 1], [0, 0, 1, 1, 1]])
def test_gpus_that_come_and_go_are_not_told_apart(times: list[float]) -> None:
    found = rows(times, range(len(times)))
    (gpu,) = found.gpus
    assert gpu.is_mixed and gpu.index is None and gpu.energy is None
    assert gpu.util and gpu.util.count == len(times) == gpu.samples
    assert "cannot be told apart" in found.notes[0]


def test_a_column_for_the_gpu_is_used_wherever_it_is() -> None:
    head = "index, timestamp, power.draw [W], utilization.gpu [%], memory.used [MiB], uuid\n"
    lines = [
        f"{gpu}, {DAY}{second:02}.000, 100 W, {10 * gpu}, 5, GPU-{gpu}\n" for second, gpu in [(0, 1), (0, 0), (1, 1)]
    ]
    found = table(head + "".join(lines) + head)
    assert [(gpu.index, gpu.uuid, gpu.samples) for gpu in found.gpus] == [(0, "GPU-0", 1), (1, "GPU-1", 2)]
    assert means(found.gpus) == [0, 10] and not found.notes


def test_units_of_the_head_are_those_of_bare_cells() -> None:
    (gpu,) = table(f"timestamp, memory.used [GiB], power.draw [mW]\n{DAY}00.000, 2, 5000\n").gpus
    assert gpu.mem_peak == 2 << 30 and gpu.power and gpu.power.mean == 5


def test_very_many_rows_of_one_moment_are_not_told_apart() -> None:
    (gpu,) = rows([0] * 300, [50] * 300).gpus
    assert gpu.is_mixed and gpu.util and gpu.util.count == 300


def test_why_pytyche_says_something_else() -> None:
    assert table(row(0, power="[N/A]") + row(1, util="nan")).whys == (
        "pytyche drops 1 row whole for one cell that is no number",
        "pytyche counts NaN and infinity (1 row)",
    )


@given(GPU_TEXTS)
def test_any_text(text: str) -> None:
    for gpu in table(text).gpus:
        for percent in (gpu.util, gpu.mem_util):
            assert percent is None or 0 <= percent.mean <= percent.max <= 100
        assert gpu.mem_peak is None or gpu.mem_peak >= 0
