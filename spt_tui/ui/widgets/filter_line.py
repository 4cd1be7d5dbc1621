"""A line that is typed into, for all panes: each has a text of its own, and every key is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.app import ComposeResult
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


class Wrong(NamedTuple):
    """A part of a text that is not understood."""

    start: int
    """Where it begins, in characters."""
    end: int
    """Where it ends, exclusive."""
    reason: str
    """Why, cleaned."""
    suggestion: str | None = None
    """What may have been meant in its place."""


class FilterLine(Horizontal):
    """One line for all panes, each with a text of its own: a label, an input, a note (matches, or what is wrong)."""

    DEFAULT_CSS = """
    FilterLine { height: 1; background: ansi_default; }
    FilterLine > #filter-label { width: auto; min-width: 3; }
    FilterLine > FilterInput { width: 3fr; background: ansi_default; }
    FilterLine > #filter-note { width: 2fr; }
    """

    note: reactive[tuple[str, Style]] = reactive(("", theme.DIM))
    """Text and style of the note."""
    wrong: reactive[Wrong | None] = reactive(None)
    """What is not understood; the note says why."""

    class Changed(Message):
        """The text of a pane is now this."""

        def __init__(self, pane: str, text: str) -> None:
            self.pane = pane
            self.text = text
            super().__init__()

    class Used(Message):
        """This text of a pane is what the user wanted: the line is left with it."""

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
        self.pane = ""
        """The pane that has the line."""
        self._before: Widget | None = None
        """What had the keyboard before the line, and gets it back."""
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
            self._arrival = self.mount(self._input, *self.beside_input(), after=self._label)
            await self._arrival
        elif self._arrival is not None and not self._input.is_mounted:
            await self._arrival

    def beside_input(self) -> Sequence[Widget]:
        """Widgets that come with the input."""
        return ()

    @property
    def text(self) -> str:
        """The text of the pane that has the line."""
        return self.text_of(self.pane)

    def text_of(self, pane: str) -> str:
        """The text of any pane."""
        return self._texts.get(pane, "")

    def turn_to(self, pane: str) -> None:
        """Be the line of another pane: with its text, or away if that is empty."""
        if pane == self.pane:
            return
        self._take_text()
        self.pane = pane
        label = LABELS.get(pane, "/")
        self._label.left = ((f" {label} ", theme.BOLD),)
        self._label.styles.width = len(label) + 2
        self.note, self.wrong = ("", theme.DIM), None
        self.show()

    def put(self, pane: str, text: str) -> None:
        """Set the text of a pane as if it had been typed."""
        self._texts[pane] = text
        self.show()
        self.post_message(self.Changed(pane, text))

    async def open(self) -> None:
        """Take the keyboard until the user is done."""
        await self.complete()
        if not self.has_keyboard:
            self._before = self.screen.focused
        self.display = True
        self.screen.set_focus(self._input)

    def show(self) -> None:
        """Show the text of the pane."""
        if self._input is not None:
            self._input.show(self.text)
        elif self.text:
            self.call_later(self.complete)
        self.display = bool(self.text) or (self.display and self.has_keyboard)

    def watch_note(self, note: tuple[str, Style]) -> None:
        """Show it."""
        self._note.left = ((" ", theme.TEXT), note)

    def watch_wrong(self, wrong: Wrong | None) -> None:
        """Mark it."""
        if self._input is not None:
            self._input.wrong = None if wrong is None else (wrong.start, wrong.end)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self._take_text()

    def _take_text(self) -> None:
        """Tell what stands in the input by now: the event of a key can come after another pane got the line."""
        text = self.text if self._input is None else self._input.value
        if text != self.text:
            self._texts[self.pane] = text
            self.display = self.display or bool(text)
            self.post_message(self.Changed(self.pane, text))

    @property
    def has_keyboard(self) -> bool:
        """Whether what is typed comes here."""
        return self._input is not None and self.screen.focused is self._input

    async def settle(self) -> None:
        """Wait until what was typed is in the line and has been acted on, so that the next key comes after it."""
        if self._input is not None and self.has_keyboard:
            await caught_up(self._input)
            self._take_text()
        await caught_up(self, self.screen)

    def leave(self) -> None:
        """Give the keyboard back; an empty line goes away."""
        self.display = bool(self.text)
        self.tell_used()
        self.screen.set_focus(self._before)

    def tell_used(self) -> None:
        """Tell that the text is what the user wanted."""
        if self.text:
            self.post_message(self.Used(self.pane, self.text))
