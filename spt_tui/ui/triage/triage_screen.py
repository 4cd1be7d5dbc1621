"""Why runs died, over the browser."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.triage.triage import Triage
from spt_tui.ui.chosen_runs import ChosenRuns
from spt_tui.ui.compare.over_screen import OverScreen
from spt_tui.ui.keys import KeyRow
from spt_tui.ui.triage.group_list import GroupList
from spt_tui.ui.triage.group_view import GroupView
from spt_tui.ui.triage.triage_feed import TriageFeed
from spt_tui.ui.widgets.hint_line import HintLine
from spt_tui.units import counted

LEAST_HEIGHT_FOR_BOTH = 18
"""In a lower screen the runs of a group take the place of the groups."""


class TriageScreen(OverScreen):
    """The groups above, the one under the cursor below."""

    DEFAULT_CSS = """
    TriageScreen > GroupList { height: 1fr; }
    TriageScreen > GroupView { height: 2fr; }
    """

    VIEWS = {"Triage": GroupList, "Runs of a group": GroupView}

    class Examined(Message):
        """This is known by now."""

        def __init__(self, triage: Triage) -> None:
            self.triage = triage
            super().__init__()

    def __init__(
        self,
        catalog: Catalog,
        chosen: ChosenRuns,
        go_to: Callable[[str], object],
        mark: Callable[[frozenset[str]], object],
    ) -> None:
        """`mark` is told the directories of runs to mark."""
        super().__init__(go_to)
        self._groups = GroupList(chosen.words, id="groups")
        self._view = GroupView(id="deaths")
        self._feed = TriageFeed(catalog, chosen.slots, lambda triage: self.post_message(self.Examined(triage)))
        self._mark = mark
        self._wants_runs = False

    @classmethod
    def key_sections(cls) -> dict[str, list[KeyRow]]:
        """The keys that both views have are with those of the first."""
        groups, view = super().key_sections().items()
        known = {row.id for row in groups[1]}
        return {groups[0]: groups[1], view[0]: [row for row in view[1] if row.id not in known]}

    def compose(self) -> ComposeResult:
        """The groups, the runs of one, the keys."""
        yield self._groups
        yield self._view
        yield HintLine()

    def on_mount(self) -> None:
        """Start to read."""
        self._share()
        self._groups.focus()
        self._feed.start()

    def on_unmount(self) -> None:
        """Read no more."""
        self._feed.stop()

    def on_resize(self) -> None:
        """Share the room anew."""
        self._share()

    @on(Examined)
    def show_triage(self, message: Examined) -> None:
        """Show what is known."""
        self._groups.triage = message.triage
        self._share()

    @on(GroupList.Highlighted)
    def show_group(self, message: GroupList.Highlighted) -> None:
        """Show the group under the cursor."""
        self._view.group = self._groups.group

    @on(GroupList.Opened)
    def go_through_runs(self) -> None:
        """Give the keyboard to the runs of the group."""
        self._wants_runs = True
        self._share()
        self._view.focus()

    @on(GroupList.MarkAsked)
    def mark_group(self) -> None:
        """Mark its runs in the table below."""
        if self._groups.group is not None:
            dirs = frozenset(death.run.dir for death in self._groups.group.deaths)
            self._mark(dirs)
            is_complete = self._groups.triage is not None and self._groups.triage.is_complete
            so_far = "" if is_complete else " so far"
            self.say(f"marked {counted(len(dirs), 'run')}{so_far}: esc, then d or c compares them")

    @on(GroupView.RunChosen)
    def go_to_dead(self, message: GroupView.RunChosen) -> None:
        """Back to the browser, at this run."""
        self.go_to(message.dir)

    def step_back(self) -> bool:
        """From the runs of a group to the groups."""
        if self.pane is self._groups:
            return False
        self._wants_runs = False
        self._share()
        self._groups.focus()
        return True

    def _share(self) -> None:
        has_room = self.size.height >= LEAST_HEIGHT_FOR_BOTH
        self._groups.display = has_room or not self._wants_runs
        self._view.display = self._groups.group is not None and (has_room or self._wants_runs)
