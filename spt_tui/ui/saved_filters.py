"""The saved filters, over the browser."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from spt_tui.runs.filter_book import FilterBook
from spt_tui.ui.widgets.choice_list import ChoiceList
from spt_tui.ui.widgets.saved_list import SAVE, SavedList

Edit = Callable[[Callable[[FilterBook], FilterBook]], object]
"""Makes a change of what is saved."""


class SavedFilters(ModalScreen["str | None"]):
    """Asks for a saved filter, and gives it; `None` if closed, or once the present filter was saved."""

    DEFAULT_CSS = """
    SavedFilters { align: center middle; background: ansi_default; }
    SavedFilters > SavedList { width: 90; max-width: 100%; height: 80%; max-height: 32; border: round ansi_blue; }
    """

    def __init__(self, book: FilterBook, present: str, edit: Edit, say: Callable[[str], object]) -> None:
        """`present` is the filter of the runs; `say` is told what became of it."""
        super().__init__()
        self._list = SavedList(book.named, present)
        self._present = present
        self._edit = edit
        self._say = say

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self._list

    def take_book(self, book: FilterBook) -> None:
        """What is saved by now."""
        self._list.take_book(book)

    async def on_key(self, event: events.Key) -> None:
        """Keys that were typed before the list was there count too."""
        await self._list.take_key(event)

    def on_choice_list_taken(self, event: ChoiceList.Taken) -> None:
        """Close with the filter, or save the present one."""
        event.stop()
        verb, _, name = (event.ids or ("",))[0].partition(" ")
        if verb == SAVE:
            self._edit(lambda book: book.saved(name, self._present))
            self._say(f"saved as @{name}: type that in the filter, or press '")
        self.dismiss(self._list.text_of(name) if verb and verb != SAVE else None)

    def on_saved_list_deleted(self, event: SavedList.Deleted) -> None:
        """Forget it."""
        self._edit(lambda book: book.without(event.name))

    def on_saved_list_restored(self, event: SavedList.Restored) -> None:
        """Save it again."""
        text = self._list.text_of(event.name)
        self._edit(lambda book: book.saved(event.name, text))
