"""Comparisons without threads, and their pictures as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.metrics import Metrics
from spt_tui.ui.compare.comparison import Comparison
from spt_tui.ui.compare.curves_reader import Read
from spt_tui.ui.compare.member import members_of
from spt_tui.ui.compare.metric_order import compared_metrics
from spt_tui.ui.compare.picture import draw
from spt_tui.ui.plots.canvas import Line
from tests.runs.compare.runs_of import catalog_with
from tests.ui.series_of import series_of


def metrics_of(values: Sequence[float], name: str = "fit/loss") -> Metrics:
    series = series_of(values, name)
    return Metrics((series,), len(values), has_steps=True)


def comparison_of(
    curves: Sequence[Sequence[float]], hparams: Sequence[Mapping[str, Any]] = (), read: bool = True
) -> Comparison:
    """Runs `run0`, `run1` ... with these values of `fit/loss`, all read."""
    padded = [*hparams, *({} for _ in curves[len(hparams) :])]
    catalog = catalog_with(padded, [{"fit/loss": values[-1]} if values else {} for values in curves])
    found = comparison_in(catalog)
    if read:
        found.take(
            Read(
                "fit/loss",
                {place: metrics_of(values) if values else Metrics() for place, values in enumerate(curves)},
                waiting=0,
            )
        )
    return found


def comparison_in(catalog: Catalog) -> Comparison:
    slots = catalog.slots()
    return Comparison(catalog, members_of(catalog, slots), compared_metrics(catalog, slots))


def texts(lines: Sequence[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def shown(comparison: Comparison, width: int = 120, height: int = 24) -> str:
    picture = draw(comparison, width, height)
    return "\n".join(texts([picture.title, picture.note, *picture.lines]))
