"""Rows to go through with a cursor."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of


class CursorList(LineView):
    """A subclass gives `row_parts` and sets `row_count`."""

    BINDINGS = [
        Binding("down,j", "move(1)", "next row", id="triage.down", show=False),
        Binding("up,k", "move(-1)", "previous row", id="triage.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="triage.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="triage.pageup", show=False),
        Binding("g,home", "move(-1_000_000)", "first row", id="triage.first", show=False),
        Binding("G,end", "move(1_000_000)", "last row", id="triage.last", show=False),
    ]

    class Highlighted(Message):
        """The cursor stands on another row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        """The row it stands on."""

    def row_parts(self, row: int, width: int) -> Parts:
        """What stands in a row."""
        raise NotImplementedError

    def row_strip(self, row: int, width: int) -> Strip:
        """A row, the cursor's in one look."""
        parts = self.row_parts(row, width)
        if row == self.cursor:
            look = theme.CURSOR if self.has_focus else theme.CURSOR_BLURRED
            parts = [("".join(text for text, _ in parts).ljust(width), look)]
        return strip_of(parts, width)

    def put_cursor(self, row: int) -> None:
        """Put the cursor on a row, the last one if there are fewer."""
        self.cursor = max(0, min(row, self.row_count - 1))
        self.show_row(self.cursor)
        self.refresh()

    def on_focus(self) -> None:
        """The cursor is drawn stronger."""
        self.refresh_head()
        self.refresh_row(self.cursor)

    on_blur = on_focus

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.watch_row_count()
        self.show_row(self.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        old, self.cursor = self.cursor, max(0, min(self.cursor + by, self.row_count - 1))
        if old != self.cursor:
            self.show_row(self.cursor)
            self.refresh_row(old, self.cursor)
            self.refresh_title()
            self.post_message(self.Highlighted())

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * self.page)
