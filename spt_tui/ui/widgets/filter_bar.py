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
        Binding("escape", "clear", "clear the filter", id="filter.clear", show=False),
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
        self._pane = "runs"
        self.before: Widget | None = None
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
            self._arrival = self.mount(self._input, after=self._label)
            await self._arrival
            self._show()
        elif self._arrival is not None and not self._input.is_mounted:
            await self._arrival

    @property
    def text(self) -> str:
        """The text of the pane that has the line."""
        return self._texts.get(self._pane, "")

    def turn_to(self, pane: str) -> None:
        """Be the line of another pane: with its text, or away if that is empty."""
        self._pane = pane
        label = LABELS.get(pane, "/")
        self._label.left = ((f" {label} ", theme.BOLD),)
        self._label.styles.width = len(label) + 2
        self.note = ("", theme.DIM)
        self._show()

    def put(self, text: str) -> None:
        """Set the text as if it had been typed."""
        self._texts[self._pane] = text
        self._show()
        self.post_message(self.Changed(self._pane, text))

    async def open(self) -> None:
        """Take the keyboard until the user is done."""
        await self.complete()
        if self._input is not None and not self._input.has_focus:
            self.before = self.screen.focused
        self.display = True
        self.screen.set_focus(self._input)

    def _show(self) -> None:
        if self._input is not None:
            self._input.show(self.text)
        elif self.text:
            self.call_later(self.complete)
        has_keyboard = self._input is not None and self._input.has_focus
        self.display = bool(self.text) or (self.display and has_keyboard)

    def watch_note(self, note: tuple[str, Style]) -> None:
        """Show it."""
        self._note.left = ((" ", theme.TEXT), note)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self._texts[self._pane] = event.value
        self.display = self.display or bool(event.value)
        self.post_message(self.Changed(self._pane, event.value))

    def action_accept(self) -> None:
        """Leave the line as it is; an empty one goes away."""
        self.display = bool(self.text)
        self.screen.set_focus(self.before)

    def action_clear(self) -> None:
        """Empty the line and leave it."""
        self.put("")
        self.action_accept()
