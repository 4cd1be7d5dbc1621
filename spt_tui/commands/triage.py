"""`spt-tui triage ROOT [EXPR]`: why runs died."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import add_filter, add_roots, command_parser
from spt_tui.commands.numbers import positive
from spt_tui.commands.output import INTERRUPTED, print_lines
from spt_tui.root import resolve_roots

if TYPE_CHECKING:
    from spt_tui.runs.triage.patients import Patients

DESCRIPTION = """\
Say why the failed and the dead of some runs died: grouped by the last error of their logs, with the ranks and nodes
where it came first, a sample of the lines, and the hyper-parameters in which the dead differ from the living. Only the
ends of the logs are read. EXPR is a filter as in the browser; without one all runs are looked at."""
EPILOG = """\
Example: spt-tui triage ~/runs sweep:48213
ROOT defaults as for the browser; before an EXPR it must be given. Which rank failed first is a guess by the times in
the logs. Exit status: 0, 1 when no run or no dead one was found, 2 for a wrong call, 130 after ctrl-c."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("triage", DESCRIPTION, EPILOG)
    options.add_argument("root", nargs="?", metavar="ROOT", help="directory of runs")
    options.add_argument("words", nargs="*", metavar="EXPR", help="which runs, for example sweep:48213")
    add_roots(options)
    add_filter(options)
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options.add_argument("--threads", type=positive, default=8, metavar="N", help="that ask a slow file system (8)")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    try:
        return answered(_triage, options)
    except KeyboardInterrupt:
        return INTERRUPTED


def _triage(options: argparse.Namespace) -> int:
    from spt_tui.commands.matching_runs import runs_matching
    from spt_tui.runs import query
    from spt_tui.runs.triage.patients import patients_of

    wanted = query.parse(" ".join(options.words)).joined(query.parse(options.filter or ""))
    given = [options.root] if options.root is not None else []
    roots = resolve_roots([*given, *(options.roots or [])])
    found = runs_matching(wanted, roots, options.threads)
    return _print_triage(patients_of(found.catalog, found.slots), options.json)


def _print_triage(patients: Patients, as_json: bool) -> int:
    import json

    from spt_tui.export import triage_table
    from spt_tui.runs.triage.triage import triage

    found = triage(patients)
    if as_json:
        lines = [json.dumps(triage_table.triage_object(found), allow_nan=False)]
    else:
        lines = triage_table.text_lines(found)
    return 0 if print_lines(lines) and found.dead else 1
