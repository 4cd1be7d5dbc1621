from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from spt_tui.hardware.history import History
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.sample import Gpu
from spt_tui.hardware.verdict import Kind
from spt_tui.ui import theme
from spt_tui.ui.widgets.host_list import HostRow, compared, head_line, host_line, layout, worst_first
from spt_tui.ui.widgets.machine import machine_of
from tests.hardware.readings import gpu, steady

NOW = 1032.0


def row(name: str, *gpus: Gpu, now: float = NOW, **fields: object) -> HostRow:
    samples = tuple(steady(*gpus)) if gpus else ()
    host = RecordedHost(name, samples, interval=2.0, **fields)  # type: ignore[arg-type]
    return HostRow(host, machine_of(samples, History()) if samples else None, now)


FOUR = [
    row("gpu031", *map(gpu, range(8)), ranks=tuple(range(8))),
    row("gpu032", gpu(0), gpu(1, util=0), gpu(2), ranks=(8, 9, 10)),
    row("gpu033", gpu(0, temp=70), now=1100.0),
    row("gpu034", gpu(0), ended=True, now=1030.0 + 3 * 3600),
]


def texts(rows: list[HostRow], width: int) -> list[str]:
    shown = layout(rows, width)
    every = [head_line(shown, width), *(host_line(each, shown, None) for each in rows)]
    return ["".join(text for text, _ in line) for line in every]


def test_a_host_in_one_line() -> None:
    head, first, second, third, fourth = texts(FOUR, 120)
    assert head.split() == ["host", "ranks", "gpus", "util", "fullest", "power", "hottest", "cpu", "age", "looks"]
    assert [part for part in first.split() if not set(part) <= set("━╸─")] == [
        *["gpu031", "0-7", "8", "97%", "61/80G", "3.3kW", "66C", "41%", "live", "working"]
    ]
    assert second.split()[-2:] == ["live", "straggler"] and "65%" in second
    assert third.split()[-3:] == ["1m", "silent", "1m"] and "412W" in third
    assert fourth.split()[-2:] == ["3h", "working"]


@pytest.mark.parametrize("width", [38, 60, 80])
def test_a_narrow_list_keeps_name_utilisation_and_verdict(width: int) -> None:
    head, first, second, *_ = texts(FOUR, width)
    assert first.split()[0] == "gpu031" and "97%" in first and "working" in first
    assert "straggler" in second
    assert max(map(cell_len, (head, first, second))) <= width


def test_long_names_are_cut_with_a_sign() -> None:
    shown = texts([row(f"node-{index:03}.a-very-long-name-of-a-cluster.example.org", gpu(0)) for index in range(2)], 38)
    assert all("…" in line and len(line) <= 38 for line in shown[1:])


def test_a_long_name_does_not_drive_out_the_columns() -> None:
    long = row("ip-10-0-12-123.us-west-2.compute.internal", gpu(0))
    head, _, line = texts([FOUR[0], long], 80)
    assert {"ranks", "gpus", "power", "age"} <= set(head.split())
    assert line.split()[0].endswith("…")
    assert long.host.name in texts([FOUR[0], long], 160)[2]


def test_names_of_wide_characters_take_their_cells() -> None:
    wide = texts([row("計算節点031", gpu(0)), row("gpu031", gpu(0))], 60)
    assert len({cell_len(line[: line.index("%")]) for line in wide[1:]}) == 1


def test_columns_stand_below_each_other() -> None:
    assert len({line.index("%") for line in texts(FOUR, 80)[1:]}) == 1


def test_a_host_without_samples_says_why() -> None:
    assert texts([row("gpu031")], 80)[1].split()[-3:] == ["no", "sample", "yet"]
    assert texts([row("gpu031", problem="permission denied")], 80)[1].endswith("permission denied")


def test_a_host_without_gpus_has_its_processors() -> None:
    host = RecordedHost("cpu007", tuple(steady()), interval=2.0)
    (_, line) = texts([HostRow(host, machine_of(host.samples, History()), NOW)], 120)
    assert line.split()[2:] == ["0", *line.split()[3:]] and "41%" in line and line.endswith("no GPUs")


def test_the_worst_is_first_and_those_alike_keep_their_order() -> None:
    names = [each.host.name for each in worst_first([*FOUR, row("gpu035")])]
    assert names == ["gpu035", "gpu033", "gpu032", "gpu031", "gpu034"]


def test_the_chosen_one_has_a_sign() -> None:
    parts = host_line(FOUR[0], layout(FOUR, 80), theme.CURSOR)
    assert parts[0][0] == "▶ "
    assert parts[1] == ("gpu031", theme.CURSOR)


def test_a_host_that_idles_while_the_others_work_is_a_straggler() -> None:
    idle = row("gpu039", gpu(0, util=0), gpu(1, util=0))
    assert [each.kind.value for each in compared([*FOUR[:2], idle])] == ["working", "straggler", "straggler"]
    assert compared([idle])[0].kind is compared([idle, idle])[1].kind is Kind.IDLE


def test_a_host_that_the_run_has_left_behind_is_not_compared_with_those_it_runs_on() -> None:
    left = row("gpu039", gpu(0, util=0))
    assert left.machine is not None
    earlier = replace(left.machine, sample=replace(left.machine.sample, time=NOW - 7200.0))
    assert compared([*FOUR[:2], replace(left, machine=earlier)])[2].kind is Kind.IDLE
