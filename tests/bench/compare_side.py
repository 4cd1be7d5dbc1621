"""A comparison at work in a process of its own: opened, then under keys.

It runs in a terminal; its arguments are the job as JSON, and the file that gets the figures. What it sends is timed. A
beat of the event loop that comes late is a stall.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scanner import RunScanner
from spt_tui.ui.app import RunsApp
from spt_tui.ui.compare.compare_plot import ComparePlot
from spt_tui.ui.compare.compare_screen import CompareScreen
from spt_tui.ui.widgets.runs_pane import RunsPane

BEAT_SECONDS = 0.001
PAUSE_SECONDS = 0.05
"""Between two keys."""
PATIENCE_SECONDS = 30.0
KEYS = {"cursor": "left", "front": "n", "scale": "l"}
"""What each key does."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do."""

    root: str
    runs: int
    """Below the root; all of them are compared."""
    keys: int
    """How often each kind of key is pressed."""
    size: tuple[int, int] = (160, 45)


@dataclass(slots=True)
class Figures:
    """Milliseconds, but for `first` and `whole`: seconds from the key to the first curves, and to all of them."""

    first: float = 0.0
    whole: float = 0.0
    resident: float = 0.0
    """Bytes that came with the comparison."""
    opening_stalls: list[float] = field(default_factory=list)
    """The longest waits of the event loop while the curves came."""
    keys: dict[str, list[float]] = field(default_factory=dict)
    """From a key to what it sends, by what the key does."""
    key_stalls: list[float] = field(default_factory=list)
    """The longest waits of the event loop under those keys."""


class Beats:
    """How late the event loop comes back, again and again."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT_SECONDS)
            self.late.append((time.perf_counter() - began - BEAT_SECONDS) * 1e3)

    def worst(self, count: int = 3) -> list[float]:
        """The longest waits so far, which are forgotten then."""
        found, self.late = sorted(self.late, reverse=True)[:count], []
        return found


class Bench:
    """The app with its output timed."""

    def __init__(self, app: RunsApp) -> None:
        self.app = app
        self.written = 0.0
        driver: Any = app._driver
        write = driver.write

        def timed(data: str) -> None:
            write(data)
            self.written = time.perf_counter()

        driver.write = timed

    @property
    def plot(self) -> ComparePlot:
        """The curves."""
        return self.app.screen.query_one(ComparePlot)

    @property
    def curves(self) -> int:
        """How many are drawn."""
        return len(self.plot.picture.shown) if self.plot.picture else 0

    def press(self, key: str) -> None:
        """As a terminal would."""
        self.app.post_message(events.Key(key, None))

    async def until(self, holds: Callable[[], object]) -> float:
        """Seconds until something holds."""
        began = time.perf_counter()
        while not holds():
            if time.perf_counter() - began > PATIENCE_SECONDS:
                raise TimeoutError
            await asyncio.sleep(BEAT_SECONDS)
        return time.perf_counter() - began

    async def latency(self, key: str) -> float:
        """Milliseconds from a key to the end of what it sends."""
        before, began = self.plot.picture, time.perf_counter()
        self.press(key)
        await self.until(lambda: self.plot.picture is not before)
        drawn = time.perf_counter()
        await self.until(lambda: self.written > drawn - 3 * BEAT_SECONDS)
        return (self.written - began) * 1e3


async def measure(pilot: Pilot[object], job: Job) -> Figures:
    """Open the comparison of all runs, then press keys."""
    figures, app = Figures(), pilot.app
    assert isinstance(app, RunsApp)
    bench, screen = Bench(app), app.screen_stack[0]
    await bench.until(lambda: screen.query(RunsPane))
    table = screen.query_one(RunsPane)
    await bench.until(lambda: len(table.board.catalog) == job.runs and table.settled)
    await asyncio.sleep(1.0)
    beats, before = Beats(), _resident()
    began = time.perf_counter()
    catalog = table.board.catalog
    app.call_later(lambda: app.push_screen(CompareScreen(catalog, catalog.slots(), lambda dir: None)))
    await bench.until(lambda: isinstance(app.screen, CompareScreen) and app.screen.query(ComparePlot))
    await bench.until(lambda: bench.curves)
    figures.first = time.perf_counter() - began
    await bench.until(lambda: bench.curves == job.runs)
    figures.whole = time.perf_counter() - began
    figures.resident = _resident() - before
    figures.opening_stalls = beats.worst()
    await asyncio.sleep(1.0)
    beats.worst()
    for what, key in KEYS.items():
        taken = figures.keys[what] = []
        for _ in range(job.keys):
            taken.append(await bench.latency(key))
            await bench.until(lambda: bench.plot.picture is not None and not bench.plot.picture.behind)
            await asyncio.sleep(PAUSE_SECONDS)
    figures.key_stalls = beats.worst()
    return figures


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096.0


def main() -> None:
    """Do the job, and write what it took."""
    job = Job(**json.loads(sys.argv[1]))
    app = RunsApp([RunScanner(Path(job.root), catalog=Catalog())])

    async def pilot(pilot: Pilot[object]) -> None:
        figures = await measure(pilot, job)
        Path(sys.argv[2]).write_text(json.dumps(asdict(figures)))
        app.exit()

    app.run(mouse=False, auto_pilot=pilot)


if __name__ == "__main__":
    main()
