"""`spt-tui show RUN ...`: all that is known of a run."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.output import print_lines

if TYPE_CHECKING:
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.run import Run

DESCRIPTION = f"""\
Say all that is known of runs, as the browser does after enter: state and health with their reasons, times, places,
tags, notes, the last and the best values of the metrics, the hyper-parameters. {RUN_NOTE}"""
EPILOG = f"""\
Example: spt-tui show 75d460
         spt-tui show --filter 'sweep:48213 state:failed' --json
{ROOT_NOTE} Exit status: 0, 1 when no run was found, 2 for a wrong call, or a RUN that could be several."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("show", DESCRIPTION, EPILOG)
    options.add_argument("runs", nargs="*", metavar="RUN", help="one run or more; none: all of --filter")
    add_roots(options)
    add_filter(options)
    options.add_argument("--json", action="store_true", help="print one JSON object a line and run")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_show, parser().parse_args(arguments))


def _show(options: argparse.Namespace) -> int:
    from spt_tui.commands.chosen_runs import chosen_runs
    from spt_tui.export.table import json_lines

    runs = chosen_runs(options.runs, options)
    catalog, now = _peers(runs), time.time()
    return 0 if print_lines(json_lines(runs, now, catalog) if options.json else _text(runs, now, catalog)) else 1


def _peers(runs: Sequence[Run]) -> Catalog:
    """What the runs are judged beside: a live run of a sweep can be slow only among the others."""
    from spt_tui.runs.metric_directions import read_directions
    from spt_tui.runs.run import State
    from spt_tui.runs.verified_runs import verified_runs

    is_live = any(run.sweep is not None and run.state is State.RUNNING for run in runs)
    roots = list(dict.fromkeys(run.root for run in runs))
    catalog = verified_runs(roots if is_live else [])
    catalog.judge_by(read_directions(roots))
    return catalog


def _text(runs: Sequence[Run], now: float, catalog: Catalog) -> Iterator[str]:
    from spt_tui.export.run_sections import run_sections
    from spt_tui.runs.health.catalog_verdict import catalog_verdict

    for place, run in enumerate(runs):
        if place:
            yield ""
        yield run.name
        for section in run_sections(run, now, catalog_verdict(run, now, catalog), catalog.directions):
            if section.title:
                yield from ("", section.title)
            yield from (f"  {name:<{section.width}}  {text}".rstrip() for name, text in section.rows)
