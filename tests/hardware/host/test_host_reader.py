from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.host.host_reader import CoreTime, HostReader, busy_percent, busy_percents

seconds = st.floats(0, 1e9, allow_nan=False)
core_times = st.builds(CoreTime, seconds, seconds)


def test_this_machine() -> None:
    reader = HostReader()
    host = reader.read()
    assert host.hostname
    assert len(host.cores) == os.cpu_count()
    assert host.cpu is not None and 0 <= host.cpu <= 100
    assert host.mem_used is not None and host.mem_total is not None and 0 < host.mem_used < host.mem_total
    assert host.load is not None and len(host.load) == 3


def test_half_a_second_of_one_core_in_two() -> None:
    before = (CoreTime(10.0, 100.0), CoreTime(20.0, 100.0))
    after = (CoreTime(10.5, 101.0), CoreTime(20.0, 101.0))
    assert busy_percents(before, after) == (50.0, 0.0)
    assert busy_percent(before, after) == 25.0


def test_cores_that_came_or_went_cannot_be_compared() -> None:
    one, two = (CoreTime(1.0, 2.0),), (CoreTime(1.0, 2.0),) * 2
    assert busy_percents(one, two) == ()
    assert busy_percent(one, two) is None
    assert busy_percent((), ()) is None


@given(st.lists(st.tuples(core_times, core_times), max_size=4))
def test_percentages_stay_percentages(pairs: list[tuple[CoreTime, CoreTime]]) -> None:
    before, after = tuple(old for old, _ in pairs), tuple(new for _, new in pairs)
    assert all(0 <= percent <= 100 for percent in busy_percents(before, after))
    assert pairs == [] or 0 <= (busy_percent(before, after) or 0) <= 100
