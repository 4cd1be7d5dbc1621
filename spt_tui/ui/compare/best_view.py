"""The best and the last values of the compared runs as a table."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.compare.best_lines import (
    WINNER,
    BestFigures,
    Layout,
    head_lines,
    lay_out,
    row_line,
    table_text,
)
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.units import counted


class BestView(LineView):
    """Metrics in rows and runs in columns; many runs in rows."""

    head_height = 3

    BINDINGS = [
        Binding("down,j", "move(1)", "next row", id="best.down", show=False),
        Binding("up,k", "move(-1)", "previous row", id="best.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="best.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="best.pageup", show=False),
        Binding("g,home", "move(-100_000)", "first row", id="best.first", show=False),
        Binding("G,end", "move(100_000)", "last row", id="best.last", show=False),
        Binding("right", "shift(1)", "columns further right", id="best.right", show=False),
        Binding("left", "shift(-1)", "columns further left", id="best.left", show=False),
        Binding("enter", "take", "plot the metric, or go to the run", id="best.take"),
    ]

    figures: reactive[BestFigures | None] = reactive(None, repaint=False)
    """`None` as long as nothing was read."""

    class MetricChosen(Message):
        """The user wants to see the curves of this metric."""

        def __init__(self, metric: str) -> None:
            self.metric = metric
            super().__init__()

    class RunChosen(Message):
        """The user wants to go to the run at this place of the compared ones."""

        def __init__(self, place: int) -> None:
            self.place = place
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor = 0
        self._first = 0
        """The first column that is seen."""

    def watch_figures(self, figures: BestFigures | None) -> None:
        """Lay out anew."""
        self.row_count = max(1, figures.height) if figures else 1
        self._cursor = max(0, min(self._cursor, self.row_count - 1))
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.show_row(self._cursor)

    def on_focus(self) -> None:
        """The cursor is drawn stronger."""
        self.refresh_head()
        self.refresh_row(self._cursor)

    on_blur = on_focus

    def title_parts(self) -> Parts:
        """What stands here."""
        yield "best and last", theme.BOLD

    def title_note(self) -> Parts:
        """How much there is."""
        figures = self.figures
        if figures is not None:
            what = counted(figures.height, "run" if figures.by_run else "metric")
            yield f"{self._cursor + 1:,} of {what}  {WINNER} best ", theme.DIM

    def head_strip(self, y: int, width: int) -> Strip:
        """What the columns are."""
        if self.figures is None:
            return strip_of((), width)
        return strip_of(head_lines(self.figures, self._layout(self.figures, width))[y - 1], width)

    def row_strip(self, row: int, width: int) -> Strip:
        """A metric or a run."""
        figures = self.figures
        if figures is None or not figures.height:
            return strip_of([("  reading" if figures is None else "  no values", theme.DIM)], width)
        cursor = theme.CURSOR if self.has_focus else theme.CURSOR_BLURRED
        under = cursor if row == self._cursor else None
        return strip_of(row_line(figures, self._layout(figures, width), row, under), width)

    def copy_text(self) -> str | None:
        """All of the table, numbers in full."""
        return table_text(self.figures) if self.figures else None

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        old, self._cursor = self._cursor, max(0, min(self._cursor + by, self.row_count - 1))
        self.show_row(self._cursor)
        self.refresh_row(old, self._cursor)
        self.refresh_title()

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * self.page)

    def action_shift(self, by: int) -> None:
        """Show columns further right or left."""
        if self.figures is not None:
            first = self._layout(self.figures, self.size.width).first
            self._first = max(0, first + by)
            self._first = self._layout(self.figures, self.size.width).first
            self.refresh()

    def action_take(self) -> None:
        """Plot the metric under the cursor, or go to the run under it."""
        figures = self.figures
        if figures is None or self._cursor >= figures.height:
            return
        if figures.by_run:
            self.post_message(self.RunChosen(figures.order[self._cursor]))
        else:
            self.post_message(self.MetricChosen(figures.rows[self._cursor].metric))

    def _layout(self, figures: BestFigures, width: int) -> Layout:
        return lay_out(figures, width, self._first)
