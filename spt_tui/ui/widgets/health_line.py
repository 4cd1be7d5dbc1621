"""The line of the metrics pane that says how the run is, and how long it still takes."""

from __future__ import annotations

from dataclasses import dataclass

from spt_tui.runs.health.eta import Eta
from spt_tui.runs.health.verdict import UNKNOWN, Kind, Verdict
from spt_tui.ui import theme
from spt_tui.ui.widgets.metric_line import Parts
from spt_tui.units import duration_text


@dataclass(frozen=True, slots=True)
class Health:
    """What was found of a run."""

    verdict: Verdict = UNKNOWN
    """On the run as a whole."""
    eta: Eta | None = None

    @property
    def is_unwell(self) -> bool:
        """Whether something is wrong with it."""
        return self.verdict.kind not in (Kind.OK, Kind.UNKNOWN)


UNJUDGED = Health()


def health_parts(health: Health) -> Parts:
    """`  ↯ diverged  fit/loss is 12 times its best  about 2h05m left`; nothing where there is nothing to say."""
    verdict, left = health.verdict, _left_text(health)
    if not (health.is_unwell or left):
        return ()
    style = theme.HEALTH_STYLE[verdict.kind.value]
    whose = f"{verdict.metric}: " if verdict.metric and verdict.metric not in verdict.reason else ""
    parts = (
        ("  ", theme.TEXT),
        (f"{verdict.kind.glyph} {verdict.kind.value}", style),
        (f"  {whose}{verdict.reason}" if health.is_unwell else "", theme.TEXT),
        (f"  {left}" if left else "", theme.TEXT),
    )
    return tuple(part for part in parts if part[0])


def _left_text(health: Health) -> str:
    """Where a run is well what the time follows from, too; of one that stands still nothing."""
    kind, eta = health.verdict.kind, health.eta
    if eta is None or eta.seconds is None or kind in (Kind.STALLED, Kind.UNKNOWN):
        return ""
    text = f"about {duration_text(eta.seconds)} left"
    return text if health.is_unwell else f"{text}, to {eta.basis}"
