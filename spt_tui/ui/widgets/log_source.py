"""What the log pane shows: one stream, or those of several ranks as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.ranks.presence import ranks_of
from spt_tui.runs.logs.ranks.rank_set import ranks_text
from spt_tui.runs.logs.streams import LogStream

MOST_MERGED = 256
"""Ranks that are merged at most."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """One stream or more."""

    streams: tuple[LogStream, ...]
    """One at least; several are of different ranks, rising."""

    @property
    def stream(self) -> LogStream:
        """The stream, or the first of them."""
        return self.streams[0]

    @property
    def is_merged(self) -> bool:
        """Whether it is made of several streams."""
        return len(self.streams) > 1

    @property
    def key(self) -> tuple[str, ...]:
        """Tells it from others. Not cleaned: never show it raw."""
        return tuple(stream.path for stream in self.streams)

    @property
    def path(self) -> str | None:
        """Of the one file; `None` if there are several. Not cleaned: never show it raw."""
        return None if self.is_merged else self.stream.path

    @property
    def ranks(self) -> tuple[int, ...]:
        """Rising; of one stream that belongs to no rank none."""
        return ranks_of(self.streams)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Where the streams were written, as far as that is known, each once; cleaned."""
        return tuple(dict.fromkeys(stream.node for stream in self.streams if stream.node))


def merge_of(streams: Sequence[LogStream], ranks: Sequence[int], kind: str | None) -> LogSource | None:
    """The newest stream of `kind` of each of `ranks`, of all ranks if there are none; `None` if it is less than two.

    A `kind` of which there is none is that of the first stream that has a rank.
    """
    ranked = [stream for stream in streams if stream.rank is not None]
    kind = kind if any(stream.kind == kind for stream in ranked) else next((stream.kind for stream in ranked), None)
    chosen: dict[int, LogStream] = {}
    for stream in ranked:
        if stream.kind == kind and stream.rank is not None and (not ranks or stream.rank in ranks):
            chosen.setdefault(stream.rank, stream)
    merged = tuple(chosen[rank] for rank in sorted(chosen))[:MOST_MERGED]
    return LogSource(merged) if len(merged) > 1 else None


def merge_title(source: LogSource, streams: Sequence[LogStream]) -> str:
    """`ranks 0-3 of 8 .err`"""
    count = 1 + max(ranks_of(streams), default=0)
    return f"ranks {short_ranks(source.ranks)} of {count} .{source.stream.kind}"


def short_ranks(ranks: Sequence[int], limit: int = 16) -> str:
    """`0-3,7`; in more than `limit` characters their number."""
    text = ranks_text(ranks)
    return text if len(text) <= limit else f"{len(set(ranks))} ranks"
