"""`spt-tui path RUN ...`: where a run, its checkpoint or its logs lie."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.output import print_bytes, print_lines

if TYPE_CHECKING:
    from spt_tui.runs.run import Run

DESCRIPTION = f"""\
Print where runs lie, a path a line, for other programs: the directory, the checkpoint, or all logs. A terminal gets
control characters made visible, a pipe the path as the file system spells it. {RUN_NOTE}"""
EPILOG = f"""\
Example: cd "$(spt-tui path 75d460)"
         spt-tui path --filter 'sweep:48213 state:failed' --log -0 | xargs -0 tail -n 5
A checkpoint that is not where the run recorded it is looked for in the run's own checkpoints/; what that gives is said
on standard error. {ROOT_NOTE} Exit status: 0, 1 when something was not found, 2 for a wrong call."""
DIR, CHECKPOINT, LOG = "dir", "checkpoint", "log"


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("path", DESCRIPTION, EPILOG)
    options.add_argument("runs", nargs="*", metavar="RUN", help="one run or more; none: all of --filter")
    kinds = options.add_mutually_exclusive_group()
    add = kinds.add_argument
    add("--dir", action="store_const", const=DIR, dest="kind", help="the run's directory, as without any of these")
    add("--checkpoint", action="store_const", const=CHECKPOINT, dest="kind", help="the checkpoint, if it is there")
    add("--log", action="store_const", const=LOG, dest="kind", help="its logs, in the order of the ranks")
    options.set_defaults(kind=DIR)
    options.add_argument("-0", "--null", action="store_true", help="end each path with NUL: ... -0 | xargs -0 ls")
    add_roots(options)
    add_filter(options)
    options.add_argument("--json", action="store_true", help="print one JSON object a line and path")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_print_paths, parser().parse_args(arguments))


def _print_paths(options: argparse.Namespace) -> int:
    from spt_tui.commands.chosen_runs import chosen_runs

    runs = chosen_runs(options.runs, options)
    found = [(run, _paths(run, options.kind)) for run in runs]
    paths = [path for _, those in found for path in those]
    if options.json:
        printed = print_lines(_objects(found, options.kind))
    elif options.null:
        printed = print_bytes(map(os.fsencode, paths), b"\0")
    else:
        printed = _print_plain(paths)
    return 0 if printed and all(those for _, those in found) else 1


def _print_plain(paths: Sequence[str]) -> bool:
    from spt_tui.text import clean

    if sys.stdout is not None and sys.stdout.isatty():
        return print_lines(map(clean, paths))
    whole = [path for path in paths if "\n" not in path]
    for path in paths:
        if "\n" in path:
            print(f"spt-tui: a line end in {clean(path)}: print it with -0", file=sys.stderr)
    return print_bytes(map(os.fsencode, whole), b"\n") and len(whole) == len(paths)


def _objects(found: Iterable[tuple[Run, Sequence[str]]], kind: str) -> Iterator[str]:
    from spt_tui.export.table import path_text

    for run, paths in found:
        for path in paths:
            yield json.dumps({"run_id": run.id, "kind": kind, "path": path_text(path)})


def _paths(run: Run, kind: str) -> list[str]:
    """The paths of a run as the file system spells them; why there is none is said on standard error."""
    if kind == DIR:
        return [run.dir]
    return _checkpoints(run) if kind == CHECKPOINT else _logs(run)


def _checkpoints(run: Run) -> list[str]:
    from spt_tui.runs.checkpoint_file import checkpoint_file

    found = checkpoint_file(run)
    if found.note:
        print(f"spt-tui: {run.name}: {found.note}", file=sys.stderr)
    return [] if found.path is None else [found.path]


def _logs(run: Run) -> list[str]:
    from spt_tui.runs.logs.streams import find_streams

    found = find_streams(run)
    if not found.streams:
        print(f"spt-tui: {run.name}: no logs found; looked for {', '.join(found.tried)}", file=sys.stderr)
    return [stream.path for stream in found.streams]
