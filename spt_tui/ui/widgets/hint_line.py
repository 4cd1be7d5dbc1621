"""The bottom line: keys worth knowing, or for a moment a notice."""

from __future__ import annotations

from itertools import accumulate

from textual.reactive import reactive
from textual.timer import Timer

from spt_tui.ui import theme
from spt_tui.ui.widgets.one_line import Line, OneLine, cells_of

NOTICE_SECONDS = 4.0
"""How long a notice stays."""


class HintLine(OneLine):
    """Shows `hints`; a notice takes their place until its time is over."""

    hints: reactive[tuple[Line, ...]] = reactive((), repaint=False)
    """What stands here ordinarily; those at the end that do not fit are left out whole."""

    standing: reactive[Line] = reactive((), repaint=False)
    """What stands here in place of the hints, until it is empty again."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._notice: Timer | None = None

    def say(self, text: str) -> None:
        """Show a notice. The text has been cleaned."""
        if self._notice is not None:
            self._notice.stop()
        self.left = ((f" {text}", theme.INFO),)
        self._notice = self.set_timer(NOTICE_SECONDS, self._end_notice)

    def watch_hints(self) -> None:
        """Show them, unless a notice stands here."""
        if self._notice is None:
            self.left = self._that_fit()

    def watch_standing(self) -> None:
        """Show it, unless a notice stands here."""
        self.watch_hints()

    def on_resize(self) -> None:
        """Show as many as there is room for now."""
        self.watch_hints()

    def _that_fit(self) -> Line:
        if self.standing:
            return self.standing
        room = self.size.width - cells_of(self.right)
        ends = accumulate(cells_of(hint) for hint in self.hints)
        shown = [hint for hint, end in zip(self.hints, ends, strict=True) if end <= room] or self.hints[:1]
        return tuple(part for hint in shown for part in hint)

    def _end_notice(self) -> None:
        self._notice = None
        self.left = self._that_fit()
