from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

from spt_tui.hardware.sample import Gpu, GpuState, Host, Sample
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge import History
from spt_tui.ui.widgets.gauge_grid import fit, memory_text, pair_text, short_name
from spt_tui.ui.widgets.gauge_rows import rows
from spt_tui.ui.widgets.hardware_pane import HardwarePane, title

GIB = 1 << 30
HOST = Host("login03", 41.4, (0.0, 20.0, 55.0, 100.0), (18.2, 17.9, 16.0), 212 * GIB, 512 * GIB, 0, 8 * GIB)


def gpu(index: int, **fields: object) -> Gpu:
    usual = {
        "name": "NVIDIA H100 80GB HBM3",
        "util": 97,
        "mem_used": 61 * GIB,
        "mem_total": 80 * GIB,
        "power": 412.4,
        "power_limit": 700.0,
        "temp": 66,
        "temp_limit": 90,
    }
    return Gpu(f"GPU-{index}", index, **{**usual, **fields})  # type: ignore[arg-type]


def sample(*gpus: Gpu, host: Host = HOST, problem: str | None = None, time: float = 1000.0) -> Sample:
    return Sample(time, host, gpus, problem)


EIGHT = sample(*map(gpu, range(8)))


def lines(shown: Sample, width: int, height: int = 24) -> list[str]:
    grid = fit(shown, width)
    histories = {"cpu": History(), "mem": History(), **{each.uuid: History() for each in shown.gpus}}
    return ["".join(text for text, _ in line) for line in rows(shown, grid, histories, width, height)]


def line_of(shown: Sample, start: str, width: int = 80) -> str:
    return next(line for line in lines(shown, width) if line.startswith(start))


def test_a_gpu_at_80_columns_shows_everything() -> None:
    line = line_of(sample(gpu(0)), "0 H100")
    for part in ("━", "97%", "61/80G", "412/700W", "66C"):
        assert part in line


@pytest.mark.parametrize("width", [38, 40, 50])
def test_a_narrow_gpu_keeps_index_utilisation_and_memory(width: int) -> None:
    shown = sample(gpu(0), gpu(1, state=GpuState.NO_PERMISSION, util=None, mem_used=None))
    line = line_of(shown, "0", width)
    assert "97%" in line and "61/80G" in line
    assert line_of(shown, "1", width).rstrip().endswith("no permission")


def test_eight_gpus_are_eight_lines_of_24() -> None:
    shown = lines(EIGHT, 80, height=23)
    assert [line[:6] for line in shown[-8:]] == [f"{index} H100" for index in range(8)]
    assert len(shown) <= 23


@pytest.mark.parametrize(("height", "kept"), [(13, "cores blank head"), (12, "cores head"), (11, "cores"), (9, "")])
def test_few_rows_are_kept_for_the_gauges(height: int, kept: str) -> None:
    shown = lines(EIGHT, 80, height)
    has = {"cores": any("▁▃▅█" in line for line in shown), "blank": "" in shown, "head": "gpu" in shown[-9]}
    assert " ".join(name for name, there in has.items() if there) == kept
    assert len(shown) == 10 + len(kept.split())


def test_columns_stand_below_each_other_and_stay_where_they_are() -> None:
    first = lines(sample(gpu(0, power=98.0, mem_used=4 << 20), gpu(1)), 80)
    then = lines(sample(gpu(0, temp=9, util=0), gpu(1)), 80)
    assert len({line.index("/80G") for line in (*first, *then) if "/80G" in line}) == 1
    assert len({line.index("/700W") for line in (*first, *then) if "/700W" in line}) == 1
    assert len({line.index("%") for line in (*first, *then) if "%" in line}) == 1


@pytest.mark.parametrize("width", [38, 80, 160])
def test_the_host_s_columns_stay_where_they_are_while_its_load_grows(width: int) -> None:
    calm, crowded = (replace(HOST, cores=(1.0,) * 99, load=(load,) * 3, swap_used=int(load)) for load in (1.0, 99.9))
    assert fit(sample(host=calm), width) == fit(sample(host=crowded), width)


@given(
    st.integers(38, 200),
    st.integers(4, 60),
    st.lists(st.sampled_from(GpuState), max_size=9),
    st.one_of(st.none(), st.integers(0, 100)),
    st.one_of(st.none(), st.integers(0, 141 * GIB)),
)
def test_no_line_is_wider_than_the_pane(
    width: int, height: int, states: list[GpuState], percent: int | None, memory: int | None
) -> None:
    gpus = [
        gpu(index, state=state, util=percent, mem_used=memory, age=3.0 * index) for index, state in enumerate(states)
    ]
    host = replace(HOST, cpu=percent, mem_used=memory, cores=(50.0,) * 300)
    assert all(cell_len(line) <= width for line in lines(sample(*gpus, host=host), width, height))


def test_what_a_board_cannot_say_is_a_dash_and_never_zero() -> None:
    line = line_of(sample(gpu(0, util=None, mem_used=None, power=None, temp=None)), "0 H100")
    assert line.split()[3:] == ["-", "-", "-/700W", "-"]
    host = Host("here")
    assert line_of(sample(host=host), "cpu").split()[2:] == ["-", "load", "-"]
    assert "0" not in "".join(lines(sample(host=host), 80)[:2])


def test_words_beside_colours() -> None:
    said = {
        "": gpu(0),
        "warm": gpu(0, temp=80),
        "hot": gpu(0, temp=87),
        "full": gpu(0, mem_used=79 * GIB),
        "late 4s": gpu(0, state=GpuState.LATE, age=4.7),
        "lost 12s": gpu(0, state=GpuState.LOST, age=12.0, temp=99),
        "needs reset": gpu(0, state=GpuState.NEEDS_RESET),
    }
    assert [gauge.gpu_word(each)[0] for each in said.values()] == list(said)
    assert gauge.gpu_word(gpu(0, temp=80, temp_limit=None))[0] == "warm"
    for word, each in said.items():
        assert word in line_of(sample(each), "0 H100")


def test_the_host_says_when_it_is_full_or_crowded() -> None:
    busy = replace(HOST, mem_used=500 * GIB, load=(900.0, 2.0, 1.0))
    assert "overload" in line_of(sample(host=busy), "cpu")
    assert "full" in line_of(sample(host=busy), "mem")
    assert "swap 0.0/8G" in line_of(sample(host=busy), "mem")


@pytest.mark.parametrize("width", [38, 80])
def test_without_gpus_the_reason_is_shown_whole_and_harmless(width: int) -> None:
    reason = "NVIDIA's library and driver differ in version: reload the driver or reboot"
    shown = lines(sample(problem=f"{reason}\x1b[2J [bold]"), width)
    assert f"gpu {reason}␛[2J [bold]" == " ".join(" ".join(shown).split())[-len(f"gpu {reason}␛[2J [bold]") :]
    assert "asking the driver" in lines(sample(), width)[-1]


def test_cores_are_one_character_each_or_the_busiest_of_several() -> None:
    assert gauge.cores_text((0.0, 25.0, 50.0, 75.0, 100.0), 10) == "▁▃▅▇█"
    assert gauge.cores_text((0.0, 100.0, 0.0, 0.0), 2) == "█▁"
    wide = lines(sample(host=replace(HOST, cores=(0.0,) * 255 + (100.0,))), 80)
    assert sum("▁▁▁▁" in line for line in wide) == 2
    assert "█" in wide[2]


@given(st.one_of(st.none(), st.floats(-10, 200)), st.integers(0, 50))
def test_a_bar_fills_its_width(percent: float | None, width: int) -> None:
    filled, empty = gauge.bar(percent, width)
    assert len(filled) + len(empty) == width
    assert percent is None or percent < 100 or not empty


def test_a_history_is_the_mean_of_ten_seconds_and_has_gaps() -> None:
    history = History()
    for time, percent in ((1000.0, 0.0), (1002.0, 100.0), (1010.0, 100.0), (1020.0, None), (1030.0, 0.0)):
        history.add(time, percent)
    assert history.text(6, now=1039.0) == "  ▅█ ▁"
    assert history.text(3, now=1049.0) == " ▁ "


def test_a_late_value_leaves_a_gap_in_the_history() -> None:
    pane = HardwarePane()
    pane.watch_sample(sample(gpu(0)))
    pane.watch_sample(sample(gpu(0, state=GpuState.LATE, age=12.0), time=1010.0))
    assert pane._histories["GPU-0"].text(2, now=1010.0) == "█ "


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("NVIDIA H100 80GB HBM3", "H100"),
        ("NVIDIA A100-SXM4-80GB", "A100"),
        ("Tesla V100-SXM2-32GB", "V100"),
        ("NVIDIA GeForce RTX 4090", "RTX 4090"),
        ("NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada"),
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


def test_the_title_names_the_node_and_gives_way() -> None:
    def text(room: int, hostname: str = "gpu031") -> str:
        return "".join(part for part, _ in title(hostname, " 64 cores", room))

    assert text(60) == "hardware gpu031 this node 64 cores"
    assert text(30) == "hardware gpu031 this node"
    assert text(20) == "gpu031 this node"
    assert text(20, "a-very-long-host-name.cluster") == "a-very-lo… this node"


class PaneApp(App[None]):
    def compose(self) -> ComposeResult:
        yield HardwarePane()


def screen_of(app: App[None]) -> list[str]:
    pane = app.query_one(HardwarePane)
    return [pane.render_line(y).text for y in range(pane.size.height)]


async def test_before_the_first_sample_it_says_reading() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)):
        assert screen_of(app)[1].rstrip() == "reading ..."


async def test_eight_gpus_on_a_small_screen() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(HardwarePane).sample = EIGHT
        await pilot.pause()
        shown = screen_of(app)
        assert shown[0].startswith(" 4 hardware login03 this node 4 cores ─")
        assert sum("H100" in line for line in shown) == 8
        assert "↓" not in shown[0]


async def test_it_scrolls_and_says_so_when_rows_do_not_fit() -> None:
    app = PaneApp()
    async with app.run_test(size=(40, 6)) as pilot:
        pane = app.query_one(HardwarePane)
        pane.sample = EIGHT
        pane.focus()
        await pilot.pause()
        assert "1-5 of 10 ↓" in screen_of(app)[0] and "this node" in screen_of(app)[0]
        await pilot.press("j", "down")
        assert "3-7 of 10 ↓" in screen_of(app)[0]
        await pilot.press("pagedown")
        assert "6-10 of 10" in screen_of(app)[0]
        assert screen_of(app)[-1].startswith("7")
        await pilot.press("k", "g")
        assert screen_of(app)[1].startswith("cpu")
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        assert "of 10" not in screen_of(app)[0] and screen_of(app)[1].startswith("cpu")


class Counting(HardwarePane):
    """Notes which regions it is asked to draw."""

    regions: list[Region]

    def refresh(self, *regions: Region, **options: bool) -> HardwarePane:  # type: ignore[override]
        self.__dict__.setdefault("regions", []).extend(regions or [Region(-1, -1, 0, 0)])
        super().refresh(*regions, **options)
        return self


class CountingApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Counting()


async def test_only_lines_whose_text_changed_are_drawn() -> None:
    app = CountingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(Counting)
        gpus = list(map(gpu, range(8)))
        pane.sample = sample(*gpus)
        await pilot.pause()
        pane.regions.clear()
        pane.sample = sample(*gpus, time=1001.0, host=replace(HOST, cpu=41.2))
        assert pane.regions == []
        pane.sample = sample(*gpus[:5], gpu(5, power=413.4), *gpus[6:], time=1002.0)
        (region,) = pane.regions
        assert region.height == 1
        assert screen_of(app)[region.y].startswith("5 H100")
