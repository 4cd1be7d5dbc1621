"""The lines of a picker, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.own_keys import own_keys
from spt_tui.ui.widgets.table_layout import fit


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker. Texts have been cleaned."""

    id: str
    label: str
    note: str = ""
    """Shown at the right: a count, a key."""
    picked: bool = False
    is_offer: bool = False
    """Among several to pick from: taken alone and at once."""


class ChoiceList(LineView):
    """The lines that match what was typed. `several` lets `space` pick any number of them."""

    head_height = 2
    takes_text = True

    BINDINGS = [
        Binding("down", "move(1)", "next", id="picker.down", show=False),
        Binding("up", "move(-1)", "previous", id="picker.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="picker.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="picker.pageup", show=False),
        Binding("space", "pick", "pick one of several", id="picker.toggle", show=False),
        Binding("enter", "take", "take it", id="picker.take", show=False),
        Binding("escape", "cancel", "close", id="picker.cancel", show=False),
    ]

    needle: reactive[str] = reactive("", init=False)
    """What was typed; blanks join parts by AND."""
    cursor: reactive[int] = reactive(0)
    """The line under the cursor, among those that match."""

    class Highlighted(Message):
        """The cursor is on another choice, or came to stand on its first."""

        def __init__(self, id: str) -> None:
            self.id = id
            super().__init__()

    class Taken(Message):
        """The ids that were picked; empty if the picker was closed."""

        def __init__(self, ids: tuple[str, ...] | None) -> None:
            self.ids = ids
            super().__init__()

    def __init__(self, title: str, choices: Sequence[Choice], several: bool) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._several = several
        self._found = list(range(len(choices)))

    def on_mount(self) -> None:
        """Stand on the first line that is picked."""
        self.row_count = len(self._found)
        self.cursor = next((place for place, choice in enumerate(self._choices) if choice.picked), 0)
        self.focus()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.show_row(self.cursor)

    def title_parts(self) -> Parts:
        """What is picked here."""
        yield self._title, theme.BOLD

    def title_note(self) -> Parts:
        """How many match."""
        yield f"{len(self._found):,} of {len(self._choices):,} ", theme.DIM

    def head_strip(self, y: int, width: int) -> Strip:
        """What was typed, and the keys."""
        keys = "space pick  enter apply  esc close" if self._several else "enter take  esc close"
        typed = ((f" {self.needle}", theme.BOLD), ("▏", theme.INFO))
        return strip_of(
            (*typed, ("  type to narrow  " if not self.needle else "  ", theme.DIM), (keys, theme.DIM)), width
        )

    def row_strip(self, row: int, width: int) -> Strip:
        """A choice."""
        choice = self._choices[self._found[row]]
        style = theme.CURSOR if row == self.cursor else theme.TEXT
        box = "  » " if choice.is_offer else "[x] " if choice.picked else "[ ] "
        sign = box if self._several else ("• " if choice.picked else "  ")
        label = width - len(sign) - len(choice.note) - 3
        return strip_of(
            ((" " + sign, theme.DIM), (fit(choice.label, label) + " ", style), (choice.note + " ", theme.DIM)), width
        )

    def watch_needle(self, needle: str) -> None:
        """Narrow the list."""
        parts = needle.casefold().split()
        self._found = [
            place
            for place, choice in enumerate(self._choices)
            if all(part in choice.label.casefold() for part in parts)
        ]
        self.row_count = len(self._found)
        # An offer undoes what was picked: the cursor does not come to stand on it by itself.
        self.cursor = next((row for row, place in enumerate(self._found) if not self._choices[place].is_offer), 0)
        self.top = 0
        self.refresh()
        self._tell()

    def watch_cursor(self) -> None:
        """Tell where it is."""
        self._tell()

    def _tell(self) -> None:
        if self.cursor < len(self._found):
            self.post_message(self.Highlighted(self._choices[self._found[self.cursor]].id))

    async def on_key(self, event: events.Key) -> None:
        """Characters narrow the list, other keys act in the order in which they are typed."""
        await self.take_key(event)

    async def take_key(self, event: events.Key) -> None:
        """A key, which may come before the list has the keyboard."""
        if event.key in LIST_KEYS:
            await self.run_action(LIST_KEYS[event.key])
        elif event.key == "backspace":
            self.needle = self.needle[:-1]
        elif event.is_printable and event.character and event.character != " ":
            self.needle += event.character
        else:
            return
        event.stop()
        event.prevent_default()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + by, len(self._found) - 1))
        self.show_row(self.cursor)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * self.page)

    def action_pick(self) -> None:
        """Pick or unpick the line under the cursor; in a list for one, a blank belongs to the text."""
        if not self._several:
            self.needle += " "
        elif self._offer is not None:
            self.action_take()
        elif self._found:
            place = self._found[self.cursor]
            self._choices[place] = replace(self._choices[place], picked=not self._choices[place].picked)
            self.action_move(1)
            self.refresh()

    @property
    def _offer(self) -> Choice | None:
        """The offer under the cursor."""
        choice = self._choices[self._found[self.cursor]] if self._found else None
        return choice if choice is not None and choice.is_offer else None

    def action_take(self) -> None:
        """Close with the picked lines, or the line under the cursor."""
        if self._several and self._offer is not None:
            self.post_message(self.Taken((self._offer.id,)))
        elif self._several:
            self.post_message(self.Taken(tuple(choice.id for choice in self._choices if choice.picked)))
        elif self._found:
            self.post_message(self.Taken((self._choices[self._found[self.cursor]].id,)))

    def action_cancel(self) -> None:
        """Clear what was typed, or close."""
        if self.needle:
            self.needle = ""
        else:
            self.post_message(self.Taken(None))


LIST_KEYS = own_keys(ChoiceList.BINDINGS)
