"""The pane that shows one machine: its processors, its memory, its GPUs."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.binding import Binding
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.hardware.sample import Sample
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets.gauge import CELL_SECONDS, History
from spt_tui.ui.widgets.gauge_grid import fit
from spt_tui.ui.widgets.gauge_rows import Line, percentages, rows
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.units import duration_text

READING: Line = (("reading ...", theme.DIM),)


_NUMBER, _RULE = len(" 4 "), len("  ")


def title(hostname: str, cores: str, room: int) -> list[tuple[str, Style]]:
    """Where is measured, in `room` cells: the number of cores goes first, then `hardware`, then the name's end."""
    what, where = "hardware ", " this node"
    if len(what) + cell_len(hostname) + len(where) + len(cores) > room:
        cores = ""
    if len(what) + cell_len(hostname) + len(where) > room:
        what = ""
    left = room - len(what) - len(where)
    if cell_len(hostname) > left:
        hostname = set_cell_size(hostname, max(0, left - 1)).rstrip() + "…"
    return [(what, theme.TITLE), (hostname, theme.TEXT), (where + cores, theme.DIM)]


class HardwarePane(LineView):
    """Shows `sample`, and with each gauge a short history of those before it.

    Set `sample` to every new one; only the lines whose text differs from what is shown are drawn again.
    """

    BINDINGS = [
        Binding("down,j", "scroll_rows(1)", "down", id="hardware.down", show=False),
        Binding("up,k", "scroll_rows(-1)", "up", id="hardware.up", show=False),
        Binding("pagedown", "scroll_pages(1)", "page down", id="hardware.page_down", show=False),
        Binding("pageup", "scroll_pages(-1)", "page up", id="hardware.page_up", show=False),
        Binding("home,g", "scroll_pages(-1000)", "first", id="hardware.first", show=False),
        Binding("end,G", "scroll_pages(1000)", "last", id="hardware.last", show=False),
    ]

    number = "4"

    sample: reactive[Sample | None] = reactive(None, repaint=False)
    """The newest sample; `None` before the first."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = [READING]
        self._head: tuple[object, ...] = ()
        self._histories: dict[str, History] = {}
        self._watched = 0
        self.row_count = 1

    def title_parts(self) -> Parts:
        """`hardware gpu031 this node 64 cores`, or as much of it as leaves room for the note."""
        if self.sample is None:
            return [("hardware", theme.TITLE)]
        host = self.sample.host
        cores = f" {len(host.cores)} cores" if host.cores else ""
        room = self.size.width - _NUMBER - _RULE - sum(len(text) for text, _ in self.title_note())
        return title(clean(host.hostname), cores, room)

    def title_note(self) -> Parts:
        """Which rows are shown, when not all are; else the time that the histories below it span."""
        if self.row_count <= self.page:
            return ((f"last {duration_text(self._watched)}", theme.DIM),) if self._watched else ()
        last = min(self.row_count, self.top + self.page)
        return ((f"{self.top + 1}-{last} of {self.row_count}{' ↓' if last < self.row_count else ''}", theme.INFO),)

    def row_strip(self, row: int, width: int) -> Strip:
        """One line of the sample."""
        return strip_of(self._lines[row], width)

    def watch_sample(self, sample: Sample | None) -> None:
        """Note the percentages, and draw what changed."""
        if sample is not None:
            shown = percentages(sample)
            self._histories = {key: self._histories.get(key) or History() for key in shown}
            for key, percent in shown.items():
                self._histories[key].add(sample.time, percent)
        self._draw()

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.size.width, self.page
        lines = [READING]
        if self.sample is not None and width:
            grid = fit(self.sample, width)
            lines = rows(self.sample, grid, self._histories, width, height)
            self._watched = grid.history * CELL_SECONDS
        before, self._lines = self._lines, lines
        self.row_count = len(lines)
        head_before, self._head = self._head, (*self.title_parts(), *self.title_note())
        if len(before) != len(lines):
            self.refresh()
            return
        self.refresh_row(*(row for row, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new))
        if head_before != self._head:
            self.refresh_head()

    def action_scroll_rows(self, by: int) -> None:
        """Scroll by rows."""
        self.scroll_rows_to(self.top + by)

    def action_scroll_pages(self, by: int) -> None:
        """Scroll by pages."""
        self.scroll_rows_to(self.top + by * self.page)
