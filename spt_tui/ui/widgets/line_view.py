"""The ground all panes stand on: fixed head lines, then rows of which only the visible ones are ever drawn."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spt_tui.ui import theme

Parts = Iterable["tuple[str, Style]"]
"""A line as (text, style) pairs. The text has been cleaned; it is never parsed as markup."""


def strip_of(parts: Parts, width: int) -> Strip:
    """`parts` as a strip of exactly `width` cells; what does not fit is cut, its last cell an ellipsis."""
    strip = Strip([Segment(text, style) for text, style in parts if text])
    if strip.cell_length > width:
        last = strip.crop(max(0, width - 1), width)
        style = next((segment.style for segment in last), None)
        return Strip([*strip.crop(0, width - 1), Segment("…" if width > 0 else "", style)]).adjust_cell_length(width)
    return strip.adjust_cell_length(width)


class LineView(Widget, can_focus=True):
    """A pane drawn line by line: one title line, `head_height - 1` further fixed lines, then `row_count` rows.

    A subclass gives `title_parts`, `row_strip` and perhaps `head_strip`, sets `row_count`, and calls `refresh_row`
    for the rows that changed. There is no scroll bar (it would be resent with every scroll): the title says where
    one is. Cost of a repaint is that of the visible rows, whatever `row_count` is.
    """

    DEFAULT_CSS = """
    LineView { width: 1fr; height: 1fr; background: ansi_default; color: ansi_default; }
    """

    number = ""
    """The key that focuses this pane, shown before its title."""
    head_height = 1
    """Lines that do not scroll, the title included."""

    _told_size: Size | None = None
    """The size that the last `Resize` was of."""

    shown: reactive[bool] = reactive(True, repaint=False)
    """Whether the pane is on the screen: one that nobody sees reads nothing."""
    zoomed: reactive[bool] = reactive(False, repaint=False)
    """Whether the pane has the whole screen."""
    row_count: reactive[int] = reactive(0, repaint=False)
    """How many rows there are; rows beyond are blank."""
    top: reactive[int] = reactive(0, repaint=False)
    """The row on the first line below the head."""
    idle_keys: reactive[frozenset[str]] = reactive(frozenset(), repaint=False, init=False)
    """Ids of the keys that would change nothing now: no hint at the bottom speaks of them."""

    class KeysChanged(Message):
        """Other keys are idle."""

    @property
    def page(self) -> int:
        """Rows that fit below the head, one at least."""
        return max(1, self.size.height - self.head_height)

    @property
    def max_top(self) -> int:
        """The largest `top` that leaves no blank line at the end."""
        return max(0, self.row_count - self.page)

    def title_parts(self) -> Parts:
        """The title after its number, left-aligned."""
        raise NotImplementedError

    def title_note(self) -> Parts:
        """What stands at the right end of the title line; it goes first when the line is short."""
        return ()

    def copy_text(self) -> str | None:
        """What the copy key takes from this pane."""
        return None

    def head_strip(self, y: int, width: int) -> Strip:
        """Head line `y`, from 1 (line 0 is the title)."""
        return Strip.blank(width)

    def row_strip(self, row: int, width: int) -> Strip:
        """Row `row`, 0 <= row < row_count, as exactly `width` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        width = self.size.width
        if y == 0:
            return self._title_strip(width)
        if y < self.head_height:
            return self.head_strip(y, width)
        row = y - self.head_height + self.top
        return self.row_strip(row, width) if row < self.row_count else Strip.blank(width)

    def refresh_row(self, *rows: int) -> None:
        """Redraw these rows, as far as they are visible."""
        width, top = self.size.width, self.top
        lines = [row - top + self.head_height for row in rows if top <= row < top + self.page]
        if lines:
            self.refresh(*(Region(0, y, width, 1) for y in lines))

    def draw_anew(self) -> None:
        """Draw everything anew."""
        self.refresh()

    def refresh_title(self) -> None:
        """Redraw the title line."""
        self.refresh(Region(0, 0, self.size.width, 1))

    def refresh_head(self) -> None:
        """Redraw the title and the other head lines."""
        self.refresh(Region(0, 0, self.size.width, self.head_height))

    def scroll_rows_to(self, top: int) -> None:
        """Make `top` the first visible row, as far as there are rows."""
        top = max(0, min(top, self.max_top))
        if top != self.top:
            self.top = top
            self.refresh()

    def show_row(self, row: int) -> None:
        """Scroll as little as is needed to see `row`."""
        if row < self.top:
            self.scroll_rows_to(row)
        elif row >= self.top + self.page:
            self.scroll_rows_to(row - self.page + 1)

    def _title_strip(self, width: int) -> Strip:
        style = theme.TITLE_FOCUSED if self.has_focus else theme.TITLE
        chip = [Segment(f" {self.number}", style)] if self.number else []
        left = Strip([*chip, Segment(" "), *(Segment(text, part) for text, part in self.title_parts())])
        right = Strip([Segment(text, part) for text, part in self.title_note()])
        room = width - left.cell_length - right.cell_length
        if room < 2:
            return strip_of([(segment.text, segment.style or theme.TEXT) for segment in left], width)
        rule = Segment(f" {'─' * (room - 2)} ", theme.RULE)
        return Strip([*left, rule, *right]).adjust_cell_length(width)

    def watch_idle_keys(self) -> None:
        """Tell it."""
        self.post_message(self.KeysChanged())

    def watch_row_count(self) -> None:
        """Keep `top` inside the rows."""
        if self.top > self.max_top:
            self.top = self.max_top
            self.refresh()

    def watch_virtual_size(self) -> None:
        """See that a new size is told: of a widget that it has come upon before the first layout Textual tells none."""
        self.call_after_refresh(self._tell_size)

    def _tell_size(self) -> None:
        if self.size != self._told_size:
            self.post_message(events.Resize(self.size, self.virtual_size, self.container_size))

    def on_resize(self) -> None:
        """Keep `top` inside the rows."""
        self._told_size = self.size
        self.watch_row_count()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows a notch."""
        event.stop()
        self.scroll_rows_to(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows a notch."""
        event.stop()
        self.scroll_rows_to(self.top - 3)
