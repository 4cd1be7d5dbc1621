"""What the screen looks like, as SVG, at the sizes that matter. `make test PYTEST_ARGS=--snapshot-update` accepts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from spt_tui.demo import Demo
from spt_tui.hardware.sample import Gpu, Host, Sample
from spt_tui.runs.scanner import Progress, RunScanner, Update
from spt_tui.ui.app import RunsApp
from spt_tui.ui.feeds import Feeds
from spt_tui.ui.messages import Scanned
from tests.ui.browser import Browser

NOW = 1_800_000_000.0
SIZES = [(160, 45), (80, 24), (40, 12)]
GIB = 1024**3
REST = "rest"
"""Among keys: wait until the panes have followed."""

Compare = Callable[..., bool]


@pytest.fixture(scope="module")
def demo_root() -> Iterator[Path]:
    # Logs show the path of their run, so it has to be the same wherever the tests run.
    place = Path("/tmp/spt-tui-snapshots")
    shutil.rmtree(place, ignore_errors=True)
    with Demo(live=False, now=NOW, directory=str(place)) as demo:
        yield Path(demo.root) / "runs"


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    monkeypatch.setattr(Feeds, "sample", lambda self, wanted: None)


def _sample() -> Sample:
    host = Host(
        hostname="node1",
        cpu=41.0,
        cores=(80.0, 40.0, 30.0, 14.0),
        load=(1.5, 1.0, 0.5),
        mem_used=20 * GIB,
        mem_total=64 * GIB,
    )
    gpus = tuple(
        Gpu(
            uuid=f"GPU-{index}",
            index=index,
            name="NVIDIA H100 80GB HBM3",
            util=util,
            mem_used=61 * GIB,
            mem_total=80 * GIB,
            power=power,
            power_limit=700.0,
            temp=66,
        )
        for index, (util, power) in enumerate(((97, 690.0), (9, 98.0)))
    )
    return Sample(time=NOW, host=host, gpus=gpus)


async def _rest(opened: Browser, seconds: float = 0.25) -> None:
    """Wait until nothing has changed on the screen for a while: files are read by threads."""
    seen, since = opened.text, time.monotonic()
    while time.monotonic() < since + seconds:
        await opened.pilot.pause(0.02)
        if opened.text != seen:
            seen, since = opened.text, time.monotonic()


def take(
    compare: Compare,
    root: Path,
    size: tuple[int, int],
    *keys: str,
    wait_for: str = "runs",
    then: Callable[[Browser], None] = lambda opened: None,
) -> bool:
    app = RunsApp([RunScanner(root)], demo=True)

    async def before(pilot: Pilot[Any]) -> None:
        opened = Browser(app, pilot)
        await pilot.pause(0.2)
        await opened.until(lambda: len(opened.table.table.rows) == 16)
        for key in keys:
            await (_rest(opened) if key == REST else pilot.press(key))
        then(opened)
        await opened.until(wait_for)
        opened.screen.sample = _sample()
        await _rest(opened)

    return compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_main(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "down", "down", "down", wait_for="runs")


@pytest.mark.parametrize("size", SIZES)
def test_rows_that_are_not_verified(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    def unverify(opened: Browser) -> None:
        catalog = opened.table.board.catalog
        for place, run in enumerate(map(catalog.run, catalog.slots())):
            catalog.put(replace(run, verified=place % 3 == 0))
        opened.screen.post_message(Scanned(str(demo_root), Progress("verifying", 2_200, 1_200)))
        opened.screen.post_message(Scanned(str(demo_root), Update(catalog.view(catalog.slots()))))

    said = "verifying 1,200 of 2,200" if size[0] >= 80 else "1,200/2,200"
    assert take(snap_compare, demo_root, size, "down", wait_for=said, then=unverify)


@pytest.mark.parametrize("size", SIZES)
def test_filtered_by_a_sweep(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    keys = ("slash", *"sweep", "colon", *"48213", "enter")
    assert take(snap_compare, demo_root, size, *keys, wait_for="4 of 16")


@pytest.mark.parametrize("size", SIZES)
def test_grouped(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "w", "home", wait_for="sweep 48377")


@pytest.mark.parametrize("size", SIZES)
def test_zoomed_plot_with_nan(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "down", "down", "down", REST, "2", "z", wait_for="NaN from")


@pytest.mark.parametrize("size", SIZES)
def test_log_of_rank_3(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "end", REST, "3", "o", REST, "r", "r", "r", wait_for="rank 3 of 4 .err")


@pytest.mark.parametrize("size", SIZES)
def test_hardware(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "4", "z", wait_for="4 hardware")


@pytest.mark.parametrize("size", SIZES)
def test_help(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "question_mark", wait_for="Everywhere")


@pytest.mark.parametrize("size", SIZES)
def test_column_picker(snap_compare: Compare, demo_root: Path, size: tuple[int, int]) -> None:
    assert take(snap_compare, demo_root, size, "v", "f", "i", "t", wait_for="columns")
