"""The command line. Nothing is imported before it is known to be needed."""

from __future__ import annotations

import gc
import sys

from spt_tui.root import RootError, remembered_root, resolve_root, resolve_roots
from spt_tui.ui import first_frame
from spt_tui.ui.hold import HOLD

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from contextlib import ExitStack

EPILOG = """\
commands, each with a --help of its own; a first word that is one is the command (./scan for a directory of that name):
{commands}

ROOT defaults to $SPT_CACHE_DIR, else ~/.cache/stable-pretraining; ROOT/runs is used when it exists.
Exit status: 0, 1 when nothing was found, 2 for a wrong call. Press ? in the browser for its keys."""


COMMANDS = {
    "best": "say which runs are best by a metric",
    "completion": "print what makes a shell complete the words of spt-tui",
    "diff": "say in what runs differ",
    "export": "write the runs, or their points, into a file",
    "gpus": "say how this machine and its GPUs do",
    "logs": "print the logs of a run",
    "ls": "list runs",
    "metrics": "print the metrics of a run",
    "path": "print where a run, its checkpoint or its logs lie",
    "plot": "plot metrics of runs as text, SVG or PNG",
    "record": "write down what this node does, alone or beside a command",
    "scan": "say how the runs stand and what it costs to look",
    "show": "say all that is known of a run",
    "summary": "sum up what a run took of its machines",
    "sweeps": "say how the sweeps stand",
    "tags": "list the tags of the runs",
    "triage": "say why runs died",
    "watch": "say how runs change their states, as it happens",
}
"""Command -> what it does; it is `main` of the module of that name in `commands`."""


class Options:
    """What the command line asks for, with what holds unless it says otherwise."""

    roots: Sequence[str] = ()
    demo = False
    filter = ""
    once = False
    json = False
    budget = 200
    """Requests a second to the file system."""
    threads = 8
    """That ask a slow file system."""
    glyphs: str | None = None
    """What curves are drawn with; the terminal's locale decides otherwise."""
    no_diff = False
    no_cache = False


def _options(given: Sequence[str]) -> Options:
    options = Options()
    if any(word.startswith("-") for word in given):
        browser_parser().parse_args(given, options)
    else:
        options.roots = given  # what reads options takes 5 ms to load, and most starts have none
    return options


def browser_parser() -> argparse.ArgumentParser:
    """The options of the browser itself."""
    import argparse

    from spt_tui import __version__
    from spt_tui.commands.numbers import positive

    parser = argparse.ArgumentParser(
        prog="spt-tui",
        description="Browse machine-learning training runs in the terminal.",
        epilog=EPILOG.format(commands="\n".join(f"  {name:<14} {does}" for name, does in COMMANDS.items())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("roots", nargs="*", metavar="ROOT", help="directory of runs; several show as one table")
    parser.add_argument("--demo", action="store_true", help="browse a temporary copy of the bundled sample runs")
    parser.add_argument("--filter", metavar="EXPR", help="start with this filter, for example tag:vicreg")
    parser.add_argument("--once", action="store_true", help="print the table as plain text and exit")
    parser.add_argument("--json", action="store_true", help="print one JSON object a run and exit")
    parser.add_argument(
        "--budget", type=positive, metavar="N", help=f"requests a second to the file system ({Options.budget})"
    )
    threads = f"that ask a slow file system ({Options.threads})"
    parser.add_argument("--threads", type=positive, metavar="N", help=threads)
    parser.add_argument(
        "--glyphs", choices=("braille", "block", "ascii"), help="what curves are drawn with (what the locale allows)"
    )
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
    # A collection in the middle of the imports costs 30 ms of the start; the browser turns it on once it stands.
    gc.disable()
    try:
        return _run(given, first_frame.show(given))
    finally:
        gc.enable()
        HOLD.give_back()


def _command(name: str, arguments: Sequence[str]) -> int:
    from importlib import import_module

    try:
        return int(import_module(f"spt_tui.commands.{name}").main(arguments))
    except KeyboardInterrupt:
        from spt_tui.commands.output import INTERRUPTED

        return INTERRUPTED


def _run(given: Sequence[str], notice: str) -> int:
    from contextlib import ExitStack

    options = _options(given)
    if options.demo and options.roots:
        return _fail("--demo brings its own runs: give a ROOT or --demo")
    with ExitStack() as stack:
        try:
            roots = _demo_roots(stack) if options.demo else _given_roots(options)
        except RootError as error:
            return _fail(str(error))
        if options.once or options.json:
            gc.enable()
            return _print_table(roots, options)
        return _browse(roots, options, given, notice)


def _given_roots(options: Options) -> list[str]:
    is_one_shot = options.once or options.json
    if len(options.roots) < 2 and not (is_one_shot or options.no_cache):
        root = remembered_root(options.roots[0] if options.roots else None)
        if root is not None:
            return [root]
    return resolve_roots(options.roots)


def _demo_roots(stack: ExitStack) -> list[str]:
    from spt_tui.demo import Demo

    return [resolve_root(stack.enter_context(Demo()).root)]


def _print_table(roots: Sequence[str], options: Options) -> int:
    from spt_tui.commands.table import print_table
    from spt_tui.runs import query

    try:
        wanted = query.parse(options.filter)
    except query.QueryError as error:
        return _fail(f"--filter: {error}")
    if sys.stdout is None:
        return _fail("there is no standard output to print to")
    return print_table(roots, wanted, options.json, options.threads)


def _browse(roots: Sequence[str], options: Options, given: Sequence[str], notice: str) -> int:
    from spt_tui.commands.browse import NoTerminal, browse

    try:
        return browse(roots, options, given, notice)
    except NoTerminal as reason:
        return _fail(str(reason))
