"""The four panes and how they share the screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run
from spt_tui.ui.split import PANES, Shape, split
from spt_tui.ui.widgets.line_view import LineView
from spt_tui.ui.widgets.runs_pane import RunsPane

if TYPE_CHECKING:
    from spt_tui.hardware.sample import Sample

ARRIVAL_SECONDS = 2.0
"""How long keys wait for the other panes at the most: a disk that hangs keeps nobody from leaving."""


class Panes(Container):
    """Shows as many panes as there is room for; one has the keyboard."""

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run that the others show."""
    sample: reactive[Sample | None] = reactive(None, repaint=False)
    """This machine."""
    zoomed: reactive[bool] = reactive(False, repaint=False)
    """The focused pane has all the room."""
    metric_filter: reactive[str] = reactive("", repaint=False)
    """What narrows the metrics."""
    log_search: reactive[str] = reactive("", repaint=False)
    """What is searched in the log."""

    class Focused(Message):
        """Another pane has the keyboard."""

    class Loaded(Message):
        """The modules of the other panes are imported."""

    def __init__(self, catalog: Catalog, roots: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._catalog = catalog
        self._roots = roots
        self.focused = PANES[0]
        """Name of the pane that has the keyboard, or had it last."""
        self._below = PANES[1]
        self._is_complete = False
        self._arrived = asyncio.Event()
        """Set once all panes are there."""

    def compose(self) -> ComposeResult:
        """The runs alone: `complete` brings the others."""
        yield RunsPane(self._catalog, len(self._roots), id="runs")

    def complete(self) -> None:
        """Bring the other panes. They are half of what this program imports, and the first rows do not wait for it."""
        if not self._is_complete:
            self._is_complete = True
            threading.Thread(target=self._load_the_others, name="spt-panes", daemon=True).start()

    def _load_the_others(self) -> None:
        """On a thread: keys are heard meanwhile, which takes a tenth of a second."""
        import spt_tui.ui.widgets.log_pane
        import spt_tui.ui.widgets.metrics_pane
        import spt_tui.ui.widgets.run_hardware_pane  # noqa: F401

        self.post_message(self.Loaded())

    @on(Loaded)
    async def bring_the_others(self) -> None:
        """The other panes can be made now."""
        from spt_tui.ui.widgets.log_pane import LogPane
        from spt_tui.ui.widgets.metrics_pane import MetricsPane
        from spt_tui.ui.widgets.run_hardware_pane import RunHardwarePane

        if not self.is_attached:  # the program ended in the meantime
            return
        await self.mount(
            MetricsPane(self._catalog, self._roots, id="metrics").data_bind(Panes.run, filter_text=Panes.metric_filter),
            LogPane(id="logs").data_bind(Panes.run, search=Panes.log_search),
            RunHardwarePane(self._catalog, id="hardware").data_bind(Panes.run, Panes.sample),
        )
        self._share()
        self._arrived.set()

    async def arrival(self) -> None:
        """Wait until all panes are there, `ARRIVAL_SECONDS` at most, so that keys typed ahead act in their order."""
        if not self._arrived.is_set():
            self.complete()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), ARRIVAL_SECONDS)

    @property
    def pane(self) -> LineView:
        """The pane that has the keyboard, or had it last."""
        return self.query_one(f"#{self.focused}", LineView)

    def go(self, name: str) -> None:
        """Give the keyboard to a pane, which comes on the screen. One that has not come yet is not waited for."""
        for pane in self.query_children(f"#{name}").results(LineView):
            pane.display = True
            self.screen.set_focus(pane)
            self._turn_to(name)

    def go_on(self, by: int) -> None:
        """Give the keyboard to the next pane round."""
        self.go(PANES[(PANES.index(self.focused) + by) % len(PANES)])

    def watch_zoomed(self) -> None:
        """Share the room anew."""
        self._share()

    def on_resize(self) -> None:
        """Share the room anew."""
        self._share()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A pane that is clicked has the keyboard. One that has lost it since does not take it back."""
        if event.widget is self.screen.focused and event.widget.id in PANES:
            self._turn_to(event.widget.id)

    def _turn_to(self, name: str) -> None:
        """The focused pane is always on the screen."""
        if name != self.focused:
            self.focused = name
            self._below = self._below if name == "runs" else name
            self._share()
            self.post_message(self.Focused())

    def _share(self) -> None:
        if not self.size:
            return
        now = split(self.size.width, self.size.height, self.focused, self._below, self.zoomed)
        for shape in Shape:
            self.set_class(shape is now.shape, shape.value)
        for pane in self.query_children(LineView):
            pane.display = pane.id in now.panes
            pane.shown = pane.display
            pane.zoomed = self.zoomed and pane.id == self.focused
