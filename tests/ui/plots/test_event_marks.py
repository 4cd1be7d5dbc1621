from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.export.drawing import Stroke, Words
from spt_tui.hardware.run_log_reader import EntryKind, LogEntry
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui.plots.curve import Curve, View
from spt_tui.ui.plots.event_marks import LEAST_APART, Event, EventMarks, border_with_names, in_cells
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.plot import plot
from spt_tui.ui.plots.plot_drawing import plot_drawing
from tests.ui.series_of import series_of

CLOCK = StepClock((0.0, 100.0), (1_000.0, 2_000.0))
"""A step takes ten seconds."""
BRAILLE = Glyphs.BRAILLE.value


def phase(name: str, end: float, seconds: float, step: int | None = None) -> LogEntry:
    return LogEntry(EntryKind.PHASE, name, end, seconds, step)


def event(name: str, time: float | None = None, step: int | None = None) -> LogEntry:
    return LogEntry(EntryKind.EVENT, name, time, step=step)


def marks(*entries: LogEntry, kind: XKind = XKind.STEP, clock: StepClock | None = CLOCK) -> EventMarks:
    found = EventMarks.of(entries, kind, clock)
    assert found is not None
    return found


@pytest.mark.parametrize(("kind", "x"), [(XKind.WALL, 1_500.0), (XKind.ELAPSED, 500.0), (XKind.STEP, 50.0)])
def test_a_phase_is_marked_where_it_began(kind: XKind, x: float) -> None:
    (found,) = marks(phase("eval", 1_541.0, 41.0), kind=kind).events
    assert (found.x, found.text) == (x, "eval 41s")


def test_an_entry_that_tells_its_step_is_there_exactly_and_others_about_there() -> None:
    told, guessed = marks(event("a", 1_100.0, step=7), event("b", 1_500.0)).events
    assert (told.x, told.by_clock) == (7.0, False)
    assert (guessed.x, guessed.by_clock) == (50.0, True)


@pytest.mark.parametrize(
    ("entry", "kind", "clock"),
    [
        (event("a"), XKind.STEP, CLOCK),
        (event("a", 1_500.0), XKind.STEP, None),
        (event("a", 1_500.0), XKind.ELAPSED, None),
        (event("a", 1_500.0, step=5), XKind.EPOCH, CLOCK),
    ],
)
def test_what_has_no_place_on_an_axis_is_not_marked(entry: LogEntry, kind: XKind, clock: StepClock | None) -> None:
    assert EventMarks.of([entry], kind, clock) is None


def test_near_marks_are_one_with_their_number() -> None:
    cells = in_cells(marks(*(event("eval", step=step) for step in (10, 11, 12, 60))), XKind.STEP, Scale(0, 100), 100)
    assert [(mark.column, mark.name) for mark in cells] == [(10, "eval +2"), (60, "eval")]


def test_thousands_of_marks_in_one_place_are_not_placed_one_by_one() -> None:
    asked = []

    class Counted(Scale):
        def fraction(self, value: float) -> float:
            asked.append(value)
            return super().fraction(value)

    many = marks(*(event(f"e{at}", step=at) for at in range(5_000)))
    (only,) = in_cells(many, XKind.STEP, Counted(0.0, 1e6), 80)
    assert only.name == "e0 +4999" and len(asked) < 50


def test_marks_of_another_axis_or_outside_of_it_are_not_shown() -> None:
    found = marks(event("a", step=10), event("b", step=500))
    assert in_cells(found, XKind.WALL, Scale(0, 100), 100) == []
    assert [mark.name for mark in in_cells(found, XKind.STEP, Scale(0, 100), 100)] == ["a"]


def test_names_stand_over_their_marks_as_far_as_there_is_room() -> None:
    found = marks(event("warm-up", step=10), event("checkpoint", step=20), event("eval", step=30))
    border = border_with_names(in_cells(found, XKind.STEP, Scale(0, 100), 60), 60, BRAILLE)
    text = "".join(part for part, _ in border)
    assert text == "──────┬war…─┬che…─┬eval".ljust(60, "─")


@given(
    st.lists(st.tuples(st.integers(0, 100), st.text(max_size=12)), max_size=60),
    st.integers(8, 120),
    st.sampled_from(list(Glyphs)),
)
def test_the_border_is_as_wide_as_the_frame_and_marks_are_apart(
    places: list[tuple[int, str]], width: int, glyphs: Glyphs
) -> None:
    found = EventMarks(XKind.STEP, sorted((Event(x, name) for x, name in places), key=lambda event: event.x))
    cells = in_cells(found, XKind.STEP, Scale(0, 100), width)
    text = "".join(part for part, _ in border_with_names(cells, width, glyphs.value))
    assert cell_len(text) == width
    columns = [mark.column for mark in cells]
    assert all(after - before >= LEAST_APART for before, after in pairwise(columns))
    assert sum(len(mark.events) for mark in cells) == len(places)


def lines(view: View) -> list[str]:
    curve = Curve(series_of([float(n % 7) for n in range(101)]))
    return ["".join(text for text, _ in line) for line in plot([curve], 80, 14, view=view)]


def test_a_plot_has_upright_lines_names_and_a_note() -> None:
    found = marks(event("resumed", step=50), event("eval", 1_800.0))
    shown = lines(View(marks=found))
    assert "┬resumed─" in shown[0] and "┬eval" in shown[0]
    assert sum("┊" in line for line in shown[1:-2]) > 5
    assert "┊ 2 marks, about there" in shown[-1]
    assert "┊" not in "".join(lines(View()))


def test_very_many_marks_have_ticks_and_no_lines() -> None:
    shown = lines(View(marks=marks(*(event("eval", step=step) for step in range(0, 100, 6)))))
    assert shown[0].count("┬") > 10 and not any("┊" in line for line in shown[1:-1])
    assert "┊ 17 marks" in shown[-1]


def test_at_the_cursor_the_note_says_the_mark_in_full() -> None:
    found = marks(phase("validation", 1_541.0, 41.0))
    assert "┊ validation 41s" in lines(View(cursor=50.0, marks=found))[-1]
    assert "validation" not in lines(View(cursor=10.0, marks=found))[-1]


def test_a_picture_has_the_lines_and_the_names() -> None:
    curve = Curve(series_of([float(n % 7) for n in range(101)]))
    view = View(marks=marks(event("resumed", step=50), event("eval", 1_800.0)))
    shapes = plot_drawing([curve], view=view).shapes
    assert {"resumed", "eval"} <= {shape.text for shape in shapes if isinstance(shape, Words)}
    plain = plot_drawing([curve]).shapes
    dashed, before = (sum(isinstance(shape, Stroke) and shape.dashed for shape in each) for each in (shapes, plain))
    assert dashed == before + 2


def test_without_braille_or_utf8_the_marks_are_ascii() -> None:
    assert all(line.isascii() for line in lines(View(glyphs=Glyphs.ASCII, marks=marks(event("resumed", step=50)))))
