"""The best runs by a metric as text, as values between tabs and as JSON: what `spt-tui best` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spt_tui.export.aligned import aligned_lines
from spt_tui.export.plain_cells import plain_text
from spt_tui.export.run_list import cell_value, column_object
from spt_tui.export.table import cut, plain_value
from spt_tui.runs.lists.best_value import BestValue
from spt_tui.runs.lists.list_column import ListColumn
from spt_tui.runs.run import Run
from spt_tui.runs.run_texts import value_text

HEAD = ("best", "last")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A run with what it reached."""

    best: BestValue
    run: Run


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best runs, the best one first."""

    metric: str
    lower: bool
    """Small is good."""
    source: str
    """Who says so: `told`, `chosen` or `guessed`."""
    rows: Sequence[Ranked]


def text_lines(ranking: Ranking, columns: Sequence[ListColumn], now: float) -> Iterator[str]:
    """A line a run under the titles; a best value that is only the last one has a `?`."""
    shown = [column.column for column in columns]
    grid = [["#", f"best {ranking.metric}", "last", *(column.title for column in shown)]]
    for place, ranked in enumerate(ranking.rows, 1):
        best = value_text(ranked.best.value) + ("?" if ranked.best.is_last else "")
        last = value_text(ranked.run.summary.get(ranking.metric))
        grid.append([str(place), best, last, *(cut(column.text(ranked.run, now)) for column in shown)])
    yield from aligned_lines(grid, [True, True, True, *(column.right for column in shown)])
    if any(ranked.best.is_last for ranked in ranking.rows):
        yield "? the best value is not known; this is the last one"


def tab_lines(ranking: Ranking, columns: Sequence[ListColumn], now: float) -> Iterator[str]:
    """The ids of the columns, then a line a run."""
    yield "\t".join([*HEAD, "id", *(plain_text(column.id) for column in columns)])
    for ranked in ranking.rows:
        told = (cell_value(column, ranked.run, now) for column in columns)
        values = (ranked.best.value, ranked.run.summary.get(ranking.metric), ranked.run.id, *told)
        yield "\t".join(map(plain_text, values))


def json_lines(ranking: Ranking, columns: Sequence[ListColumn], now: float) -> Iterator[str]:
    """An object a line and run."""
    for place, ranked in enumerate(ranking.rows, 1):
        first = {
            "rank": place,
            "metric": ranking.metric,
            "lower_is_better": ranking.lower,
            "direction": ranking.source,
            "best": ranked.best.value,
            "is_last": ranked.best.is_last,
            "last": plain_value(ranked.run.summary.get(ranking.metric)),
        }
        yield json.dumps({**first, **column_object(ranked.run, columns, now)}, allow_nan=False)
