"""Lines of logs as text and as JSON: what `spt-tui logs` prints."""

from __future__ import annotations

from typing import Any

from spt_tui.ansi import plain
from spt_tui.export.table import path_text
from spt_tui.runs.below import PATH_LIMIT
from spt_tui.runs.logs.growing_log import LogLine
from spt_tui.runs.logs.streams import LogStream
from spt_tui.text import clean

RESET = "\x1b[0m"


def text_line(line: LogLine, coloured: bool) -> str:
    """A line that a terminal prints and does not obey; `coloured`: with its colours, which end with it."""
    if not coloured:
        return plain(line.text)
    return line.text + RESET if "\x1b" in line.text else line.text


def head_line(stream: LogStream) -> str:
    """What stands before the lines of one of several logs."""
    return f"==> {stream.label}  {clean(stream.path, PATH_LIMIT)} <=="


def line_object(run_id: str, stream: LogStream, line: LogLine) -> dict[str, Any]:
    """A line, and where it stands, as JSON-ready values."""
    return {
        "run_id": run_id,
        "rank": stream.rank,
        "kind": stream.kind,
        "path": path_text(stream.path),
        "offset": line.offset,
        "line": plain(line.text),
    }
