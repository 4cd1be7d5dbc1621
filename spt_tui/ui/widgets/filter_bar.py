"""The line in which a pane is narrowed: opened by `/`, applied with every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from spt_tui.ui import theme
from spt_tui.ui.widgets.caught_up import caught_up
from spt_tui.ui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from textual.widget import AwaitMount
    from textual.widgets import Input

    from spt_tui.ui.widgets.filter_input import FilterInput

LABELS = {"runs": "/", "metrics": "metrics /", "logs": "search /"}
"""The panes that can be narrowed or searched, and what stands before their text."""


class FilterBar(Horizontal):
    """One line for all panes, each with a text of its own: a label, an input, a note (matches, or what is wrong)."""

    DEFAULT_CSS = """
    FilterBar { height: 1; background: ansi_default; }
    FilterBar > #filter-label { width: auto; min-width: 3; }
    FilterBar > FilterInput { width: 3fr; background: ansi_default; }
    FilterBar > #filter-note { width: 2fr; }
    """

    BINDINGS = [
        Binding("escape", "clear", "clear the filter", id="filter.clear", show=False, priority=True),
        Binding("enter,down", "accept", "back to the pane", id="filter.accept", show=False, priority=True),
    ]

    note: reactive[tuple[str, Style]] = reactive(("", theme.DIM))
    """Text and style of the note."""

    class Changed(Message):
        """The text of a pane is now this."""

        def __init__(self, pane: str, text: str) -> None:
            self.pane = pane
            self.text = text
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = OneLine(id="filter-label")
        self._input: FilterInput | None = None
        """`None` until `complete`."""
        self._arrival: AwaitMount | None = None
        self._note = OneLine(id="filter-note")
        self._texts: dict[str, str] = {}
        self._pane = ""
        self._before: Widget | None = None
        """What had the keyboard before, and gets it back."""
        self.display = False

    def compose(self) -> ComposeResult:
        """The label and the note; `complete` brings the input between them."""
        yield self._label
        yield self._note

    async def complete(self) -> None:
        """Bring the input: nobody types before the first rows stand, and they come sooner without it."""
        if not self.is_attached:  # the program ended in the meantime
            return
        if self._input is None:
            from spt_tui.ui.widgets.filter_input import FilterInput

            self._input = FilterInput()
            self._input.show(self.text)  # now: by the time that it has come, more may have been typed
            self._arrival = self.mount(self._input, after=self._label)
            await self._arrival
        elif self._arrival is not None and not self._input.is_mounted:
            await self._arrival

    @property
    def text(self) -> str:
        """The text of the pane that has the line."""
        return self._texts.get(self._pane, "")

    def turn_to(self, pane: str) -> None:
        """Be the line of another pane: with its text, or away if that is empty."""
        if pane == self._pane:
            return
        self._take_text()
        self._pane = pane
        label = LABELS.get(pane, "/")
        self._label.left = ((f" {label} ", theme.BOLD),)
        self._label.styles.width = len(label) + 2
        self.note = ("", theme.DIM)
        self._show()

    def put(self, pane: str, text: str) -> None:
        """Set the text of a pane as if it had been typed."""
        self._texts[pane] = text
        self._show()
        self.post_message(self.Changed(pane, text))

    async def open(self) -> None:
        """Take the keyboard until the user is done."""
        await self.complete()
        if not self._has_keyboard:
            self._before = self.screen.focused
        self.display = True
        self.screen.set_focus(self._input)

    def _show(self) -> None:
        if self._input is not None:
            self._input.show(self.text)
        elif self.text:
            self.call_later(self.complete)
        self.display = bool(self.text) or (self.display and self._has_keyboard)

    def watch_note(self, note: tuple[str, Style]) -> None:
        """Show it."""
        self._note.left = ((" ", theme.TEXT), note)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self._take_text()

    def _take_text(self) -> None:
        """Tell what stands in the input by now: the event of a key can come after another pane got the line."""
        text = self.text if self._input is None else self._input.value
        if text != self.text:
            self._texts[self._pane] = text
            self.display = self.display or bool(text)
            self.post_message(self.Changed(self._pane, text))

    @property
    def _has_keyboard(self) -> bool:
        return self._input is not None and self.screen.focused is self._input

    async def settle(self) -> None:
        """Wait until what was typed is in the line and has been acted on, so that the next key comes after it."""
        if self._input is not None and self._has_keyboard:
            await caught_up(self._input)
            self._take_text()
        await caught_up(self, self.screen)

    async def action_accept(self) -> None:
        """Leave the line as it is; an empty one goes away."""
        await self.settle()
        self.display = bool(self.text)
        self.screen.set_focus(self._before)

    async def action_clear(self) -> None:
        """Empty the line and leave it."""
        await self.settle()
        self.put(self._pane, "")
        await self.action_accept()
