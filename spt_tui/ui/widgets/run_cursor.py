"""Where the cursor of the run table stands: at a run or a sweep's head, wherever the order puts that."""

from __future__ import annotations

from spt_tui.runs.arrange import Rows


class RunCursor:
    """A place among rows that come anew all the time."""

    def __init__(self) -> None:
        self.place = 0
        """The row, from 0; 0 also if there is none."""
        self._dir: str | None = None
        self._chosen_dir: str | None = None
        """Of the row that the user went to last: the cursor returns to it when a filter has hidden it for a while."""

    def choose(self, rows: Rows, place: int) -> None:
        """The user goes to this row."""
        self.place = place
        self._dir = self._chosen_dir = rows.rows[place].dir

    def follow(self, rows: Rows, settled: bool) -> None:
        """Find the place among new rows; until they have `settled` it is the first unless the user chose another."""
        self.place = self._place_in(rows, settled)
        self._dir = rows.rows[self.place].dir if self.place < len(rows.rows) else None

    def _place_in(self, rows: Rows, settled: bool) -> int:
        """The user's choice if it is among `rows`, else the run it stood on, else the row that took its place."""
        if self._chosen_dir is None and not settled:
            return 0
        for dir in (self._chosen_dir, self._dir):
            place = None if dir is None else rows.rows.place_of(dir)
            if place is not None:
                return place
        return min(self.place, max(0, len(rows.rows) - 1))
