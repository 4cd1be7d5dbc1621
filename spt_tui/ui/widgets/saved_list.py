"""The saved filters, narrowed by typing; what is typed is also the name that the present filter can be saved by."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.message import Message
from textual.strip import Strip

from spt_tui.runs.filter_book import FilterBook, name_of
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets.choice_list import Choice, ChoiceList
from spt_tui.ui.widgets.line_view import strip_of

USE, SAVE = "use", "save"
"""What the id of a line begins with; a blank and the name follow."""


class SavedList(ChoiceList):
    """The newest filter first. A deleted one stays in its place until the list is closed, and can be brought back."""

    class Deleted(Message):
        """The filter of this name is not wanted any more."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    class Restored(Message):
        """The filter of this name was not to be deleted."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, named: Mapping[str, str], present: str) -> None:
        """`present` is the filter of the runs as it is now; empty if there is none."""
        self._named: dict[str, str] = dict(reversed([*named.items()]))
        self._deleted: set[str] = set()
        self._present = clean(present.strip())
        super().__init__("saved filters", self._lines(""), several=False)

    def take_book(self, book: FilterBook) -> None:
        """Show what is saved by now. What is shown already keeps its place, deleted or not."""
        new = {name: text for name, text in reversed([*book.named.items()]) if name not in self._named}
        self._named = {**new, **{name: book.named.get(name, text) for name, text in self._named.items()}}
        self._show_anew(len(new) if self._found else 0)

    def text_of(self, name: str) -> str:
        """The filter of this name."""
        return self._named[name]

    def head_strip(self, y: int, width: int) -> Strip:
        """What was typed, or what can be; and the keys."""
        keys = "  enter use  del delete  esc close"
        hint = "type a name to save the present one" if self._present else "type to narrow"
        typed = ((f" {self.needle}", theme.BOLD), ("▏", theme.INFO))
        return strip_of((*typed, ("" if self.needle else f"  {hint}", theme.DIM), (keys, theme.DIM)), width)

    def render_line(self, y: int) -> Strip:
        """As any list, with a word in place of lines when there are none."""
        if y == self.head_height and not self.row_count:
            return strip_of((("  " + self._why_empty(), theme.DIM),), self.size.width)
        return super().render_line(y)

    def _why_empty(self) -> str:
        if self.needle:
            return "no saved filter has that" + ("" if self._present else ", and the runs have none to save")
        if self._present:
            return f"none is saved yet: type a name and press enter to save {self._present}"
        return "none is saved yet: filter the runs by /, then save that here"

    def watch_needle(self, needle: str) -> None:
        """Narrow the list; the last line offers to save by what was typed."""
        self._choices = self._lines(needle)
        super().watch_needle(needle)

    async def take_key(self, event: events.Key) -> None:
        """A key, which may come before the list has the keyboard."""
        if event.key == "delete":
            event.stop()
            event.prevent_default()
            self._delete()
        else:
            await super().take_key(event)

    def action_take(self) -> None:
        """Close with the line under the cursor; bring a deleted one back instead."""
        verb, name = self._at_cursor
        if verb == USE and name in self._deleted:
            self._deleted.remove(name)
            self._show_anew()
            self.post_message(self.Restored(name))
        else:
            super().action_take()

    def _delete(self) -> None:
        verb, name = self._at_cursor
        if verb == USE and name not in self._deleted:
            self._deleted.add(name)
            self._show_anew()
            self.post_message(self.Deleted(name))

    @property
    def _at_cursor(self) -> tuple[str, str]:
        if not self._found:
            return "", ""
        verb, _, name = self._choices[self._found[self.cursor]].id.partition(" ")
        return verb, name

    def _show_anew(self, further_down: int = 0) -> None:
        """Show the lines as they are now, the cursor on the line that it was on."""
        place = self.cursor + further_down
        self.watch_needle(self.needle)
        self.cursor = max(0, min(place, self.row_count - 1))

    def _lines(self, needle: str) -> list[Choice]:
        lines = [
            Choice(
                f"{USE} {name}", f"@{name}  {text}", "deleted, enter brings it back" if name in self._deleted else ""
            )
            for name, text in self._named.items()
        ]
        name = name_of(needle)
        if name and self._present:
            instead = ", in place of that one" if name in self._named else ""
            lines.append(Choice(f"{SAVE} {name}", f"save as @{name}{instead}: {self._present}"))
        return lines
