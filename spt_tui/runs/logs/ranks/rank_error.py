"""The first error of a rank, and the rank that failed first: a guess, told with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from spt_tui.ansi import plain
from spt_tui.runs.logs.error_kinds import NEEDLES
from spt_tui.runs.logs.errors import LogError, errors_in
from spt_tui.runs.logs.ranks.rank_lines import RankLine

SHOWN_LINE = 300
"""Characters of the evidence."""

_VAGUE = frozenset({"error", "slurm"})
"""Kinds that also tell of errors which end nothing."""
_RANK = re.compile(r"\[?rank[ :]?(\d{1,6})\]?:", re.ASCII)


class Weight(IntEnum):
    """How likely an error is to be the one that began it, likeliest first."""

    CAUSE = 0
    ERROR = 1
    """It can be one that ended nothing."""
    CONSEQUENCE = 2
    """The others' end as one rank sees it: a watchdog's timeout, a lost connection, a signal."""


@dataclass(frozen=True, slots=True)
class RankError:
    """The first error in the log of one rank."""

    rank: int
    path: str
    """As the file system spells it. Not cleaned: never show it raw."""
    line: str
    """The line that says it, of a traceback its last; cleaned."""
    kind: str
    """Its name in the table of errors; of a traceback, that of what was raised."""
    weight: Weight
    at: float
    """When it was written, in seconds since the epoch."""
    is_timed: bool
    """`at` is a time that this line or one before it carries; else about when the file was written."""


def first_failed(errors: Iterable[RankError]) -> RankError | None:
    """The error of the rank that failed first, as far as its lines tell; `None` if there is no error.

    Causes go before consequences: that the watchdogs of others speak first does not make them the cause.
    """
    return min(errors, key=lambda error: (error.weight, error.at, error.rank), default=None)


def first_error(rank: int | None, path: str, lines: Sequence[RankLine]) -> RankError | None:
    """The first of the weightiest errors in `lines`, which are of the log of `rank` at `path`; `None` without any.

    If `rank` is `None` the log is that of all ranks, and a line has to say its own, as PyTorch's `[rank3]:` does.
    """
    return first_failed(_errors(rank, path, lines, [plain(line.text) for line in lines]))


def may_have_error(texts: Iterable[str]) -> bool:
    """Whether it is worth while to look for errors in these lines; a quick look at all of them together."""
    whole = "\n".join(texts)
    return any(needle in whole for needle in NEEDLES)


def _errors(rank: int | None, path: str, lines: Sequence[RankLine], texts: Sequence[str]) -> Iterator[RankError]:
    for error in errors_in(texts):
        line, said = lines[error.first], texts[error.last]
        own = rank if rank is not None else _own_rank(error, texts[error.first])
        if own is not None:
            yield RankError(own, path, said[:SHOWN_LINE], error.kind.name, _weight(error), line.at, line.is_timed)


def _own_rank(error: LogError, text: str) -> int | None:
    """The rank that an error in a log of all ranks says it is of."""
    if error.traceback is not None and error.traceback.rank is not None:
        return error.traceback.rank
    prefix = _RANK.match(text)
    return int(prefix[1]) if prefix else None


def _weight(error: LogError) -> Weight:
    if error.kind.is_consequence:
        return Weight.CONSEQUENCE
    return Weight.ERROR if error.kind.name in _VAGUE and error.traceback is None else Weight.CAUSE
