"""The health of runs in the table: a glyph and a word, and a style."""

from __future__ import annotations

import math
import time

from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
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
    assert [text.split()[2] for text in texts] == ["d", "c", "a", "b"]
    assert "× nan      fit/loss is NaN" in texts[0]
    assert "▽ slow     0.1 steps/s, the median of its swee…" in texts[1]
    assert "✓ ok       the newest values are finite" in texts[2]


def test_every_kind_has_a_style_but_the_unknown() -> None:
    assert {Kind(word) for word in theme.HEALTH_STYLE} == set(Kind) - {Kind.UNKNOWN}
    catalog = catalog_of([make("a", loss=math.inf)])
    lines = RunLines(Look(60, ("name", "health"), {}, 0, (), catalog))
    strip = lines.row(arrange(catalog, Arrangement(), NOW).rows, 0, NOW)
    assert next(segment.style for segment in strip if "nan" in segment.text) == theme.BAD_BOLD
