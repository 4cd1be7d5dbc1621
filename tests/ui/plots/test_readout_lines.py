import pytest
from rich.cells import cell_len

from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui.plots.curve import Curve, View, letter_of
from spt_tui.ui.plots.place_text import place_text
from spt_tui.ui.plots.readout import values_at
from spt_tui.ui.plots.readout_lines import readout_lines
from tests.ui.series_of import series_of


def read(names: list[str], width: int, most: int, values: tuple[float, ...] = (1.0, 0.5, 1 / 3)) -> list[str]:
    curves = [Curve(series_of(values, name), name=name, letter=letter_of(n)) for n, name in enumerate(names)]
    lines = readout_lines(values_at(curves, 2.0, View()), 2.0, XKind.STEP, "step", width, most)
    assert all(sum(cell_len(text) for text, _ in line) == width for line in lines) and len(lines) <= most
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def test_few_values_stand_beside_their_place() -> None:
    assert read(["loss", "top1"], 80, 3) == [f" step 2  a {1 / 3!r} loss  b {1 / 3!r} top1"]


def test_many_values_stand_in_columns_below_it_and_the_rest_is_counted() -> None:
    names = [f"metric{n}" for n in range(9)]
    lines = read(names, 76, 4)
    assert lines[0] == " step 2" and lines[1].count("metric") == 2
    assert lines[3].endswith("+4 more")


def test_a_long_name_is_cut_and_its_value_is_not() -> None:
    lines = read(["n" * 200, "m"], 40, 3)
    assert repr(1 / 3) in lines[1] and lines[1].endswith("…")


def test_what_is_not_finite_is_said_and_no_room_is_no_line() -> None:
    assert read(["loss"], 40, 1, (1.0, 2.0, float("nan"))) == [" step 2  a NaN loss"]
    assert read(["loss"], 40, 0) == []


def test_a_place_without_a_value_is_cut_where_it_is_narrow() -> None:
    assert read([], 4, 3) == [" st…"]


@pytest.mark.parametrize(
    ("kind", "x", "text"),
    [
        (XKind.STEP, 12_400.0, "row 12,400"),
        (XKind.EPOCH, 0.5, "epoch 0.5"),
        (XKind.ELAPSED, 7_500.0, "about 2h05m after the start"),
        (XKind.WALL, 1e300, "about -"),
    ],
)
def test_a_place_says_what_is_counted(kind: XKind, x: float, text: str) -> None:
    assert place_text(kind, x, "row") == text
