"""The command line. Nothing is imported before it is known to be needed."""

from __future__ import annotations

import gc
import sys

from spt_tui.commands import COMMANDS
from spt_tui.root import RootError, remembered_root, resolve_root, resolve_roots
from spt_tui.ui import first_frame
from spt_tui.ui.hold import HOLD

__all__ = ["COMMANDS", "main"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

    from spt_tui.commands.browser_options import Options


def _options(given: Sequence[str]) -> Options:
    from spt_tui.commands.browser_options import Options, browser_parser

    options = Options()
    if any(word.startswith("-") for word in given):
        browser_parser().parse_args(given, options)
    else:
        options.roots = given  # what reads options takes 5 ms to load, and most starts have none
    return options


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
    is_kept = not (options.demo or options.no_cache)
    return print_table(roots, wanted, options.json, options.threads, is_kept)


def _browse(roots: Sequence[str], options: Options, given: Sequence[str], notice: str) -> int:
    from spt_tui.commands.browse import NoTerminal, browse

    try:
        return browse(roots, options, given, notice)
    except NoTerminal as reason:
        return _fail(str(reason))
