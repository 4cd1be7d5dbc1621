"""The Textual application: one screen, the terminal's own colours, no more than changed cells sent."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from textual.app import App
from textual.binding import Binding

from spt_tui.runs.scanner import RunScanner
from spt_tui.ui import theme
from spt_tui.ui.output import CellDiff
from spt_tui.ui.runs_screen import RunsScreen

SETTLE_SECONDS = 2.0
"""After this the objects of the start are set apart from garbage collection."""


class RunsApp(CellDiff, App[None]):
    """`spt-tui`."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "spt-tui"
    BINDINGS = [Binding("ctrl+c", "quit", "quit", show=False, priority=True, id="app.interrupt")]

    def __init__(
        self, scanners: Sequence[RunScanner], filter_text: str = "", demo: bool = False, diff: bool = True
    ) -> None:
        super().__init__()
        self.theme = theme.THEME
        self.diff = diff
        self._scanners = scanners
        self._filter_text = filter_text
        self._demo = demo

    def get_default_screen(self) -> RunsScreen:
        """The browser."""
        return RunsScreen(self._scanners, self._filter_text, self._demo)

    def on_mount(self) -> None:
        """Collect garbage again once the start is over; what the start made is not looked at each time."""
        self.set_timer(SETTLE_SECONDS, _settle)


def _settle() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()
