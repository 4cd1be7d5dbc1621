"""`enter`: all that is known of a run, how it is and what is left of it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.runs.bests import LOST_IF_LOW
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.ui import theme
from spt_tui.ui.pages import help_lines, run_lines
from spt_tui.ui.reader import wrapped
from tests.catalogs import catalog_of
from tests.strategies import runs

NOW = 1_000_000.0
RUN = Run(
    dir="/r/a",
    root="/r",
    id="a",
    name="a",
    state=State.RUNNING,
    created_at=NOW - 1_000,
    heartbeat_at=NOW,
    step=999,
    epoch=3,
    hparams=Record({"trainer.max_steps": 8_200}),
    summary=Record({"fit/loss": 0.5, "lr": 0.1}),
    sweep="7",
    lows=Record({"fit/loss": 0.25, "eval/top1": 0.5}),
    highs=Record({"fit/loss": 3.0, "eval/top1": 0.75}),
)


def shown(run: Run, catalog: Catalog | None = None) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in run_lines(run, NOW, catalog)]


def test_health_stands_with_its_reason_and_its_colour() -> None:
    assert "   health      ✓ ok: the newest values are finite" in shown(RUN)
    fast = [replace(RUN, dir=f"/r/{place}", step=8_999) for place in range(3)]
    beside = shown(RUN, catalog_of([RUN, *fast]))
    assert "   health      ▽ slow: 1 steps/s, the median of its sweep is 9 steps/s" in beside
    lost = replace(RUN, summary=Record({"fit/loss": 1.5}), lost=Record({"fit/loss": LOST_IF_LOW}))
    assert "   health      ↯ diverged: fit/loss is 6.0 times its best (0.25)" in shown(lost)
    odd = replace(RUN, summary=Record({"fit/loss": math.nan}))
    line = next(line for line in run_lines(odd, NOW) if line and "health" in line[0][0])
    assert line[1] == ("× nan: fit/loss is NaN", theme.BAD_BOLD)


def test_what_is_left_stands_with_its_basis_while_it_runs() -> None:
    assert "   left        ~2h00m  (8,200 steps by max_steps, 1 steps/s if it was never resumed)" in shown(RUN)
    assert "   left        -  (its trainer has no limit)" in shown(replace(RUN, hparams=Record({})))
    assert not any("left" in line for line in shown(replace(RUN, state=State.COMPLETED)))


def test_the_best_values_stand_beside_the_last() -> None:
    assert shown(RUN)[-6:-3] == [
        "   eval/top1  -           best 0.75",
        "   fit/loss   0.5         best 0.25",
        "   lr         0.1",
    ]


def test_of_a_resumed_run_it_is_said_since_when() -> None:
    lines = shown(replace(RUN, resumed_at=500))
    assert "   step        999  (resumed at 500)" in lines
    assert "   fit/loss   0.5         best 0.25 since step 500" in lines
    assert any("0.5 steps/s since its last start" in line for line in lines)


def test_the_best_is_what_people_say_is_best() -> None:
    catalog = catalog_of([RUN])
    catalog.judge_by(Directions({"/r": {"fit/loss": False}}))
    assert "   fit/loss   0.5         best 3" in shown(RUN, catalog)
    lost = replace(RUN, summary=Record({"fit/loss": 1.5}), lost=Record({"fit/loss": LOST_IF_LOW}))
    assert not any("diverged" in line for line in shown(lost, catalog))


@given(runs(), st.booleans())
def test_any_run_has_a_page(run: Run, is_known: bool) -> None:
    catalog = catalog_of([run]) if is_known else None
    assert {"health", "step"} <= {text.split()[0] for text in shown(run, catalog) if text.strip()}


def test_a_narrow_screen_cuts_nothing() -> None:
    rows = [row for line in run_lines(RUN, NOW) for row in wrapped(line, 38)]
    assert max(sum(cell_len(text) for text, _ in row) for row in rows) <= 38
    assert "best 0.25" in " ".join("".join(text for text, _ in row) for row in rows)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.OK, Kind.UNKNOWN}))
def test_help_explains_every_kind_that_is_not_well(kind: Kind) -> None:
    assert any(f" {kind.glyph} {kind.value} " in line[0][0] for line in help_lines({}) if line)
