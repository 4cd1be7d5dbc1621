"""Hardware: what a look at the GPUs costs, what the recorder does, and what the gauges send, beside nvitop.

The GPUs are those of the stand-in library, which answers at once but looks at its scenario file in each call: two
microseconds of every call are its own, ours or nvitop's. A real driver takes longer, which nobody's program can help;
`calls` is how often it is asked. "quick" is what we ask in every round, "everything" the rest too, which we ask every
five seconds. nvitop's quick round lacks energy and why clocks are low, and has what its functions ask for besides. Ours
runs on a thread of its own each time, so that no call can hang the program. The recorder's day is that of a node whose
eight GPUs all change with each sample. Both screens look every two seconds.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ground import Ground
from tests.bench.hardware_side import (
    EVERYTHING,
    MACHINE,
    NVITOP,
    NVITOP_QUICK,
    QUICK,
    RECORDER,
    RECORDER_INTERVAL,
    Figures,
)
from tests.bench.table import HEAD, Aim, Row, aligned
from tests.bench.tree import temporary_place
from tests.bench.wire import LARGE, REPOSITORY, Command, listen_to, spt_tui, started
from tests.hardware.conftest import STUB, build

NODE = (STUB / "scenarios" / "eight_gpus.txt").read_text() + "\nloop\n"
ONE = "gpu 0 util=93,97,99 mem_used=61G power=655000,688000 temp=62,63 energy=9000+680000/s proc=4190000:60G\nloop\n"
DAY = 86_400
RECORDER_PERCENT, SCREEN_BYTES = 0.5, 1_000.0
SETTLE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Node:
    """A machine with GPUs that are not there."""

    library: Path
    """The folder of the stand-in library."""
    scenario: Path

    @property
    def environ(self) -> dict[str, str]:
        """What makes a process see it."""
        return {"LD_LIBRARY_PATH": str(self.library), "NVML_STUB_SCENARIO": str(self.scenario)}

    def command(self, command: Command) -> Command:
        """The same command, on this node."""
        variables = [f"{name}={value}" for name, value in self.environ.items()]
        return Command((shutil.which("env") or "/usr/bin/env", *variables, *command.argv), command.marker)


def report(ground: Ground) -> str:
    """The table."""
    if not (shutil.which("gcc") or shutil.which("cc")):
        return "Not measured: no C compiler to build the stand-in NVML library with."
    with temporary_place() as place:
        library = build(place)
        nodes = {"1 GPU": _node(library, place / "one.txt", ONE), "8 GPUs": _node(library, place / "eight.txt", NODE)}
        rows = [*_readings(ground, nodes), *_recorder(ground, nodes["8 GPUs"]), *_screens(ground, nodes["8 GPUs"])]
    head = [word.replace("empty app", "nvitop") for word in HEAD]
    return aligned([head, *(row.cells() for row in rows)])


def _node(library: Path, scenario: Path, text: str) -> Node:
    scenario.write_text(text)
    return Node(library, scenario)


def _readings(ground: Ground, nodes: dict[str, Node]) -> Iterator[Row]:
    quick = ground.plan.scan_repeats == 1
    times, repeats = (5, 1) if quick else (200, 5)
    theirs = {QUICK: NVITOP_QUICK, EVERYTHING: NVITOP, MACHINE: None}
    for name, node in nodes.items():
        for side, their in theirs.items():
            pairs = [(_cost(node, side, times), _cost(node, their, times)) for _ in range(repeats)]
            ours, others = ([_micro(figures) for figures in column if figures] for column in zip(*pairs, strict=True))
            what = "the host and its GPUs" if side == MACHINE else side
            yield Row(f"{name}, {what}", "µs CPU", ours, others)
        for side in (QUICK, EVERYTHING):
            yield Row(f"{name}, {side}", "calls", _calls(node, side), _calls(node, theirs[side]))


def _recorder(ground: Ground, node: Node) -> Iterator[Row]:
    samples = max(1, round(2 * ground.plan.idle_seconds / RECORDER_INTERVAL))
    cost = _cost(node, RECORDER, samples)
    assert cost is not None
    percent = 100 * cost.cpu_seconds / RECORDER_INTERVAL
    yield Row("8 GPUs, recorder every 2 s", "% of a core", [percent], aim=Aim(RECORDER_PERCENT))
    yield Row("8 GPUs, recorder every 2 s", "MB a day", [cost.size * DAY / RECORDER_INTERVAL / 1e6])


def _screens(ground: Ground, node: Node) -> Iterator[Row]:
    seconds = 2 * ground.plan.idle_seconds
    with ExitStack() as stack:
        commands = [spt_tui(ground.bundled.root)]
        if _nvitop_is_there():
            commands.append(Command((sys.executable, "-m", "nvitop", "--monitor", "full"), b"NVITOP"))
        wires = [started(stack, node.command(command), LARGE) for command in commands]
        listen_to(wires, SETTLE_SECONDS)
        before = [wire.cpu_seconds() for wire in wires]
        sent = [count / seconds for count in listen_to(wires, seconds)]
        cpu = [100 * (wire.cpu_seconds() - was) / seconds for wire, was in zip(wires, before, strict=True)]
    yield Row(f"{LARGE}, 8 gauges", "B/s", sent[:1], sent[1:], Aim(SCREEN_BYTES))
    yield Row(f"{LARGE}, 8 gauges", "% of a core", cpu[:1], cpu[1:])


def _cost(node: Node, side: str | None, times: int, **environ: str) -> Figures | None:
    """What a reading costs that side; `None` if it is not there."""
    if side is None or (side in (NVITOP, NVITOP_QUICK) and not _nvitop_is_there()):
        return None
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.hardware_side", side, str(times)],
        env={**os.environ, **node.environ, **environ},
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    return Figures(**json.loads(done.stdout))


def _calls(node: Node, side: str | None) -> Sequence[float]:
    """How often the driver is asked for one reading."""
    counts = []
    for times in (1, 11):
        log = node.scenario.with_suffix(f".calls{times}")
        log.unlink(missing_ok=True)
        if _cost(node, side, times, NVML_STUB_LOG=str(log)) is None:
            return ()
        counts.append(log.read_bytes().count(b"\n"))
    return [(counts[1] - counts[0]) / 10]


def _micro(figures: Figures) -> float:
    return 1e6 * figures.cpu_seconds


def _nvitop_is_there() -> bool:
    return importlib.util.find_spec("nvitop") is not None
