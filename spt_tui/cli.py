"""The command line. Nothing is imported before it is known to be needed."""

from __future__ import annotations

import os
import sys

from spt_tui.root import RootError, resolve_root, resolve_roots
from spt_tui.ui import first_frame
from spt_tui.ui.hold import HOLD, has_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from contextlib import ExitStack

EPILOG = """\
ROOT defaults to $SPT_CACHE_DIR, else ~/.cache/stable-pretraining; ROOT/runs is used when it exists.
A first word that is a command is the command: spt-tui scan ROOT --stats (./scan for a directory of that name).
Exit status: 0, 1 when nothing was found, 2 for a wrong call. Press ? in the browser for its keys."""


COMMANDS = {"scan": "say how the runs stand and what it costs to look"}
"""Command -> what it does; it is `main` of the module of that name in `commands`."""

SCREENFUL = 48
"""Runs that are read while the screen is still being imported."""


LAST_SECONDS = 0.3
"""The end waits so long for what is known to be written."""


def _shown(path: str) -> str:
    from spt_tui.text import clean

    return clean(path)


def _parser() -> argparse.ArgumentParser:
    import argparse

    from spt_tui import __version__

    parser = argparse.ArgumentParser(
        prog="spt-tui",
        description="Browse machine-learning training runs in the terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("roots", nargs="*", metavar="ROOT", help="directory of runs; several show as one table")
    parser.add_argument("--demo", action="store_true", help="browse a temporary copy of the bundled sample runs")
    parser.add_argument("--filter", default="", metavar="EXPR", help="start with this filter, for example tag:vicreg")
    parser.add_argument("--once", action="store_true", help="print the table as plain text and exit")
    parser.add_argument("--json", action="store_true", help="print one JSON object a run and exit")
    parser.add_argument("--no-diff", action="store_true", help="let Textual repaint whole regions")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write what the last session knew")
    parser.add_argument("--version", action="version", version=f"spt-tui {__version__}")
    return parser


def _fail(text: str) -> int:
    HOLD.give_back()
    print(f"spt-tui: {text}", file=sys.stderr)
    return 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    given = sys.argv[1:] if arguments is None else [*arguments]
    if given and given[0] in COMMANDS:
        return _command(given[0], given[1:])
    try:
        return _run(given, first_frame.show(given))
    finally:
        HOLD.give_back()


def _command(name: str, arguments: Sequence[str]) -> int:
    from importlib import import_module

    return int(import_module(f"spt_tui.commands.{name}").main(arguments))


def _run(given: Sequence[str], notice: str) -> int:
    from contextlib import ExitStack

    options = _parser().parse_args(given)
    if options.demo and options.roots:
        return _fail("--demo brings its own runs: give a ROOT or --demo")
    with ExitStack() as stack:
        try:
            roots = _demo_roots(stack) if options.demo else resolve_roots(options.roots)
        except RootError as error:
            return _fail(str(error))
        if options.once or options.json:
            return _print_table(roots, options)
        return _browse(roots, options, given, notice)


def _demo_roots(stack: ExitStack) -> list[str]:
    from spt_tui.demo import Demo

    return [resolve_root(stack.enter_context(Demo()).root)]


def _print_table(roots: Sequence[str], options: argparse.Namespace) -> int:
    import io
    import time

    from spt_tui.export import table
    from spt_tui.runs import columns, query
    from spt_tui.runs.arrange import Arrangement, arrange
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.scanner import scan

    try:
        wanted = query.parse(options.filter)
    except query.QueryError as error:
        return _fail(f"--filter: {error}")
    catalog = Catalog()
    for root in roots:
        for run in scan(root):
            catalog.put(run)
    if sys.stdout is None:
        return _fail("there is no standard output to print to")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    now = time.time()
    found = arrange(catalog, Arrangement(wanted), now).rows
    try:
        if options.json:
            for line in table.json_lines(catalog.view(found.codes)):
                print(line)
        elif found:
            shown = [columns.column(id) for id in columns.default_columns(catalog, 4, wanted.mask(catalog))]
            print("\n".join(table.text_lines(found, shown, now)))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"spt-tui: cannot write: {(error.strerror or 'failed').lower()}", file=sys.stderr)
        return 1
    if not found:
        print(f"spt-tui: no runs {'match the filter' if len(catalog) else 'here'}", file=sys.stderr)
    return 0 if found else 1


def _browse(roots: Sequence[str], options: argparse.Namespace, given: Sequence[str], notice: str) -> int:
    import gc
    import time

    # A collection in the middle of the imports costs 30 ms of the start; the app turns it on again.
    gc.disable()
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.index import Index
    from spt_tui.runs.scanner import RunScanner

    is_kept = not (options.demo or options.no_cache)
    catalog = Catalog()
    scanners = [
        RunScanner(root, catalog=catalog, index=Index(root, roots) if is_kept else None, keep_sidecars=False)
        for root in roots
    ]
    for scanner in scanners:
        scanner.start(first=SCREENFUL)
    from spt_tui.ui.app import RunsApp
    from spt_tui.ui.terminal import run_app

    if not has_terminal():
        is_one = os.isatty(0) and os.isatty(1)
        term = _shown(os.environ.get("TERM") or "not set")
        reason = f"this terminal cannot place its cursor (TERM is {term})" if is_one else "this is not a terminal"
        return _fail(f"{reason}; --once prints the table, --json the runs")
    app = RunsApp(scanners, options.filter, options.demo, not options.no_diff, notice)
    status = run_app(app)
    until = time.monotonic() + LAST_SECONDS
    if is_kept:
        first_frame.save(given, app.last_lines, app.last_columns)
    for scanner in scanners:
        scanner.stop()
    for scanner in scanners:
        scanner.finish(max(0.0, until - time.monotonic()))
    return status
