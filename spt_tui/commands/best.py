"""`spt-tui best METRIC`: which runs are best."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import NothingFound, answered
from spt_tui.commands.arguments import ROOT_NOTE, add_cached, add_filter, add_forms, add_roots, command_parser
from spt_tui.commands.metric_direction import add_direction
from spt_tui.commands.numbers import positive
from spt_tui.commands.output import print_lines, wants_tabs

if TYPE_CHECKING:
    from spt_tui.commands.matching_runs import MatchingRuns
    from spt_tui.commands.metric_direction import Direction
    from spt_tui.export.ranking import Ranking

DESCRIPTION = """\
Say which runs are best by a metric, with the best value that each had and its last one. Which way is better is guessed
from the metric's name, unless somebody chose it in the browser or says --min or --max; what counts is said on standard
error. NaN and infinite values never win. Of a run that was resumed only what came since then is known."""
EPILOG = f"""\
Example: spt-tui best eval/top1 -n 3 --filter tag:vicreg
         spt-tui best fit/my_score --min --columns name,hp.optim.lr --json
{ROOT_NOTE} Exit status: 0, 1 when no run has a value, 2 for a wrong call."""
COLUMNS = "state,name,sweep,age,step"
"""What stands beside the values unless the user picks."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("best", DESCRIPTION, EPILOG)
    options.add_argument("metric", metavar="METRIC", help="for example eval/top1")
    add_direction(options)
    options.add_argument("-n", type=positive, default=10, dest="most", metavar="N", help="so many runs: -n 3 (10)")
    options.add_argument(
        "--columns", default=COLUMNS, metavar="COLUMN,...", help=f"what to say of each, as for ls ({COLUMNS})"
    )
    add_roots(options)
    add_filter(options)
    add_cached(options)
    add_forms(options, "run")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_rank, parser().parse_args(arguments))


def _rank(options: argparse.Namespace) -> int:
    from spt_tui.commands.list_columns import chosen_columns
    from spt_tui.commands.matching_runs import known_runs
    from spt_tui.commands.metric_direction import direction_of, metric_named

    found = known_runs(options)
    metric = metric_named(options.metric, found.catalog)
    columns = chosen_columns(options.columns, found)
    direction = direction_of(metric, options, found.catalog)
    ranking = _ranking(found, metric, direction, options.most)
    if not ranking.rows:
        raise NothingFound(f"no run has a finite value of {metric}")
    print(f"spt-tui: {direction.text(metric)}", file=sys.stderr)
    from spt_tui.export import ranking as told

    lines: Iterable[str]
    if options.json:
        lines = told.json_lines(ranking, columns, found.now)
    elif wants_tabs(options):
        lines = told.tab_lines(ranking, columns, found.now)
    else:
        lines = told.text_lines(ranking, columns, found.now)
    return 0 if print_lines(lines) else 1


def _ranking(found: MatchingRuns, metric: str, direction: Direction, most: int) -> Ranking:
    from spt_tui.export.ranking import Ranked, Ranking
    from spt_tui.runs.lists.best_value import best_values

    best = best_values(found.catalog, found.slots, metric, direction.lower, not found.is_cached)
    ids, sign = found.catalog.ids(), 1 if direction.lower else -1
    ranked = sorted(best, key=lambda slot: (sign * best[slot].value, ids[slot]))[:most]
    rows = [Ranked(best[slot], found.catalog.run(slot)) for slot in ranked]
    return Ranking(metric, direction.lower, direction.source, rows)
