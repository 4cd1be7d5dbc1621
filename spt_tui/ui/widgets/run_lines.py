"""The lines of the run table: its head, and its rows as they were drawn last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from spt_tui.runs.arrange import Arrangement, Group, Row
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.columns import column
from spt_tui.runs.rows import RowView
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import strip_of
from spt_tui.ui.widgets.run_line import group_parts, run_parts
from spt_tui.ui.widgets.table_layout import fit, lay_out

MOST_STRIPS = 512
"""Drawn rows that are kept: a row takes some kilobytes."""
GUTTER = 2
"""Cells before the first column: the cursor's sign and the mark's."""


class Look(NamedTuple):
    """What all lines have in common."""

    width: int
    """Cells of a line."""
    columns: Sequence[str]
    """Column ids in order."""
    longest: Mapping[str, int]
    """Column id -> characters of its longest text, for the columns whose widths depend on the runs."""
    shift: int
    """Columns that are shifted out at the left."""
    marks: Collection[str]
    """`Run.dir` of the marked runs."""
    catalog: Catalog
    """All runs, those that are not shown too: some columns compare a run with others."""


def arrow_of(arrangement: Arrangement) -> str:
    """The direction of the order as a sign."""
    return "▼" if arrangement.descending else "▲"


class RunLines:
    """Draws the lines of one look, and keeps the rows: another look is another `RunLines`."""

    def __init__(self, look: Look) -> None:
        self.look = look
        columns = [column(id).among(look.catalog) for id in look.columns]
        self.layout = lay_out(columns, look.width - GUTTER, look.longest, look.shift)
        """The columns that fit."""
        self._strips: dict[int, Strip] = {}
        """Code in `RowView.codes` -> the row as it is drawn without the cursor."""

    def head(self, arrangement: Arrangement) -> Strip:
        """The columns' titles, the sorted one with its direction."""
        layout = self.layout
        parts: list[tuple[str, Style]] = [(" " * GUTTER, theme.HEAD)]
        for by, cells in layout.columns:
            arrow = arrow_of(arrangement) if by.id == arrangement.sort else ""
            parts.append((fit(by.title, cells - len(arrow), by.right, keep_end=True) + arrow + " ", theme.HEAD))
        sign = f"{'‹' if layout.before else ''}{f'+{layout.after}›' if layout.after else ''}"
        used = sum(cells + 1 for _, cells in layout.columns) + GUTTER
        parts.append((sign.rjust(self.look.width - used), theme.HEAD))
        return strip_of(parts, self.look.width)

    def row(self, rows: RowView, place: int, now: float) -> Strip:
        """The row at `place` as it was drawn last; ages are counted to `now`, in epoch seconds, if it was not yet."""
        code = rows.codes[place]
        strip = self._strips.get(code)
        if strip is None:
            if len(self._strips) >= MOST_STRIPS:
                self._strips.clear()
            strip = self._strips[code] = self._drawn(rows[place], now)
        return strip

    def row_with_cursor(self, entry: Row, now: float, cursor: Style) -> Strip:
        """The row under the cursor, its name in style `cursor`."""
        return self._drawn(entry, now, cursor)

    def is_as_drawn(self, rows: RowView, place: int, now: float) -> bool:
        """Whether the row at `place` was drawn, and would look the same now."""
        drawn = self._strips.get(rows.codes[place])
        return drawn is not None and drawn == self._drawn(rows[place], now)

    def forget(self, codes: Collection[int]) -> None:
        """Draw the rows of these codes anew when they are asked for."""
        for code in codes:
            self._strips.pop(code, None)

    def _drawn(self, entry: Row, now: float, cursor: Style | None = None) -> Strip:
        mark = ("▪" if entry.dir in self.look.marks else " ", theme.MARKED)
        sign = (" " if cursor is None else "▶", theme.BOLD)
        if isinstance(entry, Group):
            parts = group_parts(entry, theme.BOLD if cursor is None else cursor)
        else:
            parts = run_parts(entry, self.layout, now, theme.TEXT if cursor is None else cursor)
        return strip_of([sign, mark, *parts], self.look.width)
