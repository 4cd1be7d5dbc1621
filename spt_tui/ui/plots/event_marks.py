"""Moments that a run's own log names, as upright marks on its plots."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Canvas, Line
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.plots.glyphs import GlyphSet
from spt_tui.units import counted, duration_text

LEAST_APART = 4
"""Cells between two marks; those that are nearer to each other are one, with their number."""
LINE_SHARE = 8
"""Cells for each upright line, on average, at least."""
LEAST_NAME = 3
"""Cells of a name; where there is less room, the mark has none."""
MOST_NAMED = 3
"""Marks that are named at the cursor before they are only counted."""


@dataclass(frozen=True, slots=True)
class Event:
    """A moment with a name, on an axis."""

    x: float
    name: str
    """Cleaned."""
    seconds: float | None = None
    """How long the phase took that began then."""
    by_clock: bool = False
    """Its place was found by the run's clock, and is approximate."""

    @property
    def text(self) -> str:
        """`eval 41s`."""
        return self.name if self.seconds is None else f"{self.name} {duration_text(self.seconds)}"


@dataclass(frozen=True, slots=True, eq=False)
class EventMarks:
    """What is marked along one kind of axis."""

    kind: XKind
    events: Sequence[Event]
    """Rising."""

    @classmethod
    def of(cls, entries: Iterable[LogEntry], kind: XKind, clock: StepClock | None) -> EventMarks | None:
        """The entries that have a place on the axis; `None` if none has one. A phase is marked where it began."""
        events = [event for entry in entries if (event := _event(entry, kind, clock))]
        return cls(kind, sorted(events, key=lambda event: event.x)) if events else None

    def between(self, low: float, high: float) -> Sequence[Event]:
        """Those from `low` to `high`."""
        first = bisect_left(self.events, low, key=lambda event: event.x)
        return self.events[first : bisect_right(self.events, high, key=lambda event: event.x)]


@dataclass(frozen=True, slots=True)
class CellMark:
    """One or more events in a column of cells."""

    column: int
    events: tuple[Event, ...]

    @property
    def name(self) -> str:
        """That of the first, and how many more there are: `eval +2`."""
        more = f" +{len(self.events) - 1}" if len(self.events) > 1 else ""
        return self.events[0].name + more


def in_cells(marks: EventMarks | None, kind: XKind, scale: Scale, width: int) -> list[CellMark]:
    """The marks on an axis of `width` cells that counts `kind`; near ones are one."""

    def column(event: Event) -> int:
        return min(width - 1, max(0, int(scale.fraction(event.x) * width)))

    events = _shown(marks, kind, scale)
    found: list[CellMark] = []
    end = 0
    while end < len(events):
        begin, first = end, column(events[end])
        end = bisect_left(events, first + LEAST_APART, begin, key=column)
        found.append(CellMark(first, tuple(events[begin:end])))
    return found


def draw_marks(canvas: Canvas, marks: Sequence[CellMark], glyphs: GlyphSet) -> None:
    """An upright line for each, behind all curves; none where there are so many that they would be a hatching."""
    for mark in marks if len(marks) * LINE_SHARE <= canvas.width else ():
        for row in range(canvas.height):
            if canvas.style_at(row, mark.column) is None:
                canvas.put(row, mark.column, glyphs.event, theme.RULE)


def border_with_names(marks: Sequence[CellMark], width: int, glyphs: GlyphSet) -> Line:
    """The upper border of a frame, `width` cells: a tick over each mark, and its name as far as there is room."""
    line: Line = []
    end = 0
    ends = [*(each.column for each in marks[1:]), width]
    for mark, following in zip(marks, ends, strict=False):
        line.append((glyphs.horizontal * (mark.column - end) + glyphs.tick_below, theme.RULE))
        room = following - mark.column - 2
        name = cut(mark.name, room, glyphs.ellipsis) if room >= LEAST_NAME else ""
        line.append((name, theme.DIM))
        end = mark.column + 1 + cell_len(name)
    return [*line, (glyphs.horizontal * (width - end), theme.RULE)]


def marks_note(marks: EventMarks | None, kind: XKind, scale: Scale, glyphs: GlyphSet) -> Line:
    """How many marks there are, and whether they are only about there."""
    shown = _shown(marks, kind, scale)
    about = ", about there" if any(event.by_clock for event in shown) and not kind.is_time else ""
    return [(f"  {glyphs.event} {counted(len(shown), 'mark')}{about}", theme.DIM)] if shown else []


def cursor_note(marks: Sequence[CellMark], column: int | None, glyphs: GlyphSet) -> Line:
    """What the mark in a column says in full."""
    events = next((mark.events for mark in marks if column is not None and abs(mark.column - column) <= 1), ())
    if not events:
        return []
    named = ", ".join(event.text for event in events[:MOST_NAMED])
    more = f", +{len(events) - MOST_NAMED} more" if len(events) > MOST_NAMED else ""
    return [(f"  {glyphs.event} {named}{more}", theme.INFO)]


def _shown(marks: EventMarks | None, kind: XKind, scale: Scale) -> Sequence[Event]:
    return marks.between(scale.number(0.0), scale.number(1.0)) if marks is not None and marks.kind is kind else ()


def _event(entry: LogEntry, kind: XKind, clock: StepClock | None) -> Event | None:
    start = entry.start
    if kind is XKind.STEP and entry.step is not None:
        return Event(float(entry.step), entry.name, entry.seconds)
    if start is None or kind is XKind.EPOCH:
        return None
    if kind is XKind.WALL:
        return Event(start, entry.name, entry.seconds)
    if clock is None:
        return None
    x = clock.step_at(start) if kind is XKind.STEP else start - clock.time_of(0.0)
    return Event(x, entry.name, entry.seconds, by_clock=True)
