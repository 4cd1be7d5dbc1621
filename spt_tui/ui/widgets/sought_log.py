"""A log in which matches and errors are gone to, wherever in the file they are."""

from __future__ import annotations

from textual.binding import Binding

from spt_tui.ui.messages import Refused
from spt_tui.ui.widgets.error_view import ErrorView
from spt_tui.ui.widgets.held_lines import HeldLines
from spt_tui.ui.widgets.log_reader import Jump
from spt_tui.ui.widgets.log_searcher import Goal, Seek, Sought


class SoughtLog(ErrorView):
    """Asks where the next match or error is, goes there when the answer comes, and marks it.

    A subclass seeks. Where the lines are not those of one file, only the lines that are held are looked through.
    """

    BINDINGS = [
        Binding("e", "error(1)", "next error", id="logs.next_error"),
        Binding("E", "error(-1)", "previous error", id="logs.previous_error", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown = HeldLines()
        """The lines that are shown, or were before a notice."""
        self._sought: Sought | None = None
        """What was gone to last."""
        self._asked: set[int] = set()
        """Numbers of the seeks whose answers are still to come."""
        self._last_asked = 0
        self._target: Goal | None = None
        """What is at the line that comes into view next, if something is gone to."""

    @property
    def is_narrowed(self) -> bool:
        """Whether only some lines of a file are shown."""
        return False

    def seek(self, seek: Seek) -> None:
        """Have a `Sought` given to `take_sought`, some time later."""
        raise NotImplementedError

    def forget_seeks(self) -> None:
        """Have no more answers given."""
        raise NotImplementedError

    def scroll_rows_to(self, top: int) -> None:
        """Who goes somewhere else does not wait for what was sought before."""
        self.leave_sought()
        super().scroll_rows_to(top)

    def action_first(self) -> None:
        """Go to the first line."""
        self.leave_sought()
        super().action_first()

    def action_last(self) -> None:
        """Go to the end, and follow."""
        self.leave_sought()
        super().action_last()

    def show_line(self, number: int) -> None:
        """Bring line `number` into view, marked if it was gone to."""
        goal, self._target = self._target, None
        if goal is None:
            super().show_line(number)
        else:
            self._mark(goal, number)

    def forget_place(self) -> None:
        """Other lines are about to come: the place in these means nothing in them."""
        super().forget_place()
        self._sought = self._target = None

    def action_match(self, step: int) -> None:
        """The next or previous line that matches the search, round and round."""
        if self.pattern is not None and self._shown.offsets:
            self._ask_for(Goal.MATCH, step)
        else:
            super().action_match(step)

    def action_error(self, step: int) -> None:
        """The next or previous error, round and round; a traceback whole."""
        if self._shown.offsets:
            self._ask_for(Goal.ERROR, step)
        else:
            number = self.held_error(step)
            if number is not None:
                self.show_error(number)
            else:
                self.post_message(Refused(self._why_no_error()))

    def _ask_for(self, goal: Goal, step: int) -> None:
        self._last_asked += 1
        offset = None if self._asked else self._place_to_seek_from(goal, step)
        self._asked.add(self._last_asked)
        self.seek(Seek(goal, offset, step, self._last_asked))

    def _why_no_error(self) -> str:
        """Of several files; `r` turns to one of them, which is looked through whole."""
        if not (self.more_before or self.more_after):
            return "no error in these logs"
        return f"no error in the {len(self._shown.lines):,} lines that are held; r looks through one rank's whole log"

    def leave_sought(self) -> None:
        """Go nowhere that was asked for before."""
        if self._asked:
            self._asked.clear()
            self.forget_seeks()
        self._target = None

    def _place_to_seek_from(self, goal: Goal, step: int) -> int:
        """The offset of what was gone to last if it is still on the screen; else where the screen begins or ends."""
        last = self._sought
        if last is not None and last.goal is goal and last.hit is not None and self._is_sought_seen:
            return last.hit.offset
        top, bottom = self._seen
        if step > 0:
            return (self._shown.offset_of(top) or 0) - 1
        return (self._shown.offset_of(bottom) or 0) + 1 if self.following else self._shown.offset_of(top) or 0

    @property
    def _seen(self) -> tuple[int, int]:
        """Numbers of the first and the last line on the screen."""
        last_row = max(0, min(self.top + self.page, self.row_count) - 1)
        return self._lines.locate(self.top)[0], self._lines.locate(last_row)[0]

    @property
    def _is_sought_seen(self) -> bool:
        """Whether any line of what was gone to last is on the screen."""
        last = self._sought
        number = self._shown.number_at(last.hit.offset) if last is not None and last.hit is not None else None
        first, behind = self._error or (number, number)
        top, bottom = self._seen
        return first is not None and behind is not None and first <= bottom and top <= behind

    def take_sought(self, sought: Sought) -> None:
        """Go to what was found; say it if there is none."""
        if sought.hit is not None:
            self._sought = sought
            self.go_to_byte(sought.hit.offset, sought.goal)
        elif not sought.is_stopped and sought.goal is Goal.ERROR:
            self.post_message(Refused("no error in this log"))

    def go_to_byte(self, offset: int, goal: Goal | None = None) -> None:
        """Bring the line that holds a byte into view, at which there is what was sought, if something was."""
        number = self._shown.number_at(offset)
        if number is None:
            self._target = goal
            self.following = False
            self.load(Jump(offset))
        elif goal is None:
            super().show_line(number)
        else:
            self._mark(goal, number)

    def _mark(self, goal: Goal, number: int) -> None:
        self._error = self._match = None
        if goal is Goal.MATCH:
            self._match = number
            self._show_match(number)
        elif self._is_left_out(number):
            super().show_line(number)
            self.post_message(Refused("that error begins in a line that is left out"))
        else:
            self.show_error(number)

    def _is_left_out(self, number: int) -> bool:
        """Whether the line that was gone to is not the one that was sought: only some lines are shown."""
        sought = self._sought
        return (
            self.is_narrowed
            and sought is not None
            and sought.hit is not None
            and (self._shown.offset_of(number) != sought.hit.offset)
        )
