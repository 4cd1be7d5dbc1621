"""Logs of ranks on disk, and what a merge of them shows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from spt_tui.runs.logs.ranks.merged_tail import MergedTail
from spt_tui.runs.logs.ranks.rank_set import ranks_text
from spt_tui.runs.logs.streams import LogStream
from spt_tui.runs.logs.tail import TailView

TEN = datetime(2026, 11, 22, 10, 0, 0).timestamp()


def at(seconds: float) -> str:
    """The time `seconds` after ten, as a log has it."""
    return f"[{datetime.fromtimestamp(TEN + seconds):%Y-%m-%d %H:%M:%S},{int(seconds % 1 * 1000):03d}]"


def write(path: Path, *lines: str, changed: float | None = None, append: bool = False) -> Path:
    """Lines of a log, which was last changed so many seconds after ten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if append else "w") as file:
        file.writelines(f"{line}\n" for line in lines)
    if changed is not None:
        os.utime(path, (TEN + changed, TEN + changed))
    return path


def stream(path: Path, rank: int | None) -> LogStream:
    """The stream at `path` as a look for it would give it."""
    status = path.stat()
    return LogStream(f"x/{path.name}", path.name, str(path), "err", rank, None, status.st_size, status.st_mtime)


def tail_of(*paths: Path, began: float | None = None) -> MergedTail:
    """The merge of the logs at `paths`, of the ranks 0, 1, 2 ..."""
    return MergedTail([stream(path, rank) for rank, path in enumerate(paths)], prefix, began)


def prefix(ranks: Sequence[int]) -> str:
    """`0-3> `"""
    return f"{ranks_text(ranks)}> "


def lines(view: TailView | None) -> list[str]:
    """What a view shows; the times that the lines carry left out."""
    assert view is not None
    return [line.replace(line[line.find("[2026") : line.find("] ") + 2], "") for line in view.lines]
