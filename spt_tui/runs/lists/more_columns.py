"""Columns that a list can have and the table on the screen has not: points in time and places."""

from __future__ import annotations

import time
from collections.abc import Callable

from spt_tui.runs.catalog import HERE, Catalog
from spt_tui.runs.column import Column
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.run import Run
from spt_tui.runs.run_texts import or_absent
from spt_tui.text import clean
from spt_tui.units import ABSENT


def moment_text(moment: float | None) -> str:
    """Seconds since the epoch as local time, `2026-11-20 18:04:11`."""
    if moment is None:
        return ABSENT
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
    except (OverflowError, ValueError, OSError):
        return ABSENT


def _of_time(id: str, field: str, moment: Callable[[Run], float | None]) -> Column:
    def keys(catalog: Catalog, now: float) -> Keys:
        return catalog.times[field]

    return Column(id, id, 19, lambda run, now: moment(run), keys, lambda run, now: moment_text(moment(run)))


def _dirs(catalog: Catalog, now: float) -> Keys:
    return [catalog.dir(slot) for slot in range(len(catalog.states))]


def _checkpoints(catalog: Catalog, now: float) -> Keys:
    paths = catalog.texts["checkpoint_path"].cells(len(catalog.states))
    return [
        catalog.dir(slot) + path[1:] if isinstance(path, str) and path.startswith(HERE) else path
        for slot, path in enumerate(paths)
    ]


MORE: tuple[Column, ...] = (
    _of_time("created", "created_at", lambda run: run.created_at),
    _of_time("ended", "ended_at", lambda run: run.ended_at),
    _of_time("updated", "updated_at", lambda run: run.updated_at),
    _of_time("heartbeat", "heartbeat_at", lambda run: run.heartbeat_at),
    Column("dir", "dir", 40, lambda run, now: run.dir, _dirs, lambda run, now: clean(run.dir)),
    Column(
        "checkpoint",
        "checkpoint",
        40,
        lambda run, now: run.checkpoint_path,
        _checkpoints,
        lambda run, now: or_absent(run.checkpoint_path),
    ),
)
"""In the order in which they are offered."""
