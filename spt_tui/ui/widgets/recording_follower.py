"""The thread behind the hardware pane: it reads what was recorded of one run at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from spt_tui.hardware.recorded.recorded_run import RecordedRun, RunRecordings
from spt_tui.repeat import Repeater
from spt_tui.runs.local_disk import is_on_local_disk
from spt_tui.runs.recording_places import recording_places
from spt_tui.runs.run import Run

LIVE_SECONDS, ENDED_SECONDS = 2.0, 15.0
"""Between two looks at recordings that may go on, and at those of a run that has ended."""
HOSTS_A_SECOND = 32
"""Of a run on very many hosts no more are looked at than so many a second."""
STUCK_SECONDS = 3.0
"""A look that takes longer does not keep another run from being read: that one gets a thread of its own."""


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """What was recorded of a run."""

    run_dir: str
    recorded: RecordedRun
    at_home: bool
    """Whether the run is most likely one of this node: a guess."""


class RecordingFollower:
    """Looks at the recordings of one run, again and again, and hands over each time what is known.

    `deliver(report)` is called on the thread; of very many hosts already with those that have been read. A run that is
    left while it is looked at is read no further.
    """

    def __init__(self, deliver: Callable[[RecordingReport], None]) -> None:
        self._deliver = deliver
        self._reading: _Reading | None = None
        self._repeater: Repeater | None = None
        self._began: float | None = None

    @property
    def waits(self) -> float:
        """Seconds for which the present look has been waiting for the disk; 0 if there is none."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def follow(self, run: Run | None) -> None:
        """From now on this run, at once unless paused; `None`: no run."""
        self._reading = _Reading(run) if run else None
        if self._repeater is None:
            return
        if self.waits > STUCK_SECONDS:
            self._repeater.relieve()
        else:
            self._repeater.nudge()

    def update(self, run: Run) -> None:
        """The run that is followed, seen later."""
        if self._reading:
            self._reading.run = run

    def pause(self) -> None:
        """Look no more; what was read is kept."""
        if self._repeater:
            self._repeater.stop()
            self._repeater = None

    def resume(self) -> None:
        """Look on."""
        if self._repeater is None:
            self._repeater = Repeater(self._step, LIVE_SECONDS, "recordings")
            self._repeater.start()

    def _step(self) -> None:
        """On the thread."""
        reading, repeater = self._reading, self._repeater
        if reading is None or repeater is None:
            return
        self._began = time.monotonic()
        with closing(reading.looks()) as reports:
            for report in reports:
                if reading is not self._reading or repeater.stopped:
                    break
                repeater.interval = _pause(report.recorded, reading.run.ended)
                self._deliver(report)
                self._began = time.monotonic()
        self._began = None


def _pause(recorded: RecordedRun, is_over: bool) -> float:
    """Seconds to the next look: a recorder can go on when its run is over."""
    goes_on = not is_over or any(not host.ended for host in recorded.hosts)
    return max(LIVE_SECONDS if goes_on else ENDED_SECONDS, len(recorded.hosts) / HOSTS_A_SECOND)


class _Reading:
    """One run, and what was read of it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._recordings: RunRecordings | None = None
        self._at_home = False
        self._looking = threading.Lock()  # a thread that was given up may still be at it

    def looks(self) -> Generator[RecordingReport, None, None]:
        """What is there now, of many hosts bit by bit; nothing if another thread is at it."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            run = self.run
            if self._recordings is None:
                self._recordings = RunRecordings(recording_places(run))
                self._at_home = is_on_local_disk(run.dir)
            for recorded in self._recordings.looks(run.ended):
                yield RecordingReport(run.dir, recorded, self._at_home)
        finally:
            self._looking.release()
