"""`spt-tui export FILE`: the runs, or the points of their metrics, as a file for other programs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING

from spt_tui.commands.answered import WrongCall, answered
from spt_tui.commands.arguments import ROOT_NOTE, add_cached, add_filter, add_roots, command_parser
from spt_tui.commands.numbers import positive
from spt_tui.commands.output import fail

if TYPE_CHECKING:
    from spt_tui.commands.matching_runs import MatchingRuns
    from spt_tui.export.exported_table import ExportedTable
    from spt_tui.runs.run_view import RunView

DESCRIPTION = """\
Write the runs into a file for other programs: CSV, JSON or Parquet with all that is known of each, a Markdown or HTML
table with what the browser shows; or with --metrics the points of their metrics, a row each. A file of that name is
replaced, once the new one is whole. In CSV a text that a spreadsheet would run as a formula begins with a quote (')."""
EPILOG = f"""\
Example: spt-tui export runs.csv --filter tag:vicreg
         spt-tui export best.md --sort eval/top1 -n 10 --columns name,hp.optim.lr,best.eval/top1
         spt-tui export points.parquet --metrics --metric '^eval/' --filter sweep:48213
         spt-tui export - --format csv | head
Parquet needs pyarrow: pip install 'spt-tui[parquet]'. No file is put below the runs. {ROOT_NOTE}
Exit status: 0, 1 when no run was found or the file cannot be written, 2 for a wrong call."""
FORMATS = ("csv", "parquet", "json", "md", "html")
FOR_PEOPLE = ("md", "html")


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("export", DESCRIPTION, EPILOG)
    options.add_argument("file", metavar="FILE", help="ends in .csv .parquet .json .md or .html; - prints")
    options.add_argument("--format", choices=FORMATS, help="the form, where the name of the file does not say it")
    options.add_argument("--columns", metavar="COLUMN,...", help="what of each run, as for ls: name,state,hp.optim.lr")
    options.add_argument("--sort", default="age", metavar="COLUMN", help="what decides the order, as for ls (age)")
    options.add_argument("--reverse", action="store_true", help="turn the order round")
    options.add_argument("-n", type=positive, dest="most", metavar="N", help="the first N runs: -n 100")
    options.add_argument("--metrics", action="store_true", help="the points of the metrics instead, a row each")
    options.add_argument("--metric", metavar="RE", help="with --metrics: only names in which this is found: ^eval/")
    options.add_argument("--all", action="store_true", help="with --metrics: also rows overtaken after a restart")
    add_roots(options)
    add_filter(options)
    add_cached(options)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_export, parser().parse_args(arguments))


def _export(options: argparse.Namespace) -> int:
    from spt_tui.commands.list_columns import sorting_column
    from spt_tui.commands.matching_runs import known_runs
    from spt_tui.runs.lists.list_order import ordered_slots
    from spt_tui.runs.metric_filter import MetricFilterError

    form = _form(options)
    found = known_runs(options)
    _refuse_runs(options.file, found.roots)
    by = sorting_column(options.sort, found.catalog)
    slots = ordered_slots(found.catalog, found.mask, by, found.now, options.reverse)[: options.most]
    try:
        return _write(options, form, found, found.catalog.view(slots))
    except MetricFilterError as error:
        raise WrongCall(f"--metric: {error}") from error


def _form(options: argparse.Namespace) -> str:
    """One of `FORMATS`. WrongCall if the options do not fit each other."""
    form = options.format or os.path.splitext(options.file)[1].lower().removeprefix(".")
    if form not in FORMATS:
        raise WrongCall(f"the file's name says no form: end it in .{', .'.join(FORMATS)}, or give --format")
    if options.metrics and (form in FOR_PEOPLE or options.columns):
        raise WrongCall("--metrics has columns of its own, and goes into csv, json or parquet")
    if not options.metrics and (options.metric or options.all):
        raise WrongCall("--metric and --all go with --metrics")
    return str(form)


def _refuse_runs(path: str, roots: Sequence[str]) -> None:
    from spt_tui.export.saved_plot import lies_in_runs
    from spt_tui.text import clean

    if path != "-" and lies_in_runs(os.path.dirname(os.path.realpath(path)), roots):
        raise WrongCall(f"{clean(path)} lies below the runs: give another place")


def _write(options: argparse.Namespace, form: str, found: MatchingRuns, runs: RunView) -> int:
    from spt_tui.commands.output import print_bytes
    from spt_tui.export.parquet_file import NoPyarrow
    from spt_tui.export.replaced_file import replaced
    from spt_tui.text import clean
    from spt_tui.units import counted

    try:
        if options.file == "-":
            return 0 if print_bytes(_printed(options, form, found, runs), b"") else 1
        with replaced(options.file) as file:
            _fill(file, options, form, found, runs)
    except NoPyarrow as error:
        return fail(str(error), 1)
    except OSError as error:
        return fail(f"cannot write {clean(options.file)}: {(error.strerror or 'failed').lower()}", 1)
    print(f"spt-tui: {clean(os.path.abspath(options.file))}: {counted(len(runs), 'run')}", file=sys.stderr)
    return 0


def _printed(options: argparse.Namespace, form: str, found: MatchingRuns, runs: RunView) -> Iterable[bytes]:
    if form != "parquet":
        return _pieces(options, form, found, runs)
    from io import BytesIO

    file = BytesIO()  # its end says where everything lies: there is nothing to print before all is there
    _fill(file, options, form, found, runs)
    return [file.getvalue()]


def _fill(file: IO[bytes], options: argparse.Namespace, form: str, found: MatchingRuns, runs: RunView) -> None:
    if form != "parquet":
        file.writelines(_pieces(options, form, found, runs))
        return
    from spt_tui.export.parquet_file import write_parquet

    kinds = (str, str, float, float, float) if options.metrics else None
    write_parquet(file, _table(options, found, runs), kinds)


def _pieces(options: argparse.Namespace, form: str, found: MatchingRuns, runs: RunView) -> Iterator[bytes]:
    from spt_tui.export import exported_table

    if form in FOR_PEOPLE:
        return _encoded(_lines_for_people(options, form, found, runs))
    if form == "csv":
        return exported_table.csv_pieces(_table(options, found, runs))
    if options.metrics or options.columns:
        return exported_table.json_pieces(_table(options, found, runs))
    from spt_tui.export.table import json_lines

    return exported_table.array_pieces(json_lines(runs, found.now, found.catalog))


def _table(options: argparse.Namespace, found: MatchingRuns, runs: RunView) -> ExportedTable:
    from spt_tui.commands.list_columns import chosen_columns
    from spt_tui.export import exported_runs
    from spt_tui.export.exported_table import ExportedTable

    if options.metrics:
        from spt_tui.export.metric_rows import HEAD, metric_rows

        return ExportedTable(HEAD, metric_rows(runs, options.metric, options.all, _tell))
    if options.columns:
        return exported_runs.chosen_table(runs, chosen_columns(options.columns, found), found.now)
    return exported_runs.whole_table(runs, found.now, found.catalog)


def _lines_for_people(options: argparse.Namespace, form: str, found: MatchingRuns, runs: RunView) -> Iterable[str]:
    from spt_tui.commands.list_columns import chosen_columns
    from spt_tui.export.exported_runs import text_rows

    columns = chosen_columns(options.columns, found)
    head, right = [column.column.title for column in columns], [column.column.right for column in columns]
    rows = text_rows(runs, columns, found.now)
    if form == "md":
        from spt_tui.export.markdown_table import markdown_lines

        return markdown_lines(head, rows, right)
    from spt_tui.export.html_table import html_lines

    return html_lines(_title(options, found), head, rows, right)


def _title(options: argparse.Namespace, found: MatchingRuns) -> str:
    from spt_tui.runs.lists.more_columns import moment_text
    from spt_tui.text import clean

    what = f" matching {clean(options.filter)}" if options.filter else ""
    return f"Runs{what} in {', '.join(map(clean, found.roots))}, {moment_text(found.now)}"


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    for line in lines:
        yield line.encode("utf-8", "replace") + b"\n"


def _tell(line: str) -> None:
    print(f"spt-tui: {line}", file=sys.stderr)
