"""The metrics of the run under the cursor, read on as its file grows."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui.widgets.metrics_follower import MetricsFollower
from spt_tui.ui.widgets.metrics_view import MetricsView
from spt_tui.units import counted

LIVE_SECONDS, ENDED_SECONDS = 1.0, 15.0
"""How often the file of a run is looked at."""
LOADING_SECONDS = 0.15
"""A run that is read faster than this replaces the one before without a blank in between."""


class MetricsPane(MetricsView):
    """Shows the metrics of `run` and follows its file while the pane is seen.

    A thread of its own reads; what it says is dropped if another run is shown by then.
    """

    number = "2"

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run to show. Another value with the same `dir` is the same run, seen later."""

    class Polled(Message):
        """Something new about the metrics of a run was read."""

        def __init__(self, run_dir: str, metrics: Metrics) -> None:
            super().__init__()
            self.run_dir = run_dir
            self.metrics = metrics

        def can_replace(self, message: Message) -> bool:
            """Of two for one run the newer is enough."""
            return isinstance(message, MetricsPane.Polled) and message.run_dir == self.run_dir

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._follower = MetricsFollower(self._deliver)
        self._known = False
        """Whether anything was read of the run."""

    @property
    def run_name(self) -> str:
        """The name of the run; empty without a run."""
        return self.run.name if self.run else ""

    @property
    def live(self) -> bool:
        """Whether the run may write more."""
        return self.run is not None and not self.run.ended

    def why_empty(self) -> str:
        """Why no metric is listed."""
        metrics = self.metrics
        if self.run is None:
            return "no run under the cursor"
        if not self._known:
            return "loading"
        if metrics.series:
            return f"no metric matches {clean(self.filter_text)}"
        if metrics.problem:
            return metrics.problem
        return f"no number in {counted(metrics.rows, 'row')}" if metrics.rows else "no rows yet"

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Follow another run; a newer state of the same one changes nothing but how often it is looked at."""
        if before and run and before.dir == run.dir:
            if self.shown:
                self._follower.resume(self._interval)
            self.redraw()
            return
        self._known = False
        self.forget_metrics()
        self._follower.follow(run.dir if run else None, self._interval)
        if not self.shown:
            self._follower.pause()
        if run is None:
            self.fit_lines()
        else:
            self.set_timer(LOADING_SECONDS, self._show_loading)

    def watch_shown(self) -> None:
        """Look at the file only while someone sees it."""
        if self.shown:
            self._follower.resume(self._interval)
        else:
            self._follower.pause()

    @on(Polled)
    def take_polled(self, message: Polled) -> None:
        """Show what was read, if it is still the run to show."""
        message.stop()
        if self.run is not None and message.run_dir == self.run.dir:
            self._known = True
            self.show_metrics(message.metrics)

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._follower.pause()

    @property
    def _interval(self) -> float:
        return LIVE_SECONDS if self.live else ENDED_SECONDS

    def _deliver(self, run_dir: str, metrics: Metrics) -> None:
        self.post_message(self.Polled(run_dir, metrics))

    def _show_loading(self) -> None:
        if not self._known:
            self.fit_lines()
