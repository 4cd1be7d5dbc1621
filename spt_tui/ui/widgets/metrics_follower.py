"""The thread behind the metrics pane."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from spt_tui.repeat import Repeater
from spt_tui.runs.metrics import FILE_NAME, Metrics, MetricsReader

STUCK_SECONDS = 3.0
"""A read that takes longer does not keep another run from being read: that one gets a thread of its own."""


class MetricsFollower:
    """Reads the metrics of one run at a time, again and again, and hands over what is new.

    `deliver(run_dir, metrics)` is called on the thread; once after every `follow`, then for every change.
    """

    def __init__(self, deliver: Callable[[str, Metrics], None]) -> None:
        self._deliver = deliver
        self._reading: _Reading | None = None
        self._repeater: Repeater | None = None

    def follow(self, run_dir: str | None, interval: float) -> None:
        """Read this run from its beginning, then look every `interval` seconds. `None`: no run."""
        reading = self._reading
        if run_dir is None:
            self.pause()
            self._reading = None
        elif reading is None or self._repeater is None or reading.stuck:
            self.pause()
            self._reading = _Reading(self._deliver)
            self._reading.read(run_dir)
            self.resume(interval)
        else:
            reading.read(run_dir)
            self._repeater.interval = interval
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


class _Reading:
    """What one thread reads."""

    def __init__(self, deliver: Callable[[str, Metrics], None]) -> None:
        self._deliver = deliver
        self._wanted: MetricsReader | None = None
        self._began: float | None = None

    @property
    def stuck(self) -> bool:
        """True when the present read takes suspiciously long."""
        began = self._began
        return began is not None and time.monotonic() - began > STUCK_SECONDS

    def read(self, run_dir: str) -> None:
        """From the next step on, this run."""
        self._wanted = MetricsReader(os.path.join(run_dir, FILE_NAME))

    def step(self) -> None:
        """Read what is new, a large file in several parts, unless another run is wanted meanwhile."""
        reader = self._wanted
        while reader is not None and reader is self._wanted:
            self._began = time.monotonic()
            metrics = reader.poll()
            self._began = None
            if metrics is not None:
                self._deliver(os.path.dirname(reader.path), metrics)
            if not reader.behind:
                return
