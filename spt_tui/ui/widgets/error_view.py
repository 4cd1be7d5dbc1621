"""Numbered lines of which one error at a time can be gone to: a traceback is shown whole."""

from __future__ import annotations

from textual.strip import Strip

from spt_tui.runs.logs.errors import error_at
from spt_tui.runs.logs.traceback import LINE_LIMIT
from spt_tui.ui import theme
from spt_tui.ui.widgets.log_view import LogView


class ErrorView(LogView):
    """Marks the first and the last line of an error."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._error: tuple[int, int] | None = None
        """Numbers of the first and the last line of the error that was gone to."""

    def show_error(self, number: int) -> None:
        """Bring the error that begins in line `number` into view; of one that is too long its end."""
        found = error_at(self._lines.texts_from(number, LINE_LIMIT), 0)
        last = number + (found.last if found is not None else 0)
        self._error = number, last
        self._left = 0
        begin, end = self._lines.row_of(number), self._lines.row_of(last, LINE_LIMIT)
        if not self.top <= begin <= end < self.top + self.page:
            self.following = False
            spare = self.page - (end - begin + 1)
            self.put_top(begin - spare // 3 if spare >= 0 else end - self.page + 1)
        self.refresh()

    def held_error(self, step: int) -> int | None:
        """The number of the next or previous line, round and round, that is an error; `None` if none of them is."""
        numbers = range(self._lines.first, self._lines.first + len(self._lines.folded))
        here = self._error[0] if self._error is not None else self._lines.locate(self.top)[0] - (step > 0)
        place = here - numbers.start
        turns = (numbers[(place + step * turn) % len(numbers)] for turn in range(1, len(numbers) + 1))
        return next((number for number in turns if error_at(self._lines.texts_from(number, 1), 0)), None)

    def forget_place(self) -> None:
        """Other lines are about to come."""
        super().forget_place()
        self._error = None

    def row_strip(self, row: int, width: int) -> Strip:
        """A line in its own colours, matches marked, and the ends of an error that was gone to."""
        strip = super().row_strip(row, width)
        if self._error is not None and self._lines.locate(row)[0] in self._error:
            return strip.apply_style(theme.CURSOR)
        return strip
