"""The columns that judge runs. What judges is loaded when one is looked at: no first frame waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from spt_tui import units
from spt_tui.runs import column_keys
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import Column
from spt_tui.runs.run import Run

if TYPE_CHECKING:
    from spt_tui.runs.health.verdict import Verdict


def _verdict(run: Run, now: float, catalog: Catalog | None) -> Verdict:
    from spt_tui.runs.health.catalog_verdict import catalog_verdict

    return catalog_verdict(run, now, catalog)


def _severity(run: Run, now: float, catalog: Catalog | None = None) -> int | None:
    kind = _verdict(run, now, catalog).kind
    return None if kind.value == "unknown" else kind.severity


def _health_text(run: Run, now: float, catalog: Catalog | None = None) -> str:
    kind = _verdict(run, now, catalog).kind
    return units.ABSENT if kind.value == "unknown" else f"{kind.glyph} {kind.value}"


def _reason_text(run: Run, now: float, catalog: Catalog | None = None) -> str:
    verdict = _verdict(run, now, catalog)
    return units.ABSENT if verdict.kind.value == "unknown" else verdict.reason


def _of_health(id: str, width: int, text: Callable[[Run, float, Catalog | None], str]) -> Column:
    def of(catalog: Catalog | None) -> Column:
        return Column(
            id,
            id,
            width,
            lambda run, now: _severity(run, now, catalog),
            column_keys.health_keys,
            lambda run, now: text(run, now, catalog),
        )

    return replace(of(None), beside=of)


HEALTH = _of_health("health", 10, _health_text)
"""How the run is: the worst first."""
REASON = _of_health("reason", 36, _reason_text)
"""And why."""


def _eta(run: Run, now: float) -> float | None:
    from spt_tui.runs.health.eta import remaining

    return remaining(run).seconds


def _eta_text(run: Run, now: float) -> str:
    seconds = _eta(run, now)
    return units.ABSENT if seconds is None else f"~{units.duration_text(seconds)}"


ETA = Column("eta", "left", 7, _eta, column_keys.eta_keys, _eta_text, right=True)
"""Seconds that are left."""
