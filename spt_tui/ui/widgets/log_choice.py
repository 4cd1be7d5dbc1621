"""Which of a run's log streams to show: at first, for the next rank, for the other kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.streams import LogStream
from spt_tui.runs.run import State

DIED = frozenset({State.FAILED, State.INTERRUPTED, State.ORPHANED, State.STALE})
"""States whose reason is looked for, and that is on .err."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user chose last; it holds for other runs too, so that one rank can be followed over many."""

    rank: int = 0
    kind: str | None = None
    """`None` is no choice: what is likeliest to say something."""


def preferred(streams: Sequence[LogStream], wish: Wish, state: State) -> LogStream | None:
    """The stream that comes nearest to `wish`; `None` if there is none at all.

    Of the wished rank, else of the first; of the wished kind, else the first of .out, .err, .log that has content,
    and .err before the others if the run died.
    """
    group = _group(streams, wish.rank)
    chosen = next((stream for stream in group if stream.kind == wish.kind), None)
    if chosen is not None or not group:
        return chosen
    own = [stream for stream in group if stream.rank == group[0].rank]
    return min(own, key=lambda stream: (not stream.size, state in DIED and stream.kind != "err"))


def other_rank(streams: Sequence[LogStream], wish: Wish, steps: int) -> LogStream | None:
    """The stream of the wished kind `steps` ranks on, round and round; `None` if there is one rank only."""
    ranks = _ranks(streams)
    if len(ranks) < 2:
        return None
    place = ranks.index(wish.rank) if wish.rank in ranks else 0
    return preferred(streams, Wish(ranks[(place + steps) % len(ranks)], wish.kind), State.UNKNOWN)


def other_kind(streams: Sequence[LogStream], shown: LogStream, rank: int) -> LogStream | None:
    """The next stream of `rank`, and of those that belong to no rank, round and round; `None` if there is no other."""
    group = _group(streams, rank)
    ids = [stream.id for stream in group]
    others = group if shown.id not in ids else group[ids.index(shown.id) + 1 :] + group[: ids.index(shown.id)]
    return others[0] if others else None


def title_of(streams: Sequence[LogStream], shown: LogStream) -> str:
    """`rank 3 of 4 .err`, or the file's name."""
    if shown.rank is None:
        return shown.label
    count = 1 + max([*_ranks(streams), shown.rank])
    return f"rank {shown.rank} of {count}" + shown.label.removeprefix(f"rank {shown.rank}")


def _ranks(streams: Sequence[LogStream]) -> list[int]:
    return sorted({stream.rank for stream in streams if stream.rank is not None})


def _group(streams: Sequence[LogStream], rank: int) -> list[LogStream]:
    """The streams of `rank`, else of the first rank there is, then those that belong to no rank."""
    ranks = _ranks(streams)
    rank = rank if rank in ranks or not ranks else ranks[0]
    own = [stream for stream in streams if stream.rank == rank]
    return own + [stream for stream in streams if stream.rank is None]
