"""The thread behind a triage."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from spt_tui.repeat import Repeater
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.triage.patients import patients_of
from spt_tui.runs.triage.triage import Triage, Triaging

TELLING_SECONDS = 0.25
"""How often what is known is told while logs are read, or more rarely:"""
CALM = 10
"""grouping takes at most one part in this of the time."""


class TriageFeed:
    """Examines the runs of these slots once; `deliver` gets on the thread what is known, the whole of it last."""

    def __init__(self, catalog: Catalog, slots: Sequence[int], deliver: Callable[[Triage], object]) -> None:
        self._catalog = catalog
        self._slots = slots
        self._deliver = deliver
        self._next = 0.0
        self._repeater = Repeater(self._examine, 0.0, "triage")

    def start(self) -> None:
        """Start the thread."""
        self._repeater.start()

    def stop(self) -> None:
        """Read no more; returns at once."""
        self._repeater.stop()

    def _examine(self) -> None:
        triaging = Triaging(patients_of(self._catalog, self._slots))
        self._tell(triaging)
        for _ in triaging.steps():
            if self._repeater.stopped:
                return
            time.sleep(0)  # lets the screen's thread in
            if time.monotonic() >= self._next:
                self._tell(triaging)
        self._tell(triaging)
        self._repeater.stop()

    def _tell(self, triaging: Triaging) -> None:
        began = time.monotonic()
        self._deliver(triaging.triage())
        now = time.monotonic()
        self._next = now + max(TELLING_SECONDS, CALM * (now - began))
