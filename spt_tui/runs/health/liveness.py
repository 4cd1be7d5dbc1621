"""Whether rows still come as they used to."""

from __future__ import annotations

from spt_tui import units
from spt_tui.runs.health.thresholds import Thresholds
from spt_tui.runs.run import Run, State

_MAY_WRITE = frozenset({State.RUNNING, State.STALE})


def may_write(state: State) -> bool:
    """True while nobody said that the run ended."""
    return state in _MAY_WRITE


def newest_row_at(run: Run) -> float | None:
    """When the newest row was written: the heartbeat is touched with each; else the sidecar's own time."""
    return run.heartbeat_at if run.heartbeat_at is not None else run.updated_at


def is_silent(silence: float, usual: float | None, limits: Thresholds) -> bool:
    """Whether `silence` seconds without a row are too many, where `usual` ones are between two rows, if that is known.

    No run is silent before its writer would call it dead.
    """
    return silence >= max(limits.quiet_seconds, limits.stalled_ratio * (usual or 0.0))


def silence_text(silence: float, usual: float | None) -> str:
    """For how long there was no row; in its largest unit, so that a waiting screen seldom changes."""
    text = f"no new row for {units.age_text(silence)}"
    if usual is None:
        return text
    return f"{text}, they came every {f'{units.duration_text(usual)} or so' if usual >= 1 else 'second or faster'}"
