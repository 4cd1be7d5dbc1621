"""The ranks of a run to pick from: what each has written, and what is amiss with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.ranks.presence import ranks_of
from spt_tui.runs.logs.ranks.rank_watch import RankReport
from spt_tui.runs.logs.streams import LogStream
from spt_tui.ui.widgets.rank_head import FAILED, MISSING, SILENT
from spt_tui.units import age_text, bytes_text

MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class RankRow:
    """One rank. Texts are cleaned."""

    rank: int
    logs: str
    """`.out 1.2K  .err 312B`; of a rank that is missing `no log`."""
    age: str
    """Since its last byte."""
    node: str
    note: str
    """What is amiss, with its sign; empty if nothing is."""
    is_there: bool
    """It has a log."""
    failed_first: bool = False
    """A guess."""


def rank_rows(streams: Sequence[LogStream], report: RankReport, now: float) -> tuple[RankRow, ...]:
    """The ranks that have logs and those that are missing, rising; `now` in seconds since the epoch."""
    silent, of_rank = dict(report.silent), _by_rank(streams)
    ranks = sorted({*ranks_of(streams), *report.missing[:MOST_ROWS]})
    rows = []
    for rank in ranks:
        own = of_rank.get(rank, [])
        written = max((stream.modified_at for stream in own), default=None)
        rows.append(
            RankRow(
                rank,
                "  ".join(f".{stream.kind} {bytes_text(stream.size)}" for stream in own) or "no log",
                "" if written is None else age_text(now - written),
                next((stream.node for stream in own if stream.node), ""),
                "  ".join(_notes(rank, report, silent)),
                bool(own),
                _failed_first(rank, report),
            )
        )
    return tuple(rows)


def _by_rank(streams: Sequence[LogStream]) -> dict[int, list[LogStream]]:
    of_rank: dict[int, list[LogStream]] = {}
    for stream in streams:
        if stream.rank is not None:
            of_rank.setdefault(stream.rank, []).append(stream)
    return of_rank


def _notes(rank: int, report: RankReport, silent: dict[int, float]) -> Iterator[str]:
    if rank in report.missing:
        yield f"{MISSING} missing"
    if _failed_first(rank, report):
        yield f"{FAILED} failed first?"
    if rank in silent:
        yield f"{SILENT} silent for {age_text(silent[rank])}"


def _failed_first(rank: int, report: RankReport) -> bool:
    return report.first_failed is not None and report.first_failed.rank == rank
