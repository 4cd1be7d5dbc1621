"""Groups of runs as text, as values between tabs and as JSON: what `spt-tui tags` and `spt-tui sweeps` print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spt_tui.export.aligned import aligned_lines
from spt_tui.export.plain_cells import plain_text
from spt_tui.export.table import cut, plain_value
from spt_tui.runs.lists.run_group import RunGroup
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import value_text
from spt_tui.units import ABSENT, age_text


@dataclass(frozen=True, slots=True)
class BestOfGroup:
    """The best value of a metric among the runs of a group, and the run that has it."""

    value: float
    run: Run


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group with what is said of it."""

    group: RunGroup
    newest: float | None
    """When its newest run began, in seconds since the epoch."""
    best: BestOfGroup | None = None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Some groups of one kind."""

    what: str
    """`tag`, `sweep`."""
    rows: Sequence[GroupRow]
    metric: str | None = None
    """By which the best is chosen; `None` where that is not asked."""
    lower: bool = False
    """Small is good."""


def text_lines(table: GroupTable, now: float) -> Iterator[str]:
    """A line a group under the titles, with the states that occur."""
    with_best = table.metric is not None
    grid = [[table.what, "runs", "newest", *([f"best {table.metric}", "run"] if with_best else []), "states"]]
    for row in table.rows:
        newest = ABSENT if row.newest is None else age_text(now - row.newest)
        best = [ABSENT, ABSENT] if row.best is None else [value_text(row.best.value), cut(row.best.run.name)]
        states = " · ".join(f"{number:,} {state.value}" for state, number in row.group.counts)
        name = f"no {table.what}" if row.group.key is None else cut(value_text(row.group.key))
        grid.append([name, f"{len(row.group.slots):,}", newest, *(best if with_best else []), states])
    return aligned_lines(grid, [False, True, True, with_best])


def tab_lines(table: GroupTable) -> Iterator[str]:
    """The names of the columns, then a line a group; each state has a column."""
    best_head = ["metric", "best", "best_run_id"] if table.metric is not None else []
    yield "\t".join([table.what, "runs", *(state.value for state in State), "newest_created_at", *best_head])
    for row in table.rows:
        counts = dict(row.group.counts)
        by_state = [counts.get(state, 0) for state in State]
        values: list[Value] = [row.group.key, len(row.group.slots), *by_state, row.newest]
        if table.metric is not None:
            values += [table.metric, *([row.best.value, row.best.run.id] if row.best else [None, None])]
        yield "\t".join(map(plain_text, values))


def json_lines(table: GroupTable) -> Iterator[str]:
    """An object a line and group."""
    for row in table.rows:
        told: dict[str, Any] = {
            table.what: plain_value(row.group.key),
            "runs": len(row.group.slots),
            "states": {state.value: number for state, number in row.group.counts},
            "newest_created_at": plain_value(row.newest),
        }
        if table.metric is not None:
            told |= {
                "metric": table.metric,
                "lower_is_better": table.lower,
                "best": row.best.value if row.best else None,
                "best_run_id": row.best.run.id if row.best else None,
            }
        yield json.dumps(told, allow_nan=False)
