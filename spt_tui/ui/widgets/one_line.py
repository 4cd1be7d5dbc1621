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
    A subclass may give other `sides`, by the room there is.
    """

    DEFAULT_CSS = """
    OneLine { width: 1fr; height: 1; background: ansi_default; color: ansi_default; }
    """

    left: reactive[Line] = reactive(())
    """(text, style) pairs; the text has been cleaned."""
    right: reactive[Line] = reactive(())
    """As `left`."""

    def sides(self, width: int) -> tuple[Line, Line]:
        """What stands at the left and at the right of a line of `width` cells."""
        return self.left, self.right

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width = self.size.width
        left, right = self.sides(width)
        taken = cells_of(right)
        if taken > width // 2 and cells_of(left) + taken > width:
            return strip_of(left, width)
        gap = 1 if taken and cells_of(left) + taken > width else 0
        cut = strip_of(left, width - taken - gap).adjust_cell_length(width - taken)
        return Strip([*cut, *strip_of(right, taken)])


def cells_of(line: Line) -> int:
    """Cells that the texts of a line take."""
    from rich.cells import cell_len

    return sum(cell_len(text) for text, _ in line)
