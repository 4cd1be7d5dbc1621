"""The command line. Nothing is imported before it is known to be needed."""

from __future__ import annotations

import os
import stat
import sys

from spt_tui.ui import first_frame
from spt_tui.ui.hold import HOLD, has_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from contextlib import ExitStack

EPILOG = """\
ROOT defaults to $SPT_CACHE_DIR, else ~/.cache/stable-pretraining; ROOT/runs is used when it exists.
Exit status: 0, 1 when nothing was found, 2 for a wrong call. Press ? in the browser for its keys."""


SCREENFUL = 48
"""Runs that are read while the screen is still being imported."""


class RootError(ValueError):
    """A root that cannot be browsed, with the reason in one line."""


def resolve_root(given: str | None) -> str:
    """The absolute directory to scan for a ROOT argument, or for none; RootError says why it cannot be."""
    if given == "":
        raise RootError("ROOT is empty: an unset variable?")
    root = given or os.environ.get("SPT_CACHE_DIR") or os.path.join("~", ".cache", "stable-pretraining")
    root = os.path.abspath(os.path.expanduser(root))
    try:
        mode = os.stat(root).st_mode
        if not stat.S_ISDIR(mode):
            raise RootError(f"{_shown(root)}: not a directory")
        below = os.path.join(root, "runs")
        root = below if os.path.isdir(below) else root
        with os.scandir(root):
            return root
    except OSError as error:
        hint = "" if given else "; give a directory of runs, or try spt-tui --demo"
        raise RootError(f"{_shown(root)}: {(error.strerror or 'cannot be read').lower()}{hint}") from error


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
    try:
        return _run(given, first_frame.show(given))
    finally:
        HOLD.give_back()


def _run(given: Sequence[str], notice: str) -> int:
    from contextlib import ExitStack

    options = _parser().parse_args(given)
    if options.demo and options.roots:
        return _fail("--demo brings its own runs: give a ROOT or --demo")
    with ExitStack() as stack:
        try:
            roots = _demo_roots(stack) if options.demo else _given_roots(options.roots)
        except RootError as error:
            return _fail(str(error))
        if options.once or options.json:
            return _print_table(roots, options)
        return _browse(roots, options, given, notice)


def _given_roots(given: Sequence[str | None]) -> list[str]:
    """The roots to look below. One that lies below another is left out: a run is one row, under one id."""
    from spt_tui.runs.below import is_below

    roots = {os.path.realpath(root): root for root in map(resolve_root, reversed(given or [None]))}
    tops = [root for real, root in roots.items() if not any(is_below(other, real) for other in roots if other != real)]
    return tops[::-1]


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

    # A collection in the middle of the imports costs 30 ms of the start; the app turns it on again.
    gc.disable()
    from spt_tui.runs.scanner import RunScanner

    scanners = [RunScanner(root, keep_sidecars=False) for root in roots]
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
    if not (options.demo or options.no_cache):
        first_frame.save(given, app.last_lines, app.last_columns)
    return status
