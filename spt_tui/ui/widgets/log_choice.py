"""Which of a run's log streams to show: at first, for the next rank, for the other kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.logs import LogStream
from spt_tui.runs.run import State

DIED = frozenset({State.FAILED, State.INTERRUPTED, State.ORPHANED, State.STALE})
"""States whose reason is looked for, and that is on .err."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user chose last; it holds for other runs too, so that one rank can be followed over many."""

    rank: int | None = 0
    """`None` is what has no rank."""
    kind: str | None = None
    """`None` is no choice: what is likeliest to say something."""


def preferred(streams: Sequence[LogStream], wish: Wish, state: State) -> LogStream | None:
    """The stream that comes nearest to `wish`; `None` if there is none at all.

    Of the wished rank, else of the first; of the wished kind, else the first of .out, .err, .log that has content,
    and .err before the others if the run died.
    """
    if not streams:
        return None
    group = [stream for stream in streams if stream.rank == wish.rank]
    group = group or [stream for stream in streams if stream.rank == streams[0].rank]
    likeliest = sorted(group, key=lambda stream: (not stream.size, state in DIED and stream.kind != "err"))
    return next((stream for stream in group if stream.kind == wish.kind), likeliest[0])


def other_rank(streams: Sequence[LogStream], shown: LogStream, steps: int) -> LogStream | None:
    """The stream of the same kind `steps` ranks on, round and round; `None` if there is one rank only."""
    ranks = list(dict.fromkeys(stream.rank for stream in streams))
    if len(ranks) < 2 or shown.rank not in ranks:
        return None
    rank = ranks[(ranks.index(shown.rank) + steps) % len(ranks)]
    return preferred(streams, Wish(rank, shown.kind), State.UNKNOWN)


def other_kind(streams: Sequence[LogStream], shown: LogStream) -> LogStream | None:
    """The next stream of the same rank, round and round; `None` if it has no other."""
    group = [stream for stream in streams if stream.rank == shown.rank]
    places = [place for place, stream in enumerate(group) if stream.id == shown.id]
    return group[(places[0] + 1) % len(group)] if places and len(group) > 1 else None


def title_of(streams: Sequence[LogStream], shown: LogStream) -> str:
    """`rank 3 of 4 .err`, or the file's name."""
    if shown.rank is None:
        return shown.label
    count = 1 + max(stream.rank for stream in streams if stream.rank is not None)
    return f"rank {shown.rank} of {count}" + shown.label.removeprefix(f"rank {shown.rank}")
