from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from spt_tui.hardware.history import HistoryKeeper
from spt_tui.hardware.recorded.recorded_run import NOTHING_RECORDED, RECORD_LINE, RecordedRun
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.hardware.sample import Gpu
from spt_tui.runs.catalog import Catalog
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.hardware_view import title
from tests.hardware.readings import HOST, gpu, sample, steady

EIGHT = sample(*map(gpu, range(8)))


def recorded_host(name: str, *gpus: Gpu, seconds: float = 120.0, **fields: object) -> RecordedHost:
    samples = steady(*gpus, host=replace(HOST, hostname=name), seconds=seconds)
    keeper = HistoryKeeper()
    for each in samples:
        keeper.add(each)
    return RecordedHost(name, tuple(samples[-20:]), keeper.frozen(), interval=2.0, **fields)  # type: ignore[arg-type]


ONE = RecordedRun((recorded_host("gpu031", gpu(0), gpu(1)),), read_at=1122.0)
TWO = RecordedRun((*ONE.hosts, recorded_host("gpu032", gpu(0), gpu(1, util=0), ranks=(2, 3))), read_at=1122.0)
MANY = RecordedRun(
    tuple(recorded_host(f"node{at}", gpu(0), gpu(1, util=97 * (at != 41))) for at in range(64)), read_at=1122.0
)


class PaneApp(App[None]):
    def __init__(self, catalog: Catalog | None = None) -> None:
        super().__init__()
        self.catalog = catalog
        self.turned: list[bool] = []

    def compose(self) -> ComposeResult:
        yield HardwarePane(self.catalog)

    @on(HardwarePane.Turned)
    def note(self, message: HardwarePane.Turned) -> None:
        self.turned.append(message.live)


def pane_of(app: App[None]) -> HardwarePane:
    return app.query_one(HardwarePane)


def screen_of(app: App[None]) -> list[str]:
    pane = pane_of(app)
    return [pane.render_line(y).text for y in range(pane.size.height)]


def test_the_title_names_the_node_and_gives_way() -> None:
    def text(room: int, hostname: str = "gpu031") -> str:
        return "".join(part for part, _ in title(hostname, " this node", " 64 cores", room))

    assert text(60) == "hardware gpu031 this node 64 cores"
    assert text(30) == "hardware gpu031 this node"
    assert text(20) == "gpu031 this node"
    assert text(20, "a-very-long-host-name.cluster") == "a-very-lo… this node"


async def test_before_the_first_sample_it_says_reading() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)):
        assert screen_of(app)[1].rstrip() == "reading ..."


async def test_eight_gpus_on_a_small_screen() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane_of(app).sample = EIGHT
        await pilot.pause()
        shown = screen_of(app)
        assert shown[0].startswith(" 4 hardware login03 this node 4 cores ─")
        assert shown[1].startswith("working: 97%")
        assert sum("H100" in line for line in shown) == 8
        assert "↓" not in shown[0]


async def test_it_scrolls_and_says_so_when_rows_do_not_fit() -> None:
    app = PaneApp()
    async with app.run_test(size=(40, 6)) as pilot:
        pane = pane_of(app)
        pane.sample = EIGHT
        pane.focus()
        await pilot.pause()
        assert "1-5 of 11 ↓" in screen_of(app)[0] and "this node" in screen_of(app)[0]
        await pilot.press("j", "down")
        assert "3-7 of 11 ↓" in screen_of(app)[0]
        await pilot.press("pagedown", "G")
        assert "7-11 of 11" in screen_of(app)[0]
        assert [line[:3].rstrip() for line in screen_of(app)[-4:]] == ["6 H", "7 H", "cpu", "mem"]
        await pilot.press("k", "g")
        assert screen_of(app)[2].startswith("0")
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        assert "of 11" not in screen_of(app)[0] and screen_of(app)[2].startswith("cpu")


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


async def test_only_lines_of_hosts_that_have_news_are_drawn() -> None:
    app = CountingApp()
    async with app.run_test(size=(80, 70)) as pilot:
        pane = app.query_one(Counting)
        pane.recorded = MANY
        await pilot.pause()
        pane.regions.clear()
        pane.recorded = replace(MANY, read_at=1124.0)
        assert pane.regions == []
        hosts = (*MANY.hosts[:7], recorded_host("node7", gpu(0, util=40), gpu(1)), *MANY.hosts[8:])
        pane.recorded = replace(MANY, hosts=hosts)
        assert [screen_of(app)[region.y].split()[0] for region in pane.regions] == ["node7"]


async def test_what_was_prepared_is_not_looked_at_anew() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)):
        pane = pane_of(app)
        pane.prepare(MANY)
        prepared = [row.machine for row in pane._machines.rows(MANY)]
        pane.recorded = MANY
        assert all(row.machine is machine for row, machine in zip(pane._hosts.rows, prepared, strict=True))


async def test_a_single_recorded_host_is_shown_whole() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane_of(app).recorded = ONE
        await pilot.pause()
        shown = screen_of(app)
        assert shown[0].startswith(" 4 hardware gpu031 recorded 2s ago ─")
        assert sum("H100" in line for line in shown) == 2
        assert pane_of(app).copy_text() == "gpu031"


async def test_of_a_host_that_has_ended_the_verdict_is_of_its_end_and_asks_for_nothing() -> None:
    idle = gpu(0, util=40)
    for fields, now, words in (
        ({"ended": True}, 1200.0, "at its end, "),
        ({}, 1200.0, "when last heard, "),
        ({}, 1122.0, ""),
    ):
        app = PaneApp()
        async with app.run_test(size=(80, 24)):
            pane_of(app).recorded = RecordedRun((recorded_host("gpu031", idle, **fields),), read_at=now)
            assert screen_of(app)[1].startswith(f"{words}looks waiting: GPUs at 40%")
            assert any("loader workers" in line for line in screen_of(app)) == (not words)


async def test_several_hosts_are_lines_with_the_chosen_one_below() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.recorded = TWO
        pane.focus()
        await pilot.pause()
        shown = screen_of(app)
        assert shown[0].startswith(" 4 hardware 2 hosts recorded ─")
        assert shown[1].split()[0] == "host"
        assert shown[2].startswith("▶ gpu031") and shown[3].startswith("  gpu032")
        assert shown[4].startswith("── gpu031  recorded 2s ago ──")
        await pilot.press("j")
        shown = screen_of(app)
        assert shown[3].startswith("▶ gpu032") and shown[4].startswith("── gpu032")
        assert shown[5].startswith("straggler: GPU 1 idles")


async def test_many_hosts_scroll_and_open() -> None:
    app = PaneApp()
    async with app.run_test(size=(40, 12)) as pilot:
        pane = pane_of(app)
        pane.recorded = MANY
        pane.focus()
        await pilot.press("G")
        shown = screen_of(app)
        assert "55-64 of 64" in shown[0] and shown[-1].startswith("▶ node63")
        await pilot.press("enter")
        assert screen_of(app)[0].startswith(" 4 hardware node63 recorded 2s ago")
        await pilot.resize_terminal(60, 12)
        await pilot.pause(0.05)
        assert "node63 recorded 2s ago, 64 of 64" in screen_of(app)[0]
        await pilot.press("left")
        assert "node62" in screen_of(app)[0]
        await pilot.press("escape")
        assert "▶ node62" in "".join(screen_of(app))


async def test_the_worst_host_comes_first_if_asked_for() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.recorded = MANY
        pane.focus()
        await pilot.press("s")
        assert screen_of(app)[2].startswith("▶ node41") and "straggler" in screen_of(app)[2]
        pane.recorded = replace(MANY, read_at=1124.0)
        assert screen_of(app)[2].startswith("▶ node41")
        await pilot.press("s")
        assert screen_of(app)[2].startswith("▶ node0")


async def test_a_chosen_host_stays_chosen_while_others_come() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.recorded = TWO
        pane.focus()
        await pilot.press("j")
        pane.recorded = replace(TWO, hosts=(recorded_host("gpu030", gpu(0)), *TWO.hosts))
        assert [line[:8] for line in screen_of(app)[2:5]] == ["  gpu030", "  gpu031", "▶ gpu032"]
        pane.recorded = ONE
        assert "gpu031 recorded" in screen_of(app)[0]


async def test_without_recordings_it_says_what_to_do_and_this_node_is_one_key_away() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.at_home = False
        assert screen_of(app)[1].rstrip() == "reading ..."
        pane.recorded = RecordedRun(tried=("/runs/a/hw-*.jsonl  permission denied",))
        pane.sample = EIGHT
        pane.focus()
        await pilot.pause()
        shown = "\n".join(screen_of(app))
        assert NOTHING_RECORDED in shown and RECORD_LINE in shown and "permission denied" in shown
        assert not pane.wants_sample
        assert pane.copy_text() == RECORD_LINE
        await pilot.press("o")
        assert pane.wants_sample and app.turned == [True]
        assert "login03 this node" in screen_of(app)[0]
        await pilot.press("o")
        assert app.turned == [True, False] and NOTHING_RECORDED in "".join(screen_of(app))


async def test_the_key_for_this_node_is_idle_where_this_node_is_all_there_is() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.focus()
        pane.sample = EIGHT
        assert pane.idle_keys == {"hardware.here"}
        await pilot.press("o")
        assert not pane.live and app.turned == []
        pane.recorded = ONE
        assert pane.idle_keys == frozenset()
        await pilot.press("o")
        assert pane.live and app.turned == [True]


async def test_this_node_in_place_of_a_recorded_one() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = pane_of(app)
        pane.recorded, pane.sample = TWO, EIGHT
        pane.focus()
        assert not pane.wants_sample and "2 hosts" in screen_of(app)[0]
        await pilot.press("o")
        assert "login03 this node" in screen_of(app)[0]


async def test_what_the_run_noted_stands_above_the_histories() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        entry = LogEntry("phase", "train", time=1110.0, seconds=80.0)
        pane_of(app).recorded = replace(ONE, entries=(entry,))
        await pilot.pause()
        assert any("▾train" in line for line in screen_of(app))


async def test_hosts_without_samples_and_text_that_is_hostile() -> None:
    app = PaneApp()
    async with app.run_test(size=(40, 12)) as pilot:
        pane_of(app).recorded = RecordedRun((RecordedHost("gpu031", problem="permission denied"),), read_at=1.0)
        await pilot.pause()
        assert screen_of(app)[1].startswith("permission denied")
        hostile = recorded_host("\x1b[2J", gpu(0))
        pane_of(app).recorded = RecordedRun((hostile,), read_at=1.0)
        assert "its clock is" in screen_of(app)[0]
