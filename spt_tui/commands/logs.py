"""`spt-tui logs RUN`: the logs of a run as text that a terminal can be trusted with, or as JSON."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.numbers import count
from spt_tui.commands.output import INTERRUPTED, fail, print_lines, reader_is_gone

if TYPE_CHECKING:
    from spt_tui.commands.log_printing import LogPrinting
    from spt_tui.runs.logs.streams import Found, LogStream

FIND_SECONDS = 15.0
"""Logs that a followed run begins later, those of other ranks or of a new job, are looked for so often."""
WAIT_SECONDS = 2.0
"""The same while there is none at all."""
DESCRIPTION = f"""\
Print the logs of a run: progress bars in their last state, control characters made visible, colours on a terminal only.
Without --rank and --kind all of its logs are printed, each under its name.
{RUN_NOTE}"""
EPILOG = f"""\
Example: spt-tui logs 75d460 --rank 0,2,4-7 --kind err --tail 100 --follow
A line is printed once it has ended; --follow waits for the first log of a run that goes on. {ROOT_NOTE}
Exit status: 0, 1 when no log or no line was found, 2 for a wrong call, 130 after ctrl-c."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("logs", DESCRIPTION, EPILOG)
    options.add_argument("run", metavar="RUN", help="one run")
    options.add_argument("--rank", metavar="RANKS", help="only these ranks, as in 0,2,4-7")
    options.add_argument("--kind", action="append", choices=("out", "err", "log"), help="only this; may be given again")
    options.add_argument("--tail", type=count, metavar="N", help="only the last N lines of each log, and what follows")
    options.add_argument("--follow", action="store_true", help="go on with what is written, until ctrl-c")
    options.add_argument("--grep", metavar="RE", help="only lines in which this regular expression is found")
    options.add_argument("--errors", action="store_true", help="only errors, tracebacks in whole")
    options.add_argument("--json", action="store_true", help="print one JSON object a line")
    add_roots(options)
    add_filter(options, "look for RUN among the runs that this matches")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    import re

    from spt_tui.runs.logs.ranks.rank_set import RanksWrong

    options = parser().parse_args(arguments)
    try:
        return answered(_print_logs, options)
    except KeyboardInterrupt:
        print_lines(())  # what is printed already has to leave, even if its reader has gone with the same key
        return INTERRUPTED
    except RanksWrong as error:
        return fail(str(error), 2)
    except re.error as error:
        return fail(f"--grep: {error}", 2)


def _print_logs(options: argparse.Namespace) -> int:
    import re

    from spt_tui.commands.chosen_runs import chosen_runs
    from spt_tui.commands.log_printing import LogPrinting
    from spt_tui.runs.logs.ranks.rank_set import parse_ranks
    from spt_tui.runs.logs.streams import find_streams

    ranks = None if options.rank is None else parse_ranks(options.rank)
    wanted = None if options.grep is None else re.compile(options.grep)
    (run,) = chosen_runs([options.run], options)

    def chosen(found: Found) -> list[LogStream]:
        return [
            stream
            for stream in found.streams
            if (ranks is None or stream.rank in ranks) and (options.kind is None or stream.kind in options.kind)
        ]

    found = find_streams(run)
    streams = chosen(found)
    if not streams and (run.ended or not options.follow):
        return fail(f"{run.name}: {_why_none(found)}", 1)
    if not streams:
        print(f"spt-tui: {run.name}: {_why_none(found)}; waiting for one, ctrl-c ends", file=sys.stderr, flush=True)
    printing = LogPrinting(run.id, streams, options.tail, wanted, options.errors, options.json)
    look = (lambda: chosen(find_streams(run))) if options.follow else None
    printed = print_lines(_until_the_end(printing, look))
    return 0 if printed and (printing.count or options.follow) else 1


def _until_the_end(printing: LogPrinting, look: Callable[[], Sequence[LogStream]] | None) -> Iterator[str]:
    """What there is; with `look`, which finds the logs, also what comes until the reader goes."""
    looked = time.monotonic()
    yield from _said(printing.news(), printing)
    while look is not None and not reader_is_gone(printing.interval):
        if time.monotonic() - looked >= (FIND_SECONDS if printing.has_logs else WAIT_SECONDS):
            printing.add(look())
            looked = time.monotonic()
        yield from _said(printing.news(), printing)
    yield from printing.rest()


def _said(lines: Iterable[str], printing: LogPrinting) -> Iterator[str]:
    """The lines; then what happened to the files goes to standard error."""
    yield from lines
    sys.stdout.flush()
    for note in printing.take_notes():
        print(f"spt-tui: {note}", file=sys.stderr)


def _why_none(found: Found) -> str:
    if found.streams:
        return f"no such log; there are {_listed(found.streams)}"
    return f"no logs found; looked for {', '.join(found.tried)}"


def _listed(streams: Sequence[LogStream]) -> str:
    from spt_tui.runs.logs.ranks.rank_set import ranks_text
    from spt_tui.runs.logs.streams import KINDS

    ranks = [stream.rank for stream in streams if stream.rank is not None]
    kinds = ", ".join(f".{kind}" for kind in KINDS if any(stream.kind == kind for stream in streams))
    rest = [stream.label for stream in streams if stream.rank is None]
    told = ([f"ranks {ranks_text(ranks)}"] if ranks else []) + rest[:8]
    return f"{', '.join(told)} ({kinds})"
