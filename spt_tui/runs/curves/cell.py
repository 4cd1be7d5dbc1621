"""Cells of a metrics.csv as text, and the numbers that they hold."""

from __future__ import annotations

import math


def cells_of(line: bytes) -> list[bytes]:
    """The cells of one line without its end, quoted ones without their quotes."""
    if b'"' not in line:
        return line.split(b",")
    import csv  # takes as long as all else that a child process imports, and quotes are rare

    # Python 3.10's csv raises on NUL; no number has one.
    text = line.decode("utf-8", "surrogateescape").replace("\0", "\ufffd")
    try:
        return [cell.encode("utf-8", "surrogateescape") for cell in next(csv.reader([text]), [])]
    except csv.Error:
        return line.split(b",")


def number_in(cell: bytes) -> float | None:
    """The cell as `float()` reads it, so that `1_0`, ` 2 ` and `infinity` are numbers; `None` when it is none."""
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        pass
    try:
        return float(cell.decode())
    except ValueError:
        return None


def finite_in(cell: bytes) -> float:
    """The finite number in the cell; NaN when there is none."""
    number = number_in(cell)
    return math.nan if number is None or not math.isfinite(number) else number
