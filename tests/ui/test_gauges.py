from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.hardware.history import History, HistoryKeeper
from spt_tui.hardware.sample import Disk, Gpu, GpuProcess, GpuState, Host, Job, Sample
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_details import memory_text, pair_text, rates_text, short_name
from spt_tui.ui.widgets.gauge_grid import fit
from spt_tui.ui.widgets.gauge_rows import rows
from spt_tui.ui.widgets.hardware_view import Room, machine_view
from spt_tui.ui.widgets.machine import Machine, Mark, machine_of
from tests.hardware.readings import GIB, HOST, gpu, sample, steady

EIGHT = tuple(map(gpu, range(8)))
RICH = {
    "sm_clock": 1755,
    "sm_clock_max": 1980,
    "mem_util": 55,
    "mean_power": 655.0,
    "pcie_rx": 1.2e9,
    "pcie_tx": 9e8,
    "processes": (GpuProcess(4711, 60 * GIB, "ana", "python train.py"),),
}
ROOMY = replace(
    HOST,
    job=Job(cpus=32.0, cpu=97.0, mem_used=200 * GIB, mem_limit=256 * GIB),
    disk=Disk("/data", 1200 * GIB, 5000 * GIB),
    net_rx=1.2e6,
    net_tx=3e7,
)
MIG = gpu(
    0,
    util=None,
    instances=(
        Gpu("MIG-1", 0, "NVIDIA H100 80GB HBM3 MIG 3g.40gb", mem_used=15 * GIB, mem_total=40 * GIB),
        Gpu("MIG-2", 1, "NVIDIA H100 80GB HBM3 MIG 1g.10gb", mem_used=GIB, mem_total=10 * GIB),
    ),
)


def machine(*gpus: Gpu, host: Host = HOST, problem: str | None = None) -> Machine:
    """After one reading: there is no history yet."""
    return machine_of([sample(*gpus, host=host, problem=problem)], History())


def watched(samples: list[Sample], *marks: Mark) -> Machine:
    keeper = HistoryKeeper()
    for each in samples:
        keeper.add(each)
    return machine_of(samples, keeper.frozen(), marks)


def lines(shown: Machine, width: int = 80, height: int = 24, whole: bool = False) -> list[str]:
    return ["".join(text for text, _ in line) for line in rows(shown, fit(shown, width), width, height, whole)]


def line_of(shown: Machine, start: str, width: int = 80) -> str:
    return next(line for line in lines(shown, width) if line.startswith(start))


def test_a_gpu_at_80_columns_shows_everything() -> None:
    line = line_of(machine(gpu(0)), "0 H100")
    for part in ("━", "97%", "61/80G", "412/700W", "66C"):
        assert part in line


def test_more_comes_with_more_columns() -> None:
    narrow, wide, widest = ("\n".join(lines(machine(gpu(0, **RICH)), width)[-5:-3]) for width in (60, 120, 200))
    assert "1755/1980MHz" not in narrow and "ana" not in narrow
    assert "1755/1980MHz" in wide and "55%" in wide and "858M" not in wide
    for part in ("1755/1980MHz", "655W", " 1.1G  858M", "ana", "util ", "memory ", "power "):
        assert part in widest


def test_what_needs_a_name_is_left_out_where_there_is_no_room_for_names() -> None:
    eight = watched([sample(*(gpu(index, **RICH) for index in range(8)), time=10.0 * step) for step in range(9)])
    tall, flat = (
        ["".join(text for text, _ in line) for line in machine_view(eight, Room(95, height)).lines]
        for height in (30, 11)
    )
    assert any("traffic" in line and " memory power " in line for line in tall)
    assert any(line.startswith("7 H100") and "55%" in line for line in tall)
    assert not any("traffic" in line or "55%" in line for line in flat)
    (last,) = (line for line in flat if line.startswith("7 H100"))
    assert last.split("ana")[1].strip() == "█" * 9


def test_a_column_of_which_no_gpu_says_anything_is_left_out() -> None:
    assert "fan" not in lines(machine(*EIGHT), 200)[-9]
    assert "fan" in lines(machine(*EIGHT[:7], gpu(7, fan=45)), 200)[-9]


@pytest.mark.parametrize("width", [38, 40, 50])
def test_a_narrow_gpu_keeps_index_utilisation_and_memory(width: int) -> None:
    shown = machine(gpu(0), gpu(1, state=GpuState.NO_PERMISSION))
    line = line_of(shown, "0", width)
    assert "97%" in line and "61/80G" in line
    assert line_of(shown, "1", width).rstrip().endswith("no permission")


def test_eight_gpus_are_eight_lines_of_24() -> None:
    shown = lines(machine(*EIGHT), height=21)
    assert [line[:6] for line in shown[-8:]] == [f"{index} H100" for index in range(8)]
    assert len(shown) <= 21


@pytest.mark.parametrize(
    ("height", "kept"),
    [(20, "job disk cores net blank head"), (15, "job disk cores head"), (13, "job head"), (11, "")],
)
def test_few_rows_are_kept_for_the_gauges(height: int, kept: str) -> None:
    shown = lines(machine(*EIGHT, host=ROOMY), height=height)
    starts = [line[:4].rstrip() for line in shown]
    has = {
        "job": "job" in starts,
        "disk": "disk" in starts,
        "cores": any("▁▃▅█" in line for line in shown),
        "net": "net" in starts,
        "blank": "" in shown,
        "head": "gpu" in starts,
    }
    assert [name for name, there in has.items() if there] == kept.split()
    assert len(shown) <= height
    assert shown[0].startswith("working: 97% utilisation at 59% of the power limit")


def test_where_not_everything_fits_the_gpus_come_first() -> None:
    shown = lines(machine(*EIGHT), 40, height=9, whole=True)
    assert [line[0] for line in shown[1:9]] == [str(index) for index in range(8)]
    assert [line[:3] for line in shown[9:]] == ["cpu", "mem"]


def test_columns_stand_below_each_other_and_stay_where_they_are() -> None:
    first = lines(machine(gpu(0, power=98.0, mem_used=4 << 20), gpu(1)))
    then = lines(machine(gpu(0, temp=9, util=0), gpu(1)))
    gauges = [line for line in (*first, *then) if "H100" in line]
    assert len({line.index("/80G") for line in gauges}) == 1
    assert len({line.index("/700W") for line in gauges}) == 1
    assert len({line.index("%") for line in gauges}) == 1


@pytest.mark.parametrize("width", [38, 80, 160])
def test_the_host_s_columns_stay_where_they_are_while_its_load_grows(width: int) -> None:
    calm, crowded = (
        replace(
            ROOMY, cores=(1.0,) * 99, load=(load,) * 3, swap_used=int(load), job=Job(32.0, load, int(load), 9 * GIB)
        )
        for load in (1.0, 99.9)
    )
    assert fit(machine(host=calm), width) == fit(machine(host=crowded), width)


@given(
    st.integers(38, 200),
    st.integers(4, 60),
    st.lists(st.sampled_from(GpuState), max_size=9),
    st.one_of(st.none(), st.integers(0, 100)),
    st.one_of(st.none(), st.integers(0, 141 * GIB)),
    st.booleans(),
)
def test_no_line_is_wider_than_the_pane(
    width: int, height: int, states: list[GpuState], percent: int | None, memory: int | None, whole: bool
) -> None:
    gpus = [
        gpu(index, state=state, util=percent, mem_used=memory, age=3.0 * index, **RICH)
        for index, state in enumerate(states)
    ]
    host = replace(ROOMY, cpu=percent, mem_used=memory, cores=(50.0,) * 300)
    _verdict, *others = lines(machine(*gpus, host=host), width, height, whole)
    assert all(cell_len(line) <= width for line in others)


def test_what_a_board_cannot_say_is_a_dash_and_never_zero() -> None:
    line = line_of(machine(gpu(0, util=None, mem_used=None, power=None, temp=None)), "0 H100")
    assert line.split()[2:6] == ["-", "-", "-/700W", "-"]
    host = Host("here")
    assert line_of(machine(host=host), "cpu").split()[1:] == ["-", "load", "-"]
    assert "0" not in "".join(lines(machine(host=host))[:2])


def test_words_beside_colours() -> None:
    said = {
        "warm": gpu(0, temp=80),
        "hot": gpu(0, temp=87),
        "full": gpu(0, mem_used=79 * GIB),
        "late 4s": gpu(0, state=GpuState.LATE, age=4.7),
        "needs reset": gpu(0, state=GpuState.NEEDS_RESET),
        "hot (hw), power cap": gpu(0, throttle=("hot (hw)", "power cap")),
        "3 ECC": gpu(0, ecc_uncorrected=3),
        "unused": gpu(0, util=0, mem_used=4 << 20),
    }
    for word, each in said.items():
        assert word in line_of(machine(each), "0 H100", 120)


def test_where_there_is_little_room_a_mere_note_gives_way() -> None:
    noted = machine(*EIGHT[:7], gpu(7, throttle=("hot (hw)", "power cap"), mem_total=1410 * GIB, temp=None))
    assert line_of(noted, "7 H100").rstrip().endswith("hot (hw), power cap")
    assert line_of(noted, "7", 40).rstrip().endswith("hot (hw)")


def test_a_straggler_has_its_word_and_its_colour() -> None:
    shown = watched(steady(gpu(0), gpu(1, util=0), gpu(2)))
    (line,) = (line for line in rows(shown, fit(shown, 80), 80, 24) if line and line[0][0].startswith("1 H100"))
    assert ("straggler", theme.WARN) in [(text.strip(), style) for text, style in line]
    assert lines(shown)[:2] == [
        "straggler: GPU 1 idles at 0%, the others work at 97%",
        "look at the log of its rank",
    ]


def test_the_verdict_is_wrapped_where_there_is_room_and_else_cut_by_the_pane() -> None:
    shown = watched(steady(gpu(0, power=217.0)))
    text = "looks starved: 97% utilisation at 31% of the power limit"
    assert " ".join(lines(shown, 40, 24)[:2]) == text
    assert lines(shown, 40, 4)[0] == text and len(lines(shown, 40, 4)) == 4


def test_mig_devices_stand_below_their_board_and_have_no_utilisation() -> None:
    *_, board, first, second = lines(machine(MIG))
    assert board.split()[:2] == ["0", "H100"]
    assert first.split()[:2] == ["└0", "3g.40gb"] and first.split()[2:4] == ["-", "15/40G"]
    assert second.split()[:2] == ["└1", "1g.10gb"]
    assert lines(machine(MIG), 40)[-1].startswith("└1")


def test_the_job_s_own_share_disk_and_network() -> None:
    shown = machine(host=ROOMY)
    assert "97% 31 of 32 cpus, 200/256G" in line_of(shown, "job")
    assert "76% 1.2T of 4.9T free" in line_of(shown, "disk")
    assert line_of(shown, "net").split() == ["net", "1.1M/s", "in", "28.6M/s", "out"]
    full = replace(ROOMY, job=Job(mem_used=250 * GIB, mem_limit=256 * GIB), disk=Disk("/data", GIB, 5000 * GIB))
    assert line_of(machine(host=full), "job").split()[1:] == ["-", "250/256G", "full"]
    assert line_of(machine(host=full), "disk").rstrip().endswith("full")
    large = replace(full, job=None, disk=Disk("/scratch", 60_000 * GIB, 2_000_000 * GIB))
    assert line_of(machine(host=large), "disk").rstrip().endswith("free")


def test_the_host_says_when_it_is_full_or_crowded() -> None:
    busy = replace(HOST, mem_used=500 * GIB, cpu=97.0, load=(900.0, 2.0, 1.0))
    assert "overload" in line_of(machine(host=busy), "cpu")
    assert "overload" not in line_of(machine(host=replace(busy, cpu=20.0)), "cpu")
    assert "full" in line_of(machine(host=busy), "mem")
    assert "swap 0.0/8G" in line_of(machine(host=busy), "mem")


@pytest.mark.parametrize("width", [38, 80])
def test_without_gpus_the_reason_is_shown_whole_and_harmless(width: int) -> None:
    reason = "NVIDIA's library and driver differ in version: reload the driver or reboot"
    shown = lines(machine(problem=f"{reason}\x1b[2J [bold]"), width)
    assert f"gpu {reason}␛[2J [bold]" == " ".join(" ".join(shown).split())[-len(f"gpu {reason}␛[2J [bold]") :]
    assert "asking the driver" in lines(machine(), width)[-1]


def test_processes_come_last_and_stay_where_all_is_shown() -> None:
    shown = machine(gpu(0, **RICH), gpu(1, processes=(GpuProcess(12, None, None, "\x1b]0;x\x07 -m train"),)))
    *_, head, first, second = lines(shown)
    assert head.split() == ["gpu", "pid", "memory", "user", "command"]
    assert first.split() == ["0", "4711", "60.0G", "ana", "python", "train.py"]
    assert second.split() == ["1", "12", "-", "-", "␛]0;x␇", "-m", "train"]
    assert not any("train.py" in line for line in lines(shown, height=8))
    assert any("train.py" in line for line in lines(shown, height=8, whole=True))


def test_what_is_refused_is_said_where_all_is_shown() -> None:
    refused = (("fan", "not supported"), ("ecc_corrected", "not supported"), ("energy", "no permission"))
    shown = machine(gpu(0, refused=refused), gpu(1, refused=refused))
    assert lines(shown, whole=True)[-2:] == ["not supported: fan, ecc corrected", "no permission: energy"]
    assert not any("not supported" in line for line in lines(shown))


def test_histories_and_what_was_noted_in_their_time() -> None:
    course = [sample(gpu(0, util=at // 10), time=1000.0 + at) for at in range(0, 1000, 2)]
    shown = lines(watched(course, Mark(10.0, "long ago"), Mark(1890.0, "train"), Mark(1960.0, "evaluate")), 160)
    line = next(line for line in shown if "H100" in line)
    assert line.endswith("▅" * len(line.rpartition(" ")[2]))
    marks = next(line for line in shown if "▾" in line)
    assert "▾train ▾ev…" in marks and "long" not in marks
    *_, util, _memory, _power = line.split()
    begin = line.index(util)
    assert marks.index("▾ev") - begin == len(util) - 4


def test_cores_are_one_character_each_or_the_busiest_of_several() -> None:
    assert gauge.cores_text((0.0, 25.0, 50.0, 75.0, 100.0), 10) == "▁▃▅▇█"
    assert gauge.cores_text((0.0, 100.0, 0.0, 0.0), 2) == "█▁"
    wide = lines(machine(host=replace(HOST, cores=(0.0,) * 255 + (100.0,))))
    assert sum("▁▁▁▁" in line for line in wide) == 2
    assert "█" in wide[2]


@given(st.one_of(st.none(), st.floats()), st.integers(0, 50))
def test_a_bar_fills_its_width(percent: float | None, width: int) -> None:
    filled, empty = gauge.bar(percent, width)
    assert len(filled) + len(empty) == width
    assert percent is None or not percent >= 100 or not empty or percent == float("inf")


def test_where_only_ascii_is_sure_to_be_shown_gauges_are_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert gauge.bar(50, 5) == ("==-", "..")
    assert gauge.history_text([0, 50, None, 100]) == "_= #"
    assert gauge.cores_text((0.0, 100.0), 8) == "_#"


def test_a_history_has_gaps() -> None:
    assert gauge.history_text([None, 0, 50, 100]) == " ▁▅█"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("NVIDIA H100 80GB HBM3", "H100"),
        ("NVIDIA A100-SXM4-80GB", "A100"),
        ("Tesla V100-SXM2-32GB", "V100"),
        ("NVIDIA GeForce RTX 4090", "RTX 4090"),
        ("NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada"),
        ("NVIDIA H100 80GB HBM3 MIG 3g.40gb", "3g.40gb"),
        ("", ""),
        ("A product of another name", "A product o…"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def test_pairs() -> None:
    assert pair_text(98.4, 700.0, "W") == "98/700W"
    assert pair_text(None, None, "W") == "-"
    assert memory_text(4 << 20, 80 * GIB) == "0.0/80G"
    assert memory_text(9 * GIB, None) == "9.0G"
    assert memory_text(None, 80 * GIB) == "-"
    assert rates_text(1.2e9, None) == " 1.1G     -"
