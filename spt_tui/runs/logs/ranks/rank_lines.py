"""The lines of one rank with the times that they are merged by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from spt_tui.ansi import plain
from spt_tui.runs.logs.ranks.line_times import filled, stamp_times
from spt_tui.runs.logs.ranks.stamp import Stamp, stamp_of
from spt_tui.runs.logs.tail import TailView


class RankLine(NamedTuple):
    """One line of one rank."""

    at: float
    """Seconds since the epoch; never less than that of the rank's line before."""
    rank: int
    number: int
    """As in the view it comes from."""
    text: str
    """As `spt_tui.ansi.fold` gives it."""
    sense: str
    """The text without colours, its time and labels like `[rank3]`: the same if two ranks say the same."""
    is_timed: bool
    """`at` comes from a time that this line or one before it carries."""


class RankLines:
    """Holds the lines of one rank's view; a line keeps the time it was first given."""

    def __init__(self, rank: int, began: float | None) -> None:
        self.rank = rank
        self.view = TailView()
        self.lines: list[RankLine] = []
        self._own_rank = re.compile(rf"\[rank:? ?{rank}\]", re.ASCII | re.IGNORECASE)
        self._began = began
        """When the run began, if that is known: lines that carry no time lie between that and the file's last byte."""

    def take(self, view: TailView) -> None:
        """Hold the lines of `view`."""
        kept = self._kept(view)
        if kept:
            ahead, behind = kept[0].number - view.first, view.first + len(view.lines) - 1 - kept[-1].number
            self.view = view
            self.lines = [
                *self._before(view.lines[:ahead], view.first, kept[0].at),
                *kept,
                *self._after(view.lines[len(view.lines) - behind :], kept[-1]),
            ]
        else:
            self.view = view
            self.lines = self._opened()

    def _kept(self, view: TailView) -> list[RankLine]:
        """The lines that are held and in `view` too, without one that was still written to."""
        if view.generation != self.view.generation:
            return []
        begin, end = view.first, view.first + len(view.lines)
        kept = [line for line in self.lines if begin <= line.number < end]
        if kept and kept[-1].text != view.lines[kept[-1].number - begin]:
            kept.pop()
        return kept

    def _opened(self) -> list[RankLine]:
        """All lines of the view. What comes after the last time in a file was written by the file's last change."""
        view = self.view
        written = view.modified_at or 0.0
        senses, times = self._read(view.lines, written, backward=True)
        timed = [place for place, seconds in enumerate(times) if seconds is not None]
        if not timed:
            shares = self._shares(len(view.lines), written)
            return self._made(view.lines, view.first, senses, shares, is_timed=False)
        if view.at_end and timed[-1] + 1 < len(times):
            times[timed[-1] + 1] = written
        return self._made(view.lines, view.first, senses, filled(times, None, written), is_timed=True)

    def _shares(self, count: int, written: float) -> list[float]:
        """Times of lines that tell nothing of it: each at its share of the file, from the run's beginning on."""
        view = self.view
        began = written if self._began is None else min(self._began, written)
        size, span = max(1, view.size or 1), view.end - view.start
        shares = [(view.start + span * (place + 1) / count) / size for place in range(count)]
        return [began + (written - began) * min(1.0, share) for share in shares]

    def _before(self, texts: Sequence[str], first: int, after: float) -> list[RankLine]:
        senses, times = self._read(texts, after, backward=True)
        made = [min(seconds, after) for seconds in filled(times, None, after)]
        return self._made(texts, first, senses, made, any(seconds is not None for seconds in times))

    def _after(self, texts: Sequence[str], last: RankLine) -> list[RankLine]:
        """Lines that came since; one that carries no time came when the file was last changed."""
        senses, times = self._read(texts, last.at, backward=False)
        is_timed = any(seconds is not None for seconds in times)
        if times and times[0] is None:
            times[0] = max(last.at, self.view.modified_at or 0.0) if not is_timed else None
        return self._made(texts, last.number + 1, senses, filled(times, last.at, last.at), is_timed)

    def _made(
        self, texts: Sequence[str], first: int, senses: Sequence[str], times: Sequence[float], is_timed: bool
    ) -> list[RankLine]:
        return [
            RankLine(at, self.rank, first + place, text, sense, is_timed)
            for place, (text, sense, at) in enumerate(zip(texts, senses, times, strict=True))
        ]

    def _read(self, texts: Sequence[str], near: float, backward: bool) -> tuple[list[str], list[float | None]]:
        """What each line says besides its time and its rank, and the time of those that carry one."""
        plains = [plain(text) for text in texts]
        stamps = [stamp_of(text) for text in plains]
        senses = [self._sense(text, stamp) for text, stamp in zip(plains, stamps, strict=True)]
        return senses, stamp_times(stamps, near, backward)

    def _sense(self, text: str, stamp: Stamp | None) -> str:
        text = text if stamp is None else text[: stamp.begin] + text[stamp.end :]
        return self._own_rank.sub("#", text) if "ank" in text else text
