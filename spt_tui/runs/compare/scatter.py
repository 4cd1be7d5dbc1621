"""Runs as points: one column against another."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM
from spt_tui.runs.compare.number_cells import number_cells
from spt_tui.runs.compare.varying import varying_hparams


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """The runs that have a finite number in both columns. `xs`, `ys` and `slots` have one length."""

    xs: array[float]
    ys: array[float]
    slots: array[int]
    left_out: int
    """Runs that lack one of the two, or have NaN, an infinity or a text there."""


def scatter(catalog: Catalog, slots: Sequence[int], x: str, y: str, now: float = 0.0) -> Scatter:
    """The points of these runs for two columns, by id. `now`, in epoch seconds, matters to ages and durations."""
    with catalog.lock:
        pairs = zip(slots, number_cells(catalog, x, slots, now), number_cells(catalog, y, slots, now), strict=True)
        points = [(slot, a, b) for slot, a, b in pairs if a == a and b == b]
    return Scatter(
        array("d", [a for _, a, _ in points]),
        array("d", [b for _, _, b in points]),
        array("I", [slot for slot, _, _ in points]),
        len(slots) - len(points),
    )


def numeric_hparams(catalog: Catalog, slots: Sequence[int]) -> list[str]:
    """Ids of the hyper-parameters in which these runs differ, and that are a number in one of them; natural order."""
    ids = [HPARAM + key for key in varying_hparams(catalog, slots)]
    return [id for id in ids if any(value == value for value in number_cells(catalog, id, slots))]
