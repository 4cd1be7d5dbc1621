"""A filter with a regular expression, on the thread that draws: some expressions would never end."""

from __future__ import annotations

from dataclasses import dataclass, field

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.query import Query, QueryError
from spt_tui.runs.run import Run
from spt_tui.ui.time_limit import TookTooLong, time_limit

SECONDS = 0.25
"""Of processor time, for all runs. A hundred thousand take a fifth of it, but where an expression tries for ever."""


@dataclass(slots=True)
class _Course:
    """How it went so far."""

    took_too_long: bool = False
    mask: tuple[int, bytes] | None = None
    """The version of the catalog and what was found there, to be asked for once."""


@dataclass(frozen=True, slots=True)
class BoundedQuery(Query):
    """A filter that is broken off when it takes too long; from then on no run passes it."""

    seconds: float = field(default=SECONDS, compare=False)
    course: _Course = field(default_factory=_Course, compare=False, repr=False)

    @classmethod
    def of(cls, query: Query, seconds: float = SECONDS) -> BoundedQuery:
        """The same filter, broken off after so many seconds."""
        return cls(query.text, query.expression, query.condition, query.clock, seconds)

    @property
    def took_too_long(self) -> bool:
        """It was broken off."""
        return self.course.took_too_long

    def try_on(self, catalog: Catalog) -> None:
        """Filter the runs of a catalog, to be asked for next. QueryError if that takes too long."""
        mask = self.mask(catalog)
        if self.took_too_long:
            message = "takes too long: no repeat in a repeat"
            raise QueryError(message, 0, max(1, len(self.text)), unfinished=True)
        self.course.mask = catalog.version, mask

    def __call__(self, run: Run) -> bool:
        """True when `run` passes now."""
        if self.took_too_long:
            return False
        try:
            with time_limit(self.seconds):
                return Query.__call__(self, run)
        except TookTooLong:
            self.course.took_too_long = True
            return False

    def mask(self, catalog: Catalog, now: float | None = None) -> bytes:
        """A byte a slot, 1 for a run that is there and passes."""
        tried, self.course.mask = self.course.mask, None
        if tried is not None and tried[0] == catalog.version:
            return tried[1]
        if self.took_too_long:
            return bytes(len(catalog.states))
        try:
            with time_limit(self.seconds):
                return Query.mask(self, catalog, now)
        except TookTooLong:
            self.course.took_too_long = True
            return bytes(len(catalog.states))
