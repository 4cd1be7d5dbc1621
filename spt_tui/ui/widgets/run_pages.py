"""The run table with the pages that are opened over it: what is asked about runs, and the ways back to one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.message import Message

from spt_tui.runs.arrange import NO_SWEEP, Group
from spt_tui.ui.board import Board
from spt_tui.ui.messages import Refused
from spt_tui.ui.widgets.run_table import RunTable

if TYPE_CHECKING:
    from spt_tui.ui.chosen_runs import ChosenRuns


class RunPages(RunTable):
    """Opens over the browser what is to be said of the marked runs, of a sweep, of the shown ones or of one.

    A subclass makes the rows.
    """

    BINDINGS = [
        Binding("d", "differences", "differences of the marked", id="runs.differences", show=False),
        Binding("c", "compare", "compare", id="runs.compare"),
        Binding("P", "scatter", "scatter and correlation", id="runs.scatter", show=False),
        Binding("exclamation_mark", "triage", "why runs died", id="runs.triage", show=False),
        Binding("enter", "open", "all of a run; fold a sweep", id="runs.open", show=False),
    ]

    class CompareAsked(Message):
        """The user wants to see the curves of the runs of these slots in one plot."""

        def __init__(self, pages: RunPages, slots: Sequence[int]) -> None:
            self.pages = pages
            self.slots = slots
            super().__init__()

    class ScatterAsked(Message):
        """The user wants to see figures of the runs of these slots over each other."""

        def __init__(self, pages: RunPages, slots: Sequence[int]) -> None:
            self.pages = pages
            self.slots = slots
            super().__init__()

    class TriageAsked(Message):
        """The user wants to know why these runs died."""

        def __init__(self, pages: RunPages, chosen: ChosenRuns) -> None:
            self.pages = pages
            self.chosen = chosen
            super().__init__()

    def __init__(self, board: Board, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.board = board
        """The runs and their arrangement."""

    def show_rows(self) -> None:
        """Show the rows as they follow from the runs and the arrangement."""
        raise NotImplementedError

    def mark_also(self, dirs: frozenset[str]) -> None:
        """Mark these runs, too."""
        self.marks = self.marks | dirs
        self.post_message(self.Marked(self.marks))

    def go_to(self, dir: str) -> None:
        """Put the cursor on the run in a directory, unfolding its sweep."""
        run = self.board.catalog.get(dir)
        sweep = (run.sweep if run else None) or NO_SWEEP
        if self.table.rows.place_of(dir) is None and sweep in self.arrangement.collapsed:
            self.board.fold(sweep)
            self.show_rows()
        place = self.table.rows.place_of(dir)
        if place is None:
            self._refuse("that run is gone, or the filter hides it")
        else:
            self.action_move_to(place)

    def action_differences(self) -> None:
        """Show in what the marked runs differ, or the runs of the sweep whose head is under the cursor."""
        from spt_tui.ui import pages

        chosen = self.board.catalog.view(self._runs_to_compare())
        runs = [*chosen[: pages.MOST_COMPARED]]
        if len(runs) < 2:
            self._refuse("mark two runs or more with space, then press d")
        else:
            self.app.push_screen(pages.difference_page(runs, len(chosen), bool(self.marks)))

    def _runs_to_compare(self) -> Sequence[int]:
        from spt_tui.ui.chosen_runs import marked_or_sweep

        return marked_or_sweep(self.board.catalog, self.table, self.marks, self.cursor_row)

    def action_compare(self) -> None:
        """Plot the marked runs together, or the runs of the sweep that the cursor stands in."""
        from spt_tui.ui.chosen_runs import sweep_of

        slots = self._runs_to_compare() or sweep_of(self.board.catalog, self.table, self.cursor_row)
        if not slots:
            self._refuse("mark runs with space, or go to a run of a sweep, then press c")
        else:
            self.post_message(self.CompareAsked(self, slots))

    def action_scatter(self) -> None:
        """Plot one figure of the shown runs over another, and say what goes with what."""
        if not self.table.slots:
            self._refuse("no run to plot")
        else:
            self.post_message(self.ScatterAsked(self, list(self.table.slots)))

    def action_triage(self) -> None:
        """Say why runs died: the marked ones, those of the sweep under the cursor, else the shown ones."""
        from spt_tui.ui.chosen_runs import runs_to_triage

        is_filtered = self.board.arrangement.filter is not None
        chosen = runs_to_triage(self.board.catalog, self.table, self.marks, self.cursor_row, is_filtered)
        if not chosen.slots:
            self._refuse("no run to look at")
        else:
            self.post_message(self.TriageAsked(self, chosen))

    def action_open(self) -> None:
        """Fold a sweep, or show all that is known of a run."""
        row = self.cursor_row
        if isinstance(row, Group):
            self.board.fold(row.sweep)
            self.show_rows()
        elif row is not None:
            from spt_tui.ui import pages

            self.app.push_screen(pages.run_page(row, time.time(), self.board.catalog))

    def _refuse(self, reason: str) -> None:
        self.post_message(Refused(reason))
