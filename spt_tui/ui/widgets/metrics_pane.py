"""The metrics of the run under the cursor, read on as its file grows."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.health.sweep_rates import usual_rate
from spt_tui.runs.metric_choices import NO_CHOICES, ChoicesFile, MetricChoices
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui.messages import Chosen, Noted
from spt_tui.ui.plots.curve import Curve
from spt_tui.ui.widgets.keeper import Keeper, Kept
from spt_tui.ui.widgets.metric_keys import Change, MetricKeys
from spt_tui.ui.widgets.metrics_follower import MetricsFollower, Report
from spt_tui.units import counted

LIVE_SECONDS, ENDED_SECONDS = 1.0, 15.0
"""How often the file of a run is looked at."""
LOADING_SECONDS = 0.15
"""A run that is read faster than this replaces the one before without a blank in between."""


class MetricsPane(MetricKeys):
    """Shows the metrics of `run` and follows its file while the pane is seen.

    A thread of its own reads; what it says is dropped if another run is shown by then. A run that was shown before is
    there at once, as it was then.
    """

    BINDINGS = [Binding("E", "save_plot", "save the plot", id="metrics.save", show=False)]

    number = "2"

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run to show. Another value with the same `dir` is the same run, seen later."""

    class Polled(Message):
        """Something new about the metrics of a run was read."""

        def __init__(self, report: Report) -> None:
            super().__init__()
            self.report = report

        def can_replace(self, message: Message) -> bool:
            """Of two for one run the newer is enough."""
            return isinstance(message, MetricsPane.Polled) and message.report.run_dir == self.report.run_dir

    class ChoicesKept(Message):
        """What people chose for the metrics of a root was read, or a change of it was kept."""

        def __init__(self, kept: Kept[MetricChoices]) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self, catalog: Catalog | None = None, roots: Sequence[str] = (), *, id: str | None = None) -> None:
        """A run is compared with those of its sweep in `catalog`; what is chosen for `roots` is told at once."""
        super().__init__(id=id)
        self._catalog = catalog
        self._roots = roots
        self._follower = MetricsFollower(lambda report: self._post(self.Polled(report)), self._usual_rate)
        self._keeper = Keeper(ChoicesFile, lambda kept: self._post(self.ChoicesKept(kept)))
        self._known = False
        """Whether anything was read of the run."""
        self._root: str | None = None

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

    def on_mount(self) -> None:
        """Ask what is chosen for the metrics."""
        for root in self._roots:
            self._keeper.read(root)

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Follow another run; a newer state of the same one changes nothing but how often it is looked at."""
        if before and run and before.dir == run.dir:
            self._follower.update(run)
            if self.shown:
                self._follower.resume(self._interval)
            self.redraw()
            return
        self._known = False
        self.forget_metrics()
        self._turn_to_root(run)
        known = self._follower.known(run) if run else None
        self._follower.follow(run, self._interval)
        if not self.shown:
            self._follower.pause()
        if known:
            self._take(known)
        elif run is None:
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
        if self.run is not None and message.report.run_dir == self.run.dir:
            self._take(message.report)

    @on(ChoicesKept)
    def take_choices(self, message: ChoicesKept) -> None:
        """List by what is chosen now, unless more was chosen in the meantime."""
        message.stop()
        kept = message.kept
        if kept.problem:
            self.post_message(Noted(kept.problem))
        if kept.content is None or kept.waiting:
            return
        self.post_message(Chosen(kept.root, kept.content))
        if kept.root == self._root:
            self.choices = kept.content

    def choose(self, change: Change) -> None:
        """Change what is chosen for the metrics of the run's root, and keep it."""
        if self._root is not None:
            self.choices = change(self.choices)
            self.post_message(Chosen(self._root, self.choices))
            self._keeper.edit(self._root, change)

    def watch_choices(self) -> None:
        """Judge the run by them, too."""
        super().watch_choices()
        self._follower.judge_by(self.choices.is_lower)

    def action_save_plot(self) -> None:
        """Save the plot, or that of the metric under the cursor, as pictures and as numbers."""
        from spt_tui.ui.save_plot import ShownPlot, save_shown

        if self.run is None or self.series is None:
            return
        curves = self.curves if self.plotted else [Curve(self.series, clock=self.clock)]
        view = self._body.plot.marked(self.state.view) if self.plotted else self.state.view
        metric = self.series.name if len(curves) == 1 else f"{self.series.name} and others"
        name, title = f"{self.run.name} {metric}", f"{self.run.name} · {metric}"
        save_shown(ShownPlot(curves, view, title, name, self.x_name, (self.run.root,)), self)

    def on_unmount(self) -> None:
        """Let the threads end."""
        self._follower.pause()
        self._keeper.stop()

    @property
    def _interval(self) -> float:
        return LIVE_SECONDS if self.live else ENDED_SECONDS

    def _usual_rate(self, run: Run) -> float | None:
        """On the follower's thread."""
        return None if self._catalog is None else usual_rate(self._catalog, run, time.time())

    def _turn_to_root(self, run: Run | None) -> None:
        if run is not None and run.root != self._root:
            self._root = run.root
            self.choices = NO_CHOICES
            self._keeper.read(run.root)

    def _take(self, report: Report) -> None:
        self._known = True
        self.show_metrics(report.metrics, report.clock, report.health, report.events)

    def _post(self, message: Message) -> None:
        try:
            self.post_message(message)
        except RuntimeError:  # the program has ended since the thread's last step
            self._follower.pause()

    def _show_loading(self) -> None:
        if not self._known:
            self.fit_lines()
