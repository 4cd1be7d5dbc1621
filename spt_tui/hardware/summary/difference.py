"""Where a summary says something else than pytyche's of the same files, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spt_tui.hardware.summary.pytyche import PytycheSummary

_NO_DATA = "there is no data, for which pytyche says 0"
_OTHER_CELLS = "pytyche takes other cells for numbers"
_NO_NUMBER = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}

Figures = Mapping[str, "float | None"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure."""

    figure: str
    """Its name in pytyche's summary."""
    pytyche: float
    here: float | None
    gpus: tuple[float | None, ...]
    """The figure of each GPU, where there are several; empty otherwise."""
    why: str
    """One line, cleaned."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values; pytyche's NaN and infinities are strings."""
        theirs = self.pytyche if math.isfinite(self.pytyche) else _NO_NUMBER[str(self.pytyche)]
        return {"figure": self.figure, "pytyche": theirs, "here": self.here, "gpus": list(self.gpus), "why": self.why}


def differences(
    theirs: PytycheSummary, here: Figures, gpus: Sequence[Figures], whys: Mapping[str, Sequence[str]]
) -> tuple[Difference, ...]:
    """The figures that differ after rounding to a tenth, as pytyche rounds.

    A mean differs also if it is of several GPUs that differ. `gpus` are the figures of each GPU, `whys` clauses by
    the beginning of the figures' names for which they hold.
    """
    found = []
    for figure, value in theirs.to_dict().items():
        ours = _tenth(here.get(figure))
        each = tuple(_tenth(gpu.get(figure)) for gpu in gpus) if len(gpus) > 1 and figure in gpus[0] else ()
        if ours != value or ("mean" in figure and any(one != value for one in each)):
            found.append(Difference(figure, value, ours, each, _why(figure, ours, value, whys)))
    return tuple(found)


def _why(figure: str, ours: float | None, theirs: float, whys: Mapping[str, Sequence[str]]) -> str:
    if ours is None and theirs == 0:
        return _NO_DATA
    clauses = [clause for beginning, known in whys.items() if figure.startswith(beginning) for clause in known]
    return "; ".join(clauses) or _OTHER_CELLS


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
