"""Keys while the first scan of a large tree goes on beside them, until the progress line has gone.

The rows move under the cursor meanwhile; a repaint of them that comes just after a key is taken for the key's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle

import pyte

from tests.bench.ground import Ground
from tests.bench.keys import WITHIN
from tests.bench.table import Aim, Of, Row
from tests.bench.wire import EMPTY_APP, SIZES, Command, Size, Wire, spt_tui, started
from tests.terminal import Screen

PAUSE = 0.03
FIRST_ROWS = 0.25
"""Seconds within which there are rows enough to move among."""
CURSOR_BYTES = 80
"""A moved cursor's frame is larger, the progress line's is smaller; its sign is not sent when the rows scroll too."""
WAY_IN = "jjjj"
"""Into the page, where every key moves the cursor, whatever rows come."""
LONGEST = 30.0
"""Seconds after which a scan is not waited for."""
_BUSY = ("discovering", "verifying")
_BEYOND_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]")


def rows(ground: Ground) -> Iterator[Row]:
    """Milliseconds from key to repaint, and how long the scan took."""
    for size in SIZES:
        where = f"{size}, {ground.plan.huge:,} runs"
        ours: list[float] = []
        reference: list[float] = []
        seconds = [_scan(spt_tui(ground.huge.root), size, ours, reference) for _ in range(ground.plan.cold_scans)]
        yield Row(f"key during the scan, {where}", "ms", ours, reference, Aim(20, Of.P95))
        yield Row(f"  start to the scan's end, {where}", "s", seconds)


def _scan(browser: Command, size: Size, ours: list[float], reference: list[float]) -> float:
    """Start the browser and press keys until its scan has ended; the seconds that took."""
    with ExitStack() as stack:
        empty, wire = (started(stack, command, size) for command in (EMPTY_APP, browser))
        top = TopLine(wire, size)
        for keys in ("", WAY_IN):
            wire.send(keys)
            wire.listen(FIRST_ROWS)
        for key in cycle(WITHIN):
            ours.append(wire.press(key, CURSOR_BYTES).seconds * 1e3)
            wire.listen(PAUSE)
            reference.append(empty.press(key).seconds * 1e3)
            if not any(word in top.text() for word in _BUSY) or wire.clock > LONGEST:
                return wire.clock
        raise AssertionError("unreachable")


class TopLine:
    """The first line of a wire's screen, emulated between the measurements."""

    def __init__(self, wire: Wire, size: Size) -> None:
        self._wire = wire
        self._screen = Screen(size.columns, size.lines)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0

    def text(self) -> str:
        """As it is now."""
        fresh = b"".join(data for _, data in self._wire.chunks[self._fed :])
        self._fed = len(self._wire.chunks)
        self._stream.feed(_BEYOND_PYTE.sub(b"", fresh))
        return self._screen.display[0]
