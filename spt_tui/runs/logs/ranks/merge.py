"""Lines of several ranks as one log: in the order of their times, what many ranks say said once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from spt_tui.runs.logs.ranks.rank_lines import RankLine

FOLD_SECONDS = 30.0
"""The same words of two ranks later than that after each other are two events."""
FOLD_REACH = 500
"""Lines of the merged log between two that are made one."""


@dataclass(slots=True)
class MergedLine:
    """What one or more ranks say."""

    lines: list[RankLine]
    """One of each rank, in the order in which they said it."""

    @property
    def ranks(self) -> list[int]:
        """Who says it."""
        return [line.rank for line in self.lines]


def merged(lines: Iterable[RankLine]) -> list[MergedLine]:
    """`lines`, those of a rank in their order, as one log; lines of one time in the order in which they are given.

    Lines of several ranks that differ in times, colours and labels like `[rank3]` only become one, unless that would
    put a line before what its rank said earlier.
    """
    made: list[MergedLine] = []
    latest: dict[str, int] = {}
    reached: dict[int, int] = {}
    for line in sorted(lines, key=attrgetter("at")):
        place = latest.get(line.sense, -1)
        if place > reached.get(line.rank, -1) and _is_same(made[place].lines[0], line, len(made) - place):
            made[place].lines.append(line)
        else:
            place = latest[line.sense] = len(made)
            made.append(MergedLine([line]))
        reached[line.rank] = place
    return made


def _is_same(first: RankLine, line: RankLine, distance: int) -> bool:
    """Whether two lines of the same words, so many lines apart, can be one event."""
    both_timed = first.is_timed and line.is_timed
    return distance <= FOLD_REACH and (not both_timed or line.at - first.at <= FOLD_SECONDS)
