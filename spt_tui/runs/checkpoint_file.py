"""The checkpoint of a run as a file that is there."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spt_tui.runs.directories.disk import reason_of
from spt_tui.runs.run import Run
from spt_tui.text import clean

FOLDER = "checkpoints"
"""Where Lightning's trainer puts them, below the run's directory."""
SUFFIX = ".ckpt"


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """What was found."""

    path: str | None
    """As the file system spells it; `None`: there is none."""
    note: str = ""
    """Why there is none, or why it is not the one that is recorded: one cleaned line, empty if it is."""


def checkpoint_file(run: Run) -> CheckpointFile:
    """The checkpoint that a run recorded; in a tree that was moved, the file of that name in the run's own directory.

    Of a run that recorded none, the newest of those that lie there. Waits for the disk.
    """
    recorded = os.path.join(run.dir, run.checkpoint_path) if run.checkpoint_path else None
    if recorded and os.path.exists(recorded):
        return CheckpointFile(recorded)
    folder = os.path.join(run.dir, FOLDER)
    if recorded:
        moved = os.path.join(folder, os.path.basename(recorded.rstrip("/")))
        if os.path.exists(moved):
            return CheckpointFile(moved, f"recorded as {run.checkpoint_path}, which is not there")
        return CheckpointFile(None, f"the recorded checkpoint is not there: {run.checkpoint_path}")
    try:
        newest = _newest(folder)
    except OSError as error:
        return CheckpointFile(None, f"no checkpoint is recorded; {clean(folder)}: {reason_of(error)}")
    if newest is None:
        return CheckpointFile(None, "no checkpoint is recorded, and none lies in its directory")
    return CheckpointFile(newest, f"none is recorded; this is the newest in {FOLDER}/")


def _newest(folder: str) -> str | None:
    with os.scandir(folder) as entries:
        times = {entry.path: entry.stat().st_mtime_ns for entry in entries if entry.name.endswith(SUFFIX)}
    return max(times, key=lambda path: (times[path], path), default=None)
