"""What commands ask on the command line alike.

The parser is argparse's: it loads in 2 ms, click takes 38 and those that are built on it more.
"""

from __future__ import annotations

import argparse

EXAMPLE = "Example: "
ROOT_NOTE = "ROOT defaults as for the browser."
RUN_NOTE = """\
RUN is an id, a beginning or an end of one that no other run has, or the path of a run's directory with a slash in
it."""


def command_parser(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """The parser of `spt-tui <name>`, without any option. Lines of examples stand in the epilog as they are."""
    return argparse.ArgumentParser(
        prog=f"spt-tui {name}",
        description=description,
        epilog=epilog,
        formatter_class=_Help,
    )


class _Help(argparse.HelpFormatter):
    """Fills what is written to the width of the terminal, but for examples, which are to be copied."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from itertools import groupby
        from textwrap import fill

        parts = []
        for is_example, group in groupby(text.splitlines(), lambda line: line.startswith((EXAMPLE, " "))):
            lines = "\n".join(group)
            parts.append(lines if is_example else fill(lines, width, break_long_words=False, break_on_hyphens=False))
        return "\n".join(parts)


def add_roots(parser: argparse.ArgumentParser) -> None:
    """`--root ROOT`, as often as one likes: `roots` is a list, or None."""
    parser.add_argument(
        "--root", action="append", dest="roots", metavar="ROOT", help="directory of runs; may be given again"
    )


def add_filter(parser: argparse.ArgumentParser, help: str = "only runs that this matches, as in the browser") -> None:
    """`--filter EXPR`."""
    parser.add_argument("--filter", metavar="EXPR", help=f"{help}: --filter 'tag:vicreg state:failed'")


def add_cached(parser: argparse.ArgumentParser) -> None:
    """`--cached`."""
    parser.add_argument(
        "--cached", action="store_true", help="answer from what the last session knew; how old that is, is said"
    )


def add_forms(parser: argparse.ArgumentParser, one: str) -> None:
    """`--json`, `--tsv` and `--text`, of which one may be given. `one` says what a JSON object a line stands for."""
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help=f"print one JSON object a line and {one}")
    forms.add_argument("--tsv", action="store_true", help="print values between tabs, as in a pipe")
    forms.add_argument("--text", action="store_true", help="print aligned text, as on a terminal")
