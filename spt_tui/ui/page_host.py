"""A screen over which pages about its runs are opened. They are loaded when one is asked for."""

from __future__ import annotations

from textual import on

from spt_tui.ui.command_screen import CommandScreen
from spt_tui.ui.widgets.run_pages import RunPages


class PageHost(CommandScreen):
    """Opens what a table of runs asks for; the way back goes to a row of that table."""

    @on(RunPages.CompareAsked)
    def compare_runs(self, message: RunPages.CompareAsked) -> None:
        """Put their curves over the browser."""
        from spt_tui.ui.compare.compare_screen import CompareScreen

        self.app.push_screen(CompareScreen(message.pages.board.catalog, message.slots, message.pages.go_to))

    @on(RunPages.ScatterAsked)
    def scatter_runs(self, message: RunPages.ScatterAsked) -> None:
        """Put their figures over the browser."""
        from spt_tui.ui.compare.scatter_screen import ScatterScreen

        self.app.push_screen(ScatterScreen(message.pages.board.catalog, message.slots, message.pages.go_to))

    @on(RunPages.TriageAsked)
    def triage_runs(self, message: RunPages.TriageAsked) -> None:
        """Put what they died of over the browser."""
        from spt_tui.ui.triage.triage_screen import TriageScreen

        runs = message.pages
        self.app.push_screen(TriageScreen(runs.board.catalog, message.chosen, runs.go_to, runs.mark_also))
