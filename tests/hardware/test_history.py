from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.history import CELLS, History, HistoryKeeper, gpu_key
from spt_tui.hardware.sample import GpuState
from tests.hardware.readings import gpu, sample


def kept(*readings: tuple[float, int | None]) -> History:
    keeper = HistoryKeeper()
    for time, util in readings:
        keeper.add(sample(gpu(0, util=util), time=time))
    return keeper.frozen()


def test_a_cell_is_the_mean_of_ten_seconds_and_there_are_gaps() -> None:
    history = kept((1000.0, 0), (1002.0, 100), (1010.0, 100), (1020.0, None), (1030.0, 0))
    assert history.percents("GPU-0", 6, now=1039.0) == [None, None, 50, 100, None, 0]
    assert history.percents("GPU-0", 3, now=1049.0) == [None, 0, None]


def test_memory_and_power_are_kept_beside() -> None:
    history = kept((1000.0, 97))
    assert history.percents("GPU-0 memory", 1, now=1000.0) == [76]
    assert history.percents("GPU-0 power", 1, now=1000.0) == [59]
    assert history.percents("cpu", 1, now=1000.0) == [41]


def test_what_is_late_leaves_a_gap() -> None:
    keeper = HistoryKeeper()
    keeper.add(sample(gpu(0), time=1000.0))
    keeper.add(sample(gpu(0, state=GpuState.LATE, age=12.0), time=1010.0))
    assert keeper.frozen().percents("GPU-0", 2, now=1010.0) == [97, None]


def test_a_gpu_that_left_long_ago_is_forgotten() -> None:
    keeper = HistoryKeeper()
    keeper.add(sample(gpu(0), time=1000.0))
    keeper.add(sample(gpu(1), time=1010.0))
    assert "GPU-0" in keeper.frozen().cells
    keeper.add(sample(gpu(1), time=1010.0 + 10 * CELLS))
    assert set(keeper.frozen().cells) == {"cpu", "mem", "GPU-1", "GPU-1 memory", "GPU-1 power"}


def test_what_was_handed_out_does_not_change() -> None:
    keeper = HistoryKeeper()
    keeper.add(sample(gpu(0, util=0), time=1000.0))
    before = keeper.frozen()
    keeper.add(sample(gpu(0, util=100), time=1010.0))
    assert before.percents("GPU-0", 2, now=1010.0) == [0, None]


def test_a_gpu_that_never_answered_is_known_by_its_index() -> None:
    assert gpu_key(gpu(3)) == "GPU-3"
    assert gpu_key(gpu(3, state=GpuState.LOST).__class__("", 3)) == "index 3"


@given(st.lists(st.tuples(st.floats(allow_nan=True), st.one_of(st.none(), st.integers(-5, 300))), max_size=8))
def test_clocks_that_jump_and_values_beyond_all_bounds(readings: list[tuple[float, int | None]]) -> None:
    history = kept(*readings)
    assert all(len(cells) <= CELLS for cells in history.cells.values())
    now = next((time for time, _ in reversed(readings) if math.isfinite(time)), 0.0)
    assert all(value is None or 0 <= value <= 100 for value in history.percents("GPU-0", 5, now))
