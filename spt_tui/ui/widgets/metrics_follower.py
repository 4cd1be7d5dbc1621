"""The thread behind the metrics pane."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.hardware.recorded.log_reading import LogReading
from spt_tui.hardware.run_log_reader import RUN_LOG, LogEntry
from spt_tui.repeat import Repeater
from spt_tui.runs.curves.open_runs import OpenRuns
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.health.eta import remaining
from spt_tui.runs.health.examination import examine
from spt_tui.runs.metric_directions import IsLower
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.metrics import FILE_NAME, Metrics
from spt_tui.runs.run import Run
from spt_tui.runs.run_clock import run_clock
from spt_tui.ui.widgets.health_line import UNJUDGED, Health

UsualRate = Callable[[Run], "float | None"]
"""A run -> the steps per second of its sweep in the median."""

STUCK_SECONDS = 3.0
"""A read that takes longer does not keep another run from being read: that one gets a thread of its own."""
EXAMINE_SECONDS = 5.0
"""A run without a new row is judged anew after this time: it may have stalled."""

LOG_SECONDS = 3.0
"""Between two looks at the run's own log."""

PAUSE_SECONDS = 0.01
"""Before a file is asked for again of which nothing could be shown, or that another thread is at."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What is known of the metrics of a run."""

    run_dir: str
    metrics: Metrics
    health: Health = UNJUDGED
    clock: StepClock | None = None
    events: tuple[LogEntry, ...] = ()
    """What the run's own log says; the same object while that says nothing new."""


class MetricsFollower:
    """Reads the metrics of one run at a time, again and again, and hands over what is new.

    `deliver(report)` is called on the thread; once after every `follow`, then for every change. What was read of other
    runs is kept as far as memory allows, so that they are there at once when they are looked at again. `usual` tells
    on the thread how many steps per second the sweep of a run makes in the median, if that is known.
    """

    def __init__(self, deliver: Callable[[Report], None], usual: UsualRate = lambda run: None) -> None:
        self._deliver = deliver
        self._usual = usual
        self._is_lower: IsLower = lower_is_better
        self._open = OpenRuns()
        self._reading: _Reading | None = None
        self._repeater: Repeater | None = None

    def known(self, run: Run) -> Report | None:
        """What was read of a run before; `None` if nothing was, or it has been forgotten. Touches no disk."""
        metrics = self._open.shown(_path(run))
        return Report(run.dir, metrics, UNJUDGED, run_clock(run, metrics)) if metrics and metrics.series else None

    def follow(self, run: Run | None, interval: float) -> None:
        """Read this run, then look every `interval` seconds. `None`: no run."""
        reading = self._reading
        if run is None:
            self.pause()
            self._reading = None
        elif reading is None or self._repeater is None or reading.stuck:
            self.pause()
            self._reading = _Reading(self._open, self._deliver, self._judge)
            self._reading.read(run)
            self.resume(interval)
        else:
            reading.read(run)
            self._repeater.interval = interval
            self._repeater.nudge()

    def update(self, run: Run) -> None:
        """The run that is followed, seen later."""
        if self._reading:
            self._reading.update(run)

    def judge_by(self, is_lower: IsLower) -> None:
        """Judge the run anew, by these directions of its metrics."""
        self._is_lower = is_lower
        if self._reading:
            self._reading.judge_anew()
        if self._repeater:
            self._repeater.nudge()

    def pause(self) -> None:
        """Look no more; what was read is kept."""
        if self._repeater:
            self._repeater.stop()
            self._repeater = None

    def resume(self, interval: float) -> None:
        """Look at the run again, every `interval` seconds."""
        if self._repeater:
            self._repeater.interval = interval
        elif self._reading:
            self._repeater = Repeater(self._reading.step, interval, "metrics")
            self._repeater.start()

    def _judge(self, run: Run, metrics: Metrics) -> Health:
        """On a thread."""
        verdict = examine(metrics, run, time.time(), self._usual(run), self._is_lower)[0]
        return Health(verdict, remaining(run, metrics))


class _Wish:
    """A run to be read, and what was said of it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.said: Health | None = None
        """`None` before the first report."""
        self.examined_at = 0.0
        self.events: tuple[LogEntry, ...] = ()
        self._log = LogReading(os.path.join(run.dir, RUN_LOG))
        self._log_seen_at = -math.inf

    def has_new_events(self) -> bool:
        """Whether the run's own log says more than before; it is looked at every few seconds."""
        now = time.monotonic()
        if now - self._log_seen_at < LOG_SECONDS:
            return False
        self._log_seen_at, before = now, self.events
        self.events = self._log.look()
        return self.events is not before


class _Reading:
    """What one thread reads."""

    def __init__(
        self, open_runs: OpenRuns, deliver: Callable[[Report], None], judge: Callable[[Run, Metrics], Health]
    ) -> None:
        self._open = open_runs
        self._deliver = deliver
        self._judge = judge
        self._wanted: _Wish | None = None
        self._began: float | None = None

    @property
    def stuck(self) -> bool:
        """True when the present read takes suspiciously long."""
        began = self._began
        return began is not None and time.monotonic() - began > STUCK_SECONDS

    def read(self, run: Run) -> None:
        """From the next step on, this run."""
        self._wanted = _Wish(run)

    def update(self, run: Run) -> None:
        """The wanted run in a newer state."""
        if self._wanted:
            self._wanted.run = run

    def judge_anew(self) -> None:
        """Judge the wanted run with the next step."""
        if self._wanted:
            self._wanted.examined_at = -math.inf

    def step(self) -> None:
        """Read what is new, a large file in several parts, unless another run is wanted meanwhile."""
        wish = self._wanted
        while wish is not None and wish is self._wanted:
            path = _path(wish.run)
            self._began = time.monotonic()
            metrics = self._open.poll(path)
            self._began = None
            self._tell(wish, metrics, self._open.shown(path))
            if not self._open.behind(path):
                return
            if metrics is None:
                time.sleep(PAUSE_SECONDS)

    def _tell(self, wish: _Wish, fresh: Metrics | None, shown: Metrics | None) -> None:
        """Hand over what is new: rows, or what is to be said of the run."""
        now = time.monotonic()
        metrics, told = fresh or shown, wish.has_new_events()
        if metrics is None or not (fresh or told or wish.said is None or now - wish.examined_at >= EXAMINE_SECONDS):
            return
        wish.examined_at = now
        run = wish.run
        health = self._judge(run, metrics)
        if fresh is not None or told or health != wish.said:
            wish.said = health
            self._deliver(Report(run.dir, metrics, health, run_clock(run, metrics), wish.events))


def _path(run: Run) -> str:
    return os.path.join(run.dir, FILE_NAME)
