"""The bottom line: keys worth knowing, or for a moment a notice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import accumulate

from textual.reactive import reactive
from textual.timer import Timer

from spt_tui.ui import theme
from spt_tui.ui.widgets.one_line import Line, OneLine, cells_of

NOTICE_SECONDS = 4.0
"""How long a notice stays."""
STANDING_SECONDS = 1.0
"""How often a text that stands in place of the hints is asked for anew."""


class HintLine(OneLine):
    """Shows `hints`; a notice takes their place until its time is over."""

    hints: reactive[tuple[Line, ...]] = reactive(())
    """What stands here ordinarily; those at the end that do not fit are left out whole."""
    standing: reactive[str] = reactive("")
    """What stands here in place of the hints, until it is empty again."""
    notice: reactive[str] = reactive("")
    """What stands here for a moment, in place of all else; of what always stands at the right only if it fits."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._waiting: deque[str] = deque()
        """Notices whose turn comes when the one before has been read."""
        self._ending: Timer | None = None
        self._asking: Timer | None = None

    def sides(self, width: int) -> tuple[Line, Line]:
        """The notice, what stands here, or the hints that there is room for."""
        if self.notice:
            notice = ((f" {self.notice}", theme.INFO),)
            return notice, self.right if cells_of(notice) + cells_of(self.right) <= width else ()
        if self.standing:
            return ((f" {self.standing}", theme.TEXT),), self.right
        return self._that_fit(width - cells_of(self.right)), self.right

    def say(self, text: str) -> None:
        """Show a notice now: the answer to a key. The text has been cleaned."""
        if self._ending is not None:
            self._ending.stop()
        self.notice = text
        self._ending = self.set_timer(NOTICE_SECONDS, self._end_notice)

    def say_in_turn(self, text: str) -> None:
        """Show a notice that nobody asked for, once any other has been read, and not twice. The text is clean."""
        if not self.notice:
            self.say(text)
        elif text not in (self.notice, *self._waiting):
            self._waiting.append(text)

    def stand(self, text: Callable[[], str] | None) -> None:
        """Let what `text` gives stand here, asked for again and again; `None` lets the hints."""
        if self._asking is not None:
            self._asking.stop()
            self._asking = None
        if text is None:
            self.standing = ""
            return

        def ask() -> None:
            self.standing = text()

        self._asking = self.set_interval(STANDING_SECONDS, ask)
        ask()

    def _that_fit(self, room: int) -> Line:
        ends = accumulate(cells_of(hint) for hint in self.hints)
        shown = [hint for hint, end in zip(self.hints, ends, strict=True) if end <= room] or self.hints[:1]
        return tuple(part for hint in shown for part in hint)

    def _end_notice(self) -> None:
        self.notice = ""
        if self._waiting:
            self.say(self._waiting.popleft())
