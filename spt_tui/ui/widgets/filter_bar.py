"""The line in which a pane is narrowed: opened by `/`, applied with every key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from spt_tui.ui.widgets.caught_up import caught_up
from spt_tui.ui.widgets.filter_line import FilterLine, Wrong
from spt_tui.ui.widgets.one_line import cells_of

if TYPE_CHECKING:
    from rich.style import Style
    from textual.widgets import Input

    from spt_tui.runs.filter_book import FilterBook
    from spt_tui.ui.widgets.completion_list import CompletionList
    from spt_tui.ui.widgets.filter_aid import Complete, FilterAid, Line
    from spt_tui.ui.widgets.filter_input import FilterInput


def _key(key: str, action: str, text: str, show: bool = True) -> Binding:
    return Binding(key, action, text, id=f"filter.{action}", show=show, priority=True)


class FilterBar(FilterLine):
    """The line with its history and, for the runs, a list of what may be typed, which lies below it.

    `complete` says what may stand in the line of the runs.
    """

    BINDINGS = [
        _key("tab", "complete", "complete"),
        _key("shift+tab", "take_back", "take a completion back", show=False),
        _key("up", "older", "typed before"),
        _key("down", "newer", "into the list, typed after, done", show=False),
        _key("enter", "accept", "done"),
        _key("escape", "clear", "close the list, clear"),
        _key("f2", "saved", "saved filters"),
    ]

    book: reactive[FilterBook | None] = reactive(None, repaint=False)
    """What was typed before; `None` until it has been read."""

    class Opened(Message):
        """The user is going to type."""

    class Left(Message):
        """The user goes on to the pane so many places further."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    class SavedAsked(Message):
        """The user wants to see the saved filters."""

    def __init__(self, complete: Complete, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._complete = complete
        self._list: CompletionList | None = None
        """`None` until the input comes."""
        self._helper: FilterAid | None = None

    @property
    def idle_keys(self) -> tuple[str, ...]:
        """Ids of the keys that do nothing for the pane that has the line."""
        return () if self.pane == "runs" else ("filter.complete", "filter.saved")

    def beside_input(self) -> Sequence[Widget]:
        """The list."""
        from spt_tui.ui.widgets.completion_list import CompletionList

        self._list = CompletionList()
        return (self._list,)

    @property
    def _aid(self) -> FilterAid:
        if self._helper is None:
            from spt_tui.ui.widgets.filter_aid import FilterAid

            self._helper = FilterAid(self._complete)
        return self._helper

    @property
    def _editor(self) -> FilterInput:
        """The input: keys come here only once it is there."""
        assert self._input is not None
        return self._input

    async def open(self) -> None:
        """Take the keyboard until the user is done."""
        await super().open()
        self._aid.begin()
        self.post_message(self.Opened())

    def show(self) -> None:
        """Offer nothing for another text."""
        super().show()
        if self._helper is not None:
            self._helper.forget()
            self._show_list()

    def watch_note(self, note: tuple[str, Style]) -> None:
        """Show it; in the list if there is no room for what is wrong."""
        super().watch_note(note)
        self._show_list()

    def watch_wrong(self, wrong: Wrong | None) -> None:
        """Mark it."""
        super().watch_wrong(wrong)
        self._show_list()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits to it; the line itself hears of it, too."""
        if self.pane == "runs" and self.has_keyboard:
            self._aid.follow(self._editor.line)
            self._show_list()

    def on_filter_input_moved(self) -> None:
        """Keep the list below its place."""
        self._show_list()

    def on_resize(self) -> None:
        """Keep the list below its place."""
        self._show_list()

    def on_descendant_blur(self) -> None:
        """A line that nobody types in offers nothing."""
        self._aid.forget()
        self._show_list()

    def _show_list(self) -> None:
        """Have the list say what is offered, and what is wrong if the note has no room for that."""
        if self._list is None or self._helper is None:
            return
        from rich.cells import cell_len

        from spt_tui.ui.widgets.completion_list import Offers

        aid, line, wrong = self._aid, self._editor.line, self._wrong_below
        start = wrong.start if wrong else aid.offers[0].start if aid.offers else 0
        label = self._label.size.width
        indent = max(label, label + cell_len(line.text[:start]) - int(self._editor.scroll_x))
        is_mendable = wrong is not None and wrong.suggestion is not None and not aid.offers
        reason = "" if wrong is None else wrong.reason + ("  tab takes it" if is_mendable else "")
        self._list.show(Offers(aid.offers, aid.place, aid.is_chosen, reason, indent), self.app.size)

    @property
    def _wrong_below(self) -> Wrong | None:
        """What is to be said below the line: the note has no room for it."""
        is_cut = 0 < self._note.size.width < cells_of(self._note.left)
        return self.wrong if is_cut and self.has_keyboard else None

    async def _edit(self, line: Line) -> None:
        self._editor.edit(line)
        await self.settle()

    async def _go_on(self, by: int) -> None:
        self.tell_used()
        self.post_message(self.Left(by))
        await caught_up(self, self.screen)

    async def action_complete(self) -> None:
        """Take the completion, or show what there is; where there is none, go on to the next pane."""
        await self.settle()
        if self._aid.offers:
            await self._edit(self._aid.take(self._editor.line))
        elif self.wrong is not None and self.wrong.suggestion is not None:
            await self._edit(self._aid.mend(self._editor.line, self.wrong))
        elif self.pane == "runs" and self._aid.ask(self._editor.line):
            self._show_list()
        else:
            await self._go_on(1)

    async def action_take_back(self) -> None:
        """Take the last completion back; where there was none, go to the previous pane."""
        await self.settle()
        before = self._aid.take_back(self._editor.line)
        if before is not None:
            await self._edit(before)
        else:
            await self._go_on(-1)

    async def action_older(self) -> None:
        """Go up in the list, or to what was typed before."""
        await self.settle()
        if self._aid.is_chosen:
            self._aid.move(-1)
            self._show_list()
        else:
            await self._recall(1)

    async def action_newer(self) -> None:
        """Go down in the list, or to what was typed after; from the newest back to the pane."""
        await self.settle()
        if self._aid.offers:
            self._aid.move(1)
            self._show_list()
        elif not await self._recall(-1):
            self.leave()

    async def _recall(self, by: int) -> bool:
        past = () if self.book is None else self.book.past.get(self.pane, ())
        line = self._aid.recall(past, self._editor.line, by)
        if line is not None:
            await self._edit(line)
        return line is not None

    async def action_accept(self) -> None:
        """Take the offer that the user went to; else leave the line as it is."""
        await self.settle()
        if self._aid.is_chosen:
            await self._edit(self._aid.take(self._editor.line))
        else:
            self.leave()

    async def action_clear(self) -> None:
        """Close the list; if there is none, empty the line and leave it."""
        await self.settle()
        if self._aid.close():
            self._show_list()
        else:
            self.put(self.pane, "")
            self.leave()

    async def action_saved(self) -> None:
        """Ask for the saved filters."""
        await self.settle()
        self.post_message(self.SavedAsked())
