"""`spt-tui diff RUN RUN ...`: in what runs differ."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from spt_tui.commands.answered import NothingFound, WrongCall, answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.output import print_lines

DESCRIPTION = f"""\
Say in what runs differ, in hyper-parameters and in the last values of their metrics. Changes of numbers are shares of
the first run's. {RUN_NOTE}"""
EPILOG = f"""\
Example: spt-tui diff 75d460 911c2c --root ~/runs
         spt-tui diff --filter 'sweep:48213 state:failed'
{ROOT_NOTE} Exit status: 0, 1 when a run was not found, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("diff", DESCRIPTION, EPILOG)
    options.add_argument("runs", nargs="*", metavar="RUN", help="two runs or more; none: all of --filter")
    add_roots(options)
    add_filter(options)
    options.add_argument("--all", action="store_true", help="list what is equal too")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_print_differences, parser().parse_args(arguments))


def _print_differences(options: argparse.Namespace) -> int:
    import json

    from spt_tui.commands.chosen_runs import chosen_runs
    from spt_tui.export import diff_table
    from spt_tui.runs.compare.difference import differences

    if len(options.runs) < 2 and options.filter is None:
        raise WrongCall("give two runs or more to compare")
    runs = chosen_runs(options.runs, options)
    if len(runs) < 2:
        raise NothingFound("the filter matches one run alone")
    found = differences(runs)
    if options.json:
        lines = [json.dumps(diff_table.diff_object(found), allow_nan=False)]
    else:
        lines = diff_table.text_lines(found, options.all)
    return 0 if print_lines(lines) else 1
