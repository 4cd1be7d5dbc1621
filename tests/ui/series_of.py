"""Series for tests, read from a file as the program reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from spt_tui.runs.curves.series import Series
from spt_tui.runs.metrics import MetricsReader


def series_of(
    values: Sequence[float], name: str = "fit/loss", steps: Sequence[float] | None = None, epochs: bool = False
) -> Series:
    """One metric with these values; steps 0, 1, 2 ... and, if wanted, an epoch every ten rows."""
    rows = ["step,epoch," + name]
    for row, value in enumerate(values):
        rows.append(f"{steps[row] if steps else row},{row // 10 if epochs else ''},{value!r}")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "metrics.csv"
        path.write_text("\n".join(rows) + "\n")
        metrics = MetricsReader(str(path)).poll()
    assert metrics is not None
    return next(series for series in metrics.series if series.name == name)
