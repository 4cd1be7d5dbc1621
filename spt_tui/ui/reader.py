"""A page of lines to read over the browser: help, and all that is known of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import counted

Line = tuple[tuple[str, Style], ...]
Page = Sequence[Line]


MOST_LINES = 4
"""Of a text that is too long for one line; what is beyond is cut with a sign."""


def wrapped(line: Line, width: int) -> Iterator[Line]:
    """`line` as one or more that fit into `width` cells: its last part goes on below itself, `MOST_LINES` at most."""
    if not line or sum(cell_len(text) for text, _ in line) <= width:
        yield line
        return
    *before, (text, style) = line
    indent = sum(cell_len(part) for part, _ in before)
    room = max(8, width - indent)
    chunks = chop_cells(text, room)
    if len(chunks) > MOST_LINES:
        chunks = [*chunks[: MOST_LINES - 1], fit("".join(chunks[MOST_LINES - 1 :]), room)]
    yield (*before, (chunks[0], style))
    for chunk in chunks[1:]:
        yield (" " * indent, theme.TEXT), (chunk, style)


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
        self._page = lines
        self._lines: Page = lines

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.focus()

    def on_resize(self) -> None:
        """Fit the lines into the width."""
        self.read_anew()

    def lines_at(self, width: int) -> Page:
        """The lines at a width; what is too long is wrapped."""
        return [part for line in self._page for part in wrapped(line, width)]

    def read_anew(self) -> None:
        """Draw the lines as they are now."""
        self._lines = self.lines_at(self.size.width)
        self.row_count = len(self._lines)
        self.refresh()

    def title_parts(self) -> Parts:
        """What is read."""
        yield self._title, theme.BOLD

    def title_note(self) -> Parts:
        """How far one has read."""
        last = min(self.row_count, self.top + self.page)
        yield f"{last:,} of {counted(self.row_count, 'line')}  esc close ", theme.DIM

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

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def compose(self) -> ComposeResult:
        """The page alone."""
        yield self._reader

    def action_close(self) -> None:
        """Back to the browser."""
        self.dismiss(None)
