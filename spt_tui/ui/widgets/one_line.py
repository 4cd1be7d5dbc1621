"""A line of text at the edge of the screen."""

from __future__ import annotations

from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spt_tui.ui.widgets.line_view import strip_of

Line = tuple[tuple[str, Style], ...]


class OneLine(Widget):
    """One line: `left` from the left edge, `right` at the right edge.

    When both do not fit, the left one is cut with a sign; a right one that would take more than half goes instead.
    """

    DEFAULT_CSS = """
    OneLine { width: 1fr; height: 1; background: ansi_default; color: ansi_default; }
    """

    left: reactive[Line] = reactive(())
    """(text, style) pairs; the text has been cleaned."""
    right: reactive[Line] = reactive(())
    """As `left`."""

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width = self.size.width
        right = strip_of(self.right, cells_of(self.right))
        if right.cell_length > width // 2:
            return strip_of(self.left, width)
        return Strip([*strip_of(self.left, width - right.cell_length), *right])


def cells_of(line: Line) -> int:
    """Cells that the texts of a line take."""
    from rich.cells import cell_len

    return sum(cell_len(text) for text, _ in line)
