"""Logs of any size: opened at the end, jumped in, folded and followed, beside coreutils.

A file of 1 GB is written whole, one of 10 GB has holes between its start, its middle and its end. `tail` and `tr` are
processes, whose start of a millisecond or two is in their figures; ours is the window alone, in a process that has
imported it. `read` is what came from the file, `memory` what was added to the process at most.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import cast

from spt_tui.ansi import fold
from tests.bench.ground import Ground
from tests.bench.logs_side import END, GROWTH, MIDDLE, OPEN, START, Figures
from tests.bench.table import HEAD, Aim, Row, aligned
from tests.bench.tree import temporary_place
from tests.bench.wire import REPOSITORY, SIZES, Size, spt_tui
from tests.terminal import Terminal
from tests.trees import touch_heartbeat

GIB = 1 << 30
CHUNK = 1 << 20
TEXT = 64
"""Chunks of lines at each of the places of a file with holes that are not holes."""
OPEN_MS, FOLLOW_SECONDS, MEMORY_MB = 100, 1.0, 20
BAR = "\rEpoch 3:  50%|█████     | 10/20 [00:03<00:03, 2.87it/s, loss=0.231]"
BAR_BYTES = 8_000_000
SEARCHES = "tests.bench.log_search"
"""A module whose `rows` are ours beside `grep -c`, of a file that it is given."""
FOLDER = "logged_by_the_benchmark"
PATIENCE = 10.0
TASKS = {
    OPEN: "open at the end",
    MIDDLE: "jump to 50 %",
    START: "jump to the start",
    END: "back to the end",
    GROWTH: "a line more",
}


def report(ground: Ground) -> str:
    """The tables."""
    quick = ground.plan.scan_repeats == 1
    repeats = 2 if quick else 7
    sizes = {"64 MB": 1 << 26} if quick else {"1 GB": GIB, "10 GB": 10 * GIB}
    with temporary_place() as place:
        tables = [_table("coreutils", [*_openings(place, sizes, repeats), *_folding(place, repeats), *_follow(ground)])]
        if importlib.util.find_spec(SEARCHES):
            path = write_lines(place / "searched.out", (1 << 26) if quick else GIB)
            tables.append(_table("grep -c", list(_searches()(path, repeats))))
    return "\n\n".join(tables)


def write_lines(path: Path, size: int, holes: bool = False) -> Path:
    """A log of `size` bytes: lines as Python's logging writes them; with `holes` only at start, middle and end."""
    chance = random.Random(size)
    lines = (
        f"[2026-11-22 03:39:{number % 60:02},{chance.randrange(1000):03}][train][INFO] - step {number} "
        f"loss {chance.random():.4f} lr {chance.random():.3e}\n"
        for number in range(20_000)
    )
    chunk = "".join(lines).encode()[:CHUNK].rpartition(b"\n")[0].ljust(CHUNK - 1) + b"\n"
    with path.open("wb") as file:
        for begin in (0, size // 2, size - TEXT * CHUNK) if holes else (0,):
            file.seek(begin)
            for _ in range(TEXT if holes else size // CHUNK):
                file.write(chunk)
        file.truncate(size)
    return path


def _searches() -> Callable[[Path, int], Iterator[Row]]:
    return cast("Callable[[Path, int], Iterator[Row]]", importlib.import_module(SEARCHES).rows)


def _table(beside: str, rows: Sequence[Row]) -> str:
    return aligned([[beside if cell == "empty app" else cell for cell in HEAD], *(row.cells() for row in rows)])


def _openings(place: Path, sizes: dict[str, int], repeats: int) -> Iterator[Row]:
    for name, size in sizes.items():
        path = write_lines(place / "large.out", size, holes=size > GIB)
        found = [_in_a_process(path) for _ in range(repeats)]
        places = {OPEN: None, MIDDLE: size // 2, START: 0}
        for task, words in TASKS.items():
            beside = [_of_tail(path, places[task]) for _ in range(repeats)] if task in places else []
            milliseconds = [figures[task].milliseconds for figures in found]
            yield Row(f"{name}: {words}", "ms", milliseconds, beside, Aim(OPEN_MS) if task != GROWTH else Aim(1))
        yield Row("  read to open it", "KB", [figures[OPEN].read / 1e3 for figures in found], [65.536])
        memory = [figures[GROWTH].taken / 1e6 for figures in found]
        yield Row("  memory for all of this", "MB", memory, aim=Aim(MEMORY_MB))
        path.unlink()


def _in_a_process(path: Path) -> dict[str, Figures]:
    command = [sys.executable, "-m", "tests.bench.logs_side", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY)
    return {task: Figures(**figures) for task, figures in json.loads(done.stdout).items()}


def _of_tail(path: Path, begin: int | None) -> float:
    """Milliseconds in which `tail` gives 64 KiB from `begin` on, or the last ones."""
    if begin is None:
        return _of_process(f"tail -c 65536 {path}")
    return _of_process(f"tail -c +{begin + 1} {path} | head -c 65536")


def _of_process(command: str) -> float:
    began = time.perf_counter()
    subprocess.run(["sh", "-c", f"{command} > /dev/null"], check=True)
    return (time.perf_counter() - began) * 1e3


def _folding(place: Path, repeats: int) -> Iterator[Row]:
    bars = BAR * (BAR_BYTES // len(BAR.encode()))
    path = _written(place / "bar.err", bars)
    of_tr = [_of_process(f"tr '\\r' '\\n' < {path} | tail -n 1") for _ in range(repeats)]
    opened = [_in_a_process(_written(path, bars))[OPEN].milliseconds for _ in range(repeats)]
    yield Row("8 MB of \\r in one line: open", "ms", opened, of_tr, Aim(OPEN_MS))
    yield Row("8 MB of \\r in one line: fold it whole", "ms", [_fold(bars) for _ in range(repeats)], of_tr)
    path.unlink()


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _fold(line: str) -> float:
    began = time.perf_counter()
    assert fold(line) == line[-len(BAR) + 1 :]
    return (time.perf_counter() - began) * 1e3


def _follow(ground: Ground) -> Iterator[Row]:
    """Seconds from a line that is written to the screen that shows it, beside `tail -f` at the end of a pipe."""
    tree = ground.bundled
    with ExitStack() as stack:
        run_dir = tree.root / FOLDER / tree.live[0].name
        stack.callback(shutil.rmtree, run_dir.parent)
        shutil.copytree(tree.live[0], run_dir)
        (run_dir / "train.out").unlink()
        touch_heartbeat(run_dir)
        log = run_dir / "train.err"
        screens = [stack.enter_context(_browser(tree.root, run_dir, size)) for size in SIZES]
        taken = [[_arrival(log, screen, number) for number in range(ground.plan.logged_rows)] for screen in screens]
        beside = list(_of_tail_f(log, ground.plan.logged_rows))
    for size, seconds in zip(SIZES, taken, strict=True):
        yield Row(f"line written to shown, {size}", "s", seconds, beside, Aim(FOLLOW_SECONDS))


def _browser(root: Path, run_dir: Path, size: Size) -> Terminal:
    argv = spt_tui(root, "--filter", f"{FOLDER}/{run_dir.name}").argv
    screen = Terminal(argv, rows=size.lines, cols=size.columns, cwd=REPOSITORY, sync=True)
    screen.wait_for(run_dir.name[:6], timeout=30)
    screen.send("3")
    screen.wait_for("following", timeout=10)
    return screen


def _arrival(log: Path, screen: Terminal, number: int) -> float:
    _rest(screen, random.uniform(0.3, 1.0))
    said = f"marker {number} of {id(screen)}"
    _append(log, said)
    began = time.monotonic()
    while said not in screen.text:
        screen.pump(0.01)
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"no {said!r} on the screen:\n{screen.text}")
    return time.monotonic() - began


def _of_tail_f(log: Path, lines: int) -> Iterator[float]:
    with subprocess.Popen(["tail", "-n", "0", "-f", str(log)], stdout=subprocess.PIPE) as tail:
        assert tail.stdout is not None
        for number in range(lines):
            time.sleep(0.3)
            _append(log, f"line {number}")
            began = time.monotonic()
            tail.stdout.readline()
            yield time.monotonic() - began
        tail.kill()


def _append(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")


def _rest(screen: Terminal, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        screen.pump(0.02)
