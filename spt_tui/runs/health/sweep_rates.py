"""How fast the runs of each sweep are, in the median."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from weakref import WeakKeyDictionary

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.health.median import median
from spt_tui.runs.health.rate import steps_a_second
from spt_tui.runs.health.thresholds import DEFAULT
from spt_tui.runs.run import Run, State
from spt_tui.runs.slot_columns import NO_NUMBER

LASTING = 60.0
"""Seconds for which medians are good enough: one run moves them little."""

_known: WeakKeyDictionary[Catalog, tuple[float, int, Mapping[str, float]]] = WeakKeyDictionary()
"""Catalog -> time, number of slots, medians."""


def sweep_rates(catalog: Catalog, now: float) -> Mapping[str, float]:
    """Sweep -> steps per second in the median of its runs; computed anew when runs came, or once a minute.

    Sweeps with too few runs that can be compared are left out.
    """
    with catalog.lock:
        known = _known.get(catalog)
        if known is None or not 0 <= now - known[0] < LASTING or known[1] != len(catalog.states):
            known = _known[catalog] = (now, len(catalog.states), _medians(catalog))
    return known[2]


def usual_rate(catalog: Catalog, run: Run, now: float) -> float | None:
    """The median of a run's sweep in steps per second; `None` where there is none, or it says nothing of the run."""
    if run.sweep is None or run.state is not State.RUNNING:
        return None
    return sweep_rates(catalog, now).get(run.sweep)


def _medians(catalog: Catalog) -> dict[str, float]:
    present, times = catalog.present(), catalog.times
    columns = (
        catalog.texts["sweep"].cells(len(present)),
        catalog.wholes["step"],
        catalog.resumed_steps(),
        times["created_at"],
        times["heartbeat_at"],
        times["updated_at"],
    )
    rates: dict[str, list[float]] = {}
    for sweep, step, resumed, began, beat, updated in compress(zip(*columns, strict=True), present):
        if sweep is None or step == NO_NUMBER:
            continue
        until = beat if beat == beat else updated
        if until - began >= DEFAULT.slow_seconds and (rate := steps_a_second(step, began, until, resumed)):
            rates.setdefault(str(sweep), []).append(rate)
    return {sweep: median(of) for sweep, of in rates.items() if len(of) >= DEFAULT.slow_peers}
