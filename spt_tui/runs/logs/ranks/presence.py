"""Which ranks write no more, and which never wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from spt_tui.runs.logs.streams import LogStream
from spt_tui.runs.record import Record, Value

SILENT_RATIO = 10.0
"""A rank is silent that has written nothing for so many times what is usual among the others."""
SILENT_SECONDS = 60.0
"""No rank is silent before that."""
LITTLE = 10
"""Of two ranks one has written little if the other wrote so many times as much."""
MOST_RANKS = 100_000

_WORLD_KEYS = ("world_size", "trainer.world_size", "slurm.ntasks", "slurm.num_tasks", "distributed.world_size")
_PRODUCTS = (
    ("trainer.devices", "trainer.num_nodes"),
    ("slurm.ntasks_per_node", "slurm.nodes"),
    ("hydra.launcher.tasks_per_node", "hydra.launcher.nodes"),
)
"""Ranks on a node, and nodes; the latter are one if that is not said."""


def ranks_of(streams: Iterable[LogStream]) -> tuple[int, ...]:
    """The ranks that have logs, rising."""
    return tuple(sorted({stream.rank for stream in streams if stream.rank is not None}))


def world_size(hparams: Record, streams: Iterable[LogStream]) -> int | None:
    """How many ranks the run has, as its hparams say, but at least as many as have logs; `None` if nothing tells."""
    ranks = ranks_of(streams)
    said = [size for key in _WORLD_KEYS if (size := _count(hparams.get(key))) is not None]
    for each, nodes in _PRODUCTS:
        count = _count(hparams.get(nodes)) or 1
        # One log a node is that of a launcher, which started the other ranks there.
        if (per_node := _count(hparams.get(each))) is not None and ranks != tuple(range(count)):
            said.append(per_node * count)
    return max([*said, *(rank + 1 for rank in ranks[-1:])], default=None)


def missing_ranks(streams: Iterable[LogStream], world: int | None) -> tuple[int, ...]:
    """The ranks below `world` that have no log; none if no log is one rank's: then one log is that of all."""
    ranks = set(ranks_of(streams))
    return tuple(rank for rank in range(min(world or 0, MOST_RANKS)) if rank not in ranks) if ranks else ()


def silent_ranks(streams: Sequence[LogStream]) -> dict[int, float]:
    """Rank -> for how many seconds it has written nothing into any of its logs while another rank wrote on.

    Counted up to the last byte of any rank, so that a run that has ended keeps its silent ranks. Where only one rank
    reports, the others are not silent: what is usual is the median of the others. Of two ranks, one that has written
    little compared with the other is taken for one that has nothing to report.
    """
    written: dict[int, float] = {}
    sizes: dict[int, int] = {}
    for stream in streams:
        if stream.rank is not None:
            written[stream.rank] = max(stream.modified_at, written.get(stream.rank, stream.modified_at))
            sizes[stream.rank] = stream.size + sizes.get(stream.rank, 0)
    newest = max(written.values(), default=0.0)
    quiet = {rank: newest - at for rank, at in sorted(written.items())}
    if len(quiet) < 2 or (len(quiet) == 2 and min(sizes.values()) * LITTLE < max(sizes.values())):
        return {}
    return {rank: seconds for rank, seconds in quiet.items() if seconds > _limit(quiet, rank)}


def _limit(quiet: dict[int, float], rank: int) -> float:
    usual = median(seconds for other, seconds in quiet.items() if other != rank)
    return max(SILENT_SECONDS, SILENT_RATIO * usual)


def _count(value: Value) -> int | None:
    """A number of ranks or nodes; `None` for `auto`, -1 and whatever else is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= 6:
        value = int(value)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_RANKS
    return int(value) if is_count and value is not None else None
