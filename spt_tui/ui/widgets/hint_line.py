"""The bottom line: keys worth knowing, or for a moment a notice."""

from __future__ import annotations

from textual.reactive import reactive
from textual.timer import Timer

from spt_tui.ui import theme
from spt_tui.ui.widgets.one_line import Line, OneLine

NOTICE_SECONDS = 4.0
"""How long a notice stays."""


class HintLine(OneLine):
    """Shows `hints`; a notice takes their place until its time is over."""

    hints: reactive[Line] = reactive((), repaint=False)
    """What stands here ordinarily."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._notice: Timer | None = None

    def say(self, text: str) -> None:
        """Show a notice. The text has been cleaned."""
        if self._notice is not None:
            self._notice.stop()
        self.left = ((f" {text}", theme.INFO),)
        self._notice = self.set_timer(NOTICE_SECONDS, self._end_notice)

    def watch_hints(self, hints: Line) -> None:
        """Show them, unless a notice stands here."""
        if self._notice is None:
            self.left = hints

    def _end_notice(self) -> None:
        self._notice = None
        self.left = self.hints
