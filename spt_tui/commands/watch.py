"""`spt-tui watch EXPR`: say how the states of runs change, as it happens."""

from __future__ import annotations

import argparse
import queue
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import ROOT_NOTE, add_filter, add_forms, add_roots, command_parser
from spt_tui.commands.output import INTERRUPTED, print_lines, reader_is_gone, wants_tabs

if TYPE_CHECKING:
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.feed import Event, Update
    from spt_tui.runs.query import Query
    from spt_tui.runs.scanner import RunScanner
    from spt_tui.runs.state_watch import StateChange, StateWatch

DESCRIPTION = """\
Print a line for each run that changes its state, as it happens: for scripts and for notifications. A run that matches
EXPR once is watched from then on. With --until the command ends by itself: `completed` and `ended` wait until nothing
more can be expected of any run, it having ended or being stale; `failed` waits for the first that is over without
having completed. Without a match it waits for one."""
EPILOG = f"""\
Example: spt-tui watch sweep:48213 --until ended && echo all done
         spt-tui watch tag:vicreg --exec 'mail -s "$SPT_RUN_NAME is $SPT_STATE" me@example.org < /dev/null'
CMD is run by sh, one after the other, with SPT_RUN_ID, SPT_RUN_NAME, SPT_RUN_DIR, SPT_STATE, SPT_STATE_BEFORE,
SPT_STATUS, SPT_SWEEP, SPT_TASK, SPT_STEP, SPT_EPOCH, SPT_DURATION_SECONDS, SPT_CHECKPOINT_PATH and SPT_AT in its
environment, which it had better quote; what it prints goes to standard error. {ROOT_NOTE}
Exit status: 0 when what --until waits for has come, 1 when it cannot come any more, 2 for a wrong call, 130 after
ctrl-c."""
LOOK_SECONDS = 0.25
"""So often what the scanners tell is asked for."""
FINISH_SECONDS = 0.3
"""How long the end waits for what the next start will begin with to be written."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("watch", DESCRIPTION, EPILOG)
    options.add_argument("words", nargs="*", metavar="EXPR", help="which runs, as in the browser: sweep:48213")
    add_filter(options, "only runs that this matches, too")
    options.add_argument("--until", choices=("completed", "failed", "ended"), help="when to end: --until ended")
    options.add_argument("--exec", metavar="CMD", dest="command", help="run this for each change: --exec ./tell")
    add_roots(options)
    add_forms(options, "change")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    try:
        return answered(_watch, parser().parse_args(arguments))
    except KeyboardInterrupt:
        print_lines(())  # what is printed already has to leave, even if its reader has gone with the same key
        return INTERRUPTED


def _watch(options: argparse.Namespace) -> int:
    from spt_tui.root import resolve_roots
    from spt_tui.runs import query
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.state_watch import StateWatch

    wanted = query.parse(" ".join(options.words)).joined(query.parse(options.filter or ""))
    catalog = Catalog()
    scanners = _scanners(resolve_roots(options.roots or [None]), catalog)
    events = [scanner.subscribe() for scanner in scanners]
    for scanner in scanners:
        scanner.start()
    try:
        watch = StateWatch(catalog, wanted)
        _wait_for_all(events)
        watch.begin()
        _say_what_is_watched(watch)
        _say_what_names_nothing(wanted, catalog)
        return _follow(watch, events, options)
    finally:
        for scanner in scanners:
            scanner.stop()
        for scanner in scanners:
            scanner.finish(FINISH_SECONDS)


def _scanners(roots: Sequence[str], catalog: Catalog) -> list[RunScanner]:
    from spt_tui.runs.index import Index
    from spt_tui.runs.scanner import RunScanner

    return [RunScanner(root, catalog=catalog, index=Index(root, roots), keep_sidecars=False) for root in roots]


def _wait_for_all(events: Sequence[queue.Queue[Event]]) -> None:
    """Wait until every scanner has seen all runs: what the last session knew is not how things are."""
    from spt_tui.runs.feed import Progress

    for each in events:
        event = each.get()
        while not (isinstance(event, Progress) and event.phase == "watching"):
            event = each.get()


def _say_what_is_watched(watch: StateWatch) -> None:
    from spt_tui.runs.run import State
    from spt_tui.units import counted

    counts = watch.counts
    total = sum(counts.values())
    states = ", ".join(f"{counts[state]:,} {state.value}" for state in State if state in counts)
    told = f"{counted(total, 'run')}: {states}" if total else "no run matches yet"
    print(f"spt-tui: watching; {told}; ctrl-c ends", file=sys.stderr, flush=True)


def _say_what_names_nothing(wanted: Query, catalog: Catalog) -> None:
    """Keys that no run has are no error: a run that comes may have them."""
    from spt_tui.runs.filters.vocabulary import Vocabulary

    problem = wanted.problem(Vocabulary(catalog))
    if problem is not None:
        print(f"spt-tui: {problem}", file=sys.stderr, flush=True)


def _follow(watch: StateWatch, events: Sequence[queue.Queue[Event]], options: argparse.Namespace) -> int:
    """Print the changes until there are enough; gives the exit status."""
    from spt_tui.runs.state_watch import Until

    until = None if options.until is None else Until(options.until)
    if wants_tabs(options) and not options.json:
        from spt_tui.export.state_change import TAB_HEAD

        print_lines([TAB_HEAD])
    while True:
        outcome = None if until is None else watch.outcome(until)
        if outcome is not None:
            return 0 if outcome else 1
        if sys.stdout is None or reader_is_gone(LOOK_SECONDS):
            return 1
        for update in _updates(events):
            for change in watch.changes(update):
                _tell(change, options)


def _updates(events: Sequence[queue.Queue[Event]]) -> Iterator[Update]:
    """What the scanners have told since the last call."""
    from spt_tui.runs.feed import Update

    for each in events:
        while True:
            try:
                event = each.get_nowait()
            except queue.Empty:
                break
            if isinstance(event, Update):
                yield event


def _tell(change: StateChange, options: argparse.Namespace) -> None:
    from spt_tui.export import state_change

    now = time.time()
    if options.json:
        line = state_change.json_line(change, now)
    elif wants_tabs(options):
        line = state_change.tab_line(change, now)
    else:
        line = state_change.text_line(change, now)
    print_lines([line])
    if options.command:
        _run(options.command, change, now)


def _run(command: str, change: StateChange, now: float) -> None:
    """Run the user's command for a change; whatever becomes of it, the watch goes on."""
    import os
    import subprocess

    from spt_tui.export.state_change import environment

    try:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env={**os.environ, **environment(change, now)},
            stdin=subprocess.DEVNULL,
            stdout=2,
            check=False,
        )
    except OSError as error:
        print(f"spt-tui: --exec: {(error.strerror or 'failed').lower()}", file=sys.stderr)
        return
    if done.returncode:
        print(f"spt-tui: --exec ended with status {done.returncode} for {change.run.id}", file=sys.stderr, flush=True)
