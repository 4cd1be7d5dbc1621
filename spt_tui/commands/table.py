"""The run table without a terminal: what `--once` and `--json` print."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence

from spt_tui.commands.output import fail, print_lines
from spt_tui.export import table
from spt_tui.runs import columns
from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.filters.vocabulary import Vocabulary
from spt_tui.runs.metric_directions import read_directions
from spt_tui.runs.query import Query
from spt_tui.runs.verified_runs import verified_runs


def print_table(roots: Sequence[str], wanted: Query, as_json: bool, threads: int, is_kept: bool = True) -> int:
    """Look at `roots` as `verified_runs` does, and print the runs that `wanted` matches; gives the exit status."""
    catalog = verified_runs(roots, threads=threads, is_kept=is_kept)
    catalog.judge_by(read_directions(roots))
    problem = wanted.problem(Vocabulary(catalog))
    if problem is not None:
        return fail(f"--filter: {problem}", 2)
    now = time.time()
    found = arrange(catalog, Arrangement(wanted), now).rows
    lines: Iterable[str] = ()
    if as_json:
        lines = table.json_lines(catalog.view(found.codes), now, catalog)
    elif found:
        shown = [columns.column(id).among(catalog) for id in columns.default_columns(catalog, 4, wanted.mask(catalog))]
        lines = table.text_lines(found, shown, now)
    if not print_lines(lines):
        return 1
    if not found:
        print(f"spt-tui: no runs {'match the filter' if len(catalog) else 'here'}", file=sys.stderr)
    return 0 if found else 1
