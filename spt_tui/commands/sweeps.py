"""`spt-tui sweeps`: how the sweeps stand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spt_tui.commands.answered import NothingFound, answered
from spt_tui.commands.arguments import ROOT_NOTE, add_cached, add_filter, add_forms, add_roots, command_parser
from spt_tui.commands.group_printing import add_most, newest_first, print_groups
from spt_tui.commands.metric_direction import add_direction

if TYPE_CHECKING:
    from spt_tui.commands.matching_runs import MatchingRuns
    from spt_tui.export.group_table import GroupRow

DESCRIPTION = """\
List the sweeps: how many runs each has, by state, when the newest of them began, and the best value that any of them
had of a metric, with its run. Which way is better is guessed from the metric's name, unless somebody chose it in the
browser or says --min or --max; what counts is said on standard error."""
EPILOG = f"""\
Example: spt-tui sweeps -n 5 --metric eval/top1
The sweep with the newest run comes first. {ROOT_NOTE}
Exit status: 0, 1 when there is no sweep, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("sweeps", DESCRIPTION, EPILOG)
    options.add_argument("--metric", metavar="METRIC", help="what the best is the best of (the most telling one)")
    add_direction(options)
    add_most(options, "sweeps")
    add_roots(options)
    add_filter(options)
    add_cached(options)
    add_forms(options, "sweep")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_list, parser().parse_args(arguments))


def _list(options: argparse.Namespace) -> int:
    from spt_tui.commands.matching_runs import known_runs
    from spt_tui.commands.metric_direction import direction_of
    from spt_tui.export.group_table import GroupTable
    from spt_tui.runs.lists.run_group import groups, sweep_of

    found = known_runs(options)
    swept = groups(found.catalog, found.slots, sweep_of(found.catalog))
    rows = newest_first(found.catalog, (group for group in swept if group.key is not None))[: options.most]
    if not rows:
        raise NothingFound("no run belongs to a sweep")
    metric = _metric(options.metric, found, rows)
    if metric is None:
        return print_groups(GroupTable("sweep", rows), options, found.now)
    direction = direction_of(metric, options, found.catalog)
    print(f"spt-tui: {direction.text(metric)}", file=sys.stderr)
    rows = _with_best(found, rows, metric, direction.lower)
    return print_groups(GroupTable("sweep", rows, metric, direction.lower), options, found.now)


def _metric(word: str | None, found: MatchingRuns, rows: Sequence[GroupRow]) -> str | None:
    """The metric that is asked for, else the most telling of those that most runs of the sweeps share."""
    from spt_tui.commands.metric_direction import metric_named
    from spt_tui.runs.columns import shared_metrics

    if word is not None:
        return metric_named(word, found.catalog)
    mask = bytearray(len(found.mask))
    for row in rows:
        for slot in row.group.slots:
            mask[slot] = 1
    return next(iter(shared_metrics(found.catalog, bytes(mask))), None)


def _with_best(found: MatchingRuns, rows: Sequence[GroupRow], metric: str, lower: bool) -> list[GroupRow]:
    from spt_tui.export.group_table import BestOfGroup
    from spt_tui.runs.lists.best_value import best_values

    slots = [slot for row in rows for slot in row.group.slots]
    best = best_values(found.catalog, slots, metric, lower, not found.is_cached)

    def best_of(row: GroupRow) -> BestOfGroup | None:
        slots = [slot for slot in row.group.slots if slot in best]
        if not slots:
            return None
        slot = (min if lower else max)(slots, key=lambda slot: best[slot].value)
        return BestOfGroup(best[slot].value, found.catalog.run(slot))

    return [replace(row, best=best_of(row)) for row in rows]
