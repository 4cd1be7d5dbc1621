"""`hw_dmon.csv` by the names of its columns."""

from __future__ import annotations

import pytest
from hypothesis import given

from spt_tui.hardware.summary.dmon_table import read_dmon_table
from spt_tui.hardware.summary.quantity import MEBIBYTE
from spt_tui.hardware.summary.table_usage import TableUsage
from tests.hardware.summary.files import DMON_TEXTS


def table(text: str) -> TableUsage:
    return read_dmon_table(text.encode().splitlines(keepends=True))


OLD = "# gpu     sm    mem    enc    dec     fb   bar1\n# Idx      %      %      %      %     MB     MB\n"
NEW = "# gpu     fb   bar1   ccpm     sm    mem\n# Idx     MB     MB     MB      %      %\n"
DATED = "#Date       Time        gpu    pwr     sm    mem\n#YYYYMMDD   HH:MM:SS    Idx      W      %      %\n"
COMMAS = "#gpu, sm, mem, fb\n#Idx, %, %, MB\n"


@pytest.mark.parametrize(
    ("text", "util", "mem_util", "peak", "power"),
    [
        (OLD + "    0     80     55      0      0   1000      4\n", 80, 55, 1000, None),
        (NEW + "    0   1000      4      0     80     55\n", 80, 55, 1000, None),
        (DATED + " 20261122   03:30:00      0    300     80     55\n", 80, 55, None, 300),
        (COMMAS + "0, 80, 55, 1000\n", 80, 55, 1000, None),
    ],
)
def test_the_same_whatever_the_order(text: str, util: int, mem_util: int, peak: int | None, power: int | None) -> None:
    (gpu,) = table(text).gpus
    assert gpu.index == 0 and gpu.util and gpu.util.mean == util and gpu.mem_util and gpu.mem_util.mean == mem_util
    assert gpu.mem_peak == (peak and peak * MEBIBYTE)
    assert (gpu.power and gpu.power.mean) == power


def test_a_dash_costs_its_cell() -> None:
    first, second = table(OLD + "0 80 55 0 0 1000 4\n1 - - - - 1000 4\n").gpus
    assert first.util and first.mem_util
    assert second.util is None and second.mem_util is None and second.mem_peak == 1000 * MEBIBYTE


def test_a_head_that_changes_holds_from_there() -> None:
    (gpu,) = table(OLD + "0 80 55 0 0 1000 4\n" + NEW + "0 3000 4 0 60 45\n").gpus
    assert gpu.util and gpu.util.mean == 70 and gpu.mem_peak == 3000 * MEBIBYTE


def test_rows_without_a_head_say_nothing() -> None:
    found = table("0 80 55 0 0 1000 4\n")
    assert not found.gpus and found.notes == ("1 row above any head that would name the columns",)


def test_the_last_cell_of_a_torn_line_is_not_believed() -> None:
    (gpu,) = table("# gpu sm mem\n0 80 55\n0 90 5").gpus
    assert gpu.util and gpu.util.mean == 85 and gpu.mem_util and gpu.mem_util.mean == 55


def test_why_pytyche_says_something_else() -> None:
    assert table(NEW + "0 1000 4 0 80 55\n1 1000 nan 0 80 55\n").whys == (
        "pytyche takes the third column for memory utilisation: bar1",
        "the rows are of 2 GPUs, which pytyche takes for one",
        "pytyche counts NaN and infinity (1 row)",
    )


@given(DMON_TEXTS)
def test_any_text(text: str) -> None:
    for gpu in table(text).gpus:
        for percent in (gpu.util, gpu.mem_util):
            assert percent is None or 0 <= percent.mean <= percent.max <= 100
