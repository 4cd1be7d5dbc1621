"""Which of a run's hosts is looked at, in which order they stand, and whether the one is shown alone."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.ui.widgets.host_list import HostRow, worst_first


class HostChoice:
    """The hosts, of which one is chosen as long as there are any. It stays chosen while others come and go."""

    def __init__(self) -> None:
        self.rows: Sequence[HostRow] = ()
        """The hosts in the order in which they are shown."""
        self.unread = 0
        """Hosts that there are beside them."""
        self.is_open = False
        """The chosen one is shown alone."""
        self.is_worst_first = False
        """The most urgent stands first; else they stand in the order of their names."""
        self._named: Sequence[HostRow] = ()
        self._key: str | None = None

    @property
    def row(self) -> HostRow | None:
        """The chosen one."""
        return self.rows[self.place] if self.rows else None

    @property
    def place(self) -> int:
        """Its place; that of the first if it has gone."""
        return next((place for place, row in enumerate(self.rows) if row.host.key == self._key), 0)

    @property
    def is_list(self) -> bool:
        """Whether there is a line for each host: one that is alone is shown whole."""
        return len(self.rows) + self.unread > 1 and not self.is_open

    def take(self, rows: Sequence[HostRow], unread: int = 0) -> None:
        """These are the hosts now, in the order of their names, and so many more are being read."""
        self._named, self.unread = rows, unread
        self.rows = worst_first(rows) if self.is_worst_first else rows
        self.is_open = self.is_open and len(rows) > 1

    def choose(self, place: int) -> None:
        """The one at `place`, or the nearest to it."""
        if self.rows:
            self._key = self.rows[max(0, min(place, len(self.rows) - 1))].host.key

    def turn_order(self) -> None:
        """Stand in the other order, the first one chosen."""
        self.is_worst_first = not self.is_worst_first
        self.take(self._named, self.unread)
        self.choose(0)
