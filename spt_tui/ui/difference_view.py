"""In what some runs differ, over the browser."""

from __future__ import annotations

from textual.binding import Binding
from textual.strip import Strip

from spt_tui.runs.compare.difference import Differences
from spt_tui.ui import theme
from spt_tui.ui.difference_lines import Layout, difference_lines, head_line, lay_out
from spt_tui.ui.reader import Page, Reader, ReaderScreen
from spt_tui.ui.widgets.line_view import Parts, strip_of
from spt_tui.units import counted


class DifferenceView(Reader):
    """A column a run; those that do not fit beside the first are shifted in."""

    head_height = 2

    BINDINGS = [
        Binding("right", "shift(1)", "runs further right", id="differences.right", show=False),
        Binding("left", "shift(-1)", "runs further left", id="differences.left", show=False),
    ]

    def __init__(self, found: Differences, note: str = "") -> None:
        super().__init__(f"differences of {counted(len(found.runs), 'run')}{note}", ())
        self._found = found
        self._shift = 0
        self._layout: Layout | None = None
        """`None` until the width is known."""
        self._said = "y copy  esc close"

    def lines_at(self, width: int) -> Page:
        """The rows, laid out anew."""
        self._layout = lay_out(self._found, width, self._shift)
        return difference_lines(self._found, self._layout)

    def title_note(self) -> Parts:
        """How far one has read."""
        last = min(self.row_count, self.top + self.page)
        yield f"{last:,} of {counted(self.row_count, 'line')}  {self._said} ", theme.DIM

    def head_strip(self, y: int, width: int) -> Strip:
        """The labels of the runs."""
        return strip_of(head_line(self._found, self._layout) if self._layout else (), width)

    def copy_text(self) -> str:
        """All of it as plain text, numbers in full."""
        from spt_tui.export.diff_table import text_lines

        return "\n".join(text_lines(self._found))

    def say(self, text: str) -> None:
        """Say what became of a key."""
        self._said = text
        self.refresh_title()

    def action_shift(self, by: int) -> None:
        """Show runs further right or left."""
        hidden = (self._layout.after if by > 0 else self._layout.before) if self._layout else 0
        if hidden:
            self._shift += by
            self.read_anew()


class DifferenceScreen(ReaderScreen):
    """The differences, as wide as the screen."""

    DEFAULT_CSS = """
    DifferenceScreen > Reader { width: 100%; }
    """

    BINDINGS = [
        Binding("y", "copy", "copy as text", id="differences.copy", show=False),
        Binding("d", "close", "close", id="differences.close", show=False),
    ]

    def __init__(self, found: Differences, note: str = "") -> None:
        self._view = DifferenceView(found, note)
        super().__init__(self._view)

    def action_copy(self) -> None:
        """Copy all of it as text, through the terminal."""
        text = self._view.copy_text()
        self.app.copy_to_clipboard(text)
        self._view.say(f"copied {counted(text.count(chr(10)) + 1, 'line')}")
