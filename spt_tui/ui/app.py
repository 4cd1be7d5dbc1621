"""The Textual application: one screen, the terminal's own colours, no more than changed cells sent."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.binding import Binding

from spt_tui.runs.scanner import RunScanner
from spt_tui.ui import theme
from spt_tui.ui.output import CellDiff
from spt_tui.ui.runs_screen import RunsScreen
from spt_tui.ui.widgets.line_view import LineView

PATIENCE_SECONDS = 30.0
"""Garbage is collected after this time at the latest; ordinarily once all runs have been read."""


class RunsApp(CellDiff, App[None]):
    """`spt-tui`."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "spt-tui"
    BINDINGS = [Binding("ctrl+c", "quit", "quit", show=False, priority=True, id="app.interrupt")]

    def __init__(
        self, scanners: Sequence[RunScanner], filter_text: str = "", demo: bool = False, diff: bool = True
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = theme.THEME
        self.diff = diff
        self._scanners = scanners
        self._filter_text = filter_text
        self._demo = demo

    def get_default_screen(self) -> RunsScreen:
        """The browser."""
        return RunsScreen(self._scanners, self._filter_text, self._demo)

    async def on_event(self, event: events.Event) -> None:
        """Take escape and a key that come together for two keys: nothing here is bound to alt."""
        if isinstance(event, events.Key) and event.key.startswith("alt+") and not event.is_forwarded:
            key = event.key.removeprefix("alt+")
            await super().on_event(events.Key("escape", None))
            await super().on_event(events.Key(key, key if len(key) == 1 else event.character))
        else:
            await super().on_event(event)

    def action_redraw(self) -> None:
        """Draw everything anew and send it."""
        for view in self.screen.query(LineView):
            view.redraw()
        super().action_redraw()

    def on_mount(self) -> None:
        """Collect garbage again, even if the start does not end: a root can hang."""
        self.set_timer(PATIENCE_SECONDS, gc.enable)
