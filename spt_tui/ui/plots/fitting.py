"""Lines of styled text, cut and filled to a number of cells."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells, with an ellipsis where it is cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ellipsis if width > 0 else ""


def fitted(parts: Iterable[tuple[str, Style]], width: int, ellipsis: str = "…") -> Line:
    """`parts` in exactly `width` cells."""
    line: Line = []
    room = width
    for text, style in parts if width > 0 else ():
        if not text:
            continue
        if not room:
            # Something is cut: the cell before says so.
            last, its_style = line.pop()
            line.append((set_cell_size(last, cell_len(last) - 1) + ellipsis, its_style))
            return line
        piece = cut(text, room, ellipsis)
        line.append((piece, style))
        room -= cell_len(piece)
        if piece != text:
            break
    return [*line, (" " * room, theme.TEXT)] if room else line
