"""The top line: where we are, how the runs stand, what the scanners are at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.reactive import reactive

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Progress
from spt_tui.ui.status import progress_line, status_line
from spt_tui.ui.widgets.one_line import Line, OneLine, cells_of


class StatusLine(OneLine):
    """Says as much of its scanners as there is room for beside the runs."""

    counts: reactive[Counter[State]] = reactive(Counter)
    """Runs by state; a copy, so that a change is one."""
    progress: reactive[tuple[Progress, ...]] = reactive(())
    """How far the scanners are."""

    def __init__(self, roots: Sequence[str], demo: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._roots = roots
        self._demo = demo

    def sides(self, width: int) -> tuple[Line, Line]:
        """The runs, and the scanners."""
        left = status_line(self._roots, self.counts, self._demo, width)
        return left, progress_line(self.progress, width - cells_of(left), width // 2)
