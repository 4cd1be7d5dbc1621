"""`spt-tui completion SHELL`: what makes a shell complete the words of `spt-tui`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.arguments import command_parser
from spt_tui.commands.completing.scripts import SCRIPTS
from spt_tui.commands.output import print_lines

if TYPE_CHECKING:
    from spt_tui.commands.completing.offer import Offer

DESCRIPTION = """\
Print a script for a shell that completes commands, options, names of runs, columns, metrics and filters. It asks this
program at each key, so that it knows every option there is; runs are those that the browser's last session knew."""
EPILOG = """\
Example: source <(spt-tui completion bash)
         spt-tui completion fish > ~/.config/fish/completions/spt-tui.fish
Exit status: 0, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("completion", DESCRIPTION, EPILOG)
    options.add_argument("shell", choices=tuple(SCRIPTS), help="which shell")
    # What the scripts ask: not for people.
    options.add_argument("--line", help=argparse.SUPPRESS)
    options.add_argument("--breaks", default="", help=argparse.SUPPRESS)
    options.add_argument("--words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    if options.line is not None:
        return _answer(_for_bash(options.line, options.breaks))
    if options.words is not None:
        return _answer(_for_others(options.words, options.shell))
    return _answer([SCRIPTS[options.shell].rstrip("\n")])


def _answer(lines: Iterable[str]) -> int:
    return 0 if print_lines(lines) else 1


def _for_bash(line: str, breaks: str) -> Iterable[str]:
    from spt_tui.commands.completing.offers import offers
    from spt_tui.commands.completing.typed_line import typed_line, written

    typed = typed_line(line)
    return [written(offer.word, typed, breaks) for offer in offers(typed.words[1:] or [""])]


def _for_others(words: Sequence[str], shell: str) -> Iterable[str]:
    from spt_tui.commands.completing.offers import offers

    return [_described(offer, shell) for offer in offers(words or [""])]


def _described(offer: Offer, shell: str) -> str:
    """A word with its help, as the shell wants them in one line."""
    if shell == "fish":
        return f"{offer.word}\t{offer.help}" if offer.help else offer.word
    word = offer.word.replace("\\", "\\\\").replace(":", "\\:")
    return f"{word}:{offer.help}" if offer.help else word
