"""A screen with a filter's line: it says what may be typed there, and keeps what was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding
from textual.message import Message

from spt_tui.ui import theme
from spt_tui.ui.copy_host import CopyHost
from spt_tui.ui.widgets.filter_bar import FilterBar
from spt_tui.ui.widgets.filter_line import Wrong
from spt_tui.ui.widgets.runs_pane import RunsPane

if TYPE_CHECKING:
    from spt_tui.runs.filter_book import FilterBook
    from spt_tui.runs.filters.completion import Completion
    from spt_tui.ui.filter_completions import Completer
    from spt_tui.ui.saved_filters import SavedFilters
    from spt_tui.ui.widgets.keeper import Keeper, Kept


class FilterHost(CopyHost):
    """Completes filters from the runs, and keeps the filters of a root. All of it is loaded once someone types."""

    BINDINGS = [
        Binding("apostrophe", "saved_filters", "saved filters", id="filter.named", show=False),
    ]

    class FiltersKept(Message):
        """What is kept of the filters by now."""

        def __init__(self, kept: Kept[FilterBook]) -> None:
            self.kept = kept
            super().__init__()

    def __init__(self, root: str | None) -> None:
        """`root` is what the filters are kept for: the first, if there are several; `None` keeps none."""
        super().__init__()
        self._root = root
        self._completer: Completer | None = None
        self._filter_keeper: Keeper[FilterBook] | None = None
        self._saved: SavedFilters | None = None
        """The list, once it was opened."""
        self._said = ""
        """The last that was said of the kept filters: it is said once."""

    @property
    def _runs(self) -> RunsPane:
        return self.query_one(RunsPane)

    @property
    def _bar(self) -> FilterBar:
        return self.query_one(FilterBar)

    def complete_filter(self, text: str, cursor: int) -> Sequence[Completion]:
        """What may stand at `cursor` in the filter of the runs."""
        if self._completer is None:
            from spt_tui.ui.filter_completions import Completer

            self._completer = Completer()
        return self._completer.completions(text, cursor, self._runs.board.catalog, self._book.named)

    @on(RunsPane.Misunderstood)
    def say_what_is_wrong(self, message: RunsPane.Misunderstood) -> None:
        """The filter's line says where and why; what may only lack its end yet is no fault."""
        error = message.error
        if error.unfinished:
            self._bar.note, self._bar.wrong = (error.message, theme.DIM), None
        else:
            self._bar.note = (str(error), theme.BAD)
            self._bar.wrong = Wrong(error.start, error.end, error.message, error.suggestion)

    @on(RunsPane.TagPicked)
    def narrow_to_tag(self, message: RunsPane.TagPicked) -> None:
        """As if it had been typed."""
        self._bar.put("runs", message.text)
        self._change_filters(lambda book: book.used("runs", message.text))

    @on(FilterBar.Opened)
    def read_filters(self) -> None:
        """Have what was typed before at hand: another program may have added to it."""
        if self._root is not None:
            self._keeper().read(self._root)

    @on(FilterBar.Used)
    def keep_text(self, message: FilterBar.Used) -> None:
        """Have it at hand the next time."""
        self._change_filters(lambda book: book.used(message.pane, message.text))

    @on(FiltersKept)
    def take_filters(self, message: FiltersKept) -> None:
        """Offer them, and say once what is wrong with them."""
        kept = message.kept
        if kept.problem and kept.problem != self._said:
            self._said = kept.problem
            self.hint_line.say_in_turn(f"filters {kept.problem}")
        if kept.content is None:
            self._root = None  # from now on they are remembered here alone, and not replaced by what is in the file
        elif not kept.waiting:
            self._take_book(kept.content)

    @on(FilterBar.SavedAsked)
    def action_saved_filters(self) -> None:
        """Pick a saved filter of the runs, or save the present one."""
        from spt_tui.ui.saved_filters import SavedFilters

        self.read_filters()
        present = self._bar.text_of("runs")
        self._saved = SavedFilters(self._book, present, self._change_filters, self.hint_line.say)
        self.app.push_screen(self._saved, self._use)

    def _use(self, text: str | None) -> None:
        if text:
            self._bar.put("runs", text)

    @property
    def _book(self) -> FilterBook:
        from spt_tui.runs.filter_book import EMPTY_BOOK

        return self._bar.book or EMPTY_BOOK

    def _change_filters(self, change: Callable[[FilterBook], FilterBook]) -> None:
        """Make a change at once, and keep it if it can be."""
        self._take_book(change(self._book))
        if self._root is not None:
            self._keeper().edit(self._root, change)

    def _take_book(self, book: FilterBook) -> None:
        self._bar.book = book
        if self._saved is not None and self._saved.is_current:
            self._saved.take_book(book)

    def _keeper(self) -> Keeper[FilterBook]:
        if self._filter_keeper is None:
            from spt_tui.runs.filter_book import FilterFile
            from spt_tui.ui.widgets.keeper import Keeper

            self._filter_keeper = Keeper(FilterFile, lambda kept: self.post_message(self.FiltersKept(kept)))
        return self._filter_keeper
