"""What is said of a run's or a metric's health."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """How it is, the worst first."""

    NAN = "nan"
    """The newest value of a metric is NaN or infinite."""
    DIVERGED = "diverged"
    """A loss is a multiple of its best, or a score a fraction of it."""
    STALLED = "stalled"
    """No row comes any more, and nobody said that the run ended."""
    SLOW = "slow"
    """It makes fewer steps per second than its sweep."""
    PLATEAU = "plateau"
    """It has not improved for long."""
    OK = "ok"
    """Nothing of this was found in what was looked at."""
    UNKNOWN = "unknown"
    """There is nothing to judge by."""

    @property
    def severity(self) -> int:
        """Place in the order from the worst, 0, on."""
        return _SEVERITY[self]

    @property
    def glyph(self) -> str:
        """Stands before the word."""
        return _GLYPH[self]


_SEVERITY = {kind: place for place, kind in enumerate(Kind)}

_GLYPH: dict[Kind, str] = {
    Kind.NAN: "×",
    Kind.DIVERGED: "↯",
    Kind.STALLED: "◌",
    Kind.SLOW: "▽",
    Kind.PLATEAU: "=",
    Kind.OK: "✓",
    Kind.UNKNOWN: "-",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run or one of its metrics is, and why."""

    kind: Kind
    since_step: float | None
    """The step from which on it is so; `None` where that cannot be said."""
    reason: str
    """One sentence with the figures, cleaned."""
    metric: str | None = None
    """The metric that tells it; `None` where it is the run as a whole."""


UNKNOWN = Verdict(Kind.UNKNOWN, None, "there are no figures to judge by")


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts, the first of equals; `UNKNOWN` if there are none."""
    return min(verdicts, key=lambda verdict: verdict.kind.severity, default=UNKNOWN)
