"""`spt-tui triage ROOT [EXPR]`: why runs died."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.numbers import positive
from spt_tui.commands.output import INTERRUPTED, fail, print_lines
from spt_tui.root import RootError, resolve_roots

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
    options = argparse.ArgumentParser(
        prog="spt-tui triage",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("root", nargs="?", metavar="ROOT", help="directory of runs")
    options.add_argument("filter", nargs="*", metavar="EXPR", help="which runs, for example sweep:48213")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options.add_argument("--threads", type=positive, default=8, metavar="N", help="that ask a slow file system (8)")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    from spt_tui.runs.query import QueryError

    options = parser().parse_args(arguments)
    try:
        patients = _patients(options)
        if not patients.runs:
            return fail("no run matches the filter" if options.filter else "no runs here", 1)
        return _print_triage(patients, options.json)
    except (RootError, QueryError) as error:
        return fail(str(error), 2)
    except KeyboardInterrupt:
        return INTERRUPTED


def _patients(options: argparse.Namespace) -> Patients:
    from itertools import compress

    from spt_tui.runs import query
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.filters.vocabulary import Vocabulary
    from spt_tui.runs.scan import scan_into
    from spt_tui.runs.triage.patients import patients_of

    wanted = query.parse(" ".join(options.filter))
    catalog = Catalog()
    for root in resolve_roots([options.root]):
        for _ in scan_into(catalog, root, threads=options.threads):
            pass
    problem = wanted.problem(Vocabulary(catalog))
    if problem is not None:
        raise problem
    mask = wanted.mask(catalog)
    return patients_of(catalog, [*compress(range(len(mask)), mask)])


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
