"""The options of the browser itself: what `spt-tui [ROOT ...]` takes."""

from __future__ import annotations

from spt_tui.commands import COMMANDS

TYPE_CHECKING = False  # a start without options waits for nothing of this
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

EPILOG = """\
commands, each with a --help of its own; a first word that is one is the command (./scan for a directory of that name):
{commands}

ROOT defaults to $SPT_CACHE_DIR, else ~/.cache/stable-pretraining; ROOT/runs is used when it exists.
Exit status: 0, 1 when nothing was found, 2 for a wrong call. Press ? in the browser for its keys."""


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
