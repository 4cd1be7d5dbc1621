"""The thread that reads one metric of many runs, and then, if it is wanted, the best values of all their metrics."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from spt_tui.repeat import Repeater
from spt_tui.runs.compare.best_table import RunFigures, run_figures
from spt_tui.runs.curves.open_runs import SHARED, OpenRuns
from spt_tui.runs.curves.reader_memory import ReaderMemory
from spt_tui.runs.metrics import FILE_NAME, Metrics, MetricsReader

TELLING_SECONDS = 0.1
"""How often what was read is told."""
LIVE_SECONDS = 2.0
"""Live runs are looked at so often, or more rarely:"""
LIVE_A_SECOND = 16
"""no more of them than this in a second."""
VALUE_BYTES, ROW_BYTES = 12, 18
"""Memory of a value, and of a row of its file."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What came of some runs, by their places."""

    metric: str
    found: Mapping[int, Metrics]
    waiting: int | None = None
    """Runs that are not read yet; `None` where nothing new is known of them."""
    left_out: int | None = None
    """Runs that will not be read, memory being full; `None` where nothing new is known of them."""
    figures: Mapping[int, RunFigures] = field(default_factory=dict)
    """The best and last values of all their metrics."""

    @property
    def is_complete(self) -> bool:
        """True where it is the last that was missing: worth drawing at once, as what comes in parts is not."""
        return self.waiting == 0


class CurvesReader:
    """Reads `metrics.csv` of runs in their order, the live ones again and again.

    `deliver` is called on the thread. `is_live` tells whether the run at a place may write more.
    """

    def __init__(
        self,
        dirs: Sequence[str],
        is_live: Callable[[int], bool],
        deliver: Callable[[Read], None],
        memory: ReaderMemory = SHARED,
    ) -> None:
        self._paths = [os.path.join(dir, FILE_NAME) for dir in dirs]
        self._is_live = is_live
        self._deliver = deliver
        self._runs = OpenRuns(memory)
        self._wanted = _Wish("")
        self._granted = self._wanted
        self._wants_figures = False
        self._live: list[int] = []
        self._figured: set[int] = set()
        self._repeater = Repeater(self._step, LIVE_SECONDS, "compare")

    def start(self, metric: str) -> None:
        """Read this metric, on a thread of its own."""
        self._wanted = _Wish(metric)
        self._repeater.start()

    def stop(self) -> None:
        """Read no more."""
        self._repeater.stop()
        self._runs.close()

    def want(self, metric: str) -> None:
        """Read this metric from its beginning, from now on."""
        self._wanted = _Wish(metric)
        self._repeater.nudge()

    def want_figures(self) -> None:
        """Read also the best values of all metrics, when the curves are there."""
        self._wants_figures = True
        self._repeater.nudge()

    def _step(self) -> None:
        while not self._repeater.stopped:
            wish = self._wanted
            if wish is not self._granted:
                self._granted = wish
                self._read(wish, range(len(self._paths)))
            else:
                self._read_on(wish)
            if wish is self._wanted and self._wants_figures:
                self._read_figures(wish)
            if wish is self._wanted:
                break
        self._live = [place for place in range(len(self._paths)) if self._is_live(place)]
        self._repeater.interval = max(LIVE_SECONDS, len(self._live) / LIVE_A_SECOND)

    def _read(self, wish: _Wish, places: Sequence[int]) -> None:
        """All of these runs, told in parts."""
        metric = wish.metric
        found: dict[int, Metrics] = {}
        telling, taken = _Telling(), 0
        for number, place in enumerate(places, 1):
            while not self._is_overtaken(wish):
                metrics = self._poll(place, metric)
                found[place] = metrics
                if telling.is_due:
                    self._deliver(Read(metric, found, len(places) - number + bool(metrics.behind)))
                    found = {}
                    telling.next()
                if not metrics.behind:
                    break
            if self._is_overtaken(wish):
                return
            taken += sum(len(series.values) for series in metrics.series) * VALUE_BYTES + metrics.rows * ROW_BYTES
            if taken > self._runs.room:
                self._deliver(Read(metric, found, 0, len(places) - number))
                return
        self._deliver(Read(metric, found, 0, 0))

    def _poll(self, place: int, metric: str) -> Metrics:
        path, only = self._paths[place], (metric,)
        return self._runs.poll(path, only) or self._runs.shown(path, only) or Metrics()

    def _read_on(self, wish: _Wish) -> None:
        """What the live runs have written since, and those that were live the last time."""
        metric = wish.metric
        found = {}
        for place in self._live:
            if self._is_overtaken(wish):
                return
            metrics = self._runs.poll(self._paths[place], (metric,))
            if metrics is not None:
                found[place] = metrics
        if found:
            self._deliver(Read(metric, found))

    def _read_figures(self, wish: _Wish) -> None:
        """The figures of the runs that have none yet, and of those that may have new ones."""
        found: dict[int, RunFigures] = {}
        telling = _Telling()
        live = set(self._live)
        for place in range(len(self._paths)):
            if place in self._figured and place not in live:
                continue
            if self._is_overtaken(wish):
                break
            figures = self._figures_of(place, place in live)
            if figures is not None:
                found[place] = figures
            self._figured.add(place)
            if telling.is_due:
                self._deliver(Read(wish.metric, {}, figures=found))
                found = {}
                telling.next()
        if found:
            self._deliver(Read(wish.metric, {}, figures=found))

    def _figures_of(self, place: int, live: bool) -> RunFigures | None:
        """`None` if they are as before. The series of a run that has ended are not kept."""
        path = self._paths[place]
        if live:
            metrics = self._runs.poll(path)
            while metrics is not None and metrics.behind and not self._repeater.stopped:
                metrics = self._runs.poll(path) or metrics
            return None if metrics is None else run_figures(metrics.series)
        reader = MetricsReader(path)
        reader.poll()
        while reader.behind and not self._repeater.stopped:
            reader.poll()
        return run_figures(reader.shown.series)

    def _is_overtaken(self, wish: _Wish) -> bool:
        return wish is not self._wanted or self._repeater.stopped


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """A metric that is asked for; asked for again it is another wish: what was told of it then is no longer there."""

    metric: str


class _Telling:
    """When the next part is told."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self._since >= TELLING_SECONDS

    def next(self) -> None:
        self._since = time.monotonic()
