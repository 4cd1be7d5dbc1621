"""What a run logged beside numbers: the events of media.jsonl, and the files that they name.

stable-pretraining's logger appends one JSON object a line, `{"step", "tag", "type", "path", ...}`, whose path is that
of a file below the run's `media/` as seen from the run directory.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spt_tui.runs.answers.file_end import read_end

EVENTS = "media.jsonl"
FOLDER = "media"
EVENTS_LIMIT = 32 << 20
"""Bytes of media.jsonl that are read; of a longer one the last."""


def events(run_dir: str) -> Iterator[dict[str, Any]]:
    """The events in the order in which they were logged, as JSON has them; nothing of them is cleaned.

    Lines that hold no JSON object are passed over, so is one that is not whole. No file: no events.
    """
    try:
        end = read_end(os.path.join(run_dir, EVENTS), EVENTS_LIMIT)
    except OSError:
        return
    for line in end.content.split(b"\n"):
        event = _event(line)
        if event is not None:
            yield event


def _event(line: bytes) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def media_file(run_dir: str, rel_path: str) -> Path | None:
    """The regular file below the run's `media/` that `rel_path` names as seen from the run directory.

    Links are followed; `None` for one that leads out of `media/`, for a `media` that leads out of the run, for a path
    with `..` and for all that is not there.
    """
    if not rel_path or rel_path.startswith("/") or ".." in rel_path.split("/"):
        return None
    try:
        home = f"{os.path.realpath(run_dir)}/{FOLDER}/"
        target = os.path.realpath(os.path.join(run_dir, rel_path))
        return Path(target) if target.startswith(home) and stat.S_ISREG(os.stat(target).st_mode) else None
    except (OSError, ValueError):  # ValueError: NUL or a lone surrogate in the path
        return None
