"""`spt-tui gpus`: this machine and its GPUs now, without a screen."""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.numbers import seconds
from spt_tui.commands.output import INTERRUPTED, fail, print_lines, reader_is_gone
from spt_tui.root import RootError, absolute_root, remembered_root, resolve_roots

if TYPE_CHECKING:
    from spt_tui.commands.process_runs import ProcessRuns
    from spt_tui.export.machine_look import MachineLook
    from spt_tui.hardware.sample import Sample

DESCRIPTION = """\
Say how this machine does: its processors, memory, disk and network, the part of them that is this job's, each GPU, who
uses it and for which run, and what seems to be wrong. With --run the same of all nodes of a run, as recorded there by
`spt-tui record`, from any node and also after its end."""
EPILOG = """\
Examples: spt-tui gpus --watch 5
          spt-tui gpus --run 75d460
ROOT defaults as for the browser: its disk is shown, and runs are named as below it. That there is no GPU here is an
answer too, with its reason. Exit status: 0, 1 when nothing was recorded or it cannot be printed, 2 for a wrong call,
130 after ctrl-c."""

FIRST_INTERVAL = 0.25
"""Seconds between the first two readings: percentages and means of power are over the time between two."""
WATCH_SECONDS = 2.0
DEADLINE = 2.0
"""Seconds for which a GPU that does not answer is waited for."""
MOST_SAMPLES = 64
"""Of those before, by which is judged."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(
        prog="spt-tui gpus",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    how_often = options.add_mutually_exclusive_group()
    how_often.add_argument("--once", action="store_true", help="print it and exit, as without options")
    how_often.add_argument(
        "--watch",
        nargs="?",
        type=seconds,
        const=WATCH_SECONDS,
        metavar="SECONDS",
        help=f"print it again every so many seconds ({WATCH_SECONDS:g}), until ctrl-c",
    )
    options.add_argument("--run", metavar="RUN", help="what was recorded of this run's nodes, in place of this node")
    options.add_argument("--json", action="store_true", help="print one JSON object, with --watch one a line")
    options.add_argument("--root", action="append", dest="roots", metavar="ROOT", help="directory of runs")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    try:
        if options.run is not None:
            from spt_tui.commands.recorded_gpus import print_recorded

            return print_recorded(options.run, options.roots, options.watch, options.json)
        roots = resolve_roots(options.roots) if options.roots else None
        return 0 if print_lines(_lines(roots, options)) else 1
    except RootError as error:
        return fail(str(error), 2)
    except KeyboardInterrupt:
        print_lines(())  # what is printed already has to leave, even if its reader has gone with the same key
        return INTERRUPTED


def _lines(roots: Sequence[str] | None, options: argparse.Namespace) -> Iterator[str]:
    """What is to be printed, look after look."""
    for number, look in enumerate(_looks(roots, options.watch)):
        if not options.json and number:
            yield ""
        yield from _printed(look, options.json)
        sys.stdout.flush()


def _printed(look: MachineLook, as_json: bool) -> Iterator[str]:
    if as_json:
        import json

        from spt_tui.export.sample_object import look_object

        yield json.dumps(look_object(look), allow_nan=False)
        return
    from spt_tui.export.sample_text import text_lines

    yield from text_lines(look)


def _looks(roots: Sequence[str] | None, interval: float | None) -> Iterator[MachineLook]:
    """One look at this machine or, with an interval, one after the other until the reader goes."""
    from spt_tui.export.machine_look import look_at
    from spt_tui.hardware.processes.gpu_processes import processes_of

    runs: ProcessRuns | None = None
    samples: deque[Sample] = deque(maxlen=MOST_SAMPLES)
    for sample in _samples(roots[0] if roots else _default_root(), interval):
        samples.append(sample)
        processes = [process for gpu in sample.gpus for process in processes_of(gpu)]
        if processes and runs is None:
            runs = _process_runs(roots)
        yield look_at(samples, runs.of(processes) if runs else {})


def _process_runs(roots: Sequence[str] | None) -> ProcessRuns:
    from spt_tui.commands.process_runs import ProcessRuns

    return ProcessRuns(roots)


def _samples(directory: str | None, interval: float | None) -> Iterator[Sample]:
    from spt_tui.hardware.sampler import Machine

    machine = Machine(DEADLINE, directory)
    machine.read()
    time.sleep(FIRST_INTERVAL)
    began = time.monotonic()
    yield machine.read(whole=True)
    while interval is not None and not reader_is_gone(max(0.0, interval - (time.monotonic() - began))):
        began = time.monotonic()
        yield machine.read(whole=True)


def _default_root() -> str | None:
    """The browser's root; the disk is not asked whether it is there."""
    try:
        return remembered_root(None) or absolute_root(None)
    except RootError:
        return None
