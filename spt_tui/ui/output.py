"""The layer between Textual and the terminal: only what changed is sent.

Textual repaints regions: every segment of every dirty line again, a whole widget for each line it scrolls. This layer
knows what the terminal shows and sends the difference, twelve to seventy times less. It stands on private names of
Textual 8: `App._display`, which it overrides, and the two kinds of update that the compositor hands to it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen

from spt_tui.ui.brush import Brush, move, transition
from spt_tui.ui.cells import BLANK, PLAIN, Palette, Pen, Row, boundaries, fitted, overlay
from spt_tui.ui.repaint import blank_from, repaint
from spt_tui.ui.terminal import TerminalDriver

if TYPE_CHECKING:
    from rich.console import RenderableType

    Base = App[Any]
else:
    Base = object

_SYNC = "\x1b[?2026h{}\x1b[?2026l"
_CLEAR = "\x1b[r\x1b[m\x1b[?7l\x1b[2J"
"""No margins, plain pen, no line wrap, nothing on the screen: whatever a stray program left."""

Columns = set[tuple[int, int]]
"""The column ranges that widgets take; content may scroll within one."""


class CellDiff(Base):
    """Mixin for an `App` (`class Browser(CellDiff, App)`) whose driver is a `TerminalDriver`.

    With any other driver (tests, inline, web), and with `diff = False`, Textual's own output is used.
    """

    diff: bool = True
    """Whether to send differences; off shows what Textual itself would send."""

    _picture: list[Row] | None = None
    """What the terminal shows, line by line; None when that is not known."""
    _shown_on: int = -1
    """The driver's `screens` when the picture was sent."""
    _palette: Palette | None = None
    _cursor: Offset | None = None
    """Where the hidden hardware cursor was left for an input method; None for anywhere."""

    def picture_lines(self, *, faded: bool = False) -> list[str]:
        """What the terminal shows: a line each, with its SGR sequences, beginning and ending with the plain pen.

        Empty when that is not known. Faded lines are dim all over and lead nowhere: they have no hyperlinks.
        """
        return [_line(row, faded) for row in self._picture or []]

    @property
    def picture_columns(self) -> int:
        """Cells that each line of the picture takes; 0 when it is not known."""
        return len(self._picture[0]) if self._picture else 0

    def action_redraw(self) -> None:
        """Send the whole screen again: something else has written on it."""
        self._picture = None
        self.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Show an update of the compositor."""
        driver = self._driver
        if renderable is None or self._batch_count or not self._running or self._closed:
            super()._display(screen, renderable)
        elif not self.diff or not isinstance(driver, TerminalDriver):
            self._picture = None
            super()._display(screen, renderable)
        elif isinstance(renderable, (LayoutUpdate, ChopsUpdate)):
            if not driver.is_behind():
                self._send_difference(driver, renderable)
            self.post_display_hook()
        else:
            self._picture = None
            super()._display(screen, renderable)

    def _send_difference(self, driver: TerminalDriver, update: LayoutUpdate | ChopsUpdate) -> None:
        """Send what differs between the terminal and `update`; nothing if nothing does."""
        prefix = ""
        old = self._known_picture(driver)
        if old is None:
            if isinstance(update, ChopsUpdate):
                self.refresh()
                return
            old, prefix = _blank(*self.size), _CLEAR
        palette = self._palette = self._palette or Palette(self.console._color_system or ColorSystem.TRUECOLOR)
        new, columns = (
            _whole(update, *self.size, palette) if isinstance(update, LayoutUpdate) else _part(update, old, palette)
        )
        text = repaint(old, new, columns)
        if text:
            self._cursor = None
        text = prefix + text + self._cursor_move()
        for y, row in new.items():
            old[y] = row
        self._picture, self._shown_on = old, driver.screens
        palette.tidy()
        if text:
            driver.write(_SYNC.format(text) if self._sync_available else text)
            if prefix:
                driver.settle()

    def _known_picture(self, driver: TerminalDriver) -> list[Row] | None:
        """The picture, unless the terminal was resized or left since it was sent."""
        picture = self._picture
        if picture is None or self._shown_on != driver.screens:
            return None
        width, height = self.size
        return picture if len(picture) == height and len(picture[0]) == width else None

    def _cursor_move(self) -> str:
        """Bring the hidden cursor to the text being edited, where terminals open the windows of input methods."""
        if not hasattr(self.focused, "cursor_screen_offset"):
            return ""
        wanted = self.screen.outer_size.clamp_offset(self.cursor_position)
        if wanted == self._cursor:
            return ""
        self._cursor = wanted
        return move(Brush(), *wanted)


def _blank(width: int, height: int) -> list[Row]:
    return [[BLANK] * width for _ in range(height)]


def _whole(update: LayoutUpdate, width: int, height: int, palette: Palette) -> tuple[dict[int, Row], Columns]:
    """All lines of the screen, and the column ranges of their strips."""
    new = {y: [BLANK] * width for y in range(height)}
    columns: Columns = set()
    for y, line in enumerate(update.strips, update.region.y):
        if y >= height:
            break
        strips = [strip for strip in line if strip is not None]
        cells: Row = []
        for strip in strips:
            cells.extend(palette.row(strip))
        new[y] = fitted(cells, width)
        edges = boundaries(strips)
        columns.update(pairwise(edges))
    return new, columns


def _part(update: ChopsUpdate, old: list[Row], palette: Palette) -> tuple[dict[int, Row], Columns]:
    """The lines that the update touches, and the column ranges of its strips."""
    new: dict[int, Row] = {}
    columns: Columns = set()
    for y, first, last in update.spans:
        if y >= len(old):
            continue
        row = new.setdefault(y, old[y].copy())
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= last or end <= first:
                continue
            if end > last:
                strip = strip.crop(0, last - x)
            overlay(row, x, palette.row(strip))
            columns.add((x, end))
    return new, columns


def _line(row: Row, faded: bool) -> str:
    """A row as text with SGR sequences, without the plain blanks at its end."""
    out = []
    drawn, source = PLAIN, None
    for cell in row[: blank_from(row)]:
        if cell.pen is not source:
            source = cell.pen
            wanted = _faded(source) if faded else source
            out.append(transition(drawn, wanted))
            drawn = wanted
        out.append(cell.text)
    return "".join(out) + transition(drawn, PLAIN)


def _faded(pen: Pen) -> Pen:
    """`pen` dim in place of bold, without its hyperlink."""
    kept = (code for code in pen.attributes if code not in ("1", "2"))
    return Pen(("2", *kept), pen.foreground, pen.background)
