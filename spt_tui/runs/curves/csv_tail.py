"""One metrics.csv from its header to its last whole line, for as long as it is the same file."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from spt_tui.runs.curves import double_precision, grid_engine
from spt_tui.runs.curves.crew_choice import choice, wants_numpy
from spt_tui.runs.curves.grid_engine import CHUNK_BYTES
from spt_tui.runs.curves.metric_rows import MetricRows

if TYPE_CHECKING:
    from spt_tui.runs.curves.grid_crew import GridCrew

LEAST_BYTES = 1 << 16
"""Read in one go although the budget is smaller."""
FIRST_BYTES = CHUNK_BYTES
"""Read here while child processes start, so that the beginning shows."""
BLOCK_BYTES = 1 << 20
"""Read by a child process in one go."""
BLOCKS_A_CHILD = 8
"""Read between two looks at what there is: meanwhile no child has anything to do."""
READING_SECONDS = 0.3
"""No more is read for the children after so long: a slow disk would keep what it has given from being seen."""
MUCH_BYTES = 32 << 20
"""Left to be read from which on NumPy is worth its import here, too, where only extremes are left to be found."""
LINE_BYTES = 1 << 20
"""A line that is longer is skipped, and a header that is longer is none."""
GUARD_BYTES = 64
"""Compared before bytes are believed: those just before the place where reading goes on."""


class Rewritten(Exception):
    """The file no longer holds what was read from it: it was truncated or written anew."""


class CsvTail:
    """Reads whole lines on from where it stopped, each of them once."""

    def __init__(self, identity: tuple[int, int], only: Collection[str] | None = None) -> None:
        self.identity = identity
        """Device and inode of the file."""
        self.rows: MetricRows | None = None
        """What was read; `None` before the header's line is whole."""
        self.offset = 0
        """Where reading goes on: a line begins there, or a piece of one that is skipped."""
        self.bytes_read = 0
        """Bytes read; not counted are those that only show whether the file is still the same."""
        self._only = only
        self._header = b""
        self._guard = b""
        self._in_long_line = False

    def read_on(self, descriptor: int, budget: int) -> int:
        """Take the lines that are new, `budget` bytes of them or, by child processes, more; return the bytes left.

        Without a budget it only looks whether the file is still the same. Raises `Rewritten`, and then has taken
        nothing that may be wrong. Raises `OSError`.
        """
        if not budget:
            self._check(descriptor)
            return self._left(descriptor)
        left, is_all = self._left(descriptor), self._only is None
        crew = choice.crew_for(left, is_all)
        if crew is None:
            double_precision.prepare(left)
        if is_all and (crew is None or left >= MUCH_BYTES):
            grid_engine.prepare(left)
        if crew is None or not self._read_far(descriptor, crew, wants_numpy(crew, left, is_all)):
            return self._read_near(descriptor, min(budget, FIRST_BYTES) if crew else budget)
        return self._left(descriptor)

    def _read_near(self, descriptor: int, budget: int) -> int:
        """Take lines that are read here; return the bytes left, 0 where the rest is no whole line."""
        start, stop = self.offset, self.offset + budget
        while self.offset < stop:
            piece = self._piece(descriptor, min(CHUNK_BYTES, max(LEAST_BYTES, stop - self.offset)))
            taken = self._take(piece)
            if not taken:
                return 0
            self._advance(piece[:taken])
            time.sleep(0)
        choice.read_without(self.offset - start)
        return self._left(descriptor)

    def _piece(self, descriptor: int, wanted: int) -> bytes:
        """What comes next, at the most `wanted` bytes, or a MiB if there is no line end in them."""
        piece = os.pread(descriptor, wanted, self.offset)
        if len(piece) == wanted and b"\n" not in piece:
            piece = os.pread(descriptor, LINE_BYTES, self.offset)
        self.bytes_read += len(piece)
        # Only now: what stands before the piece shows that the piece, too, is from the file as it was.
        self._check(descriptor)
        return piece

    def _read_far(self, descriptor: int, crew: GridCrew, with_numpy: bool) -> bool:
        """Take lines that the crew reads, several blocks for each child; whether there were any."""
        if self.rows is None or self._in_long_line:
            return False
        blocks = deque(islice(self._blocks(descriptor), crew.limit * BLOCKS_A_CHILD))
        self._check(descriptor)
        if not blocks:
            return False
        for block in blocks:
            self._advance(block)
        self.rows.feed_far(blocks, crew, with_numpy)
        return True

    def _blocks(self, descriptor: int) -> Iterator[bytes]:
        """The lines that come next, up to one that is longer than a block, or torn; those of a slow disk in parts."""
        offset, until = self.offset, time.monotonic() + READING_SECONDS
        while offset == self.offset or time.monotonic() < until:
            piece = os.pread(descriptor, BLOCK_BYTES, offset)
            block = piece[: piece.rfind(b"\n") + 1]
            if not block:
                return
            offset += len(block)
            self.bytes_read += len(block)
            yield block

    def _advance(self, taken: bytes) -> None:
        self.offset += len(taken)
        self._guard = (self._guard + taken[-GUARD_BYTES:])[-GUARD_BYTES:]

    def _left(self, descriptor: int) -> int:
        return max(0, os.fstat(descriptor).st_size - self.offset)

    def _check(self, descriptor: int) -> None:
        if os.pread(descriptor, len(self._header), 0) != self._header:
            raise Rewritten
        if os.pread(descriptor, len(self._guard), self.offset - len(self._guard)) != self._guard:
            raise Rewritten

    def _take(self, piece: bytes) -> int:
        """Take what is whole at the beginning of `piece`; return how many bytes that is."""
        if self.rows is None:
            return self._take_header(piece)
        if self._in_long_line:
            end = piece.find(b"\n") + 1
            self._in_long_line = not end
            return end or len(piece)
        end = piece.rfind(b"\n") + 1
        if end:
            self.rows.feed(piece[:end])
        elif len(piece) == LINE_BYTES:
            self.rows.skip_long()
            self._in_long_line = True
            return LINE_BYTES
        return end

    def _take_header(self, piece: bytes) -> int:
        end = piece.find(b"\n") + 1
        if end:
            self._header = piece[:end]
            self.rows = MetricRows(self._header.rstrip(b"\r\n"), self._only)
        return end
