"""The two threads behind a comparison: one reads, one draws."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from spt_tui.runs.catalog import GONE, STATES, Catalog
from spt_tui.runs.metric_directions import read_directions
from spt_tui.runs.run import ENDED, State
from spt_tui.ui.compare.comparison import Comparison
from spt_tui.ui.compare.curves_reader import CurvesReader, Read
from spt_tui.ui.compare.drawer import Drawer
from spt_tui.ui.compare.member import members_of
from spt_tui.ui.compare.metric_order import compared_metrics
from spt_tui.ui.compare.picture import Picture, draw
from spt_tui.ui.plots.curve import View
from spt_tui.ui.plots.glyphs import glyphs_of


class CompareFeed:
    """Reads and draws the runs of these slots until stopped; `deliver` gets each picture on a thread."""

    def __init__(self, catalog: Catalog, slots: Sequence[int], deliver: Callable[[Picture], None]) -> None:
        self._catalog = catalog
        self._slots = slots
        self._reader: CurvesReader | None = None
        self._wants_figures = False
        self._is_stopped = False
        self._drawer: Drawer[Comparison, Picture] = Drawer(self._make, draw, deliver)

    def start(self) -> None:
        """Start the threads."""
        self._drawer.start()

    def stop(self) -> None:
        """Let the threads end; returns at once."""
        self._is_stopped = True
        self._drawer.stop()
        if self._reader is not None:
            self._reader.stop()
            self._reader = None

    def resize(self, width: int, height: int) -> None:
        """Draw in so many cells."""
        self._drawer.resize(width, height)

    def change(self, change: Callable[[Comparison], object]) -> None:
        """Let `change` act on the comparison, then draw it."""
        self._drawer.change(change)

    def want_figures(self) -> None:
        """Read the best and last values of all metrics, too."""
        self._wants_figures = True
        if self._reader is not None:
            self._reader.want_figures()

    def _make(self) -> Comparison:
        members = members_of(self._catalog, self._slots)
        slots = [member.slot for member in members]
        dirs = [member.run.dir for member in members]
        reader = CurvesReader(dirs, lambda place: self._is_live(slots[place]), self._take)
        view = View(glyphs=glyphs_of(os.environ), growing=any(map(self._is_live, slots)))
        metrics = compared_metrics(self._catalog, slots)
        is_lower = read_directions(member.run.root for member in members).is_lower
        comparison = Comparison(self._catalog, members, metrics, reader.want, view, is_lower)
        comparison.sketches.is_hurried = lambda: self._drawer.is_hurried
        self._reader = reader
        if self._wants_figures:
            reader.want_figures()
        if not self._is_stopped:
            reader.start(comparison.metric)
        return comparison

    def _is_live(self, slot: int) -> bool:
        with self._catalog.lock:
            code = self._catalog.states[slot]
        return code != GONE and STATES[code] not in (*ENDED, State.UNREADABLE)

    def _take(self, read: Read) -> None:
        self._drawer.change(lambda comparison: comparison.take(read), is_urgent=read.is_complete)
