"""`spt-tui diff RUN RUN ...`: in what runs differ."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from spt_tui.commands.output import fail, print_lines
from spt_tui.root import RootError

DESCRIPTION = """\
Say in what runs differ, in hyper-parameters and in the last values of their metrics. RUN is an id, a beginning or an
end of one that no other run has, or the path of a run's directory with a slash in it. Changes of numbers are shares of
the first run's."""
EPILOG = """\
Example: spt-tui diff 75d460 911c2c --root ~/runs
ROOT defaults as for the browser. Exit status: 0, 1 when a run was not found, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(
        prog="spt-tui diff",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("runs", nargs="+", metavar="RUN", help="two runs or more")
    options.add_argument(
        "--root", action="append", dest="roots", metavar="ROOT", help="directory of runs; may be given again"
    )
    options.add_argument("--all", action="store_true", help="list what is equal too")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    from spt_tui.runs.find_run import RunNotFound

    options = parser().parse_args(arguments)
    if len(options.runs) < 2:
        return fail("give two runs or more to compare", 2)
    try:
        return _print_differences(options)
    except RootError as error:
        return fail(str(error), 2)
    except RunNotFound as error:
        return fail(str(error), 2 if error.is_ambiguous else 1)


def _print_differences(options: argparse.Namespace) -> int:
    import json

    from spt_tui.commands.named_runs import named_runs
    from spt_tui.export import diff_table
    from spt_tui.runs.compare.difference import differences

    runs = named_runs(options.runs, options.roots)
    if len({run.dir for run in runs}) < len(runs):
        return fail("one run is given twice", 2)
    found = differences(runs)
    if options.json:
        lines = [json.dumps(diff_table.diff_object(found), allow_nan=False)]
    else:
        lines = diff_table.text_lines(found, options.all)
    return 0 if print_lines(lines) else 1
