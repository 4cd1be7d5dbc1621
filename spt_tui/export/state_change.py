"""A run's change of state as a line of text, as values between tabs, as JSON, and as a command's environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from spt_tui.export.plain_cells import plain_text
from spt_tui.export.table import path_text, plain_value
from spt_tui.runs.lists.more_columns import moment_text
from spt_tui.runs.run_texts import duration
from spt_tui.runs.state_watch import StateChange
from spt_tui.units import count_text, duration_text

NEW, GONE = "new", "gone"
"""Words for a run that was not there before, and for one that is there no more."""
TAB_HEAD = "at\trun_id\tstate_before\tstate\tstep\tduration_seconds"


def text_line(change: StateChange, now: float) -> str:
    """`2026-11-23 03:41:07  day/718c524be7f2  running -> completed  step 12.4k, took 2h05m`."""
    run, (before, after) = change.run, _words(change)
    told = [f"step {count_text(run.step)}"] if run.step is not None else []
    if (seconds := duration(run, now)) is not None:
        told.append(f"took {duration_text(seconds)}")
    return f"{moment_text(now)}  {run.id}  {before} -> {after}  {', '.join(told)}".rstrip()


def tab_line(change: StateChange, now: float) -> str:
    """Values under `TAB_HEAD`; times in seconds."""
    run, words = change.run, _words(change)
    return "\t".join(map(plain_text, (now, run.id, *words, run.step, duration(run, now))))


def change_object(change: StateChange, now: float) -> dict[str, Any]:
    """The change as JSON-ready values; `now` in seconds since the epoch."""
    run, (before, after) = change.run, _words(change)
    return {
        "at": now,
        "run_id": run.id,
        "name": run.name,
        "run_dir": path_text(run.dir),
        "state_before": before,
        "state": after,
        "status": run.status or None,
        "sweep": run.sweep,
        "task": run.task,
        "step": run.step,
        "epoch": run.epoch,
        "duration_seconds": plain_value(duration(run, now)),
        "checkpoint_path": run.checkpoint_path,
    }


def json_line(change: StateChange, now: float) -> str:
    """The change as one line of JSON."""
    return json.dumps(change_object(change, now), allow_nan=False)


def environment(change: StateChange, now: float) -> Mapping[str, str]:
    """The facts as variables, empty where one is not known: `SPT_RUN_ID`, `SPT_STATE`, `SPT_CHECKPOINT_PATH` ...

    Nothing in them is quoted for a shell; `SPT_RUN_DIR` is as the file system spells it.
    """
    facts = {**change_object(change, now), "run_dir": change.run.dir}
    names = {"name": "RUN_NAME"}
    return {f"SPT_{names.get(key, key.upper())}": plain_path(value) for key, value in facts.items()}


def plain_path(value: Any) -> str:
    """A fact as text; a path is not cleaned."""
    return value if isinstance(value, str) else plain_text(value)


def _words(change: StateChange) -> tuple[str, str]:
    return (
        NEW if change.before is None else change.before.value,
        GONE if change.after is None else change.after.value,
    )
