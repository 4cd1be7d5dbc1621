"""The health of runs in the table: a glyph and a word, and a style."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.bests import LOST_IF_LOW
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import DIVERGED_MARK, NAN_MARK, STATE_GLYPH
from spt_tui.ui import theme
from spt_tui.ui.widgets.run_lines import Look, RunLines
from tests.catalogs import catalog_of

NOW = time.time()


def make(name: str, state: State = State.COMPLETED, loss: float = 0.5, step: int = 999) -> Run:
    times = {"created_at": NOW - 1_000, "heartbeat_at": NOW - 1}
    return Run(f"/r/{name}", "/r", name, name, state, step=step, sweep="7", summary=Record({"fit/loss": loss}), **times)


def test_a_row_says_how_its_run_is_and_why_beside_its_sweep() -> None:
    known = [make("a"), make("b"), make("c", State.RUNNING, step=99), make("d", loss=math.nan)]
    catalog = catalog_of(known)
    rows = arrange(catalog, Arrangement(sort="health"), NOW).rows
    lines = RunLines(Look(90, ("state", "name", "health", "reason"), {}, 0, (), catalog))
    texts = [lines.row(rows, place, NOW).text for place in range(4)]
    assert [next(name for name in "abcd" if f" {name} " in text) for text in texts] == ["d", "c", "a", "b"]
    assert "× nan      fit/loss is NaN" in texts[0]
    assert "▽ slow     0.1 steps/s, the median of its swee…" in texts[1]
    assert "✓ ok       the newest values are finite" in texts[2]


def test_every_kind_has_a_style_but_the_unknown() -> None:
    assert {Kind(word) for word in theme.HEALTH_STYLE} == set(Kind) - {Kind.UNKNOWN}
    catalog = catalog_of([make("a", loss=math.inf)])
    lines = RunLines(Look(60, ("name", "health"), {}, 0, (), catalog))
    strip = lines.row(arrange(catalog, Arrangement(), NOW).rows, 0, NOW)
    assert next(segment.style for segment in strip if "nan" in segment.text) == theme.BAD_BOLD


@pytest.mark.parametrize(
    ("run", "cell"),
    [
        (make("a"), "✓ completed"),
        (make("a", loss=math.nan), "✓×completed"),
        (replace(make("a", State.INTERRUPTED), lost=Record({"fit/loss": LOST_IF_LOW})), "■↯interrup…"),
        (replace(make("a", loss=-math.inf), lost=Record({"fit/loss": LOST_IF_LOW})), "✓×completed"),
    ],
)
def test_what_is_wrong_stands_in_the_state_without_being_asked_for(run: Run, cell: str) -> None:
    rows = arrange(catalog_of([run]), Arrangement(), NOW).rows
    for width in (40, 160):
        strip = RunLines(Look(width, ("state", "name"), {"state": 11}, 0, (), Catalog())).row(rows, 0, NOW)
        assert cell in strip.text
        styles = {segment.text: segment.style for segment in strip}
        assert cell[1] == " " or styles[cell[1]] == theme.BAD_BOLD
        assert all(run.state.value[:8] not in text or styles[text] == theme.STATE_STYLE[run.state] for text in styles)


def test_the_marks_are_the_glyphs_of_the_kinds() -> None:
    assert (Kind.NAN.glyph, Kind.DIVERGED.glyph) == (NAN_MARK, DIVERGED_MARK)
    assert {*STATE_GLYPH.values()}.isdisjoint((NAN_MARK, DIVERGED_MARK))
