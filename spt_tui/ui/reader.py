"""A page of lines to read over the browser: help, and all that is known of a run."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of

Page = Sequence[tuple[tuple[str, Style], ...]]


class Reader(LineView):
    """Lines to read, scrolled by the usual keys."""

    BINDINGS = [
        Binding("down,j", "scroll(1)", "down", id="reader.down", show=False),
        Binding("up,k", "scroll(-1)", "up", id="reader.up", show=False),
        Binding("pagedown,space", "page(1)", "page down", id="reader.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="reader.pageup", show=False),
        Binding("g,home", "scroll(-100_000)", "first line", id="reader.first", show=False),
        Binding("G,end", "scroll(100_000)", "last line", id="reader.last", show=False),
    ]

    def __init__(self, title: str, lines: Page) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.row_count = len(self._lines)
        self.focus()

    def title_parts(self) -> Parts:
        """What is read."""
        yield self._title, theme.BOLD

    def title_note(self) -> Parts:
        """How far one has read."""
        last = min(self.row_count, self.top + self.page)
        yield f"{last} of {self.row_count} lines  esc close ", theme.DIM

    def row_strip(self, row: int, width: int) -> Strip:
        """A line."""
        return strip_of(self._lines[row], width)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_rows_to(self.top + by)

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        self.action_scroll(by * self.page)


class ReaderScreen(ModalScreen[None]):
    """A page over the browser."""

    DEFAULT_CSS = """
    ReaderScreen { align: center middle; background: ansi_default; }
    ReaderScreen > Reader { width: 96; max-width: 100%; height: 90%; border: round ansi_blue; }
    """

    BINDINGS = [Binding("escape,q,question_mark,enter", "close", "close", id="reader.close", show=False)]

    def __init__(self, title: str, lines: Page) -> None:
        super().__init__()
        self._reader = Reader(title, lines)

    def compose(self) -> ComposeResult:
        """The page alone."""
        yield self._reader

    def action_close(self) -> None:
        """Back to the browser."""
        self.dismiss(None)
