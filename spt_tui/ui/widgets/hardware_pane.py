"""The pane that shows the hardware: this node, or what was recorded of the nodes of a run."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.hardware.recorded.recorded_run import RECORD_LINE, RecordedRun
from spt_tui.hardware.sample import Sample
from spt_tui.runs.catalog import Catalog
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets import hardware_view
from spt_tui.ui.widgets.hardware_view import Room, View
from spt_tui.ui.widgets.host_choice import HostChoice
from spt_tui.ui.widgets.host_list import HostRow
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.machines import LiveMachine, RecordedMachines
from spt_tui.units import duration_text

_NUMBER, _RULE = len(" 4 "), len("  ")
_HERE, _HERE_ID = "o", "hardware.here"


class HardwarePane(LineView):
    """Shows the recorded hosts of a run; one that is alone, or was opened, whole; without any, this node.

    Each new value of the reactives draws only the lines whose text differs from what is shown.
    """

    BINDINGS = [
        Binding("down,j", "move_rows(1)", "down", id="hardware.down", show=False),
        Binding("up,k", "move_rows(-1)", "up", id="hardware.up", show=False),
        Binding("pagedown", "move_pages(1)", "page down", id="hardware.page_down", show=False),
        Binding("pageup", "move_pages(-1)", "page up", id="hardware.page_up", show=False),
        Binding("home,g", "move_pages(-1000)", "first", id="hardware.first", show=False),
        Binding("end,G", "move_pages(1000)", "last", id="hardware.last", show=False),
        Binding("enter", "open_host", "this host alone", id="hardware.open", show=False),
        Binding("escape", "close_host", "all hosts", id="hardware.close", show=False),
        Binding("right", "go_on(1)", "next host", id="hardware.next", show=False),
        Binding("left", "go_on(-1)", "previous host", id="hardware.previous", show=False),
        Binding("s", "sort", "hosts by name, the worst first", id="hardware.sort", show=False),
        Binding(_HERE, "turn", "this node", id=_HERE_ID),
    ]

    number = "4"

    sample: reactive[Sample | None] = reactive(None, repaint=False)
    """The newest sample of this node; `None` before the first."""
    recorded: reactive[RecordedRun | None] = reactive(None, repaint=False)
    """What was recorded of the run; `None` without a run, and before it was looked at."""
    at_home: reactive[bool] = reactive(True, repaint=False)
    """Whether this node is shown where nothing was recorded: the run is here, or there is none."""
    live: reactive[bool] = reactive(False, repaint=False)
    """Someone asked for this node in place of what was recorded."""

    class Turned(Message):
        """Someone asked for this node, or for the run again."""

        def __init__(self, live: bool) -> None:
            self.live = live
            super().__init__()

    def __init__(self, catalog: Catalog | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        """Processes on this node's GPUs are laid to the runs of `catalog`."""
        super().__init__(id=id, classes=classes)
        self._node = LiveMachine(catalog)
        self._machines = RecordedMachines()
        self._hosts = HostChoice()
        self._view = hardware_view.reading_view()
        self._head: tuple[object, ...] = ()
        self.row_count = 1

    @property
    def wants_sample(self) -> bool:
        """Whether this node is, or would be, on the screen."""
        return self.live or (self.at_home and not self._hosts.rows)

    @property
    def lists_hosts(self) -> bool:
        """Whether there is a line for each host."""
        return self._hosts.is_list and not self.live

    @property
    def host(self) -> HostRow | None:
        """The host that is shown or chosen, unless it is this node's turn."""
        return None if self.live else self._hosts.row

    def prepare(self, recorded: RecordedRun) -> None:
        """On a thread: judge the hosts, so that to show them costs little."""
        self._machines.rows(recorded)

    def title_parts(self) -> Parts:
        """`hardware gpu031 this node 64 cores`, or as much of it as leaves room for the note."""
        room = self.size.width - _NUMBER - _RULE - sum(len(text) for text, _ in self.title_note())
        if self.lists_hosts:
            return hardware_view.hosts_title(self._hosts, room)
        if row := self.host:
            place = f", {self._hosts.place + 1} of {len(self._hosts.rows)}" if self._hosts.is_open else ""
            return hardware_view.title(row.host.name, f" {row.host.age_text(row.now)}", place, room)
        if self.wants_sample and self.sample is not None:
            host = self.sample.host
            cores = f" {len(host.cores)} cores" if host.cores else ""
            return hardware_view.title(clean(host.hostname), " this node", cores, room)
        return [("hardware", theme.TITLE)]

    def title_note(self) -> Parts:
        """Which rows are shown, when not all are; else the time that the histories below it span."""
        if self.row_count <= self.page:
            seconds = self._view.history
            return ((f"last {duration_text(seconds)}", theme.DIM),) if seconds else ()
        last = min(self.row_count, self.top + self.page)
        return ((f"{self.top + 1}-{last} of {self.row_count}{' ↓' if last < self.row_count else ''}", theme.INFO),)

    def head_strip(self, y: int, width: int) -> Strip:
        """The names of the hosts' columns."""
        return strip_of(self._view.head or (), width)

    def row_strip(self, row: int, width: int) -> Strip:
        """One line of what is shown."""
        return strip_of(self._view.lines[row], width)

    def copy_text(self) -> str | None:
        """The name of the host, or what to put into a job script."""
        if row := self.host:
            return row.host.name
        if self.wants_sample:
            return clean(self.sample.host.hostname) if self.sample else None
        return RECORD_LINE if self.recorded else None

    def watch_sample(self, sample: Sample | None) -> None:
        """This node was read."""
        if sample is not None:
            self._node.add(sample)
        if self.wants_sample:
            self._draw()

    def watch_recorded(self, recorded: RecordedRun | None) -> None:
        """The recordings were looked at."""
        self._hosts.take(self._machines.rows(recorded) if recorded else [], recorded.unread if recorded else 0)
        self._draw()

    def watch_at_home(self) -> None:
        """The run is another."""
        self._draw()

    def watch_live(self) -> None:
        """It is this node's turn, or the run's again."""
        self.top = 0
        self._draw()

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self._draw()

    def on_focus(self) -> None:
        """The cursor is bright where keys go."""
        self._draw()

    on_blur = on_focus

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to do here are left to the screen."""
        if action in ("open_host", "sort"):
            return self.lists_hosts
        if action in ("close_host", "go_on"):
            return self._hosts.is_open and not self.live
        if action == "turn":
            return not self.idle_keys
        return super().check_action(action, parameters)

    def action_move_rows(self, by: int) -> None:
        """The next host, or the next line."""
        if self.lists_hosts:
            self._choose(self._hosts.place + by)
        else:
            self.scroll_rows_to(self.top + by)

    def action_move_pages(self, by: int) -> None:
        """A page of hosts, or of lines."""
        self.action_move_rows(by * self.page)

    def action_go_on(self, by: int) -> None:
        """Open the next host."""
        self._choose(self._hosts.place + by)

    def action_open_host(self) -> None:
        """Show the chosen host alone."""
        self._open(True)

    def action_close_host(self) -> None:
        """Show all hosts."""
        self._open(False)

    def action_sort(self) -> None:
        """Turn between the order of names and that of urgency; the cursor goes to the first."""
        self._hosts.turn_order()
        self._choose(0)

    def action_turn(self) -> None:
        """Show this node, or the run again."""
        self.live = not self.live
        self.post_message(self.Turned(self.live))

    def _choose(self, place: int) -> None:
        self._hosts.choose(place)
        self._draw()
        if self.lists_hosts:
            self.show_row(self._hosts.place)

    def _open(self, wanted: bool) -> None:
        self._hosts.is_open, self.top = wanted, 0
        self._choose(self._hosts.place)

    def _seen(self) -> View:
        room = Room(self.size.width, self.size.height - 1, self.zoomed)
        row = self.host
        if row is not None and self.lists_hosts:
            cursor = theme.CURSOR if self.has_focus else theme.CURSOR_BLURRED
            return hardware_view.hosts_view(self._hosts.rows, row, room, cursor)
        if row is not None:
            return hardware_view.host_view(row, room)
        if self.wants_sample and self._node.machine is not None:
            is_unrecorded = self.recorded is not None and not self._hosts.rows
            return hardware_view.node_view(self._node.machine, is_unrecorded, room)
        if self.wants_sample or self.recorded is None:
            return hardware_view.reading_view()
        return hardware_view.nothing_view(self.recorded.tried, _HERE, room)

    def _draw(self) -> None:
        if not self.size.width:
            return
        # Where this node is shown because there is nothing else, there is nothing to turn to.
        self.idle_keys = frozenset({_HERE_ID} if self.at_home and not self._hosts.rows else ())
        before, self._view = self._view, self._seen()
        self.head_height = 2 if self._view.head else 1
        self.row_count = len(self._view.lines)
        head_before = self._head
        self._head = (self.has_focus, self._view.head, *self.title_parts(), *self.title_note())
        if len(before.lines) != len(self._view.lines) or bool(before.head) != bool(self._view.head):
            self.refresh()
            return
        pairs = zip(before.lines, self._view.lines, strict=True)
        self.refresh_row(*(row for row, (old, new) in enumerate(pairs) if old != new))
        if head_before != self._head:
            self.refresh_head()
