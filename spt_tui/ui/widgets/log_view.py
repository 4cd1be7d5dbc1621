"""Numbered lines on the screen: scrolled, wrapped, searched, kept at their end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence

from textual.binding import Binding
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.logs.search_query import parse_query
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_pattern import LinePattern
from spt_tui.ui.widgets.line_view import LineView
from spt_tui.ui.widgets.log_lines import LogLines
from spt_tui.ui.widgets.log_reader import Jump, Move

SIDE_STEP = 8
"""Cells of one step to the side."""


class LogView(LineView):
    """A window of lines of which there may be more before and after; a subclass gives the title and loads them."""

    BINDINGS = [
        Binding("f", "follow", "follow on/off", id="logs.follow"),
        Binding("W", "wrap", "wrap lines on/off", id="logs.wrap"),
        Binding("n", "match(1)", "next match", id="logs.next_match", show=False),
        Binding("N", "match(-1)", "previous match", id="logs.previous_match", show=False),
        Binding("down,j", "scroll_rows(1)", "line down", id="logs.down", show=False),
        Binding("up,k", "scroll_rows(-1)", "line up", id="logs.up", show=False),
        Binding("pagedown", "scroll_pages(1)", "page down", id="logs.page_down", show=False),
        Binding("pageup", "scroll_pages(-1)", "page up", id="logs.page_up", show=False),
        Binding("g,home", "first", "start of the log", id="logs.first", show=False),
        Binding("G,end", "last", "end of the log, and follow", id="logs.last", show=False),
        Binding("right", "scroll_side(1)", "to the right", id="logs.right", show=False),
        Binding("left", "scroll_side(-1)", "to the left", id="logs.left", show=False),
    ]

    search: reactive[str] = reactive("", repaint=False)
    """What is marked, and what `n` and `N` go to, as `spt_tui.runs.logs.search_query` reads it."""
    following: reactive[bool] = reactive(True, repaint=False)
    """Stay at the end as lines come. Going up ends it, reaching the end begins it."""
    wrap: reactive[bool] = reactive(False, repaint=False)
    """Wrap long lines, instead of scrolling sideways."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.more_before = self.more_after = False
        """Whether `load` can bring lines that come before or after those that are held."""
        self._lines = LogLines()
        self._notice = False
        self._left = 0
        self._match: int | None = None
        self._pattern: LinePattern | None = None
        self._to_start = False

    @property
    def pattern(self) -> LinePattern | None:
        """What `search` finds in a line; `None` if nothing is searched."""
        return self._pattern

    def load(self, move: Move | Jump) -> None:
        """Have other lines given to `show_lines`, some time later."""
        raise NotImplementedError

    def show_lines(self, key: Hashable, lines: Sequence[str], first: int = 0) -> None:
        """Show `lines`, folded and numbered from `first`; redraw what differs.

        Lines of the same `key` are the same log: what is looked at stays in its place.
        """
        if self._notice:
            self._notice = False
            self._lines.search(self.pattern)
        self._lay_out(lambda: self._lines.update(key, lines, first), same=self._lines.key == key)

    def show_notice(self, *lines: str) -> None:
        """Show why there are no lines. `lines` have been cleaned."""
        self._notice = True
        self.more_before = self.more_after = False
        self._lines.search(None)
        self._lay_out(lambda: self._lines.update(("notice", lines), lines), same=False)

    def forget_place(self) -> None:
        """Other lines are about to come: the place in these means nothing in them."""
        self._match, self._left, self._to_start = None, 0, False
        self.more_before = self.more_after = False

    def show_line(self, number: int) -> None:
        """Bring line `number` into view."""
        row = self._lines.row_of(number)
        if not self.top <= row < self.top + self.page:
            self.put_top(row - self.page // 3)
        self.following = self.following and self.top >= self.max_top

    def match_place(self) -> tuple[int | None, int]:
        """Which of the matching lines `n` went to last, from 1, and how many match."""
        matching = self._lines.matching
        if self._match is None:
            return None, len(matching)
        place = bisect_left(matching, self._match)
        is_there = place < len(matching) and matching[place] == self._match
        return place + 1 if is_there else None, len(matching)

    def row_strip(self, row: int, width: int) -> Strip:
        """A line in its own colours, matches marked."""
        current = self._match is not None and self._lines.locate(row)[0] == self._match
        return self._lines.strip(row, width, self._left, theme.CURSOR if current else theme.MATCH)

    def scroll_rows_to(self, top: int) -> None:
        """Scroll; near the edges of what is held load more; at the end follow, above it do not."""
        before = self.top
        self.put_top(top)
        if self._notice:
            return
        if top < before:
            self.following = self.following and self.top >= self.max_top
            if self.more_before and self.top < self.page:
                self.load(Move.EARLIER)
        elif self.top >= self.max_top:
            if self.more_after:
                self.load(Move.LATER)
            else:
                self.following = True

    def put_top(self, top: int) -> None:
        """Make `top` the first visible row, as far as there are rows, and nothing else."""
        super().scroll_rows_to(top)
        self.refresh_head()

    def watch_search(self, text: str) -> None:
        """Mark the matches."""
        pattern = parse_query(text).pattern
        self._pattern = LinePattern(pattern) if pattern is not None else None
        self._match = None
        self._lines.search(None if self._notice else self.pattern)
        self.refresh()

    def watch_following(self, following: bool) -> None:
        """Go to the end, or stay."""
        if following:
            self.put_top(self.max_top)
        self.refresh_head()

    def watch_wrap(self) -> None:
        """Keep the first visible line in its place."""
        self._left = 0
        self._lay_out()

    def on_resize(self) -> None:
        """Wrap anew, and stay at the end if that is followed."""
        self._lay_out()

    def action_scroll_rows(self, rows: int) -> None:
        """Scroll by `rows`."""
        self.scroll_rows_to(self.top + rows)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by `pages`, with one row in common."""
        self.scroll_rows_to(self.top + pages * max(1, self.page - 1))

    def action_first(self) -> None:
        """Go to the first line there is, not only of those held."""
        more_before = self.more_before
        self.put_top(0)
        self.following = self.max_top == 0 and not more_before
        if more_before:
            self._to_start = True
            self.load(Move.START)

    def action_last(self) -> None:
        """Go to the end, and follow."""
        self.following = True
        self.put_top(self.max_top)

    def action_scroll_side(self, steps: int) -> None:
        """Scroll to the side, as far as a visible line goes."""
        rows = range(self.top, min(self.top + self.page, self.row_count))
        longest = max((self._lines.cells(row) for row in rows), default=0)
        left = max(0, self._left + steps * SIDE_STEP)
        hidden = longest - self._left - self.size.width
        if self._lines.width is None and left != self._left and (steps < 0 or hidden > 0):
            self._left = left
            self.refresh()

    def action_follow(self) -> None:
        """Stay at the end as lines come, or stop that."""
        self.following = not self.following

    def action_wrap(self) -> None:
        """Wrap long lines, or not."""
        self.wrap = not self.wrap

    def action_match(self, step: int) -> None:
        """The next or previous line that matches the search, round and round."""
        matching = self._lines.matching
        if not matching:
            return
        here = self._lines.locate(self.top)[0] - (step > 0) if self._match is None else self._match
        place = bisect_right(matching, here) if step > 0 else bisect_left(matching, here) - 1
        self._match = matching[place % len(matching)]
        self._show_match(self._match)

    def _show_match(self, number: int) -> None:
        cell, width = self._lines.match_cell(number), self.size.width
        if self._lines.width is None and not self._left <= cell < self._left + width - 2:
            self._left = max(0, cell - width // 2) if cell >= width - 2 else 0
        row = self._lines.row_of(number, cell // self._lines.width if self._lines.width else 0)
        if not self.top <= row < self.top + self.page:
            self.following = False
            self.put_top(row - self.page // 3)
        self.refresh()

    def _lay_out(self, change: Callable[[], None] | None = None, same: bool = True) -> None:
        """Make a change to the lines, keep the first visible one in its place, and redraw the rows that differ."""
        top, width = self.top, self._lines.width
        before = [self._lines.source(row) for row in range(top, top + self.page)]
        anchor = self._lines.locate(top)
        self._lines.wrap(self.size.width if self.wrap or self._notice else None)
        if change is not None:
            change()
        self.row_count = self._lines.row_count
        self.top = self._top_after(anchor, same)
        after = [self._lines.source(row) for row in range(self.top, self.top + self.page)]
        differing = [self.top + y for y, source in enumerate(after) if source != before[y]]
        if width != self._lines.width or 2 * len(differing) > len(after):
            self.refresh()
        else:
            self.refresh_row(*differing)

    def _top_after(self, anchor: tuple[int, int], same: bool) -> int:
        if self._notice or (self._to_start and not same):
            self._to_start = False
            return 0
        if self.following or not same:
            return self.max_top
        return max(0, min(self._lines.row_of(*anchor), self.max_top))
