"""The lines of a file of any size, one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spt_tui.regular_file import open_regular

LINE_LIMIT = 1 << 20
"""Bytes of a line. What is longer is no line of any format that is read here, and left out."""

PathLike = str | os.PathLike[str]


def table_lines(path: PathLike) -> Iterator[bytes]:
    """The lines with their ends; the last lacks its if the writer was stopped in the middle of it. Raises OSError."""
    with open(open_regular(os.fspath(path)), "rb") as file:
        is_rest = False
        while piece := file.readline(LINE_LIMIT):
            is_whole = piece.endswith(b"\n") or len(piece) < LINE_LIMIT
            if is_whole and not is_rest:
                yield piece
            is_rest = not is_whole


def cells_of_row(line: bytes, separator: str | None = ",") -> list[str]:
    """The stripped cells of a line. Of a line without end the last cell is left out: it may be torn.

    No separator is any white space.
    """
    cells = [cell.strip() for cell in line.decode("utf-8", "replace").split(separator)]
    return cells if line.endswith(b"\n") else cells[:-1]
