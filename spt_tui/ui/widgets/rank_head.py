"""What the log pane's head says of the ranks: which failed first, which are silent, which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.style import Style

from spt_tui.runs.logs.ranks.rank_error import RankError
from spt_tui.runs.logs.ranks.rank_watch import RankReport
from spt_tui.ui import theme
from spt_tui.ui.widgets.log_source import short_ranks
from spt_tui.units import age_text, counted

FAILED = "✗"
SILENT = "…"
MISSING = "?"

Line = tuple[tuple[str, Style], ...]


def head_lines(report: RankReport, most: int) -> tuple[Line, ...]:
    """At most `most` lines, the failure first; in one line its evidence is last. None where there is nothing to say."""
    failed, absent = _failed(report), _absent(report)
    if most == 1 and failed and absent:
        return ((failed[0], *absent, *failed[1:]),)
    return tuple(line for line in (failed, absent) if line)[:most]


def when(error: RankError) -> str:
    """The time of a rank's first error, or what is known of it."""
    clock = f"{datetime.fromtimestamp(error.at):%H:%M:%S}"
    return f"at {clock}" if error.is_timed else f"about {clock}, no time in its log"


def _failed(report: RankReport) -> Line:
    error = report.first_failed
    if error is None:
        return ()
    others = f", {report.errors} of {report.world or len(report.ranks)} have errors" if report.errors > 1 else ""
    return (
        (f" {FAILED} rank {error.rank} failed first?", theme.BAD_BOLD),
        (f" {error.line} ", theme.BAD),
        (f"({when(error)}{others})", theme.DIM),
    )


def _absent(report: RankReport) -> Line:
    parts: list[tuple[str, Style]] = []
    if report.silent:
        ranks, longest = [rank for rank, _ in report.silent], max(seconds for _, seconds in report.silent)
        named = f"{_noun(ranks)} {short_ranks(ranks)}" if len(short_ranks(ranks)) < 16 else counted(len(ranks), "rank")
        parts.append((f" {SILENT} {named} silent for {age_text(longest)} while others write", theme.WARN))
    if report.missing:
        parts.append((f" {MISSING} no log of {_noun(report.missing)} {short_ranks(report.missing)}", theme.WARN))
    return tuple(parts)


def _noun(ranks: Sequence[int]) -> str:
    return "rank" if len(ranks) == 1 else "ranks"
