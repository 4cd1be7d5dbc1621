"""`spt-tui metrics RUN`: the metrics of a run as a table, as JSON, or as CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import WrongCall, answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.numbers import positive
from spt_tui.commands.output import fail, print_lines

if TYPE_CHECKING:
    from spt_tui.runs.curves.series import Series
    from spt_tui.runs.metrics import Metrics
    from spt_tui.runs.run import Run

DESCRIPTION = f"""\
Print the metrics of a run: last and best value, trend, NaN and Inf, and the run's health.
{RUN_NOTE}"""
EPILOG = f"""\
Example: spt-tui metrics 75d460 --metric '^eval/' --csv > eval.csv
Rows that a resumed run wrote anew are in no list of points, but for --all. What cannot be read of the file is said on
standard error. {ROOT_NOTE} Exit status: 0, 1 when nothing was found, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("metrics", DESCRIPTION, EPILOG)
    options.add_argument("run", metavar="RUN", help="one run")
    options.add_argument("--metric", metavar="RE", help="only metrics in whose name this regular expression is found")
    add_roots(options)
    add_filter(options, "look for RUN among the runs that this matches")
    options.add_argument("--steps", type=positive, metavar="N", help="the time left is that to N steps in all")
    form = options.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print the points, a line each: metric,step,epoch,value")
    options.add_argument("--points", action="store_true", help="with --json: the points too")
    options.add_argument("--all", action="store_true", help="with --csv: also rows that were overtaken after a restart")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    if options.points and not options.json:
        return fail("--points goes with --json; --csv prints points alone", 2)
    return answered(_print_metrics, options)


def _print_metrics(options: argparse.Namespace) -> int:
    import os

    from spt_tui.commands.chosen_runs import chosen_runs
    from spt_tui.runs.curves.one_metric import read_metrics
    from spt_tui.runs.metric_filter import MetricFilterError, metric_filter
    from spt_tui.runs.metrics import FILE_NAME

    try:
        is_meant = metric_filter("" if options.metric is None else f"/{options.metric}/")
    except MetricFilterError as error:
        raise WrongCall(str(error)) from error
    (run,) = chosen_runs([options.run], options)
    metrics = read_metrics(os.path.join(run.dir, FILE_NAME))
    for note in (*metrics.notes, *([metrics.problem] if metrics.problem else [])):
        print(f"spt-tui: {run.name}: {note}", file=sys.stderr)
    listed = [metrics.series[place] for place in is_meant([series.name for series in metrics.series])]
    printed = print_lines(_lines(run, metrics, listed, options))
    if not listed and not metrics.problem:
        return fail(f"{run.name}: no metric {'of that name' if metrics.series else 'yet'}", 1)
    return 0 if listed and printed else 1


def _lines(run: Run, metrics: Metrics, listed: Sequence[Series], options: argparse.Namespace) -> Iterable[str]:
    import json
    import time

    if options.csv:
        from spt_tui.export.point_table import series_lines

        return series_lines(listed, options.all)
    from spt_tui.export.metrics_table import MetricsReport, report_object, text_lines
    from spt_tui.runs.health.eta import remaining
    from spt_tui.runs.health.examination import examine
    from spt_tui.runs.metric_choices import ChoicesFile

    is_lower = ChoicesFile(run.root).read().is_lower
    verdicts = examine(metrics, run, time.time(), is_lower=is_lower)
    report = MetricsReport(run, metrics, listed, verdicts, remaining(run, metrics, options.steps), is_lower)
    return [json.dumps(report_object(report, options.points), allow_nan=False)] if options.json else text_lines(report)
