"""The runs that a command is asked about: those below its roots that its filter matches."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING

from spt_tui.commands.answered import NothingFound
from spt_tui.root import remembered_root, resolve_roots
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.metric_directions import read_directions
from spt_tui.runs.remembered_runs import remember
from spt_tui.runs.verified_runs import verified_runs
from spt_tui.units import duration_text

if TYPE_CHECKING:
    from spt_tui.runs.query import Query


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
    is_cached: bool = False
    """They are as the last session left them, and nothing is to be asked of their trees."""

    @property
    def slots(self) -> list[int]:
        """The slots of the matching runs, in the order of their ids."""
        by_id = self.catalog.by_id()
        return [*compress(by_id, map(self.mask.__getitem__, by_id))]


def matching_runs(options: argparse.Namespace) -> MatchingRuns:
    """Look at the runs of `--root` and `--filter`, as `runs_matching` does. Raises RootError, too."""
    wanted = _wanted(options.filter)
    return runs_matching(wanted, resolve_roots(options.roots or [None]))


def known_runs(options: argparse.Namespace) -> MatchingRuns:
    """As `matching_runs`, and with `--cached` without asking the run trees anything: the age is said then."""
    if not options.cached:
        return matching_runs(options)
    wanted, now = _wanted(options.filter), time.time()
    catalog, roots = Catalog(), [remembered_root(root) for root in options.roots or [None]]
    times = [None if root is None else remember(catalog, root) for root in dict.fromkeys(roots)]
    ages = [now - saved_at for saved_at in times if saved_at is not None]
    if len(ages) < len(times):
        raise NothingFound("no session has left its knowledge of these runs: leave out --cached")
    print(f"spt-tui: as known {duration_text(max(ages))} ago, not compared with the disk", file=sys.stderr)
    found = _matching(wanted, catalog, [root for root in roots if root is not None])
    return replace(found, is_cached=True)


def runs_matching(wanted: Query | None, roots: Sequence[str], threads: int = 8) -> MatchingRuns:
    """Look at the runs below some roots, of which `None` wants all. What cannot be listed is said on standard error.

    Raises QueryError for a key that no run has, and NothingFound if no run matches.
    """
    problems: list[str] = []
    catalog = verified_runs(roots, problems, threads)
    for line in problems:
        print(f"spt-tui: {line}", file=sys.stderr)
    return _matching(wanted, catalog, roots)


def _wanted(text: str | None) -> Query | None:
    """The filter of `--filter`. The language takes as long to load as the runs: without a filter it is not."""
    if not text:
        return None
    from spt_tui.runs import query

    return query.parse(text)


def _matching(wanted: Query | None, catalog: Catalog, roots: Sequence[str]) -> MatchingRuns:
    catalog.judge_by(read_directions(roots))
    mask = catalog.present() if wanted is None else _mask(wanted, catalog)
    if 1 not in mask:
        raise NothingFound("no run matches the filter" if len(catalog) else "no runs here")
    return MatchingRuns(catalog, mask, roots, time.time())


def _mask(wanted: Query, catalog: Catalog) -> bytes:
    from spt_tui.runs.filters.vocabulary import Vocabulary

    problem = wanted.problem(Vocabulary(catalog))
    if problem is not None:
        raise problem
    return wanted.mask(catalog)
