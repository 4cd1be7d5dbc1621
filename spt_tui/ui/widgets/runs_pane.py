"""The run table with what arranges it: filter, order, groups, columns."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scanner import Progress, Update
from spt_tui.ui.board import Board
from spt_tui.ui.widgets.run_pages import RunPages

if TYPE_CHECKING:
    from spt_tui.runs.preview import Preview
    from spt_tui.runs.query import QueryError
    from spt_tui.ui.copy_offers import View

CALM = 60.0
"""While updates pour in, arranging the table takes at most one part in this of the time, so that few keys meet it."""
FORESIGHT_SECONDS = 0.2
"""After runs were sorted, before the other direction is made ready."""
TICK_SECONDS = 30.0
"""How often ages are counted anew."""


class RunsPane(RunPages):
    """Takes the scanner's updates and the user's wishes, and shows the rows that follow from both."""

    BINDINGS = [
        Binding("s", "sort", "sort", id="runs.sort"),
        Binding("S", "reverse", "reverse the order", id="runs.reverse", show=False),
        Binding("w", "group", "sweeps", id="runs.group"),
        Binding("t", "pick_tag", "tags", id="runs.tag"),
        Binding("v", "pick_columns", "columns", id="runs.columns"),
    ]

    class Arranged(Message):
        """The rows are new; `shown` of `total` runs match the filter."""

        def __init__(self, shown: int, total: int) -> None:
            self.shown = shown
            self.total = total
            super().__init__()

    class Misunderstood(Message):
        """A filter is wrong, where and why; the rows are those of the last one that was not."""

        def __init__(self, error: QueryError) -> None:
            self.error = error
            super().__init__()

    class Settled(Message):
        """All runs have been read."""

    class TagPicked(Message):
        """The user wants to see what this filter matches."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, catalog: Catalog, roots: int = 1, *, id: str | None = None) -> None:
        super().__init__(Board(catalog, roots), id=id)
        self.is_understood = True
        """Whether the last filter was one."""
        self._columns_picked = False
        self._arranged_at = 0.0
        self._cost = 0.0
        self._waiting: Timer | None = None
        self._idle: Timer | None = None

    def on_mount(self) -> None:
        """Stand there with the default columns."""
        self.columns = self.board.default_columns()
        self.empty = self.board.why_empty()
        self.set_interval(TICK_SECONDS, lambda: self.tick(time.time()))

    def show_preview(self, preview: Preview) -> None:
        """Show these runs until more are known."""
        self.board.begin_with(preview)
        self.show_rows()

    def take_progress(self, root: str, progress: Progress) -> None:
        """Take how far a root's scanner is; once all have been read the cursor stays on its run."""
        if progress.phase != "verifying" and self.board.end_preview():
            self.show_rows()
        self.board.progress[root] = progress
        self.empty = self.board.why_empty()
        if progress.phase == "watching":
            self.show_rows()
            self.settled = self.board.is_settled

    def take(self, update: Update) -> None:
        """Take a scanner's update: at once if it is the first or no row moves, else when the last arranging allows."""
        was_preview = self.board.end_preview()
        in_place = None if was_preview else self.board.take(update)
        if in_place is not None:
            self.update_runs(in_place)
        elif was_preview or not self.table.rows:
            self.show_rows()
        elif self._waiting is None:
            rest = self._arranged_at + self._cost * CALM - time.monotonic()
            self._waiting = self.set_timer(max(0.001, rest), self.show_rows)

    def watch_settled(self, settled: bool) -> None:
        """Tell that all runs have been read."""
        if settled:
            self.post_message(self.Settled())

    def narrow(self, text: str) -> None:
        """Show only what `text` matches, if that can be understood."""
        from spt_tui.runs.query import QueryError

        self.is_understood = True
        try:
            self.board.narrow(text)
        except QueryError as error:
            self.is_understood = False
            self.post_message(self.Misunderstood(error))
            return
        self._show_rows(at_hand=True)

    def view_of(self, roots: Sequence[str], demo: bool) -> View:
        """What the table shows, for those who copy it."""
        from spt_tui.ui.copy_offers import View

        seen = self.visible_rows() if self.display else range(0)
        arrangement, rows = self.board.arrangement, self.table.rows
        return View(roots, demo, arrangement, rows, self.columns, self.marks, seen, self.visible_columns())

    def show_rows(self) -> None:
        """Show the rows as they follow from the runs and the arrangement."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        self._show_rows()

    def _show_rows(self, at_hand: bool = False) -> None:
        began = time.monotonic()
        self.arrangement = self.board.arrangement
        if not self._columns_picked:
            self.columns = self.board.default_columns()
        self.total = len(self.board.catalog)
        self.empty = self.board.why_empty()
        self.longest = self.board.longest()
        self.now = time.time()
        self.table = self.board.rows(at_hand)
        self._arranged_at = time.monotonic()
        self._cost = self._arranged_at - began
        self.post_message(self.Arranged(self.table.shown, self.total))

    def judge_by(self, root: str, lower: Mapping[str, bool]) -> None:
        """Tell the best by what people chose for a root: metric -> small is good."""
        if self.board.judge_by(root, lower):
            self.show_rows()

    def action_sort(self) -> None:
        """Pick the column to sort by."""
        from spt_tui.ui import pickers

        self.app.push_screen(pickers.sort_picker(self.board), self._sort_by)

    def _sort_by(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            self.board.sort(ids[0])
            self.show_rows()
        self.board.forget_foreseen()
        if ids:
            self._foresee_reverse()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.board.reverse()
        self.show_rows()
        self._foresee_reverse()

    def _foresee_reverse(self) -> None:
        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(FORESIGHT_SECONDS, self.board.foresee_reverse)

    def action_group(self) -> None:
        """Group by sweep, or stop."""
        self.board.group()
        self.show_rows()

    def action_pick_tag(self) -> None:
        """Pick a tag or a sweep to narrow the runs to."""
        from spt_tui.ui import pickers

        self.app.push_screen(pickers.tag_picker(self.board), self._narrow_to)

    def _narrow_to(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            self.post_message(self.TagPicked(ids[0]))

    def action_pick_columns(self) -> None:
        """Pick the columns of the table."""
        from spt_tui.ui import pickers

        self.app.push_screen(pickers.column_picker(self.board, self.columns), self._take_columns)

    def _take_columns(self, ids: tuple[str, ...] | None) -> None:
        from spt_tui.ui.pickers import WHAT_DIFFERS

        if ids is not None:
            self._columns_picked = bool(ids)
            chosen = self.board.differing_columns(self.table.slots) if WHAT_DIFFERS in ids else ids
            self.columns = chosen or self.board.default_columns()
