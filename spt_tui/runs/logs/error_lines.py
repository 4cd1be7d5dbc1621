"""Of a row of lines only those of errors, tracebacks in whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from spt_tui.ansi import plain
from spt_tui.runs.logs.error_kinds import NEEDLES
from spt_tui.runs.logs.errors import LogError, errors_in
from spt_tui.runs.logs.growing_log import LogLine
from spt_tui.runs.logs.traceback import LINE_LIMIT, STRANGE_LIMIT

MOST_HELD = 4 * LINE_LIMIT
"""Lines that are held at once; no traceback is longer than a quarter of them."""

_NEEDLE = re.compile("|".join(map(re.escape, NEEDLES)))


class ErrorLines:
    """Takes the lines of one log as they come."""

    def __init__(self) -> None:
        self._held: list[LogLine] = []

    def of(self, lines: Iterable[LogLine]) -> Iterator[LogLine]:
        """Those of `lines`, and of what is held, that belong to errors; held is a traceback that may go on."""
        for line in lines:
            self._held.append(line)
            if len(self._held) >= MOST_HELD:
                yield from self._taken(len(self._held) - LINE_LIMIT)
        yield from self._taken(len(self._held))

    def rest(self) -> Iterator[LogLine]:
        """What is held: nothing comes any more."""
        yield from self._taken(len(self._held), is_last=True)

    def _taken(self, end: int, is_last: bool = False) -> Iterator[LogLine]:
        """The lines of the errors that begin before `end`; what is neither theirs nor before it is held on."""
        texts = [plain(line.text) for line in self._held]
        skipped = _first_candidate(texts)
        behind = end
        for error in errors_in(texts[skipped:]):
            first, last = error.first + skipped, error.last + skipped
            if first >= end:
                break
            if not is_last and _is_open(error) and len(texts) - last <= STRANGE_LIMIT:
                behind = first
                break
            yield from self._held[first : last + 1]
            behind = max(behind, last + 1)
        del self._held[:behind]


def _first_candidate(texts: Sequence[str]) -> int:
    """The first line that may be an error: looked for in all of them at once, as most logs have few."""
    whole = "\n".join(texts)
    hit = _NEEDLE.search(whole)
    return len(texts) if hit is None else whole.count("\n", 0, hit.start())


def _is_open(error: LogError) -> bool:
    return error.traceback is not None and error.traceback.raised is None
