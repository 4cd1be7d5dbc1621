"""The run table as plain text and as JSON: what `--once` and `--json` print."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from spt_tui.export.aligned import aligned_lines
from spt_tui.runs.arrange import Group, Row
from spt_tui.runs.bests import bests
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import Column
from spt_tui.runs.metric_directions import AS_NAMED
from spt_tui.runs.run import Run
from spt_tui.units import counted

CELL_LIMIT = 60
"""Characters of a cell: one run with a thousand tags does not make every line as long."""


def group_text(group: Group) -> str:
    """A sweep's head row: `sweep 48213 · 4 runs · 3 completed · 1 failed`."""
    title = f"sweep {group.sweep}" if group.sweep else "no sweep"
    states = [f"{number} {state.value}" for state, number in group.counts]
    return " · ".join([title, counted(group.size, "run"), *states])


def text_lines(rows: Sequence[Row], columns: Sequence[Column], now: float) -> list[str]:
    """The table as lines, each column as wide as its widest cell; the first line names the columns.

    A cell of more than `CELL_LIMIT` characters is cut with an ellipsis.
    """
    heads: dict[int, str] = {}
    grid = [[column.title for column in columns]]
    for row in rows:
        if isinstance(row, Group):
            heads[len(grid) + len(heads)] = group_text(row)
        else:
            grid.append([cut(column.text(row, now)) for column in columns])
    lines = aligned_lines(grid, [column.right for column in columns])
    return [heads.get(place) or next(lines) for place in range(len(grid) + len(heads))]


def cut(text: str) -> str:
    """A cell of `CELL_LIMIT` characters at the most."""
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def plain_value(value: Any) -> Any:
    """JSON has no NaN and no infinity: they go as the strings "NaN", "Infinity" and "-Infinity"."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def path_text(path: str) -> str:
    """A path as JSON can hold it: escaped where it is not UTF-8."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def run_object(run: Run, now: float, catalog: Catalog | None = None) -> dict[str, Any]:
    """A run as JSON-ready values, in this project's words. `run_dir` is escaped where it is not UTF-8.

    It is judged at `now`, in epoch seconds, beside the others of `catalog` and by its directions.
    """
    from spt_tui.runs.health.catalog_verdict import catalog_verdict  # a table of text waits for no judge
    from spt_tui.runs.health.eta import remaining

    verdict = catalog_verdict(run, now, catalog)
    directions = AS_NAMED if catalog is None else catalog.directions
    return {
        "run_id": run.id,
        "name": run.name,
        "state": run.state.value,
        "status": run.status or None,
        "run_dir": path_text(run.dir),
        "created_at": plain_value(run.created_at),
        "ended_at": plain_value(run.ended_at),
        "updated_at": plain_value(run.updated_at),
        "heartbeat_at": plain_value(run.heartbeat_at),
        "tags": list(run.tags),
        "notes": run.notes,
        "sweep": run.sweep,
        "task": run.task,
        "step": run.step,
        "epoch": run.epoch,
        "health": verdict.kind.value,
        "health_reason": verdict.reason,
        "eta_seconds": plain_value(remaining(run).seconds),
        "hparams": {key: plain_value(value) for key, value in run.hparams.items()},
        "summary": {key: plain_value(value) for key, value in run.summary.items()},
        "bests": {key: plain_value(value) for key, value in bests(run, directions.is_lower).items()},
        "checkpoint_path": run.checkpoint_path,
        "archived": run.archived,
        "problem": run.problem,
    }


def json_lines(runs: Iterable[Run], now: float, catalog: Catalog | None = None) -> Iterable[str]:
    """One JSON object a line and run, each judged beside those of `catalog`."""
    for run in runs:
        yield json.dumps(run_object(run, now, catalog), ensure_ascii=True, allow_nan=False)
