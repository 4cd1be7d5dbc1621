"""What is known of one group of dead runs, and the runs."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.triage.death_group import DeathGroup
from spt_tui.ui import theme
from spt_tui.ui.triage.cursor_list import CursorList
from spt_tui.ui.triage.triage_lines import DeathLine, death_lines
from spt_tui.ui.widgets.line_view import Parts
from spt_tui.units import counted


class GroupView(CursorList):
    """Hyper-parameters, a sample of the lines, then a row for each run."""

    BINDINGS = [Binding("enter", "take", "go to the run", id="triage.take")]

    group: reactive[DeathGroup | None] = reactive(None, repaint=False)
    """`None`: nothing is known."""

    class RunChosen(Message):
        """The user wants to go to the run in this directory."""

        def __init__(self, dir: str) -> None:
            self.dir = dir
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[DeathLine] = []

    def watch_group(self, old: DeathGroup | None, new: DeathGroup | None) -> None:
        """Begin at the top with another group; one that only grew keeps the place."""
        is_same = old is not None and new is not None and (old.cause, old.title) == (new.cause, new.title)
        self._lay_out()
        if not is_same:
            self.top = 0
        self.put_cursor(self.cursor if is_same else 0)

    def on_resize(self) -> None:
        """Fit the lines into the width."""
        self._lay_out()
        self.put_cursor(self.cursor)

    def title_parts(self) -> Parts:
        """How many."""
        if self.group is not None:
            yield counted(len(self.group.deaths), "run"), theme.BOLD

    def title_note(self) -> Parts:
        """Where the cursor is."""
        if self._lines:
            yield f"{self.cursor + 1:,} of {counted(len(self._lines), 'line')} ", theme.DIM

    def row_parts(self, row: int, width: int) -> Parts:
        """A line."""
        return self._lines[row].parts if row < len(self._lines) else ()

    def copy_text(self) -> str | None:
        """All that is known of the group as plain text."""
        from spt_tui.export.triage_table import cause_text, group_lines

        return "\n".join([cause_text(self.group), *group_lines(self.group)]) if self.group else None

    def action_take(self) -> None:
        """Go to the run that the line is about."""
        if self.cursor < len(self._lines):
            self.post_message(self.RunChosen(self._lines[self.cursor].dir))

    def _lay_out(self) -> None:
        self._lines = death_lines(self.group, self.size.width) if self.group and self.size.width else []
        self.row_count = len(self._lines)
