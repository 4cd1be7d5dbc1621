"""The line in which a pane is narrowed: opened by `/`, applied with every key."""

from __future__ import annotations

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from spt_tui.ui import theme
from spt_tui.ui.widgets.one_line import OneLine


class FilterBar(Horizontal):
    """An input with its label before it and, at its right, a note (how many match, or what is wrong)."""

    DEFAULT_CSS = """
    FilterBar { height: 1; background: ansi_default; }
    FilterBar > #filter-label { width: auto; min-width: 3; }
    FilterBar > Input { width: 1fr; background: ansi_default; }
    FilterBar > #filter-note { width: 2fr; }
    """

    BINDINGS = [
        Binding("escape", "clear", "clear the filter", id="filter.clear", show=False),
        Binding("down", "accept", "back to the pane (so does enter)", id="filter.accept", show=False),
    ]

    label: reactive[str] = reactive("/")
    """What is being narrowed."""
    note: reactive[tuple[str, Style]] = reactive(("", theme.DIM))
    """Text and style of the note."""

    class Changed(Message):
        """The text is now this."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class Accepted(Message):
        """The user is done typing."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = OneLine(id="filter-label")
        self._input = Input(id="filter-input", compact=True, select_on_focus=False)
        self._input.cursor_blink = False
        self._note = OneLine(id="filter-note")

    def compose(self) -> ComposeResult:
        """The label, the input and the note."""
        yield self._label
        yield self._input
        yield self._note

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

    def set_text(self, text: str) -> None:
        """Show `text` without telling anyone."""
        with self._input.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)

    def open(self, text: str) -> None:
        """Take the keyboard, with `text` to edit."""
        self.set_text(text)
        self._input.focus()

    def watch_label(self, label: str) -> None:
        """Show it."""
        self._label.left = ((f" {label} ", theme.BOLD),)
        self._label.styles.width = len(label) + 2

    def watch_note(self, note: tuple[str, Style]) -> None:
        """Show it."""
        self._note.left = ((" ", theme.TEXT), note)

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Leave the line as it is."""
        self.post_message(self.Accepted())

    def action_clear(self) -> None:
        """Empty the line and leave it."""
        self.set_text("")
        self.post_message(self.Changed(""))
        self.post_message(self.Accepted())
