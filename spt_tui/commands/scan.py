"""`spt-tui scan ROOT`: what is there, and what it costs to look."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence

from spt_tui.commands.arguments import ROOT_NOTE, add_roots, command_parser
from spt_tui.commands.numbers import count, positive
from spt_tui.commands.output import fail, print_lines
from spt_tui.root import RootError, resolve_roots

DESCRIPTION = """\
Scan ROOT as the browser does, in this process, and say how its runs stand."""
EPILOG = f"""\
Example: spt-tui scan ~/runs --stats --polls 10
{ROOT_NOTE} Exit status: 0, 1 when no run was found, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("scan", DESCRIPTION, EPILOG)
    options.add_argument("places", nargs="*", metavar="ROOT", help="directory of runs; several are scanned in turn")
    add_roots(options)
    options.add_argument("--stats", action="store_true", help="say what it cost: calls, time, memory")
    options.add_argument("--polls", type=count, default=0, metavar="N", help="then poll so many times, a second apart")
    options.add_argument("--threads", type=positive, default=8, metavar="N", help="that ask a slow file system (8)")
    options.add_argument("--budget", type=positive, default=200, metavar="N", help="calls a second of the polls (200)")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    try:
        roots = resolve_roots([*options.places, *(options.roots or [])])
    except RootError as error:
        return fail(str(error), 2)
    return _scan(roots, options)


def _scan(roots: Sequence[str], options: argparse.Namespace) -> int:
    from spt_tui.export import footprint, scan_report
    from spt_tui.process import resident_bytes
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.scanner import RunScanner

    catalog = Catalog()
    scanners = [
        RunScanner(root, budget=options.budget, threads=options.threads, catalog=catalog, keep_sidecars=False)
        for root in roots
    ]
    for poll in range(1 + options.polls):
        if poll:
            time.sleep(1.0)
        for scanner in scanners:
            scanner.step()
    problems = [line for scanner in scanners for line in scanner.problems()]
    cost = footprint.together([scanner.footprint() for scanner in scanners])
    memory = resident_bytes()
    if options.json:
        report = scan_report.report_object(roots, catalog, problems)
        lines = [json.dumps(report | {"footprint": footprint.footprint_object(cost, memory)}, allow_nan=False)]
    else:
        lines = scan_report.report_lines(roots, catalog, problems)
        if options.stats:
            lines += ["", *footprint.footprint_lines(cost, memory)]
    return 0 if print_lines(lines) and len(catalog) else 1
