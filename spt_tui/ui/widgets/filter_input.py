"""What is typed into the filter's line. Imported once the first rows stand: no start waits for it."""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from spt_tui.ui import theme
from spt_tui.ui.widgets.filter_aid import Line
from spt_tui.ui.widgets.own_keys import own_keys

EDITING_KEYS = own_keys(Input.BINDINGS)


class FilterInput(Input):
    """An input whose editing keys act in the order in which they are typed."""

    DEFAULT_CSS = """
    FilterInput:ansi > .input--cursor { color: ansi_white; background: ansi_black; text-style: reverse; }
    """
    # Not by colours alone: without them nobody would see where the cursor is.

    takes_text = True
    """A key that is bound elsewhere is a letter here."""

    class Moved(Message):
        """The cursor, and perhaps the text with it, has moved."""

    wrong: reactive[tuple[int, int] | None] = reactive(None)
    """The part that is not understood, in characters, its end exclusive; underlined."""

    def __init__(self) -> None:
        super().__init__(id="filter-input", compact=True, select_on_focus=False)
        self.cursor_blink = False

    @property
    def line(self) -> Line:
        """What stands here."""
        return Line(self.value, self.cursor_position)

    def show(self, text: str) -> None:
        """Hold this text, without saying that it changed."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)

    def edit(self, line: Line) -> None:
        """Hold this, and say that it changed."""
        self.value, self.cursor_position = line

    def watch_wrong(self, wrong: tuple[int, int] | None) -> None:
        """Underline it."""
        self.highlighter = None if wrong is None else _Underline(*wrong)

    async def on_key(self, event: events.Key) -> None:
        """Act on the keys that the input binds itself."""
        action = EDITING_KEYS.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)
            self.post_message(self.Moved())


class _Underline(Highlighter):
    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._end = end

    def highlight(self, text: Text) -> None:
        """Underline the part, or the last character if it lies behind the text."""
        text.stylize(theme.WRONG, max(0, min(self._start, len(text) - 1)), self._end)
