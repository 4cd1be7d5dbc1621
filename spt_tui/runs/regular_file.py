"""Opening what has to be a regular file: a name in a run directory can be anything."""

from __future__ import annotations

from spt_tui.regular_file import open_regular, read_regular

__all__ = ["open_regular", "read_regular"]
