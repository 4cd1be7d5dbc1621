"""What some runs died of: a row for each thing."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from spt_tui.runs.triage.death_group import DeathGroup
from spt_tui.runs.triage.triage import Triage
from spt_tui.ui import theme
from spt_tui.ui.triage.cursor_list import CursorList
from spt_tui.ui.triage.triage_lines import group_line
from spt_tui.ui.widgets.line_view import Parts
from spt_tui.units import counted


class GroupList(CursorList):
    """The largest group first."""

    BINDINGS = [
        Binding("enter", "open", "runs of the group", id="triage.open"),
        Binding("space", "mark", "mark its runs", id="triage.mark"),
    ]

    triage: reactive[Triage | None] = reactive(None, repaint=False)
    """`None` until it is known how many are dead."""

    class Opened(Message):
        """The user wants to go through the runs of the group."""

    class MarkAsked(Message):
        """The user wants the runs of the group marked."""

    def __init__(self, chosen: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chosen = chosen
        """Which runs are looked at, in words."""

    @property
    def group(self) -> DeathGroup | None:
        """The group under the cursor."""
        groups = self.triage.groups if self.triage else ()
        return groups[self.cursor] if self.cursor < len(groups) else None

    def watch_triage(self, old: Triage | None, new: Triage | None) -> None:
        """Keep the cursor on its group while more are found, unless it was never moved."""
        groups = new.groups if new else ()
        self.row_count = max(1, len(groups))
        before = old.groups[self.cursor] if old and 0 < self.cursor < len(old.groups) else None
        place = next((at for at, group in enumerate(groups) if before and _is_same(group, before)), 0)
        self.put_cursor(place)
        self.post_message(self.Highlighted())

    def title_parts(self) -> Parts:
        """What this is."""
        yield "triage", theme.BOLD
        yield f"  {self._chosen}", theme.DIM

    def title_note(self) -> Parts:
        """How many died, and how far the reading is."""
        triage = self.triage
        if triage is None:
            return
        if not triage.is_complete:
            yield f"reading logs {triage.examined:,}/{triage.dead:,}  ", theme.INFO
        yield f"{triage.dead:,} of {counted(triage.runs, 'run')} died ", theme.DIM

    def row_parts(self, row: int, width: int) -> Parts:
        """A group, or why there is none."""
        triage = self.triage
        if triage is not None and row < len(triage.groups):
            return group_line(triage.groups[row], width)
        if triage is not None and not triage.dead:
            return [("  none of them is dead", theme.DIM)]
        return [("  reading", theme.DIM)]

    def copy_text(self) -> str | None:
        """All groups as plain text."""
        from spt_tui.export.triage_table import text_lines

        return "\n".join(text_lines(self.triage)) if self.triage else None

    def action_open(self) -> None:
        """Go through the runs of the group."""
        if self.group is not None:
            self.post_message(self.Opened())

    def action_mark(self) -> None:
        """Mark the runs of the group in the table."""
        if self.group is not None:
            self.post_message(self.MarkAsked())


def _is_same(group: DeathGroup, other: DeathGroup) -> bool:
    return (group.cause, group.title) == (other.cause, other.title)
