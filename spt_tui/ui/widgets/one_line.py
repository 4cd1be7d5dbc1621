"""A line of text at the edge of the screen."""

from __future__ import annotations

from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spt_tui.ui.widgets.line_view import strip_of

Line = tuple[tuple[str, Style], ...]


class OneLine(Widget):
    """One line: `left` from the left edge, `right` at the right edge where there is room for it."""

    DEFAULT_CSS = """
    OneLine { width: 1fr; height: 1; background: ansi_default; color: ansi_default; }
    """

    left: reactive[Line] = reactive(())
    """(text, style) pairs; the text has been cleaned."""
    right: reactive[Line] = reactive(())
    """As `left`; left out when both do not fit."""

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width = self.size.width
        left, right = strip_of(self.left, _cells(self.left)), strip_of(self.right, _cells(self.right))
        room = width - left.cell_length - right.cell_length
        if room < 1:
            return strip_of(self.left, width)
        return Strip([*left, *Strip.blank(room), *right])


def _cells(line: Line) -> int:
    from rich.cells import cell_len

    return sum(cell_len(text) for text, _ in line)
