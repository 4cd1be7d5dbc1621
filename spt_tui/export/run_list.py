"""A list of runs as aligned text, as values between tabs, and as JSON: what `spt-tui ls` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from spt_tui.export.aligned import GAP, aligned_lines, cells_of
from spt_tui.export.plain_cells import plain_text
from spt_tui.export.table import cut, path_text, plain_value, run_object
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.lists.list_column import ListColumn
from spt_tui.runs.lists.run_group import RunGroup
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run
from spt_tui.runs.run_texts import value_text
from spt_tui.units import counted

MORE = "…"
"""Stands for columns that are left out."""
Cells = list[str]


def text_lines(runs: Iterable[Run], columns: Sequence[ListColumn], now: float, width: int | None = None) -> list[str]:
    """A line a run under the titles; long cells are cut with an ellipsis.

    With `width` the last columns that do not fit into so many cells are left out, but for the first two; the titles
    then end in an ellipsis.
    """
    shown = [column.column for column in columns]
    grid = [[column.title for column in shown], *([cut(each.text(run, now)) for each in shown] for run in runs)]
    count = len(shown) if width is None else _fitting(grid, width)
    right = [column.right for column in shown[:count]]
    if count == len(shown):
        return list(aligned_lines(grid, right))
    return list(aligned_lines([[*cells[:count], "" if place else MORE] for place, cells in enumerate(grid)], right))


def group_lines(
    listed: Iterable[tuple[str, Sequence[Run]]], columns: Sequence[ListColumn], now: float
) -> Iterator[str]:
    """The runs of each group under its head, all of them in the same columns."""
    named = [(head, len(runs), runs) for head, runs in listed]
    lines = iter(text_lines((run for _, _, runs in named for run in runs), columns, now))
    yield next(lines)
    for head, size, _ in named:
        yield head
        yield from (next(lines) for _ in range(size))


def group_head(what: str, group: RunGroup) -> str:
    """`sweep 48213 · 64 runs · 60 completed · 4 failed`; `what` is a sweep, a tag, the key of a hyper-parameter."""
    title = f"no {what}" if group.key is None else f"{what} {value_text(group.key)}"
    states = [f"{number:,} {state.value}" for state, number in group.counts]
    return " · ".join([title, counted(len(group.slots), "run"), *states])


def tab_lines(
    rows: Iterable[tuple[Sequence[Value], Run]], columns: Sequence[ListColumn], now: float, before: Sequence[str] = ()
) -> Iterator[str]:
    """The ids of the columns, then a line a run; `before` names the columns of what stands in front of each."""
    yield "\t".join([*before, *(plain_text(column.id) for column in columns)])
    for first, run in rows:
        yield "\t".join(map(plain_text, [*first, *(cell_value(column, run, now) for column in columns)]))


def json_lines(
    rows: Iterable[tuple[Mapping[str, Value], Run]], columns: Sequence[ListColumn] | None, now: float, catalog: Catalog
) -> Iterator[str]:
    """An object a line and run: all that is known of it, or what the columns say, by their ids."""
    for first, run in rows:
        told = run_object(run, now, catalog) if columns is None else column_object(run, columns, now)
        yield json.dumps({**{key: plain_value(value) for key, value in first.items()}, **told}, allow_nan=False)


def column_object(run: Run, columns: Sequence[ListColumn], now: float) -> dict[str, Any]:
    """What the columns say of a run as JSON-ready values, with its id in any case."""
    return {"run_id": run.id, **{column.id: plain_value(cell_value(column, run, now)) for column in columns}}


def cell_value(column: ListColumn, run: Run, now: float) -> Value:
    """What programs read in a cell; a path that is not UTF-8 is escaped."""
    value = column.plain(run, now)
    return path_text(value) if isinstance(value, str) else value


def _fitting(grid: Sequence[Cells], width: int) -> int:
    """How many columns fit, with a sign for the rest; two at the least."""
    ends = list(accumulate(max(map(cells_of, column)) + len(GAP) for column in zip(*grid, strict=True)))
    if ends[-1] - len(GAP) <= width:
        return len(ends)
    return max(2, sum(end + len(MORE) <= width for end in ends))
