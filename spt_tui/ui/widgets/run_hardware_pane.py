"""The hardware of the run under the cursor as it was recorded, read on as its files grow; or this node's."""

from __future__ import annotations

import time
from dataclasses import replace

from textual import on
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run
from spt_tui.ui.messages import NodeWanted
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.recording_follower import STUCK_SECONDS, RecordingFollower, RecordingReport
from spt_tui.units import age_text

LOADING_SECONDS = 0.15
"""A run that is read faster than this replaces the one before without a blank in between."""


class RunHardwarePane(HardwarePane):
    """Shows what was recorded of `run` while the pane is seen, and says when `sample` is wanted.

    A thread of its own reads; what it says is dropped if another run is shown by then.
    """

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run to show. Another value with the same `dir` is the same run, seen later."""

    shown: reactive[bool] = reactive(False, repaint=False)
    """Whether the pane is on the screen: not before it is told, lest the first run's files are read for nobody."""

    class Looked(Message):
        """The recordings of a run were looked at."""

        def __init__(self, report: RecordingReport) -> None:
            super().__init__()
            self.report = report

        def can_replace(self, message: Message) -> bool:
            """Of two for one run the newer is enough."""
            return isinstance(message, RunHardwarePane.Looked) and message.report.run_dir == self.report.run_dir

    def __init__(self, catalog: Catalog | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(catalog, id=id, classes=classes)
        self._follower = RecordingFollower(self._tell)
        self._known = False
        """Whether the recordings of the run were looked at."""
        self._asked_for_node = False

    def on_mount(self) -> None:
        """Begin to watch for a disk that does not answer."""
        self.set_interval(STUCK_SECONDS, self._say_if_stuck)

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Follow another run; a newer state of the same one is told to the thread."""
        if before and run and before.dir == run.dir:
            self._follower.update(run)
            return
        self._known = False
        self._follower.follow(run)
        if run is None:
            self._show_loading()
        else:
            self.set_timer(LOADING_SECONDS, self._show_loading)

    def watch_shown(self) -> None:
        """Look at the recordings only while someone sees them."""
        if self.shown:
            self._follower.resume()
        else:
            self._follower.pause()
        self._ask_for_node()

    @on(Looked)
    def take_report(self, message: Looked) -> None:
        """Show what was read, if it is still the run to show."""
        message.stop()
        if self.run is None or message.report.run_dir != self.run.dir:
            return
        if not self._known:
            self.live = False
        self._known = True
        self.at_home = message.report.at_home
        self.recorded = message.report.recorded
        self._ask_for_node()

    @on(HardwarePane.Turned)
    def turn_to_node(self, message: HardwarePane.Turned) -> None:
        """This node's gauges, or the run's."""
        message.stop()
        self._ask_for_node()

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._follower.pause()

    def _show_loading(self) -> None:
        """Nothing is known of the run; without a run there is this node."""
        if not self._known:
            self.at_home = self.run is None
            self.recorded = None
            self._ask_for_node()

    def _say_if_stuck(self) -> None:
        """What is known stays, with the reason why nothing new comes."""
        waits = self._follower.waits
        if not (self.shown and self._known and self.recorded and waits > STUCK_SECONDS):
            return
        why = f"the disk has not answered for {age_text(waits)}"
        hosts = tuple(replace(host, problem=why) for host in self.recorded.hosts)
        self.recorded = replace(self.recorded, hosts=hosts, read_at=time.time())

    def _ask_for_node(self) -> None:
        is_settled = self._known or self.run is None or self.live
        wanted = self.shown and is_settled and self.wants_sample
        if wanted != self._asked_for_node:
            self._asked_for_node = wanted
            self.post_message(NodeWanted(wanted))

    def _tell(self, report: RecordingReport) -> None:
        """On the thread that reads: what a machine looks like is made out there, too."""
        self.prepare(report.recorded)
        self._post(self.Looked(report))

    def _post(self, message: Message) -> None:
        try:
            self.post_message(message)
        except RuntimeError:  # the program has ended since the thread's last step
            self._follower.pause()
