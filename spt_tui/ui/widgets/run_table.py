"""The run table: any number of rows, of which only the visible ones are formatted."""

from __future__ import annotations

import time
from collections.abc import Collection

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.arrange import Arrangement, Row, Rows
from spt_tui.runs.columns import column
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.run_cursor import RunCursor
from spt_tui.ui.widgets.run_lines import Look, RunLines, arrow_of

PATH_LIMIT = 4_096
"""Characters of a directory that can be copied."""


class RunTable(LineView):
    """Rows of runs and of sweeps' heads. The cursor and the marks belong to runs, not to places."""

    number = "1"
    head_height = 2

    BINDINGS = [
        Binding("down,j", "move(1)", "next run", id="runs.down", show=False),
        Binding("up,k", "move(-1)", "previous run", id="runs.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="runs.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="runs.pageup", show=False),
        Binding("g,home", "move_to(0)", "first run", id="runs.first", show=False),
        Binding("G,end", "move_to(-1)", "last run", id="runs.last", show=False),
        Binding("right", "shift(1)", "columns further right", id="runs.right", show=False),
        Binding("left", "shift(-1)", "columns further left", id="runs.left", show=False),
        Binding("space", "mark", "mark", id="runs.mark", show=False),
    ]

    table: reactive[Rows] = reactive(Rows(), repaint=False, always_update=True)
    """The arranged rows."""
    columns: reactive[tuple[str, ...]] = reactive((), repaint=False)
    """Column ids in order."""
    arrangement: reactive[Arrangement] = reactive(Arrangement(), repaint=False)
    """How the rows are arranged: shown in the head."""
    longest: reactive[dict[str, int]] = reactive(dict, repaint=False)
    """Column id -> characters of its longest text, for the columns whose widths depend on the runs."""
    total: reactive[int] = reactive(0, repaint=False)
    """Runs before the filter."""
    empty: reactive[str] = reactive("", repaint=False)
    """What to say when there is no row."""
    marks: reactive[frozenset[str]] = reactive(frozenset(), repaint=False)
    """`Run.dir` of the marked runs."""

    settled: reactive[bool] = reactive(False, repaint=False)
    """False while the first runs come in: until then a cursor that was not moved stays on the first row."""

    class Highlighted(Message):
        """The cursor stands on another row, or its run has changed."""

        def __init__(self, row: Row | None) -> None:
            self.row = row
            super().__init__()

    class Marked(Message):
        """The marked runs are now these."""

        def __init__(self, dirs: frozenset[str]) -> None:
            self.dirs = dirs
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.now = time.time()
        """The time that ages are counted to, in epoch seconds."""
        self._cursor = RunCursor()
        self._shift = 0
        self._drawn: RunLines | None = None
        """None once what all lines have in common has changed."""

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor."""
        rows, place = self.table.rows, self._cursor.place
        return rows[place] if place < len(rows) else None

    def title_parts(self) -> Parts:
        """`runs`, the counts and the order."""
        yield "runs", theme.BOLD
        if self.marks:
            yield f" {len(self.marks)} marked", theme.MARKED
        yield f"  by {column(self.arrangement.sort).title} {arrow_of(self.arrangement)}", theme.DIM

    def title_note(self) -> Parts:
        """Where the cursor is."""
        shown = self.table.shown
        of = f"{shown:,}" if shown == self.total else f"{shown:,} of {self.total:,}"
        has_place = self.table.rows and not self.arrangement.grouped
        yield (f"{self._cursor.place + 1:,}/{of}" if has_place else of), theme.DIM

    def copy_text(self) -> str | None:
        """The run's directory, cleaned: what is pasted into a shell obeys nobody either."""
        return clean(self.cursor_row.dir, PATH_LIMIT) if isinstance(self.cursor_row, Run) else None

    def head_strip(self, y: int, width: int) -> Strip:
        """The columns' titles, the sorted one with its direction."""
        return self._lines(width).head(self.arrangement)

    def row_strip(self, row: int, width: int) -> Strip:
        """A run or a sweep's head."""
        rows, lines = self.table.rows, self._lines(width)
        if row == self._cursor.place:
            return lines.row_with_cursor(rows[row], self.now, theme.CURSOR if self.has_focus else theme.CURSOR_BLURRED)
        return lines.row(rows, row, self.now)

    def render_line(self, y: int) -> Strip:
        """As any pane, with a word in place of rows when there are none."""
        if y == self.head_height and not self.table.rows and self.empty:
            return strip_of([("  " + self.empty, theme.DIM)], self.size.width)
        return super().render_line(y)

    def watch_table(self, rows: Rows) -> None:
        """Keep the cursor on its run, and at its line on the screen."""
        offset = self._cursor.place - self.top
        self._cursor.follow(rows, self.settled)
        self.row_count = len(rows.rows)
        self.top = max(0, min(self._cursor.place - min(max(offset, 0), self.page - 1), self.max_top))
        self._forget()
        self.post_message(self.Highlighted(self.cursor_row))

    def watch_columns(self) -> None:
        """Lay out anew."""
        self._shift = 0
        self._forget()

    def watch_marks(self) -> None:
        """Marks are drawn in the gutter."""
        self._forget()

    def watch_total(self) -> None:
        """The count stands in the title."""
        self.refresh_head()

    def watch_empty(self) -> None:
        """Stands in place of rows."""
        self.refresh()

    def update_runs(self, changed: Collection[int]) -> None:
        """Redraw the rows of these slots: their runs have new values and keep their places."""
        slots, codes, cursor = set(changed), self.table.rows.codes, self._cursor.place
        self._lines(self.size.width).forget(slots.difference(codes[place] for place in self.visible_rows()))
        for place in self.visible_rows():
            if codes[place] in slots:
                self._redraw_if_changed(place)
        if cursor < len(codes) and codes[cursor] in slots:
            self.post_message(self.Highlighted(self.cursor_row))

    def tick(self, now: float) -> None:
        """Count ages to `now`; only rows whose text changes are drawn again."""
        self.now = now
        for place in self.visible_rows():
            self._redraw_if_changed(place)

    def visible_columns(self) -> list[str]:
        """Ids of the columns that there is room for."""
        return [by.id for by, _ in self._lines(self.size.width).layout.columns]

    def visible_rows(self) -> range:
        """Places of the rows that there is room for."""
        return range(self.top, min(self.top + self.page, self.row_count))

    def _redraw_if_changed(self, place: int) -> None:
        rows, lines = self.table.rows, self._lines(self.size.width)
        if place == self._cursor.place or not lines.is_as_drawn(rows, place, self.now):
            lines.forget((rows.codes[place],))
            self.refresh_row(place)

    def on_resize(self) -> None:
        """Lay out anew and keep the cursor in view."""
        self._forget()
        self.show_row(self._cursor.place)

    def on_focus(self) -> None:
        """The cursor is drawn stronger in the focused pane."""
        self.refresh_row(self._cursor.place)

    on_blur = on_focus

    def on_click(self, event: events.Click) -> None:
        """The cursor goes to the clicked row."""
        row = event.y - self.head_height + self.top
        if event.y >= self.head_height and row < self.row_count:
            self.action_move_to(row)

    def action_move(self, by: int) -> None:
        """Move the cursor `by` rows."""
        self.action_move_to(max(0, min(self._cursor.place + by, self.row_count - 1)))

    def action_page(self, by: int) -> None:
        """Move the cursor `by` pages."""
        self.action_move(by * self.page)

    def action_move_to(self, row: int) -> None:
        """Move the cursor to `row`, from the end if negative."""
        if not self.row_count:
            return
        row, old = row % self.row_count, self._cursor.place
        if row == old:
            return
        self._cursor.choose(self.table, row)
        self.refresh_row(old, row)
        self.show_row(row)
        self.refresh_title()
        self.post_message(self.Highlighted(self.cursor_row))

    def action_shift(self, by: int) -> None:
        """Show columns further right or left."""
        layout = self._lines(self.size.width).layout
        if (by > 0 and layout.after) or (by < 0 and layout.before):
            self._shift += by
            self._forget()

    def action_mark(self) -> None:
        """Mark or unmark the run, or all shown runs of a sweep, and go on to the next row."""
        entry = self.cursor_row
        if entry is None:
            return
        dirs = frozenset({entry.dir}) if isinstance(entry, Run) else self.table.dirs_of(entry.sweep)
        self.marks = self.marks - dirs if dirs <= self.marks else self.marks | dirs
        self.post_message(self.Marked(self.marks))
        self.action_move(1)

    def draw_anew(self) -> None:
        """Draw all rows anew."""
        self._forget()

    def _forget(self) -> None:
        self._drawn = None
        self.refresh()

    def _lines(self, width: int) -> RunLines:
        if self._drawn is None or self._drawn.look.width != width:
            catalog = self.table.rows.catalog
            self._drawn = RunLines(Look(width, self.columns, self.longest, self._shift, self.marks, catalog))
        return self._drawn
