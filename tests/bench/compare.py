"""Comparing: runs opened in one plot of 160x45, then keys, each from the press to the end of what is sent for it.

30 runs of 100,000 rows are large files; the others have 350 rows. "drawn" and "read": seconds from opening to the first
curves, and to all. A stall is how late the event loop comes back: the longest three of each opening, and of all keys.
"""

from __future__ import annotations

import json
import math
import random
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from tests.bench.compare_side import KEYS, Figures, Job
from tests.bench.ground import Ground
from tests.bench.table import Aim, Of, Row
from tests.bench.wire import LARGE, Command, Wire
from tests.trees import write_run

FEW_ROWS, MANY_ROWS = 350, 100_000
OTHERS = 9
"""Metrics of a run beside the one that is compared."""
FILLED = 0.355
"""Share of their cells that hold a number."""
PATIENCE_SECONDS = 180.0
TREES = ((10, FEW_ROWS), (30, FEW_ROWS), (1_000, FEW_ROWS), (30, MANY_ROWS))
OPENED = {(1_000, FEW_ROWS): 5.0, (30, MANY_ROWS): 2.0}
"""Seconds in which all curves are wanted on the screen."""
KEY_AIM, STALL_AIM = Aim(60.0, Of.P95), Aim(50.0, Of.P95)


def rows(ground: Ground) -> Iterator[Row]:
    """Seconds, and milliseconds."""
    quick = ground.plan.scan_repeats == 1
    for count, length in TREES[:2] if quick else TREES:
        name = f"{count:,} runs of {length:,} rows"
        with tempfile.TemporaryDirectory() as place:
            _write_runs(Path(place) / "runs", count, length)
            figures = _measured(Job(f"{place}/runs", count, ground.plan.keys // 2), Path(place) / "figures.json")
        seconds = OPENED.get((count, length))
        yield Row(f"{name}: first drawn", "s", [figures.first])
        yield Row(f"{name}: all read and drawn", "s", [figures.whole], aim=Aim(seconds) if seconds else None)
        yield Row(f"{name}: memory that came with them", "MB", [figures.resident / 1e6])
        yield Row(f"{name}: stalls", "ms", figures.opening_stalls, aim=STALL_AIM)
        for what in KEYS:
            yield Row(f"  key: {what}", "ms", figures.keys[what], aim=KEY_AIM)
        yield Row("  stalls under keys", "ms", figures.key_stalls, aim=STALL_AIM)


def _measured(job: Job, answer: Path) -> Figures:
    command = Command((sys.executable, "-m", "tests.bench.compare_side", json.dumps(asdict(job)), str(answer)), b"")
    with Wire(command, LARGE) as wire, suppress(RuntimeError):  # it ends when it is done
        while wire.clock < PATIENCE_SECONDS:
            wire.read(1.0)
    return Figures(**json.loads(answer.read_text()))


def _write_runs(root: Path, count: int, length: int) -> None:
    chance = random.Random(length)
    names = [f"train/metric_{place}" for place in range(OTHERS)]
    now = time.time()
    for place in range(count):
        run = root / f"run{place:04}"
        write_run(run, status="completed", heartbeat=now, summary={"fit/loss": 1.0 + place}, hparams={"seed": place})
        with (run / "metrics.csv").open("w", newline="") as file:
            file.write(",".join(["epoch", "fit/loss", *names, "step"]) + "\r\n")
            for row in range(length):
                loss = math.exp(-5 * row / length) + 0.3 * chance.random() + 0.01 * place
                others = (_float32(chance.random()) if chance.random() < FILLED else "" for _ in names)
                file.write(",".join([str(row // 1_000), _float32(loss), *others, str(row)]) + "\r\n")


def _float32(value: float) -> str:
    """A number as it comes from a tensor."""
    return repr(struct.unpack("f", struct.pack("f", value))[0])
