"""What the metrics pane says of the run as a whole: what is wrong with it, and how long it still takes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.runs.health.eta import Eta
from spt_tui.runs.health.verdict import UNKNOWN, Kind, Verdict
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.health_line import Health, health_parts
from tests.catalogs import catalog_of
from tests.ui.metrics_app import PaneApp, until

FINE = Verdict(Kind.OK, None, "nothing was found")
LOST = Verdict(Kind.DIVERGED, 9, "is 12 times its best", "fit/loss")
LONG = Eta(7_500.0, 2.0, "8,200 steps by max_steps, 2 steps/s since its last start")
ENDLESS = Eta(None, 2.0, "its trainer has no limit")


@pytest.mark.parametrize(
    ("health", "text"),
    [
        (Health(), ""),
        (Health(FINE), ""),
        (Health(FINE, ENDLESS), ""),
        (Health(UNKNOWN, LONG), ""),
        (Health(FINE, LONG), "  ✓ ok  about 2h05m left, to 8,200 steps by max_steps, 2 steps/s since its last start"),
        (Health(LOST), "  ↯ diverged  fit/loss: is 12 times its best"),
        (Health(LOST, ENDLESS), "  ↯ diverged  fit/loss: is 12 times its best"),
        (Health(LOST, LONG), "  ↯ diverged  fit/loss: is 12 times its best  about 2h05m left"),
        (Health(Verdict(Kind.STALLED, None, "no new row for 9m"), LONG), "  ◌ stalled  no new row for 9m"),
    ],
)
def test_what_is_said(health: Health, text: str) -> None:
    assert "".join(text for text, _ in health_parts(health)) == text


def running(path: Path, steps: int, fit_loss: float = 1.0) -> Run:
    """Begun a quarter of an hour ago, with a row for each step."""
    path.mkdir()
    rows = "".join(f"{step},{fit_loss if step == steps - 1 else 2 - step / steps}\n" for step in range(steps))
    (path / "metrics.csv").write_text(f"step,fit/loss\n{rows}")
    now = time.time()
    return Run(
        str(path),
        str(path.parent),
        path.name,
        path.name,
        State.RUNNING,
        created_at=now - 900,
        heartbeat_at=now,
        step=steps - 1,
        sweep="48",
        hparams=Record({"trainer.max_steps": 3 * steps}),
    )


async def test_a_running_run_says_how_long_it_takes_and_that_it_is_slow(tmp_path: Path) -> None:
    slow = running(tmp_path / "slow", 90)
    others = [replace(slow, dir=f"{tmp_path}/{n}", id=f"{n}", name=f"{n}", step=900) for n in range(4)]
    app = PaneApp(catalog_of([slow, *others]))
    async with app.run_test(size=(120, 12)) as pilot:
        app.pane.run = slow
        await until(pilot, lambda: "slow  " in app.text)
        (line,) = (line for line in app.lines if "▽" in line)
        assert line == "  ▽ slow  0.1 steps/s, the median of its sweep is 1 steps/s  about 30m00s left"
        app.pane.run = running(tmp_path / "alone", 900)
        await until(pilot, lambda: "✓ ok" in app.text)
        (line,) = (line for line in app.lines if "✓" in line)
        assert line == "  ✓ ok  about 30m00s left, to 2,700 steps by max_steps, 1 steps/s since its last start"
        app.pane.run = running(tmp_path / "lost", 900, math.nan)
        await until(pilot, lambda: "since step 899" in app.text)
        assert "NaN since step 899  about 30m00s left" in app.text


async def test_a_run_that_is_over_has_no_time_left(tmp_path: Path) -> None:
    run = running(tmp_path / "a", 900)
    app = PaneApp()
    async with app.run_test(size=(120, 12)) as pilot:
        app.pane.run = run
        await until(pilot, lambda: "left, to 2,700 steps" in app.text)
        app.pane.run = replace(running(tmp_path / "b", 900), state=State.COMPLETED)
        await until(pilot, lambda: "metrics ── b" in app.text and "fit/loss" in app.text)
        assert "left" not in app.text
