"""Only changed cells are sent, and the screen is the same as without the layer."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from spt_tui.ui.brush import transition
from spt_tui.ui.cells import BLANK, Ink, Palette, Pen, Row, fitted, overlay, pen_of
from spt_tui.ui.output import CellDiff
from spt_tui.ui.repaint import repaint, runs
from spt_tui.ui.shift import Shift, scroll, shifted
from tests.terminal import Cell, Screen, Terminal, _Stream

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.ui.torture"]
QUIET = 0.06


@contextmanager
def torture(*switches: str, rows: int = 30, cols: int = 100, sync: bool = False) -> Iterator[Terminal]:
    with Terminal([*PROGRAM, *switches], rows=rows, cols=cols, cwd=ROOT, sync=sync) as terminal:
        terminal.wait_for("filter")
        terminal.settle(0.2)
        yield terminal


def bytes_of(terminal: Terminal, keys: str) -> int:
    before = terminal.bytes_read
    terminal.send(keys)
    terminal.settle(QUIET)
    return terminal.bytes_read - before


# Cells


@pytest.fixture
def palette() -> Palette:
    return Palette(ColorSystem.TRUECOLOR)


def test_a_strip_becomes_as_many_cells_as_it_is_wide(palette: Palette) -> None:
    strip = Strip([Segment("a日e\u0301", Style(bold=True)), Segment("\u0301", None), Segment("  ", None)])
    row = palette.row(strip)
    assert [cell.text for cell in row] == ["a", "日", "", "e\u0301\u0301", " ", " "]
    assert [cell.width for cell in row] == [1, 2, 0, 1, 1, 1]
    assert row[4] is row[5] is BLANK


def test_the_same_text_is_the_same_cell(palette: Palette) -> None:
    strip = Strip([Segment("e\u0301日本 x", Style(color="red"))])
    assert palette.row(strip) == palette.row(Strip(list(strip)))
    assert palette.row(Strip([Segment(" ", Style(color="default", bgcolor="default"))])) == [BLANK]


def test_control_characters_become_no_cell(palette: Palette) -> None:
    row = palette.row(Strip([Segment("a\x1b[2Jb\x9b\x07", None)], 7))
    assert "".join(cell.text for cell in row) == "a[2Jb  "


@pytest.mark.parametrize(("x", "shown"), [(0, "xy "), (1, " xy"), (2, "日x")])
def test_half_a_wide_character_becomes_a_space(palette: Palette, x: int, shown: str) -> None:
    row = fitted(palette.row(Strip([Segment("日", None)])), 3)
    overlay(row, x, palette.row(Strip([Segment("xy", None)])))
    assert "".join(cell.text for cell in row) == shown


def test_a_style_becomes_sgr_parameters() -> None:
    style = Style(color="#010203", bgcolor="red", bold=True, dim=True, underline=True, link="file:///x")
    assert pen_of(style, ColorSystem.TRUECOLOR) == Pen(("1", "2", "4"), "38;2;1;2;3", "41", "file:///x")
    assert pen_of(Style(color="#ff0000"), ColorSystem.STANDARD).foreground in ("31", "91")


# Repainting

PENS = [
    Pen(),
    Pen(("1",)),
    Pen(("1", "2")),
    Pen(("2",), "31"),
    Pen(("4", "7"), "38;5;9", "48;2;1;2;3"),
    Pen((), "", "44"),
]
INKS = [Ink(pen) for pen in PENS[1:]]


def emulated(text: str, columns: int, lines: int) -> list[list[Cell]]:
    screen = Screen(columns, lines)
    _Stream(screen).feed(b"\x1b[?7l" + text.encode())
    return [[screen.buffer[y][x] for x in range(columns)] for y in range(lines)]  # type: ignore[misc]


def painted(picture: list[Row]) -> str:
    """Every cell of a picture, the simple way."""
    lines = ["".join(transition(Pen(), cell.pen) + cell.text + "\x1b[m" for cell in row) for row in picture]
    return "\x1b[H" + "\r\n".join(lines)


@st.composite
def a_row(draw: st.DrawFn, width: int) -> Row:
    row: Row = []
    while len(row) < width:
        ink = draw(st.sampled_from([BLANK.ink, *INKS]))
        text = draw(st.sampled_from(["a", "b", " ", "   ", "日", "e\u0301", "      "]))
        if text == "日":
            row += [ink[text], ink.tail]
        else:
            row += [ink[text]] if len(text.strip()) else [ink[" "]] * len(text)
    return fitted(row, width)


@st.composite
def two_pictures(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Two pictures of which the second has rows of the first, moved, or in part."""
    width, height = draw(st.integers(2, 24)), draw(st.integers(1, 9))
    old = [draw(a_row(width)) for _ in range(height)]
    up, new = draw(st.integers(-3, 3)), []
    for y in range(height):
        same = old[y + up] if 0 <= y + up < height else old[y]
        new.append(draw(st.sampled_from([same, same, same, draw(a_row(width))])))
    return old, new


@settings(max_examples=100)
@given(two_pictures())
def test_the_difference_turns_one_picture_into_the_other(pictures: tuple[list[Row], list[Row]]) -> None:
    old, new = pictures
    width, height = len(old[0]), len(old)
    difference = repaint(old, dict(enumerate(new)), {(0, width)})
    assert emulated(painted(old) + difference, width, height) == emulated(painted(new), width, height)
    assert (difference == "") == (old == new)


@settings(max_examples=50)
@given(two_pictures())
def test_after_a_clear_all_is_sent(pictures: tuple[list[Row], list[Row]]) -> None:
    old, new = pictures
    width, height = len(old[0]), len(old)
    anew = repaint([[BLANK] * width for _ in range(height)], dict(enumerate(new)), {(0, width)})
    assert emulated(painted(old) + "\x1b[m\x1b[2J" + anew, width, height) == emulated(painted(new), width, height)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("界\x1b[1;1Hx", "x "),
        ("界\x1b[1;2Hx", " x"),
        ("界\x1b[1;2H\x1b[K", "  "),
        ("a界\x1b[1;2H\x1b[1K", "   "),
        ("界界\x1b[1;2H\x1b[2X", "    "),
        ("界界\x1b[1;2H界", " 界 "),
    ],
)
def test_the_judge_leaves_no_half_of_a_wide_character(sent: str, shown: str) -> None:
    screen = Screen(6, 1)
    _Stream(screen).feed(sent.encode())
    assert screen.display == [shown.ljust(6 - ("界" in shown))]


@given(st.sampled_from(PENS), st.sampled_from(PENS), st.sampled_from(PENS))
def test_a_transition_never_costs_more_than_a_reset(first: Pen, second: Pen, third: Pen) -> None:
    text = transition(Pen(), first) + "x" + transition(first, second) + "y" + transition(second, third) + "z"
    simple = "".join(
        "\x1b[m" + transition(Pen(), pen) + letter for pen, letter in zip((first, second, third), "xyz", strict=True)
    )
    assert emulated(text, 3, 1) == emulated(simple, 3, 1)
    assert len(text) <= len(simple)


def test_a_scroll_is_shorter_than_the_rows_it_moves(palette: Palette) -> None:
    rows = [palette.row(Strip([Segment(f"row {n} of the list", None)]).adjust_cell_length(40)) for n in range(20)]
    old, new = rows[:10], rows[1:11]
    text = repaint(old, dict(enumerate(new)), {(0, 40)})
    assert text.startswith(scroll(Shift(0, 9, 1)))
    assert len(text) < 60
    assert shifted(old, Shift(2, 5, -1))[2:6] == [[BLANK] * 40, *old[2:5]]


def test_a_scroll_beside_a_full_pane_is_only_made_where_it_is_cheaper(palette: Palette) -> None:
    def lines(left: int, right: str) -> list[Row]:
        texts = [f"{n:<4}{right}" for n in range(left, left + 10)]
        return [palette.row(Strip([Segment(text, None)])) for text in texts]

    beside_nothing = repaint(lines(100, " " * 60), dict(enumerate(lines(101, " " * 60))), {(0, 4), (4, 64)})
    assert "r" in beside_nothing
    stripes = [palette.row(Strip([Segment(f"{n:<4}{chr(65 + n % 26) * 60}", None)])) for n in range(10)]
    moved = [fitted(palette.row(Strip([Segment(f"{n + 1:<4}", None)])), 4) + stripes[n][4:] for n in range(10)]
    assert "r" not in repaint(stripes, dict(enumerate(moved)), {(0, 4), (4, 64)})


def test_a_short_gap_is_drawn_and_a_long_one_jumped_over(palette: Palette) -> None:
    old = palette.row(Strip([Segment("a12b1234567890c", None)]))
    new = palette.row(Strip([Segment("x12y1234567890z", None)]))
    assert runs(old, new) == [(0, 4), (14, 15)]


@settings(max_examples=50)
@given(two_pictures())
def test_a_picture_as_lines_of_text_is_the_picture(pictures: tuple[list[Row], list[Row]]) -> None:
    picture, _ = pictures
    app = CellDiff()
    app._picture = picture
    shown = emulated("\r\n".join(app.picture_lines()), len(picture[0]), len(picture))
    assert shown == emulated(painted(picture), len(picture[0]), len(picture))


def test_many_styles_are_forgotten_and_drawn_again(palette: Palette) -> None:
    def colour(number: int) -> Row:
        return palette.row(Strip([Segment("x", Style(color=f"#{number:06x}"))]))

    first = colour(1)
    for number in range(6_000):
        colour(number)
    palette.tidy()
    assert colour(1) != first
    assert colour(1)[0].pen == first[0].pen
    assert palette.row(Strip([Segment(" ", None)])) == [BLANK]


# The program on a terminal


USUAL = ["j", "k", "J", "K", "s", "u", "a", "n"]
RARE = ["h", "R", "resize", "m", "/", "h"]
CLOSE = "\x07"


def steps_for(dice: random.Random, count: int) -> Iterator[str]:
    """Keys to send at once, or `resize`; what opens is used a little and closed again."""
    for _ in range(count // 4):
        yield dice.choice(RARE)
        yield from ("".join(dice.choices(USUAL, k=dice.choice([1, 1, 6]))) for _ in range(3))
        yield CLOSE + dice.choice(USUAL)


@pytest.mark.parametrize(("seed", "sync"), [(1, False), (2, True)])
def test_the_screen_is_the_same_with_and_without_the_layer(seed: int, sync: bool) -> None:
    dice = random.Random(seed)
    with ExitStack() as stack:
        both = [stack.enter_context(torture(*switch, sync=sync)) for switch in ([], ["--no-diff"])]
        pressed = ""
        for step in steps_for(dice, 60):
            pressed += step
            rows, cols = dice.randrange(8, 40), dice.randrange(30, 130)
            for terminal in both:
                terminal.resize(rows, cols) if step == "resize" else terminal.send(step)
            assert settle_alike(both), f"after {pressed!r}:\n{both[0].text}\n---\n{both[1].text}"
        assert len(pressed) > 150
        assert both[0].bytes_read * 3 < both[1].bytes_read


def settle_alike(both: list[Terminal]) -> bool:
    """Whether both screens show the same cells once they have settled."""
    for quiet in (0.015, 0.06, 0.2, 0.5, 2):
        for terminal in both:
            terminal.settle(quiet)
        if both[0].cells == both[1].cells:
            return True
    return False


def test_few_bytes_are_sent() -> None:
    with torture(rows=50, cols=160) as terminal:
        assert terminal.bytes_read < 14_000
        assert bytes_of(terminal, "n") == 0
        assert bytes_of(terminal, "k") == 0
        assert max(bytes_of(terminal, key) for key in "jjkj") <= 150
        bytes_of(terminal, "JJ")
        assert max(bytes_of(terminal, key) for key in "jjjjjjjj") <= 600


def test_a_redraw_mends_a_damaged_screen() -> None:
    with torture() as terminal:
        before = terminal.cells
        terminal._take(b"\x1b[5;9r\x1b[31m\x1b[HWall from root: down for maintenance\x1b[20;1H\x1b[1J\x1b[?7h")
        assert terminal.cells != before
        bytes_of(terminal, "R")
        assert terminal.cells == before


def test_the_hidden_cursor_follows_an_input_line_as_it_does_without_the_layer() -> None:
    places = set()
    for switch in ([], ["--no-diff"]):
        with torture(*switch) as terminal:
            for keys in ("/", "ab", "\x1b[D"):
                bytes_of(terminal, keys)
            places.add((terminal.screen.cursor.x, terminal.screen.cursor.y))
            assert not terminal.cursor_visible
    assert len(places) == 1 and places.pop()[1] == 29


def test_frames_are_marked_only_for_a_terminal_that_knows_the_mark() -> None:
    for sync in (False, True):
        with torture(sync=sync) as terminal:
            assert (b"\x1b[?2026h" in terminal.transcript) == sync
            assert 2026 not in terminal.modes
