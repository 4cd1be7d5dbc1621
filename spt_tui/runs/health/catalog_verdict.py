"""A run judged beside the others of its catalog."""

from __future__ import annotations

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.health.summary_verdict import summary_verdict
from spt_tui.runs.health.sweep_rates import usual_rate
from spt_tui.runs.health.verdict import Verdict
from spt_tui.runs.run import Run


def catalog_verdict(run: Run, now: float, catalog: Catalog | None) -> Verdict:
    """`summary_verdict` by the directions of the catalog and beside the run's sweep there; without a catalog alone."""
    if catalog is None:
        return summary_verdict(run, now)
    return summary_verdict(run, now, usual_rate(catalog, run, now), catalog.directions.is_lower)
