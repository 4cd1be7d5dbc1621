"""How the runs below some roots stand, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import State
from spt_tui.text import clean
from spt_tui.units import counted


def report_lines(roots: Sequence[str], catalog: Catalog, problems: Sequence[str]) -> list[str]:
    """The roots, the runs by state, and what could not be listed, a line each."""
    states = [f"{number:,} {state}" for state, number in _counts(catalog).items()]
    lines = [clean(root) for root in roots]
    lines.append(counted(len(catalog), "run") + (f": {', '.join(states)}" if states else ""))
    return lines + [f"! {problem}" for problem in problems]


def report_object(roots: Sequence[str], catalog: Catalog, problems: Sequence[str]) -> dict[str, Any]:
    """The same as JSON-ready values."""
    return {
        "roots": [root.encode("utf-8", "backslashreplace").decode("utf-8") for root in roots],
        "runs": len(catalog),
        "states": _counts(catalog),
        "problems": list(problems),
    }


def _counts(catalog: Catalog) -> dict[str, int]:
    return {state.value: catalog.counts[state] for state in State if catalog.counts[state] > 0}
