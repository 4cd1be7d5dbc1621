"""The table of best and last values, as lines."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len

from spt_tui.ui import theme
from spt_tui.ui.compare.best_lines import BestFigures, best_figures, head_lines, lay_out, row_line
from spt_tui.ui.compare.figures import joined, run_figures
from tests.ui.compare.pictures import metrics_of

FIGURES = [
    {"fit/loss": (0.5, 0.7), "eval/top1": (0.8, 0.8), "lr-AdamW": (0.1, 0.1)},
    {"fit/loss": (0.4, math.nan), "eval/top1": (0.7, 0.6), "lr-AdamW": (0.2, 0.2)},
    {"eval/top1": (0.8, 0.5), "epoch": (1.0, 1.0)},
]


def table(runs: int = 3, metric: str = "fit/loss") -> BestFigures:
    figures = [FIGURES[place % 3] for place in range(runs)]
    return best_figures(joined(figures), [f"run{place}" for place in range(runs)], metric)


def words(figures: BestFigures, row: int, width: int = 100) -> list[str]:
    return "".join(text for text, _ in row_line(figures, lay_out(figures, width, 0), row, None)).split()


def test_a_row_is_a_metric_and_its_winners_have_a_star() -> None:
    figures = table()
    assert words(figures, 0) == ["fit/loss", "↓", "0.5", "0.7", "*0.4", "NaN", "-", "-"]
    assert words(figures, 1) == ["eval/top1", "↑", "*0.8", "*0.8", "0.7", "0.6", "*0.8", "0.5"]
    styles = {text.strip(): style for text, style in row_line(figures, lay_out(figures, 100, 0), 0, None)}
    assert styles["*0.4"] == theme.WINNER and styles["NaN"] == theme.BAD


def test_what_a_run_was_told_to_do_wins_nothing() -> None:
    assert words(table(), 2) == ["lr-AdamW", "↑", "-", "0.1", "-", "0.2", "-", "-"]
    assert table().height == 3


def test_many_runs_are_rows_the_best_on_top() -> None:
    figures = table(12)
    assert figures.by_run and figures.height == 12
    assert words(figures, 0)[:4] == ["b", "run1", "*0.4", "NaN"]
    assert words(figures, 11)[1:4] == ["run11", "-", "-"]
    assert table(12, "eval/top1").rows[0].metric == "eval/top1"


@pytest.mark.parametrize("width", [160, 80, 40])
@pytest.mark.parametrize("runs", [1, 3, 12])
def test_columns_that_do_not_fit_are_shifted_in(width: int, runs: int) -> None:
    figures, seen, first = table(runs), set(), 0
    for _ in range(figures.columns):
        layout = lay_out(figures, width, first)
        seen |= set(range(layout.first, layout.first + layout.count))
        lines = [*head_lines(figures, layout), *(row_line(figures, layout, row, None) for row in range(figures.height))]
        assert max(cell_len("".join(text for text, _ in line)) for line in lines) <= width
        first = layout.first + 1
    assert seen == set(range(figures.columns))


def test_the_figures_of_a_run_are_those_of_its_series() -> None:
    assert run_figures(metrics_of([3.0, 1.0, 2.0])) == {"fit/loss": (1.0, 2.0)}
    assert run_figures(metrics_of([3.0, math.inf], "eval/top1")) == {"eval/top1": (3.0, math.inf)}
