"""The runs that a command is asked about: those below its roots that its filter matches."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from spt_tui.commands.answered import NothingFound
from spt_tui.root import resolve_roots
from spt_tui.runs import query
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.vocabulary import Vocabulary
from spt_tui.runs.metric_directions import read_directions
from spt_tui.runs.query import Query
from spt_tui.runs.verified_runs import verified_runs


@dataclass(frozen=True, slots=True)
class MatchingRuns:
    """Runs as they were on the disk a moment ago."""

    catalog: Catalog
    """All runs below the roots, with the directions that people chose for their metrics."""
    mask: bytes
    """A byte a slot, 1 for a run that the filter matches."""
    roots: Sequence[str]
    now: float
    """When that was, in seconds since the epoch."""

    @property
    def slots(self) -> list[int]:
        """The slots of the matching runs, in the order of their ids."""
        by_id = self.catalog.by_id()
        return [*compress(by_id, map(self.mask.__getitem__, by_id))]


def matching_runs(options: argparse.Namespace) -> MatchingRuns:
    """Look at the runs of `--root` and `--filter`, as `runs_matching` does. Raises RootError, too."""
    return runs_matching(query.parse(options.filter or ""), resolve_roots(options.roots or [None]))


def runs_matching(wanted: Query, roots: Sequence[str], threads: int = 8) -> MatchingRuns:
    """Look at the runs below some roots. What could not be listed is said on standard error.

    Raises QueryError for a key that no run has, and NothingFound if no run matches.
    """
    problems: list[str] = []
    catalog = verified_runs(roots, problems, threads)
    catalog.judge_by(read_directions(roots))
    for line in problems:
        print(f"spt-tui: {line}", file=sys.stderr)
    problem = wanted.problem(Vocabulary(catalog))
    if problem is not None:
        raise problem
    mask = wanted.mask(catalog)
    if 1 not in mask:
        raise NothingFound("no run matches the filter" if len(catalog) else "no runs here")
    return MatchingRuns(catalog, mask, roots, time.time())
