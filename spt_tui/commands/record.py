"""`spt-tui record`: write down what this node does, beside a command or alone, for whoever looks from elsewhere."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spt_tui.commands.numbers import positive, seconds
from spt_tui.commands.output import fail
from spt_tui.text import clean

if TYPE_CHECKING:
    from spt_tui.hardware.recorder.companion import Watched
    from spt_tui.hardware.recorder.recorder import Recorder

NOT_FOUND, NOT_RUNNABLE = 127, 126
"""The exit statuses of a command that cannot be run, as shells know them."""
STOP_SECONDS = 1.5
FIRST_LOOK, RAREST_LOOK = 1.0, 60.0
"""Seconds between two looks for the run directory that the command makes: at first, and later."""
DESCRIPTION = """\
Record the GPUs, processors and memory of this node every few seconds, as a file hw-<host>.jsonl in the run's directory.
The browser shows it from any node that sees the file, during the run and after it. With a COMMAND, that runs exactly as
it would alone: the same process number, input and output, signals and exit status. Without one this node is recorded
until the recorder is interrupted or terminated."""
EPILOG = """\
Example, in a job script: spt-tui record -- python train.py --lr 0.1
On several nodes: srun spt-tui record -- python train.py (of the ranks of a node, one records)
DIR defaults to the run's directory: the one that this job had when it was started before, or the one around the working
directory; else recording begins in the working directory, and moves as soon as the trainer has made its own.
Exit status: the command's; 127 and 126 where it is not found and cannot be run; 2 for a wrong call. Without a command
0, and 1 when nothing can be written."""


@dataclass(frozen=True)
class Plan:
    """What to record, and where."""

    directory: str
    interval: float
    total_bytes: int
    may_move: bool
    """Whether the run's directory is still to be found."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(
        prog="spt-tui record",
        usage="spt-tui record [-h] [--out DIR] [--interval SECONDS] [--keep MB] [-- COMMAND ...]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--out", metavar="DIR", help="write there; it is made if it is not there")
    options.add_argument("--interval", type=seconds, default=2.0, metavar="SECONDS", help="between two samples (2)")
    options.add_argument("--keep", type=positive, default=256, metavar="MB", help="delete the oldest beyond this (256)")
    options.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status, if there is a time after it."""
    before, separator, command = _split(arguments)
    options = parser().parse_args(before)
    if options.words:
        return fail(f"record: put -- before the command: spt-tui record -- {clean(' '.join(options.words))}", 2)
    if separator and not command:
        return fail("record: a command is missing after --", 2)
    plan = _plan(options)
    problem = _why_not(plan.directory, options.out is not None)
    return _record_command(command, plan, problem) if command else _record_node(plan, problem)


def _split(arguments: Sequence[str]) -> tuple[list[str], bool, list[str]]:
    words = [*arguments]
    if "--" not in words:
        return words, False, []
    place = words.index("--")
    return words[:place], True, words[place + 1 :]


def _plan(options: argparse.Namespace) -> Plan:
    from spt_tui.runs.job_run_dir import known_run_dir

    cwd = _working_directory()
    known = options.out or known_run_dir(os.environ, cwd or os.sep)
    directory = os.path.normpath(os.path.join(cwd, known or ""))
    return Plan(directory, options.interval, options.keep << 20, known is None)


def _working_directory() -> str:
    """Its path; empty if it was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _why_not(directory: str, may_make: bool) -> str:
    """Why nothing can be written to a directory, which is made if it `may` be; empty if it can."""
    if not os.path.isabs(directory):
        return "the working directory is gone"
    try:
        if may_make and not os.path.exists(directory):
            os.makedirs(directory, exist_ok=True)
        os.scandir(directory).close()
        if os.statvfs(directory).f_flag & os.ST_RDONLY:
            return os.strerror(errno.EROFS).lower()
    except OSError as error:
        return (error.strerror or "failed").lower()
    return "" if os.access(directory, os.W_OK | os.X_OK) else "permission denied"


def _record_node(plan: Plan, problem: str) -> int:
    import signal
    import threading

    if problem:
        return fail(f"cannot record to {clean(plan.directory)}: {problem}", 1)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, lambda *_: stopped.set())
    recorder = _recorder(plan)
    recorder.start()
    _say(f"recording this node to {plan.directory}")
    stopped.wait()
    recorder.stop(STOP_SECONDS)
    return 0


def _record_command(command: list[str], plan: Plan, problem: str) -> int:
    """Run `command` in place of this process, beside a recorder; comes back only if it cannot be run."""
    import shutil

    from spt_tui.hardware.recorder.companion import accompany, become

    program = shutil.which(command[0])
    if program is None:
        is_there = os.path.exists(command[0]) and "/" in command[0]
        reason = "permission denied" if is_there else "command not found"
        return fail(f"{clean(command[0])}: {reason}", NOT_RUNNABLE if is_there else NOT_FOUND)
    try:
        if problem:
            _say(f"cannot record to {plan.directory}: {problem}")
        else:
            _say(f"recording this node to {plan.directory}")
            accompany(lambda watched: _record_beside(watched, plan))
    except OSError as error:
        _say(f"cannot record: {(error.strerror or 'failed').lower()}")
    try:
        become(program, command)
    except OSError as error:
        return fail(f"{clean(command[0])}: {(error.strerror or 'failed').lower()}", NOT_RUNNABLE)


def _record_beside(watched: Watched, plan: Plan) -> None:
    """Record until the command has ended; in a process of its own."""
    import time

    from spt_tui.hardware.recorder.companion import silence

    recorder, began = _recorder(plan, watched.pid), time.time()
    try:
        recorder.start()
    except RuntimeError:
        _say("cannot record: there may be no more threads")
        return
    pause = FIRST_LOOK if plan.may_move else None
    while not watched.wait(pause):
        found = _found_run_dir(watched.pid, began)
        if found is not None:
            _say(f"recording to {found} from now on")
            recorder.move(found)
        pause = None if found is not None else min(RAREST_LOOK, 2 * (pause or FIRST_LOOK))
    silence()
    recorder.stop(STOP_SECONDS)


def _found_run_dir(pid: int, since: float) -> str | None:
    from spt_tui.hardware.processes.places import places_of_tree
    from spt_tui.runs.job_run_dir import new_run_dir

    return new_run_dir(os.environ, places_of_tree(pid), since)


def _recorder(plan: Plan, command_pid: int | None = None) -> Recorder:
    from spt_tui.hardware.recorder.recorder import Recorder
    from spt_tui.hardware.recorder.recording_file import Bounds

    bounds = Bounds.keeping(plan.total_bytes)
    return Recorder(plan.directory, plan.interval, command_pid, bounds, _say, plan.may_move)


def _say(text: str) -> None:
    """A line on standard error, whatever became of it; of the ranks of a node the first says it for all."""
    if sys.stderr is None:  # closed: `print` would take standard output, which is the command's
        return
    if os.environ.get("SLURM_LOCALID", "0") != "0":
        return
    try:
        print(f"spt-tui: {clean(text)}", file=sys.stderr, flush=True)
    except OSError:  # nobody reads it any more, or the disk that it goes to is full
        return
