"""`python -m tests.screenshots`: write screenshots/*.svg and *.png from the program as it is.

The real application runs headless on the bundled sample runs; keys are pressed, and what Textual would draw is
exported. GPUs come from the stand-in NVML library of the tests, through the real pynvml.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hardware.conftest import STUB, build, environment
from tests.recorded_nodes import record_nodes

FOLDER = Path(__file__).parent.parent / "screenshots"
FONT = "DejaVu Sans Mono"


@dataclass(frozen=True)
class Shot:
    """One picture: the keys that lead to it, and text that must be there before it is taken."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    wait_for: str = "1 runs"
    scenario: str | None = None


def typed(text: str) -> tuple[str, ...]:
    """Keys that type `text`."""
    names = {":": "colon", "_": "underscore", " ": "space", "/": "slash", "-": "minus"}
    return tuple(names.get(char, char) for char in text)


SWEEP = ("slash", *typed("sweep:48213"), "enter")
MARKED = (*SWEEP, *("space",) * 4)
SHOTS = (
    Shot("main-160x45", (160, 45), ("down", "down", "down", "down")),
    Shot("main-80x24", (80, 24), ("down", "down", "down", "down")),
    Shot("main-40x12", (40, 12)),
    Shot("sweep-160x45", (160, 45), SWEEP, "4 of 16"),
    Shot("sweep-80x24", (80, 24), SWEEP, "4 of 16"),
    Shot("grouped-160x45", (160, 45), ("w", "home")),
    Shot("grouped-80x24", (80, 24), ("w", "home")),
    Shot("plot-160x45", (160, 45), ("end", "up", "up", "2", "z"), "fit/loss"),
    Shot("plot-80x24", (80, 24), ("end", "up", "up", "2", "z"), "fit/loss"),
    Shot("nan-160x45", (160, 45), ("down", "down", "down", "2", "z"), "NaN"),
    Shot("tiles-160x45", (160, 45), ("end", "up", "up", "2", "z", "t"), "fit/loss"),
    Shot("compare-160x45", (160, 45), (*MARKED, "c"), "best"),
    Shot("compare-80x24", (80, 24), (*MARKED, "c"), "fit/loss"),
    Shot("differences-160x45", (160, 45), (*MARKED, "d"), "equal"),
    Shot("scatter-160x45", (160, 45), ("P",), "not a cause"),
    Shot("rank3-160x45", (160, 45), ("end", "3", "o", "r", "r", "r", "z"), "rank 3 of 4 .err"),
    Shot("rank3-80x24", (80, 24), ("end", "3", "o", "r", "r", "r"), "rank 3 of 4 .err"),
    Shot("merged-160x45", (160, 45), ("end", "3", "o", "m", "z"), "ranks 0-3 of 4"),
    Shot("triage-160x45", (160, 45), ("exclamation_mark",), "died"),
    Shot("no-gpu-80x24", (80, 24), ("4", "z"), "no NVIDIA"),
    Shot("eight-gpus-80x24", (80, 24), ("4", "z"), "H100", "eight_gpus"),
    Shot("eight-gpus-160x45", (160, 45), ("down", "down", "down", "down"), "H100", "eight_gpus"),
    Shot("recorded-160x45", (160, 45), ("end", "4", "z", "s"), "gpu034"),
    Shot("help-80x24", (80, 24), ("question_mark",), "help"),
)


async def take(shot: Shot, root: str) -> str:
    """The picture as SVG."""
    from spt_tui.runs.scanner import RunScanner
    from spt_tui.ui.app import RunsApp

    app = RunsApp([RunScanner(root)], demo=True)
    async with app.run_test(size=shot.size) as pilot:
        await _until(pilot.pause, lambda: "16 runs" in _text(app), shot.name)
        await pilot.pause(0.5)
        for key in shot.keys:
            await pilot.press(key)
            await pilot.pause(0.05)
        await _until(pilot.pause, lambda: shot.wait_for in _text(app), shot.name)
        await pilot.pause(5.0 if shot.scenario else 1.0)
        return app.export_screenshot(title="spt-tui")


def _text(app: object) -> str:
    screen = app.screen  # type: ignore[attr-defined]
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


async def _until(pause: Callable[[float], object], holds: Callable[[], bool], name: str) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"{name}: the screen never showed what it should")
        await pause(0.05)  # type: ignore[misc]


def save(name: str, svg: str) -> None:
    """Write the SVG, and the PNG that resvg makes of it."""
    import resvg_py

    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(svg)
    png = resvg_py.svg_to_bytes(svg_string=svg.replace("Fira Code", FONT), zoom=1)
    (FOLDER / f"{name}.png").write_bytes(bytes(png))


def main() -> None:
    """Take the named pictures, or all: those with GPUs in a process of their own that loads the stand-in library."""
    from spt_tui.demo import Demo

    wanted = [shot for shot in SHOTS if len(sys.argv) < 2 or shot.name in sys.argv[1:]]
    scenario = os.environ.get("SPT_SCREENSHOT_SCENARIO")
    with Demo(live=False) as demo, tempfile.TemporaryDirectory() as caches:
        os.environ["XDG_CACHE_HOME"] = caches
        if any(shot.name.startswith("recorded") for shot in wanted):
            record_nodes(_last_run(demo.root))
        for shot in wanted:
            if shot.scenario == scenario:
                save(shot.name, asyncio.run(take(shot, os.path.join(demo.root, "runs"))))
                print(shot.name)
    if scenario is None:
        _take_with_gpus([shot for shot in wanted if shot.scenario])


def _last_run(root: str) -> Path:
    """The oldest, which stands at the end of the table."""
    return min(
        Path(root).rglob("sidecar.json"), key=lambda sidecar: json.loads(sidecar.read_text())["created_at"]
    ).parent


def _take_with_gpus(shots: list[Shot]) -> None:
    for scenario in sorted({shot.scenario for shot in shots if shot.scenario}):
        names = [shot.name for shot in shots if shot.scenario == scenario]
        with tempfile.TemporaryDirectory() as folder:
            plays = environment(build(Path(folder)), STUB / "scenarios" / f"{scenario}.txt")
            command = [sys.executable, "-m", "tests.screenshots", *names]
            subprocess.run(command, env={**plays, "SPT_SCREENSHOT_SCENARIO": scenario}, check=True)


if __name__ == "__main__":
    main()
