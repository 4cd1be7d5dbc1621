"""The log of the run under the cursor: one rank's stream, or those of several as one, followed at the end."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding
from textual.strip import Strip

from spt_tui.runs.logs.ranks.presence import ranks_of
from spt_tui.runs.logs.ranks.rank_watch import RankReport
from spt_tui.runs.logs.tail import TailView
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui.messages import Refused
from spt_tui.ui.widgets.followed_log import FollowedLog
from spt_tui.ui.widgets.line_view import Parts, strip_of
from spt_tui.ui.widgets.log_choice import DIED
from spt_tui.ui.widgets.log_reader import Jump, RanksSeen
from spt_tui.ui.widgets.log_title import LogTitle
from spt_tui.ui.widgets.rank_head import FAILED, Line, head_lines
from spt_tui.ui.widgets.tenth_keys import TenthKeys
from spt_tui.units import bytes_text

HEAD_SHARE = 6
"""One line in so many may tell of the ranks."""


class LogPane(FollowedLog, TenthKeys):  # the first base is the one whose style is inherited
    """The log with its title, what is known of the ranks, and the keys that choose among the streams."""

    number = "3"

    BINDINGS = [
        Binding("r", "rank(1)", "next rank", id="logs.next_rank"),
        Binding("R", "rank(-1)", "previous rank", id="logs.previous_rank", show=False),
        Binding("o", "kind", "out/err", id="logs.kind"),
        Binding("m", "merge", "merge ranks", id="logs.merge"),
        Binding("number_sign", "pick_ranks", "pick ranks", id="logs.pick_ranks"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._report = RankReport()
        self._head: tuple[Line, ...] = ()

    def copy_text(self) -> str | None:
        """The path of the stream, of several one a line, else the one that it most likely would have; cleaned. `None`
        without a run."""
        if self._source is not None:
            return "\n".join(clean(path, len(path)) for path in self._source.key)
        found = self._selection.found
        return found.likeliest if found else None

    @property
    def wants_ranks(self) -> bool:
        """Who turns to the log of a run that died wants to know which rank failed first."""
        return super().wants_ranks or (self.has_focus and self.run is not None and self.run.state in DIED)

    def title_parts(self) -> Parts:
        """`logs ── rank 3 of 4 .err ── following`; a narrow pane leaves out the first word, and shows a search last."""
        return self.title().parts(self.size.width)

    def title_note(self) -> Parts:
        """The search and its matches, then size and age of the log and its node, as far as there is room."""
        return self.title().note(self.size.width)

    def head_strip(self, y: int, width: int) -> Strip:
        """What is known of the ranks."""
        return strip_of(self._head[y - 1], width) if y <= len(self._head) else Strip.blank(width)

    def title(self) -> LogTitle:
        """What the title says now."""
        source, view = self._source, self._view
        nodes = source.nodes if source is not None else ()
        return LogTitle(
            name=self._selection.title + self._failed_mark(),
            motion=self._motion(),
            trouble=view is not None and bool(view.note),
            search=self.search_note if view else "",
            searched=bool(self.search_note),
            size=f"{bytes_text(view.size)}, {self._age}" if view and view.size is not None else "",
            node=f"on {nodes[0]}" if len(nodes) == 1 else f"on {len(nodes)} nodes" if nodes else "",
        )

    def _failed_mark(self) -> str:
        """Where the head has no room: which rank failed first, a guess."""
        failed = self._report.first_failed
        return "" if failed is None or self._head else f" {FAILED}{failed.rank}?"

    def take_ranks(self, seen: RanksSeen) -> None:
        """Show what is known of the ranks in the head."""
        self._selection.found = seen.found
        self._show_ranks(seen.report)

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Nothing is known of another run's ranks."""
        if (before and before.dir) != (run and run.dir):
            self._show_ranks(RankReport())
        super().watch_run(before, run)

    def on_focus(self) -> None:
        """Who turns to the log of a run that died wants to know which rank failed first."""
        self._ask()

    def on_resize(self) -> None:
        """There may be more room for the head, or less."""
        self._show_ranks(self._report)

    def watch_awaits_tenth(self) -> None:
        """Say what is waited for."""
        self.refresh_head()

    def go_to_tenth(self, tenth: int) -> None:
        """Go to a place in the whole file, or in all that it is narrowed to."""
        view = self.window or self._view
        if view is not None and view.size:
            self.leave_sought()
            self.following = self.max_top == 0 and not (self.more_before or self.more_after)
            self.load(Jump(view.size * tenth // 10))

    def action_rank(self, steps: int) -> None:
        """The same kind of stream of another rank."""
        self.turn_to(partial(self._selection.step_rank, steps))

    def action_kind(self) -> None:
        """Another stream of the same rank."""
        self.turn_to(self._selection.step_kind)

    def action_merge(self) -> None:
        """The ranks that were merged last, at first all, as one log; or back to one."""
        self.turn_to(self._selection.turn_merge, "only one rank has a log: nothing to merge")

    def action_pick_ranks(self) -> None:
        """Pick the ranks to show: one alone, several merged."""
        if self._selection.found is None:
            self._typed.append(self.action_pick_ranks)
            return
        streams = self._selection.found.streams
        if not ranks_of(streams):
            self.post_message(Refused("no log here says which rank it is of"))
            return
        from spt_tui.ui.rank_picker import RankPicker

        shown = self._source.ranks if self._source is not None else ()
        self.app.push_screen(RankPicker(streams, self._report, shown), self._take_pick)

    def _take_pick(self, ranks: tuple[int, ...] | None) -> None:
        if ranks is not None:
            self.turn_to(partial(self._selection.choose, ranks), "these ranks have no such log")

    def _show_ranks(self, report: RankReport) -> None:
        self._report = report
        head = head_lines(report, min(2, self.size.height // HEAD_SHARE))
        if head != self._head:
            self._head, self.head_height = head, 1 + len(head)
            self.put_top(self.max_top if self.following else min(self.top, self.max_top))
            self.refresh()

    def _motion(self) -> str:
        if self.run is None:
            return ""
        if self._selection.found is None:
            return "looking"
        if self._source is None:
            return "none"
        if self._view is None:
            return "reading"
        if self.awaits_tenth:
            return "to 0-90%: type 0-9"
        if self._view.note:
            return self._view.note
        return "following" if self.following else f"at {self._percent(self.window or self._view)}%"

    def _percent(self, view: TailView) -> int:
        """About where the last visible row is in the file."""
        below = min(1.0, (self.top + self.page) / max(1, self.row_count))
        return round(100 * (view.start + (view.end - view.start) * below) / (view.size or 1))
