"""One of the runs that are compared, with what tells it from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.natural import natural_key
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.run_label import run_labels
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class Member:
    """A compared run."""

    run: Run
    """As it was when the comparison began."""
    slot: int
    """Of the catalog."""
    label: str
    """Tells it from the others, cleaned."""


def members_of(catalog: Catalog, slots: Sequence[int]) -> tuple[Member, ...]:
    """The runs of these slots that are still there, in the natural order of their directories.

    Not in the order of the table: letters and colours go by the place, and another order must not change them.
    """
    found = []
    for slot in slots:
        try:
            found.append((catalog.run(slot), slot))
        except KeyError:  # removed a moment ago
            continue
    found.sort(key=lambda pair: natural_key(pair[0].dir))
    labels = run_labels([run for run, _ in found])
    return tuple(Member(run, slot, label) for (run, slot), label in zip(found, labels, strict=True))
