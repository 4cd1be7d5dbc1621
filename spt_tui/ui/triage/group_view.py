"""What is known of one group of dead runs, and the runs."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.triage.death_group import DeathGroup
from spt_tui.ui import theme
from spt_tui.ui.reader import Line
from spt_tui.ui.triage.cursor_list import CursorList
from spt_tui.ui.triage.triage_lines import about_lines, label_cells, run_line
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
        self._about: list[Line] = []
        self._cells = 0

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
        if self.row_count:
            yield f"{self.cursor + 1:,} of {counted(self.row_count, 'line')} ", theme.DIM

    def row_parts(self, row: int, width: int) -> Parts:
        """A line about the group, or a run of it."""
        place = row - len(self._about)
        if self.group is None or place >= len(self.group.deaths):
            return ()
        return (
            self._about[row] if place < 0 else run_line(self.group.deaths[place], self.group.labels[place], self._cells)
        )

    def copy_text(self) -> str | None:
        """All that is known of the group as plain text."""
        from spt_tui.export.triage_table import cause_text, group_lines

        return "\n".join([cause_text(self.group), *group_lines(self.group)]) if self.group else None

    def action_take(self) -> None:
        """Go to the run of the line; from the lines above to the one that the sample is of."""
        if self.group is not None:
            place = self.cursor - len(self._about)
            death = self.group.sample if place < 0 else self.group.deaths[place]
            self.post_message(self.RunChosen(death.run.dir))

    def _lay_out(self) -> None:
        group, width = self.group, self.size.width
        self._about = about_lines(group, width) if group and width else []
        self._cells = label_cells(group, width) if group else 0
        self.row_count = len(self._about) + len(group.deaths) if group and width else 0
