"""The threads that read one metric of many runs, and then, if it is wanted, the best values of all their metrics."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from spt_tui.repeat import Repeater
from spt_tui.runs.compare.best_table import RunFigures, run_figures
from spt_tui.runs.curves.open_runs import SHARED, OpenRuns
from spt_tui.runs.curves.quick_numbers import prepare
from spt_tui.runs.curves.reader_memory import ReaderMemory
from spt_tui.runs.hands import asked
from spt_tui.runs.metrics import FILE_NAME, Metrics, MetricsReader

TELLING_SECONDS = 0.1
"""How often what was read is told."""
LIVE_SECONDS = 2.0
"""Live runs are looked at so often, or more rarely:"""
LIVE_A_SECOND = 16
"""no more of them than this in a second."""
HANDS = 2
"""Threads that read: while one waits for the disk another one parses."""
PATIENCE_SECONDS = 2.0
"""A file that does not answer for so long is left to its thread, and said to hang; the others are read on."""
POLLING_SECONDS = 0.5
"""A file that takes longer is put off until the others had their turn."""
MUCH = 16 << 20
"""Bytes in all files, as far as one of them tells, for which child processes are worth their start."""
UNANSWERED = Metrics(problem=f"no answer from the file system for {PATIENCE_SECONDS:g} s")
VALUE_BYTES, ROW_BYTES = 12, 18
"""Memory of a value, and of a row of its file."""


class Polled(Protocol):
    """What a file has said."""

    @property
    def behind(self) -> int:
        """Bytes of it that are not read yet."""


PolledT = TypeVar("PolledT", bound=Polled)


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
    """Reads `metrics.csv` of runs in their order, the live ones again and again; one that hangs keeps none from it.

    `deliver` is called on one thread. `is_live` tells whether the run at a place may write more.
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
        self._late: set[int] = set()
        """Those that have not answered yet."""
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
        metric, told = wish.metric, _Part()
        unread, sizes = set(places), dict[int, int]()
        for place, metrics in self._asked(wish, places, lambda place: self._poll(place, metric)):
            told.found[place] = metrics or UNANSWERED
            if metrics is None or not metrics.behind:
                unread.discard(place)
            sizes[place] = _size(metrics) if metrics else 0
            if sum(sizes.values()) > self._runs.room:
                self._deliver(Read(metric, told.found, 0, len(unread)))
                return
            if told.is_due:
                prepare(len(sizes), sum(sizes.values()) // VALUE_BYTES)
                self._deliver(Read(metric, told.found, len(unread)))
                told = _Part()
        if not self._is_overtaken(wish):
            self._deliver(Read(metric, told.found, 0, 0))

    def _asked(
        self, wish: _Wish, places: Sequence[int], poll: Callable[[int], PolledT]
    ) -> Iterator[tuple[int, PolledT | None]]:
        """What `poll` says of each run until none is behind, as it comes; `None` of one that does not answer for now.

        Ends when something else is wanted.
        """
        while places:
            behind = []
            for place, polled in asked(places, poll, HANDS, PATIENCE_SECONDS):
                if self._is_overtaken(wish):
                    return
                if polled is None:
                    self._late.add(place)
                else:
                    self._late.discard(place)
                    behind += [place] if polled.behind else []
                yield place, polled
            places = behind

    def _poll(self, place: int, metric: str) -> Metrics:
        """As much of the file as can be read for a while."""
        path, only, until = self._paths[place], (metric,), time.monotonic() + POLLING_SECONDS
        while True:
            metrics = self._runs.poll(path, only) or self._runs.shown(path, only) or Metrics()
            if metrics.behind * len(self._paths) >= MUCH:
                from spt_tui.runs.curves.grid_crew import crew

                crew.start()
            if not metrics.behind or time.monotonic() > until or self._repeater.stopped:
                return metrics

    def _read_on(self, wish: _Wish) -> None:
        """What the live runs have written since, and those that were live the last time; late answers, too."""
        metric = wish.metric
        known = {place: self._runs.shown(self._paths[place], (metric,)) for place in self._late}
        found = {place: metrics for place, metrics in known.items() if metrics is not None}
        self._late -= set(found)
        live = [place for place in self._live if place not in self._late]
        for place, news in self._asked(wish, live, lambda place: _News(self._runs.poll(self._paths[place], (metric,)))):
            if news is None:
                found[place] = UNANSWERED
            elif news.metrics is not None:
                found[place] = news.metrics
        if found and not self._is_overtaken(wish):
            self._deliver(Read(metric, found))

    def _read_figures(self, wish: _Wish) -> None:
        """The figures of the runs that have none yet, and of those that may have new ones."""
        told, live = _Part(), set(self._live)
        places = [place for place in range(len(self._paths)) if place not in self._figured or place in live]
        readers: dict[int, MetricsReader] = {}
        for place, news in self._asked(wish, places, lambda place: self._all_of(place, place in live, readers)):
            if news is not None and not news.behind:
                self._figured.add(place)
                if news.metrics is not None:
                    told.figures[place] = run_figures(news.metrics.series)
            if told.is_due:
                self._deliver(Read(wish.metric, {}, figures=told.figures))
                told = _Part()
        if told.figures:
            self._deliver(Read(wish.metric, {}, figures=told.figures))

    def _all_of(self, place: int, live: bool, readers: dict[int, MetricsReader]) -> _News:
        """All metrics of a run, as far as they can be read for a while. Those of a run that has ended are not kept."""
        path, until = self._paths[place], time.monotonic() + POLLING_SECONDS
        reader = readers.setdefault(place, MetricsReader(path))
        news: Metrics | None = None
        while True:
            polled = self._runs.poll(path) if live else reader.poll()
            news = polled or news
            left = self._runs.behind(path) if live else reader.behind
            if not left or time.monotonic() > until or self._repeater.stopped:
                break
        if not (live or left):
            readers.pop(place, None)
        return _News(news if live else reader.shown, left)

    def _is_overtaken(self, wish: _Wish) -> bool:
        return wish is not self._wanted or self._repeater.stopped


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """A metric that is asked for; asked for again it is another wish: what was told of it then is no longer there."""

    metric: str


@dataclass(frozen=True, slots=True, eq=False)
class _News:
    """What is new of a run."""

    metrics: Metrics | None
    """`None` if nothing is."""
    left: int = 0

    @property
    def behind(self) -> int:
        """Bytes of the file that are not read yet."""
        return self.left or (self.metrics.behind if self.metrics else 0)


class _Part:
    """What was read since something was told last."""

    def __init__(self) -> None:
        self.found: dict[int, Metrics] = {}
        self.figures: dict[int, RunFigures] = {}
        self._since = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether it is time to tell it."""
        return time.monotonic() - self._since >= TELLING_SECONDS


def _size(metrics: Metrics) -> int:
    """About the memory that one takes."""
    return sum(len(series.values) for series in metrics.series) * VALUE_BYTES + metrics.rows * ROW_BYTES
